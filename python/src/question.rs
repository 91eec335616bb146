//! What a replay is asked, read; or all that is wrong with it.

use std::fmt::Display;
use std::str::FromStr;

use huzhu::date::Day;
use huzhu::scenario::{AddedBills, Scenario, Trend, TrendRates};
use huzhu::words::Sentence;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::errors;
use crate::rules::Rules;

/// All that is wrong with a question: who wrote it mends it in one go.
#[derive(Default)]
pub struct Wrong(Vec<Sentence>);

impl Wrong {
    /// What was read; or nothing, and what is wrong is noted.
    pub fn unless<T, E: Display>(&mut self, read: Result<T, E>) -> Option<T> {
        // An error is English, and with `#` Chinese.
        read.map_err(|why| self.0.push(Sentence::new(format!("{why}"), format!("{why:#}")))).ok()
    }

    /// A text, where there is one, as what it says.
    pub fn parsed<T: FromStr<Err: Display>>(&mut self, text: Option<&str>) -> Option<T> {
        text.and_then(|text| self.unless(text.parse()))
    }

    /// Every text as what it says.
    pub fn all_parsed<T: FromStr<Err: Display>>(&mut self, texts: &[String]) -> Vec<T> {
        texts.iter().filter_map(|text| self.unless(text.parse())).collect()
    }

    /// Notes what is wrong, where it is.
    pub fn when(&mut self, is_wrong: bool, english: &str, chinese: &str) {
        if is_wrong {
            self.0.push(Sentence::new(english.to_owned(), chinese.to_owned()));
        }
    }

    /// Raises all that was noted.
    pub fn raise(self) -> PyResult<()> {
        if self.0.is_empty() { Ok(()) } else { Err(errors::of_question(&self.0)) }
    }
}

/// The baseline, then the others: rules in any order one goes through, or by what they are called.
pub fn scenarios(baseline: &Rules, others: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<Scenario>> {
    let mut all = vec![baseline.scenario()];
    let Some(others) = others else { return Ok(all) };
    if let Ok(named) = others.cast::<PyDict>() {
        for (name, rules) in named {
            let (name, rules): (String, PyRef<'_, Rules>) = (name.extract()?, rules.extract()?);
            all.push(rules.scenario().called(name));
        }
    } else {
        for rules in others.try_iter()? {
            all.push(rules?.extract::<PyRef<'_, Rules>>()?.scenario());
        }
    }
    Ok(all)
}

/// A day: a `datetime.date`, or a text like `2024-12-31`.
pub fn day(name: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Day>> {
    let Some(value) = value else { return Ok(None) };
    let text: String = match value.cast::<PyString>() {
        Ok(text) => text.extract()?,
        Err(_) => {
            value.call_method0("isoformat").and_then(|text| text.extract()).unwrap_or_default()
        }
    };
    let no_day = || {
        PyTypeError::new_err(format!(
            "{name} is a day: a datetime.date, or a text like \"2024-12-31\""
        ))
    };
    Day::parse(&text).map(Some).ok_or_else(no_day)
}

/// How costs and the number of bills are taken to grow.
pub fn trend(
    [costs, bills]: [&[String]; 2],
    more_bills: Option<&str>,
    grow_to: Option<i32>,
    wrong: &mut Wrong,
) -> Trend {
    let whose = [AddedBills::SameMembers, AddedBills::OtherMembers];
    let added = more_bills.and_then(|code| whose.into_iter().find(|one| one.code() == code));
    wrong.when(
        more_bills.is_some() && added.is_none() || !bills.is_empty() && more_bills.is_none(),
        "more_bills says whose the bills are that grow_bills adds: \"same-members\" or \"other-members\"",
        "more_bills 说明 grow_bills 增加的结算单属于谁：\"same-members\"（原会员）或 \"other-members\"（其他会员）",
    );
    wrong.when(
        grow_to.is_some() == (costs.is_empty() && bills.is_empty()),
        "grow and grow_bills go with grow_to, the year to which bills grow",
        "grow、grow_bills 须与 grow_to（推算至的年度）一并给出",
    );
    Trend {
        costs: TrendRates(wrong.all_parsed(costs)),
        bills: TrendRates(wrong.all_parsed(bills)),
        added: added.unwrap_or_default(),
        to: grow_to.unwrap_or_default(),
    }
}
