//! Whether a ledger is whole: every seal, every sum, every payment.
//!
//! One thread reads postings and entries in their order, another checks them; of each member only the
//! sums of the newest posting are kept. Where decisions and entries do not agree is found by sums of
//! amounts times a number made of bill, plan and benefit, and then looked up.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rayon::prelude::*;
use rusqlite::Row;

use super::posting::{Content, Decided, Entry, Moved};
use super::seal::{self, Seal};
use super::{Access, Ledger, failed};
use crate::exchange::mask;
use crate::words::{self, Sentence};

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Runs.
    pub runs: u64,
    /// Postings.
    pub postings: u64,
    /// Payments.
    pub payments: u64,
    /// The seal of the last posting, in hexadecimal: noted elsewhere, it tells later whether
    /// everything up to it is as it was.
    pub seal: String,
    /// Faults that were told.
    pub faults: u64,
}

/// Whoever is told of faults.
type Tell<'t> = &'t mut (dyn FnMut(Sentence) + Send);

/// Postings that are read and handed over together.
const TOGETHER: usize = 1024;

/// A posting as it is stored. Texts that are damaged are read all the same: their hash is another.
struct Stored {
    no: i64,
    run: i64,
    member: i64,
    before: Option<i64>,
    columns: i64,
    content: Content,
    entries: Vec<Entry>,
    /// Kinds of entries that nobody knows.
    unknown: Option<String>,
    seal: Vec<u8>,
}

/// A posting, and what of it can be told without those before.
struct Told {
    stored: Stored,
    hash: Seal,
    /// Nothing where the decisions cannot be read.
    payable: Option<i64>,
    /// Of decisions, and of entries.
    prints: (u64, u64),
}

/// The newest posting of a member, so far.
#[derive(Default)]
struct Standing {
    posting: i64,
    entitled: i64,
    paid: i64,
    stood: i64,
    decided: u64,
    /// Of payments that entries tell of.
    payments: u64,
}

/// What is known after all postings.
struct Checked {
    /// Numbers of columns that there are.
    columns: Vec<i64>,
    members: HashMap<i64, Standing>,
    /// The last posting of each run, and its seal.
    runs: BTreeMap<i64, (i64, Seal)>,
    /// Postings whose entries and decisions are not of one mind.
    differing: Vec<i64>,
    seal: Seal,
    postings: u64,
}

impl Ledger {
    /// Looks at everything, and tells every fault that there is.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read at all.
    pub fn verify(&self, tell: Tell) -> Result<Verified, Sentence> {
        let mut faults = 0;
        let mut tell = |why| {
            faults += 1;
            tell(why);
        };
        let mut verified = self.view(|ledger| ledger.verify_now(&mut tell))?;
        verified.faults = faults;
        Ok(verified)
    }

    fn verify_now(&self, tell: Tell) -> Result<Verified, Sentence> {
        let (checked, read) = self.check_postings(tell);
        let mut verified = Verified {
            seal: seal::hex(&checked.seal),
            postings: checked.postings,
            ..Verified::default()
        };
        let rest = read.and_then(|orphans| {
            for (entry, posting) in orphans {
                tell(words::ledger::entry_of_nothing(entry, posting));
            }
            self.check_rest(&checked, &mut verified, tell)
        });
        // A damaged file can be read up to a point; what is known of it by then is told.
        if let Err(why) = rest {
            tell(why);
        }
        Ok(verified)
    }

    /// What SQLite says of its own file.
    fn file_faults(path: &Path) -> Vec<Sentence> {
        let look = || -> Result<Vec<String>, Sentence> {
            let sql = "PRAGMA integrity_check(1000)";
            Ledger::open(path, Access::Read)?.rows(sql, (), |row| row.get(0))
        };
        match look() {
            Ok(said) => {
                said.iter().filter(|said| *said != "ok").map(words::ledger::file_fault).collect()
            }
            Err(why) => vec![why],
        }
    }

