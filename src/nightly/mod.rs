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
pub mod moves;
mod impact;
mod limits;
mod member;
mod outputs;
mod own;
mod recall;
mod said;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use rayon::prelude::*;

pub use by_hand::{Weighed, inputs_since, touching, weigh};
pub use difference::difference;
use impact::impact_on;
pub use impact::{Impact, Moved, Rejudged, impact};
pub use limits::{LimitLeft, Limits, Opened, limits};
pub use outputs::{MoveTotal, NightSummary, Report};
pub(crate) use recall::everything;
pub use said::{Facts, accumulator_place, benefit_number, openings_beside};

use crate::adjudication::Adjudicator;
use crate::batch::{InOrder, MEMBERS_A_SHARE, MEMBERS_EXPECTED, SHARES_WAITING};
use crate::exchange::{
    Files as FilesIn, Intake, Kept, Kind, Outbox, Pending, Phase, Purpose, Refused, Watch,
    read_onto,
};
use crate::ledger::{
    Access, Adoption, Columns, Content, Fact, Known, Latest, Ledger, Name, NewPosting, NewRun,
    Others, Saying, Signed, bill_hash, has_come,
};
use crate::scheme::Book;
use crate::words::{self, Lang, Sentence};
use member::AtHand;
pub(crate) use member::decide_under;
use moves::Change;
use outputs::{Files, Tally, Withdrawal};
use own::Own;

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
    let one = |why: Sentence| vec![why];
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
    ledger.belongs_to(&night.book.id, night.book.vocabulary.currency).map_err(one)?;
    let new_rules = check(night, &ledger).map_err(one)?;
    let files = threads.install(|| FilesIn::read(night.inputs, night.watch));
    let recalled = recall(night, &ledger, &threads, new_rules, files)?;
    let Recalled { files, known, same, said, looked_at, adopted, own } = recalled;
    let rows = recall::rows(night.book, &known, same.clone());
    let intake = threads.install(|| read_onto(files, rows, &night.book.vocabulary, night.watch))?;
    let members = to_decide(&intake, adopted.as_ref(), &said, &looked_at);
    let columns = recall::columns(night.book);
    let posted = post(
        night,
        &mut ledger,
        &threads,
        Tonight {
            intake: &intake,
            known: &known,
            same: &same,
            said: &said,
            looked_at: &looked_at,
            adopted: adopted.as_ref(),
            own: &own,
            columns: &columns,
        },
        &members,
        &outbox,
    );
    let report = posted.map_err(one)?;
    night.watch.begin(Phase::Publish, 0);
    let published = outbox.publish(&report.outputs);
    published.map_err(|why| vec![words::ledger::posted_not_published(report.summary.run, why)])?;
    Ok(report)
}

/// What can be said before anything is read; whether the rules are others than last night.
fn check(night: &Night, ledger: &Ledger) -> Result<bool, Sentence> {
    let Some(last) = ledger.last_run()? else { return Ok(false) };
    ledger.is_open(night.posted_on)?;
    ledger.may_follow(night.posted_on, night.today)?;
    let known = ledger.rules(last.rules)?;
    Ok(known.is_none_or(|(hash, _)| hash != night.rules.hash))
}

/// What is known of whoever tonight's files speak of.
struct Recalled {
    files: FilesIn,
    known: Known,
    same: Vec<(String, String)>,
    /// What was said since the last night.
    said: Vec<Fact>,
    /// Ids of those whose money in hand is looked at though nothing else came.
    looked_at: BTreeSet<String>,
    /// Who adopts the rules of the night, which change what was decided; nothing where nobody does.
    adopted: Option<Adoption>,
    /// Rules that others go on under.
    own: Own,
}

