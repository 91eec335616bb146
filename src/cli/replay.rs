//! `huzhu replay --baseline RULES --data DIR --out DIR`: what other rules would have paid.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};

use super::progress::Progress;
use super::{Exit, as_json, batch, format, print, refuse, say, tell_line, today};
use crate::date::Day;
use crate::exchange::{Inputs, Kept, NoText, Outbox, as_it_was, first_open_quote, first_wrong};
use crate::ledger::SaidFile;
use crate::money::{Currency, Money, Rate};
use crate::replay::{self, HistorySource, Job, Pseudonyms, ReplayError, Scope, Solve};
use crate::report::{self, Report};
use crate::scenario::{
    self, AddedBills, RulePath, Scenario, ScenarioError, Sweep, Trend, TrendRates,
};
use crate::scheme::{BookError, Source, quoted_list};
use crate::words::{
    Lang, Sentence, data as data_words, program, replay as words, rules as rule_words,
    system as words_of_system,
};

/// Draws of members, where nothing else is asked for: the ends of an interval are then the 25th.
const REPLICATES: &str = "1000";
/// With fewer draws none lies beyond the ends of an interval.
const LEAST_DRAWS: u32 = 80;
/// A key that could be guessed would tell who is who: ids hold days of birth.
const SHORTEST_KEY: usize = 16;
/// Cells of fewer members are merged, where nothing else is asked for.
const LEAST_MEMBERS: &str = "5";
/// Whose further bills may be.
const WHOSE: [AddedBills; 2] = [AddedBills::SameMembers, AddedBills::OtherMembers];
/// What a member is left with in a year, in whole units of the currency, that is counted as much.
const ABOVE: &str = "30000";

pub(super) fn command(lang: Lang) -> Command {
    let arg = |name: &'static str, value: &'static str, help: Sentence| {
        Arg::new(name).long(name).value_name(value).help(help.text(lang).to_owned())
    };
    let file =
        |name, value, help| arg(name, value, help).value_parser(clap::value_parser!(PathBuf));
    let many = |arg: Arg| arg.action(ArgAction::Append);
    let growing = |name: &'static str, help: Sentence| {
        many(arg(name, "[CATEGORY,YEAR=]RATE", help)).allow_hyphen_values(true).requires("grow-to")
    };
    let flag = |name: &'static str, help: Sentence| {
        let help = help.text(lang).to_owned();
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    Command::new("replay")
        .about(words::about().text(lang).to_owned())
        .arg(arg("baseline", "RULES[@EDITION]", words::baseline()).required(true))
        .arg(many(arg("scenario", "[NAME=]RULES[@EDITION]", words::scenario())))
        .arg(many(arg("patch", "[NAME=]FILE", words::patch())))
        .arg(many(arg("set", "[NAME=]KEY=VALUE", words::set())))
        .arg(many(arg("sweep", "KEY=FROM..TO:STEP", words::sweep())))
        .arg(many(arg("solve", "KEY for FIGURE = TARGET", words::solve())))
        .arg(arg("over", "NAME", words::over()))
        .arg(flag("provisions", words::provisions()))
        .arg(file("data", "DIR", program::batch_data()).conflicts_with_all([
            "members",
            "enrolments",
            "bills",
            "ledger",
        ]))
        .arg(file("members", "FILE", program::batch_members()).conflicts_with("ledger"))
        .arg(file("enrolments", "FILE", program::batch_enrolments()).conflicts_with("ledger"))
        .arg(file("bills", "FILE", program::batch_bills()).conflicts_with("ledger"))
        .arg(file("ledger", "FILE", words::ledger()))
        .arg(file("out", "DIR", program::batch_out()).required(true))
        .arg(arg("question", "TEXT", words::question()))
        .arg(arg("unit", "PATH", words::unit()))
        .arg(file("only", "FILE", words::only()))
        .arg(arg("from", "DATE", words::from()))
        .arg(arg("to", "DATE", words::to()))
        .arg(arg("sample", "SHARE", words::sample()))
        .arg(growing("grow", words::grow()))
        .arg(growing("grow-bills", words::grow_bills()).requires("more-bills"))
        .arg(
            arg("more-bills", "WHOSE", words::more_bills())
                .requires("grow-bills")
                .value_parser(WHOSE.map(AddedBills::code)),
        )
        .arg(
            arg("grow-to", "YEAR", words::grow_to())
                .requires("growing")
                .value_parser(clap::value_parser!(i32).range(1900..=9999)),
        )
        .group(ArgGroup::new("growing").args(["grow", "grow-bills"]).multiple(true))
        .arg(arg("above", "AMOUNT", words::above()).default_value(ABOVE))
        .arg(
            arg("bootstrap", "N", words::bootstrap())
                .value_parser(clap::value_parser!(u32).range(..=100_000))
                .default_value(REPLICATES),
        )
        .arg(
            arg("seed", "S", words::seed())
                .value_parser(clap::value_parser!(u64))
                .default_value("1"),
        )
        .arg(
            arg("least-members", "N", words::least_members())
                .value_parser(clap::value_parser!(u64))
                .default_value(LEAST_MEMBERS),
        )
        .arg(file("key", "FILE", words::key()).conflicts_with("full-ids"))
        .arg(flag("full-ids", words::full_ids()))
        .arg(flag("by-bill", words::by_bill()).requires("full-ids"))
        .arg(
            arg("threads", "N", program::batch_threads())
                .value_parser(clap::value_parser!(u16).range(1..=1024)),
        )
        .arg(format(lang))
        .mut_args(|arg| match arg.get_action().takes_values() {
            true => arg.hide_default_value(true), // Helps say what is left out in both languages.
            false => arg,
        })
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let mut wrong = Wrong::default();
    let inputs = batch::inputs(matches);
    let out = path(matches, "out").expect("required by the command");
    if let Err(why) = Outbox::spares(out, replay::FILES, &kept(matches, inputs.as_ref())) {
        say(&why.sentence(), lang);
        return Exit::Failed;
    }
    let said = match said(matches) {
        Ok(said) => said,
        Err(reasons) => {
            reasons.iter().for_each(|why| say(why, lang));
            return Exit::Failed;
        }
    };
    let asked = asked(matches, inputs.as_ref().map(|inputs| (inputs, said.as_ref())), &mut wrong);
    match asked.ok_or(wrong.0).and_then(|asked| answer(&asked, matches, lang)) {
        Ok(report) => {
            sum_up(&report, matches, lang);
            Exit::Done
        }
        Err(wrong) => wrong.iter().fold(Exit::Misused, |_, why| tell_why(why, lang)),
    }
}

