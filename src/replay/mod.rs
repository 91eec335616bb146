//! What other rules would have paid: history decided again, under terms that are not in force.
//!
//! The same pure function as batch, night and preview, on the same rows: limits and thresholds in
//! order, every set of terms on its own. Files are read once, and each member is decided under all
//! terms while at hand. Nothing is written to a ledger.
//!
//! [`Terms`] are rules with some values changed; [`score`](score()) decides; [`Report`] is what a
//! committee is told, and [`run`] writes it all.

mod address;
mod near;
mod terms;
mod patch;
mod sweep;
mod solve;
mod provision;
mod bootstrap;
mod score;
mod fund;
mod growth;
mod more_bills;
mod pseudonym;
mod report;
mod compose;
mod cells;
mod mind;
mod nobody;
mod told;
mod tables;
mod figures;
mod charts;
mod page;

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;

pub use address::Address;
pub use bootstrap::{Interval, Resampled};
pub use growth::{Factors, Grew, Growth, MOST_YEARS, Rate, Rates};
pub use more_bills::More;
pub use page::page;
pub use pseudonym::Ids;
pub use report::Report;
pub use score::{
    AGES, BURDENS, Burden, By, Costs, Group, MOST_SIDES, Moved, Payees, Question, Scope, Scores,
    Side, Sums, Under, score,
};
pub use solve::{Figure, Solve};
pub use sweep::{MOST_POINTS, Point, Sweep, grid};
pub use terms::{Change, Terms, TermsError, compile};
pub use told::told;

use crate::batch::write_json;
use crate::exchange::{
    Fingerprint, Inputs, Intake, Kept, Outbox, Phase, Purpose, Watch, read, sha256,
};
use crate::ledger::{Access, Ledger, SaidFile, Saying};
use crate::money::Money;
use crate::nightly::{everything, of_files};
use crate::scheme::{Book, BookError, quoted_list};
use crate::words::{self, Lang, Sentence};
use compose::Composer;
use fund::Months;
use mind::{Enrolled, Idle, Unfiled, Unserved};
use provision::{Without, provisions};
pub use report::SolvedAt;
use report::{Asked, Grown, Provision, SideReport, Solved, SweepReport, TermRow, Titled};
use solve::{Found, Levels, search};
use sweep::told_once;
use tables::Table;

/// All that a replay needs.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The baseline, then the scenarios.
    pub terms: &'a [Terms],
    /// Over which of them, by place, values are swept and solved for.
    pub over: usize,
    /// Values tried at many levels.
    pub sweeps: &'a [Sweep],
    /// Values that are to meet a target.
    pub solves: &'a [Solve],
    /// Whether it is told what each provision holds back.
    pub provisions: bool,
    /// Where history is.
    pub history: History<'a>,
    /// Where to write.
    pub out: &'a Path,
    /// Threads; nothing for as many as the machine has.
    pub threads: Option<usize>,
    /// Whose bills are counted, and which.
    pub scope: &'a Scope,
    /// By how much costs and the number of bills are taken to have grown.
    pub growth: &'a Growth,
    /// What a member is left with in a year, above which the member is counted.
    pub above: Money,
    /// Draws of members for intervals; zero for none.
    pub replicates: usize,
    /// Of draws and samples.
    pub seed: u64,
    /// How members are told.
    pub ids: &'a Ids,
    /// Whether by_bill.csv is written: what all terms pay on each bill.
    pub by_bill: bool,
    /// Cells of fewer members are merged.
    pub least_members: u64,
    /// The question, in the words of who asks.
    pub question: Option<&'a str>,
    /// The language of the page.
    pub lang: Lang,
    /// Who looks on.
    pub watch: &'a dyn Watch,
}

