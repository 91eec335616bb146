//! A batch over texts in memory: nothing is read from a disk, and nothing written.

use std::convert::Infallible;

use super::order::in_order_of_rows;
use crate::adjudication::{Adjudicator, Decision, Status, decisions};
use crate::intake::{
    Files, Intake, IntakeError, KnownMembers, LoadedMember, MEMBERS_PREFETCHED, MemberLoader,
    Reject, RowError, read_files,
};
use crate::money::Money;
use crate::pipeline::{Ended, MEMBERS_A_SHARE, Pipeline, Results};
use crate::progress::{Phase, Progress};
use crate::scheme::Book;

/// What a batch in memory comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// A decision for each bill and plan held, by member id, settlement date, bill id and plan.
    pub bills: Vec<DecidedBill>,
    /// Every fault of every row that could not be used, file by file and line by line. Of a member with such a
    /// row, no bill is decided.
    pub rejects: Vec<Reject>,
}

/// A decision on a bill under one plan, as a row of decisions.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedBill {
    /// The bill.
    pub bill_id: String,
    /// The member.
    pub member_id: String,
    /// The plan; nothing where the member holds none that covers the bill.
    pub plan: Option<String>,
    /// Paid, nil or denied.
    pub status: Status,
    /// Codes of all reasons that apply, in order; a benefit's own reason reads `benefit:code`.
    pub reasons: Vec<String>,
    /// What all benefits pay.
    pub payable: Money,
    /// What each benefit pays that was eligible, by its id.
    pub benefits: Vec<(String, Money)>,
}

/// Decides all bills of three files whose texts are in memory.
///
/// ```
/// use huzhu::adjudication::Status;
/// use huzhu::batch::decide;
/// use huzhu::intake::Files;
/// use huzhu::money::Currency;
/// use huzhu::scheme::Book;
///
/// let book = Book::load("rules/pinghu".as_ref()).unwrap();
/// let members = "member_id,birth_date,sex,org_code,hardship\nM1,1980-05-01,F,99.01,no\n";
/// let enrolments = "member_id,plan,start,end,units,enrolled_on\n\
///     M1,medical,2022-01-01,2022-12-31,1,2022-01-01\n";
/// let bills = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,\
///     diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,\
///     assistance_paid,other_paid\n\
///     B1,M1,inpatient,H1,2,2022-03-01,2022-03-09,2022-03-09,,8232.97,0,0,0,3000.00,0,0,0\n\
///     B2,M2,inpatient,H1,2,2022-03-01,2022-03-09,2022-03-09,,8232.97,0,0,0,3000.00,0,0,0\n";
///
/// let decided = decide(&book, Files::of([members, enrolments, bills]))?;
/// let [b1] = &decided.bills[..] else { panic!("the other bill is rejected") };
/// assert_eq!((&*b1.bill_id, b1.status), ("B1", Status::Paid));
/// assert_eq!(b1.payable, Currency::CNY.parse("2616.49").unwrap());
/// assert_eq!((decided.rejects[0].line, decided.rejects[0].code), (3, "unknown_member"));
/// # Ok::<(), huzhu::intake::IntakeError>(())
/// ```
///
/// # Errors
///
/// When a text cannot be used as a whole: everything that is wrong with all three.
pub fn decide(book: &Book, files: Files) -> Result<Decided, IntakeError> {
    let intake = read_files(files, &book.vocabulary, &())?;
    let add = |bills: &mut Vec<DecidedBill>, record: &LoadedMember, decided: &[Decision]| {
        bills.extend(decided.iter().map(|one| DecidedBill::of(book, record, one)));
    };
    let (bills, rejects) = decide_all(book, &intake, &(), Sink { begin: Vec::new, add })?;
    Ok(Decided { bills: bills.into_iter().flatten().collect(), rejects })
}

/// Where the decisions of a share of members go: what it begins with, and how those of one member are added.
pub(crate) struct Sink<B, A> {
    pub begin: B,
    pub add: A,
}

