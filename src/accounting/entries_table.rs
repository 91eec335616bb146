//! Entries as a table: for development triangles, by the day by which a bill belongs to an edition and the day of
//! posting. What several funders bear has a row for each of them.

use std::path::Path;

use super::by_funder::{Posted, by_funder};
use super::error::AccountingError;
use super::funders::Funders;
use super::line::Line;
use super::provenance::{Provenance, provenance};
use crate::csv_cells::cell;
use crate::date::Day;
use crate::ledger::posting::Moved;
use crate::ledger::private_file::{Closed, PrivateFile};
use crate::ledger::{Ledger, Month};
use crate::money::{Currency, Money};

const COLUMNS: &[u8] = b"origin,event_on,posted_on,kind,bill_id,plan,benefit,funder,amount\n";

/// What funders came to owe to each other: no entry, and nothing in all.
const BETWEEN: &str = "between";

/// Writes the table, of one month or of all, to a file that is not in its place yet.
pub(super) fn entries_table(
    ledger: &Ledger,
    path: &Path,
    currency: Currency,
    month: Option<Month>,
) -> Result<Closed, AccountingError> {
    let mut sheet = PrivateFile::begin(path)?;
    sheet.put(COLUMNS)?;
    let mut origins = provenance(ledger)?;
    let is_wanted = |day| month.is_none_or(|month| Month::of(day) == month);
    by_funder(ledger, |funders, posted| {
        if !posted.lines.first().is_some_and(|line| is_wanted(line.posted_on)) {
            return Ok(());
        }
        let mut rows = Rows { out: Vec::new(), funders, currency };
        rows.post(posted, &mut origins)?;
        Ok(sheet.put(&rows.out)?)
    })?;
    Ok(sheet.close()?)
}

/// Rows of one posting.
struct Rows<'f> {
    out: Vec<u8>,
    funders: &'f Funders,
    currency: Currency,
}

impl Rows<'_> {
    fn post(&mut self, posted: &Posted, origins: &mut Provenance) -> Result<(), AccountingError> {
        for (line, parts) in posted.entries() {
            let origin = origin(line, origins)?;
            for (funder, amount) in parts.iter() {
                let Line { bill_id, plan, benefit, posted_on, .. } = line;
                self.days([origin, line.event_on, *posted_on]);
                let kind = line.kind.map_or("", Moved::code);
                self.texts([kind, bill_id, plan, benefit, self.funders.name(funder)]);
                self.amount(amount);
            }
        }
        for (funder, amount) in posted.between.iter() {
            let Some(day) = posted.lines.first().map(|line| line.posted_on) else { continue };
            self.days([day; 3]);
            self.texts([BETWEEN, "", "", "", self.funders.name(funder)]);
            self.amount(amount);
        }
        Ok(())
    }

    fn days(&mut self, days: [Day; 3]) {
        for day in days {
            cell(&mut self.out, &day.to_string());
            self.out.push(b',');
        }
    }

    fn texts(&mut self, texts: [&str; 5]) {
        for text in texts {
            cell(&mut self.out, text);
            self.out.push(b',');
        }
    }

    fn amount(&mut self, amount: Money) {
        self.out.extend(self.currency.show(amount).as_bytes());
        self.out.push(b'\n');
    }
}

/// The day by which the bill of an entry belongs to an edition. Nothing develops before it begins: programs for
/// triangles leave such rows out.
fn origin(line: &Line, origins: &mut Provenance) -> Result<Day, AccountingError> {
    let day = match line.bill_id.is_empty() {
        true => None,
        false => origins.of(line.posting, line.rules.number(), &line.bill_id)?,
    };
    Ok(day.unwrap_or(line.event_on).min(line.posted_on))
}