    /// All postings, and entries that are of none; and meanwhile the file itself.
    fn check_postings(&self, tell: Tell) -> (Checked, Result<Vec<Orphan>, Sentence>) {
        let (sender, receiver) = sync_channel(2);
        let columns = self.columns().unwrap_or_default().into_iter().map(|(no, _)| no).collect();
        let (path, teller) = (self.path(), &mut *tell);
        let (checked, faults, read) = thread::scope(|scope| {
            let file = scope.spawn(|| Ledger::file_faults(path));
            let checker = scope.spawn(move || Checked::of(&receiver, columns, teller));
            let read = self.read_postings(&sender);
            drop(sender);
            let checked = checker.join().expect("a check does not panic");
            (checked, file.join().expect("a question does not panic"), read)
        });
        faults.into_iter().for_each(tell);
        (checked, read)
    }

    /// Hands over all postings with their entries, in their order.
    fn read_postings(&self, to: &SyncSender<Vec<Stored>>) -> Result<Vec<Orphan>, Sentence> {
        let read = || -> rusqlite::Result<Vec<Orphan>> {
            let mut orphans = Vec::new();
            let mut postings = self.db.prepare(POSTINGS)?;
            let mut entries = self.db.prepare(ENTRIES)?;
            let (mut postings, mut entries) = (postings.query(())?, entries.query(())?);
            let mut next = entry(entries.next()?)?;
            let mut together = Vec::with_capacity(TOGETHER);
            while let Some(row) = postings.next()? {
                let mut stored = posting(row)?;
                while let Some(read) = next.take_if(|read| read.posting <= stored.no) {
                    match read.posting == stored.no {
                        true => stored.take(read.entry),
                        false => orphans.push((read.no, read.posting)),
                    }
                    next = entry(entries.next()?)?;
                }
                together.push(stored);
                if together.len() == TOGETHER {
                    // Whoever checks stays until the end.
                    let _ = to.send(std::mem::replace(&mut together, Vec::with_capacity(TOGETHER)));
                }
            }
            let _ = to.send(together);
            while let Some(read) = next {
                orphans.push((read.no, read.posting));
                next = entry(entries.next()?)?;
            }
            Ok(orphans)
        };
        read().map_err(|why| failed(self.path(), &why))
    }

    /// Runs, members, payments and transfers, beside the postings.
    fn check_rest(
        &self,
        checked: &Checked,
        verified: &mut Verified,
        tell: Tell,
    ) -> Result<(), Sentence> {
        for posting in &checked.differing {
            self.tell_difference(*posting, tell)?;
        }
        verified.runs = self.check_runs(checked, tell)?;
        self.check_members(checked, tell)?;
        verified.payments = self.check_payments(checked, tell)?;
        self.check_orphans(tell)?;
        self.check_transfers(tell)
    }