/// Where history is.
#[derive(Clone, Copy, Debug)]
pub enum History<'a> {
    /// In three files.
    Files(&'a Inputs),
    /// In three files, and in a fourth what was said by hand, as `ledger export --facts` writes them.
    Facts(&'a Inputs, &'a SaidFile),
    /// In a ledger, which is only read.
    Ledger(&'a Path),
}

/// Why there is no report. Nothing is written then.
#[derive(Clone, Debug)]
pub enum Unreported {
    /// Rules have mistakes.
    Rules(BookError),
    /// Something else must be asked for.
    Misused(Vec<Sentence>),
    /// Files cannot be read or written, or whoever looks on stopped it.
    Failed(Vec<Sentence>),
}

impl From<BookError> for Unreported {
    fn from(why: BookError) -> Unreported {
        Unreported::Rules(why)
    }
}

impl From<Sentence> for Unreported {
    fn from(why: Sentence) -> Unreported {
        Unreported::Misused(vec![why])
    }
}

impl From<TermsError> for Unreported {
    fn from(why: TermsError) -> Unreported {
        match why {
            TermsError::Book(why) => Unreported::Rules(why),
            TermsError::Asked(reasons) => Unreported::Misused(reasons),
        }
    }
}

/// manifest.json: what the report was made from, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Manifest<'r> {
    format: &'static str,
    engine: &'static str,
    question: &'r Asked,
    terms: Vec<Named<'r>>,
    inputs: &'r [Fingerprint],
    outputs: Vec<Fingerprint>,
}

/// A set of terms in a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Named<'r> {
    name: &'r str,
    rules: &'r [Fingerprint],
    changes: &'r [Change],
}

const MANIFEST: &str = "huzhu-replay-manifest/1";

/// Reads, decides under all terms, and writes the report.
///
/// # Errors
///
/// When rules have mistakes, what is asked addresses nothing or nobody, a file cannot be used or written,
/// or whoever looks on stops it; nothing of it is visible then.
pub fn run(job: &Job) -> Result<Report, Unreported> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(job.threads.unwrap_or(0)).build();
    let threads = threads.map_err(|why| failed(words::program::no_threads(why)))?;
    let tried = Tried::of(job)?;
    let scope = job.scope.clone().in_one_spelling(tried.sides[0].vocabulary.member_ids);
    let job = &Job { scope: &scope, ..*job };
    let kept = match job.history {
        History::Files(inputs) | History::Facts(inputs, _) => Kept::default().and(inputs.paths()),
        History::Ledger(ledger) => Kept::default().and_ledger(ledger),
    };
    let outbox = Outbox::open(job.out, Purpose::Replay, &kept).map_err(failed)?;
    threads.install(|| {
        let known = Known::read(job, &tried.sides[0])?;
        let (report, tables) = answer(job, &tried, &known)?;
        let outputs = write_all(&report, tables, job.lang, &outbox).map_err(failed)?;
        job.watch.begin(Phase::Publish, 0);
        goes_on(job)?;
        outbox.publish(&outputs).map_err(failed)?;
        Ok(report)
    })
}

fn failed(why: impl Into<Sentence>) -> Unreported {
    let why = why.into();
    Unreported::Failed(vec![why])
}

fn goes_on(job: &Job) -> Result<(), Unreported> {
    if job.watch.stops() { Err(failed(words::program::stopped())) } else { Ok(()) }
}

/// All terms that are tried in the first pass, compiled.
struct Tried {
    /// The baseline, then the scenarios.
    sides: Vec<Book>,
    /// Points of the grid, then terms without a provision.
    points: Vec<Book>,
    grid: Vec<Point>,
    /// Provisions of each set of terms, by the place of the terms.
    without: Vec<(usize, Without)>,
    growth: Option<Factors>,
}