/// All files that are read.
fn kept(matches: &ArgMatches, inputs: Option<&Inputs>) -> Kept {
    let files = ["only", "key"].into_iter().filter_map(|name| path(matches, name));
    let patches = texts(matches, "patch").map(|text| Path::new(named(text).1));
    let kept = Kept::default().and(inputs.into_iter().flat_map(Inputs::paths));
    let kept = kept.and(files).and(patches).and(said_beside(matches));
    let kept = path(matches, "ledger").into_iter().fold(kept, Kept::and_ledger);
    let terms = texts(matches, "baseline").chain(texts(matches, "scenario"));
    terms.flat_map(Scenario::paths).fold(kept, Kept::and_rules)
}

fn tell_why(why: &ReplayError, lang: Lang) -> Exit {
    match why {
        ReplayError::Rules(why) => refuse(why, lang),
        ReplayError::Misused(reasons) => {
            reasons.iter().for_each(|why| say(why, lang));
            Exit::Misused
        }
        ReplayError::Failed(reasons) => {
            reasons.iter().for_each(|why| say(why, lang));
            say(&program::nothing_kept(), lang);
            Exit::Failed
        }
    }
}

fn misused(why: Sentence) -> ReplayError {
    ReplayError::Misused(vec![why])
}

/// All that is wrong with what was asked: whoever wrote it mends it in one go.
#[derive(Default)]
struct Wrong(Vec<ReplayError>);

impl Wrong {
    /// What was read, or nothing and a complaint.
    fn unless<T, E: Into<ReplayError>>(&mut self, read: Result<T, E>) -> Option<T> {
        read.map_err(|why| self.0.push(why.into())).ok()
    }

    /// All that was read, each or a complaint.
    fn unless_any<T, E: Into<ReplayError>>(
        &mut self,
        read: impl Iterator<Item = Result<T, E>>,
    ) -> Vec<T> {
        read.filter_map(|one| self.unless(one)).collect()
    }

    fn add(&mut self, why: Sentence) {
        self.0.push(misused(why));
    }
}

/// What is asked, read.
struct Asked<'a> {
    history: HistorySource<'a>,
    terms: Vec<Scenario>,
    over: usize,
    sweeps: Vec<Sweep>,
    solves: Vec<Solve>,
    scope: Scope,
    growth: Trend,
    above: Money,
    ids: Pseudonyms,
    replicates: u32,
}