    /// The seals of runs are those of their last postings.
    fn check_runs(&self, checked: &Checked, tell: Tell) -> Result<u64, Sentence> {
        let runs: Vec<(i64, Vec<u8>)> =
            self.rows("SELECT no, seal FROM run ORDER BY no", (), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let (mut before, mut last) = (seal::FIRST, 0);
        for (run, seal) in &runs {
            if *run != last + 1 {
                tell(words::ledger::run_missing(last + 1, run - 1));
            }
            last = *run;
            // A run that posted nothing has the seal of the run before.
            let (posting, own) = checked.runs.get(run).copied().unwrap_or((0, before));
            if seal[..] != own {
                tell(words::ledger::run_seal(run, posting));
            }
            before = own;
        }
        let known = |run: &i64| runs.binary_search_by_key(run, |run| run.0).is_ok();
        for (run, (posting, _)) in checked.runs.iter().filter(|(run, _)| !known(run)) {
            tell(words::ledger::run_unknown(run, posting));
        }
        Ok(runs.len() as u64)
    }

    /// Members point to their newest postings.
    fn check_members(&self, checked: &Checked, tell: Tell) -> Result<(), Sentence> {
        let mut look = || -> rusqlite::Result<()> {
            let mut members = self.db.prepare("SELECT no, id, posting FROM member ORDER BY no")?;
            let mut members = members.query(())?;
            while let Some(row) = members.next()? {
                let (no, posting): (i64, i64) = (row.get(0)?, row.get(2)?);
                let newest = checked.members.get(&no).map_or(0, |standing| standing.posting);
                if posting != newest {
                    tell(words::ledger::member_points(mask(&text(row, 1)?), posting, newest));
                }
            }
            Ok(())
        };
        look().map_err(|why| failed(self.path(), &why))
    }

    /// Payments are those that entries tell of.
    fn check_payments(&self, checked: &Checked, tell: Tell) -> Result<u64, Sentence> {
        let (mut count, mut sums) = (0, HashMap::<i64, u64>::new());
        let mut look = || -> rusqlite::Result<()> {
            let mut payments = self.db.prepare("SELECT run, member, amount FROM payment")?;
            let mut payments = payments.query(())?;
            while let Some(row) = payments.next()? {
                let (run, member, amount): (i64, i64, i64) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                let sum = sums.entry(member).or_default();
                *sum = sum.wrapping_add(print((run, "paid"), amount));
                count += 1;
            }
            Ok(())
        };
        look().map_err(|why| failed(self.path(), &why))?;
        let said = checked.members.iter().map(|(member, standing)| (*member, standing.payments));
        let said: HashMap<i64, u64> = said.collect();
        let differs = |member: &&i64| {
            let zero = &0;
            sums.get(member).unwrap_or(zero) != said.get(member).unwrap_or(zero)
        };
        let all: std::collections::BTreeSet<i64> =
            said.keys().chain(sums.keys()).copied().collect();
        for member in all.iter().filter(differs) {
            self.tell_payments(*member, tell)?;
        }
        Ok(count)
    }

    /// In which run payments of a member are not what entries say.
    fn tell_payments(&self, member: i64, tell: Tell) -> Result<(), Sentence> {
        let sql = "SELECT run, sum(paid), sum(prepared) FROM \
                   (SELECT p.run run, e.amount paid, 0 prepared FROM posting p \
                   JOIN entry e ON e.posting = p.no WHERE p.member = ?1 AND e.kind = 'paid' \
                   UNION ALL SELECT run, 0, amount FROM payment WHERE member = ?1) \
                   GROUP BY run HAVING sum(paid) <> sum(prepared)";
        let rows: Vec<(i64, i64, i64)> =
            self.rows(sql, [member], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let id = self.masked(member)?;
        for (run, paid, prepared) in rows {
            let (paid, prepared) = (self.shown(paid), self.shown(prepared));
            tell(words::ledger::payment_differs(run, &id, prepared, paid));
        }
        Ok(())
    }

    /// Rows that lead nowhere.
    fn check_orphans(&self, tell: Tell) -> Result<(), Sentence> {
        let sql = "SELECT no, payment FROM transfer WHERE payment NOT IN (SELECT no FROM payment)";
        let rows: Vec<(i64, i64)> = self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.iter().for_each(|(no, payment)| tell(words::ledger::transfer_of_nothing(no, payment)));
        Ok(())
    }

    /// Payments are released, returned and released in turn, and releases add up.
    fn check_transfers(&self, tell: Tell) -> Result<(), Sentence> {
        let sql = "SELECT payment, kind FROM transfer ORDER BY payment, no";
        let rows: Vec<(i64, String)> = self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        for one in rows.chunk_by(|a, b| a.0 == b.0) {
            let in_turn = one.iter().zip(["released", "returned"].iter().cycle());
            if in_turn.into_iter().any(|((_, kind), turn)| kind != turn) {
                tell(words::ledger::transfers_out_of_turn(one[0].0));
            }
        }
        let sql = "SELECT run, payments, total, (SELECT count(*) FROM transfer WHERE release = r.no), \
                   (SELECT coalesce(sum(p.amount), 0) FROM transfer t JOIN payment p ON p.no = t.payment \
                   WHERE t.release = r.no) FROM release r";
        let rows: Vec<[i64; 5]> = self.rows(sql, (), |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
        })?;
        for [run, count, total, transfers, sum] in rows {
            if (count, total) != (transfers, sum) {
                let (total, sum) = (self.shown(total), self.shown(sum));
                tell(words::ledger::release_differs_from(run, count, total, transfers, sum));
            }
        }
        Ok(())
    }

    /// Which benefits of a posting are not what the posting before and the entries give.
    fn tell_difference(&self, posting: i64, tell: Tell) -> Result<(), Sentence> {
        let mut sums: BTreeMap<[String; 3], [i64; 2]> = BTreeMap::new();
        let sql = "SELECT p.decisions, b.decisions, p.run, m.id FROM posting p \
                   LEFT JOIN posting b ON b.no = p.before LEFT JOIN member m ON m.no = p.member \
                   WHERE p.no = ?1";
        let rows = self.rows(sql, [posting], |row| {
            Ok((text(row, 0)?, text(row, 1)?, row.get::<_, i64>(2)?, text(row, 3)?))
        })?;
        let Some((now, before, run, member)) = rows.into_iter().next() else { return Ok(()) };
        for (decisions, side) in [(before, 0), (now, 1)] {
            for one in Decided::read(&decisions).unwrap_or_default() {
                for (benefit, amount) in one.benefits {
                    let key = [one.bill_id.clone(), one.plan.clone(), benefit];
                    sums.entry(key).or_default()[side] += amount;
                }
            }
        }
        for entry in self.entries(posting)? {
            if matches!(entry.kind, Moved::Due | Moved::Reversal) {
                let key = [entry.bill_id, entry.plan, entry.benefit];
                sums.entry(key).or_default()[0] += entry.amount;
            }
        }
        for ([bill, plan, benefit], [moved, decided]) in sums {
            if moved != decided {
                let at = words::ledger::of_posting(run, posting, mask(&member));
                let (moved, decided) = (self.shown(moved), self.shown(decided));
                let why =
                    words::ledger::benefit_differs(mask(&bill), plan, benefit, decided, moved);
                tell(joined(&at, &why));
            }
        }
        Ok(())
    }

    fn masked(&self, member: i64) -> Result<String, Sentence> {
        let ids = self.rows("SELECT id FROM member WHERE no = ?1", [member], |row| text(row, 0))?;
        Ok(ids.first().map_or_else(|| format!("#{member}"), |id| mask(id)))
    }

    /// An amount, in minor units where the currency is not known any more.
    fn shown(&self, minor: i64) -> String {
        self.show(minor).unwrap_or_else(|_| minor.to_string())
    }
}

const POSTINGS: &str = "SELECT p.no, p.run, p.member, p.before, m.id, p.person, p.periods, p.bills, \
                        p.decisions, p.entitled, p.paid, p.stood, p.seal, p.columns \
                        FROM posting p LEFT JOIN member m ON m.no = p.member ORDER BY p.no";
const ENTRIES: &str = "SELECT posting, kind, bill_id, plan, benefit, edition, amount, event_on, reason, no \
                       FROM entry ORDER BY posting, no";

/// A text, even one that is damaged or of another type.
fn text(row: &Row, at: usize) -> rusqlite::Result<String> {
    let value = row.get_ref(at)?;
    Ok(value
        .as_bytes()
        .map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(bytes).into_owned()))
}

