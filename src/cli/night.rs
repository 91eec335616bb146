//! `huzhu batch --ledger FILE`: a night on top of all nights before.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches};

use super::Exit;
use super::account::{account, account_name};
use super::arguments::{as_json, day_until_today};
use super::lines::indented;
use super::progress::ProgressLine;
use super::rejects::{accepted, exit, flagged, flagged_members, rejected};
use super::rules::refuse;
use super::terminal::{print, say, tell_line};
use super::today::today;
use crate::intake::Inputs;
use crate::ledger::{Access, Ledger, Moved, Name};
use crate::nightly::{
    self, CameTonight, MoveTotal, Night, NightSummary, Rehearsal, Report, RowCounts, Rules,
};
use crate::output::OutputError;
use crate::output::{BillCounts, Outbox, ProtectedFiles};
use crate::payment;
use crate::scheme::{Book, Source};
use crate::words::{Lang, Sentence, acts, owed, payments, program};

pub(super) fn arguments(lang: Lang) -> Vec<Arg> {
    let arg = |name: &'static str, value: &'static str, help: Sentence| {
        Arg::new(name).long(name).value_name(value).help(help.text(lang).to_owned())
    };
    let of_ledger = |arg: Arg| arg.requires("ledger");
    vec![
        arg("ledger", "FILE", program::night_ledger())
            .value_parser(clap::value_parser!(PathBuf))
            .conflicts_with_all(["explain", "hardship", "on"]),
        of_ledger(arg("posted-on", "DATE", program::night_posted_on()))
            .value_parser(day_until_today),
        of_ledger(arg("by", "NAME", program::night_by())).value_parser(Name::new),
        of_ledger(arg("adopt", "NAME", program::night_adopt())),
        of_ledger(arg("adopt-only", "FILE", program::night_adopt_only()))
            .value_parser(clap::value_parser!(PathBuf))
            .requires("adopt"),
        Arg::new("rehearse")
            .long("rehearse")
            .action(ArgAction::SetTrue)
            .requires("ledger")
            .help(program::night_rehearse().text(lang).to_owned()),
    ]
}

pub(super) fn run(matches: &ArgMatches, inputs: &Inputs, lang: Lang) -> Exit {
    let path = |name| matches.get_one::<PathBuf>(name).expect("required by the command");
    let text = |name| matches.get_one::<String>(name);
    if let Err(why) = spares(matches, inputs) {
        say(&why.sentence(), lang);
        return Exit::Failed;
    }
    let sources = match Source::read(path("rules")) {
        Ok(sources) => sources,
        Err(why) => return refuse(&why, lang),
    };
    let rules = Rules::of(&sources);
    let book = match Book::compile(sources) {
        Ok(book) => book,
        Err(why) => return refuse(&why, lang),
    };
    let Some(by) = author(matches) else {
        say(&acts::author_unknown(), lang);
        return Exit::Misused;
    };
    let login = account();
    let today = today();
    let progress = ProgressLine::begin(lang);
    let ran = nightly::run(&Night {
        book: &book,
        rules: &rules,
        inputs,
        ledger: path("ledger"),
        out: path("out"),
        posted_on: matches.get_one("posted-on").copied().unwrap_or(today),
        today: Some(today),
        by: &by,
        login: &login,
        adopt: text("adopt").map(String::as_str),
        adopt_only: matches.get_one::<PathBuf>("adopt-only").map(PathBuf::as_path),
        rehearse: matches.get_flag("rehearse"),
        threads: matches.get_one::<u16>("threads").map(|&threads| threads.into()),
        lang,
        watch: &progress,
    });
    drop(progress);
    match ran {
        Ok(report) => sum_up(&report, matches, lang),
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            Exit::Failed
        }
    }
}

/// That people owe something and were not written to about it; nothing where it cannot be asked: the night is posted.
fn unwritten(summary: &NightSummary, matches: &ArgMatches) -> Option<Sentence> {
    let path = matches.get_one::<PathBuf>("ledger").filter(|_| summary.rehearsal.is_none())?;
    let ledger = Ledger::open(path, Access::Read).ok()?;
    let unwritten = payment::unwritten(&ledger).ok().filter(|some| some.people > 0)?;
    Some(owed::unwritten(unwritten.people, ledger.show(unwritten.owed).ok()?))
}

/// Makes sure that no output of the night takes the place of a file that it uses.
fn spares(matches: &ArgMatches, inputs: &Inputs) -> Result<(), OutputError> {
    let path = |name| matches.get_one::<PathBuf>(name).expect("required by the command");
    let kept = ProtectedFiles::default().and_rules(path("rules")).and(inputs.paths());
    let kept = kept.and(matches.get_one::<PathBuf>("adopt-only"));
    kept.spares_beside(path("ledger"))?;
    Outbox::spares(path("out"), nightly::FILES, &kept.and_ledger(path("ledger")))
}