/// Reads all that is asked, or complains of all that is wrong with it.
fn asked<'a>(
    matches: &'a ArgMatches,
    inputs: Option<(&'a Inputs, Option<&'a SaidFile>)>,
    wrong: &mut Wrong,
) -> Option<Asked<'a>> {
    let history = wrong.unless(history(matches, inputs));
    let sweeps = wrong.unless_any(texts(matches, "sweep").map(|text| text.parse::<Sweep>()));
    let solves = wrong.unless_any(texts(matches, "solve").map(|text| text.parse::<Solve>()));
    let scope = scope(matches, wrong);
    let growth = growth(matches, wrong);
    let ids = wrong.unless(ids(matches));
    let replicates = *matches.get_one::<u32>("bootstrap").expect("it has a default");
    if (1..LEAST_DRAWS).contains(&replicates) {
        wrong.add(words::few_draws(LEAST_DRAWS));
    }
    let baseline = wrong.unless(baseline(matches))?;
    let currency = wrong.unless(currency(&baseline))?;
    let above = text(matches, "above").expect("it has a default");
    let above = wrong.unless(batch::amount(above, currency));
    let (terms, are_whole) = terms(baseline, matches, wrong);
    // By the name of terms that could not be read nothing is found.
    let over = text(matches, "over").filter(|_| are_whole);
    let over = wrong.unless(over.map_or(Ok(0), |name| replay::place_of(&terms, name)));
    if !wrong.0.is_empty() {
        let unasked = over.map(|over| replay::check(&terms, over, &sweeps, &solves));
        wrong.0.extend(unasked.and_then(Result::err));
        return None;
    }
    let (history, over, above, ids) = (history?, over?, above?, ids?);
    Some(Asked { history, terms, over, sweeps, solves, scope, growth, above, ids, replicates })
}

fn answer(asked: &Asked, matches: &ArgMatches, lang: Lang) -> Result<Report, Vec<ReplayError>> {
    let progress = Progress::begin(lang);
    let number = |name: &str| *matches.get_one::<u64>(name).expect("it has a default");
    let report = replay::run(&Job {
        terms: &asked.terms,
        over: asked.over,
        sweeps: &asked.sweeps,
        solves: &asked.solves,
        provisions: matches.get_flag("provisions"),
        history: asked.history,
        out: path(matches, "out").expect("required by the command"),
        threads: matches.get_one::<u16>("threads").map(|&threads| threads.into()),
        scope: &asked.scope,
        growth: &asked.growth,
        above: asked.above,
        replicates: asked.replicates as usize,
        seed: number("seed"),
        ids: &asked.ids,
        by_bill: matches.get_flag("by-bill"),
        least_members: number("least-members"),
        question: text(matches, "question"),
        lang,
        watch: &progress,
    });
    drop(progress);
    report.map_err(|why| vec![why])
}

fn path<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a Path> {
    matches.get_one::<PathBuf>(name).map(PathBuf::as_path)
}

fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

fn texts<'a>(matches: &'a ArgMatches, name: &str) -> impl Iterator<Item = &'a str> {
    matches.get_many::<String>(name).into_iter().flatten().map(String::as_str)
}

fn history<'a>(
    matches: &'a ArgMatches,
    inputs: Option<(&'a Inputs, Option<&'a SaidFile>)>,
) -> Result<HistorySource<'a>, Sentence> {
    let ledger = path(matches, "ledger").map(HistorySource::Ledger);
    let files = inputs.map(|(inputs, said)| match said {
        Some(said) => HistorySource::Facts(inputs, said),
        None => HistorySource::Files(inputs),
    });
    ledger.or(files).ok_or_else(words::history_missing)
}

/// The file of what was said by hand, where it lies beside the three files.
fn said_beside(matches: &ArgMatches) -> Option<PathBuf> {
    let said = path(matches, "data")?.join(SaidFile::NAME);
    said.symlink_metadata().is_ok().then_some(said)
}

/// What was said by hand, or every mistake in the file.
fn said(matches: &ArgMatches) -> Result<Option<SaidFile>, Vec<Sentence>> {
    said_beside(matches).map(|path| SaidFile::read(&path, today())).transpose()
}

