//! One row of said.csv: from a manual fact to its cells, and back.

use std::collections::BTreeMap;

use super::input_error::InputError;
use super::name::{Name, reason_of};
use super::{Fact, Signed, has_come};
use crate::claim::{Disallowance, MemberIds, WrongId};
use crate::date::Day;
use crate::intake::mask;
use crate::manual_facts::ManualFact;
use crate::money::{Currency, Money};
use crate::words::{self, Sentence};

/// The columns. What a kind of row has no use for is empty; so is the currency of a count.
pub(super) const COLUMNS: [&str; 16] = [
    "kind",
    "member_id",
    "other",
    "bill_id",
    "benefit",
    "accumulator",
    "day",
    "value",
    "amount",
    "currency",
    "cut_over",
    "happened_on",
    "author",
    "reason",
    "second",
    "column",
];

/// How many of them a file needs: one that an older version wrote has no `column`.
pub(super) const NEEDED: usize = 15;

/// The cells of a fact, by column.
pub(super) fn cells<E>(
    fact: &Fact,
    currency: Currency,
    is_amount: impl Fn(&str, Day) -> Result<bool, E>,
) -> Result<BTreeMap<&'static str, String>, E> {
    let Signed { by, on, reason, second, .. } = &fact.signed;
    let second = second.as_ref().map_or(String::new(), ToString::to_string);
    let mut cells = BTreeMap::from([
        ("kind", fact.what.kind().to_owned()),
        ("member_id", fact.member_id.clone()),
        ("happened_on", on.to_string()),
        ("author", by.to_string()),
        ("reason", reason.clone()),
        ("second", second),
    ]);
    let money = |amount: Money| currency.show(amount);
    match &fact.what {
        ManualFact::Override { bill_id, benefit, amount } => cells.extend([
            ("bill_id", bill_id.clone()),
            ("benefit", benefit.clone()),
            ("amount", money(*amount)),
            ("currency", currency.code().to_owned()),
        ]),
        ManualFact::Disallow { bill_id, column, amount }
        | ManualFact::Allow { bill_id, column, amount } => cells.extend([
            ("bill_id", bill_id.clone()),
            ("column", column.name().unwrap_or_default().to_owned()),
            ("amount", money(*amount)),
            ("currency", currency.code().to_owned()),
        ]),
        ManualFact::Opening { accumulator, day, value, cut_over } => {
            let is_amount = is_amount(accumulator, *day)?;
            let (value, code) = match is_amount {
                true => (money(Money::from_minor(*value)), currency.code()),
                false => (value.to_string(), ""),
            };
            cells.extend([
                ("accumulator", accumulator.clone()),
                ("day", day.to_string()),
                ("value", value),
                ("currency", code.to_owned()),
                ("cut_over", cut_over.to_string()),
            ]);
        }
        ManualFact::SamePerson { other } => cells.extend([("other", other.clone())]),
        ManualFact::Rules { .. } => unreachable!("only a posting names rules"),
    }
    Ok(cells)
}

/// One row.
pub(super) struct Cells<'r> {
    pub(super) cells: &'r [String; COLUMNS.len()],
}

/// What was read of a row, and the currency that it names.
pub(super) type Read = ((String, ManualFact, Signed), Option<Currency>);

/// Faults of a row, found one beside the other.
#[derive(Default)]
struct Faults(Vec<Sentence>);

impl Faults {
    fn unless<T, E: Into<Sentence>>(&mut self, read: Result<T, E>) -> Option<T> {
        read.map_err(|why| self.0.push(why.into())).ok()
    }
}

