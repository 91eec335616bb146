//! `huzhu ledger balance FILE MEMBER`: all of one member.

use clap::{Arg, Command};
use serde_json::{Value, json};

use super::arguments::{at_run, file};
use super::asked::{Asked, Done};
use super::payees_known::PayeesKnown;
use crate::access::Whose;
use crate::accounting::{self, Balance, Payment, Step, Transfer};
use crate::cli::arguments::format;
use crate::cli::claim_state::{since_json, state_now};
use crate::cli::lines::{beside, indented};
use crate::cli::looks;
use crate::date::Day;
use crate::explanation::window;
use crate::ledger::{Access, Entry, Ledger, LedgerError};
use crate::money::Money;
use crate::nightly::{self, LimitLeft, Limits, NightError, Opened, readjudicate};
use crate::payment::{self, CashPart, CashState, LetterSent};
use crate::scheme::{Kind, Quantity};
use crate::words::{Lang, Sentence, codes, decisions, ledger as words, owed, payments};

pub(super) fn command(lang: Lang) -> Command {
    let member = Arg::new("member").value_name("MEMBER").required(true);
    Command::new("balance")
        .about(words::about_balance().text(lang).to_owned())
        .arg(file(lang))
        .arg(at_run(lang))
        .arg(member.help(words::arg_member().text(lang).to_owned()))
        .args(looks::looker(lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let id = &*asked.member(&ledger, "member")?;
    let told = told_under(&ledger, id)?;
    let balance = accounting::balance(&ledger, told.id(id))?;
    looks::log(
        &ledger,
        asked.matches,
        "ledger balance",
        Whose::Of(vec![balance.member_id.clone()]),
    )?;
    // Sums are printed also where an older or a newer program would be needed to decide again.
    let limits = nightly::limits(&ledger, &balance.member_id);
    let cash = Cash::of(&balance, payment::in_hand_of_person(&ledger, &balance.member_id)?);
    let who = Who::of(&ledger, &balance.member_id)?;
    let payees = PayeesKnown::of(&ledger, &balance.member_id)?;
    if asked.as_json() {
        let mut json = json(&ledger, &balance, &limits)?;
        json["cash"] = cash.json(&ledger)?;
        json["bills"] = bills_json(&ledger, &balance)?;
        json["units"] = who.units_json();
        json["letters"] = letters_json(&ledger, &balance.member_id)?;
        let income = who.income.map(|income| ledger.show(income)).transpose()?;
        [json["household_id"], json["household_income"]] = [who.household.into(), income.into()];
        json["asked_for"] = id.into();
        [json["died_on"], json["payees"]] = payees.json();
        return Ok(asked.print_json(&json));
    }
    let mut lines = lines(&ledger, (&balance, &cash, &who), &limits)?;
    lines.extend(payees.lines());
    match &told {
        Told::Itself => {}
        Told::Joined(main) => lines.insert(0, words::balance_joined(id, main)),
        Told::Joins(main) => lines.insert(0, words::balance_joins(id, main)),
    }
    Ok(asked.print_lines(&lines))
}

/// The main id of an id.
enum Told {
    Itself,
    /// Under another id of the same person, with which it was joined.
    Joined(String),
    /// Under itself until the next night joins it with another.
    Joins(String),
}

impl Told {
    fn id<'a>(&'a self, asked: &'a str) -> &'a str {
        match self {
            Told::Joined(main) => main,
            Told::Itself | Told::Joins(_) => asked,
        }
    }
}

fn told_under(ledger: &Ledger, id: &str) -> Result<Told, LedgerError> {
    let mut same = ledger.same_people()?.into_iter();
    let Some((_, main)) = same.find(|(other, _)| other == id) else { return Ok(Told::Itself) };
    let known = ledger.known(&[id], &[])?.members;
    let has_joined = known.iter().all(|latest| latest.content.is_empty());
    Ok(if has_joined { Told::Joined(main) } else { Told::Joins(main) })
}

/// What a member is besides: units by day, and the household.
struct Who {
    units: Vec<(Day, String)>,
    household: String,
    /// What the household earns in a year, as the member states it.
    income: Option<Money>,
}

impl Who {
    fn of(ledger: &Ledger, member_id: &str) -> Result<Who, LedgerError> {
        // Sums are printed also where another version would be needed to read what is known.
        let mut units = readjudicate::units(ledger, member_id).unwrap_or_default();
        units.retain(|(_, unit)| !unit.is_empty());
        let person = ledger.person(member_id)?.unwrap_or_default();
        Ok(Who { units, household: person.household, income: person.household_income })
    }

    fn lines(&self, ledger: &Ledger) -> Result<Vec<Sentence>, LedgerError> {
        let unit = |(at, (from, unit)): (usize, &(Day, String))| match at {
            0 => words::balance_unit(unit),
            _ => words::balance_unit_from(unit, from),
        };
        let units = self.units.iter().enumerate().map(unit);
        let household = (!self.household.is_empty()).then_some(&self.household);
        let income = self.income.map(|income| ledger.show(income)).transpose()?;
        let units = units.chain(household.map(words::balance_household));
        Ok(units.chain(income.map(words::balance_income)).collect())
    }

    fn units_json(&self) -> Value {
        let unit = |(at, (from, unit)): (usize, &(Day, String))| json!({ "unit": unit, "from": (at > 0).then(|| from.to_string()) });
        self.units.iter().enumerate().map(unit).collect()
    }
}

/// What became of what was prepared for a person.
struct Cash {
    /// What the bank has.
    released: Money,
    /// What the member paid back.
    repaid: Money,
    /// What is in hand, by state.
    parts: Vec<CashPart>,
}

impl Cash {
    fn of(balance: &Balance, parts: Vec<CashPart>) -> Cash {
        let moved = |transfer: &Transfer| match transfer.kind.as_str() {
            "released" => transfer.amount,
            "returned" => -transfer.amount,
            _ => Money::ZERO,
        };
        let released = balance.payments.iter().flat_map(|one| &one.fate).map(moved).sum();
        let repaid = balance.steps.last().map_or(Money::ZERO, |newest| newest.repaid);
        Cash { released, repaid, parts }
    }

    /// What is in hand in some states.
    fn in_hand(&self, is: impl Fn(CashState) -> bool) -> Money {
        self.parts.iter().filter(|part| is(part.state)).map(|part| part.amount).sum()
    }

    /// What is in hand and free to leave, held, and sent back by the bank.
    fn shares(&self) -> [Money; 3] {
        use CashState::{Held, Returned, Stopped};
        let held = self.in_hand(|state| matches!(state, Held | Stopped));
        let returned = self.in_hand(|state| state == Returned);
        [self.in_hand(|_| true) - held - returned, held, returned]
    }

    fn line(&self, ledger: &Ledger) -> Result<Sentence, LedgerError> {
        let [prepared, held, returned] = self.shares().map(|amount| ledger.show(amount));
        Ok(words::balance_cash(ledger.show(self.released)?, prepared?, held?, returned?))
    }

    fn json(&self, ledger: &Ledger) -> Result<Value, LedgerError> {
        let [prepared, held, returned] = self.shares().map(|amount| ledger.show(amount));
        Ok(json!({
            "released": ledger.show(self.released)?, "prepared": prepared?, "held": held?,
            "returned": returned?, "repaid": ledger.show(self.repaid)?,
        }))
    }

    /// What of a payment is in hand, state by state.
    fn of_payment(&self, ledger: &Ledger, payment: &Payment) -> Result<Vec<Sentence>, LedgerError> {
        let mut told = Vec::new();
        for part in self.parts.iter().filter(|part| part.id == payment.id) {
            let state = match part.state {
                CashState::Prepared => words::payment_prepared(),
                other => other.words(),
            };
            let line = match part.amount == payment.amount {
                true => state,
                false => words::payment_in_hand(ledger.show(part.amount)?, state),
            };
            let hold = part.hold.as_ref().map(|hold| beside(&line, &hold.words()));
            told.push(hold.unwrap_or(line));
        }
        Ok(told)
    }
}

/// What is left of limits, or why they are unknown.
type Left = Result<Limits, NightError>;

fn lines(
    ledger: &Ledger,
    (balance, cash, who): (&Balance, &Cash, &Who),
    limits: &Left,
) -> Result<Vec<Sentence>, LedgerError> {
    let mut lines = vec![words::balance_head(&balance.member_id)];
    if let Some(newest) = balance.steps.last() {
        lines.push(sums(ledger, newest)?);
        lines.push(cash.line(ledger)?);
        if cash.repaid > Money::ZERO {
            lines.push(owed::balance_repaid(ledger.show(cash.repaid)?));
        }
    }
    lines.extend(who.lines(ledger)?);
    lines.extend(bill_lines(ledger, balance)?);
    lines.push(words::balance_benefits());
    for one in &balance.benefits {
        let amount = ledger.show(one.amount)?;
        lines.push(indented(&words::balance_benefit(
            &one.plan,
            &one.benefit,
            &one.edition,
            amount,
        )));
    }
    lines.extend(limit_lines(ledger, limits)?);
    lines.push(words::balance_history());
    for step in &balance.steps {
        let (entitled, paid) = (ledger.show(step.entitled)?, ledger.show(step.paid)?);
        let line = words::balance_step(step.run, step.posted_on, entitled, paid);
        lines.push(indented(&line));
        for entry in &step.entries {
            lines.push(indented(&indented(&entry_line(ledger, entry)?)));
        }
    }
    lines.push(words::balance_payments());
    for payment in &balance.payments {
        lines.push(indented(&payment_line(ledger, payment, cash)?));
    }
    lines.extend(letter_lines(ledger, &balance.member_id)?);
    Ok(lines)
}

/// When the member was written to about what was owed.
fn letter_lines(ledger: &Ledger, member_id: &str) -> Result<Vec<Sentence>, LedgerError> {
    let letters = payment::letters_of(ledger, member_id)?;
    let mut lines = Vec::from_iter((!letters.is_empty()).then(owed::balance_letters));
    for LetterSent { number, on, owed: amount } in letters {
        lines.push(indented(&owed::balance_letter(number, on, ledger.show(amount)?)));
    }
    Ok(lines)
}

fn letters_json(ledger: &Ledger, member_id: &str) -> Result<Value, LedgerError> {
    let letters = payment::letters_of(ledger, member_id)?.into_iter();
    let row = |LetterSent { number, on, owed }: LetterSent| {
        Ok(json!({ "letter": number, "on": on.to_string(), "owed": ledger.show(owed)? }))
    };
    letters.map(row).collect()
}

/// Every bill: what is decided on it and why, or what became of it.
fn bill_lines(ledger: &Ledger, balance: &Balance) -> Result<Vec<Sentence>, LedgerError> {
    let mut lines = vec![words::balance_bills()];
    for one in &balance.decided {
        let pays = ledger.show(one.payable())?;
        let line = words::balance_bill(&one.bill_id, &one.plan, codes(&one.status), pays);
        let line = match one.reasons.is_empty() {
            true => line,
            false => beside(&line, &codes(&one.reasons)),
        };
        lines.push(indented(&line));
    }
    for (bill, fate) in &balance.undecided {
        lines.push(indented(&state_now(bill, fate, true)));
    }
    Ok(lines)
}

fn bills_json(ledger: &Ledger, balance: &Balance) -> Result<Value, LedgerError> {
    let mut rows = Vec::new();
    for one in &balance.decided {
        rows.push(json!({
            "bill_id": one.bill_id, "plan": one.plan, "status": one.status,
            "reasons": one.reasons, "payable": ledger.show(one.payable())?,
            "settled_on": one.settled_on.to_string(), "edition": one.edition,
        }));
    }
    for (bill, fate) in &balance.undecided {
        let mut row = since_json(fate);
        row["bill_id"] = bill.as_str().into();
        rows.push(row);
    }
    Ok(rows.into())
}

fn limit_lines(ledger: &Ledger, limits: &Left) -> Result<Vec<Sentence>, LedgerError> {
    let mut lines = vec![words::balance_limits()];
    let limits = match limits {
        Ok(limits) => limits,
        Err(why) => {
            lines.push(indented(&why.sentence()));
            return Ok(lines);
        }
    };
    for one in &limits.used {
        lines.push(indented(&limit_line(ledger, one)?));
    }
    if !limits.openings.is_empty() {
        lines.push(words::balance_openings());
    }
    for one in &limits.openings {
        let value = opened(ledger, one)?;
        let line = words::balance_opening(&one.accumulator, value, one.day, one.cut_over);
        let line = if one.is_idle { beside(&line, &words::opens_nothing()) } else { line };
        lines.push(indented(&line));
    }
    Ok(lines)
}

/// A limit in one window: the most, what is used and what is left.
fn limit_line(ledger: &Ledger, one: &LimitLeft) -> Result<Sentence, LedgerError> {
    let limit = &one.limit;
    let show = |count| measured(ledger, limit.kind, count);
    let (most, used) = (show(limit.most)?, show(limit.after)?);
    let (left, opened) = (show(limit.left())?, show(one.opened)?);
    let (name, benefits) = (window(limit.window), one.benefits.join(", "));
    let text = |lang| {
        let mut window = name.text(lang).to_owned();
        if let Some((from, to)) = one.days {
            window += words::balance_window(from, to).text(lang);
        }
        let [most, used, left, opened] = [&most, &used, &left, &opened].map(|s| s.text(lang));
        let mut line =
            words::balance_limit(&one.plan, &benefits, &limit.id, window, most, used, left);
        if one.opened != 0 {
            line = beside(&line, &words::balance_limit_opened(opened));
        }
        line.text(lang).to_owned()
    };
    Ok(Sentence::new(text(Lang::English), text(Lang::Chinese)))
}

/// So much money, so many days, times or stays.
fn measured(ledger: &Ledger, kind: Kind, count: i64) -> Result<Sentence, LedgerError> {
    Ok(match kind {
        Kind::Amount => {
            let amount = ledger.show(Money::from_minor(count))?;
            Sentence::new(amount.clone(), amount)
        }
        Kind::Days => decisions::limit_days(count),
        Kind::Times => decisions::limit_times(count),
        Kind::Stays => decisions::limit_stays(count),
    })
}

/// What an older system had counted: money, or a number.
fn opened(ledger: &Ledger, one: &Opened) -> Result<String, LedgerError> {
    match one.quantity {
        Quantity::Amount => ledger.show(Money::from_minor(one.value)),
        Quantity::Days | Quantity::Times | Quantity::Stays => Ok(one.value.to_string()),
    }
}

/// What a posting comes to.
pub(super) fn sums(ledger: &Ledger, step: &Step) -> Result<Sentence, LedgerError> {
    let show = |amount| ledger.show(amount);
    let (entitled, paid) = (show(step.entitled)?, show(step.paid)?);
    Ok(words::balance_sums(entitled, paid, show(step.written_off)?, show(step.owed())?))
}

fn entry_line(ledger: &Ledger, entry: &Entry) -> Result<Sentence, LedgerError> {
    let what = [&entry.bill_id, &entry.plan, &entry.benefit].into_iter();
    let what: Vec<&str> = what.map(String::as_str).filter(|text| !text.is_empty()).collect();
    let amount = ledger.show(entry.amount)?;
    let (kind, what, reason) = (entry.kind.words(), what.join(" "), codes(&entry.reason));
    let text = |lang| {
        let line = words::balance_entry(kind.text(lang), &amount, &what, reason.text(lang));
        line.text(lang).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    Ok(Sentence::new(text(Lang::English), text(Lang::Chinese)))
}

fn payment_line(ledger: &Ledger, payment: &Payment, cash: &Cash) -> Result<Sentence, LedgerError> {
    let amount = ledger.show(payment.amount)?;
    let line = words::balance_payment(&payment.id, payment.run, amount);
    let mut fate = Vec::new();
    for Transfer { kind, on, amount, reason } in &payment.fate {
        let is_all = *amount == payment.amount;
        let amount = ledger.show(*amount)?;
        fate.push(match kind.as_str() {
            "released" if is_all => words::payment_released(on),
            "released" => words::payment_released_part(on, amount),
            "confirmed" => payments::payment_confirmed(on),
            "withdrawn" => words::payment_withdrawn(on, amount),
            "parted" => words::payment_parted(on, amount),
            "taken_back" => payments::payment_taken_back(payment.run, on, reason),
            _ => words::payment_returned(on, reason),
        });
    }
    fate.extend(cash.of_payment(ledger, payment)?);
    Ok(fate.iter().fold(line, |line, fate| beside(&line, fate)))
}

fn json(ledger: &Ledger, balance: &Balance, limits: &Left) -> Result<Value, LedgerError> {
    let show = |amount| ledger.show(amount);
    let mut benefits = Vec::new();
    for one in &balance.benefits {
        benefits.push(json!({
            "plan": one.plan, "benefit": one.benefit, "edition": one.edition,
            "amount": show(one.amount)?,
        }));
    }
    let mut payments = Vec::new();
    for one in &balance.payments {
        let mut fate = Vec::new();
        for Transfer { kind, on, amount, reason } in &one.fate {
            let amount = show(*amount)?;
            fate.push(
                json!({ "kind": kind, "on": on.to_string(), "amount": amount, "reason": reason }),
            );
        }
        payments.push(json!({
            "payment_id": one.id, "run": one.run, "amount": show(one.amount)?,
            "in_hand": show(one.in_hand)?, "fate": fate,
        }));
    }
    let steps = balance.steps.iter().map(|step| step_json(ledger, step));
    Ok(json!({
        "format": "huzhu-balance/1", "member_id": balance.member_id, "benefits": benefits,
        "limits": limits_json(ledger, limits)?, "openings": openings_json(ledger, limits)?,
        "history": steps.collect::<Result<Vec<_>, _>>()?, "payments": payments,
    }))
}

/// What is left of limits; null where it is unknown.
fn limits_json(ledger: &Ledger, limits: &Left) -> Result<Value, LedgerError> {
    let Ok(limits) = limits else { return Ok(Value::Null) };
    let one = |one: &LimitLeft| {
        let limit = &one.limit;
        let unit = match limit.kind {
            Kind::Amount => "amount",
            Kind::Days => "days",
            Kind::Times => "times",
            Kind::Stays => "stays",
        };
        let show = |count: i64| match limit.kind {
            Kind::Amount => ledger.show(Money::from_minor(count)).map(Value::from),
            Kind::Days | Kind::Times | Kind::Stays => Ok(count.into()),
        };
        Ok(json!({
            "plan": one.plan, "benefits": one.benefits, "limit": limit.id,
            "window": limit.window.name(), "from": one.days.map(|days| days.0.to_string()),
            "to": one.days.map(|days| days.1.to_string()), "unit": unit,
            "most": show(limit.most)?, "used": show(limit.after)?,
            "by_opening": show(one.opened)?, "left": show(limit.left())?,
        }))
    };
    limits.used.iter().map(one).collect()
}

/// What an older system had counted; null where it is unknown.
fn openings_json(ledger: &Ledger, limits: &Left) -> Result<Value, LedgerError> {
    let Ok(limits) = limits else { return Ok(Value::Null) };
    let one = |one: &Opened| {
        Ok(json!({
            "accumulator": one.accumulator, "value": opened(ledger, one)?,
            "day": one.day.to_string(), "cut_over": one.cut_over.to_string(), "opens": !one.is_idle,
        }))
    };
    limits.openings.iter().map(one).collect()
}

/// A posting, for a program.
pub(super) fn step_json(ledger: &Ledger, step: &Step) -> Result<Value, LedgerError> {
    let show = |amount| ledger.show(amount);
    let mut entries = Vec::new();
    for one in &step.entries {
        entries.push(json!({
            "kind": one.kind.code(), "bill_id": one.bill_id, "plan": one.plan,
            "benefit": one.benefit, "edition": one.edition, "amount": show(one.amount)?,
            "event_on": one.event_on.to_string(), "reason": one.reason,
        }));
    }
    Ok(json!({
        "posting": step.posting, "run": step.run, "posted_on": step.posted_on.to_string(),
        "entitled": show(step.entitled)?, "paid": show(step.paid)?, "stood": show(step.written_off)?,
        "repaid": show(step.repaid)?, "owed": show(step.owed())?, "entries": entries,
    }))
}
