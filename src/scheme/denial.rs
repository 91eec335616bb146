//! Why a plan does not serve a bill, with what was missed.

use crate::date::Day;
use crate::words::{self, Sentence};

/// A fact that is not as a plan asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// What people call the fact.
    pub name: Sentence,
    /// What it is.
    pub has: Sentence,
    /// What the plan asks for.
    pub asked: Sentence,
}

/// One reason why a plan does not serve a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denial {
    /// No edition of the rules is in force on the basis date.
    NoEdition,
    /// No enrolment period contains the basis date; with the nearest end before it and the nearest start after it.
    NoCover {
        /// The end of the last period before.
        ended: Option<Day>,
        /// The start of the next period.
        starts: Option<Day>,
        /// The basis date.
        basis: Day,
    },
    /// The stay began before the member was born: a date is wrong.
    AdmittedBeforeBirth {
        /// The first day of the stay.
        admission: Day,
    },
    /// The contribution for the period did not come in, and its cover waits for it.
    NotPaidFor {
        /// The first day of the period.
        start: Day,
        /// The last.
        end: Day,
    },
    /// Cover begins on the day after the contribution came in, and the day that counts is not after it.
    BeforeReceipt {
        /// The basis date, or of a stay in its run-off the day on which it began.
        day: Day,
        /// The day on which the contribution came in.
        paid_on: Day,
        /// The last day of the period.
        end: Day,
    },
    /// Cover begins on the day of enrolling, and the day that counts is before it.
    BeforeEnrolment {
        /// The basis date, or of a stay in its run-off the day on which it began.
        day: Day,
        /// The day of enrolling.
        enrolled_on: Day,
        /// The last day of the period.
        end: Day,
    },
    /// Facts of the member, the enrolment or the bill are not as the plan asks.
    NotEntitled(Vec<Unmet>),
    /// Not long enough in service on the day that counts.
    ServiceTooShort {
        /// What people call the date from which service counts.
        name: Sentence,
        /// That date.
        since: Day,
        /// The months that must be complete.
        months: i32,
        /// The day on which they are.
        complete: Day,
        /// The day that counts.
        day: Day,
    },
    /// Another plan was not held on the day that counts.
    PlanNotHeld {
        /// What people call the other plan.
        plan: Sentence,
        /// The day that counts.
        day: Day,
    },
    /// Enrolled on a day on which one may not.
    EnrolledOutside {
        /// The day of enrolling.
        enrolled_on: Day,
        /// From and to which days one may.
        days: Vec<(Day, Day)>,
    },
    /// Admitted, or the disease found, within the waiting period.
    WaitingPeriod {
        /// Days by which that was too early.
        short: i32,
        /// The first admission that is covered, or the first day of a diagnosis.
        from: Day,
        /// Whether the day of the diagnosis counts, and not the admission.
        by_diagnosis: bool,
    },
    /// Below the age of entry.
    TooYoung {
        /// Completed years on the day that counts.
        age: i64,
        /// The age of entry.
        least: i64,
    },
    /// Above the age of cover.
    TooOld {
        /// Completed years on the day that counts.
        age: i64,
        /// The last age that is covered.
        most: i64,
    },
    /// Above the age of entry, and not continuing earlier cover.
    RenewalOnly {
        /// Completed years on the day that counts.
        age: i64,
        /// The last age at which one may enter.
        most: i64,
    },
    /// Filed after the last day.
    FiledLate {
        /// The last day.
        deadline: Day,
        /// Days by which it was missed.
        late: i32,
    },
    /// The stay went on after the run-off of the period it began in.
    RunOffOver {
        /// The last day of the run-off.
        until: Day,
        /// The day of leaving.
        discharge: Day,
        /// The basis date: where the member left in time, the bill was settled too late.
        basis: Day,
    },
    /// More units than the plan allows.
    TooManyUnits {
        /// Units held.
        units: u32,
        /// Units allowed.
        most: u32,
    },
}

