//! Trials at the edges of time: days of waiting, ages, windows to enrol, deadlines, gaps. Each number of the rules is
//! taken for days, months and years between two dates of a trial, a day to either side, and each day of the year for
//! the day on which something is done. What a number means is not looked at: a trial that meets no edge costs a moment.

use super::bench::Bench;
use super::trial::{Shape, Trial};
use crate::claim::{ENROLLED_ON, FieldKind, Owner};
use crate::date::Day;

/// More years are not tried between two dates.
const MOST_YEARS: i32 = 110;

impl Bench<'_> {
    /// The trial, and the same early and half a year into a period that starts with the edition, whose windows to enrol
    /// it is then of, each with one date moved to every edge.
    pub fn in_time(&self, best: &Trial) -> Vec<Trial> {
        let from = self.edition.from();
        let early = self.enrolled_in_time(Trial { from, to: from + 364, ..best.clone() });
        let later = Trial { admission: self.edition.to().min(from + 180), ..early.clone() };
        [best, &early, &later].into_iter().flat_map(|base| self.around(base)).collect()
    }

    fn around(&self, base: &Trial) -> Vec<Trial> {
        let mut all = vec![base.clone()];
        for &number in &self.written.numbers {
            for near in [-1, 0, 1] {
                self.days_between(base, number + near, &mut all);
            }
            for near in [-1, 0, 1] {
                self.longer_between(base, number, near, &mut all);
            }
        }
        for day in &self.written.days {
            let years =
                [base.from.year() - 1, base.from.year(), base.to.year(), base.to.year() + 1];
            let days = years.into_iter().filter_map(|year| Day::parse(&format!("{year}-{day}")));
            for day in days.flat_map(|day| [day - 1, day, day + 1]) {
                all.push(with_period(base, ENROLLED_ON, day));
                all.push(submitted(base, day));
            }
        }
        all
    }

    /// So many days between two dates of the trial.
    fn days_between(&self, base: &Trial, days: i32, all: &mut Vec<Trial>) {
        let (admission, discharge) = (base.admission, base.last_day());
        for from in [admission - days, admission - days + 1] {
            all.push(self.enrolled_in_time(Trial { from, ..base.clone() }));
        }
        let to = discharge - days;
        all.push(Trial { to, ..base.clone() });
        for event in [discharge, base.to] {
            all.push(submitted(base, event + days));
        }
        all.push(Trial { earlier: Some(base.from - 1 - days), ..base.clone() });
        if days > 0 {
            all.push(Trial { shape: Shape { nights: days, ..base.shape }, ..base.clone() });
            let two = Shape { bills: 2, nights: 2, apart: days + 2, is_one_stay: false };
            all.push(Trial { shape: two, ..base.clone() });
        }
        for since in [base.from, admission] {
            all.extend(self.with_dates(base, since - days));
        }
    }

    /// So many months or years between two dates of the trial, and a day more or less.
    fn longer_between(&self, base: &Trial, number: i32, near: i32, all: &mut Vec<Trial>) {
        for day in [base.from, base.admission] {
            all.extend(self.with_dates(base, day.months_later(-number) + near));
            let years = [number, number + 1].into_iter().filter(|years| *years <= MOST_YEARS);
            for years in years.filter_map(|years| u16::try_from(years).ok()) {
                let since = day.years_before(years) + near;
                let mut other = base.clone();
                other.member.insert("birth_date".to_owned(), since.to_string());
                all.push(other);
                all.push(self.enrolled_in_time(Trial { from: since, ..base.clone() }));
            }
        }
    }

    /// The trial with this day in each date of the scheme's own.
    fn with_dates(&self, base: &Trial, day: Day) -> Vec<Trial> {
        let fields = self.book.vocabulary.fields.iter();
        let dates = fields.filter(|field| matches!(field.kind, FieldKind::Date { .. }));
        let with = dates.map(|field| {
            let mut other = base.clone();
            let cells = match field.owner {
                Owner::Enrolment => &mut other.period,
                Owner::Member | Owner::Bill => &mut other.member,
            };
            cells.insert(field.name.clone(), day.to_string());
            other
        });
        with.collect()
    }
}

fn with_period(base: &Trial, name: &str, day: Day) -> Trial {
    let mut other = base.clone();
    other.period.insert(name.to_owned(), day.to_string());
    other
}

fn submitted(base: &Trial, day: Day) -> Trial {
    let mut other = base.clone();
    other.facts.insert("submitted_on".to_owned(), day.to_string());
    other
}