/// Decides all members of an intake, share by share, each share in the order of its members; and every fault of every
/// row.
///
/// # Errors
///
/// When the progress stops the run.
pub(crate) fn decide_all<R, B, A>(
    book: &Book,
    intake: &Intake,
    progress: &dyn Progress,
    sink: Sink<B, A>,
) -> Result<(Vec<R>, Vec<Reject>), IntakeError>
where
    R: Send,
    B: Fn() -> R + Send + Sync,
    A: Fn(&mut R, &LoadedMember, &[Decision]) + Send + Sync,
{
    progress.begin(Phase::Decide, intake.bills() as u64);
    let pipeline = Pipeline {
        share: MEMBERS_A_SHARE,
        progress,
        worker: || (Adjudicator::new(book), intake.records()),
        work: |(adjudicator, records): &mut (Adjudicator, MemberLoader), members: &[u32]| {
            let mut share = Share { decided: 0, made: (sink.begin)(), row_errors: Vec::new() };
            share.decide(adjudicator, records, members, &sink.add);
            progress.done(share.decided);
            share
        },
    };
    let gather = |shares: Results<Share<R>>| {
        let (mut made, mut decided, mut row_errors) = (Vec::new(), 0, Vec::new());
        for mut share in shares {
            decided += share.decided;
            row_errors.append(&mut share.row_errors);
            made.push(share.made);
        }
        Ok::<_, Infallible>((made, decided, row_errors))
    };
    let (made, decided, row_errors) = match pipeline.run(intake.with_bills(), gather) {
        Ok(gathered) => gathered,
        Err(Ended::Stopped) => return Err(IntakeError::Stopped),
        Err(Ended::Failed(never)) => match never {},
    };
    Ok((made, rejects(intake, decided, row_errors)))
}

/// What some members come to.
struct Share<R> {
    /// Bills that are decided, whatever plans they are under.
    decided: u64,
    made: R,
    row_errors: Vec<RowError>,
}

impl<R> Share<R> {
    fn decide(
        &mut self,
        adjudicator: &mut Adjudicator,
        records: &mut MemberLoader,
        members: &[u32],
        add: &impl Fn(&mut R, &LoadedMember, &[Decision]),
    ) {
        for members in members.chunks(MEMBERS_PREFETCHED) {
            records.prefetch(members);
            for &member in members {
                let mut record = records.load(member);
                self.row_errors.append(&mut record.row_errors);
                let mut decided = decisions(adjudicator, &record.household().history());
                in_order_of_rows(adjudicator.book(), &record, &mut decided);
                self.decided += decided.chunk_by(|a, b| a.bill == b.bill).count() as u64;
                add(&mut self.made, &record, &decided);
                records.recycle(record);
            }
        }
    }
}

impl DecidedBill {
    fn of(book: &Book, record: &LoadedMember, decision: &Decision) -> DecidedBill {
        let benefit =
            |&(number, paid): &(u8, Money)| (book.benefits[number as usize].clone(), paid);
        DecidedBill {
            bill_id: record.bill_id(&record.bills[decision.bill]).to_owned(),
            member_id: record.id.to_owned(),
            plan: decision.plan.map(|plan| book.vocabulary.plans[plan as usize].clone()),
            status: decision.status,
            reasons: decision.reasons.iter().flat_map(|reason| reason.codes(book)).collect(),
            payable: decision.payable,
            benefits: decision.benefits.iter().map(benefit).collect(),
        }
    }
}

/// Every fault of the rows of the three files.
fn rejects(intake: &Intake, decided: u64, row_errors: Vec<RowError>) -> Vec<Reject> {
    let reconciled = intake.close(decided, row_errors);
    let known = KnownMembers { is_known: &|id| intake.names(id), main_of: &str::to_owned };
    let mut all = Vec::new();
    let reported = intake.sheets().rejects(&reconciled, &known, |mut row| {
        all.append(&mut row.rejects);
        Ok::<_, Infallible>(())
    });
    reported.unwrap_or_else(|never| match never {});
    all
}