impl Denial {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Denial::NoEdition => "no_edition",
            Denial::NoCover { .. } => "no_cover",
            Denial::AdmittedBeforeBirth { .. } => "admitted_before_birth",
            Denial::NotPaidFor { .. } => "not_paid_for",
            Denial::BeforeReceipt { .. } => "before_receipt",
            Denial::BeforeEnrolment { .. } => "before_enrolment",
            Denial::NotEntitled(_) => "not_entitled",
            Denial::ServiceTooShort { .. } => "service_too_short",
            Denial::PlanNotHeld { .. } => "plan_not_held",
            Denial::EnrolledOutside { .. } => "enrolled_outside_window",
            Denial::WaitingPeriod { .. } => "waiting_period",
            Denial::TooYoung { .. } => "too_young",
            Denial::TooOld { .. } => "too_old",
            Denial::RenewalOnly { .. } => "renewal_only",
            Denial::FiledLate { .. } => "filed_late",
            Denial::RunOffOver { .. } => "run_off_over",
            Denial::TooManyUnits { .. } => "too_many_units",
        }
    }

    /// What was missed, and by how much.
    pub fn sentence(&self) -> Sentence {
        match *self {
            Denial::NotEntitled(ref unmet) => not_entitled(unmet),
            Denial::ServiceTooShort { ref name, since, months: 0, day, .. } => {
                words::decisions::not_in_service(name, since, day)
            }
            Denial::ServiceTooShort { ref name, since, months, complete, day } => {
                words::decisions::service_too_short(name, since, months, complete, day)
            }
            Denial::PlanNotHeld { ref plan, day } => words::decisions::plan_not_held(plan, day),
            Denial::EnrolledOutside { enrolled_on, ref days } => {
                let days = days.iter().map(|(from, to)| words::decisions::days_from_to(from, to));
                let days = Sentence::list(&days.collect::<Vec<_>>());
                words::decisions::enrolled_outside(enrolled_on, days)
            }
            Denial::NoEdition => words::decisions::no_edition(),
            Denial::NoCover { ended, starts, basis } => no_cover(ended, starts, basis),
            Denial::AdmittedBeforeBirth { admission } => {
                words::decisions::admitted_before_birth(admission)
            }
            Denial::NotPaidFor { start, end } => words::decisions::not_paid_for(start, end),
            Denial::BeforeEnrolment { day, enrolled_on, end } if enrolled_on <= end => {
                words::decisions::before_enrolment(day, enrolled_on)
            }
            Denial::BeforeEnrolment { enrolled_on, end, .. } => {
                words::decisions::enrolled_after_period(enrolled_on, end)
            }
            Denial::BeforeReceipt { day, paid_on, end } if paid_on < end => {
                words::decisions::before_receipt(day, paid_on, paid_on + 1)
            }
            Denial::BeforeReceipt { paid_on, end, .. } => {
                words::decisions::receipt_after_period(paid_on, end)
            }
            Denial::WaitingPeriod { short, from, by_diagnosis: true } => {
                words::decisions::waiting_period_of_diagnosis(short, from)
            }
            Denial::WaitingPeriod { short, from, .. } => {
                words::decisions::waiting_period(short, from)
            }
            Denial::TooYoung { age, least } => words::decisions::too_young(age, least),
            Denial::TooOld { age, most } => words::decisions::too_old(age, most),
            Denial::RenewalOnly { age, most } => words::decisions::renewal_only(age, most),
            Denial::FiledLate { deadline, late } => words::decisions::filed_late(late, deadline),
            Denial::RunOffOver { until, discharge, .. } if discharge > until => {
                words::decisions::run_off_over(until, discharge - until)
            }
            Denial::RunOffOver { until, basis, .. } => {
                words::decisions::run_off_settled_late(basis, until, basis - until)
            }
            Denial::TooManyUnits { units, most } => words::decisions::too_many_units(units, most),
        }
    }
}

/// All facts that are not as asked, one behind the other.
fn not_entitled(unmet: &[Unmet]) -> Sentence {
    let of = |one: &Unmet| words::decisions::not_entitled(&one.name, &one.has, &one.asked);
    let all = unmet.iter().map(of);
    all.reduce(words::decisions::and_further).unwrap_or_default()
}

fn no_cover(ended: Option<Day>, starts: Option<Day>, basis: Day) -> Sentence {
    match (ended, starts) {
        (Some(ended), Some(starts)) => words::decisions::between_covers(basis, ended, starts),
        (Some(ended), None) => words::decisions::cover_ended(basis, ended, basis - ended),
        (None, Some(starts)) => words::decisions::cover_not_begun(basis, starts, starts - basis),
        (None, None) => words::decisions::never_covered(),
    }
}
