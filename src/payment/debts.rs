//! What members owe, piece by piece: an overpayment is found, and then offset, repaid, waived or written off, the
//! oldest piece first. All of it is read from the entries of postings.

use std::collections::{BTreeMap, VecDeque};

use crate::date::Day;
use crate::ledger::posting::{Moved, REVERSED};
use crate::ledger::{Ledger, LedgerError, MemberNumber, PostingId, RunId};
use crate::money::Money;

/// How what a member owes moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DebtMove {
    /// Less is due than was paid.
    Found,
    /// It was offset against what became due, or taken from what the bank sent back.
    Offset,
    /// The member paid it back.
    Repaid,
    /// The office lets it be.
    Waived,
    /// The terms let it stand.
    WrittenOff,
}

/// A piece of what a member owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Debt {
    /// The posting that found it.
    pub posting: PostingId,
    /// The day that the posting counts for.
    pub since: Day,
    /// What is left of it.
    pub amount: Money,
    /// What of it was offset, repaid and waived.
    pub settled: Settled,
    /// Whether it is what was sent before a restore: no overpayment, since the nights that bring what it was for come
    /// again.
    pub is_sent_before: bool,
}

/// What of a piece is no longer owed, and how it came to that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Offset against what became due.
    pub offset: Money,
    /// Paid back by the member.
    pub repaid: Money,
    /// Waived by the office, or written off.
    pub written_off: Money,
}

/// What a member owes, and how it came to that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Debts {
    /// The oldest first.
    pub open: VecDeque<Debt>,
    /// What moved, on which day; below zero what was reversed of a repayment or a waiver.
    pub moved: Vec<(Day, DebtMove, Money)>,
    /// Pieces of which nothing is left.
    gone: Vec<Debt>,
    /// What each run took of pieces, by their postings.
    taken: BTreeMap<RunId, Vec<(PostingId, Money)>>,
}

/// An entry that moves what is owed.
struct Row {
    posting: PostingId,
    run: RunId,
    on: Day,
    kind: Option<Moved>,
    reason: String,
    amount: Money,
    /// What is owed after the posting.
    owed: Money,
}

impl Row {
    /// The run whose repayment or waiver this reverses.
    fn reverses(&self) -> Option<RunId> {
        self.reason.strip_prefix(REVERSED)?.parse::<i64>().ok().map(RunId::from)
    }
}

/// Why something was booked that was sent before a restore.
pub(super) const SENT_BEFORE: &str = "sent_before_restore";

/// Why money goes from one id of a person to another.
const SAME: &str = "same_person";

/// Members `m` who owe something by their newest posting `q`. CROSS: from the index of postings that owe, and not from
/// all members.
pub(super) const OWING: &str = "posting_in_force q CROSS JOIN member m ON m.no = q.member \
                                WHERE q.paid - q.stood - q.entitled > 0 AND m.posting = q.no";

/// What members owed at the end of a day, one by one; ids that never owed are left out.
pub(crate) fn debts_on(ledger: &Ledger, day: Day) -> Result<Vec<Debts>, LedgerError> {
    let all = debts_where(ledger, "r.posted_on <= ?1", [day])?;
    Ok(all.into_iter().map(|(_, debts)| debts).collect())
}

/// What the member with a number owes.
pub(crate) fn debts_of(ledger: &Ledger, member: MemberNumber) -> Result<Debts, LedgerError> {
    let which = "p.no IN (WITH RECURSIVE chain(no) AS (SELECT posting FROM member WHERE no = ?1 \
                 UNION SELECT q.before FROM posting q JOIN chain c ON q.no = c.no \
                 WHERE q.before IS NOT NULL) SELECT no FROM chain)";
    let found = debts_where(ledger, which, [member])?;
    Ok(found.into_iter().next().map(|(_, debts)| debts).unwrap_or_default())
}

/// What members who owe something by their newest postings owe, each with the number.
pub(crate) fn debts_now(ledger: &Ledger) -> Result<Vec<(MemberNumber, Debts)>, LedgerError> {
    debts_where(ledger, &format!("p.member IN (SELECT m.no FROM {OWING})"), ())
}

