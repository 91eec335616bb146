//! What may leave, looked at when it leaves: payments in hand against what is due now, what is held, who
//! has no payee, who has died, what the bank sent back, and manual facts that no night has taken into account.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::cash_state::{CashPart, CashState};
use super::death::{Deaths, Own};
use super::error::PaymentError;
use super::hold::holds;
use super::holding::{Holding, holdings};
use super::in_hand::{InHand, all_in_hand, in_hand_of_member, take, take_to_keep};
use super::payee::Payees;
use super::payee_sets::{last_payees, payees_in_hand};
use super::set_off::terms_of;
use super::{Hold, Holds, InForce};
use crate::date::Day;
use crate::ledger::{Ledger, LedgerError, MemberNumber, PaymentId, RunId};
use crate::money::Money;
use crate::scheme::SetOff;
use crate::words;

/// A payment in hand, and what of it may leave.
pub(crate) struct Looked {
    pub payment: InHand,
    pub member_id: String,
    /// To whom it goes; nothing where no payee is known.
    pub(super) to: Option<Payees>,
    pub parts: Vec<CashPart>,
    /// Which person's it is, of those who are looked at.
    pub person: usize,
}

impl Looked {
    /// What may leave.
    pub fn leaves(&self) -> Money {
        let may = self.parts.iter().filter(|part| part.state == CashState::Prepared);
        may.map(|part| part.amount).sum()
    }
}

/// All ids of one person have one sum.
struct Person {
    /// What may leave in all, whatever payments it is in.
    due: Money,
    /// Whether a manual fact waits for a night.
    has_news: bool,
    /// The oldest first.
    in_hand: Vec<InHand>,
    /// What is held of them.
    holding: Holding,
    /// What was the own of a person who has died.
    of_dead: Option<Own>,
}

/// How what is not due is taken from payments in hand.
type Take = fn(&[InHand], &[Money], Money) -> Vec<(PaymentId, Money)>;

/// What is asked of every payment in hand, read at once: a city has hundreds of thousands.
struct Beside<'r> {
    /// The id of each member by number.
    ids: Ids,
    /// The newest payees of each member.
    payees: HashMap<String, Payees>,
    /// The day that each run counts for.
    days: HashMap<RunId, Day>,
    holds: Holds,
    /// What is not due is kept for what is owed, or withdrawn by the next night.
    not_due: CashState,
    /// Payments that go to the payee again who sent them back.
    resend: &'r HashSet<String>,
}

/// What all benefits pay a member, what was prepared and not withdrawn, and what stands.
type Sums = [Money; 3];
type SumsOf = HashMap<String, Sums>;
type Ids = HashMap<MemberNumber, String>;

/// Members who have something in hand.
pub(super) const OF_HAND: &str = "(SELECT DISTINCT member FROM payment WHERE in_hand <> 0)";

/// Looks at every payment in hand: what of it is due and free to leave on this day. Of those that
/// the bank sent back, `resend` names those that go to the same payee again.
pub(crate) fn look(ledger: &Ledger, resend: &HashSet<String>) -> Result<Vec<Looked>, PaymentError> {
    look_among(ledger, OF_HAND, resend)
}

/// The same of those whom a question names.
pub(super) fn look_among(
    ledger: &Ledger,
    of_hand: &str,
    resend: &HashSet<String>,
) -> Result<Vec<Looked>, PaymentError> {
    let (ids, sums) = members_in_hand(ledger, of_hand)?;
    let people = people_in_hand(ledger, &ids, &sums)?;
    let payees = payees_in_hand(ledger, of_hand)?;
    let (days, holds) = (days_of_runs(ledger)?, holds(ledger)?);
    let (not_due, take): (CashState, Take) = match terms_of(ledger)?.set_off {
        SetOff::AtOnce => (CashState::NotDue, take),
        SetOff::AfterLetter => (CashState::ToOffset, take_to_keep),
    };
    let beside = Beside { ids, payees, days, holds, not_due, resend };
    let mut looked = Vec::new();
    for (of, person) in people.iter().enumerate() {
        for (payment, share) in person.in_hand.iter().zip(person.shares(take)) {
            let one = look_at(ledger, payment, person, share, &beside)?;
            looked.push(Looked { person: of, ..one });
        }
    }
    looked.sort_by_key(|one| one.payment.no);
    Ok(looked)
}

/// The id of each member who has something in hand, and the sums of each id.
fn members_in_hand(ledger: &Ledger, of_hand: &str) -> Result<(Ids, SumsOf), PaymentError> {
    let sql = format!(
        "SELECT m.no, m.id, q.entitled, q.paid, q.stood FROM {of_hand} h \
         JOIN member m ON m.no = h.member JOIN posting q ON q.no = m.posting"
    );
    let rows: Vec<(MemberNumber, String, Sums)> =
        ledger.rows(&sql, (), |row| Ok((row.get(0)?, row.get(1)?, sums(row, 2)?)))?;
    let ids = rows.iter().map(|(no, id, _)| (*no, id.clone())).collect();
    Ok((ids, rows.into_iter().map(|(_, id, sums)| (id, sums)).collect()))
}

