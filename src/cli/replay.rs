//! `huzhu replay --baseline RULES --data DIR --out DIR`: what other rules would have paid.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};

use super::progress::Progress;
use super::{Exit, as_json, batch, format, print, refuse, say, tell};
use crate::date::Day;
use crate::money::{Currency, Rate};
use crate::replay::{
    self, Address, Growth, History, Ids, Job, More, Rates, Report, Scope, Solve, Sweep, Terms,
    TermsError, Unreported,
};
use crate::scheme::{Source, quoted_list};
use crate::words::{Lang, Sentence, program, replay as words, rules as rule_words};

/// Draws of members, where nothing else is asked for: the ends of an interval are then the 25th.
const REPLICATES: &str = "1000";
/// With fewer draws none lies beyond the ends of an interval.
const LEAST_DRAWS: u32 = 80;
/// A key that could be guessed would tell who is who: ids hold days of birth.
const SHORTEST_KEY: usize = 16;
/// Cells of fewer members are merged, where nothing else is asked for.
const LEAST_MEMBERS: &str = "5";
/// Whose further bills may be.
const WHOSE: [More; 2] = [More::SameMembers, More::OtherMembers];
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
        many(arg(name, "[CATEGORY,YEAR=]RATE", help))
            .allow_hyphen_values(true)
            .requires("grow-to")
            .value_parser(|text: &str| text.parse::<replay::Rate>())
    };
    let flag = |name: &'static str, help: Sentence| {
        let help = help.text(lang).to_owned();
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    let day = |text: &str| Day::parse(text).ok_or_else(|| rule_words::not_a_date(text));
    Command::new("replay")
        .about(words::about().text(lang).to_owned())
        .arg(arg("baseline", "RULES[@EDITION]", words::baseline()).required(true))
        .arg(many(arg("scenario", "[NAME=]RULES[@EDITION]", words::scenario())))
        .arg(many(file("patch", "FILE", words::patch())))
        .arg(many(arg("set", "KEY=VALUE", words::set())))
        .arg(
            many(arg("sweep", "KEY=FROM..TO:STEP", words::sweep()))
                .value_parser(|text: &str| text.parse::<Sweep>()),
        )
        .arg(
            many(arg("solve", "KEY for FIGURE = TARGET", words::solve()))
                .value_parser(|text: &str| text.parse::<Solve>()),
        )
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
        .arg(arg("from", "DATE", words::from()).value_parser(day))
        .arg(arg("to", "DATE", words::to()).value_parser(day))
        .arg(
            arg("sample", "SHARE", words::sample()).value_parser(|text: &str| text.parse::<Rate>()),
        )
        .arg(growing("grow", words::grow()))
        .arg(growing("grow-bills", words::grow_bills()).requires("more-bills"))
        .arg(
            arg("more-bills", "WHOSE", words::more_bills())
                .requires("grow-bills")
                .value_parser(WHOSE.map(More::code)),
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
    match replay(matches, lang) {
        Ok(report) => {
            sum_up(&report, matches, lang);
            Exit::Done
        }
        Err(Unreported::Rules(why)) => refuse(&why, lang),
        Err(Unreported::Misused(reasons)) => {
            reasons.iter().for_each(|why| say(why, lang));
            Exit::Misused
        }
        Err(Unreported::Failed(reasons)) => {
            reasons.iter().for_each(|why| say(why, lang));
            say(&program::nothing_kept(), lang);
            Exit::Failed
        }
    }
}

fn misused(why: Sentence) -> Unreported {
    Unreported::Misused(vec![why])
}

fn replay(matches: &ArgMatches, lang: Lang) -> Result<Report, Unreported> {
    let path = |name: &str| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let inputs = batch::inputs(matches);
    let history = match (path("ledger"), &inputs) {
        (Some(ledger), _) => History::Ledger(ledger),
        (None, Some(inputs)) => History::Files(inputs),
        (None, None) => return Err(misused(words::history_missing())),
    };
    let terms = terms(matches)?;
    let over = text("over").map_or(Ok(0), |name| replay::place_of(&terms, name));
    let currency = currency(&terms[0])?;
    let above = batch::amount(text("above").expect("it has a default"), currency);
    let scope = Scope {
        members: path("only").map(named).transpose()?,
        unit: text("unit").map(str::to_owned),
        from: matches.get_one("from").copied(),
        to: matches.get_one("to").copied(),
        sample: matches.get_one::<Rate>("sample").map(|share| share.of_ten_thousand()),
    };
    let whose = |code: &str| WHOSE.into_iter().find(|whose| whose.code() == code);
    let growth = Growth {
        costs: Rates(all(matches, "grow")),
        bills: Rates(all(matches, "grow-bills")),
        more: text("more-bills").and_then(whose).unwrap_or_default(),
        to: matches.get_one("grow-to").copied().unwrap_or(0),
    };
    let ids = ids(matches)?;
    let replicates = *matches.get_one::<u32>("bootstrap").expect("it has a default");
    if (1..LEAST_DRAWS).contains(&replicates) {
        return Err(misused(words::few_draws(LEAST_DRAWS)));
    }
    let progress = Progress::begin(lang);
    let number = |name: &str| *matches.get_one::<u64>(name).expect("it has a default");
    let report = replay::run(&Job {
        terms: &terms,
        over: over.map_err(misused)?,
        sweeps: &all(matches, "sweep"),
        solves: &all(matches, "solve"),
        provisions: matches.get_flag("provisions"),
        history,
        out: path("out").expect("required by the command"),
        threads: matches.get_one::<u16>("threads").map(|&threads| threads.into()),
        scope: &scope,
        growth: &growth,
        above: above.map_err(misused)?,
        replicates: replicates as usize,
        seed: number("seed"),
        ids: &ids,
        by_bill: matches.get_flag("by-bill"),
        least_members: number("least-members"),
        question: text("question"),
        lang,
        watch: &progress,
    });
    drop(progress);
    report
}

