//! Where a bill begins in development triangles: the day by which it belongs to an edition, as the rules say
//! which it was decided under.

use std::collections::HashMap;

use toml::{Table, Value};

use super::error::AccountingError;
use crate::date::Day;
use crate::intake::{BillRowKind, Revision};
use crate::ledger::kept_rows::bills;
use crate::ledger::known::{Brought, Columns};
use crate::ledger::posting::bill_hash;
use crate::ledger::{ColumnsId, Ledger, PostingId};

/// The days of the bills of one posting after the other.
pub(crate) struct Provenance<'l> {
    ledger: &'l Ledger,
    columns: HashMap<ColumnsId, Columns>,
    /// The columns of bills that the rules go by.
    bases: HashMap<i64, Bases>,
    /// The posting at hand, with the rules it was decided under.
    posting: (PostingId, i64),
    /// The day of each bill that it knows, by id.
    days: HashMap<String, Day>,
    /// The posting of the same member before it.
    before: Option<PostingId>,
}

/// What came of bills with a posting: its run and columns, the rows, and the posting before.
type Page = (Brought, Option<PostingId>);

/// The days by which bills belong to editions.
pub(crate) fn provenance(ledger: &Ledger) -> Result<Provenance<'_>, AccountingError> {
    let rules: Vec<(i64, String)> =
        ledger.rows("SELECT no, files FROM rules", (), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Provenance {
        ledger,
        columns: ledger.columns()?.into_iter().collect(),
        bases: rules.iter().filter_map(|(no, files)| Some((*no, Bases::read(files)?))).collect(),
        posting: (PostingId::default(), 0),
        days: HashMap::new(),
        before: None,
    })
}

/// The columns of bills that some rules go by: of each category that they name, and of all others.
#[derive(Debug)]
struct Bases {
    own: HashMap<String, &'static str>,
    others: &'static str,
}

impl Bases {
    /// What `basis` of some rules names. Only that is read of them, as with funders.
    fn read(files: &str) -> Option<Bases> {
        let files: Vec<serde_json::Value> = serde_json::from_str(files).ok()?;
        let tables = files.iter().filter_map(|file| file["text"].as_str()?.parse::<Table>().ok());
        let basis = |table: Table| Some(table.get("scheme")?.get("basis")?.clone());
        match tables.into_iter().find_map(basis)? {
            Value::Table(own) => {
                let own = own.iter().map(|(name, date)| Some((name.clone(), column(date)?)));
                let own = own.collect::<Option<HashMap<_, _>>>()?;
                let others = own.get("otherwise").copied().unwrap_or_default();
                Some(Bases { own, others })
            }
            date => Some(Bases { own: HashMap::new(), others: column(&date)? }),
        }
    }

    /// The column of bills of a category.
    fn of(&self, category: &str) -> &'static str {
        self.own.get(category).unwrap_or(&self.others)
    }
}

/// The column that a date of rules means.
fn column(date: &Value) -> Option<&'static str> {
    match date.as_str()? {
        "admission" => Some("admission"),
        "discharge" => Some("discharge"),
        "settlement" => Some("settled_on"),
        "diagnosed" => Some("diagnosed_on"),
        _ => None,
    }
}

