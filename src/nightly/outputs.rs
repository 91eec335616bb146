//! What a night leaves in its folder, and the row of its run.

use serde::Serialize;

use super::error::NightError;
use super::movements::Change;
use super::night::Night;
use super::share::Share;
use super::summary::{NightSummary, Withdrawal, summary};
use super::tonight::Tonight;
use crate::batch::DECISION_FILES;
use crate::csv_cells::row;
use crate::fingerprint::Fingerprint;
use crate::intake::{Incoming, InputCounts, KnownMembers};
use crate::ledger::{NewRun, RulesId, RunId, RunRow};
use crate::money::{Currency, Money};
use crate::output::{
    Manifest, Outbox, Output, OutputError, OutputFiles, REJECT_FILES, RowReport, decisions_header,
    flags_header, reports,
};
use crate::payment;
use crate::progress::Phase;
use crate::scheme::Book;
use crate::words::Sentence;

/// Rows of this run that take back an unknown bill.
const UNKNOWN_VOIDS: &str = "unknown_voids.csv";

/// Every file that a night may leave.
pub const FILES: OutputFiles = OutputFiles {
    names: &[
        DECISION_FILES,
        &["withdrawn.csv", "changes.csv", "pending.csv", "openings.csv", UNKNOWN_VOIDS],
        REJECT_FILES,
        reports::FILES,
    ],
    foreign: "report.json",
};

/// The files that are written while members are decided, and the folder that they and all others are written to.
pub(super) struct Files<'o> {
    outbox: &'o Outbox,
    pub decisions: Output,
    pub flags: Output,
    payments: Output,
    withdrawn: Output,
    changes: Output,
    pending: Output,
    pub openings: Output,
}

impl<'o> Files<'o> {
    pub fn create(book: &Book, outbox: &'o Outbox) -> Result<Files<'o>, NightError> {
        let begin = |name, header: &[&str]| {
            let (mut out, mut head) = (outbox.create(name)?, Vec::new());
            row(&mut head, header.iter().copied());
            out.put(&head)?;
            Ok::<Output, OutputError>(out)
        };
        let mut decisions = outbox.create("decisions.csv")?;
        let mut head = Vec::new();
        decisions_header(book, &mut head);
        decisions.put(&head)?;
        let mut flags = outbox.create("flags.csv")?;
        let mut head = Vec::new();
        flags_header(&mut head);
        flags.put(&head)?;
        Ok(Files {
            outbox,
            decisions,
            flags,
            payments: begin("payments.csv", &["payment_id", "member_id", "kind", "amount"])?,
            withdrawn: begin(
                "withdrawn.csv",
                &["payment_id", "run", "member_id", "withdrawn", "left"],
            )?,
            changes: begin(
                "changes.csv",
                &[
                    "run",
                    "member_id",
                    "bill_id",
                    "plan",
                    "benefit",
                    "old",
                    "new",
                    "difference",
                    "cause",
                ],
            )?,
            pending: begin("pending.csv", &["member_id", "bill_id"])?,
            openings: begin(
                "openings.csv",
                &["member_id", "code", "bill_id", "accumulator", "day"],
            )?,
        })
    }

    pub fn pay(
        &mut self,
        currency: Currency,
        id: &str,
        member: &str,
        amount: Money,
    ) -> Result<(), NightError> {
        let mut line = Vec::new();
        row(&mut line, [id, member, "payment", &currency.show(amount)]);
        Ok(self.payments.put(&line)?)
    }

    /// Lists payments in hand that are not due any more, or not all of them.
    pub fn withdraw(
        &mut self,
        currency: Currency,
        withdrawals: &[Withdrawal],
    ) -> Result<(), NightError> {
        let mut lines = Vec::new();
        for Withdrawal { payment_id, run, member_id, amount, left } in withdrawals {
            let [amount, left] = [*amount, *left].map(|amount| currency.show(amount));
            let run = run.to_string();
            row(&mut lines, [payment_id.as_str(), &run, member_id, &amount, &left]);
        }
        Ok(self.withdrawn.put(&lines)?)
    }

    pub fn change(
        &mut self,
        currency: Currency,
        run: RunId,
        member: &str,
        changes: &[Change],
    ) -> Result<(), NightError> {
        let mut lines = Vec::new();
        for change in changes {
            let Change { bill_id, plan, benefit, old, new, cause } = change;
            let [old, new, by] = [*old, *new, *new - *old].map(|amount| currency.show(amount));
            let run = run.to_string();
            row(&mut lines, [&run, member, bill_id, plan, benefit, &old, &new, &by, cause]);
        }
        Ok(self.changes.put(&lines)?)
    }

    /// Lists rows whose member is not known yet: each bill, and periods alone once.
    pub fn pend(
        &mut self,
        member: &str,
        periods: usize,
        bills: &[String],
    ) -> Result<(), NightError> {
        let mut lines = Vec::new();
        bills.iter().for_each(|bill| row(&mut lines, [member, bill]));
        if bills.is_empty() && periods > 0 {
            row(&mut lines, [member, ""]);
        }
        Ok(self.pending.put(&lines)?)
    }

    fn close(self) -> Result<Vec<Fingerprint>, NightError> {
        let Files { decisions, flags, payments, withdrawn, changes, pending, openings, .. } = self;
        let all = [decisions, flags, payments, withdrawn, changes, pending, openings];
        let closed = all.into_iter().map(Output::close);
        Ok(closed.collect::<Result<_, OutputError>>()?)
    }
}

/// What a night did. It is posted, and its files are in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// As in summary.json.
    pub summary: NightSummary,
    /// What became of every row of the three files.
    pub inputs: Vec<InputCounts>,
    /// The files.
    pub outputs: Vec<Fingerprint>,
}

