//! One night with a ledger: what is known and what came tonight are decided together, and the
//! differences posted. Run twice, it pays once.
//!
//! What is due is what the whole history pays less what was posted before. So a late bill, a corrected
//! one, one taken back, a period that comes late: each is the same call with other facts, and the night
//! ends as if everything had been known from the start.

pub mod again;
pub mod balance;
mod by_hand;
mod difference;
mod facts;
mod headers;
mod merge;
pub mod moves;
mod impact;
mod limits;
mod live;
mod member;
mod outputs;
mod own;
mod person;
mod recall;
mod said;
mod who;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use rayon::prelude::*;

pub use by_hand::{Weighed, inputs_since, touching, weigh};
pub use difference::difference;
pub use facts::{FACT_FILES, FactFiles, fact_files};
use impact::impact_on;
pub use impact::{Impact, Moved, Rejudged, impact};
pub use limits::{LimitLeft, Limits, Opened, limits};
pub use live::{Live, live};
pub use outputs::{CameTonight, MoveTotal, NightSummary, Report, RowCounts};
pub(crate) use recall::{everything, of_files};
pub use said::{Facts, accumulator_place, benefit_number, openings_beside};

use crate::adjudication::{Adjudicator, MEANING};
use crate::batch::{InOrder, MEMBERS_A_SHARE, MEMBERS_EXPECTED, SHARES_WAITING};
use crate::exchange::{Arrived, Became, Kept, Kind, Outbox, Phase, Purpose, Watch};
use crate::ledger::{
    Access, Adoption, Content, Fact, Known, Latest, Ledger, Name, NewPosting, NewRun, Others,
    Saying, Signed, bill_hash, has_come,
};
use crate::payment::{self, OpenPayments, Reviewed};
use crate::scheme::Book;
use crate::words::{self, Lang, Sentence};
use member::AtHand;
pub(crate) use member::decide_under;
use merge::Merge;
use moves::Change;
use outputs::{Files, Tally, Withdrawal};
use own::Own;
use person::NewRows;

/// All that a night needs.
#[derive(Clone, Copy)]
pub struct Night<'a> {
    /// The rules.
    pub book: &'a Book,
    /// The files the rules were read from.
    pub rules: &'a Rules,
    /// What came tonight.
    pub inputs: &'a crate::exchange::Inputs,
    /// The ledger, which [`Ledger::create`] has made.
    pub ledger: &'a Path,
    /// Where to write.
    pub out: &'a Path,
    /// The day the night counts for.
    pub posted_on: crate::date::Day,
    /// The last day that has come, and that a night can count for; nothing where that is not asked.
    pub today: Option<crate::date::Day>,
    /// Who prepares it.
    pub by: &'a Name,
    /// The account of the operating system that it is prepared from; empty where that is not known.
    pub login: &'a str,
    /// The name of rules that change what was decided, where that is wanted.
    pub adopt: Option<&'a str>,
    /// A file of the members who alone adopt them; nothing for all.
    pub adopt_only: Option<&'a Path>,
    /// Threads; nothing for as many as the machine has.
    pub threads: Option<usize>,
    /// The language of sentences in files.
    pub lang: Lang,
    /// Who looks on.
    pub watch: &'a dyn Watch,
}

/// Rule files, as a ledger keeps them.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The files, by their content.
    pub files: Vec<crate::exchange::Fingerprint>,
    /// SHA-256 of all of them.
    pub hash: String,
    /// A JSON list of `{file, text}`.
    pub json: String,
}

impl Rules {
    /// Digits of the hash that name rules.
    pub const NAME: usize = 12;

    /// Rules from their files.
    pub fn of(sources: &[crate::scheme::Source]) -> Rules {
        let name = |source: &crate::scheme::Source| {
            source.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
        };
        let mut named: Vec<(String, &str)> =
            sources.iter().map(|source| (name(source), source.text.as_str())).collect();
        named.sort();
        let files: Vec<serde_json::Value> = named
            .iter()
            .map(|(file, text)| serde_json::json!({ "file": file, "text": text }))
            .collect();
        let json = serde_json::Value::from(files).to_string();
        let print = |(file, text): &(String, &str)| crate::exchange::Fingerprint {
            file: file.clone(),
            sha256: crate::exchange::sha256(text.as_bytes()),
        };
        let files = named.iter().map(print).collect();
        Rules { files, hash: crate::exchange::sha256(json.as_bytes()), json }
    }