fn scope(matches: &ArgMatches, wrong: &mut Wrong) -> Scope {
    let day = |text: &str| Day::parse(text).ok_or_else(|| rule_words::not_a_date(text));
    let from = text(matches, "from").and_then(|text| wrong.unless(day(text)));
    let to = text(matches, "to").and_then(|text| wrong.unless(day(text)));
    if let Some((from, to)) = from.zip(to).filter(|(from, to)| from > to) {
        wrong.add(words::from_after_to(from, to));
    }
    let sample = text(matches, "sample").and_then(|text| wrong.unless(text.parse::<Rate>()));
    Scope {
        members: path(matches, "only").and_then(|path| wrong.unless(members_of(path))),
        unit: text(matches, "unit").map(str::to_owned),
        from,
        to,
        sample: sample.map(|share| share.of_ten_thousand()),
    }
}

fn growth(matches: &ArgMatches, wrong: &mut Wrong) -> Trend {
    let mut rates = |name: &str| {
        TrendRates(
            wrong.unless_any(texts(matches, name).map(|text| text.parse::<scenario::TrendRate>())),
        )
    };
    let (costs, bills) = (rates("grow"), rates("grow-bills"));
    let whose = |code: &str| WHOSE.into_iter().find(|whose| whose.code() == code);
    let more = text(matches, "more-bills").and_then(whose).unwrap_or_default();
    Trend { costs, bills, more, to: matches.get_one("grow-to").copied().unwrap_or(0) }
}

fn baseline(matches: &ArgMatches) -> Result<Scenario, ReplayError> {
    Ok(read(text(matches, "baseline").expect("required by the command"))?)
}

/// The baseline, then every scenario: rules, patches on the baseline, and all that is set together; and
/// whether all of them are there.
fn terms(baseline: Scenario, matches: &ArgMatches, wrong: &mut Wrong) -> (Vec<Scenario>, bool) {
    let before = wrong.0.len();
    let mut all = vec![baseline.clone()];
    all.extend(wrong.unless_any(texts(matches, "scenario").map(read)));
    all.extend(wrong.unless_any(texts(matches, "patch").map(|text| patched(&baseline, text))));
    for (name, sets) in sets(texts(matches, "set")) {
        let name = name.map_or_else(|| sets.join(", "), str::to_owned);
        all.push(with_all(baseline.clone(), &sets, wrong).called(name));
    }
    let are_whole = wrong.0.len() == before;
    if !are_whole {
        wrong.unless(scenario::compile(&all)); // What is wrong with the others is told, too.
    }
    (all, are_whole)
}

/// Reads `RULES`, or `NAME=RULES`.
fn read(asked: &str) -> Result<Scenario, ScenarioError> {
    match named(asked) {
        (Some(name), rules) => Ok(Scenario::read(rules)?.called(name)),
        (None, rules) => Scenario::read(rules),
    }
}

/// The name before a path, where there is one, and the path.
fn named(asked: &str) -> (Option<&str>, &str) {
    match asked.split_once('=').filter(|(name, _)| !name.contains(['/', '\\'])) {
        Some((name, path)) => (Some(name), path),
        None => (None, asked),
    }
}

/// The terms with what a file changes, under the name that is given, or that of the file.
fn patched(baseline: &Scenario, asked: &str) -> Result<Scenario, BookError> {
    let (name, path) = named(asked);
    let path = Path::new(path);
    let of_file = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = name.map_or_else(of_file, str::to_owned);
    Ok(baseline.patched(&Source::read_one(path)?)?.called(name))
}

/// What is set, by the name of the terms that it is of, in the order in which each came first.
fn sets<'t>(all: impl Iterator<Item = &'t str>) -> Vec<(Option<&'t str>, Vec<&'t str>)> {
    let mut sets: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
    for text in all {
        let (name, set) = match text.split_once('=') {
            Some((name, set)) if is_name(set) => (Some(name.trim()), set),
            _ => (None, text),
        };
        match sets.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sets)) => sets.push(set),
            None => sets.push((name, vec![set])),
        }
    }
    sets
}

/// Whether what stands before the first `=` is a name: behind it stand a place and another `=`, and no value
/// begins so.
fn is_name(rest: &str) -> bool {
    let is_place = |text: &str| text.contains('.') && text.parse::<RulePath>().is_ok();
    rest.split_once('=').is_some_and(|(key, _)| is_place(key.trim()))
}

/// The terms with every `KEY=VALUE`, each key once.
fn with_all(mut terms: Scenario, sets: &[&str], wrong: &mut Wrong) -> Scenario {
    let mut keys: Vec<RulePath> = Vec::new();
    for set in sets {
        let Some((key, value)) = wrong.unless(set_one(set)) else { continue };
        match keys.iter().any(|known| terms.is_one(known, &key)) {
            true => wrong.add(words::set_twice(&key)),
            false => terms = wrong.unless(terms.set(&key, value)).unwrap_or(terms),
        }
        keys.push(key);
    }
    terms
}