/// A whole number, or nothing that anybody posts.
fn number(row: &Row, at: usize) -> rusqlite::Result<i64> {
    Ok(row.get_ref(at)?.as_i64().unwrap_or(i64::MIN / 4))
}

fn posting(row: &Row) -> rusqlite::Result<Stored> {
    let content = Content {
        member_id: text(row, 4)?,
        person: text(row, 5)?,
        periods: text(row, 6)?,
        bills: text(row, 7)?,
        decisions: text(row, 8)?,
        entitled: number(row, 9)?,
        paid: number(row, 10)?,
        stood: number(row, 11)?,
    };
    Ok(Stored {
        no: row.get(0)?,
        run: number(row, 1)?,
        member: number(row, 2)?,
        before: row.get_ref(3)?.as_i64().ok(),
        columns: number(row, 13)?,
        content,
        entries: Vec::new(),
        unknown: None,
        seal: row.get_ref(12)?.as_bytes().unwrap_or_default().to_vec(),
    })
}

/// An entry, or the code of its kind where nobody knows it.
struct Read {
    no: i64,
    posting: i64,
    entry: Result<Entry, String>,
}

/// An entry and the posting it names, where there is no such posting.
type Orphan = (i64, i64);

fn entry(row: Option<&Row>) -> rusqlite::Result<Option<Read>> {
    let Some(row) = row else { return Ok(None) };
    let code = text(row, 1)?;
    let entry = |kind| -> rusqlite::Result<Entry> {
        Ok(Entry {
            kind,
            bill_id: text(row, 2)?,
            plan: text(row, 3)?,
            benefit: text(row, 4)?,
            edition: text(row, 5)?,
            amount: number(row, 6)?,
            event_on: text(row, 7)?,
            reason: text(row, 8)?,
        })
    };
    let known = Moved::of(&code).map(entry).transpose()?;
    Ok(Some(Read { no: row.get(9)?, posting: number(row, 0)?, entry: known.ok_or(code) }))
}

