//! Every entry by funder: what it moves of each.
//!
//! Of every member each funder has an account: what it bears, what it wrote off, and what it paid. A posting moves what
//! each bears; cash follows as little as it can. What one funder paid too much first pays what another has to pay: the
//! second owes it to the first, and no cash moves (`between`). What then is left is all too much, or all too little: it
//! is prepared for the bank, withdrawn, written off, or to be offset later. Nothing of this is kept: it follows from
//! the entries in their order.

use std::collections::HashMap;
use std::mem::take;

use super::at_bank::{AtBank, Transfer};
use super::borne::Borne;
use super::error::AccountingError;
use super::funders::{Funders, funders};
use super::line::{Line, lines};
use super::parts::Parts;
use crate::ledger::posting::Moved;
use crate::ledger::{Ledger, MemberNumber, RunId};
use crate::money::Money;

/// A posting by funder.
pub(super) struct Posted {
    /// Its entries.
    pub lines: Vec<Line>,
    /// What each entry moves of each funder: they come to its amount.
    pub parts: Vec<Parts>,
    /// What each funder owes to others since: below zero what others owe to it; nothing in all.
    pub between: Parts,
    /// What is to be offset for each funder, more than before.
    pub owed: Parts,
}

impl Posted {
    /// Entries with what each moves of each funder.
    pub fn entries(&self) -> impl Iterator<Item = (&Line, &Parts)> {
        self.lines.iter().zip(&self.parts)
    }
}

/// What a member has of each funder.
#[derive(Default)]
struct Account {
    /// To be offset.
    owed: Parts,
    /// Written off.
    written_off: Parts,
    /// Paid back by the member.
    repaid: Parts,
}

/// What another id of a person had, on its way from the posting that took it away to the one that brings it.
#[derive(Default)]
struct Joining {
    run: RunId,
    paid: Parts,
    written_off: Parts,
    owed: Parts,
}

/// All accounts, as far as postings were gone through.
struct Accounts {
    borne: Borne,
    of_members: HashMap<MemberNumber, Account>,
    joining: Joining,
    bank: AtBank,
}

/// Goes through all postings, and then gives all that became of payments, each with whose money it was.
pub(super) fn by_funder(
    ledger: &Ledger,
    mut with: impl FnMut(&Funders, &Posted) -> Result<(), AccountingError>,
) -> Result<(Funders, Vec<(Transfer, Parts)>), AccountingError> {
    let mut accounts = Accounts {
        borne: Borne::new(funders(ledger)?),
        of_members: HashMap::new(),
        joining: Joining::default(),
        bank: AtBank::read(ledger)?,
    };
    let mut posting: Vec<Line> = Vec::new();
    ledger.each(&lines(), Line::of, |line| -> Result<(), AccountingError> {
        if posting.first().is_some_and(|first| first.posting != line.posting) {
            let posted = accounts.post(take(&mut posting));
            with(&accounts.borne.funders, &posted)?;
        }
        posting.push(line);
        Ok(())
    })?;
    if !posting.is_empty() {
        let posted = accounts.post(posting);
        with(&accounts.borne.funders, &posted)?;
    }
    Ok((accounts.borne.funders, accounts.bank.finish()))
}

impl Accounts {
    /// Follows one posting.
    fn post(&mut self, lines: Vec<Line>) -> Posted {
        let Some((member, run)) = lines.first().map(|line| (line.member.no, line.run)) else {
            let (parts, between, owed) = Default::default();
            return Posted { lines, parts, between, owed };
        };
        if self.joining.run != run {
            self.joining = Joining { run, ..Joining::default() };
        }
        let account = self.of_members.remove(&member).unwrap_or_default();
        let Account { owed: before, written_off, repaid } = account;
        let between = Parts::default();
        let mut moving = Moving { over: before.clone(), before, written_off, repaid, between };
        let mut parts = vec![Parts::default(); lines.len()];
        for stage in STAGES {
            if stage == Stage::Owed {
                moving.settle();
            }
            for (line, parts) in lines.iter().zip(&mut parts) {
                if Stage::of(line) == stage {
                    *parts = self.moved(line, &moving);
                    moving.follow(line, parts);
                }
            }
        }
        let Moving { before, over: owed, written_off, repaid, between } = moving;
        let mut more = owed.clone();
        more -= &before;
        if [&owed, &written_off, &repaid].iter().any(|parts| !parts.is_empty()) {
            self.of_members.insert(member, Account { owed, written_off, repaid });
        }
        Posted { lines, parts, between, owed: more }
    }