    /// What people call them by.
    pub fn name(&self) -> &str {
        Rules::short(&self.hash)
    }

    /// What people call rules of this hash.
    pub fn short(hash: &str) -> &str {
        hash.get(..Rules::NAME).unwrap_or(hash)
    }
}

/// Reads, decides whoever something changed for, posts the differences, writes.
///
/// # Errors
///
/// When a file or the ledger cannot be used, the rules would change what was decided and that is not
/// asked for, or whoever looks on stops the run: nothing of it is posted then, and nothing visible.
pub fn run(night: &Night) -> Result<Report, Vec<Sentence>> {
    use crate::ledger::alone as one;
    let threads = rayon::ThreadPoolBuilder::new().num_threads(night.threads.unwrap_or(0)).build();
    let threads = threads.map_err(|why| one(words::program::no_threads(why)))?;
    if let Some(today) = night.today {
        has_come(night.posted_on, today).map_err(one)?;
    }
    let read = Kept::default().and(night.inputs.paths()).and(night.adopt_only);
    read.spares_beside(night.ledger).map_err(one)?;
    let kept = read.and_ledger(night.ledger);
    let outbox = Outbox::open(night.out, Purpose::Decisions, &kept).map_err(one)?;
    let mut ledger = Ledger::open(night.ledger, Access::Write).map_err(one)?;
    ledger.reads_ids(night.book.vocabulary.member_ids).map_err(one)?;
    ledger.brought_up().iter().for_each(|told| night.watch.tells(told));
    ledger.belongs_to(&night.book.id, night.book.vocabulary.currency).map_err(one)?;
    let since = check(night, &ledger).map_err(one)?;
    let vocabulary = &night.book.vocabulary;
    let arrived = threads
        .install(|| Arrived::read(night.inputs, vocabulary, Some(night.posted_on), night.watch))?;
    let recalled = recall(night, &ledger, &threads, &since, &arrived)?;
    let Recalled { known, changed, same, said, ever_said, looked_at, adopted, own, since } =
        recalled;
    let reviewed = match night.book.review.hold.is_empty() {
        true => Reviewed::default(),
        false => payment::reviewed(&ledger, &night.book.id).map_err(one)?,
    };
    let payments = OpenPayments::of(&ledger, &known.members).map_err(one)?;
    let merge = threads.install(|| Merge::new(Some(&arrived), &known, &same, vocabulary));
    let tonight = Tonight {
        arrived: &arrived,
        merge: &merge,
        known: &known,
        payments: &payments,
        same: &same,
        said: &said,
        ever_said: &ever_said,
        looked_at: &looked_at,
        adopted: adopted.as_ref(),
        own: &own,
        reviewed: &reviewed,
        since,
    };
    let people = threads.install(|| to_decide(tonight, &changed));
    let posted = post(night, &mut ledger, &threads, tonight, &people, &outbox);
    let report = posted.map_err(one)?;
    night.watch.begin(Phase::Publish, 0);
    let published = outbox.publish(&report.outputs);
    published.map_err(|why| vec![words::ledger::posted_not_published(report.summary.run, why)])?;
    Ok(report)
}

/// What is other than on the last night.
#[derive(Clone, Copy, Debug, Default)]
struct Since {
    rules: bool,
    /// What the engine means by rules and facts.
    engine: bool,
}

impl Since {
    /// Whether only the engine is.
    fn is_engine(self) -> bool {
        self.engine && !self.rules
    }

    /// The name that is adopted by whoever wants it.
    fn name(self, night: &Night) -> String {
        match self.is_engine() {
            true => format!("engine-{MEANING}"),
            false => night.rules.name().to_owned(),
        }
    }
}

/// What can be said before anything is read; what is other than on the last night.
fn check(night: &Night, ledger: &Ledger) -> Result<Since, Sentence> {
    let Some(last) = ledger.last_run()? else { return Ok(Since::default()) };
    ledger.is_open(night.posted_on)?;
    ledger.may_follow(night.posted_on, night.today)?;
    let known = ledger.rules(last.rules)?;
    let rules = known.is_none_or(|(hash, _)| hash != night.rules.hash);
    let since = Since { rules, engine: last.meaning != MEANING };
    match since.is_engine() && night.adopt_only.is_some() {
        true => Err(words::ledger::engine_for_all()),
        false => Ok(since),
    }
}