impl Provenance<'_> {
    /// The day of a bill, as it was known with a posting under some rules; nothing where no row has it.
    pub fn of(
        &mut self,
        posting: PostingId,
        rules: i64,
        bill_id: &str,
    ) -> Result<Option<Day>, AccountingError> {
        if self.posting != (posting, rules) {
            self.posting = (posting, rules);
            (self.days, self.before) = self.read(posting)?;
        }
        // A bill that went to the main id of a person is taken back by a posting without rows.
        while let (false, Some(before)) = (self.days.contains_key(bill_id), self.before) {
            let (days, earlier) = self.read(before)?;
            self.before = earlier;
            for (id, day) in days {
                self.days.entry(id).or_insert(day);
            }
        }
        match self.days.get(bill_id) {
            Some(day) => Ok(Some(*day)),
            None => self.under_another_id(bill_id),
        }
    }

    /// The day of a bill that came under another id of the same person.
    fn under_another_id(&mut self, bill_id: &str) -> Result<Option<Day>, AccountingError> {
        for member in self.ledger.holders(bill_hash(bill_id))? {
            for (_, latest) in self.ledger.postings_of(member)?.into_iter().rev() {
                let (days, _) = self.read(latest.posting)?;
                if let Some(day) = days.get(bill_id) {
                    self.days.insert(bill_id.to_owned(), *day);
                    return Ok(Some(*day));
                }
            }
        }
        Ok(None)
    }

    fn read(
        &self,
        posting: PostingId,
    ) -> Result<(HashMap<String, Day>, Option<PostingId>), AccountingError> {
        let sql = "SELECT run, columns, bills, before FROM posting WHERE no = ?1";
        let page = |row: &rusqlite::Row| -> rusqlite::Result<Page> {
            let rows = [String::new(), String::new(), row.get(2)?];
            Ok((Brought { run: row.get(0)?, columns: row.get(1)?, rows }, row.get(3)?))
        };
        let Some((brought, before)) = self.ledger.rows(sql, [posting], page)?.pop() else {
            return Ok((HashMap::new(), None));
        };
        let known = self.columns.get(&brought.columns).zip(self.bases.get(&self.posting.1));
        let days = known.map(|(columns, basis)| days(columns, &brought, basis));
        // A damaged chain may lead round.
        Ok((days.unwrap_or_default(), before.filter(|before| *before < posting)))
    }
}

/// The day of each bill in some rows: of several, the later one, unless its revision is lower. One that
/// takes a bill back need not say the day.
fn days(columns: &Columns, brought: &Brought, bases: &Bases) -> HashMap<String, Day> {
    let mut known: HashMap<String, (Revision, Day)> = HashMap::new();
    let rows = bills(columns, brought, |category| bases.of(category)).into_iter();
    for row in rows.filter(|row| row.version.is == BillRowKind::Bill) {
        let Some(day) = row.day else { continue };
        if known.get(&row.number).is_none_or(|(earlier, _)| *earlier <= row.version.revision) {
            known.insert(row.number, (row.version.revision, day));
        }
    }
    known.into_iter().map(|(id, (_, day))| (id, day)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_that_holds_tells_the_day() {
        let rows = r#"[["A","2024-01-31"],["A","2024-02-01",2],["A","2024-03-01",1],
            ["B,1","2024-04-01"],["B,1",null,null,"void"]]"#;
        let bills = "bill_id,admission,revision,status\n".to_owned();
        let columns = Columns { bills, ..Columns::default() };
        let rows = [String::new(), String::new(), rows.to_owned()];
        let days = days(
            &columns,
            &Brought { run: 1.into(), columns: 1.into(), rows },
            &Bases { own: HashMap::new(), others: "admission" },
        );
        assert_eq!(days["A"].to_string(), "2024-02-01");
        assert_eq!(days["B,1"].to_string(), "2024-04-01");
    }

    #[test]
    fn rules_say_which_day_it_is() {
        let files = |basis: &str| {
            let text = format!("[scheme]\nbasis = {basis}\n");
            serde_json::json!([{"file": "0.toml", "text": "x = 1"}, {"file": "1.toml", "text": text}])
        };
        let column = |basis: &str, category: &str| {
            Bases::read(&files(basis).to_string()).map(|bases| bases.of(category))
        };
        assert_eq!(column("\"discharge\"", "inpatient"), Some("discharge"));
        assert_eq!(column("\"settlement\"", "inpatient"), Some("settled_on"));
        let by_category = "{ event = \"diagnosed\", otherwise = \"admission\" }";
        assert_eq!(column(by_category, "event"), Some("diagnosed_on"));
        assert_eq!(column(by_category, "inpatient"), Some("admission"));
        assert!(Bases::read("[]").is_none());
    }
}