impl Stored {
    fn take(&mut self, entry: Result<Entry, String>) {
        match entry {
            Ok(entry) => self.entries.push(entry),
            Err(code) => self.unknown = Some(code),
        }
    }

    fn sum(&self, kinds: &[Moved]) -> i64 {
        let of = self.entries.iter().filter(|entry| kinds.contains(&entry.kind));
        of.fold(0, |sum, entry| sum.wrapping_add(entry.amount))
    }
}

impl Told {
    fn of(stored: Stored) -> Told {
        let decided = Decided::read(&stored.content.decisions);
        let mut prints = (0u64, 0u64);
        for one in decided.iter().flatten() {
            for (benefit, amount) in &one.benefits {
                prints.0 =
                    prints.0.wrapping_add(print((&one.bill_id, &one.plan, benefit), *amount));
            }
        }
        for one in &stored.entries {
            if matches!(one.kind, Moved::Due | Moved::Reversal) {
                let key = (&one.bill_id, &one.plan, &one.benefit);
                prints.1 = prints.1.wrapping_add(print(key, one.amount));
            }
        }
        let payable =
            decided.map(|all| all.iter().fold(0, |sum: i64, one| sum.wrapping_add(one.payable())));
        Told { hash: seal::hash(&stored.content, &stored.entries), payable, prints, stored }
    }
}

/// A number made of what an amount is of, times the amount: sums of such numbers are equal where the
/// amounts of each are, and hardly ever otherwise.
fn print(of: impl Hash, amount: i64) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    (hasher.finish() | 1).wrapping_mul(amount as u64)
}

impl Checked {
    fn of(postings: &Receiver<Vec<Stored>>, columns: Vec<i64>, tell: Tell) -> Checked {
        let mut checked = Checked {
            columns,
            members: HashMap::new(),
            runs: BTreeMap::new(),
            differing: Vec::new(),
            seal: seal::FIRST,
            postings: 0,
        };
        let mut last = 0;
        for together in postings {
            let told: Vec<Told> = together.into_par_iter().map(Told::of).collect();
            for one in told {
                checked.check_seal(&one, last, tell);
                last = one.stored.no;
                checked.check_sums(one, tell);
            }
        }
        checked
    }