/// What is known of whoever something came of tonight.
struct Recalled {
    known: Known,
    /// Ids of which tonight's files say something, by number, but for those of whom they say what they said
    /// before.
    changed: Vec<u32>,
    same: Vec<(String, String)>,
    /// What was said since the last night.
    said: Vec<Fact>,
    /// All that was ever said, in order, where tonight ids are joined; else nothing.
    ever_said: Vec<Fact>,
    /// Ids of those whose money in hand is looked at though nothing else came.
    looked_at: BTreeSet<String>,
    /// Who adopts the rules of the night, which change what was decided; nothing where nobody does.
    adopted: Option<Adoption>,
    /// Rules that others go on under.
    own: Own,
    since: Since,
}

fn recall(
    night: &Night,
    ledger: &Ledger,
    threads: &rayon::ThreadPool,
    since: &Since,
    arrived: &Arrived,
) -> Result<Recalled, Vec<Sentence>> {
    use crate::ledger::alone as one;
    let (same, said) = (ledger.same_people().map_err(one)?, ledger.pending_facts().map_err(one)?);
    let joins = |fact: &Fact| matches!(fact.what, Saying::SamePerson { .. });
    let ever_said = match !same.is_empty() || said.iter().any(joins) {
        true => ledger.manual_facts(None).map_err(one)?.into_iter().map(|said| said.fact).collect(),
        false => Vec::new(),
    };
    let mut looked_at = payment::to_look_at(ledger).map_err(one)?;
    looked_at.extend(ledger.spelled_apart().map_err(one)?);
    let looked_at = with_same(looked_at, &same);
    let changed = changed(ledger, arrived).map_err(one)?;
    let only = night.adopt_only.map(|path| ledger.read_adopters(path)).transpose()?;
    let may_adopt = night.adopt.is_some() && ledger.left_anybody_out().map_err(one)?;
    let (mut known, mut adopted) = (None, None);
    if since.rules || since.engine || may_adopt {
        let all = ledger.everybody().map_err(one)?;
        let settled = settled(&all, &same, &said);
        let left_out = ledger.left_out(&all, &settled, None).map_err(one)?;
        let compare = || impact_on(&all, &left_out, &settled, night.book, night.watch);
        let found = threads.install(compare)?;
        let only = only.map(|only| with_same(only, &same));
        adopted = self::adopted(night, ledger, (&found, *since), &left_out, only)?;
        match adopted {
            Some(_) => known = Some(all),
            // Told on the night of which the rules are, and not on the one on which somebody comes.
            None => drop(Own::read(ledger, left_out, (night.book, night.rules)).map_err(one)?),
        }
    }
    let known = match known {
        Some(all) => all,
        None if ledger.last_run().map_err(one)?.is_none() => Known::default(),
        None => {
            let mut ids: Vec<String> =
                changed.iter().map(|&number| arrived.id(number).to_owned()).collect();
            ids.extend(said.iter().map(|fact| fact.member_id.clone()));
            ids.extend(looked_at.iter().cloned());
            ids.sort_unstable();
            ids.dedup();
            add_same(&same, &mut ids);
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let hashes: Vec<i64> = arrived.bill_ids().iter().map(|id| bill_hash(id)).collect();
            ledger.known(&ids, &hashes).map_err(one)?
        }
    };
    let left_out = ledger.left_out(&known, &same, adopted.as_ref()).map_err(one)?;
    let own = Own::read(ledger, left_out, (night.book, night.rules)).map_err(one)?;
    let since = *since;
    Ok(Recalled { known, changed, same, said, ever_said, looked_at, adopted, own, since })
}

/// Where more than one in so many ids of a ledger is asked for, all are looked through.
const ONE_IN: usize = 16;

