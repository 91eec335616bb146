//! What may leave, looked at when it leaves: payments in hand against what is due now, what is held, who
//! has no payee, what the bank sent back, and what was said by hand and no night knows yet.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::in_hand::{InHand, held, take};
use super::legible::amount;
use super::{Hold, Holds, Ledger};
use crate::words::{Sentence, payments as words};

/// Whether something of a payment may leave, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CashState {
    /// It is due, and leaves with the next release of its run.
    Prepared,
    /// Nobody says where it goes.
    NoPayee,
    /// The bank sent it back, and its payee is the same as then.
    Returned,
    /// Somebody holds it.
    Held,
    /// Somebody stopped it.
    Stopped,
    /// Something was said of the member that no night has taken into account.
    NewsWaits,
    /// It is not due any more.
    NotDue,
}

impl CashState {
    /// Every state.
    pub const ALL: [CashState; 7] = [
        CashState::Prepared,
        CashState::NoPayee,
        CashState::Returned,
        CashState::Held,
        CashState::Stopped,
        CashState::NewsWaits,
        CashState::NotDue,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            CashState::Prepared => "prepared",
            CashState::NoPayee => "no_payee",
            CashState::Returned => "returned",
            CashState::Held => "held",
            CashState::Stopped => "stopped",
            CashState::NewsWaits => "news_waits",
            CashState::NotDue => "not_due",
        }
    }

    /// What a person calls it.
    pub fn words(self) -> Sentence {
        match self {
            CashState::Prepared => words::prepared(),
            CashState::NoPayee => words::no_payee(),
            CashState::Returned => words::waits_for_payee(),
            CashState::Held => words::held(),
            CashState::Stopped => words::stopped(),
            CashState::NewsWaits => words::news_waits(),
            CashState::NotDue => words::not_due(),
        }
    }
}

/// A part of a payment in hand that is in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashPart {
    /// The id of the payment.
    pub id: String,
    /// The run that prepared it.
    pub run: i64,
    /// The id of the member.
    pub member_id: String,
    /// In minor units.
    pub amount: i64,
    /// Whether it may leave, or why not.
    pub state: CashState,
    /// The day on which it was prepared, or came back.
    pub since: String,
}

/// Where money of a member goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Payee {
    pub no: i64,
    pub kind: String,
    pub name: String,
    pub account: String,
}

/// A payment in hand, and what of it may leave.
pub(super) struct Looked {
    pub payment: InHand,
    pub member_id: String,
    pub payee: Option<Payee>,
    pub parts: Vec<CashPart>,
}

impl Looked {
    /// What may leave, in minor units.
    pub fn leaves(&self) -> i64 {
        let may = self.parts.iter().filter(|part| part.state == CashState::Prepared);
        may.map(|part| part.amount).sum()
    }
}

/// The ids of a person's numbers.
type Ids = HashMap<i64, String>;

/// All ids of one person have one sum.
struct Person {
    /// What may leave in all, whatever payments it is in.
    due: i64,
    /// Whether something said by hand waits.
    has_news: bool,
    in_hand: Vec<InHand>,
}

impl Ledger {
    /// Looks at every payment in hand: what of it is due and free to leave on this day. Of those that
    /// the bank sent back, `resend` names those that go to the same payee again.
    pub(super) fn look(&self, resend: &HashSet<String>) -> Result<Vec<Looked>, Sentence> {
        let holds = self.holds()?;
        let mut looked = Vec::new();
        for (ids, person) in self.people_in_hand()? {
            let shares = person.shares();
            for (payment, share) in person.in_hand.iter().zip(shares) {
                let member_id = ids[&payment.member].clone();
                looked.push(self.look_at(payment, member_id, &person, share, &holds, resend)?);
            }
        }
        looked.sort_by_key(|one| one.payment.no);
        Ok(looked)
    }

    /// People who have something in hand, with the ids of their numbers.
    fn people_in_hand(&self) -> Result<Vec<(Ids, Person)>, Sentence> {
        let mut by_member: HashMap<i64, Vec<InHand>> = HashMap::new();
        for payment in self.all_in_hand()? {
            by_member.entry(payment.member).or_default().push(payment);
        }
        self.add_holds(&mut by_member)?;
        let same: HashMap<String, String> = self.same_people()?.into_iter().collect();
        let main = |id: &str| same.get(id).map_or_else(|| id.to_owned(), String::clone);
        let news: HashSet<String> = self.news()?.iter().map(|fact| main(&fact.member_id)).collect();
        let mut people: BTreeMap<String, (Ids, Vec<InHand>)> = BTreeMap::new();
        for (member, in_hand) in by_member {
            let id = self.member_id(member)?;
            let (ids, all) = people.entry(main(&id)).or_default();
            ids.insert(member, id);
            all.extend(in_hand);
        }
        let person = |(main, (ids, mut in_hand)): (String, (Ids, Vec<InHand>))| {
            in_hand.sort_unstable_by_key(|payment| payment.no);
            let due = self.due_in_all(&main, &same, &in_hand)?;
            Ok((ids, Person { due, has_news: news.contains(&main), in_hand }))
        };
        people.into_iter().map(person).collect()
    }

