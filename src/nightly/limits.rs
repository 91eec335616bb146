//! What is left of a member's limits, as posted: the posted facts are explained again under the posted
//! rules. Nothing is computed a second way.

use super::error::NightError;
use super::readjudicate;
use crate::adjudication::Adjudicator;
use crate::claim::{Enrolment, History};
use crate::date::Day;
use crate::explanation::{Explanation, LimitUse, Working, explain};
use crate::ledger::{Ledger, Month};
use crate::manual_facts::{Facts, ManualFact, accumulator_place, in_force};
use crate::scheme::{Accumulator, Book, Each, Quantity, Window};

/// What a member has used of limits, and what an older system had counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Limits in the windows that the member has used, the first used first.
    pub used: Vec<LimitLeft>,
    /// The openings: what an older system had counted.
    pub openings: Vec<Opened>,
}

/// A limit in one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitLeft {
    /// The plan.
    pub plan: String,
    /// The benefits under it that had a bill in the window.
    pub benefits: Vec<String>,
    /// The first and last day of the window; nothing of a lifetime.
    pub days: Option<(Day, Day)>,
    /// The limit as the last bill of the window found and left it.
    pub limit: LimitUse,
    /// What of its use is an opening.
    pub opened: i64,
}

/// The openings: what an older system had counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The accumulator.
    pub accumulator: String,
    /// What adds up in it.
    pub quantity: Quantity,
    /// A day of the window it is meant for.
    pub day: Day,
    /// Minor units, days or times.
    pub value: i64,
    /// Bills settled by this day are in it.
    pub cut_over: Day,
    /// The window; nothing of a lifetime, and where it opens nothing.
    pub days: Option<(Day, Day)>,
    /// Whether its day lies in no enrolment period.
    pub is_idle: bool,
}

/// What a member has used of limits, as posted last.
///
/// # Errors
///
/// When the ledger or the posted rules cannot be read, not all of the member is known, or this version of
/// the program decides otherwise than was posted.
pub fn limits(ledger: &Ledger, member_id: &str) -> Result<Limits, NightError> {
    let found = readjudicate::newest(ledger, member_id)?;
    let Some(mut found) = found.filter(|found| !found.latest.content.is_empty()) else {
        return Ok(Limits::default());
    };
    let (book, _) = readjudicate::rules_of(ledger, &found)?;
    // What relatives used up since then moved nothing of the member, and counts all the same.
    if let Some(last) = ledger.last_run()?.filter(|_| book.vocabulary.asks_household) {
        found.run = last.no;
    }
    readjudicate::on_what_was_known(ledger, &found, &book, |intake| {
        readjudicate::check(&found, &book, intake)?;
        let number = intake.member(member_id).ok_or(NightError::UnknownMember)?;
        let (mut dossier, manual_facts) =
            (intake.records().load(number), readjudicate::manual_facts(&found));
        let facts = Facts::of(&book, &dossier, &manual_facts)?;
        facts.leave_out_settled(&mut dossier);
        let household = facts.household(&dossier);
        let history = household.history();
        let openings = openings(&book, &manual_facts, history.enrolments())?;
        Ok(Limits { used: used(&book, &history, &openings), openings })
    })
}

/// Limits in the windows that a member has used.
fn used(book: &Book, history: &History, openings: &[Opened]) -> Vec<LimitLeft> {
    let mut adjudicator = Adjudicator::new(book);
    let mut used: Vec<LimitLeft> = Vec::new();
    for explanation in explain(&mut adjudicator, history) {
        for working in &explanation.workings {
            let (plan, period) = cover(&adjudicator, history, &explanation, working);
            let benefit = &book.benefits[working.number as usize];
            for limit in &working.limits {
                let limit = &with_household(limit, &adjudicator, history, &explanation);
                let days = match limit.window {
                    Window::Spell(spell) => Some(adjudicator.spell_days(spell, &explanation.bill)),
                    other => window(other, explanation.bill.basis, period),
                };
                let Some(days) = days else { continue };
                let same = |one: &&mut LimitLeft| one.limit.id == limit.id && one.days == days;
                if let Some(known) = used.iter_mut().find(same) {
                    known.add(benefit, limit);
                    continue;
                }
                let opened = openings.iter().filter(|one| one.is_of(limit, days));
                let opened = opened.map(|one| one.value).sum();
                let (plan, benefits) = (plan.clone(), vec![benefit.clone()]);
                used.push(LimitLeft { plan, benefits, days, limit: limit.clone(), opened });
            }
        }
    }
    used
}

/// The use of a limit; of one of the household, as all its members used it.
fn with_household(
    limit: &LimitUse,
    adjudicator: &Adjudicator,
    history: &History,
    explanation: &Explanation,
) -> LimitUse {
    let edition = explanation.edition(adjudicator).expect("what is worked out is under an edition");
    let known = edition.limits().find(|known| known.id() == limit.id);
    let used =
        known.and_then(|known| adjudicator.used_by_household(known, &explanation.bill, history));
    LimitUse { after: used.unwrap_or(limit.after), ..limit.clone() }
}