/// Ids of which tonight's files say something, but for those of whom the files of members and enrolments say
/// what they said before, and the file of bills nothing.
fn changed(ledger: &Ledger, arrived: &Arrived) -> Result<Vec<u32>, Sentence> {
    let mut is_new = vec![true; arrived.len() as usize];
    let is_asked = |number: u32| {
        let is_register = arrived.print(number) != 0;
        is_register && !arrived.has_bills(number) && !arrived.is_blocked(number)
    };
    let says_the_same = |number: u32, seen: i64| is_asked(number) && arrived.print(number) == seen;
    let asked = (0..arrived.len()).filter(|&number| is_asked(number)).count();
    if asked > ledger.ids()? as usize / ONE_IN {
        ledger.each_seen(|id, seen| {
            if let Some(number) = arrived.find(id).filter(|number| says_the_same(*number, seen)) {
                is_new[number as usize] = false;
            }
        })?;
    } else {
        for number in (0..arrived.len()).filter(|&number| is_asked(number)) {
            let seen = ledger.seen(arrived.id(number))?;
            is_new[number as usize] = !seen.is_some_and(|seen| says_the_same(number, seen));
        }
    }
    Ok((0..arrived.len()).filter(|&number| is_new[number as usize]).collect())
}

/// Who adopts the rules, where that is asked for by name; or why the night is refused: the rules would
/// change something, and nobody asked, or asked for others.
fn adopted(
    night: &Night,
    ledger: &Ledger,
    (found, since): (&Impact, Since),
    left_out: &BTreeMap<String, Vec<String>>,
    only: Option<BTreeSet<String>>,
) -> Result<Option<Adoption>, Vec<Sentence>> {
    let unasked = !found.of_followers().members.is_empty();
    let anything = unasked || found.left_out > 0;
    match night.adopt {
        Some(name) if anything && name == since.name(night) => {
            // Whoever adopted the rules of the night already has nothing to adopt.
            let had = ledger.adopted_by_name(&night.rules.hash).map_err(crate::ledger::alone)?;
            let adopts = |id: &String| unasked || left_out.contains_key(id) || !had.contains(id);
            let members = only.map(|ids| ids.into_iter().filter(adopts).collect::<BTreeSet<_>>());
            if members.as_ref().is_some_and(BTreeSet::is_empty) {
                return Ok(None);
            }
            let others = if unasked { others(ledger)? } else { Others::AsBefore };
            let rules = night.rules.hash.clone();
            Ok(Some(Adoption { rules, members, others, before: i64::MAX }))
        }
        Some(_) if !anything => Ok(None),
        None if !unasked => Ok(None),
        _ => Err(refusal(night, found, since)),
    }
}

/// What whoever does not adopt the rules of the night goes on under: those that were in force until now.
fn others(ledger: &Ledger) -> Result<Others, Vec<Sentence>> {
    let last = ledger.last_run().map_err(crate::ledger::alone)?;
    let last = last.expect("something was decided, by a run");
    let (hash, _) = ledger.rules_of_run(last.no, last.rules).map_err(crate::ledger::alone)?;
    Ok(Others::Under(hash))
}

/// Ids of one person of which postings know already: what was decided was decided of these.
fn settled(known: &Known, same: &[(String, String)], said: &[Fact]) -> Vec<(String, String)> {
    let is_posted = |(other, main): &(String, String)| {
        known.of(main).is_some_and(|latest| latest.content.joins(other))
    };
    let is_news = |(other, main): &(String, String)| {
        let joins = Saying::SamePerson { other: other.clone() };
        said.iter().any(|fact| fact.member_id == *main && fact.what == joins)
    };
    same.iter().filter(|pair| is_posted(pair) && !is_news(pair)).cloned().collect()
}

/// Why the night is refused, with the name that was asked for, where that is not the name of its rules.
fn refusal(night: &Night, found: &Impact, since: Since) -> Vec<Sentence> {
    let name = since.name(night);
    let currency = night.book.vocabulary.currency;
    let mut told = found.refusal(&name, currency, since.is_engine());
    let other = night.adopt.map(|asked| words::ledger::not_the_name(asked, &name));
    told.splice(0..0, other);
    told
}

/// Ids, with the other ids of the same people.
fn with_same(ids: BTreeSet<String>, same: &[(String, String)]) -> BTreeSet<String> {
    let mut ids: Vec<String> = ids.into_iter().collect();
    add_same(same, &mut ids);
    ids.into_iter().collect()
}

/// Adds the other ids of whoever is one person.
fn add_same(same: &[(String, String)], ids: &mut Vec<String>) {
    let is_in = |ids: &[String], id: &String| ids.binary_search(id).is_ok();
    let told: BTreeSet<&String> =
        same.iter().filter(|(a, b)| is_in(ids, a) || is_in(ids, b)).map(|(_, id)| id).collect();
    let all = same.iter().filter(|(_, id)| told.contains(id)).flat_map(|(a, b)| [a, b]);
    let all: Vec<String> = all.cloned().collect();
    ids.extend(all);
    ids.sort_unstable();
    ids.dedup();
}

