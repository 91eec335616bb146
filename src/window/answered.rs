//! Everything that a bill at the window is told: the answer, what would change it, and which bill it may correct.

use super::changes::{Change, changes};
use super::sheet::{self, BoxFault, Filled};
use crate::claim::{Bill, Column};
use crate::money::Money;
use crate::preview::{self, BillQuery, Past, Preview};
use crate::scheme::Book;

/// The column that a bill's own id stands in.
pub(super) const BILL_ID: &str = "bill_id";

/// What a bill at the window is told.
#[derive(Clone, Debug)]
pub struct Answered<'b> {
    /// The answer.
    pub preview: Preview<'b>,
    /// The history that it is an answer on.
    pub past: Past,
    /// What would change it, the most money first.
    pub changes: Vec<Change>,
    /// Of the figures that are missing the one that moves it most.
    pub moves_most: Option<Column>,
    /// The bill that it may be a correction of.
    pub corrects: Option<Correction>,
}

/// A bill of the history that the one at the window may be a correction of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The id of the bill.
    pub bill_id: String,
    /// Whether the bill at the window has the same id: the answer is then one in the place of that bill. Otherwise the
    /// answer is on top of it, as it is of another bill of the same days.
    pub is_same: bool,
    /// What the bill pays as it is known.
    pub before: Money,
    /// What it pays corrected.
    pub after: Money,
}

/// Answers a bill that was filled in, on a member's history. A bill under an id that the history has takes the place of
/// that bill.
///
/// # Errors
///
/// Every mistake, each with its box.
pub fn answer<'b>(
    book: &'b Book,
    filled: &Filled,
    past: &Past,
) -> Result<Answered<'b>, Vec<BoxFault>> {
    let mut filled = filled.clone();
    let id = filled.remove(BILL_ID).unwrap_or_default();
    let known = past.clone().take_out(id.trim());
    let is_same = known.is_some();
    let before = known.map_or_else(|| past.clone(), |(before, _)| before);
    let (before, query) = sheet::read(book, &filled, &before)?;
    let preview = preview::preview(book, &before, &query);
    let corrects = match is_same {
        true => Some((id.trim().to_owned(), preview.explanation.payable())),
        false => corrected(book, &filled, past, &query),
    };
    let corrects = corrects.map(|(bill_id, after)| {
        let before = paid_now(book, past, &bill_id);
        Correction { bill_id, is_same, before, after }
    });
    Ok(Answered {
        changes: changes(&filled, &before, &preview),
        moves_most: preview::moves_most(&preview, &before),
        past: before,
        corrects,
        preview,
    })
}

/// A bill of the same days, kind and hospital, and what is paid on the one at the window in its place.
fn corrected(
    book: &Book,
    filled: &Filled,
    past: &Past,
    query: &BillQuery,
) -> Option<(String, Money)> {
    let bill_id = past.bill_like(|other| is_of_the_same(other, &query.bill))?;
    let (before, _) = past.clone().take_out(&bill_id)?;
    let (before, query) = sheet::read(book, filled, &before).ok()?;
    Some((bill_id, preview::on_top(book, &before, (query.bill, &query.id)).payable()))
}

/// Whether two bills look like two versions of one: of the same kind and days, and not of different hospitals.
fn is_of_the_same(one: &Bill, other: &Bill) -> bool {
    let of = |bill: &Bill| (bill.facts.first().copied(), bill.admission, bill.discharge);
    let hospitals = [one.hospital, other.hospital];
    of(one) == of(other) && (hospitals.contains(&0) || one.hospital == other.hospital)
}

fn paid_now(book: &Book, past: &Past, bill_id: &str) -> Money {
    let decided = preview::decided(book, past);
    let one = decided.into_iter().find(|(id, _)| id == bill_id);
    one.map_or(Money::ZERO, |(_, explanation)| explanation.payable())
}