/// People who have something in hand.
fn people_in_hand(ledger: &Ledger, ids: &Ids, sums: &SumsOf) -> Result<Vec<Person>, PaymentError> {
    let mut by_member: HashMap<MemberNumber, Vec<InHand>> = HashMap::new();
    for payment in in_hand_of_these(ledger, ids)? {
        by_member.entry(payment.member).or_default().push(payment);
    }
    let (holdings, deaths) = (holdings(ledger)?, Deaths::of(ledger)?);
    let same = ledger.same_people()?;
    let mains: HashMap<&str, &str> =
        same.iter().map(|(other, main)| (other.as_str(), main.as_str())).collect();
    let main = |id: &str| mains.get(id).map_or_else(|| id.to_owned(), |id| (*id).to_owned());
    let changed: HashSet<String> =
        ledger.pending_facts()?.iter().map(|fact| main(&fact.member_id)).collect();
    let mut people: BTreeMap<String, Vec<InHand>> = BTreeMap::new();
    for (member, in_hand) in by_member {
        let gone = || words::payments::no_member(member, ledger.path().display());
        people.entry(main(ids.get(&member).ok_or_else(gone)?)).or_default().extend(in_hand);
    }
    let others = others_of(&same);
    let person = |(main, mut in_hand): (String, Vec<InHand>)| {
        in_hand.sort_unstable_by_key(|payment| payment.no);
        let mut all: Sums = [Money::ZERO; 3];
        for id in others.get(main.as_str()).into_iter().flatten().chain([&main.as_str()]) {
            let own = sums.get(*id).copied().map_or_else(|| sums_of(ledger, id), Ok)?;
            all.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        }
        let holding = in_hand.iter().find_map(|one| holdings.get(&one.member)).cloned();
        let (has_news, holding) = (changed.contains(&main), holding.unwrap_or_default());
        let (due, of_dead) = (due_in_all(all, &in_hand), deaths.own_of(ledger, &main)?);
        Ok(Person { due, has_news, in_hand, holding, of_dead })
    };
    people.into_iter().map(person).collect()
}

/// Payments in hand of members by number, in the order of payments: of many, all there are.
fn in_hand_of_these(ledger: &Ledger, ids: &Ids) -> Result<Vec<InHand>, PaymentError> {
    const FEW: usize = 16;
    if ids.len() > FEW {
        return Ok(all_in_hand(ledger)?);
    }
    let own = ids.keys().map(|number| in_hand_of_member(ledger, *number));
    let mut all = own.collect::<Result<Vec<_>, _>>()?.concat();
    all.sort_unstable_by_key(|one| one.no);
    Ok(all)
}

/// The sums of the newest posting of an id; nothing where there is none.
fn sums_of(ledger: &Ledger, id: &str) -> Result<Sums, PaymentError> {
    let sql = "SELECT q.entitled, q.paid, q.stood FROM member m \
               JOIN posting q ON q.no = m.posting WHERE m.id = ?1";
    let found = ledger.rows(sql, [id], |row| sums(row, 0))?;
    Ok(found.into_iter().next().unwrap_or_default())
}