/// Whoever is looked at tonight, by main id as bytes.
fn to_decide<'t>(tonight: Tonight<'t>, changed: &[u32]) -> Vec<&'t str> {
    let Tonight { arrived, merge, known, said, looked_at, adopted, .. } = tonight;
    let changed = arrived.in_order(changed.iter().copied());
    let mut people: Vec<&str> = changed.iter().map(|&number| arrived.id(number)).collect();
    let is_there = |id: &&str| merge.knows(id) || arrived.find(id).is_some();
    people.extend(merge.bereft());
    people.extend(looked_at.iter().map(String::as_str).filter(is_there));
    people.extend(said.iter().map(|fact| &*fact.member_id).filter(is_there));
    match adopted.map(|adoption| &adoption.members) {
        None => {}
        Some(None) => people.extend(known.members.iter().map(|latest| &*latest.content.member_id)),
        Some(Some(ids)) => people.extend(ids.iter().map(String::as_str).filter(is_there)),
    }
    people.iter_mut().for_each(|id| *id = merge.main_of(id));
    if !people.is_sorted() {
        people.par_sort_unstable();
    }
    people.dedup();
    people
}

/// What tonight is decided on.
#[derive(Clone, Copy)]
struct Tonight<'t> {
    arrived: &'t Arrived<'t>,
    merge: &'t Merge<'t>,
    known: &'t Known,
    payments: &'t OpenPayments,
    same: &'t [(String, String)],
    said: &'t [Fact],
    ever_said: &'t [Fact],
    looked_at: &'t BTreeSet<String>,
    adopted: Option<&'t Adoption>,
    own: &'t Own,
    reviewed: &'t Reviewed,
    since: Since,
}

impl Tonight<'_> {
    /// Whether somebody is decided though nothing came.
    fn asks(&self, main: &str) -> bool {
        let is_main = |id: &str| self.merge.main_of(id) == main;
        self.looked_at.contains(main)
            || self.joins_a_spelling(main)
            || self.said.iter().any(|fact| is_main(&fact.member_id))
            || self.adopted.is_some_and(|adopted| {
                adopted.members.as_ref().is_none_or(|members| members.contains(main))
            })
    }

    /// Whether an id is one more of a person's, and no posting of the person knows it: the ledger keeps it in
    /// another spelling.
    fn joins_a_spelling(&self, main: &str) -> bool {
        let mut others = self.merge.ids(main).skip(1).peekable();
        others.peek().is_some() && {
            let posted = self.known.of(main).map(|latest| &latest.content);
            others.any(|other| posted.is_none_or(|content| !content.joins(other)))
        }
    }

    /// Whether a person is decided tonight, since nothing of the person is refused.
    fn decides(&self, id: &str) -> bool {
        self.merge.is_decided(self.merge.main_of(id))
    }
}

/// Makes sure that nobody is left behind when all adopt the rules of the night: who has a row refused
/// cannot be decided, and would come under these rules later and unasked.
fn all_can_adopt(tonight: Tonight) -> Result<(), Sentence> {
    let Tonight { known, same, adopted, .. } = tonight;
    if adopted.is_none_or(|adoption| adoption.members.is_some()) {
        return Ok(());
    }
    let is_other = |id: &String| same.iter().any(|(other, _)| other == id);
    let decided = known.members.iter().map(|latest| &latest.content);
    let decided = decided.filter(|content| !content.decisions.is_empty());
    let ids = decided.map(|content| &content.member_id).filter(|id| !is_other(id));
    match ids.filter(|id| !tonight.decides(id)).count() {
        0 => Ok(()),
        refused => Err(words::ledger::cannot_adopt(refused)),
    }
}