/// Reads `KEY=VALUE`.
fn set_one(text: &str) -> Result<(RulePath, &str), Sentence> {
    let (key, value) = text.split_once('=').ok_or_else(|| words::set_without_equals(text))?;
    match value.trim() {
        "" => Err(words::set_without_value(text)),
        value => Ok((RulePath::before(key, text)?, value)),
    }
}

/// The currency of some terms, which amounts on the command line are in.
fn currency(terms: &Scenario) -> Result<Currency, BookError> {
    let books = scenario::compile(std::slice::from_ref(terms))?;
    Ok(books[0].vocabulary.currency)
}

/// The ids of a file with the column `member_id`.
fn members_of(path: &Path) -> Result<BTreeSet<String>, Sentence> {
    let bytes = fs::read(path)
        .map_err(|why| data_words::unreadable(path.display(), words_of_system(&why)))?;
    if let Some(NoText { line, letter }) = first_wrong(&bytes) {
        return Err(data_words::file_not_utf8(path.display(), line, letter));
    }
    let text = String::from_utf8(bytes).expect("all of it was looked at");
    if let Some(line) = first_open_quote(&text) {
        return Err(words::not_a_list(path.display(), line));
    }
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let header = csv.headers().map_err(|why| not_a_list(path, &why))?;
    let place = header.iter().position(|name| name.trim() == "member_id");
    let known = || quoted_list(header.iter());
    let place = place.ok_or_else(|| match header.is_empty() {
        true => words::list_of_nobody(path.display()),
        false => words::no_id_column(path.display(), known()),
    })?;
    let mut ids = BTreeSet::new();
    for row in csv.records() {
        let row = row.map_err(|why| not_a_list(path, &why))?;
        ids.extend(
            row.get(place).map(|id| as_it_was(id.trim()).to_owned()).filter(|id| !id.is_empty()),
        );
    }
    if ids.is_empty() { Err(words::list_of_nobody(path.display())) } else { Ok(ids) }
}

fn not_a_list(path: &Path, why: &csv::Error) -> Sentence {
    let line = why.position().map_or(1, csv::Position::line);
    words::not_a_list(path.display(), line)
}

/// How members are told.
fn ids(matches: &ArgMatches) -> Result<Pseudonyms, Sentence> {
    let Some(path) = path(matches, "key") else {
        return Ok(if matches.get_flag("full-ids") {
            Pseudonyms::Whole
        } else {
            Pseudonyms::Numbered
        });
    };
    let key =
        fs::read(path).map_err(|why| words::bad_key(path.display(), words_of_system(&why)))?;
    let key = key.trim_ascii();
    match key.len() < SHORTEST_KEY {
        true => Err(words::empty_key(path.display())),
        false => Ok(Pseudonyms::Keyed(key.to_vec())),
    }
}

/// What a person wants to know at once.
fn sum_up(report: &Report, matches: &ArgMatches, lang: Lang) {
    let mut lines = report::told(report);
    let out = matches.get_one::<PathBuf>("out").expect("required by the command");
    lines.push(program::batch_outputs(out.display()));
    for line in lines {
        tell_line(&line, lang);
    }
    if as_json(matches) {
        let json = serde_json::to_string_pretty(report);
        print(&(json.expect("a report is text and numbers") + "\n"), lang);
    }
}

#[cfg(test)]
mod tests {
    use super::{named, sets};

    #[test]
    fn what_is_set_under_one_name_is_one_alternative() {
        let all = [
            "parameters.ceiling=9000",
            "low=parameters.ceiling=60%",
            "2015:parameters.low_pays={ by = \"x.y\", is = { a = 1 } }",
            "low=2015:benefit.medical.rate=50%",
            "v1.2=parameters.ceiling=\"a.b=c\"",
            "parameters.text=\"a.b=c\"",
        ];
        assert_eq!(
            sets(all.into_iter()),
            [
                (None, vec![all[0], all[2], all[5]]),
                (Some("low"), vec!["parameters.ceiling=60%", "2015:benefit.medical.rate=50%"]),
                (Some("v1.2"), vec!["parameters.ceiling=\"a.b=c\""]),
            ]
        );
    }

    #[test]
    fn a_path_with_a_sign_of_equality_in_a_folder_has_no_name() {
        assert_eq!(named("low=a.toml"), (Some("low"), "a.toml"));
        assert_eq!(named("a.toml"), (None, "a.toml"));
        assert_eq!(named("x/y=1/a.toml"), (None, "x/y=1/a.toml"));
    }
}