/// The author of the night: `--by`, or the name of the account; nothing where it has none.
fn author(matches: &ArgMatches) -> Option<Name> {
    let of_account = || Name::new(&account_name()?).ok();
    matches.get_one::<Name>("by").cloned().or_else(of_account)
}

/// The movements of one kind.
fn moved_line(kind: Moved, moved: &MoveTotal) -> Sentence {
    let kind = kind.words();
    let of = |lang| program::night_moved(kind.text(lang), moved.count, &moved.amount);
    let text = |lang| of(lang).text(lang).to_owned();
    Sentence::new(text(Lang::English), text(Lang::Chinese))
}

/// That the run is posted; of a rehearsal, that nothing is, and what the night would do to money.
fn head(summary: &NightSummary) -> Vec<Sentence> {
    let Some(rehearsal) = &summary.rehearsal else {
        return vec![program::night_posted(summary.run, &summary.posted_on)];
    };
    let (Rehearsal { offset }, NightSummary { more, less, .. }) = (rehearsal, summary);
    vec![
        program::rehearsed(summary.run, &summary.posted_on),
        program::rehearsed_more(more.members, &more.amount),
        program::rehearsed_less(less.members, &less.amount),
        program::rehearsed_prepared(summary.payments, &summary.due_now),
        program::rehearsed_withdrawn(summary.withdrawn.count, &summary.withdrawn.amount),
        program::rehearsed_offset(offset.members, &offset.amount),
        program::rehearsed_held(summary.held),
    ]
}

fn sum_up(report: &Report, matches: &ArgMatches, lang: Lang) -> Exit {
    let summary = &report.summary;
    let bills = &summary.bills;
    let mut lines = head(summary);
    lines.extend(of_tonight(&summary.tonight));
    lines.extend(rejected(summary.rejected_rows, &summary.rejected_by_code));
    lines.push(program::night_decided(
        summary.members_decided,
        bills.decided,
        bills.paid,
        bills.nil,
        bills.denied,
    ));
    lines.extend(flagged(&summary.flags));
    for (kind, moved) in &summary.moved {
        let kind = Moved::of(kind).expect("a night moves money of known kinds");
        lines.push(moved_line(kind, moved));
    }
    let withdrawn = summary.withdrawn.count;
    let counts = [
        (withdrawn, payments::withdrawn(withdrawn)),
        (summary.held, program::night_held(summary.held)),
        (summary.changes, program::night_changes(summary.changes)),
        (summary.pending, program::night_pending(summary.pending)),
        (summary.settled_elsewhere, program::night_settled_elsewhere(summary.settled_elsewhere)),
        (summary.openings_idle, program::night_openings_idle(summary.openings_idle)),
        (summary.void_unknown, program::night_void_unknown(summary.void_unknown)),
    ];
    lines.extend(counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, line)| line));
    lines.extend(flagged_members(&summary.member_flags));
    if summary.members_decided == 0 {
        lines.push(program::night_nothing_new());
    }
    lines.extend(unwritten(summary, matches));
    lines.extend(accepted(summary.rejected_rows, matches));
    for line in lines {
        tell_line(&line, lang);
    }
    if as_json(matches) {
        let json = serde_json::to_string_pretty(summary);
        print(&(json.expect("a summary is text and numbers") + "\n"), lang);
    }
    exit(summary.rejected_rows, matches)
}

/// Tonight's rows by outcome: bills first, then members and periods.
fn of_tonight(tonight: &CameTonight) -> Vec<Sentence> {
    let CameTonight { bills, decided, members, enrolments } = tonight;
    let line = |of: Sentence, rows: &RowCounts| {
        let RowCounts { rows, new, known, superseded, void, void_unknown, rejected, waiting } =
            *rows;
        let left_out = superseded + void + void_unknown;
        program::night_rows(of, rows, new, known, left_out, rejected, waiting)
    };
    let mut lines = vec![line(program::night_bills(), bills)];
    if decided.decided > 0 {
        let BillCounts { decided, paid, nil, denied } = decided;
        lines.push(indented(&program::night_new_decided(decided, paid, nil, denied)));
    }
    let register = [(program::night_members(), members), (program::night_periods(), enrolments)];
    let register = register.into_iter().filter(|(_, rows)| rows.rows > 0);
    lines.extend(register.map(|(of, rows)| line(of, rows)));
    lines
}