fn all<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Vec<T> {
    matches.get_many(name).into_iter().flatten().cloned().collect()
}

/// The baseline, then every scenario: rules, patches on the baseline, and all that is set together.
fn terms(matches: &ArgMatches) -> Result<Vec<Terms>, Unreported> {
    let unread = |why: TermsError| match why {
        TermsError::Book(why) => Unreported::Rules(why),
        TermsError::Asked(reasons) => Unreported::Misused(reasons),
    };
    let texts = |name| matches.get_many::<String>(name).into_iter().flatten();
    let asked = texts("baseline").next().expect("required by the command");
    let baseline = read(asked).map_err(unread)?;
    let mut all = vec![baseline.clone()];
    for asked in texts("scenario") {
        all.push(read(asked).map_err(unread)?);
    }
    let mut wrong = Vec::new();
    for path in matches.get_many::<PathBuf>("patch").into_iter().flatten() {
        let patch = Source::read_one(path).map_err(Unreported::Rules)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match baseline.patched(&patch) {
            Ok(terms) => all.push(terms.called(name)),
            Err(mut why) => wrong.append(&mut why),
        }
    }
    let sets: Vec<&str> = texts("set").map(String::as_str).collect();
    if !sets.is_empty() {
        let mut terms = baseline;
        for set in &sets {
            match set_one(&terms, set) {
                Ok(changed) => terms = changed,
                Err(why) => wrong.push(why),
            }
        }
        all.push(terms.called(sets.join(", ")));
    }
    if wrong.is_empty() { Ok(all) } else { Err(Unreported::Misused(wrong)) }
}

/// Reads `RULES`, or `NAME=RULES`.
fn read(asked: &str) -> Result<Terms, TermsError> {
    match asked.split_once('=').filter(|(name, _)| !name.contains(['/', '\\'])) {
        Some((name, rules)) => Ok(Terms::read(rules)?.called(name)),
        None => Terms::read(asked),
    }
}

/// The terms with `KEY=VALUE`.
fn set_one(terms: &Terms, text: &str) -> Result<Terms, Sentence> {
    let (address, value) = text.split_once('=').ok_or_else(|| words::bad_set(text))?;
    terms.set(&address.parse::<Address>()?, value.trim())
}

/// The currency of some terms, which amounts on the command line are in.
fn currency(terms: &Terms) -> Result<Currency, Unreported> {
    let books = replay::compile(std::slice::from_ref(terms)).map_err(Unreported::Rules)?;
    Ok(books[0].vocabulary.currency)
}

/// The ids of a file with the column `member_id`.
fn named(path: &Path) -> Result<BTreeSet<String>, Unreported> {
    let bad = |why: String| misused(words::bad_members(path.display(), why));
    let mut csv = csv::Reader::from_path(path).map_err(|why| bad(why.to_string()))?;
    let header = csv.headers().map_err(|why| bad(why.to_string()))?;
    let place = header.iter().position(|name| name.trim() == "member_id");
    let known = || quoted_list(header.iter());
    let place = place.ok_or_else(|| misused(words::no_id_column(path.display(), known())))?;
    let id = |row: csv::Result<csv::StringRecord>| {
        row.map(|row| row.get(place).unwrap_or_default().trim().to_owned())
    };
    let ids: csv::Result<BTreeSet<String>> = csv.records().map(id).collect();
    ids.map_err(|why| bad(why.to_string()))
}

/// How members are told.
fn ids(matches: &ArgMatches) -> Result<Ids, Unreported> {
    let Some(path) = matches.get_one::<PathBuf>("key") else {
        return Ok(if matches.get_flag("full-ids") { Ids::Whole } else { Ids::Numbered });
    };
    let key = fs::read(path).map_err(|why| misused(words::bad_key(path.display(), why)))?;
    let key = key.trim_ascii();
    match key.len() < SHORTEST_KEY {
        true => Err(misused(words::empty_key(path.display()))),
        false => Ok(Ids::Keyed(key.to_vec())),
    }
}

/// What a person wants to know at once.
fn sum_up(report: &Report, matches: &ArgMatches, lang: Lang) {
    let mut lines = replay::told(report);
    let out = matches.get_one::<PathBuf>("out").expect("required by the command");
    lines.push(program::batch_outputs(out.display()));
    for line in lines {
        tell(&format!("{}\n", line.text(lang)));
    }
    if as_json(matches) {
        let json = serde_json::to_string_pretty(report);
        print(&(json.expect("a report is text and numbers") + "\n"), lang);
    }
}
