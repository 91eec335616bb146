//! What a ledger knows, as rows under today's columns.

use std::collections::BTreeMap;

use crate::exchange::{Intake, KnownRows, Watch, exact_row, recall as read_known};
use crate::ledger::{Columns, Content, Known, Ledger, Saying};
use crate::scheme::Book;
use crate::words::Sentence;

/// What was said by hand of members, by id.
pub(crate) type Said = BTreeMap<String, Vec<Saying>>;

/// All that a ledger knows, read under a rule book, and what was said by hand of members, by id.
///
/// # Errors
///
/// When the ledger cannot be read, or what it knows cannot be read under these rules.
pub(crate) fn everything<'b>(
    ledger: &Ledger,
    book: &'b Book,
    watch: &dyn Watch,
) -> Result<(Intake<'b>, Said), Vec<Sentence>> {
    let one = |why: Sentence| vec![why];
    let known = today(book, ledger.everybody().map_err(one)?);
    let same = ledger.same_people().map_err(one)?;
    let said = known.members.iter().map(|latest| {
        let said = Saying::read(&latest.content.said).expect("a ledger keeps whole facts");
        (latest.content.member_id.clone(), said)
    });
    let said = said.filter(|(_, said)| !said.is_empty()).collect();
    Ok((read_known(rows(book, &known, same), &book.vocabulary, watch)?, said))
}

/// Today's columns.
pub(super) fn columns(book: &Book) -> Columns {
    let [members, enrolments, bills] = Intake::columns(&book.vocabulary);
    Columns { members, enrolments, bills }
}

/// What is known, written under today's columns: a posting has one header for all of its rows.
pub(super) fn today(book: &Book, mut known: Known) -> Known {
    let today = columns(book);
    for latest in &mut known.members {
        let had = known.columns.iter().find(|(no, _)| *no == latest.columns);
        let (_, had) = had.expect("a posting names columns that are kept");
        let content = &mut latest.content;
        for (had, today, rows) in [
            (&had.members, &today.members, &mut content.person),
            (&had.enrolments, &today.enrolments, &mut content.periods),
            (&had.bills, &today.bills, &mut content.bills),
        ] {
            if had != today {
                *rows = under(had, rows, today);
            }
        }
        latest.columns = TODAY;
    }
    Known { columns: vec![(TODAY, today)], ..known }
}

/// The number of today's columns, where what is known is written under them.
const TODAY: i64 = 0;

/// The rows of what is known, which is written under today's columns.
pub(super) fn rows(book: &Book, known: &Known, same: Vec<(String, String)>) -> KnownRows {
    let Columns { members, enrolments, bills } = columns(book);
    let texts = [
        text(known, members, |content| &content.person),
        text(known, enrolments, |content| &content.periods),
        text(known, bills, |content| &content.bills),
    ];
    KnownRows { ledger: true, texts, same }
}

fn text(known: &Known, mut text: String, rows: impl Fn(&Content) -> &String) -> String {
    text.reserve(known.members.iter().map(|latest| rows(&latest.content).len()).sum());
    known.members.iter().for_each(|latest| text.push_str(rows(&latest.content)));
    text
}

/// Rows of one header under another: columns that are not there any more are left out, new ones are
/// empty.
fn under(header: &str, rows: &str, today: &str) -> String {
    let had: Vec<&str> = header.trim_end().split(',').collect();
    let places: Vec<Option<usize>> =
        today.trim_end().split(',').map(|name| had.iter().position(|had| *had == name)).collect();
    let mut csv =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rows.as_bytes());
    let mut out = Vec::new();
    for record in csv.records() {
        let record = record.expect("a text has no row that is not one, however long");
        // A row that another program cut is refused for what it lacks.
        let cell = |place: &Option<usize>| place.and_then(|at| record.get(at)).unwrap_or_default();
        exact_row(&mut out, places.iter().map(cell));
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
