//! One night with a ledger: what is known and what came tonight are decided together, and the
//! differences posted. Run twice, it pays once.
//!
//! What is due is what the whole history pays less what was posted before. So a late bill, a corrected
//! one, one taken back, a period that comes late: each is the same call with other facts, and the night
//! ends as if everything had been known from the start.

pub mod balance;
pub mod moves;
mod impact;
mod outputs;
mod recall;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use impact::impact_on;
pub use impact::{Impact, Moved, impact};
pub use outputs::{NightSummary, Report};

use crate::adjudication::{Adjudicator, Decision, decisions};
use crate::batch::{InOrder, MEMBERS_A_SHARE, SHARES_WAITING};
use crate::exchange::{
    Dossier, Files as FilesIn, Intake, Kind, Outbox, Pending, Phase, Refused, Watch,
    in_order_of_rows, read_onto, write_decision, write_reasons,
};
use crate::ledger::{Access, Content, Decided, Entry, Known, Latest, Ledger, NewPosting, NewRun};
use crate::scheme::Book;
use crate::words::{self, Lang, Sentence};
use balance::Leniency;
use moves::{Change, News};
use outputs::{Files, Tally};

/// All that a night needs.
#[derive(Clone, Copy)]
pub struct Night<'a> {
    /// The rules.
    pub book: &'a Book,
    /// The files the rules were read from.
    pub rules: &'a Rules,
    /// What came tonight.
    pub inputs: &'a crate::exchange::Inputs,
    /// The ledger, which is made if there is none.
    pub ledger: &'a Path,
    /// Where to write.
    pub out: &'a Path,
    /// The day the night counts for.
    pub posted_on: crate::date::Day,
    /// Who prepares it.
    pub by: &'a str,
    /// What is let stand.
    pub lenient: Leniency,
    /// The first digits of the hash of rules that change what was decided, where that is wanted.
    pub adopt: Option<&'a str>,
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
    const NAME: usize = 12;

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
        &self.hash[..Rules::NAME]
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
    let outbox = Outbox::open(night.out).map_err(one)?;
    let crate::exchange::Inputs { members, enrolments, bills } = night.inputs;
    outbox.keeps(&[members, enrolments, bills]).map_err(one)?;
    let mut ledger = Ledger::open(night.ledger, Access::Create).map_err(one)?;
    ledger.belongs_to(&night.book.id, night.book.vocabulary.currency).map_err(one)?;
    ledger.announce().map_err(one)?;
    let new_rules = check(night, &ledger).map_err(one)?;
    let files = threads.install(|| FilesIn::read(night.inputs, night.watch));
    let recalled = recall(night, &ledger, &threads, new_rules, files)?;
    let Recalled { files, known, same, news_of_rules } = recalled;
    let rows = recall::rows(night.book, &known, same);
    let intake = threads.install(|| read_onto(files, rows, &night.book.vocabulary, night.watch))?;
    let members = to_decide(&intake, news_of_rules);
    let scheme = night.book.id.clone();
    let posted = post(
        night,
        &mut ledger,
        &threads,
        Tonight { intake: &intake, known: &known, news_of_rules },
        &members,
        &outbox,
        &scheme,
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
    if last.posted_on > night.posted_on.to_string() {
        return Err(words::ledger::clock_back(night.posted_on, last.posted_on));
    }
    let known = ledger.rules(last.rules)?;
    Ok(known.is_none_or(|(hash, _)| hash != night.rules.hash))
}

/// What is known of whoever tonight's files speak of.
struct Recalled {
    files: FilesIn,
    known: Known,
    same: Vec<(String, String)>,
    /// Whether everybody is decided again, since the rules are others.
    news_of_rules: bool,
}

