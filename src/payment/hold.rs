//! Holds: money that is not to leave. A payment, a bill or a member is held or stopped until
//! `unhold`. What is due stays due and in hand, uses limits, and pays no debt.

use std::collections::{BTreeMap, BTreeSet};

use super::error::PaymentError;
use super::pend::{Pend, PendCode};
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::posting::bill_hash;
use crate::ledger::{
    About, ActKind, Deed, Ledger, LedgerError, MemberNumber, Name, NewRun, Signed,
};
use crate::words::{self, Sentence};

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hold {
    /// One payment, by its id.
    Payment,
    /// What is paid on one bill, whenever it is prepared.
    Bill,
    /// All that is paid to one person.
    Member,
}

impl Hold {
    /// Everything that can be held.
    pub const ALL: [Hold; 3] = [Hold::Payment, Hold::Bill, Hold::Member];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Hold::Payment => "payment",
            Hold::Bill => "bill",
            Hold::Member => "member",
        }
    }

    fn about(self) -> About {
        match self {
            Hold::Payment => About::Payment,
            Hold::Bill => About::Bill,
            Hold::Member => About::Member,
        }
    }

    /// What has this code.
    fn of(code: &str) -> Option<Hold> {
        Hold::ALL.into_iter().find(|known| known.code() == code)
    }

    /// What a person calls it.
    pub fn words(self) -> Sentence {
        match self {
            Hold::Payment => words::payments::payment(),
            Hold::Bill => words::payments::bill(),
            Hold::Member => words::payments::member(),
        }
    }
}

/// An act on a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldAct {
    /// It waits: a document is missing, or it is under review.
    Hold,
    /// It is not to leave.
    Stop,
    /// It may leave again.
    Unhold,
}

impl HoldAct {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            HoldAct::Hold => "hold",
            HoldAct::Stop => "stop",
            HoldAct::Unhold => "unhold",
        }
    }

    /// The act in codes, with what it waits for.
    fn with(self, pend: Option<&Pend>) -> String {
        pend.map_or_else(
            || self.code().to_owned(),
            |pend| format!("{} {}", self.code(), pend.in_codes()),
        )
    }

    fn kind(self) -> ActKind {
        match self {
            HoldAct::Hold => ActKind::Hold,
            HoldAct::Stop => ActKind::Stop,
            HoldAct::Unhold => ActKind::Unhold,
        }
    }
}

/// A hold that is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Whether it is stopped for good, and not only held.
    pub stopped: bool,
    /// Who holds it, since when and why.
    pub signed: Signed,
    /// What it waits for, who sees to it and by when, where that is known.
    pub pend: Option<Pend>,
}

impl InForce {
    /// The act that made it, in codes: `hold documents_missing Wu 2024-06-30`.
    fn in_codes(&self) -> String {
        let act = if self.stopped { HoldAct::Stop } else { HoldAct::Hold };
        act.with(self.pend.as_ref())
    }

    /// Who holds it, since when and why; and who sees to it by when.
    pub fn words(&self) -> Sentence {
        let Signed { by, on, reason, .. } = &self.signed;
        let held = words::payments::held_by(on, by, reason);
        let Some(Pend { code, owner, until }) = &self.pend else { return held };
        words::pends::held_for(code.words(), held, &**owner, until)
    }
}

/// All that is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holds(BTreeMap<(Hold, String), InForce>);

impl Holds {
    /// One alone.
    pub(super) fn of_one(what: Hold, id: &str, hold: &InForce) -> Holds {
        Holds([((what, id.to_owned()), hold.clone())].into())
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of these is held.
    pub fn has(&self, what: Hold, id: &str) -> bool {
        self.get(what, id).is_some()
    }

    /// The hold of one of these, if it is held.
    pub fn get(&self, what: Hold, id: &str) -> Option<&InForce> {
        self.0.get(&(what, id.to_owned()))
    }

    /// Everything that is held, with the hold.
    pub fn iter(&self) -> impl Iterator<Item = (Hold, &str, &InForce)> {
        self.0.iter().map(|((what, id), hold)| (*what, id.as_str(), hold))
    }
}

/// Bills that are held, and those that a night ever held for a flag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewed {
    held: BTreeSet<String>,
    ever: BTreeSet<(String, String)>,
}

impl Reviewed {
    /// Whether a bill is held or stopped, by a person or by a rule.
    pub fn is_held(&self, bill: &str) -> bool {
        self.held.contains(bill)
    }

    /// Whether a night held a bill for a flag before, be it held still or not.
    pub fn has(&self, bill: &str, flag: &str) -> bool {
        !self.ever.is_empty() && self.ever.contains(&(bill.to_owned(), flag.to_owned()))
    }
}

/// Holds a bill from this run on, whether or not it was known before.
///
/// # Errors
///
/// When it cannot be written.
pub fn hold_bill(run: &NewRun, bill: &str, signed: &Signed) -> Result<(), LedgerError> {
    let sql = "INSERT INTO hold(kind, what, id, happened_on, author, reason, login, run, salt) \
               VALUES('hold', 'bill', ?1, ?2, ?3, ?4, ?5, ?6, randomblob(16))";
    let Signed { by, on, reason, login, .. } = signed;
    run.add(sql, (bill, on, by, reason, login, run.no)).map(drop)
}