impl LimitLeft {
    /// A later use of it.
    fn add(&mut self, benefit: &String, limit: &LimitUse) {
        self.limit = limit.clone();
        if !self.benefits.contains(benefit) {
            self.benefits.push(benefit.clone());
        }
    }
}

impl Opened {
    /// Whether it counts for a limit in a window.
    fn is_of(&self, limit: &LimitUse, days: Option<(Day, Day)>) -> bool {
        let is_in = match (limit.window, days) {
            // What was counted of one month, or by a day, is part of it.
            (Window::Spell(_) | Window::MonthsBack(_), Some((first, last))) => {
                first <= self.day && self.day <= last
            }
            _ => self.days == days,
        };
        !self.is_idle && self.accumulator == limit.id && is_in
    }
}

/// The plan of a benefit, and the period of it that a bill belongs to.
fn cover(
    adjudicator: &Adjudicator,
    history: &History,
    explanation: &Explanation,
    working: &Working,
) -> (String, Enrolment) {
    let edition = explanation.edition(adjudicator).expect("what is worked out is under an edition");
    let plan = edition.benefits[working.place].plan;
    let period = adjudicator.eligibilities()[explanation.place].period(plan);
    let period = period.expect("what is worked out has cover");
    let name = adjudicator.book().vocabulary.plans[plan as usize].clone();
    (name, history.periods(plan)[period])
}

/// The first and last day of the window that a day and a period lie in; the outer nothing for what ends
/// with a bill or a stay, of which nothing is left for another.
fn window(window: Window, day: Day, period: Enrolment) -> Option<Option<(Day, Day)>> {
    match window {
        Window::Bill | Window::Stay => None,
        // Which days a spell has is found with the bills: of an opening the day itself is known.
        Window::Spell(_) => Some(Some((day, day))),
        Window::MonthsBack(months) => Some(Some(months_back(months, day))),
        Window::Month | Window::Year | Window::Household(Each::Month | Each::Year) => {
            Some(Some(calendar(window, day)))
        }
        Window::Cover => Some(Some((period.start, period.end))),
        Window::CoverYear => Some(Some(cover_year(period, day))),
        Window::Lifetime | Window::Household(Each::Lifetime) => Some(None),
    }
}

/// The first and last day of the year of a period that a day lies in.
fn cover_year(period: Enrolment, day: Day) -> (Day, Day) {
    let years = u16::try_from(day.age(period.start)).unwrap_or_default();
    let last = period.start.anniversary(years.saturating_add(1)) - 1;
    (period.start.anniversary(years), last)
}

/// The first and last day of so many months, the last of which a day is in.
fn months_back(months: u8, day: Day) -> (Day, Day) {
    let last = Month::of(day);
    (last.earlier(months.saturating_sub(1)).first(), last.last())
}

/// The first and last day of a calendar month or year.
fn calendar(window: Window, day: Day) -> (Day, Day) {
    let (mut first, mut last) = (Month::of(day), Month::of(day));
    if matches!(window, Window::Year | Window::Household(Each::Year)) {
        let month = |number| format!("{}-{number}", &day.to_string()[..4]).parse::<Month>();
        (first, last) = (month("01").unwrap_or(first), month("12").unwrap_or(last));
    }
    (first.first(), last.last())
}

/// The openings: what an older system had counted.
fn openings(
    book: &Book,
    manual_facts: &[ManualFact],
    enrolments: &[Enrolment],
) -> Result<Vec<Opened>, NightError> {
    let mut openings = Vec::new();
    for fact in in_force(manual_facts) {
        let ManualFact::Opening { accumulator, day, value, cut_over } = fact else { continue };
        let day = *day;
        let place = accumulator_place(book, accumulator, day)?;
        let known = &book.accumulators()[place as usize];
        openings.push(Opened {
            accumulator: accumulator.clone(),
            quantity: known.quantity,
            day,
            value: *value,
            cut_over: *cut_over,
            days: days_of(known, day, enrolments),
            is_idle: known.window_of(day, enrolments).is_none(),
        });
    }
    Ok(openings)
}

/// The window of an accumulator that a day lies in.
fn days_of(accumulator: &Accumulator, day: Day, enrolments: &[Enrolment]) -> Option<(Day, Day)> {
    match (accumulator.window, accumulator.plan) {
        (of, Some(plan)) => {
            let mut periods = enrolments.iter().filter(|period| period.plan == plan);
            let period = periods.find(|period| period.start <= day && day <= period.end)?;
            window(of, day, *period).flatten()
        }
        (Window::Lifetime | Window::Household(Each::Lifetime), _) => None,
        (Window::Spell(_), _) => Some((day, day)),
        (window, _) => Some(calendar(window, day)),
    }
}
