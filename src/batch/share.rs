//! Some members, decided and written to memory by one thread.

use std::io::Write;

use super::job::Job;
use super::order::{by_settlement, in_order_of_rows};
use super::tally::Tally;
use crate::adjudication::{Adjudicator, Decision, Reason, decisions};
use crate::explanation::notice::{self, Beside, Notice, Wanted};
use crate::explanation::{Explanation, explain, paid_on_lines, trace};
use crate::intake::{Intake, LoadedMember, MEMBERS_PREFETCHED, MemberLoader, RowError};
use crate::output::reports::Gathered;
use crate::output::{Payment, write_decision, write_flags};
use crate::scheme::Book;

/// Decisions of a member are hardly more: what there is room for from the start need not be moved.
const BYTES_A_MEMBER: usize = 512;

/// What is decided of some members, written but not yet in files.
pub(super) struct Share {
    pub decisions: Vec<u8>,
    pub flags: Vec<u8>,
    pub payments: Vec<u8>,
    pub explanations: Vec<u8>,
    pub notices: Vec<u8>,
    pub tally: Tally,
    pub gathered: Gathered,
    pub refused: Vec<RowError>,
}

/// What a thread keeps from share to share.
pub(super) struct Worker<'w> {
    pub adjudicator: Adjudicator<'w>,
    pub records: MemberLoader<'w>,
}

impl Worker<'_> {
    /// Decides some members, in their order.
    pub fn decide(&mut self, job: &Job, intake: &Intake, members: &[u32]) -> Share {
        let Worker { adjudicator, records } = self;
        let mut share = Share::new(job.book, members.len());
        for members in members.chunks(MEMBERS_PREFETCHED) {
            records.prefetch(members);
            for &member in members {
                let mut record = records.load(member);
                share.refused.append(&mut record.row_errors);
                let unit = intake.unit(record.unit);
                share.add(job, adjudicator, member, (&record, unit));
                records.recycle(record);
            }
        }
        job.watch.done(share.tally.bills.decided);
        share
    }
}

impl Share {
    fn new(book: &Book, members: usize) -> Share {
        Share {
            decisions: Vec::with_capacity(members * BYTES_A_MEMBER),
            flags: Vec::new(),
            payments: Vec::new(),
            explanations: Vec::new(),
            notices: Vec::new(),
            tally: Tally::new(book),
            gathered: Gathered::default(),
            refused: Vec::new(),
        }
    }

    fn add(
        &mut self,
        job: &Job,
        adjudicator: &mut Adjudicator,
        member: u32,
        (record, unit): (&LoadedMember, &str),
    ) {
        let (book, household) = (job.book, record.household());
        let history = household.history();
        let mut decided = Vec::new();
        if job.explains || is_noticed(job, record) {
            let mut explanations = explain(adjudicator, &history);
            explanations.sort_by(|a, b| by_settlement(&a.bill, &b.bill, record));
            for explanation in explanations {
                if job.explains {
                    let line = line(book, &explanation, record);
                    writeln!(self.explanations, "{line}").expect("memory can be written to");
                }
                self.notice(job, adjudicator, (record, unit), &explanation);
                decided.extend(explanation.decisions);
            }
        } else {
            decided = decisions(adjudicator, &history);
        }
        in_order_of_rows(book, record, &mut decided);
        for decision in &decided {
            write_decision(book, record, decision, &mut self.decisions);
        }
        self.flag(record, &decided);
        let payment = Payment::of(book, record, &decided);
        if let Some(payment) = &payment {
            payment.write(book.vocabulary.currency, &mut self.payments);
        }
        self.tally.add(book, &decided, payment.as_ref());
        self.gathered.add(&job.reports, member, record, &decided);
    }

    /// Writes and counts the flags of each bill.
    fn flag(&mut self, record: &LoadedMember, decided: &[Decision]) {
        let flag = |reason: &Reason| match reason {
            Reason::Flag(flag) => Some(flag.code()),
            _ => None,
        };
        for of_one in decided.chunk_by(|a, b| a.bill == b.bill) {
            let codes = of_one.iter().flat_map(|decision| &decision.reasons).filter_map(flag);
            let bill_id = record.bill_id(&record.bills[of_one[0].bill]);
            for code in write_flags(record.id, bill_id, codes, &mut self.flags) {
                *self.tally.flags.entry(code).or_default() += 1;
            }
        }
    }

    /// Adds the notice of a bill, if one is wanted.
    fn notice(
        &mut self,
        job: &Job,
        adjudicator: &Adjudicator,
        (record, unit): (&LoadedMember, &str),
        explanation: &Explanation,
    ) {
        let bill_id = record.bill_id(&explanation.bill);
        if !job.notices.has(bill_id) {
            return;
        }
        let deadlines = &adjudicator.deadlines(&record.history(), explanation.place);
        let beside = Beside { unit, ..Beside::default() };
        let notice = Notice { bill_id, member_id: record.id, explanation, deadlines, beside };
        let written = notice::write(&mut self.notices, job.book, &notice, job.lang);
        written.expect("memory can be written to");
        self.tally.notices += 1;
        if let Wanted::Only(_) = job.notices {
            self.tally.noticed.insert(bill_id.to_owned());
        }
    }
}

/// Whether a notice is wanted of any bill of a member.
fn is_noticed(job: &Job, record: &LoadedMember) -> bool {
    let asked = job.notices != Wanted::None;
    asked && record.bills.iter().any(|bill| job.notices.has(record.bill_id(bill)))
}

/// A line of explanations.jsonl: the trace of the bill, and the member.
fn line(book: &Book, explanation: &Explanation, record: &LoadedMember) -> String {
    let mut line = trace(book, explanation, record.bill_id(&explanation.bill));
    line["member_id"] = record.id.into();
    if let Some(lines) = paid_on_lines(book, explanation, record.lines_of(&explanation.bill)) {
        line["lines"] = lines;
    }
    line.to_string()
}