/// What is decided of some members, posted and written by another thread.
#[derive(Default)]
struct Share {
    /// Why nothing can be decided.
    failed: Option<Sentence>,
    postings: Vec<(NewPosting, Vec<Change>)>,
    decisions: Vec<u8>,
    /// Rows of flags.csv.
    flags: Vec<u8>,
    /// Bills that are held from tonight on, each with its flag.
    holds: Vec<(String, &'static str)>,
    /// Rows of openings.csv.
    openings: Vec<u8>,
    /// What of payments in hand is withdrawn.
    withdrawals: Vec<Withdrawal>,
    /// Rows of people who are not known yet.
    waiting: Vec<(String, NewRows)>,
    /// What files say of ids of which nothing is posted.
    seen: Vec<(String, i64)>,
    tally: Tally,
    became: Became,
    /// Rows that take back a bill that nobody knows.
    unknown_voids: Vec<usize>,
    /// Rows that are known and cannot be read under these rules.
    stale: u64,
}

fn post(
    night: &Night,
    ledger: &mut Ledger,
    threads: &rayon::ThreadPool,
    tonight: Tonight,
    people: &[&str],
    outbox: &Outbox,
) -> Result<Report, Sentence> {
    let Tonight { arrived, known, .. } = tonight;
    all_can_adopt(tonight)?;
    let mut files = Files::create(night.book, outbox)?;
    night.watch.begin(Phase::Decide, arrived.all_bills() as u64);
    let mut run = ledger.begin(&recall::columns_of(arrived))?;
    run.belongs_to(&night.book.id, night.book.vocabulary.currency)?;
    keep_adoption(night, &run, tonight)?;
    let before: HashMap<&str, &Latest> =
        known.members.iter().map(|latest| (latest.content.member_id.as_str(), latest)).collect();
    let (sender, decided) = mpsc::sync_channel(SHARES_WAITING);
    let stopped = AtomicBool::new(false);
    let mut written = thread::scope(|scope| {
        let (before, stopped) = (&before, &stopped);
        let deciding = scope.spawn(move || {
            let shares = people.chunks(MEMBERS_A_SHARE).enumerate();
            threads.install(|| {
                let _: Option<()> = shares.par_bridge().try_for_each(|(number, people)| {
                    stopped.fetch_or(night.watch.stops(), Ordering::Relaxed);
                    let goes_on = !stopped.load(Ordering::Relaxed);
                    goes_on
                        .then(|| decide(night, tonight, before, people))
                        .and_then(|share| sender.send((number, share)).ok())
                });
            });
        });
        let written = write_shares(&mut run, &mut files, decided.into_iter(), tonight, night);
        deciding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written
    })?;
    if stopped.into_inner() {
        return Err(words::program::stopped());
    }
    written.became.merge(unchanged(tonight, people));
    outputs::finish(night, run, files, tonight, written, outbox)
}

/// Keeps who adopts the rules of the night, and what others go on under.
fn keep_adoption(night: &Night, run: &NewRun, tonight: Tonight) -> Result<(), Sentence> {
    for rules in tonight.own.further() {
        run.keep_rules(&rules.hash, &rules.json)?;
    }
    let Some(adoption) = tonight.adopted else { return Ok(()) };
    // Of whom a row is refused tonight, nothing is decided: they go on as before.
    let is_decided = |id: &&String| tonight.decides(id);
    let decided = |ids: &BTreeSet<String>| ids.iter().filter(is_decided).cloned().collect();
    let members = adoption.members.as_ref().map(decided);
    let reason = format!("--adopt {}", tonight.since.name(night));
    let (by, login) = (night.by.clone(), night.login.to_owned());
    let act = Signed { by, on: night.posted_on, reason, login, second: None };
    Ok(run.adopt(Adoption { members, ..adoption.clone() }, &act)?)
}

/// A hold that the rules ask for: the scheme is who holds, and the flag is why.
fn review(night: &Night, flag: &str) -> Signed {
    let (by, login) = (Name::kept(&night.book.id), night.login.to_owned());
    Signed { by, on: night.posted_on, reason: flag.to_owned(), login, second: None }
}

/// Posts and writes shares in their order.
fn write_shares(
    run: &mut NewRun,
    files: &mut Files,
    shares: impl Iterator<Item = (usize, Share)>,
    tonight: Tonight,
    night: &Night,
) -> Result<Share, Sentence> {
    let book = night.book;
    let mut all = Share::default();
    for share in InOrder::of(shares) {
        if let Some(why) = share.failed {
            return Err(why);
        }
        files.decisions.put(&share.decisions)?;
        files.flags.put(&share.flags)?;
        files.openings.put(&share.openings)?;
        share
            .holds
            .iter()
            .try_for_each(|(bill, flag)| payment::hold_bill(run, bill, &review(night, flag)))?;
        let currency = book.vocabulary.currency;
        for (posting, changes) in &share.postings {
            run.post(posting)?;
            let member = &posting.content.member_id;
            if let Some(payment) = &posting.payment {
                files.pay(currency, &payment.id, member, payment.amount)?;
            }
            files.change(currency, run.no, member, changes)?;
        }
        share.waiting.into_iter().try_for_each(|(id, news)| wait(run, files, tonight, id, news))?;
        share.seen.iter().try_for_each(|(id, seen)| run.saw(id, *seen))?;
        files.withdraw(currency, &share.withdrawals)?;
        all.tally.merge(share.tally);
        all.became.merge(share.became);
        all.unknown_voids.extend(share.unknown_voids);
        all.stale += share.stale;
    }
    match all.stale {
        0 => Ok(all),
        stale => Err(words::ledger::stale(stale)),
    }
}

/// Looks at some people, in their order.
fn decide(
    night: &Night,
    tonight: Tonight,
    before: &HashMap<&str, &Latest>,
    people: &[&str],
) -> Share {
    let mut share = Share::default();
    let mut adjudicator = Adjudicator::new(night.book);
    let mut cells = tonight.arrived.cells();
    for (at, &main) in people.iter().enumerate() {
        if at.is_multiple_of(MEMBERS_EXPECTED) {
            let next = &people[at..people.len().min(at + MEMBERS_EXPECTED)];
            tonight.merge.expect(next, &mut cells);
        }
        let opened = tonight.merge.open(main, Some(&mut cells));
        share.became.merge(opened.became);
        share.unknown_voids.extend(opened.unknown_voids);
        share.stale += opened.stale;
        match opened.dossier {
            _ if opened.news.is_empty() && !tonight.asks(main) => {
                share.seen.extend(opened.news.seen_of(main));
            }
            None if opened.waits && !opened.news.is_empty() => {
                share.waiting.push((main.to_owned(), opened.news));
            }
            None => {}
            Some(mut dossier) => {
                let at_hand = AtHand { night, tonight, before };
                let decided =
                    at_hand.decide(opened.news, &mut adjudicator, &mut dossier, &mut share);
                share.failed = decided.err();
            }
        }
        if share.failed.is_some() {
            break;
        }
    }
    night.watch.done(share.tally.bills.decided);
    share
}

/// Keeps rows of somebody who is not known yet: they are looked at again when anything comes.
fn wait(
    run: &mut NewRun,
    files: &mut Files,
    tonight: Tonight,
    id: String,
    news: NewRows,
) -> Result<(), Sentence> {
    let members = &tonight.known.members;
    let at = members.binary_search_by(|latest| latest.content.member_id.as_str().cmp(&id));
    let known = at.ok().map(|at| &members[at]);
    let content = known.map_or_else(Content::default, |known| known.content.clone());
    files.pend(&id, news.new_periods, &news.bills_that_hold)?;
    let NewRows { person, periods, bills, bill_ids, .. } = &news;
    let rows = [person, periods, bills].map(String::clone);
    let [person, periods, bills] = rows;
    let content = Content { member_id: id.clone(), person, periods, bills, ..content };
    let place = known.map(|known| (known.member, known.posting));
    let mut posting = NewPosting::new(place, content, &[]);
    posting.bills = bill_ids.iter().map(|id| bill_hash(id)).collect();
    posting.seen = news.seen;
    news.others_seen.iter().try_for_each(|(id, seen)| run.saw(id, *seen))?;
    Ok(run.post(&posting)?)
}

/// What became of rows of people whom nobody looks at tonight: they say what was known.
fn unchanged(tonight: Tonight, people: &[&str]) -> Became {
    let Tonight { arrived, merge, .. } = tonight;
    let mut looked_at = vec![false; arrived.len() as usize];
    for id in people.iter().flat_map(|main| merge.ids(main)) {
        if let Some(number) = arrived.find(id) {
            looked_at[number as usize] = true;
        }
    }
    let mut became = Became::default();
    for number in (0..arrived.len()).filter(|&number| !looked_at[number as usize]) {
        let (rows, periods) = (arrived.members(number).len(), arrived.periods(number).len());
        became.of(Kind::Members).duplicates += rows as u64;
        became.of(Kind::Enrolments).duplicates += periods as u64;
    }
    became
}