impl Tried {
    fn of(job: &Job) -> Result<Tried, Unreported> {
        check(job.terms, job.over, job.sweeps, job.solves)?;
        let over = &job.terms[job.over];
        let is_ratio = |solve: &Solve| solve.figure == Figure::LossRatio;
        if job.scope.is_of_some_days() && job.solves.iter().any(is_ratio) {
            return Err(Unreported::Misused(vec![words::replay::no_ratio_of_days()]));
        }
        // Whoever is like a member has years of one stay: there are more of them, and they are lighter.
        let is_above = |solve: &Solve| solve.figure == Figure::Above;
        let of_others = !job.growth.bills.0.is_empty() && job.growth.more == More::OtherMembers;
        if of_others && job.solves.iter().any(is_above) {
            return Err(Unreported::Misused(vec![words::replay::no_above_of_others()]));
        }
        // What is wrong with the sides is told before anything is tried on them.
        compile(job.terms).map_err(Unreported::Rules)?;
        let points = match job.sweeps.is_empty() {
            true => Vec::new(),
            false => grid(over, job.sweeps).map_err(Unreported::Misused)?,
        };
        let mut without = Vec::new();
        for (place, terms) in job.terms.iter().enumerate().filter(|_| job.provisions) {
            without.extend(provisions(terms).into_iter().map(|one| (place, one)));
        }
        let removed = without.iter().filter_map(|(_, one)| one.terms.clone());
        let tried = points.iter().map(|point| point.terms.clone()).chain(removed);
        let all: Vec<Terms> = job.terms.iter().cloned().chain(tried).collect();
        let books = compile(&all).map_err(|why| told_once(why, points.len()));
        let mut books = books.map_err(Unreported::Rules)?;
        let tried = books.split_off(job.terms.len());
        let growth = job.growth.factors(&books[0].vocabulary);
        let growth = growth.map_err(Unreported::Misused)?;
        Ok(Tried { sides: books, points: tried, grid: points, without, growth })
    }
}

/// Makes sure that terms can be told apart, and values be swept and solved for.
///
/// # Errors
///
/// Everything that has the name of another, addresses nothing, or is of another unit, at once.
pub fn check(
    terms: &[Terms],
    over: usize,
    sweeps: &[Sweep],
    solves: &[Solve],
) -> Result<(), Unreported> {
    let over = &terms[over];
    let mut wrong: Vec<Sentence> = check_names(terms).err().into_iter().collect();
    wrong.extend(sweep::check(over, sweeps).err().into_iter().flatten());
    wrong.extend(solves.iter().filter_map(|solve| levels(over, solve).err()));
    if wrong.is_empty() { Ok(()) } else { Err(Unreported::Misused(wrong)) }
}

/// Makes sure that terms can be told apart.
fn check_names(terms: &[Terms]) -> Result<(), Sentence> {
    if terms.len() > MOST_SIDES {
        return Err(words::replay::too_many_sides(MOST_SIDES));
    }
    let again = (0..terms.len()).find(|&at| terms[..at].iter().any(|t| t.name == terms[at].name));
    again.map_or(Ok(()), |at| Err(words::replay::named_twice(&terms[at].name)))
}

/// The place of some terms by name.
///
/// # Errors
///
/// When there are none of that name.
pub fn place_of(terms: &[Terms], name: &str) -> Result<usize, Sentence> {
    let known = || quoted_list(terms.iter().map(|terms| terms.name.as_str()));
    let place = terms.iter().position(|terms| terms.name == name);
    place.ok_or_else(|| words::replay::no_scenario(name, known()))
}

/// The levels of a value that is solved for. A share may be written as a decimal, as in `0.65`: then more than
/// the whole is no rule.
fn levels(over: &Terms, solve: &Solve) -> Result<Levels, Sentence> {
    let present = over.value(&solve.address)?;
    let levels = Levels::of(&present);
    let edition = solve.address.edition.as_ref();
    let levels = levels.ok_or_else(|| match over.parameter(&present, edition) {
        Some(number) => words::replay::name_no_number(&solve.address, present, number),
        None => words::replay::no_number(&solve.address, present),
    })?;
    let are_rules = |level: i64| {
        let set = over.set(&solve.address, &levels.write(level));
        set.is_ok_and(|terms| Book::compile(terms.sources).is_ok())
    };
    let is_share = levels.beyond_a_share().is_some_and(|level| !are_rules(level));
    Ok(if is_share { levels.of_a_share() } else { levels })
}

/// History as it was read, and what was said by hand.
struct Known<'b> {
    intake: Intake<'b>,
    said: BTreeMap<String, Vec<Saying>>,
}