fn days_of_runs(ledger: &Ledger) -> Result<HashMap<RunId, Day>, PaymentError> {
    let sql = "SELECT no, posted_on FROM run";
    Ok(ledger.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// What of one payment leaves, and why the rest does not.
fn look_at(
    ledger: &Ledger,
    payment: &InHand,
    person: &Person,
    share: Share,
    beside: &Beside,
) -> Result<Looked, PaymentError> {
    let member_id = &beside.ids[&payment.member];
    let to = beside.payees.get(member_id).map(|all| goes_to(ledger, payment, all)).transpose()?;
    let waits = payment.returned && !beside.resend.contains(&payment.id);
    let of_free = match &to {
        _ if person.has_news => CashState::NewsWaits,
        None => CashState::NoPayee,
        Some(to) if person.is_over(&to.payees) => CashState::Deceased,
        Some(to) if waits && to.is_as_it_was => CashState::Returned,
        Some(_) => CashState::Prepared,
    };
    let hold = hold_of(payment, person, beside);
    let of_held = match hold {
        Some(InForce { stopped: true, .. }) => CashState::Stopped,
        _ => CashState::Held,
    };
    let since = in_hand_since(ledger, payment, beside)?;
    let free = payment.amount - share.not_due - share.held;
    let all =
        [(free, of_free, None), (share.held, of_held, hold), (share.not_due, beside.not_due, None)];
    let part = |(amount, state, hold): (Money, CashState, Option<&InForce>)| CashPart {
        id: payment.id.clone(),
        run: payment.run,
        member_id: member_id.clone(),
        amount,
        state,
        since,
        hold: hold.cloned(),
    };
    let parts = all.into_iter().filter(|(amount, ..)| *amount > Money::ZERO).map(part).collect();
    let (member_id, to) = (member_id.clone(), to.map(|to| to.payees));
    Ok(Looked { payment: payment.clone(), member_id, to, parts, person: 0 })
}

/// To whom a payment goes now.
struct GoesTo {
    payees: Payees,
    /// Whether it went to this very account before.
    is_as_it_was: bool,
}

/// To whom of a member's payees a payment goes: one that came back to the payee whose part it was, where the same
/// people still have the same shares, and else to all of them.
fn goes_to(ledger: &Ledger, payment: &InHand, all: &Payees) -> Result<GoesTo, PaymentError> {
    let last = if payment.returned { last_payees(ledger, payment.no)? } else { None };
    let Some((last, entered_with)) = last else {
        return Ok(GoesTo { payees: all.clone(), is_as_it_was: false });
    };
    let payees = match all.in_place_of(&last, &entered_with) {
        Some(row) => Payees::only(row.clone()),
        None => all.clone(),
    };
    let is_as_it_was = matches!(payees.rows(), [only] if only.payee.goes_to(&last.payee));
    Ok(GoesTo { payees, is_as_it_was })
}

/// The day on which a payment was prepared, or came back.
fn in_hand_since(ledger: &Ledger, payment: &InHand, beside: &Beside) -> Result<Day, PaymentError> {
    let gone = || words::ledger::run_missing(payment.run, payment.run);
    let damaged = || LedgerError::damaged(ledger.path(), gone());
    let prepared = *beside.days.get(&payment.run).ok_or_else(damaged)?;
    if !payment.returned {
        return Ok(prepared);
    }
    let sql = "SELECT happened_on FROM transfer WHERE payment = ?1 AND kind = 'returned' \
               ORDER BY no DESC LIMIT 1";
    let back: Vec<Day> = ledger.rows(sql, [payment.no], |row| row.get(0))?;
    Ok(back.into_iter().next().unwrap_or(prepared))
}

fn sums(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Sums> {
    Ok([row.get(at)?, row.get(at + 1)?, row.get(at + 2)?])
}

/// The other ids of each person.
fn others_of(same: &[(String, String)]) -> HashMap<&str, Vec<&str>> {
    let mut others: HashMap<&str, Vec<&str>> = HashMap::new();
    for (other, main) in same {
        others.entry(main).or_default().push(other);
    }
    others
}

/// What may leave of a person's payments in hand: what all benefits pay, and what stands of what the bank
/// has, less what the bank has.
fn due_in_all([entitled, paid, written_off]: Sums, in_hand: &[InHand]) -> Money {
    let in_hand: Money = in_hand.iter().map(|payment| payment.amount).sum();
    let gone = paid - in_hand;
    (entitled + written_off.min(gone.or_zero()) - gone).clamp(Money::ZERO, in_hand)
}

/// The hold of a payment: of it, of its person, or of a bill of the person; one that stops it, if there is
/// one.
fn hold_of<'b>(payment: &InHand, person: &Person, beside: &'b Beside) -> Option<&'b InForce> {
    let holds = &beside.holds;
    let members = person.in_hand.iter().filter_map(|one| beside.ids.get(&one.member));
    let of_person = members.map(|id| holds.get(Hold::Member, id));
    let of_bills = person.holding.bills().map(|bill| holds.get(Hold::Bill, bill));
    let own = holds.get(Hold::Payment, &payment.id);
    of_person.chain(of_bills).chain([own]).flatten().max_by_key(|hold| hold.stopped)
}

/// What of a payment does not leave for the person's sake.
#[derive(Clone, Copy)]
struct Share {
    held: Money,
    not_due: Money,
}

impl Person {
    /// Whether money would go to a person who has died.
    fn is_over(&self, payees: &Payees) -> bool {
        let is_own = |own: &Own| payees.rows().iter().any(|row| own.has(&row.payee));
        self.of_dead.as_ref().is_some_and(is_own)
    }

    /// What of each payment is held, and what is not due any more: what is held pays no debt.
    fn shares(&self, take: Take) -> Vec<Share> {
        let held = self.holding.kept(&self.in_hand);
        let all: Money = self.in_hand.iter().map(|payment| payment.amount).sum();
        let free = all - held.iter().copied().sum();
        let taken = take(&self.in_hand, &held, (all - self.due).min(free));
        let taken: HashMap<PaymentId, Money> = taken.into_iter().collect();
        let share = |(payment, held): (&InHand, &Money)| {
            let not_due = taken.get(&payment.no).copied().unwrap_or_default();
            Share { held: (*held).min(payment.amount - not_due), not_due }
        };
        self.in_hand.iter().zip(&held).map(share).collect()
    }
}
