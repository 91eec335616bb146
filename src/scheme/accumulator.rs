//! What adds up from bill to bill, by names that an office can write: of a benefit `BENEFIT.counted`,
//! `BENEFIT.threshold`, `BENEFIT.deductible`, `BENEFIT.bands`, `BENEFIT.total.NAME` and
//! `BENEFIT.stays.WINDOW`; a limit is called by its id, as in cases and previews; all stays of a
//! window are `stays.WINDOW`, of a plan's enrolment periods `stays.cover.PLAN`.

use super::entry::{Named, Opening as Kept, Quantity};
use super::language::window::{self, Each, Key, Slot, Slots, Window, cover_year};
use super::provision;
use crate::claim::{Enrolment, Opening};
use crate::date::Day;
use crate::money::Money;

/// What adds up over the bills of one member, in each instance of a window.
#[derive(Clone, Debug)]
pub struct Accumulator {
    /// What an office calls it.
    pub(crate) name: String,
    /// What adds up.
    pub(crate) quantity: Quantity,
    /// Over which bills.
    pub(crate) window: Window,
    /// The plan whose enrolment periods are its windows, by place in the book; nothing for windows
    /// of the calendar.
    pub(crate) plan: Option<u8>,
    pub(crate) slot: Slot,
    /// Whether it is kept in fractions of a minor unit.
    exact: bool,
    /// The editions that have it, by place in the book, in order.
    editions: Vec<usize>,
}

impl Accumulator {
    /// What an office calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What adds up.
    pub fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// Over which bills.
    pub fn window(&self) -> Window {
        self.window
    }

    /// The plan whose enrolment periods are its windows, by place in the book; nothing for windows
    /// of the calendar.
    pub fn plan(&self) -> Option<u8> {
        self.plan
    }
}

impl Accumulator {
    fn read(key: Key, slot: Slot, named: &window::Named, plans: &[String]) -> Option<Accumulator> {
        let (window, plan) = match key {
            Key::Month => (Window::Month, None),
            Key::Year => (Window::Year, None),
            Key::Cover(plan) => (Window::Cover, Some(plan)),
            Key::CoverYear(plan) => (Window::CoverYear, Some(plan)),
            Key::Lifetime => (Window::Lifetime, None),
            Key::Spell(spell) => (Window::Spell(spell), None),
            Key::MonthsBack(months) => (Window::MonthsBack(months), None),
            Key::Household(each) => (Window::Household(each), None),
            // Of one bill or stay, all is known while it is decided.
            Key::Bill | Key::Stay | Key::StayWithin(_) => return None,
        };
        let (whose, what) = named.name.split_once('/')?;
        let (what, id) = what.split_once('/').unwrap_or((what, ""));
        let kept = provision::kept(what).expect("what is kept is of a provision in the list");
        // A running total is what was rounded before: an old system rounded its own.
        let Kept { name, quantity, is_exact: exact } = kept.opening.as_ref()?;
        let name = match name {
            Named::Part(part) => format!("{whose}.{part}"),
            Named::PartWithId(part) => format!("{whose}.{part}.{id}"),
            Named::Id => id.to_owned(),
            Named::Stays => stays(whose, window, plan, plans),
        };
        let (quantity, exact) = (*quantity, *exact);
        let editions = named.editions.clone();
        Some(Accumulator { name, quantity, window, plan, slot, exact, editions })
    }

    /// How far an edition is from one that has it: later ones are nearer than earlier ones.
    pub(super) fn distance(&self, edition: usize) -> (bool, usize) {
        let far = |&other: &usize| (other < edition, other.abs_diff(edition));
        self.editions.iter().map(far).min().expect("an accumulator is of an edition")
    }

    /// Which window a day lies in, among those of a member with these enrolment periods, which are
    /// in order; nothing where it lies in none, so that an opening on it opens nothing.
    pub fn window_of(&self, day: Day, enrolments: &[Enrolment]) -> Option<i64> {
        match (self.window, self.plan) {
            (Window::Month | Window::MonthsBack(_) | Window::Household(Each::Month), _) => {
                Some(i64::from(day.month()))
            }
            // Which days are of one spell is found with the bills: each day opens its own.
            (Window::Spell(_), _) => Some(i64::from(day - Day::FIRST)),
            (Window::Year | Window::Household(Each::Year), _) => {
                Some(i64::from(day.month().div_euclid(12)))
            }
            (Window::Lifetime | Window::Household(Each::Lifetime), _) => Some(0),
            (Window::Cover, Some(plan)) => period_of(plan, day, enrolments).map(|(place, _)| place),
            (Window::CoverYear, Some(plan)) => {
                let period = period_of(plan, day, enrolments);
                period.map(|(place, start)| cover_year(place, start, day))
            }
            _ => unreachable!("only what lasts beyond a stay has an opening"),
        }
    }

    /// Whether an opening on a day is in the window of a bill by its basis date, as far as days alone tell.
    #[cfg(feature = "office")]
    pub(crate) fn reaches(&self, (day, basis): (Day, Day), enrolments: &[Enrolment]) -> bool {
        match self.window {
            Window::Spell(_) => day <= basis,
            Window::MonthsBack(months) => {
                (0..i32::from(months)).contains(&(basis.month() - day.month()))
            }
            _ => {
                let window = self.window_of(day, enrolments);
                window.is_some() && window == self.window_of(basis, enrolments)
            }
        }
    }

    /// The value of an opening as it is kept.
    pub(crate) fn kept(&self, opening: &Opening) -> i128 {
        if self.exact {
            Money::from_minor(opening.value).exact().0
        } else {
            i128::from(opening.value)
        }
    }
}

/// The place among those of a plan, and the first day, of the period that a day lies in.
fn period_of(plan: u8, day: Day, enrolments: &[Enrolment]) -> Option<(i64, Day)> {
    let periods = (0..).zip(enrolments.iter().filter(|period| period.plan == plan));
    let mut contains = periods.filter(|(_, period)| period.start <= day && day <= period.end);
    contains.next().map(|(place, period)| (place, period.start))
}

/// Stays may be numbered over several windows at once, so the window is part of the name.
fn stays(whose: &str, window: Window, plan: Option<u8>, plans: &[String]) -> String {
    let window = match window {
        Window::MonthsBack(months) => format!("{}_{months}", window.name()),
        _ => window.name().to_owned(),
    };
    match (whose, plan) {
        ("", None) => format!("stays.{window}"),
        ("", Some(plan)) => format!("stays.{window}.{}", plans[plan as usize]),
        _ => format!("{whose}.stays.{window}"),
    }
}

/// All that adds up in the editions of a book beyond one stay. What a shared limit would sum up for
/// itself belongs to no benefit and is left out.
pub(super) fn all(slots: &Slots, plans: &[String]) -> Vec<Accumulator> {
    let all = slots.all().filter(|(_, _, named)| !named.name.starts_with("/total/"));
    all.filter_map(|(key, slot, named)| Accumulator::read(key, slot, named, plans)).collect()
}