/// Writes what is left, and commits the run.
pub(super) fn finish(
    night: &Night,
    run: NewRun,
    files: Files,
    tonight: Tonight,
    written: Share,
) -> Result<Report, NightError> {
    let (arrived, outbox) = (tonight.arrived, files.outbox);
    let Share { tally, became, unknown_voids, posted, .. } = written;
    let mut outputs = files.close()?;
    let closed = arrived.close(&became);
    // A row of an unknown member waits, and is not rejected.
    let main_of = |id: &str| tonight.merge.main_of(id).to_owned();
    let whom = KnownMembers { is_known: &|_| true, main_of: &main_of };
    let sheets = arrived.sheets();
    let rows = RowReport { sheets, closed: &closed, whom: &whom, lang: night.lang };
    let (faults, rejects) = rows.write(outbox)?;
    outputs.extend(rejects);
    outputs.push(write_unknown_voids(arrived, unknown_voids, outbox)?);
    let bills = tally.bills.clone();
    let summary = summary(night, run.no, tally, &closed.counts, faults);
    summary.count_for(night.watch, posted);
    outputs.push(outbox.write_json("summary.json", &summary)?);
    let manifest = Manifest {
        format: Manifest::FORMAT,
        rehearsal: night.rehearse,
        engine: env!("CARGO_PKG_VERSION"),
        scheme: night.book.id.clone(),
        rules: night.rules.files.clone(),
        inputs: closed.counts.to_vec(),
        bills,
        outputs: outputs.clone(),
    };
    outbox.write_json("manifest.json", &manifest)?;
    let rules = run.keep_rules(&night.rules.hash, &night.rules.json)?;
    let row = run_row(night, run.no, rules, (&manifest, &summary));
    commit(night, run, &row)?;
    Ok(Report { summary, inputs: closed.counts.to_vec(), outputs })
}

/// Puts the run on the disk: from then on it is posted.
fn commit(night: &Night, mut run: NewRun, row: &RunRow) -> Result<(), NightError> {
    night.watch.begin(Phase::Post, 0);
    if night.watch.stops() {
        return Err(NightError::Stopped);
    }
    let goes_on = |why: &Sentence| {
        night.watch.waits(why);
        !night.watch.stops()
    };
    let withdrawn = payment::withdraw(&mut run, row);
    let committed = withdrawn.and_then(|()| run.commit_while(row, &goes_on));
    committed.map_err(|why| match night.watch.stops() {
        true => NightError::Stopped,
        false => NightError::Ledger(why),
    })
}

/// The row of a run, as the ledger keeps it.
fn run_row(
    night: &Night,
    no: RunId,
    rules: RulesId,
    (manifest, summary): (&Manifest, &NightSummary),
) -> RunRow {
    RunRow {
        no,
        posted_on: night.posted_on,
        rules,
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        meaning: crate::adjudication::MEANING.to_owned(),
        prepared_by: night.by.to_string(),
        login: night.login.to_owned(),
        manifest: json(manifest),
        summary: json(summary),
    }
}

/// Lists rows that take back an unknown bill, line by line: an id may be mistyped, or the
/// bill come later.
fn write_unknown_voids(
    arrived: &Incoming,
    mut places: Vec<usize>,
    outbox: &Outbox,
) -> Result<Fingerprint, NightError> {
    places.sort_unstable();
    let (mut out, mut lines) = (outbox.create(UNKNOWN_VOIDS)?, Vec::new());
    row(&mut lines, ["line", "member_id", "bill_id"]);
    let mut cells = arrived.cells();
    for (place, line) in places.iter().zip(arrived.lines(&places)) {
        let (bill_id, member_id) = cells.ids(*place);
        row(&mut lines, [line.to_string().as_str(), &member_id, &bill_id]);
    }
    out.put(&lines)?;
    Ok(out.close()?)
}

/// A value as the ledger keeps it.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("totals are text and numbers")
}
