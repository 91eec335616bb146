//! What a command line asks, read; or all that is wrong with it.

use std::fs;

use clap::ArgMatches;

use super::arguments::{WHOSE, path, text, texts};
use super::member_list::members_of;
use super::scenarios::{read, scenarios};
use super::wrong::Wrong;
use crate::cli::arguments::{amount, day};
use crate::cli::error::ArgumentError;
use crate::cli::progress::ProgressLine;
use crate::date::Day;
use crate::intake::Inputs;
use crate::ledger::ManualFactsFile;
use crate::money::{Currency, Money, Rate};
use crate::replay::{self, HistorySource, Job, LEAST_DRAWS, Pseudonyms, Scope, Solve};
use crate::scenario::{AddedBills, Scenario, Sweep, Trend, TrendRate, TrendRates, compile};
use crate::scheme::BookError;
use crate::words::replay as words;

/// A key that can be guessed shows which member is which: ids hold days of birth.
const SHORTEST_KEY: usize = 16;

/// What is asked, read.
pub(super) struct Question<'a> {
    pub history: HistorySource<'a>,
    valued_on: Option<Day>,
    stress: Option<Rate>,
    dated: Option<Day>,
    scenarios: Vec<Scenario>,
    over: usize,
    sweeps: Vec<Sweep>,
    solves: Vec<Solve>,
    scope: Scope,
    trend: Trend,
    opening: Money,
    above: Money,
    pseudonyms: Pseudonyms,
    replicates: u32,
}

/// The files that history is read from, with the manual facts beside them.
pub(super) type Files<'a> = (&'a Inputs, Option<&'a ManualFactsFile>);

impl<'a> Question<'a> {
    /// Reads all that is asked; what is wrong with it is noted.
    pub fn read(
        matches: &'a ArgMatches,
        files: Option<Files<'a>>,
        wrong: &mut Wrong,
    ) -> Option<Question<'a>> {
        let history = wrong.unless(history(matches, files));
        let sweeps = wrong.unless_any(texts(matches, "sweep").map(|text| text.parse::<Sweep>()));
        let solves = wrong.unless_any(texts(matches, "solve").map(|text| text.parse::<Solve>()));
        let valued_on = text(matches, "valued-on").and_then(|text| wrong.unless(day(text)));
        let dated = text(matches, "dated").and_then(|text| wrong.unless(day(text)));
        let stress = text(matches, "stress").and_then(|text| wrong.unless(text.parse::<Rate>()));
        let scope = scope(matches, wrong);
        let trend = trend(matches, wrong);
        let pseudonyms = wrong.unless(pseudonyms(matches));
        let replicates = *matches.get_one::<u32>("bootstrap").expect("it has a default");
        if (1..LEAST_DRAWS).contains(&replicates) {
            wrong.add(words::few_draws(LEAST_DRAWS));
        }
        let baseline = read(text(matches, "baseline").expect("required by the command"));
        let baseline = wrong.unless(baseline)?;
        let currency = wrong.unless(currency(&baseline))?;
        let above = text(matches, "above").expect("it has a default");
        let above = wrong.unless(amount(above, currency));
        let opening = text(matches, "opening").map_or(Ok(Money::ZERO), |text| currency.parse(text));
        let opening = wrong.unless(opening);
        let (scenarios, are_whole) = scenarios(baseline, matches, wrong);
        // Not every name is known where a scenario could not be read.
        let over = text(matches, "over").filter(|_| are_whole);
        let over = over.map_or(Ok(0), |name| replay::place_of(&scenarios, name));
        let over = wrong.unless(over);
        if wrong.count() > 0 {
            let checked = over.map(|over| replay::check(&scenarios, over, &sweeps, &solves));
            checked.map(|checked| wrong.unless(checked));
            return None;
        }
        let (history, over, pseudonyms) = (history?, over?, pseudonyms?);
        let (opening, above) = (opening?, above?);
        Some(Question {
            history,
            valued_on,
            stress,
            dated,
            scenarios,
            over,
            sweeps,
            solves,
            scope,
            trend,
            opening,
            above,
            pseudonyms,
            replicates,
        })
    }

    /// The same as a replay is asked it.
    pub fn job<'j>(&'j self, matches: &'j ArgMatches, progress: &'j ProgressLine) -> Job<'j> {
        let number = |name: &str| *matches.get_one::<u64>(name).expect("it has a default");
        Job {
            scenarios: &self.scenarios,
            over: self.over,
            sweeps: &self.sweeps,
            solves: &self.solves,
            provisions: matches.get_flag("provisions"),
            stress: self.stress,
            valued_on: self.valued_on,
            threads: matches.get_one::<u16>("threads").map(|&threads| threads.into()),
            scope: &self.scope,
            trend: &self.trend,
            opening: self.opening,
            above: self.above,
            replicates: self.replicates as usize,
            seed: number("seed"),
            pseudonyms: &self.pseudonyms,
            by_bill: matches.get_flag("by-bill"),
            least_members: number("least-members"),
            question: text(matches, "question"),
            author: text(matches, "author"),
            dated: self.dated,
            progress,
        }
    }
}