fn debts_where(
    ledger: &Ledger,
    which: &str,
    with: impl rusqlite::Params,
) -> Result<Vec<(MemberNumber, Debts)>, LedgerError> {
    let sql = format!(
        "SELECT p.member, p.no, r.posted_on, e.kind, e.reason, e.amount, \
         max(p.paid - p.stood - p.entitled, 0), p.run FROM posting_in_force p JOIN run r ON r.no = p.run \
         JOIN entry e ON e.posting = p.no WHERE {which} \
         AND e.kind IN ('recovery', 'set_off', 'stood', 'repaid') ORDER BY p.member, e.no"
    );
    let rows: Vec<(MemberNumber, Row)> = ledger.rows(&sql, with, |row| {
        let of = Row {
            posting: row.get(1)?,
            on: row.get(2)?,
            kind: Moved::of(&row.get::<_, String>(3)?),
            reason: row.get(4)?,
            amount: row.get(5)?,
            owed: row.get(6)?,
            run: row.get(7)?,
        };
        Ok((row.get(0)?, of))
    })?;
    let of_member = |rows: &[(MemberNumber, Row)]| {
        let member = rows.first().map(|(member, _)| *member)?;
        let mut debts = Debts::default();
        rows.iter().for_each(|(_, row)| debts.follow(row));
        Some((member, debts))
    };
    Ok(rows.chunk_by(|one, next| one.0 == next.0).filter_map(of_member).collect())
}

impl Debts {
    /// All that is owed.
    pub fn sum(&self) -> Money {
        self.open.iter().map(|debt| debt.amount).sum()
    }

    fn follow(&mut self, row: &Row) {
        let amount = row.amount.max(-row.amount);
        let is_join = row.reason == SAME;
        match row.kind {
            Some(Moved::Recoverable) if row.reverses().is_some() => {
                self.give_back(row, |settled| &mut settled.written_off);
                self.moved.push((row.on, DebtMove::Waived, -amount));
            }
            Some(Moved::Repaid) if row.amount > Money::ZERO => {
                self.give_back(row, |settled| &mut settled.repaid);
                self.moved.push((row.on, DebtMove::Repaid, -amount));
            }
            Some(Moved::Recoverable) => {
                let Row { posting, on, .. } = *row;
                let settled = Settled::default();
                let is_sent_before = row.reason == SENT_BEFORE;
                self.open.push_back(Debt { posting, since: on, amount, settled, is_sent_before });
                // What comes from another id of the person was found there.
                self.moved.extend((!is_join).then_some((on, DebtMove::Found, amount)));
            }
            Some(Moved::Offset) => {
                self.take(row.run, amount, |settled| &mut settled.offset);
                self.moved.extend((!is_join).then_some((row.on, DebtMove::Offset, amount)));
            }
            Some(Moved::Repaid) => {
                self.take(row.run, amount, |settled| &mut settled.repaid);
                self.moved.push((row.on, DebtMove::Repaid, amount));
            }
            // What no longer stands was never owed; and what stood under another id stands.
            Some(Moved::WriteOff) if row.amount > Money::ZERO && !is_join => self.write_off(row),
            _ => {}
        }
    }

    /// Lets an amount stand: earlier debts may go with it, and the rest of it was found then.
    fn write_off(&mut self, row: &Row) {
        let of_before = (self.sum() - row.owed).clamp(Money::ZERO, row.amount);
        self.take(row.run, of_before, |settled| &mut settled.written_off);
        let found = row.amount - of_before;
        if found > Money::ZERO {
            self.moved.push((row.on, DebtMove::Found, found));
        }
        let how = if row.reason == "waived" { DebtMove::Waived } else { DebtMove::WrittenOff };
        self.moved.push((row.on, how, row.amount));
    }

    /// Takes an amount from the oldest on, and counts it as settled so.
    fn take(&mut self, run: RunId, mut amount: Money, how: fn(&mut Settled) -> &mut Money) {
        while let Some(oldest) = self.open.front_mut().filter(|_| amount > Money::ZERO) {
            let part = amount.min(oldest.amount);
            oldest.amount = oldest.amount - part;
            *how(&mut oldest.settled) += part;
            amount = amount - part;
            self.taken.entry(run).or_default().push((oldest.posting, part));
            if oldest.amount == Money::ZERO {
                self.gone.extend(self.open.pop_front());
            }
        }
    }

