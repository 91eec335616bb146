//! What a ledger knows, as rows under today's columns.

use crate::exchange::{Intake, KnownRows, row};
use crate::ledger::{Columns, Known};
use crate::scheme::Book;

/// Today's columns.
pub(super) fn columns(book: &Book) -> Columns {
    let [members, enrolments, bills] = Intake::columns(&book.vocabulary);
    Columns { members, enrolments, bills }
}

/// The rows of all that is known, under today's columns.
pub(super) fn rows(book: &Book, known: &Known, same: Vec<(String, String)>) -> KnownRows {
    let today = columns(book);
    let texts = [
        text(known, &today.members, |columns| &columns.members, |content| &content.person),
        text(known, &today.enrolments, |columns| &columns.enrolments, |content| &content.periods),
        text(known, &today.bills, |columns| &columns.bills, |content| &content.bills),
    ];
    KnownRows { ledger: true, texts, same }
}

fn text(
    known: &Known,
    today: &str,
    header: impl Fn(&Columns) -> &String,
    rows: impl Fn(&crate::ledger::Content) -> &String,
) -> String {
    let room: usize = known.members.iter().map(|latest| rows(&latest.content).len()).sum();
    let mut text = String::with_capacity(today.len() + room);
    text.push_str(today);
    for latest in &known.members {
        let columns = known.columns.iter().find(|(no, _)| *no == latest.columns);
        let (_, columns) = columns.expect("a posting names columns that are kept");
        let rows = rows(&latest.content);
        if header(columns) == today {
            text.push_str(rows);
        } else {
            text.push_str(&under(header(columns), rows, today));
        }
    }
    text
}

/// Rows of one header under another: columns that are not there any more are left out, new ones are
/// empty.
fn under(header: &str, rows: &str, today: &str) -> String {
    let had: Vec<&str> = header.trim_end().split(',').collect();
    let places: Vec<Option<usize>> =
        today.trim_end().split(',').map(|name| had.iter().position(|had| *had == name)).collect();
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(rows.as_bytes());
    let mut out = Vec::new();
    for record in csv.records() {
        let record = record.expect("a ledger keeps whole rows");
        row(&mut out, places.iter().map(|place| place.map_or("", |at| &record[at])));
    }
    String::from_utf8(out).expect("rows are UTF-8")
}

#[cfg(test)]
mod tests {
    use super::under;

    #[test]
    fn rows_find_their_columns_again() {
        let rows = under("a,b,c\n", "1,\"2,2\",3\n4,5,6\n", "c,new,b\n");
        assert_eq!(rows, "3,,\"2,2\"\n6,,5\n");
    }
}
