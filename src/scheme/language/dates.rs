//! Dates that rules name: a day of the year, and a date of the member or of the enrolment period.

use std::fmt;

use super::facts::Facts;
use super::reader::{Read, Reader, Reports};
use super::scope::Scope;
use super::table::{Node, list, nearest};
use crate::claim::DateOf;
use crate::date::Day;
use crate::words::{self, Sentence};

/// A day of the year, in no year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MonthDay {
    pub month: i8,
    pub day: i8,
}

impl MonthDay {
    /// Reads `03-31`.
    pub fn read(node: &Node, key: &str, scope: &mut impl Reports) -> Read<MonthDay> {
        let text = scope.scalar(node, key)?;
        // 2024 has every day of the year.
        let is_one = Day::parse(&format!("2024-{text}")).is_some();
        let numbers = text.split_once('-').filter(|_| is_one);
        let read = numbers.and_then(|(month, day)| {
            Some(MonthDay { month: month.parse().ok()?, day: day.parse().ok()? })
        });
        read.ok_or_else(|| scope.error(node.span.clone(), words::rules::not_a_month_day(text)))
    }

    /// This day of the year that is so many years after that of a day; 29 February is the 28th of common years.
    pub fn in_year_of(self, day: Day, years: i32) -> Day {
        day.in_year(years, self.month, self.day)
    }
}

impl fmt::Display for MonthDay {
    /// `03-31`; in Chinese, month and day.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words::terms::month_day(self.month, self.day).fmt(f)
    }
}

/// A date that rules name, with what people call it.
#[derive(Clone, Debug)]
pub(crate) struct NamedDate {
    pub of: DateOf,
    pub name: Sentence,
}

impl NamedDate {
    /// Takes the required name of a date at `key`.
    pub fn read(reader: &mut Reader<Scope>, key: &'static str) -> Read<NamedDate> {
        let node = reader.required(key)?;
        let text = reader.scalar(&node, key)?;
        let vocabulary = reader.scope.vocabulary;
        match vocabulary.date_named(text) {
            Some(of) => {
                let plain = || Sentence::new(format!("`{text}`"), format!("`{text}`"));
                Ok(NamedDate { of, name: vocabulary.fact_title(text).unwrap_or_else(plain) })
            }
            None => {
                let help = match nearest(text, vocabulary.date_names()) {
                    Some(near) => words::rules::did_you_mean(near),
                    None => words::rules::names_here(list(vocabulary.date_names())),
                };
                Err(reader.advise(node.span.clone(), words::rules::unknown_date(text), help))
            }
        }
    }

    /// The date, as the member or the enrolment period of a bill has it.
    pub fn day(&self, facts: &Facts) -> Day {
        match self.of {
            DateOf::Birth => facts.member.birth,
            DateOf::Member(slot) => facts.member.date(slot),
            DateOf::Enrolment(slot) => facts.cover.period.date(slot),
        }
    }
}