    /// What may leave of a person's payments in hand: what all benefits pay, and what stands of what the
    /// bank has, less what the bank has.
    fn due_in_all(
        &self,
        main: &str,
        same: &HashMap<String, String>,
        in_hand: &[InHand],
    ) -> Result<i64, Sentence> {
        let others = same.iter().filter(|(_, of)| *of == main).map(|(other, _)| other.as_str());
        let (mut entitled, mut paid, mut stood) = (0, 0, 0);
        for id in others.chain([main]) {
            let sql = "SELECT p.entitled, p.paid, p.stood FROM member m \
                       JOIN posting p ON p.no = m.posting WHERE m.id = ?1";
            let sums =
                |row: &rusqlite::Row| Ok([amount(row, 0)?, amount(row, 1)?, amount(row, 2)?]);
            for sums in self.rows(sql, [id], sums)? {
                let [own_entitled, own_paid, own_stood]: [i64; 3] = sums;
                entitled += own_entitled;
                paid += own_paid;
                stood += own_stood;
            }
        }
        let in_hand: i64 = in_hand.iter().map(|payment| payment.amount).sum();
        let gone = paid - in_hand;
        Ok((entitled + stood.min(gone.max(0)) - gone).clamp(0, in_hand))
    }

    /// What of one payment leaves, and why the rest does not.
    fn look_at(
        &self,
        payment: &InHand,
        member_id: String,
        person: &Person,
        share: Share,
        holds: &Holds,
        resend: &HashSet<String>,
    ) -> Result<Looked, Sentence> {
        let payee = self.payee_of(&member_id)?;
        let since = self.in_hand_since(payment)?;
        let waits = payment.returned && !resend.contains(&payment.id);
        let of_free = match &payee {
            _ if person.has_news => CashState::NewsWaits,
            None => CashState::NoPayee,
            Some(payee) if waits && self.had_payee(payment.no, payee)? => CashState::Returned,
            Some(_) => CashState::Prepared,
        };
        let of_held = match is_stopped(payment, &member_id, holds) {
            true => CashState::Stopped,
            false => CashState::Held,
        };
        let free = payment.amount - share.not_due - share.held;
        let all = [(free, of_free), (share.held, of_held), (share.not_due, CashState::NotDue)];
        let part = |(amount, state)| {
            let (id, member_id) = (payment.id.clone(), member_id.clone());
            CashPart { id, run: payment.run, member_id, amount, state, since: since.clone() }
        };
        let parts = all.into_iter().filter(|(amount, _)| *amount > 0).map(part).collect();
        Ok(Looked { payment: payment.clone(), member_id, payee, parts })
    }

    /// The newest payee of a member.
    pub(super) fn payee_of(&self, member_id: &str) -> Result<Option<Payee>, Sentence> {
        let sql = "SELECT no, kind, name, account FROM payee WHERE member_id = ?1 \
                   ORDER BY no DESC LIMIT 1";
        Ok(self.rows(sql, [member_id], payee)?.into_iter().next())
    }

    /// Whether a payment last went to this payee.
    fn had_payee(&self, payment: i64, now: &Payee) -> Result<bool, Sentence> {
        let sql = "SELECT y.no, y.kind, y.name, y.account FROM transfer t \
                   JOIN payee y ON y.no = t.payee WHERE t.payment = ?1 AND t.kind = 'released' \
                   ORDER BY t.no DESC LIMIT 1";
        let then = self.rows(sql, [payment], payee)?.into_iter().next();
        let is_same = |then: Payee| Payee { no: now.no, ..then } == *now;
        Ok(then.is_some_and(is_same))
    }

    /// The day on which a payment was prepared, or came back.
    fn in_hand_since(&self, payment: &InHand) -> Result<String, Sentence> {
        let sql = "SELECT max(day) FROM (SELECT posted_on day FROM run WHERE no = ?1 UNION ALL \
                   SELECT happened_on FROM transfer WHERE payment = ?2 AND kind = 'returned')";
        let days: Vec<Option<String>> =
            self.rows(sql, (payment.run, payment.no), |row| row.get(0))?;
        Ok(days.into_iter().next().flatten().unwrap_or_default())
    }

    /// Every part of every payment in hand, in the order of payments.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn payments_in_hand(&self) -> Result<Vec<CashPart>, Sentence> {
        let looked = self.view(|ledger| ledger.look(&HashSet::new()))?;
        Ok(looked.into_iter().flat_map(|one| one.parts).collect())
    }
}

fn payee(row: &rusqlite::Row) -> rusqlite::Result<Payee> {
    Ok(Payee { no: row.get(0)?, kind: row.get(1)?, name: row.get(2)?, account: row.get(3)? })
}

/// Whether what is held of a payment is stopped, and not only held.
fn is_stopped(payment: &InHand, member_id: &str, holds: &Holds) -> bool {
    let bills = payment.of_bills.keys().map(|bill| holds.get(Hold::Bill, bill));
    let others = [holds.get(Hold::Payment, &payment.id), holds.get(Hold::Member, member_id)];
    bills.chain(others).flatten().any(|hold| hold.stopped)
}

/// What of a payment does not leave for the person's sake.
#[derive(Clone, Copy)]
struct Share {
    held: i64,
    not_due: i64,
}

impl Person {
    /// What of each payment is held, and what is not due any more: what is held pays no debt.
    fn shares(&self) -> Vec<Share> {
        let due = |bill: &str| {
            let of_bill = |payment: &InHand| payment.of_bills.get(bill).copied().unwrap_or(0);
            self.in_hand.iter().map(|payment| of_bill(payment).max(0)).sum()
        };
        let held = held(&self.in_hand, due, due);
        let all: i64 = self.in_hand.iter().map(|payment| payment.amount).sum();
        let free = all - held.iter().sum::<i64>();
        let taken = take(&self.in_hand, &held, (all - self.due).min(free));
        let taken: HashMap<i64, i64> = taken.into_iter().collect();
        let share = |(payment, held): (&InHand, &i64)| {
            let not_due = taken.get(&payment.no).copied().unwrap_or(0);
            Share { held: (*held).min(payment.amount - not_due), not_due }
        };
        self.in_hand.iter().zip(&held).map(share).collect()
    }
}