fn recall(
    night: &Night,
    ledger: &Ledger,
    threads: &rayon::ThreadPool,
    new_rules: bool,
    files: FilesIn,
) -> Result<Recalled, Vec<Sentence>> {
    let one = |why: Sentence| vec![why];
    let same = ledger.same_people().map_err(one)?;
    if new_rules {
        let known = ledger.everybody().map_err(one)?;
        let compare = || impact_on(&known, same.clone(), night.book, night.watch);
        let found = threads.install(compare)?;
        let asked = |name: &str| !name.is_empty() && night.rules.hash.starts_with(name);
        if !found.members.is_empty() {
            return match night.adopt.is_some_and(asked) {
                true => Ok(Recalled { files, known, same, news_of_rules: true }),
                false => Err(found.refusal(night.rules.name(), night.book.vocabulary.currency)),
            };
        }
    }
    if ledger.last_run().map_err(one)?.is_none() {
        let known = Known::default();
        return Ok(Recalled { files, known, same, news_of_rules: false });
    }
    let (files, [mut ids, bills]) = threads.install(|| files.spoken_of(&night.book.vocabulary))?;
    add_same(&same, &mut ids);
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let hashes: Vec<i64> = bills.iter().map(|id| bill_hash(id)).collect();
    let known = ledger.known(&ids, &hashes).map_err(one)?;
    Ok(Recalled { files, known, same, news_of_rules: false })
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

/// A number for the id of a bill that is the same tomorrow.
pub(crate) fn bill_hash(id: &str) -> i64 {
    let hash = Sha256::digest(id.as_bytes());
    i64::from_le_bytes(hash[..8].try_into().expect("a hash is longer"))
}

/// Whoever is decided tonight, by id as bytes.
fn to_decide(intake: &Intake, everybody: bool) -> Vec<u32> {
    if !everybody {
        return intake.changed().to_vec();
    }
    let mut members = [intake.changed(), intake.with_bills()].concat();
    members.sort_unstable_by_key(|&member| intake.member_id(member));
    members.dedup();
    members
}

/// What tonight is decided on.
#[derive(Clone, Copy)]
struct Tonight<'t> {
    intake: &'t Intake<'t>,
    known: &'t Known,
    news_of_rules: bool,
}

/// What is decided of some members, posted and written by another thread.
#[derive(Default)]
struct Share {
    postings: Vec<(NewPosting, Vec<Change>)>,
    decisions: Vec<u8>,
    tally: Tally,
    refused: Vec<Refused>,
    /// Bills that are known and cannot be read under these rules.
    stale: u64,
}

#[allow(clippy::too_many_arguments)]
fn post(
    night: &Night,
    ledger: &mut Ledger,
    threads: &rayon::ThreadPool,
    tonight: Tonight,
    members: &[u32],
    outbox: &Outbox,
    scheme: &str,
) -> Result<Report, Sentence> {
    let Tonight { intake, known, .. } = tonight;
    let mut files = Files::create(night.book, outbox)?;
    night.watch.begin(Phase::Decide, intake.bills() as u64);
    let mut run = ledger.begin(&recall::columns(night.book))?;
    run.belongs_to(&night.book.id, night.book.vocabulary.currency)?;
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
        let written = write_shares(&mut run, &mut files, decided.into_iter(), scheme, night.book);
        deciding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written
    })?;
    if stopped.into_inner() {
        return Err(words::program::stopped());
    }
    post_pending(&mut run, &mut files, intake, &before)?;
    outputs::finish(night, run, files, intake, tally, refused, outbox)
}

/// Posts and writes shares in their order.
fn write_shares(
    run: &mut NewRun,
    files: &mut Files,
    shares: impl Iterator<Item = (usize, Share)>,
    scheme: &str,
    book: &Book,
) -> Result<(Tally, Vec<Refused>), Sentence> {
    let (mut tally, mut refused, mut stale) = (Tally::default(), Vec::new(), 0);
    for share in InOrder::of(shares) {
        files.decisions.put(&share.decisions)?;
        for (posting, changes) in &share.postings {
            let posted = run.post(posting)?;
            let member = &posting.content.member_id;
            let currency = book.vocabulary.currency;
            if let (Some(no), Some(amount)) = (posted.payment, posting.payment) {
                files.pay(currency, &payment_id(scheme, no), member, amount)?;
            }
            files.change(currency, run.no, member, changes)?;
        }
        tally.merge(share.tally);
        refused.extend(share.refused);
        stale += share.stale;
    }
    if stale > 0 {
        return Err(words::ledger::stale(stale));
    }
    Ok((tally, refused))
}

/// The id that a bank knows a payment by.
pub fn payment_id(scheme: &str, no: i64) -> String {
    format!("{scheme}-{no:09}")
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
    for &member in members {
        let mut dossier = dossiers.open(member);
        let refused = std::mem::take(&mut dossier.refused);
        if dossier.is_whole {
            let before = before.get(dossier.id).copied();
            share.add(night, tonight, &mut adjudicator, before, member, &dossier, &refused);
        }
        share.stale += tonight.intake.stale(&refused);
        share.refused.extend(refused);
        dossiers.put_back(dossier);
    }
    night.watch.done(share.tally.bills.decided);
    share
}