impl<'b> Known<'b> {
    fn read(job: &Job, book: &'b Book) -> Result<Known<'b>, Unreported> {
        let (intake, said) = match job.history {
            History::Files(inputs) => {
                let intake = read(inputs, &book.vocabulary, job.watch);
                (intake.map_err(Unreported::Failed)?, BTreeMap::new())
            }
            History::Facts(inputs, said) => {
                said.is_in(book.vocabulary.currency).map_err(failed)?;
                let said = (*said).clone().in_one_spelling(book.vocabulary.member_ids);
                let intake = of_files(inputs, said.same_people(), book, job.watch);
                (intake.map_err(Unreported::Failed)?, said.said())
            }
            History::Ledger(path) => {
                let ledger = Ledger::open(path, Access::Read).map_err(failed)?;
                everything(&ledger, book).map_err(Unreported::Failed)?
            }
        };
        Ok(Known { intake, said })
    }
}

/// Decides, and puts the report and its tables together.
fn answer(job: &Job, tried: &Tried, known: &Known) -> Result<(Report, Vec<Table>), Unreported> {
    let intake = &known.intake;
    let unfiled = mind::unfiled(&tried.sides);
    let unserved = mind::unserved(&tried.sides);
    let costs = unfiled.iter().map(|one| one.costs);
    let costs: Vec<Costs> = costs.chain(unserved.iter().map(|one| one.costs)).collect();
    let question = Question {
        books: &tried.sides,
        points: &tried.points,
        scope: job.scope,
        above: job.above,
        replicates: job.replicates,
        seed: job.seed,
        by_bill: job.by_bill,
        floors: &costs,
        growth: tried.growth.as_ref(),
        said: &known.said,
    };
    let scores = decide(job, &question, intake)?;
    check_scope(job, &scores, intake).map_err(Unreported::Misused)?;
    let members: Vec<u32> = job.scope.members(intake, job.seed).collect();
    let of_some_days = job.scope.is_of_some_days();
    let funds = Funds { intake, members: &members, last: last_settled(&scores), of_some_days };
    let contributions: Vec<Option<Months>> =
        tried.sides.iter().map(|book| funds.of(Some(book))).collect();
    let names: Vec<String> = job.terms.iter().map(|terms| terms.name.clone()).collect();
    let composer = Composer {
        book: &tried.sides[0],
        books: &tried.sides,
        intake,
        scores: &scores,
        names: &names,
        least_members: job.least_members,
    };
    let mut solved = Vec::new();
    for solve in job.solves {
        solved.push(solve_for(job, solve, &question, &funds, &composer)?);
    }
    let minded = Minded { unfiled, unserved, contributions: &contributions };
    let (alarms, warnings) = minded.tell(job, tried, &composer, &funds);
    let earned = funds.earned(&tried.points[..tried.grid.len()], job)?;
    let said = Said { solved, alarms, warnings, earned };
    let report = compose(job, tried, &composer, &contributions, said);
    let all = tables_of(job, &report, &composer);
    Ok((report, all))
}

/// What may have to be minded, as far as it is found before the report.
struct Minded<'m> {
    unfiled: Vec<Unfiled>,
    unserved: Vec<Unserved>,
    contributions: &'m [Option<Months>],
}

impl Minded<'_> {
    /// What must be known before all else, and what is to be minded.
    fn tell(
        &self,
        job: &Job,
        tried: &Tried,
        composer: &Composer,
        funds: &Funds,
    ) -> (Vec<Sentence>, Vec<Sentence>) {
        let Minded { unfiled, unserved, contributions } = self;
        let Composer { intake, scores, names, .. } = *composer;
        let enrolled = Enrolled::of(&tried.sides, intake, funds.members);
        let idle = Idle::of(names, &enrolled, unserved, &scores.under[unfiled.len()..], scores);
        let mut warnings = mind::warnings(&tried.sides, names, unfiled, scores);
        warnings.extend(idle.warnings);
        warnings.extend(enrolled.warnings(names));
        warnings.extend(job.scope.unknown(intake).map(words::replay::ids_unknown));
        warnings.extend(grown(job.growth, scores.grew));
        warnings.extend(mind::changes_nothing(job.terms));
        warnings.extend(other_warnings(scores, intake, names, contributions, funds.of_some_days));
        warnings.extend(develops_by_few(job).then(words::replay::no_development));
        let points = &scores.points[..tried.grid.len()];
        let few = points.iter().filter(|sums| composer.is_few(sums)).count();
        warnings.extend((few > 0).then(|| words::replay::few_at_levels(few, job.least_members)));
        let mut alarms = enrolled.alarms(names);
        alarms.extend(idle.alarms);
        // Rows that are refused before a member is opened are of the whole file.
        let is_all = *job.scope == Scope::default();
        let refused_so_far = if is_all { intake.refused_so_far() } else { 0 };
        alarms.extend(mind::mostly_refused(scores, refused_so_far));
        (alarms, warnings)
    }
}