fn recall(
    night: &Night,
    ledger: &Ledger,
    threads: &rayon::ThreadPool,
    new_rules: bool,
    files: FilesIn,
) -> Result<Recalled, Vec<Sentence>> {
    let one = |why: Sentence| vec![why];
    let (same, said) = (ledger.same_people().map_err(one)?, ledger.news().map_err(one)?);
    let looked_at = with_same(ledger.to_look_at().map_err(one)?, &same);
    let only = night.adopt_only.map(|path| ledger.read_adopters(path)).transpose()?;
    let may_adopt = night.adopt.is_some() && ledger.left_anybody_out().map_err(one)?;
    if new_rules || may_adopt {
        let known = recall::today(night.book, ledger.everybody().map_err(one)?);
        let settled = settled(&same, &said);
        let left_out = ledger.left_out(&known, &settled, None).map_err(one)?;
        let compare = || impact_on(&known, &left_out, settled.clone(), night.book, night.watch);
        let found = threads.install(compare)?;
        let only = only.map(|only| with_same(only, &same));
        let adopted = adopted(night, ledger, &found, &left_out, only)?;
        if adopted.is_some() {
            return recalled(night, ledger, files, known, (same, said, looked_at), adopted);
        }
        // Told on the night of which the rules are, and not on the one on which somebody comes.
        Own::read(ledger, left_out, (night.book, night.rules)).map_err(one)?;
    }
    if ledger.last_run().map_err(one)?.is_none() {
        return recalled(night, ledger, files, Known::default(), (same, said, looked_at), None);
    }
    let (files, [mut ids, bills]) = threads.install(|| files.spoken_of(&night.book.vocabulary))?;
    ids.extend(said.iter().map(|fact| fact.member_id.clone()));
    ids.extend(looked_at.iter().cloned());
    ids.sort_unstable();
    ids.dedup();
    add_same(&same, &mut ids);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let hashes: Vec<i64> = bills.iter().map(|id| bill_hash(id)).collect();
    let known = recall::today(night.book, ledger.known(&ids, &hashes).map_err(one)?);
    recalled(night, ledger, files, known, (same, said, looked_at), None)
}