impl Share {
    #[allow(clippy::too_many_arguments)] // The member, what is known and what is new of it.
    fn add(
        &mut self,
        night: &Night,
        tonight: Tonight,
        adjudicator: &mut Adjudicator,
        before: Option<&Latest>,
        member: u32,
        dossier: &Dossier,
        refused: &[Refused],
    ) {
        let (book, intake) = (night.book, tonight.intake);
        let mut decided = decisions(adjudicator, &dossier.history());
        in_order_of_rows(book, dossier, &mut decided);
        let after: Vec<Decided> =
            decided.iter().map(|decision| posted(book, adjudicator, dossier, decision)).collect();
        let nothing = Content::default();
        let known = before.map_or(&nothing, |before| &before.content);
        let earlier = Decided::read(&known.decisions).expect("a ledger keeps whole decisions");
        let (bills, ids) = intake.new_bills(member, refused);
        let (person, periods) = (intake.new_person(member), intake.new_periods(member));
        let news = News {
            bills: ids.iter().cloned().collect(),
            periods: !periods.is_empty(),
            person: person.is_some(),
            rules: tonight.news_of_rules,
            said: false,
        };
        self.tally.add(&decided);
        for decision in &decided {
            write_decision(book, dossier, decision, &mut self.decisions);
        }
        let is_news = !news.bills.is_empty() || news.periods || news.person;
        let (entries, changes) = moves::moved(&earlier, &after, &news);
        if !is_news && entries.is_empty() && earlier == after {
            return;
        }
        let entitled = after.iter().map(Decided::payable).sum();
        let only_order = moves::only_order(&earlier, &news);
        let cash = balance::follow(known, entitled, only_order, night.lenient);
        let mut lines = Vec::new();
        after.iter().for_each(|decided| decided.write(&mut lines));
        let content = Content {
            member_id: dossier.id.to_owned(),
            person: person.unwrap_or_else(|| known.person.clone()),
            periods: known.periods.clone() + &periods,
            bills: known.bills.clone() + &bills,
            decisions: String::from_utf8(lines).expect("ids are UTF-8"),
            entitled,
            paid: cash.paid,
            stood: cash.stood,
        };
        let of_member = |&(kind, amount, why): &(crate::ledger::Moved, i64, &str)| Entry {
            kind,
            bill_id: String::new(),
            plan: String::new(),
            benefit: String::new(),
            edition: String::new(),
            amount,
            event_on: night.posted_on.to_string(),
            reason: why.to_owned(),
        };
        let all: Vec<Entry> =
            entries.into_iter().chain(cash.entries.iter().map(of_member)).collect();
        self.tally.move_money(&all, changes.len());
        let place = before.map(|before| (before.member, before.posting));
        let mut posting = NewPosting::new(place, content, all);
        posting.payment = cash.payment();
        posting.bills = ids.iter().map(|id| bill_hash(id)).collect();
        self.postings.push((posting, changes));
    }
}

/// A decision as a ledger keeps it.
pub(crate) fn posted(
    book: &Book,
    adjudicator: &Adjudicator,
    dossier: &Dossier,
    decision: &Decision,
) -> Decided {
    let bill = &dossier.bills[decision.bill];
    let plan = decision.plan.map(|plan| book.vocabulary.plans[plan as usize].clone());
    let edition = adjudicator.standings()[decision.bill].edition(book);
    let mut reasons = Vec::new();
    write_reasons(book, decision, &mut reasons);
    let paid = decision.benefits.iter().filter(|(_, paid)| paid.minor() != 0);
    Decided {
        bill_id: dossier.bill_id(bill).to_owned(),
        plan: plan.unwrap_or_default(),
        status: decision.status.code().to_owned(),
        reasons: String::from_utf8(reasons).expect("codes are ASCII"),
        settled_on: bill.settled_on.to_string(),
        edition: edition.map_or(String::new(), |edition| edition.id.clone()),
        benefits: paid
            .map(|(benefit, paid)| (book.benefits[*benefit as usize].clone(), paid.minor()))
            .collect(),
    }
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
        let mut posting = NewPosting::new(place, content, Vec::new());
        posting.bills = ids.iter().map(|id| bill_hash(id)).collect();
        run.post(&posting)?;
    }
    Ok(())
}
