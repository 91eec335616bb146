//! Sums that the fields of a national settlement have to agree in, to one minor unit: what does not agree is told, and
//! nothing is put right.

use std::collections::HashMap;

use csv::StringRecord;

use super::amounts;
use super::names;
use super::notes::{FileNote, FileNoteKind};
use super::unit::Unit;
use crate::money::{Currency, Money};
use crate::words::{Sentence, pasted as words};

/// Looks at the sums of the settlements of a table, row by row.
pub(super) struct Identities {
    /// Where fields stand, by their national names.
    places: HashMap<String, usize>,
    currency: Currency,
    found: Option<Disagreement>,
}

/// Settlements whose sums do not agree.
struct Disagreement {
    rows: u64,
    line: u32,
    /// What is wrong with the first.
    why: Sentence,
}

impl Identities {
    /// Of a table under a header; nothing where it has no sum.
    pub fn of(header: &[String], currency: Currency) -> Option<Identities> {
        let named = header.iter().enumerate().map(|(at, cell)| (names::national(cell), at));
        let places: HashMap<String, usize> = named.collect();
        let has_sum = SUMS.iter().any(|name| places.contains_key(*name));
        has_sum.then_some(Identities { places, currency, found: None })
    }

    /// Looks at a row.
    pub fn look(&mut self, line: u32, row: &StringRecord) {
        let amount = |name: &str| {
            let cell = row.get(*self.places.get(name)?)?;
            self.currency.parse(&amounts::amount(cell, Unit::Yuan)).ok()
        };
        let Some(why) = differing(self.currency, amount).into_iter().next() else { return };
        let found = self.found.get_or_insert(Disagreement { rows: 0, line, why });
        found.rows += 1;
    }

    /// What is told of the table.
    pub fn note(self, place: &str) -> Option<FileNote> {
        let Disagreement { rows, line, why } = self.found?;
        Some(FileNote::of(place, FileNoteKind::DoNotAgree, (rows, line)).about(why))
    }
}

/// Fields that are sums of others.
const SUMS: [&str; 3] = ["medfee_sumamt", "fund_pay_sumamt", "psn_cash_pay"];

/// Every sum that does not agree, of those whose fields are all there; `amount` gives a field by its national name.
pub(crate) fn differing(
    currency: Currency,
    amount: impl Fn(&str) -> Option<Money>,
) -> Vec<Sentence> {
    let amounts = Amounts { currency, amount };
    let all = [amounts.cost(), amounts.funds(), amounts.payers(), amounts.cash()];
    all.into_iter().flatten().collect()
}

struct Amounts<F> {
    currency: Currency,
    amount: F,
}

/// What each fund paid; one that the settlement leaves out paid nothing.
const FUNDS: [&str; 8] = [
    "hifp_pay",
    "cvlserv_pay",
    "hifes_pay",
    "hifob_pay",
    "hifmi_pay",
    "maf_pay",
    "oth_pay",
    "othfund_pay",
];

impl<F: Fn(&str) -> Option<Money>> Amounts<F> {
    fn of(&self, name: &str) -> Option<Money> {
        (self.amount)(name)
    }

    fn sum(&self, names: &[&str]) -> Option<Money> {
        names.iter().map(|name| self.of(name)).sum()
    }

    fn cost(&self) -> Option<Sentence> {
        let parts = ["fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt"];
        let whole = (words::total_of_all(), self.of("medfee_sumamt")?);
        self.differing(whole, (words::four_parts(), self.sum(&parts)?))
    }

    fn funds(&self) -> Option<Sentence> {
        let whole = (words::funds(), self.of("fund_pay_sumamt")?);
        let sum = FUNDS.iter().filter_map(|name| self.of(name)).sum();
        self.differing(whole, (words::all_funds(), sum))
    }

    fn payers(&self) -> Option<Sentence> {
        let parts = self.sum(&["fund_pay_sumamt", "psn_part_amt"])?;
        let hospital = self.of("hosp_part_amt").unwrap_or(Money::ZERO);
        let whole = (words::total_of_all(), self.of("medfee_sumamt")?);
        self.differing(whole, (words::three_payers(), parts + hospital))
    }

    fn cash(&self) -> Option<Sentence> {
        let whole = (words::cash(), self.of("psn_cash_pay")?);
        let rest = self.of("psn_part_amt")? - self.of("acct_pay")?;
        self.differing(whole, (words::person_less_account(), rest))
    }

    fn differing(&self, whole: (Sentence, Money), parts: (Sentence, Money)) -> Option<Sentence> {
        let show = |amount| self.currency.show(amount);
        let gap = (whole.1 - parts.1).minor().abs();
        (gap > 1).then(|| words::sum_differs(whole.0, show(whole.1), parts.0, show(parts.1)))
    }
}