/// The tables beside the report.
fn tables_of(job: &Job, report: &Report, composer: &Composer) -> Vec<Table> {
    let mut all = vec![
        tables::totals(report),
        tables::differences(composer, job.ids),
        tables::terms(report, composer.names),
        tables::burden(report),
    ];
    if !develops_by_few(job) {
        all.extend([tables::transactions(composer), tables::triangles(composer)]);
    }
    all.extend(tables::fund(report));
    all.extend(tables::provisions(report));
    all.extend(tables::sweep(report, job.sweeps));
    all.extend(job.by_bill.then(|| tables::bills(composer)));
    all
}

fn decide(job: &Job, question: &Question, intake: &Intake) -> Result<Scores, Unreported> {
    job.watch.begin(Phase::Decide, intake.bills() as u64);
    let scores = score(question, intake, job.watch);
    let scores = scores.ok_or_else(|| failed(words::program::stopped()))?;
    match scores.wrong.first() {
        None => Ok(scores),
        Some(why) => {
            let all = scores.wrong.len();
            Err(failed(mind::in_both(why, |why| words::replay::said_unread(all, why))))
        }
    }
}

/// That bills are not as they were, and how many.
fn grown(growth: &Growth, grew: Grew) -> Vec<Sentence> {
    let Growth { costs, bills, more, to } = growth;
    let mut all = Vec::new();
    if !costs.0.is_empty() {
        all.push(words::replay::costs_grown(costs, to, figures::count(grew.costs)));
    }
    let number = figures::count_more(grew.bills);
    match more {
        _ if bills.0.is_empty() => {}
        More::SameMembers => all.push(words::replay::more_of_same(bills, to, number)),
        More::OtherMembers => all.push(words::replay::more_of_others(bills, to, number)),
    }
    let is_grown = !all.is_empty();
    all.extend(is_grown.then(|| words::replay::grown_years(to)));
    all
}

/// The last month in which a bill that is paid was settled; further bills do not make it later.
fn last_settled(scores: &Scores) -> Option<i32> {
    let paid = scores.flows.keys().map(|(_, settled)| *settled).max();
    paid.min(scores.last_settled)
}

/// What contributions are found from.
struct Funds<'f> {
    intake: &'f Intake<'f>,
    members: &'f [u32],
    last: Option<i32>,
    of_some_days: bool,
}

impl Funds<'_> {
    /// Nothing where only bills of some days are counted: contributions are of all.
    fn of(&self, book: Option<&Book>) -> Option<Months> {
        let book = book.filter(|_| !self.of_some_days)?;
        fund::contributions(book, self.intake, self.members, self.last)
    }

    /// What each of some books earns. Hundreds may name the same fees: members are gone through once for these.
    fn earned(&self, books: &[Book], job: &Job) -> Result<Vec<Option<i128>>, Unreported> {
        let all: Vec<fund::Fees> = books.iter().map(fund::fees).collect();
        let first = |fees| all.iter().position(|other| other == fees).expect("one of them");
        let firsts: Vec<usize> = all.iter().map(first).collect();
        let earned = |months: Months| months.values().map(|month| month.earned).sum();
        let found = books.par_iter().enumerate().map(|(at, book)| {
            goes_on(job)?;
            Ok(if firsts[at] == at { self.of(Some(book)).map(earned) } else { None })
        });
        let found: Vec<Option<i128>> = found.collect::<Result<_, Unreported>>()?;
        Ok(firsts.into_iter().map(|first| found[first]).collect())
    }
}

