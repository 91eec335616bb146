//! What a month moved of each funder, and of the benefits of each plan and edition that it bears.

use std::collections::BTreeMap;

use super::by_funder::{Posted, by_funder};
use super::error::AccountingError;
use super::funders::Funders;
use super::line::Line;
use super::parts::{FunderNo, Parts};
use crate::ledger::posting::Moved;
use crate::ledger::{Ledger, Month};
use crate::money::Money;

/// Benefits of an edition of a plan that one funder bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rolled {
    /// The plan.
    pub plan: String,
    /// The edition.
    pub edition: String,
    /// Who bears them.
    pub funder: String,
    /// What they come to.
    pub sums: Sums,
}

/// What benefits come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// All benefits before the month.
    pub opening: Money,
    /// Benefits that became due in it.
    pub due: Money,
    /// Benefits that were reversed in it.
    pub reversed: Money,
}

impl Sums {
    /// All benefits at the end of the month.
    pub fn closing(&self) -> Money {
        self.opening + self.due + self.reversed
    }
}

/// What moved of one funder, in minor units: from what it owed to members when the month began to what it owes at the
/// end, and what that is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funded {
    /// Who it is.
    pub funder: String,
    /// What it owed when the month began.
    pub opening: Money,
    /// Benefits that became due.
    pub due: Money,
    /// Benefits that were reversed, of those that it bore.
    pub reversed: Money,
    /// What it paid too much and wrote off.
    pub written_off: Money,
    /// What the bank was given of its money.
    pub released: Money,
    /// What the bank sent back of its money.
    pub returned: Money,
    /// What members paid back of its money.
    pub repaid: Money,
    /// What it came to owe to other funders, whose money paid what it bears; below zero what others came to owe to it.
    pub between: Money,
    /// What it paid too much and was offset against what became due.
    pub recovered: Money,
    /// At the end: its part of payments prepared that the bank has not.
    pub unreleased: Money,
    /// At the end: what it paid too much and is to be offset.
    pub recoverable: Money,
    /// At the end: what it owes to other funders in all; below zero what others owe to it.
    pub owes_others: Money,
}

impl Funded {
    /// What it owes to members at the end of the month.
    pub fn closing(&self) -> Money {
        let due = self.opening + self.due + self.reversed + self.written_off;
        due - self.released + self.returned + self.repaid - self.between
    }
}

/// All that moved up to the end of a month, by funder.
#[derive(Default)]
pub(super) struct Tally {
    pub plans: Vec<Rolled>,
    pub funders: Vec<Funded>,
}

/// Sums on their way.
struct Sheet {
    month: Month,
    plans: BTreeMap<[String; 2], BTreeMap<FunderNo, Sums>>,
    funders: BTreeMap<FunderNo, Funded>,
}

impl Tally {
    /// Goes through the whole ledger.
    pub fn of(ledger: &Ledger, month: Month) -> Result<Tally, AccountingError> {
        let mut sheet = Sheet { month, plans: BTreeMap::new(), funders: BTreeMap::new() };
        let (funders, transfers) = by_funder(ledger, |_, posted| {
            sheet.post(posted);
            Ok(())
        })?;
        for (transfer, parts) in transfers.iter().filter(|(one, _)| one.on <= month.last()) {
            let within = transfer.on >= month.first();
            match transfer.kind.as_str() {
                "released" => sheet.leave(parts, within),
                "returned" => sheet.come_back(parts, within),
                _ => {}
            }
        }
        Ok(sheet.tally(&funders))
    }
}

impl Sheet {
    fn each(&mut self, parts: &Parts, mut add: impl FnMut(&mut Funded, Money)) {
        for (funder, amount) in parts.iter() {
            add(self.funders.entry(funder).or_default(), amount);
        }
    }

    fn leave(&mut self, parts: &Parts, within: bool) {
        self.each(parts, |one, amount| {
            one.unreleased = one.unreleased - amount;
            match within {
                true => one.released += amount,
                false => one.opening = one.opening - amount,
            }
        });
    }

    fn come_back(&mut self, parts: &Parts, within: bool) {
        self.each(parts, |one, amount| {
            one.unreleased += amount;
            *(if within { &mut one.returned } else { &mut one.opening }) += amount;
        });
    }

    fn post(&mut self, posted: &Posted) {
        let Some(day) = posted.lines.first().map(|line| line.posted_on) else { return };
        if day > self.month.last() {
            return;
        }
        let within = day >= self.month.first();
        for (line, parts) in posted.entries() {
            self.entry(line, parts, within);
        }
        self.each(&posted.owed, |one, amount| one.recoverable += amount);
        self.each(&posted.between, |one, amount| {
            one.owes_others += amount;
            match within {
                true => one.between += amount,
                false => one.opening = one.opening - amount,
            }
        });
    }

    fn entry(&mut self, line: &Line, parts: &Parts, within: bool) {
        let Some(kind) = line.kind else { return };
        if line.is_of_benefit() {
            let plan = [line.plan.clone(), line.edition.clone()];
            let plan = self.plans.entry(plan).or_default();
            for (funder, amount) in parts.iter() {
                let sums = plan.entry(funder).or_default();
                *match (within, kind) {
                    (false, _) => &mut sums.opening,
                    (true, Moved::Accrual) => &mut sums.due,
                    (true, _) => &mut sums.reversed,
                } += amount;
            }
        }
        self.each(parts, |one, amount| match kind {
            Moved::Accrual | Moved::Reversal | Moved::WriteOff if !within => one.opening += amount,
            Moved::Accrual => one.due += amount,
            Moved::Reversal => one.reversed += amount,
            Moved::WriteOff => one.written_off += amount,
            Moved::Paid | Moved::Withdrawn | Moved::Joined => one.unreleased += amount,
            Moved::Repaid if within => one.repaid = one.repaid - amount,
            Moved::Repaid => one.opening = one.opening - amount,
            Moved::Offset if within && !line.is_joining() => one.recovered += amount,
            Moved::Offset | Moved::Recoverable => {}
        });
    }

    /// The sums under the names of funders.
    fn tally(self, names: &Funders) -> Tally {
        let mut tally = Tally::default();
        for ([plan, edition], by_funder) in self.plans {
            let named: BTreeMap<&str, Sums> =
                by_funder.into_iter().map(|(no, sums)| (names.name(no), sums)).collect();
            tally.plans.extend(named.into_iter().map(|(funder, sums)| {
                let (plan, edition, funder) = (plan.clone(), edition.clone(), funder.to_owned());
                Rolled { plan, edition, funder, sums }
            }));
        }
        let named =
            |(no, one): (FunderNo, Funded)| Funded { funder: names.name(no).to_owned(), ..one };
        tally.funders = self.funders.into_iter().map(named).collect();
        tally.funders.sort_by(|one, other| one.funder.cmp(&other.funder));
        tally
    }
}