/// What was held of bills, and what of it nights of this scheme held for a flag.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn reviewed(ledger: &Ledger, scheme: &str) -> Result<Reviewed, PaymentError> {
    let sql = "SELECT id, reason FROM hold_in_force WHERE kind = 'hold' AND what = 'bill' AND author = ?1";
    let ever = ledger.rows(sql, [Name::kept(scheme)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let holds = holds(ledger)?;
    let bills = holds.iter().filter(|(what, ..)| *what == Hold::Bill);
    let held = bills.map(|(_, id, _)| id.to_owned()).collect();
    Ok(Reviewed { held, ever: ever.into_iter().collect() })
}

/// Holds, stops or lets go.
///
/// # Errors
///
/// When there is no reason, nothing of that id is known, a payment is not in hand, it is held
/// already, or, to let go, it is not held; or the ledger cannot be written.
pub fn hold(
    ledger: &mut Ledger,
    act: HoldAct,
    what: Hold,
    id: &str,
    signed: Signed,
) -> Result<(), PaymentError> {
    keep(ledger, (act, None), what, id, signed)
}

/// Holds something until its owner has seen to it. It takes the place of a hold that is in force: another owner sees to
/// it, or by another day.
///
/// # Errors
///
/// As of [`hold`](fn@hold); when it is stopped, or the last day lies before the day of the hold.
pub fn pend(
    ledger: &mut Ledger,
    what: Hold,
    id: &str,
    pend: &Pend,
    signed: Signed,
) -> Result<(), PaymentError> {
    if pend.until < signed.on {
        return Err(PaymentError::UntilBefore { until: pend.until, on: signed.on });
    }
    keep(ledger, (HoldAct::Hold, Some(pend)), what, id, signed)
}

/// Keeps an act on a hold, with what it waits for.
fn keep(
    ledger: &mut Ledger,
    (act, pend): (HoldAct, Option<&Pend>),
    what: Hold,
    id: &str,
    signed: Signed,
) -> Result<(), PaymentError> {
    let signed = signed.with_reason()?;
    ledger.is_open(signed.on)?;
    ledger.act(&signed, |ledger| -> Result<_, PaymentError> {
        let before = may_hold(ledger, (act, pend.is_some()), what, id)?;
        let sql = "INSERT INTO hold(kind, what, id, happened_on, author, reason, login, salt) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, randomblob(16))";
        let Signed { by, on, reason, login, .. } = &signed;
        ledger.run(sql, (act.code(), what.code(), id, on, by, reason, login))?;
        if let Some(Pend { code, owner, until }) = pend {
            let sql = "INSERT INTO pend(hold, code, owner, until) \
                       VALUES((SELECT max(no) FROM hold), ?1, ?2, ?3)";
            ledger.run(sql, (code.code(), owner, until))?;
        }
        let after = if act == HoldAct::Unhold { String::new() } else { act.with(pend) };
        Ok(((), Some(Deed::new(act.kind(), what.about(), id).changing(before, after))))
    })
}

/// Makes sure that something can be held, stopped or let go; what holds it before, in codes.
fn may_hold(
    ledger: &Ledger,
    (act, is_pend): (HoldAct, bool),
    what: Hold,
    id: &str,
) -> Result<String, PaymentError> {
    let shown = if what == Hold::Payment { id.to_owned() } else { mask(id) };
    let holds = holds(ledger)?;
    match (act, holds.get(what, id)) {
        (HoldAct::Unhold, Some(hold)) => return Ok(hold.in_codes()),
        (HoldAct::Unhold, None) => return Err(PaymentError::NotHeld { id: shown }),
        (HoldAct::Stop, Some(hold)) if !hold.stopped => return Ok(hold.in_codes()),
        (HoldAct::Hold, Some(hold)) if is_pend && !hold.stopped => return Ok(hold.in_codes()),
        (_, Some(hold)) => return Err(PaymentError::HeldAlready { id: shown, hold: hold.words() }),
        (_, None) => {}
    }
    match what {
        Hold::Payment => is_in_hand(ledger, id)?,
        Hold::Bill if ledger.holders(bill_hash(id))?.is_empty() => {
            return Err(words::payments::no_bill(shown).into());
        }
        Hold::Member => drop(ledger.member(id)?),
        Hold::Bill => {}
    }
    Ok(String::new())
}

/// Makes sure that something of a payment is in hand.
fn is_in_hand(ledger: &Ledger, id: &str) -> Result<(), PaymentError> {
    let sql = "SELECT in_hand FROM payment WHERE id = ?1";
    let rows: Vec<i64> = ledger.rows(sql, [id], |row| row.get(0))?;
    match rows.first() {
        None => Err(PaymentError::UnknownPayment { payment: id.to_owned() }),
        Some(0) => Err(PaymentError::NotInHand { payment: id.to_owned() }),
        Some(_) => Ok(()),
    }
}

/// All that is held.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn holds(ledger: &Ledger) -> Result<Holds, PaymentError> {
    let sql = "SELECT h.kind, h.what, h.id, h.happened_on, h.author, h.reason, h.login, \
               coalesce(p.code, ''), coalesce(p.owner, ''), coalesce(p.until, '') \
               FROM hold_in_force h LEFT JOIN pend p ON p.hold = h.no ORDER BY h.no, p.no";
    let rows: Vec<([String; 7], [String; 3])> = ledger.rows(sql, (), |row| {
        let text = |at: usize| row.get::<_, String>(at);
        let hold = [text(0)?, text(1)?, text(2)?, text(3)?, text(4)?, text(5)?, text(6)?];
        Ok((hold, [text(7)?, text(8)?, text(9)?]))
    })?;
    let damaged = || LedgerError::damaged(ledger.path(), "hold");
    let mut holds = BTreeMap::new();
    for ([kind, what, id, on, by, reason, login], waits) in rows {
        let key = (Hold::of(&what).ok_or_else(damaged)?, id);
        let on = Day::parse(&on).ok_or_else(damaged)?;
        let by = Name::kept(&by);
        let signed = Signed { by, on, reason, login, second: None };
        let pend = pend_of(waits).ok_or_else(damaged)?;
        let hold = |stopped| InForce { stopped, signed, pend };
        match kind.as_str() {
            "hold" => drop(holds.insert(key, hold(false))),
            "stop" => drop(holds.insert(key, hold(true))),
            _ => drop(holds.remove(&key)),
        }
    }
    Ok(Holds(holds))
}