/// Makes sure that somebody is in scope, and that totals are not those of a few.
fn check_scope(job: &Job, scores: &Scores, intake: &Intake) -> Result<(), Vec<Sentence>> {
    let Some(all) = scores.groups.get(&By::All).filter(|_| scores.members > 0) else {
        return Err(match scores.last_settled {
            Some(_) => vec![words::replay::grown_to_nothing()],
            None => nobody::reasons(job.scope, job.seed, intake),
        });
    };
    let least = job.least_members;
    if scores.members < least {
        return Err(vec![words::replay::few_in_scope(least)]);
    }
    if least <= 1 || !is_of_known(job.scope) {
        return Ok(());
    }
    for (side, terms) in all.sides.iter().zip(job.terms) {
        let is_few = |members: u64| (1..least).contains(&members);
        if is_few(side.members) {
            return Err(vec![words::replay::few_paid_in_scope(&terms.name, least)]);
        }
        if is_few(side.moved) {
            return Err(vec![words::replay::few_moved_in_scope(&terms.name, least)]);
        }
    }
    Ok(())
}

/// Whether a reader may know who the members in scope are: those of a unit, or those who are named.
fn is_of_known(scope: &Scope) -> bool {
    scope.unit.is_some() || scope.members.is_some()
}

/// Whether months could tell of a few: those of chosen members or of a unit hold one member each sooner or
/// later, and to put them together would spoil how payments develop.
fn develops_by_few(job: &Job) -> bool {
    job.least_members > 1 && is_of_known(job.scope)
}

/// Finds the value that meets a target.
fn solve_for(
    job: &Job,
    solve: &Solve,
    question: &Question,
    funds: &Funds,
    composer: &Composer,
) -> Result<Solved, Unreported> {
    let over = &job.terms[job.over];
    let levels = levels(over, solve).map_err(|why| Unreported::Misused(vec![why]))?;
    if solve.figure == Figure::LossRatio && funds.of(composer.books.get(job.over)).is_none() {
        return Err(Unreported::Misused(vec![words::replay::no_ratio(&over.name)]));
    }
    let figures = |tried: &[i64]| -> Result<Vec<Option<Decimal>>, Unreported> {
        let set = |level: &i64| over.set(&solve.address, &levels.write(*level)).ok();
        let are_rules = |terms: &Terms| Book::compile(terms.sources.clone()).is_ok();
        let terms: Vec<Option<Terms>> =
            tried.iter().map(|level| set(level).filter(are_rules)).collect();
        let mut all = vec![job.terms[0].clone()];
        all.extend(terms.iter().flatten().cloned());
        let books = compile(&all).map_err(Unreported::Rules)?;
        let (baseline, points) = books.split_at(1);
        let (floors, replicates, by_bill) = (&[][..], 0, false);
        let question =
            Question { books: baseline, points, floors, replicates, by_bill, ..*question };
        let scores = decide(job, &question, funds.intake)?;
        let earned = match solve.figure {
            Figure::LossRatio => funds.earned(points, job)?,
            Figure::Total | Figure::Above => vec![None; points.len()],
        };
        let figure = |(earned, sums): (Option<i128>, &Sums)| match solve.figure {
            Figure::Total => composer.decimal(sums.side.payable),
            Figure::Above => ratio(sums.above.into(), scores.burden.years.into()),
            Figure::LossRatio => loss_ratio(sums.side.payable, earned.unwrap_or(0)),
        };
        let mut found = earned.into_iter().zip(&scores.points).map(figure);
        Ok(terms.iter().map(|terms| terms.as_ref().and_then(|_| found.next())).collect())
    };
    let found = search(&levels, solve.wanted, figures)?;
    let tell = |(level, figure): (i64, Decimal)| SolvedAt {
        level: levels.write(level),
        figure: match solve.figure {
            Figure::Total => figure.to_string(),
            Figure::LossRatio | Figure::Above => {
                let percent = figure.checked_mul(Decimal::ONE_HUNDRED);
                percent.map_or("∞".to_owned(), |one| format!("{}%", one.round_dp(4).normalize()))
            }
        },
    };
    let note = note(&found, &levels);
    Ok(Solved {
        address: solve.address.to_string(),
        figure: solve.figure.code().to_owned(),
        target: solve.target.clone(),
        below: found.below.map(tell),
        above: found.above.map(tell),
        note: note.as_ref().map(Titled::from),
    })
}