    fn check_seal(&mut self, told: &Told, last: i64, tell: Tell) {
        let Stored { no, run, seal, .. } = &told.stored;
        let follows = seal::seal(&self.seal, *run, &told.hash)[..] == seal[..];
        if *no != last + 1 {
            // Whether this one was changed too can only be told with those that are gone.
            tell(words::ledger::postings_missing(last + 1, no - 1));
        } else if !follows {
            tell(told.at(&words::ledger::seal_broken()));
        }
        self.seal = seal[..].try_into().unwrap_or(seal::FIRST);
        let newest = self.runs.keys().next_back().copied().unwrap_or(0);
        if *run < newest {
            tell(told.at(&words::ledger::run_out_of_order(newest)));
        }
        self.runs.insert(*run, (*no, self.seal));
        self.postings += 1;
    }

    fn check_sums(&mut self, told: Told, tell: Tell) {
        let stored = &told.stored;
        let content = &stored.content;
        let standing = self.members.entry(stored.member).or_default();
        let mut faults = Vec::new();
        if stored.before.unwrap_or(0) != standing.posting {
            faults.push(words::ledger::before_wrong(stored.before.unwrap_or(0), standing.posting));
        }
        if !self.columns.contains(&stored.columns) {
            faults.push(words::ledger::columns_missing(stored.columns));
        }
        faults.extend(stored.unknown.as_ref().map(words::ledger::kind_unknown));
        faults.extend(told.payable.is_none().then(words::ledger::decisions_unreadable));
        let decided = told.payable.filter(|payable| *payable != content.entitled);
        faults.extend(
            decided.map(|payable| words::ledger::entitled_wrong(content.entitled, payable)),
        );
        let taken = stored.sum(&[Moved::SetOff]).abs();
        let owed = |paid: i64, stood: i64, entitled: i64| {
            paid.wrapping_sub(stood).wrapping_sub(entitled).max(0)
        };
        let before = owed(standing.paid, standing.stood, standing.entitled);
        let sums = [
            (
                "entitled",
                content.entitled,
                standing.entitled,
                stored.sum(&[Moved::Due, Moved::Reversal]),
            ),
            ("paid", content.paid, standing.paid, stored.sum(&[Moved::Paid])),
            ("stood", content.stood, standing.stood, stored.sum(&[Moved::Stood])),
            (
                "owed",
                owed(content.paid, content.stood, content.entitled),
                before,
                stored.sum(&[Moved::Recovery]).wrapping_sub(taken),
            ),
        ];
        for (name, now, before, moved) in sums {
            if now != before.wrapping_add(moved) {
                faults.push(words::ledger::sum_wrong(name, now, before, moved));
            }
        }
        faults.iter().for_each(|why| tell(told.at(why)));
        if told.payable.is_some() && told.prints.0 != standing.decided.wrapping_add(told.prints.1) {
            self.differing.push(stored.no);
        }
        let paid = stored.entries.iter().filter(|entry| entry.kind == Moved::Paid);
        let paid = paid.map(|entry| print((stored.run, "paid"), entry.amount));
        *standing = Standing {
            posting: stored.no,
            entitled: content.entitled,
            paid: content.paid,
            stood: content.stood,
            decided: told.prints.0,
            payments: paid.fold(standing.payments, u64::wrapping_add),
        };
    }
}

impl Told {
    /// What is wrong with this posting.
    fn at(&self, why: &Sentence) -> Sentence {
        let Stored { no, run, content, .. } = &self.stored;
        joined(&words::ledger::of_posting(run, no, mask(&content.member_id)), why)
    }
}

/// `where: what`, in every language.
fn joined(at: &Sentence, why: &Sentence) -> Sentence {
    use crate::words::Lang;
    let text = |lang, between| format!("{}{between}{}", at.text(lang), why.text(lang));
    Sentence::new(text(Lang::English, ": "), text(Lang::Chinese, "："))
}