/// What a hold waits for, by its code, owner and last day: nothing where there is no code. Nothing at all where these
/// cannot be read.
fn pend_of([code, owner, until]: [String; 3]) -> Option<Option<Pend>> {
    if code.is_empty() {
        return Some(None);
    }
    let (code, until) = (PendCode::of(&code)?, Day::parse(&until)?);
    Some(Some(Pend { code, owner: Name::kept(&owner), until }))
}

/// People of whom something is held, each by the numbers of all their ids.
pub(crate) fn people_of_holds<'h>(
    ledger: &Ledger,
    held: impl IntoIterator<Item = (Hold, &'h str)>,
    same: &[(String, String)],
) -> Result<Vec<Vec<MemberNumber>>, PaymentError> {
    let mut members = BTreeSet::new();
    for (what, id) in held {
        match what {
            Hold::Bill => members.extend(ledger.holders(bill_hash(id))?),
            Hold::Payment => {
                let sql = "SELECT member FROM payment WHERE id = ?1";
                members.extend(ledger.rows(sql, [id], |row| row.get::<_, MemberNumber>(0))?);
            }
            Hold::Member => members.extend(ledger.member(id).map(|(no, _)| no).ok()),
        }
    }
    let main = |id: String| {
        let joined = same.iter().find(|(other, _)| *other == id);
        joined.map_or(id, |(_, main)| main.clone())
    };
    let mut mains = BTreeSet::new();
    for member in members {
        mains.insert(main(ledger.member_id(member)?));
    }
    let numbers = |main: String| {
        let others = same.iter().filter(|(_, of)| *of == main).map(|(other, _)| other);
        let ids = others.chain([&main]);
        ids.filter_map(|id| ledger.member(id).map(|(no, _)| no).ok()).collect()
    };
    Ok(mains.into_iter().map(numbers).collect())
}

/// Ids of members whose money in hand is to be looked at though nothing else came: the bank sent
/// something back, or something was held or let go, since the last run. After an older version of
/// the ledger, all who have something in hand and owe something.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn to_look_at(ledger: &Ledger) -> Result<BTreeSet<String>, PaymentError> {
    let sql = "SELECT transfers, holds FROM run_in_force ORDER BY no DESC LIMIT 1";
    let last: Vec<(Option<i64>, Option<i64>)> =
        ledger.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some((transfers, holds)) = last.into_iter().next() else { return Ok(BTreeSet::new()) };
    let (Some(transfers), Some(holds)) = (transfers, holds) else {
        let sql = "SELECT DISTINCT m.id FROM payment p JOIN member m ON m.no = p.member \
                   JOIN posting q ON q.no = m.posting WHERE p.in_hand <> 0 \
                   AND q.paid - q.stood - q.entitled > 0";
        return Ok(ledger.rows(sql, (), |row| row.get(0))?.into_iter().collect());
    };
    let sql = "SELECT DISTINCT m.id FROM transfer t JOIN payment p ON p.no = t.payment \
               JOIN member m ON m.no = p.member WHERE t.no > ?1 AND t.kind = 'returned'";
    let mut ids: BTreeSet<String> =
        ledger.rows(sql, [transfers], |row| row.get(0))?.into_iter().collect();
    let sql = "SELECT what, id FROM hold_in_force WHERE no > ?1";
    let acts: Vec<(String, String)> =
        ledger.rows(sql, [holds], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let acts = acts.iter().filter_map(|(what, id)| Some((Hold::of(what)?, id.as_str())));
    for member in people_of_holds(ledger, acts, &ledger.same_people()?)?.into_iter().flatten() {
        ids.insert(ledger.member_id(member)?);
    }
    Ok(ids)
}