/// What to mind of what was found.
fn note(found: &Found, levels: &Levels) -> Option<Sentence> {
    let last = levels.write(found.last);
    let is_met = found.below.is_some() && found.above.is_some();
    let mut notes = Vec::new();
    notes.extend(match (is_met, found.one_way) {
        (false, true) => Some(words::replay::not_met(last)),
        (false, false) => Some(words::replay::not_found(last)),
        (true, false) => Some(words::replay::not_one_way()),
        (true, true) => None,
    });
    let same = found.same.map(|(from, to)| (levels.write(from), levels.write(to)));
    notes.extend(same.map(|(from, to)| words::replay::same_for_all(from, to)));
    let text = |lang, between: &str| {
        let notes: Vec<&str> = notes.iter().map(|note| note.text(lang)).collect();
        notes.join(between)
    };
    let note = Sentence::new(text(Lang::English, "; "), text(Lang::Chinese, "；"));
    (!notes.is_empty()).then_some(note)
}

/// A share, exact to far below what is told; nothing of nothing.
fn ratio(part: i128, whole: i128) -> Decimal {
    let number = |count: i128| Decimal::from_i128_with_scale(count, 0);
    number(part).checked_div(number(whole)).unwrap_or_default()
}

/// Payments as a share of contributions: of none at all beyond any measure.
fn loss_ratio(paid: i128, earned: i128) -> Decimal {
    if earned == 0 && paid > 0 { Decimal::MAX } else { ratio(paid, earned) }
}

fn other_warnings(
    scores: &Scores,
    intake: &Intake,
    names: &[String],
    contributions: &[Option<Months>],
    of_some_days: bool,
) -> Vec<Sentence> {
    let mut all = Vec::new();
    let refused = scores.refused + intake.refused_so_far();
    if refused > 0 {
        all.push(words::replay::rows_refused(figures::count(refused)));
    }
    if scores.unsaid > 0 {
        all.push(words::replay::unsaid(scores.unsaid));
    }
    let without = names.iter().zip(contributions).filter(|(_, months)| months.is_none());
    match of_some_days {
        true => all.push(words::replay::no_fund_of_days()),
        false => all.extend(without.map(|(name, _)| words::replay::no_fee(name))),
    }
    all
}

/// What is told beside figures.
struct Said {
    solved: Vec<Solved>,
    alarms: Vec<Sentence>,
    warnings: Vec<Sentence>,
    /// What each point of the grid earns.
    earned: Vec<Option<i128>>,
}

fn compose(
    job: &Job,
    tried: &Tried,
    composer: &Composer,
    contributions: &[Option<Months>],
    said: Said,
) -> Report {
    let (book, scores) = (composer.book, composer.scores);
    let side = |place: usize| side(job, composer, place);
    let term = |(address, values): (String, Vec<Option<String>>)| TermRow { address, values };
    let sweep = SweepReport {
        terms: job.terms[job.over].name.clone(),
        addresses: job.sweeps.iter().map(|sweep| sweep.address.to_string()).collect(),
        points: composer.points(&tried.grid, &said.earned),
    };
    Report {
        format: Report::FORMAT,
        engine: env!("CARGO_PKG_VERSION"),
        scheme: book.id.clone(),
        title: Titled::from(&book.title),
        currency: book.vocabulary.currency.code(),
        question: asked(job, composer),
        inputs: inputs(job, composer.intake),
        members: scores.members,
        bills: scores.groups.get(&By::All).map_or(0, |all| all.bills),
        baseline: side(0),
        scenarios: (1..job.terms.len()).map(side).collect(),
        terms: terms::side_by_side(job.terms).into_iter().map(term).collect(),
        groups: composer.dimensions(),
        burden: composer.burden(),
        fund: composer.fund(contributions),
        provisions: held_back(job, tried, composer),
        sweep: (!job.sweeps.is_empty()).then_some(sweep),
        solved: said.solved,
        alarms: said.alarms.iter().map(Titled::from).collect(),
        warnings: said.warnings.iter().map(Titled::from).collect(),
    }
}