fn history<'a>(
    matches: &'a ArgMatches,
    files: Option<Files<'a>>,
) -> Result<HistorySource<'a>, ArgumentError> {
    let ledger = path(matches, "ledger").map(HistorySource::Ledger);
    let files = files.map(|(inputs, facts)| match facts {
        Some(facts) => HistorySource::Facts(inputs, facts),
        None => HistorySource::Files(inputs),
    });
    ledger.or(files).ok_or(ArgumentError::NoHistory)
}

fn scope(matches: &ArgMatches, wrong: &mut Wrong) -> Scope {
    let from = text(matches, "from").and_then(|text| wrong.unless(day(text)));
    let to = text(matches, "to").and_then(|text| wrong.unless(day(text)));
    let sample = text(matches, "sample").and_then(|text| wrong.unless(text.parse::<Rate>()));
    let scope = Scope {
        members: path(matches, "only").and_then(|path| wrong.unless(members_of(path))),
        unit: text(matches, "unit").map(str::to_owned),
        from,
        to,
        sample: sample.map(Rate::of_ten_thousand),
    };
    wrong.unless(replay::check_days(&scope));
    scope
}

fn trend(matches: &ArgMatches, wrong: &mut Wrong) -> Trend {
    let mut rates = |name: &str| {
        TrendRates(wrong.unless_any(texts(matches, name).map(|text| text.parse::<TrendRate>())))
    };
    let (costs, bills) = (rates("grow"), rates("grow-bills"));
    let whose = |code: &str| WHOSE.into_iter().find(|whose: &AddedBills| whose.code() == code);
    let added = text(matches, "more-bills").and_then(whose).unwrap_or_default();
    Trend { costs, bills, added, to: matches.get_one("grow-to").copied().unwrap_or(0) }
}

/// The currency of a scenario, in which amounts on the command line are.
fn currency(scenario: &Scenario) -> Result<Currency, BookError> {
    let books = compile(std::slice::from_ref(scenario))?;
    Ok(books[0].vocabulary.currency)
}

/// How members are named in files.
fn pseudonyms(matches: &ArgMatches) -> Result<Pseudonyms, ArgumentError> {
    let Some(path) = path(matches, "key") else {
        let is_whole = matches.get_flag("full-ids");
        return Ok(if is_whole { Pseudonyms::Whole } else { Pseudonyms::Numbered });
    };
    let path = path.to_owned();
    let key = match fs::read(&path) {
        Ok(key) => key,
        Err(why) => return Err(ArgumentError::KeyNotReadable { path, why }),
    };
    let key = key.trim_ascii();
    match key.len() < SHORTEST_KEY {
        true => Err(ArgumentError::KeyTooShort { path }),
        false => Ok(Pseudonyms::Keyed(key.to_vec())),
    }
}