    /// What an entry moves of each funder.
    fn moved(&mut self, line: &Line, moving: &Moving) -> Parts {
        let (amount, none) = (line.amount, Parts::default());
        let Moving { over, written_off, before, repaid, .. } = moving;
        let lacking = (-over.clone()).above_zero();
        let Some(kind) = line.kind else { return none.come_to(amount) };
        match kind {
            Moved::Accrual | Moved::Reversal => self.borne.moved(line),
            _ if line.is_joining() => self.joining.moved(kind, amount, moving),
            Moved::Joined => none.come_to(amount),
            Moved::WriteOff if amount < Money::ZERO => {
                -Parts::out_of(-amount, &written_off.common(&lacking), written_off)
            }
            Moved::WriteOff => Parts::out_of(amount, over, &none),
            Moved::Withdrawn => -self.bank.withdraw(line.run, -amount, over),
            // It was no repayment: who had it has it no more.
            Moved::Repaid if amount > Money::ZERO => Parts::out_of(amount, repaid, &none),
            Moved::Repaid => -Parts::out_of(-amount, over, &none),
            Moved::Paid => {
                let parts = Parts::out_of(amount, &lacking, &none);
                self.bank.prepare(line.run, line.member.no, &parts);
                parts
            }
            Moved::Recoverable => {
                let mut more = over.clone();
                more -= before;
                Parts::out_of(amount, &more, over)
            }
            Moved::Offset => {
                let mut less = before.clone();
                less -= over;
                Parts::out_of(amount.max(-amount), &less, before)
            }
        }
    }
}

impl Joining {
    /// What an entry takes from one id of a person to another.
    fn moved(&mut self, kind: Moved, amount: Money, moving: &Moving) -> Parts {
        let none = Parts::default();
        let (on_the_way, here) = match kind {
            Moved::Joined => (&mut self.paid, &moving.over),
            Moved::WriteOff => (&mut self.written_off, &moving.written_off),
            _ => (&mut self.owed, &moving.before),
        };
        // To be offset stands above zero in both: away as it is offset, and there as recoverable.
        let leaves = kind == Moved::Offset || (kind != Moved::Recoverable && amount < Money::ZERO);
        if leaves {
            let parts = Parts::out_of(amount.max(-amount), here, &none);
            *on_the_way += &parts;
            return if kind == Moved::Offset { parts } else { -parts };
        }
        let parts = Parts::out_of(amount, on_the_way, &none);
        *on_the_way -= &parts;
        parts
    }
}

/// The accounts of one member while a posting is gone through.
struct Moving {
    /// What was to be offset before.
    before: Parts,
    /// What the member has too much of each funder; below zero, too little.
    over: Parts,
    written_off: Parts,
    repaid: Parts,
    between: Parts,
}

impl Moving {
    /// What one funder paid too much pays what another has to pay.
    fn settle(&mut self) {
        let (over, lacking) = (self.over.above_zero(), (-self.over.clone()).above_zero());
        let settled = over.sum().min(lacking.sum());
        self.between += &lacking.spread(settled);
        self.between -= &over.spread(settled);
        self.over += &self.between;
    }

    /// Follows what an entry moved of each funder.
    fn follow(&mut self, line: &Line, parts: &Parts) {
        match line.kind {
            Some(Moved::Accrual | Moved::Reversal) => self.over -= parts,
            Some(Moved::Paid | Moved::Withdrawn | Moved::Repaid | Moved::Joined) => {
                self.over += parts;
                if line.kind == Some(Moved::Repaid) {
                    self.repaid -= parts;
                }
            }
            Some(Moved::WriteOff) => {
                self.over -= parts;
                self.written_off += parts;
            }
            Some(Moved::Recoverable | Moved::Offset) | None => {}
        }
    }
}

/// The order in which the entries of a posting are gone through: each asks what those before it left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// What is due, and what is not.
    Due,
    /// What another id of the person wrote off, and then what it was paid and is to be offset.
    JoinedStood,
    Joined,
    /// What was written off and is not any more.
    StoodNoLonger,
    /// What was prepared, withdrawn, and repaid.
    Prepared,
    /// What is to be offset of what is left once funders settled, and was.
    Owed,
    /// What is written off of it.
    Stands,
}

const STAGES: [Stage; 7] = [
    Stage::Due,
    Stage::JoinedStood,
    Stage::Joined,
    Stage::StoodNoLonger,
    Stage::Prepared,
    Stage::Owed,
    Stage::Stands,
];

impl Stage {
    fn of(line: &Line) -> Stage {
        match line.kind {
            Some(Moved::Accrual | Moved::Reversal) => Stage::Due,
            Some(Moved::WriteOff) if line.is_joining() => Stage::JoinedStood,
            Some(Moved::Joined) => Stage::Joined,
            Some(Moved::Recoverable | Moved::Offset) if line.is_joining() => Stage::Joined,
            Some(Moved::WriteOff) if line.amount < Money::ZERO => Stage::StoodNoLonger,
            Some(Moved::Paid | Moved::Withdrawn | Moved::Repaid) => Stage::Prepared,
            Some(Moved::Recoverable | Moved::Offset) => Stage::Owed,
            Some(Moved::WriteOff) | None => Stage::Stands,
        }
    }
}
