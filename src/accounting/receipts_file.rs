//! receipts.csv: contributions that came in, `reference,received_on,amount,plan`, each of a `unit` or a `member_id`,
//! with `edition`, `revision` and `status` where an office has them. All mistakes of a file are reported at once.

use std::collections::HashMap;
use std::path::Path;

use super::error::AccountingError;
use super::receipts::{ReceiptKey, ReceiptRow, Receipts, known};
use crate::claim::WrongId;
use crate::csv_cells::exact_row;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::small_csv::{SmallCsv, at};
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, Signed, alone};
use crate::money::{Currency, Money};
use crate::words::{Sentence, data, receipts as words};

/// The name of the file.
pub const RECEIPTS: &str = "receipts.csv";

/// Its columns; the first have to be there.
const COLUMNS: [&str; 9] = [
    "reference",
    "received_on",
    "amount",
    "plan",
    "unit",
    "member_id",
    "edition",
    "revision",
    "status",
];
const NEEDED: usize = 4;

/// Plans and editions of the rules, which receipts may name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The ids of plans.
    pub plans: Vec<String>,
    /// The ids of editions.
    pub editions: Vec<String>,
}

/// What became of a file of receipts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceiptsRead {
    /// Rows of receipts that were not known.
    pub added: u64,
    /// Rows that correct a receipt, or take it back.
    pub corrected: u64,
    /// Rows that say what is known, or was.
    pub known: u64,
    /// What contributions come to more than before; below zero, less.
    pub moved: Money,
}

/// Reads a file of receipts: all of it, or nothing where a row is not right.
///
/// # Errors
///
/// Every row that is not right, with its line and what to do; or the month is closed, or the ledger cannot be written.
pub fn read_receipts(
    ledger: &mut Ledger,
    path: &Path,
    terms: &Terms,
    act: &Signed,
) -> Result<ReceiptsRead, Vec<Sentence>> {
    ledger.is_open(act.on).map_err(alone)?;
    let SmallCsv { rows, sha256 } = SmallCsv::read_some(path, COLUMNS, NEEDED)?;
    let reader = Reader { terms, currency: ledger.kept_in().map_err(alone)?.1, on: act.on, ledger };
    let mut known = known(ledger).map_err(|why| vec![why.sentence()])?;
    let (mut lines, mut wrong, mut new) = (HashMap::new(), Vec::new(), Vec::new());
    let mut read = ReceiptsRead::default();
    for (line, cells) in rows {
        let judged = reader.row(cells).and_then(|(key, row)| {
            if let Some(earlier) = lines.insert(key.clone(), line) {
                return Err(vec![words::receipt_twice(&key.reference, earlier)]);
            }
            Ok((judge(&key, &row, known.get(&key))?, key, row))
        });
        match judged {
            Ok((Verdict::Known, ..)) => read.known += 1,
            Ok((verdict, key, row)) => {
                let was = known.insert(key.clone(), row.clone());
                read.moved += row.amount - was.map_or(Money::ZERO, |row| row.amount);
                *(if verdict == Verdict::New { &mut read.added } else { &mut read.corrected }) += 1;
                new.push((key, row));
            }
            Err(why) => wrong.extend(why.iter().map(|why| at(path, line, why))),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    keep(ledger, &new, (&sha256, read.moved), act).map_err(alone)?;
    Ok(read)
}

/// What a row is beside what is known of its receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    New,
    Corrects,
    Known,
}

/// A row that says something else has to be a later one: of two rows of one revision no one can tell which holds.
fn judge(
    key: &ReceiptKey,
    row: &ReceiptRow,
    known: Option<&ReceiptRow>,
) -> Result<Verdict, Vec<Sentence>> {
    let Some(known) = known else {
        let is_void = row.void.then(|| words::receipt_void_unknown(&key.reference));
        return is_void.map_or(Ok(Verdict::New), |why| Err(vec![why]));
    };
    match row.void {
        _ if row == known || row.revision < known.revision => Ok(Verdict::Known),
        // Taken back already, or the row that was taken back comes again.
        _ if known.void && row.revision == known.revision => Ok(Verdict::Known),
        true => Ok(Verdict::Corrects),
        false if row.revision > known.revision => Ok(Verdict::Corrects),
        false => Err(vec![words::receipt_differs(&key.reference, known.revision + 1)]),
    }
}

/// What rows are read with.
struct Reader<'r> {
    terms: &'r Terms,
    currency: Currency,
    /// The day for which they are entered.
    on: Day,
    ledger: &'r Ledger,
}

