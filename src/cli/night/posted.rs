//! One night on top of all nights before, as it was ordered: what is said of it, and how it ends.

use super::log::{NightLog, Watch};
use super::order::Order;
use crate::cli::Exit;
use crate::cli::account::account;
use crate::cli::lines::indented;
use crate::cli::progress::ProgressLine;
use crate::cli::rejects::{accepted, exit, flagged, flagged_members, notes, rejected};
use crate::cli::terminal::{print, say, tell_line};
use crate::cli::today::today;
use crate::ledger::{Access, Ledger, Moved, Name};
use crate::nightly::{
    self, CameTonight, MoveTotal, Night, NightError, NightSummary, Rehearsal, Report, RowCounts,
    Rules,
};
use crate::output::{BillCounts, Outbox, OutputError, ProtectedFiles};
use crate::payment;
use crate::scheme::Book;
use crate::words::{Lang, Sentence, owed, payments, pends, program};

/// Runs a night, and tells a log of it where there is one.
pub(super) fn run(order: &Order, log: Option<&NightLog>) -> Exit {
    let lang = order.lang;
    if let Err(why) = spares(order) {
        say(&why.sentence(), lang);
        return Exit::Failed;
    }
    let (book, rules, by) = match order.rules_and_author() {
        Ok(known) => known,
        Err(exit) => return exit,
    };
    match ran(order, (&book, &rules), &by, log) {
        Ok(report) => sum_up(&report, order),
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            Exit::Failed
        }
    }
}

/// That people owe something and were not written to about it; nothing where it cannot be asked: the night is posted.
fn unwritten(summary: &NightSummary, order: &Order) -> Option<Sentence> {
    if summary.rehearsal.is_some() {
        return None;
    }
    let ledger = Ledger::open(&order.ledger, Access::Read).ok()?;
    let unwritten = payment::unwritten(&ledger).ok().filter(|some| some.people > 0)?;
    Some(owed::unwritten(unwritten.people, ledger.show(unwritten.owed).ok()?))
}

/// That holds are past their last day; nothing where it cannot be asked: the night is posted.
fn overdue(summary: &NightSummary, order: &Order) -> Option<Sentence> {
    if summary.rehearsal.is_some() {
        return None;
    }
    let ledger = Ledger::open(&order.ledger, Access::Read).ok()?;
    let overdue = payment::overdue(&ledger, order.posted_on).ok().filter(|count| *count > 0)?;
    Some(pends::night_overdue(overdue))
}

/// The night itself.
fn ran(
    order: &Order,
    (book, rules): (&Book, &Rules),
    by: &Name,
    log: Option<&NightLog>,
) -> Result<Report, NightError> {
    let line = ProgressLine::begin(order.lang);
    let watch = Watch { line: &line, log };
    let ran = nightly::run(&Night {
        book,
        rules,
        inputs: &order.inputs,
        ledger: &order.ledger,
        out: &order.out,
        run: order.run,
        posted_on: order.posted_on,
        today: Some(today()),
        by,
        login: &account(),
        adopt: order.adopt.as_deref(),
        adopt_only: order.adopt_only.as_deref(),
        rehearse: order.rehearse,
        threads: order.threads.map(usize::from),
        lang: order.lang,
        watch: &watch,
    });
    match &ran {
        Ok(report) if !order.rehearse => watch.posted(report.summary.run),
        Err(NightError::PostedNotPublished { run, .. }) => watch.posted(*run),
        _ => {}
    }
    ran
}

/// Makes sure that no output of the night takes the place of a file that it uses.
fn spares(order: &Order) -> Result<(), OutputError> {
    let kept = used(order);
    kept.spares_beside(&order.ledger)?;
    Outbox::spares(&order.out, nightly::FILES, &kept.and_ledger(&order.ledger))
}

/// The files that a night reads.
pub(super) fn used(order: &Order) -> ProtectedFiles {
    let kept = ProtectedFiles::default().and_rules(&order.rules).and(order.inputs.paths());
    kept.and(&order.adopt_only)
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

fn sum_up(report: &Report, order: &Order) -> Exit {
    let lang = order.lang;
    let summary = &report.summary;
    let bills = &summary.bills;
    let mut lines = head(summary);
    lines.extend(of_tonight(&summary.tonight));
    lines.extend(rejected(summary.rejected_rows, &summary.rejected_by_code));
    lines.extend(notes(&report.inputs));
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
    lines.extend(unwritten(summary, order));
    lines.extend(overdue(summary, order));
    lines.extend(accepted(summary.rejected_rows, order.accept_rejects));
    for line in lines {
        tell_line(&line, lang);
    }
    if order.json {
        let json = serde_json::to_string_pretty(summary);
        print(&(json.expect("a summary is text and numbers") + "\n"), lang);
    }
    exit(summary.rejected_rows, order.accept_rejects)
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