impl Cells<'_> {
    fn get(&self, column: &str) -> &str {
        let place = COLUMNS.iter().position(|known| *known == column).expect("a column of ours");
        &self.cells[place]
    }

    /// The fact of the row, or all that is wrong with it.
    pub(super) fn fact(&self, today: Day) -> Result<Read, Vec<Sentence>> {
        let kind = self.get("kind");
        let (needed, may): (&[&str], &[&str]) = match kind {
            "override" => (&["bill_id", "benefit", "amount", "currency"], &[]),
            "opening" => (&["accumulator", "day", "value", "cut_over"], &["currency"]),
            "same_person" => (&["other"], &[]),
            "disallow" | "allow" => (&["bill_id", "column", "amount", "currency"], &[]),
            _ => return Err(vec![words::acts::said_kind(kind)]),
        };
        const OF_ALL: [&str; 5] = ["kind", "member_id", "happened_on", "author", "reason"];
        let mut faults = Faults::default();
        for column in COLUMNS {
            let is_empty = self.get(column).is_empty();
            let is_needed = OF_ALL.contains(&column) || needed.contains(&column);
            let has_use = is_needed || column == "second" || may.contains(&column);
            faults.0.extend(match (is_empty, is_needed, has_use) {
                (true, true, _) => Some(words::acts::said_missing(column, kind)),
                (false, _, false) => Some(words::acts::said_idle(column, kind)),
                _ => None,
            });
        }
        if !faults.0.is_empty() {
            return Err(faults.0);
        }
        let code = Some(self.get("currency")).filter(|code| !code.is_empty());
        let currency = code.map(|code| faults.unless(code.parse::<Currency>()));
        for id in ["member_id", "other"].map(|column| self.get(column)) {
            // Which ids a scheme takes is not known here; what a spreadsheet spoiled none does.
            if MemberIds::Any.wrong(id) == Some(WrongId::Spoiled) {
                faults.0.push(words::data::spoiled_number(mask(id)));
            }
        }
        let what = self.what(kind, currency.flatten(), &mut faults);
        let signed = self.signed(today, &mut faults);
        match (what, signed) {
            (Some(what), Some(signed)) if faults.0.is_empty() => {
                Ok(((self.get("member_id").to_owned(), what, signed), currency.flatten()))
            }
            _ => Err(faults.0),
        }
    }

    fn what(
        &self,
        kind: &str,
        currency: Option<Currency>,
        faults: &mut Faults,
    ) -> Option<ManualFact> {
        let text = |column| self.get(column).to_owned();
        match kind {
            "override" => {
                let (bill_id, benefit) = (text("bill_id"), text("benefit"));
                let amount = faults.unless(amount(self.get("amount"), currency?))?;
                Some(ManualFact::Override { bill_id, benefit, amount })
            }
            "disallow" | "allow" => {
                let bill_id = text("bill_id");
                let column = Disallowance::column_named(self.get("column"));
                let column = column.ok_or_else(words::claims::not_disallowed);
                let column = faults.unless(column);
                let amount = faults.unless(amount(self.get("amount"), currency?))?;
                if amount == Money::ZERO {
                    faults.0.push(words::rules::disallows_nothing());
                }
                let column = column?;
                Some(match kind {
                    "disallow" => ManualFact::Disallow { bill_id, column, amount },
                    _ => ManualFact::Allow { bill_id, column, amount },
                })
            }
            "opening" => {
                let day = |column| day(self.get(column));
                let (day, cut_over) = (faults.unless(day("day")), faults.unless(day("cut_over")));
                let value = self.get("value");
                let value = match (self.get("currency"), currency) {
                    ("", _) => faults.unless(count(value)),
                    (_, currency) => faults.unless(amount(value, currency?)).map(Money::minor),
                };
                let (day, cut_over) = (day?, cut_over?);
                Some(ManualFact::Opening {
                    accumulator: text("accumulator"),
                    day,
                    value: value?,
                    cut_over,
                })
            }
            _ => Some(ManualFact::SamePerson { other: text("other") }),
        }
    }

    fn signed(&self, today: Day, faults: &mut Faults) -> Option<Signed> {
        let on = day(self.get("happened_on")).and_then(|day| has_come(day, today));
        let on = faults.unless(on);
        let by = faults.unless(Name::new(self.get("author")));
        let reason = faults.unless(reason_of(self.get("reason")));
        let second = Some(self.get("second")).filter(|text| !text.is_empty());
        let second = second.map(|text| faults.unless(Name::new(text)));
        let (by, second) = (by?, second.flatten());
        if second.as_ref().is_some_and(|second| second.is_same_person(&by)) {
            faults.0.push(words::acts::said_second_is_author(&by));
        }
        Some(Signed { by, on: on?, reason: reason?, login: String::new(), second })
    }
}

fn day(text: &str) -> Result<Day, InputError> {
    Day::parse(text).ok_or_else(|| InputError::NotADay { text: text.to_owned() })
}

/// An amount from nothing up.
fn amount(text: &str, currency: Currency) -> Result<Money, InputError> {
    match currency.parse(text)? {
        amount if amount < Money::ZERO => Err(InputError::NegativeAmount { text: text.to_owned() }),
        amount => Ok(amount),
    }
}

/// A whole number of days or times.
fn count(text: &str) -> Result<i64, InputError> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let count = text.parse::<u32>().ok().filter(|_| digits);
    count.map(i64::from).ok_or_else(|| InputError::NotACount { text: text.to_owned() })
}