/// Who adopts the rules, where that is asked for by name; or why the night is refused: the rules would
/// change something, and nobody asked, or asked for others.
fn adopted(
    night: &Night,
    ledger: &Ledger,
    found: &Impact,
    left_out: &BTreeMap<String, Vec<String>>,
    only: Option<BTreeSet<String>>,
) -> Result<Option<Adoption>, Vec<Sentence>> {
    let unasked = !found.of_followers().members.is_empty();
    let anything = unasked || found.left_out > 0;
    match night.adopt {
        Some(name) if anything && name == night.rules.name() => {
            // Whoever adopted the rules of the night already has nothing to adopt.
            let had = ledger.adopted_by_name(&night.rules.hash).map_err(|why| vec![why])?;
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
        _ => Err(refusal(night, found)),
    }
}

/// What whoever does not adopt the rules of the night goes on under: those that were in force until now.
fn others(ledger: &Ledger) -> Result<Others, Vec<Sentence>> {
    let last = ledger.last_run().map_err(|why| vec![why])?;
    let last = last.expect("something was decided, by a run");
    let (hash, _) = ledger.rules_of_run(last.no, last.rules).map_err(|why| vec![why])?;
    Ok(Others::Under(hash))
}

/// Ids of one person of which postings know already: what was decided was decided of these.
fn settled(same: &[(String, String)], said: &[Fact]) -> Vec<(String, String)> {
    let is_news = |(other, main): &(String, String)| {
        let joins = Saying::SamePerson { other: other.clone() };
        said.iter().any(|fact| fact.member_id == *main && fact.saying == joins)
    };
    same.iter().filter(|pair| !is_news(pair)).cloned().collect()
}

/// Why the night is refused, with the name that was asked for, where that is not the name of its rules.
fn refusal(night: &Night, found: &Impact) -> Vec<Sentence> {
    let name = night.rules.name();
    let mut told = found.refusal(name, night.book.vocabulary.currency);
    let other = night.adopt.map(|asked| words::ledger::not_the_name(asked, name));
    told.splice(0..0, other);
    told
}

/// Ids, with the other ids of the same people.
fn with_same(ids: BTreeSet<String>, same: &[(String, String)]) -> BTreeSet<String> {
    let mut ids: Vec<String> = ids.into_iter().collect();
    add_same(same, &mut ids);
    ids.into_iter().collect()
}

/// What is known, with the rules that those go on under who do not adopt tonight's.
fn recalled(
    night: &Night,
    ledger: &Ledger,
    files: FilesIn,
    known: Known,
    (same, said, looked_at): (Vec<(String, String)>, Vec<Fact>, BTreeSet<String>),
    adopted: Option<Adoption>,
) -> Result<Recalled, Vec<Sentence>> {
    let one = |why: Sentence| vec![why];
    let left_out = ledger.left_out(&known, &same, adopted.as_ref()).map_err(one)?;
    let own = Own::read(ledger, left_out, (night.book, night.rules)).map_err(one)?;
    Ok(Recalled { files, known, same, said, looked_at, adopted, own })
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

/// Whoever is decided tonight, by id as bytes.
fn to_decide(
    intake: &Intake,
    adopted: Option<&Adoption>,
    said: &[Fact],
    looked_at: &BTreeSet<String>,
) -> Vec<u32> {
    let mut members = intake.changed().to_vec();
    if adopted.is_none() && said.is_empty() && looked_at.is_empty() {
        return members;
    }
    members.extend(looked_at.iter().filter_map(|id| intake.member(id)));
    members.extend(said.iter().filter_map(|fact| intake.member(&fact.member_id)));
    match adopted.map(|adoption| &adoption.members) {
        None => {}
        Some(None) => members.extend(intake.with_bills()),
        Some(Some(ids)) => members.extend(ids.iter().filter_map(|id| intake.member(id))),
    }
    members.sort_unstable_by_key(|&member| intake.member_id(member));
    members.dedup();
    members
}

/// What tonight is decided on.
#[derive(Clone, Copy)]
struct Tonight<'t> {
    intake: &'t Intake<'t>,
    known: &'t Known,
    same: &'t [(String, String)],
    said: &'t [Fact],
    looked_at: &'t BTreeSet<String>,
    adopted: Option<&'t Adoption>,
    own: &'t Own,
    /// Those that rows of facts are written under.
    columns: &'t Columns,
}

/// Makes sure that nobody is left behind when all adopt the rules of the night: who has a row refused
/// cannot be decided, and would come under these rules later and unasked.
fn all_can_adopt(tonight: Tonight) -> Result<(), Sentence> {
    let Tonight { intake, known, same, adopted, .. } = tonight;
    if adopted.is_none_or(|adoption| adoption.members.is_some()) {
        return Ok(());
    }
    let is_other = |id: &String| same.iter().any(|(other, _)| other == id);
    let decided = known.members.iter().map(|latest| &latest.content);
    let decided = decided.filter(|content| !content.decisions.is_empty());
    let ids = decided.map(|content| &content.member_id).filter(|id| !is_other(id));
    match ids.filter(|id| intake.member(id).is_none()).count() {
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
    /// Rows of openings.csv.
    openings: Vec<u8>,
    /// What of payments in hand is withdrawn.
    withdrawals: Vec<Withdrawal>,
    tally: Tally,
    refused: Vec<Refused>,
    /// Bills that are known and cannot be read under these rules.
    stale: u64,
}

fn post(
    night: &Night,
    ledger: &mut Ledger,
    threads: &rayon::ThreadPool,
    tonight: Tonight,
    members: &[u32],
    outbox: &Outbox,
) -> Result<Report, Sentence> {
    let Tonight { intake, known, .. } = tonight;
    all_can_adopt(tonight)?;
    let mut files = Files::create(night.book, outbox)?;
    night.watch.begin(Phase::Decide, intake.bills() as u64);
    let mut run = ledger.begin(tonight.columns)?;
    run.belongs_to(&night.book.id, night.book.vocabulary.currency)?;
    keep_adoption(night, &run, tonight)?;
    let before: HashMap<&str, &Latest> =
        known.members.iter().map(|latest| (latest.content.member_id.as_str(), latest)).collect();
    let (sender, decided) = mpsc::sync_channel(SHARES_WAITING);
    let stopped = AtomicBool::new(false);
    let (tally, refused) = thread::scope(|scope| {
        let (before, stopped) = (&before, &stopped);
        let deciding = scope.spawn(move || {
            let shares = members.chunks(MEMBERS_A_SHARE).enumerate();
            threads.install(|| {
                let _: Option<()> = shares.par_bridge().try_for_each(|(number, members)| {
                    stopped.fetch_or(night.watch.stops(), Ordering::Relaxed);
                    let goes_on = !stopped.load(Ordering::Relaxed);
                    goes_on
                        .then(|| decide(night, tonight, before, members))
                        .and_then(|share| sender.send((number, share)).ok())
                });
            });
        });
        let written = write_shares(&mut run, &mut files, decided.into_iter(), night.book);
        deciding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written
    })?;
    if stopped.into_inner() {
        return Err(words::program::stopped());
    }
    post_pending(&mut run, &mut files, intake, &before)?;
    outputs::finish(night, run, files, intake, tally, refused, outbox)
}

/// Keeps who adopts the rules of the night, and what others go on under.
fn keep_adoption(night: &Night, run: &NewRun, tonight: Tonight) -> Result<(), Sentence> {
    for rules in tonight.own.further() {
        run.keep_rules(&rules.hash, &rules.json)?;
    }
    let Some(adoption) = tonight.adopted else { return Ok(()) };
    // Of whom a row is refused tonight, nothing is decided: they go on as before.
    let is_decided = |id: &&String| tonight.intake.member(id).is_some();
    let decided = |ids: &BTreeSet<String>| ids.iter().filter(is_decided).cloned().collect();
    let members = adoption.members.as_ref().map(decided);
    let reason = format!("--adopt {}", night.rules.name());
    let (by, login) = (night.by.clone(), night.login.to_owned());
    let act = Signed { by, on: night.posted_on, reason, login, second: None };
    run.adopt(Adoption { members, ..adoption.clone() }, &act)
}

/// Posts and writes shares in their order.
fn write_shares(
    run: &mut NewRun,
    files: &mut Files,
    shares: impl Iterator<Item = (usize, Share)>,
    book: &Book,
) -> Result<(Tally, Vec<Refused>), Sentence> {
    let (mut tally, mut refused, mut stale) = (Tally::default(), Vec::new(), 0);
    for share in InOrder::of(shares) {
        if let Some(why) = share.failed {
            return Err(why);
        }
        files.decisions.put(&share.decisions)?;
        files.openings.put(&share.openings)?;
        let currency = book.vocabulary.currency;
        for (posting, changes) in &share.postings {
            run.post(posting)?;
            let member = &posting.content.member_id;
            if let Some(payment) = &posting.payment {
                files.pay(currency, &payment.id, member, payment.amount)?;
            }
            files.change(currency, run.no, member, changes)?;
        }
        files.withdraw(currency, &share.withdrawals)?;
        tally.merge(share.tally);
        refused.extend(share.refused);
        stale += share.stale;
    }
    if stale > 0 {
        return Err(words::ledger::stale(stale));
    }
    Ok((tally, refused))
}

/// Decides some members, in their order.
fn decide(
    night: &Night,
    tonight: Tonight,
    before: &HashMap<&str, &Latest>,
    members: &[u32],
) -> Share {
    let mut share = Share::default();
    let mut adjudicator = Adjudicator::new(night.book);
    let mut dossiers = tonight.intake.dossiers();
    for (at, &member) in members.iter().enumerate() {
        if share.failed.is_some() {
            break;
        }
        if at.is_multiple_of(MEMBERS_EXPECTED) {
            dossiers.expect(&members[at..members.len().min(at + MEMBERS_EXPECTED)]);
        }
        let mut dossier = dossiers.open(member);
        let refused = std::mem::take(&mut dossier.refused);
        if dossier.is_whole {
            let at_hand = AtHand { night, tonight, before, member, refused: &refused };
            share.failed = at_hand.decide(&mut adjudicator, &mut dossier, &mut share).err();
        }
        share.stale += tonight.intake.stale(&refused);
        share.refused.extend(refused);
        dossiers.put_back(dossier);
    }
    night.watch.done(share.tally.bills.decided);
    share
}

/// Keeps rows of people who are not known yet: they are looked at again when somebody is.
fn post_pending(
    run: &mut NewRun,
    files: &mut Files,
    intake: &Intake,
    before: &HashMap<&str, &Latest>,
) -> Result<(), Sentence> {
    for (id, Pending { periods, bills, gone }) in intake.pending() {
        let known = before.get(id.as_str());
        let content = known.map_or_else(Content::default, |known| known.content.clone());
        let periods = intake.known_text(Kind::Enrolments, &periods);
        let mut bills = intake.known_text(Kind::Bills, &bills);
        let mut ids = intake.bill_ids(&bills);
        files.pend(&id, periods.lines().count(), &ids)?;
        // What has gone to another is not waited for, and must not come back.
        let gone = intake.known_text(Kind::Bills, &gone);
        ids.extend(intake.bill_ids(&gone));
        bills += &gone;
        let content = Content {
            member_id: id,
            periods: content.periods.clone() + &periods,
            bills: content.bills.clone() + &bills,
            ..content
        };
        let place = known.map(|known| (known.member, known.posting));
        let mut posting = NewPosting::new(place, content, &[]);
        posting.bills = ids.iter().map(|id| bill_hash(id)).collect();
        run.post(&posting)?;
    }
    Ok(())
}