    /// Gives back what a run took that is reversed: to the pieces that it took it from, which are as old as they were,
    /// and were written about where they were. What was taken under another id of the person is a new piece.
    fn give_back(&mut self, row: &Row, how: fn(&mut Settled) -> &mut Money) {
        let mut left = row.amount;
        let taken = row.reverses().and_then(|run| self.taken.remove(&run));
        for (posting, part) in taken.into_iter().flatten() {
            let part = part.min(left);
            left = left - part;
            if let Some(at) = self.gone.iter().position(|debt| debt.posting == posting) {
                let debt = self.gone.swap_remove(at);
                let place = self.open.partition_point(|open| open.posting < posting);
                self.open.insert(place, debt);
            }
            if let Some(debt) = self.open.iter_mut().find(|debt| debt.posting == posting) {
                debt.amount += part;
                let settled = how(&mut debt.settled);
                *settled = *settled - part;
            }
        }
        if left > Money::ZERO {
            let Row { posting, on: since, .. } = *row;
            let settled = Settled::default();
            let is_sent_before = false;
            self.open.push_back(Debt { posting, since, amount: left, settled, is_sent_before });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(no: i64, kind: Moved, amount: i64, owed: i64, reason: &str) -> Row {
        let on = Day::parse("2024-03-01").unwrap() + i32::try_from(no).unwrap();
        let [amount, owed] = [amount, owed].map(Money::from_minor);
        Row {
            posting: PostingId::from(no),
            run: RunId::from(no),
            on,
            kind: Some(kind),
            reason: reason.to_owned(),
            amount,
            owed,
        }
    }

    /// What is left of each piece, by its posting, and what moved.
    type Seen = (Vec<(i64, i64)>, Vec<(DebtMove, i64)>);

    fn debts(rows: &[Row]) -> Seen {
        let mut debts = Debts::default();
        rows.iter().for_each(|row| debts.follow(row));
        let open = debts.open.iter().map(|one| (one.posting.number(), one.amount.minor()));
        let moved = debts.moved.iter().map(|(_, how, amount)| (*how, amount.minor()));
        (open.collect(), moved.collect())
    }

    #[test]
    fn the_oldest_piece_goes_first() {
        let found = [
            row(1, Moved::Recoverable, 300, 300, "set_off_next"),
            row(2, Moved::Recoverable, 100, 400, "set_off_next"),
        ];
        assert_eq!(debts(&found).0, [(1, 300), (2, 100)]);
        let repaid = row(3, Moved::Repaid, -350, 50, "repaid");
        let all = found.into_iter().chain([repaid]).collect::<Vec<_>>();
        assert_eq!(debts(&all).0, [(2, 50)]);
    }

    /// 300 and 100 are owed; 350 are booked as repaid, of which 300 are the first piece, and 20 are offset. It was a
    /// mistake: both pieces are as old as they were, and the offset stays one of the second.
    #[test]
    fn what_is_reversed_goes_back_to_the_pieces_that_it_was_taken_from() {
        let rows = [
            row(1, Moved::Recoverable, 300, 300, "set_off_next"),
            row(2, Moved::Recoverable, 100, 400, "set_off_next"),
            row(3, Moved::Repaid, -350, 50, "repaid"),
            row(4, Moved::Offset, 20, 30, "set_off"),
            row(5, Moved::Repaid, 350, 380, "reversed:3"),
        ];
        let (open, moved) = debts(&rows);
        assert_eq!(open, [(1, 300), (2, 80)]);
        let repaid = [DebtMove::Repaid; 2];
        let of_repaid = moved.iter().filter(|(how, _)| *how == DebtMove::Repaid);
        assert_eq!(of_repaid.copied().collect::<Vec<_>>(), [(repaid[0], 350), (repaid[1], -350)]);
        // A waiver likewise.
        let waived = [
            row(1, Moved::Recoverable, 300, 300, "set_off_next"),
            row(2, Moved::WriteOff, 300, 0, "waived"),
            row(3, Moved::WriteOff, -300, 300, "reversed:2"),
            row(3, Moved::Recoverable, 300, 300, "reversed:2"),
        ];
        let (open, moved) = debts(&waived);
        assert_eq!(open, [(1, 300)]);
        let all = [(DebtMove::Found, 300), (DebtMove::Waived, 300), (DebtMove::Waived, -300)];
        assert_eq!(moved, all);
    }

    #[test]
    fn what_is_written_off_at_once_is_found_with_it() {
        // 30 was owed, 50 more is found, and all of it is written off.
        let (open, moved) = debts(&[
            row(1, Moved::Recoverable, 30, 30, "set_off_next"),
            row(2, Moved::WriteOff, 80, 0, "below_amount"),
        ]);
        assert_eq!(open, []);
        let found = [(DebtMove::Found, 30), (DebtMove::Found, 50), (DebtMove::WrittenOff, 80)];
        assert_eq!(moved, found);
        // What is waived was owed before.
        let (open, moved) = debts(&[
            row(1, Moved::Recoverable, 30, 30, "set_off_next"),
            row(2, Moved::WriteOff, 20, 10, "waived"),
        ]);
        assert_eq!(
            (open, moved),
            (vec![(1, 10)], vec![(DebtMove::Found, 30), (DebtMove::Waived, 20)])
        );
    }

    #[test]
    fn what_goes_from_one_id_to_another_is_neither_found_nor_offset() {
        let away = debts(&[
            row(1, Moved::Recoverable, 30, 30, "set_off_next"),
            row(2, Moved::Offset, 30, 0, SAME),
        ]);
        assert_eq!(away, (vec![], vec![(DebtMove::Found, 30)]));
        let to = debts(&[
            row(2, Moved::WriteOff, 20, 30, SAME),
            row(2, Moved::Recoverable, 30, 30, SAME),
        ]);
        assert_eq!(to, (vec![(2, 30)], vec![]));
    }
}