impl Reader<'_> {
    fn row(&self, cells: [String; 9]) -> Result<(ReceiptKey, ReceiptRow), Vec<Sentence>> {
        let [reference, received_on, amount, plan, unit, member_id, edition, revision, status] =
            cells;
        let mut wrong = Vec::new();
        let void = match &*status {
            "" | "final" => false,
            "void" => true,
            _ => {
                wrong.push(words::receipt_status(&status));
                false
            }
        };
        if reference.is_empty() {
            wrong.push(words::receipt_without_reference());
        }
        wrong.extend((unit.is_empty() == member_id.is_empty()).then(words::receipt_of_one));
        wrong.extend(self.wrong_id(&member_id));
        let is_known = |all: &[String], id: &String| all.contains(id);
        if !is_known(&self.terms.plans, &plan) {
            wrong.push(words::receipt_plan(&plan, self.terms.plans.join(", ")));
        }
        if !edition.is_empty() && !is_known(&self.terms.editions, &edition) {
            wrong.push(words::receipt_edition(&edition, self.terms.editions.join(", ")));
        }
        let received_on = self.day(&received_on, &mut wrong);
        let amount = self.amount(&amount, void, &mut wrong);
        let revision = number(&revision, &mut wrong);
        let (Some(received_on), Some(amount), Some(revision), []) =
            (received_on, amount, revision, &wrong[..])
        else {
            return Err(wrong);
        };
        let member_id = self.ledger.member_ids().fold(&member_id).into_owned();
        let key = ReceiptKey { reference, plan, unit, member_id };
        Ok((key, ReceiptRow { received_on, amount, edition, revision, void }))
    }

    /// Why the id of a row is none that a member can have.
    fn wrong_id(&self, member_id: &str) -> Option<Sentence> {
        let shown = mask(member_id);
        Some(match self.ledger.member_ids().wrong(member_id)? {
            WrongId::Spoiled => data::spoiled_number(shown),
            WrongId::NotResident => data::not_resident(shown),
        })
    }

    fn day(&self, text: &str, wrong: &mut Vec<Sentence>) -> Option<Day> {
        let day = Day::parse(text);
        match day {
            None => wrong.push(crate::words::rules::not_a_date(text)),
            Some(day) if day > self.on => wrong.push(words::received_later(day, self.on)),
            Some(_) => {}
        }
        day
    }

    fn amount(&self, text: &str, void: bool, wrong: &mut Vec<Sentence>) -> Option<Money> {
        if void {
            return Some(Money::ZERO);
        }
        let amount = self.currency.parse(text).map_err(|why| wrong.push(why.sentence())).ok()?;
        wrong.extend((amount == Money::ZERO).then(words::receipt_of_nothing));
        Some(amount)
    }
}

fn number(text: &str, wrong: &mut Vec<Sentence>) -> Option<i64> {
    let number = if text.is_empty() { Ok(0) } else { text.parse() };
    let number = number.ok().filter(|number| (0..=MOST_REVISIONS).contains(number));
    wrong.extend(number.is_none().then(|| words::receipt_revision(text)));
    number
}

/// No receipt is corrected more often.
const MOST_REVISIONS: i64 = 1_000_000;

/// Keeps rows that say something new, as an act.
fn keep(
    ledger: &Ledger,
    new: &[(ReceiptKey, ReceiptRow)],
    (sha256, moved): (&str, Money),
    act: &Signed,
) -> Result<(), LedgerError> {
    let sql = "INSERT INTO receipt(reference, received_on, amount, plan, unit, member_id, edition, \
               revision, void, happened_on, author, login, salt) \
               VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, \
               iif(?6 = '', NULL, randomblob(16)))";
    let Signed { by, on, login, .. } = act;
    ledger.act(act, |ledger| {
        for (key, row) in new {
            let ReceiptKey { reference, plan, unit, member_id } = key;
            let ReceiptRow { received_on, amount, edition, revision, void } = row;
            let cells = rusqlite::params![
                reference,
                received_on,
                amount,
                plan,
                unit,
                member_id,
                edition,
                revision,
                void,
                on,
                by,
                login,
            ];
            ledger.run(sql, cells)?;
        }
        let after = Deed::payments(&ledger.show(moved)?, new.len());
        let deed = Deed::new(ActKind::Receipts, About::File, sha256).changing("", after);
        Ok(((), (!new.is_empty()).then_some(deed)))
    })
}

/// receipts.csv with the newest row of each receipt that was not taken back, for another ledger; nothing where there is
/// none.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn receipts_file(ledger: &Ledger) -> Result<Option<Vec<u8>>, AccountingError> {
    let mut all: Receipts = known(ledger)?;
    all.retain(|_, row| !row.void);
    let mut out = Vec::new();
    exact_row(&mut out, COLUMNS);
    for (key, row) in &all {
        let ReceiptKey { reference, plan, unit, member_id } = key;
        let ReceiptRow { received_on, amount, edition, revision, .. } = row;
        let (day, revision) = (received_on.to_string(), revision.to_string());
        let amount = ledger.show(*amount)?;
        let cells =
            [reference.as_str(), &day, &amount, plan, unit, member_id, edition, &revision, "final"];
        exact_row(&mut out, cells);
    }
    Ok((!all.is_empty()).then_some(out))
}