/// All files that history was read from.
fn inputs(job: &Job, intake: &Intake) -> Vec<Fingerprint> {
    let said = match job.history {
        History::Facts(_, said) => Some(said.fingerprint()),
        History::Files(_) | History::Ledger(_) => None,
    };
    intake.fingerprints().into_iter().chain(said).collect()
}

fn asked(job: &Job, composer: &Composer) -> Asked {
    let Scope { members, unit, from, to, sample } = job.scope;
    let sample = sample.map(|of| format!("{}.{:02}%", of / 100, of % 100));
    Asked {
        question: job.question.map(str::to_owned),
        from: from.map(|day| day.to_string()),
        to: to.map(|day| day.to_string()),
        unit: unit.clone(),
        named: members.as_ref().map(std::collections::BTreeSet::len),
        sample,
        seed: job.seed,
        replicates: job.replicates,
        above: composer.show(job.above.minor().into()),
        least_members: job.least_members,
        growth: Grown::of(job.growth),
        over: job.terms[job.over].name.clone(),
        sweeps: job.sweeps.iter().map(ToString::to_string).collect(),
        solves: job.solves.iter().map(ToString::to_string).collect(),
        provisions: job.provisions,
        by_bill: job.by_bill,
        ids: job.ids.code(),
    }
}

fn side(job: &Job, composer: &Composer, place: usize) -> SideReport {
    let (terms, scores) = (&job.terms[place], composer.scores);
    let rules = terms.sources.iter().map(|source| Fingerprint {
        file: source.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        sha256: sha256(source.text.as_bytes()),
    });
    let all = scores.groups.get(&By::All).map(|all| all.sides[place]).unwrap_or_default();
    SideReport {
        name: terms.name.clone(),
        rules: rules.collect(),
        changes: terms.changes.clone(),
        total: composer.show(all.payable),
        interval: composer.range(scores.resampled.total(place)),
        bills_with_benefit: all.bills,
        members_with_benefit: all.members,
        difference: (place > 0).then(|| composer.difference(place)),
    }
}

/// What each provision holds back, in the order of the rules.
fn held_back(job: &Job, tried: &Tried, composer: &Composer) -> Vec<Provision> {
    let totals = composer.scores.totals(job.terms.len());
    let mut points = composer.scores.points[tried.grid.len()..].iter();
    let tell = |(place, without): &(usize, Without)| {
        let sums = without.terms.as_ref().and_then(|_| points.next());
        Provision {
            terms: job.terms[*place].name.clone(),
            address: without.address.to_string(),
            title: Titled::from(&without.title),
            effect: sums.map(|sums| composer.show(sums.side.payable - totals[*place])),
        }
    };
    tried.without.iter().map(tell).collect()
}

/// Writes the report and its tables; what was written.
fn write_all(
    report: &Report,
    tables: Vec<Table>,
    lang: Lang,
    outbox: &Outbox,
) -> Result<Vec<Fingerprint>, Sentence> {
    let page = ("report.html", page(report, lang).into_bytes());
    let mut outputs = outbox.write(tables.into_iter().chain([page]).collect())?;
    outputs.push(write_json("report.json", outbox, report)?);
    let sides = std::iter::once(&report.baseline).chain(&report.scenarios);
    let terms =
        sides.map(|side| Named { name: &side.name, rules: &side.rules, changes: &side.changes });
    let manifest = Manifest {
        format: MANIFEST,
        engine: report.engine,
        question: &report.question,
        terms: terms.collect(),
        inputs: &report.inputs,
        outputs: outputs.clone(),
    };
    write_json("manifest.json", outbox, &manifest)?;
    Ok(outputs)
}
