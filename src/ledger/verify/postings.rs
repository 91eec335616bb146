//! One posting after the other: its seal, its sums, and how it follows the one before.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::mpsc::Receiver;

use rayon::prelude::*;

use super::fault::{Reporter, joined, rules_name};
use super::left::Left;
use super::stored::Stored;
use super::unchecked::Unchecked;
use crate::claim::KeptRow;
use crate::intake::mask;
use crate::ledger::personal::Personal;
use crate::ledger::posting::{Content, Decided, Entry, Moved};
use crate::ledger::seal::{self, Seal};
use crate::ledger::{ColumnsId, EntriesError, MemberNumber, PostingId, RunId};
use crate::manual_facts::ManualFact;
use crate::words::{self, Sentence};

/// A posting, and what of it can be checked without those before.
struct Examined {
    stored: Stored,
    /// None where they cannot be read.
    entries: Vec<Entry>,
    /// Why entries cannot be read.
    unreadable: Option<Sentence>,
    hash: Seal,
    /// The hash of what is left, where the personal part is gone.
    left: Option<Seal>,
    /// Nothing where the decisions cannot be read.
    payable: Option<Unchecked>,
    /// Of decisions, and of entries.
    prints: (u64, u64),
    /// The rules that it names, by their hash.
    rules: Option<String>,
}

/// The newest posting of a member that counts, so far.
#[derive(Default)]
pub(super) struct Standing {
    pub(super) posting: PostingId,
    columns: Option<ColumnsId>,
    pub(super) entitled: Unchecked,
    pub(super) paid: Unchecked,
    pub(super) written_off: Unchecked,
    pub(super) withdrawn: Unchecked,
    pub(super) repaid: Unchecked,
    pub(super) decided: u64,
    /// Of payments in entries.
    pub(super) payments: u64,
    /// Whether the personal part of the posting is gone.
    pub(super) is_gone: bool,
}

/// Postings of one member that count no more, each behind the one before or behind the newest that counts.
#[derive(Default)]
struct Beside(Vec<Standing>);

impl Beside {
    /// The posting of this number, where it is one of them.
    fn last_before(&self, before: PostingId) -> Option<&Standing> {
        self.0.iter().rfind(|one| one.posting == before)
    }
}

/// What is known before the first posting.
pub(super) struct Given {
    /// The number of the columns of each run.
    pub(super) columns: HashMap<RunId, ColumnsId>,
    /// Runs that were taken back.
    pub(super) taken_back: HashSet<RunId>,
    /// What is left of rows of which personal data was disposed.
    pub(super) left: Left,
    /// The last posting from before personal parts had salts.
    pub(super) last_unsalted: PostingId,
}

/// What is known after all postings.
pub(super) struct Checked {
    pub(super) given: Given,
    /// Their postings since the newest that counts of each member.
    beside: HashMap<MemberNumber, Beside>,
    /// Members, with what counts of them: also those whom only runs knew that were taken back.
    pub(super) members: HashMap<MemberNumber, Standing>,
    /// The last posting of each run, and its seal.
    pub(super) runs: BTreeMap<RunId, (PostingId, Seal)>,
    /// What entries withdraw, by run and member.
    pub(super) withdrawn: BTreeMap<(RunId, MemberNumber), Unchecked>,
    /// Postings whose entries and decisions are not of one mind.
    pub(super) differing: Vec<PostingId>,
    /// Rules that postings name, and the fault of the first that does where these are gone.
    pub(super) rules: BTreeMap<String, Sentence>,
    pub(super) seal: Seal,
    pub(super) postings: u64,
    /// Those whose personal part is gone.
    pub(super) gone: u64,
    /// The number of the last posting.
    pub(super) last: PostingId,
}

impl Examined {
    fn of(stored: Stored, last_unsalted: PostingId) -> Examined {
        let decided = Decided::read(&stored.content.decisions);
        let mut prints = (0u64, 0u64);
        for one in decided.iter().flatten() {
            for (benefit, amount) in &one.benefits {
                prints.0 = prints
                    .0
                    .wrapping_add(print((&one.bill_id, &one.plan, benefit), (*amount).into()));
            }
        }
        let read = Entry::read(&stored.entries);
        let unreadable = read.as_ref().err().map(EntriesError::sentence);
        let entries = read.unwrap_or_default();
        for one in &entries {
            if matches!(one.kind, Moved::Accrual | Moved::Reversal) {
                let key = (&one.bill_id, &one.plan, &one.benefit);
                prints.1 = prints.1.wrapping_add(print(key, one.amount.into()));
            }
        }
        let benefits =
            |one: &Decided| one.benefits.iter().map(|(_, pays)| Unchecked::from(*pays)).sum();
        let payable = decided.map(|all| all.iter().map(benefits).sum::<Unchecked>());
        let has_salt = stored.no > last_unsalted;
        let hash = stored.personal.hash(&stored.content, &entries, has_salt);
        let is_gone = matches!(stored.personal, Personal::Gone(_));
        let left = is_gone.then(|| seal::unsalted(&stored.content, &entries));
        let rules = ManualFact::rules(&stored.content.manual_facts);
        Examined { stored, entries, unreadable, hash, left, payable, prints, rules }
    }

    /// What entries of these kinds come to.
    fn sum(&self, kinds: &[Moved]) -> Unchecked {
        let of = self.entries.iter().filter(|entry| kinds.contains(&entry.kind));
        of.map(|entry| Unchecked::from(entry.amount)).sum()
    }
}

/// A number made of what an amount is of, times the amount: sums of such numbers are equal where the
/// amounts of each are, and hardly ever otherwise.
pub(super) fn print(of: impl Hash, amount: Unchecked) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    (hasher.finish() | 1).wrapping_mul(amount.minor() as u64)
}

impl Checked {
    pub(super) fn of(postings: &Receiver<Vec<Stored>>, given: Given, report: Reporter) -> Checked {
        let last_unsalted = given.last_unsalted;
        let mut checked = Checked {
            given,
            beside: HashMap::new(),
            members: HashMap::new(),
            runs: BTreeMap::new(),
            withdrawn: BTreeMap::new(),
            differing: Vec::new(),
            rules: BTreeMap::new(),
            seal: seal::FIRST,
            postings: 0,
            gone: 0,
            last: PostingId::default(),
        };
        for together in postings {
            let examined: Vec<Examined> =
                together.into_par_iter().map(|one| Examined::of(one, last_unsalted)).collect();
            for one in examined {
                checked.check_seal(&one, checked.last, report);
                checked.check_left(&one, report);
                checked.last = one.stored.no;
                checked.check_sums(one, report);
            }
        }
        checked
    }

    fn check_seal(&mut self, examined: &Examined, last: PostingId, report: Reporter) {
        let Stored { no, run, seal, .. } = &examined.stored;
        let follows = seal::seal(&self.seal, *run, &examined.hash)[..] == seal[..];
        if *no != last.after() {
            // Whether this one was changed too cannot be known without those that are gone.
            report(words::ledger::postings_missing(last.after(), no.before()));
        } else if !follows {
            report(examined.at(&words::ledger::seal_broken()));
        }
        self.seal = seal[..].try_into().unwrap_or(seal::FIRST);
        let newest = self.runs.keys().next_back().copied().unwrap_or_default();
        if *run < newest {
            report(examined.at(&words::ledger::run_out_of_order(newest)));
        }
        self.runs.insert(*run, (*no, self.seal));
        self.postings += 1;
    }

    /// A personal part is there, or an act says that it was disposed of and what is left.
    fn check_left(&mut self, examined: &Examined, report: Reporter) {
        let sealed = self.given.left.postings.get(&examined.stored.no);
        match (examined.left, sealed) {
            (None, None) => {}
            (Some(left), Some(sealed)) if left == *sealed => self.gone += 1,
            (Some(_), Some(_)) => report(examined.at(&words::privacy::left_changed())),
            (Some(_), None) => report(examined.at(&words::privacy::gone_without_act())),
            (None, Some(_)) => report(examined.at(&words::privacy::is_back())),
        }
    }

    fn check_sums(&mut self, examined: Examined, report: Reporter) {
        let Stored { no, run, member, before, .. } = &examined.stored;
        let counts = !self.given.taken_back.contains(run);
        let newest = self.members.entry(*member).or_default();
        let beside = match counts {
            true => {
                self.beside.remove(member);
                None
            }
            false => Some(self.beside.entry(*member).or_default()),
        };
        let standing = match &beside {
            Some(beside) => beside.last_before(before.unwrap_or_default()).unwrap_or(newest),
            None => newest,
        };
        examined
            .follows(standing, &self.given.columns)
            .iter()
            .for_each(|why| report(examined.at(why)));
        if let Some(hash) = &examined.rules {
            let gone = || examined.at(&words::ledger::rules_gone(rules_name(hash)));
            self.rules.entry(hash.clone()).or_insert_with(gone);
        }
        let is_same = examined.prints.0 == standing.decided.wrapping_add(examined.prints.1);
        let now = examined.standing(standing);
        match beside {
            Some(beside) => return beside.0.push(now),
            None => *newest = now,
        }
        if examined.payable.is_some() && !is_same {
            self.differing.push(*no);
        }
        let withdrawn = examined.entries.iter().filter(|entry| entry.kind == Moved::Withdrawn);
        for entry in withdrawn {
            let all = self.withdrawn.entry((*run, *member)).or_default();
            *all = *all - entry.amount.into();
        }
    }
}

/// Whether rows of facts came with a posting.
fn has_rows(content: &Content) -> bool {
    [&content.person, &content.periods, &content.bills].into_iter().any(|rows| !rows.is_empty())
}

impl Examined {
    /// What is wrong with a posting after the one before.
    fn follows(&self, standing: &Standing, columns: &HashMap<RunId, ColumnsId>) -> Vec<Sentence> {
        let stored = &self.stored;
        let mut faults = self.sums(standing);
        let before = stored.before.unwrap_or_default();
        if before != standing.posting {
            faults.push(words::ledger::before_wrong(before, standing.posting));
        }
        let of_run = columns.get(&stored.run).copied().unwrap_or_default();
        // What a restore books brings no rows, and goes on under the columns of before.
        let goes_on = !has_rows(&stored.content) && Some(stored.columns) == standing.columns;
        if stored.columns != of_run && !goes_on {
            faults.push(words::acts::columns_of_posting(stored.columns, of_run));
        }
        faults
    }

    /// What is known of its member after it.
    fn standing(&self, before: &Standing) -> Standing {
        let Stored { no, run, columns, content, .. } = &self.stored;
        let paid = self.entries.iter().filter(|entry| entry.kind == Moved::Paid);
        let paid = paid.map(|entry| print((*run, "paid"), entry.amount.into()));
        Standing {
            posting: *no,
            columns: Some(*columns),
            entitled: content.entitled.into(),
            paid: content.paid.into(),
            written_off: content.written_off.into(),
            withdrawn: content.withdrawn.into(),
            repaid: content.repaid.into(),
            decided: self.prints.0,
            payments: paid.fold(before.payments, u64::wrapping_add),
            is_gone: self.left.is_some(),
        }
    }

    /// What is wrong with the sums of a posting, after the one before.
    fn sums(&self, standing: &Standing) -> Vec<Sentence> {
        let content = &self.stored.content;
        let Content { entitled, paid, written_off, withdrawn, repaid, .. } = content;
        let [entitled, paid, written_off, withdrawn, repaid] =
            [entitled, paid, written_off, withdrawn, repaid].map(|sum| Unchecked::from(*sum));
        let mut faults = Vec::new();
        faults.extend(self.unreadable.clone());
        let manual_facts = ManualFact::read(&content.manual_facts);
        faults.extend(manual_facts.is_none().then(words::ledger::said_unreadable));
        let rows = [&content.person, &content.periods, &content.bills];
        let are_rows = rows.into_iter().all(|rows| KeptRow::list(rows).is_some());
        faults.extend((!are_rows).then(words::ledger::rows_unreadable));
        faults.extend(self.payable.is_none().then(words::ledger::decisions_unreadable));
        let decided = self.payable.filter(|payable| *payable != entitled);
        faults.extend(decided.map(|payable| words::ledger::entitled_wrong(entitled, payable)));
        let sums = [
            ("entitled", entitled, standing.entitled, self.sum(&[Moved::Accrual, Moved::Reversal])),
            (
                "paid",
                paid,
                standing.paid,
                self.sum(&[Moved::Paid, Moved::Withdrawn, Moved::Joined, Moved::Repaid]),
            ),
            ("withdrawn", withdrawn, standing.withdrawn, -self.sum(&[Moved::Withdrawn])),
            ("repaid", repaid, standing.repaid, -self.sum(&[Moved::Repaid])),
            ("stood", written_off, standing.written_off, self.sum(&[Moved::WriteOff])),
        ];
        for (name, now, before, moved) in sums {
            if now != before + moved {
                faults.push(words::ledger::sum_wrong(
                    words::ledger::sum_name(name),
                    now,
                    before,
                    moved,
                ));
            }
        }
        faults.extend(self.owed(standing));
        faults
    }

    /// What is wrong with what is to be offset: recoveries add to it, and what was offset, what was repaid and
    /// what stands take from it.
    fn owed(&self, standing: &Standing) -> Option<Sentence> {
        let Content { paid, written_off, entitled, .. } = self.stored.content;
        let or_zero = |amount: Unchecked| amount.max(Unchecked::ZERO);
        let before = or_zero(standing.paid - standing.written_off - standing.entitled);
        let now = or_zero(Unchecked::from(paid) - written_off.into() - entitled.into());
        // What is repaid stands below zero, and above where a repayment is reversed.
        let taken = self.sum(&[Moved::Offset]).abs() - self.sum(&[Moved::Repaid]);
        let moved = self.sum(&[Moved::Recoverable]) - taken;
        // With what is written off, earlier debts may go too; the rest of it was never to be offset.
        let gone = before + moved - now;
        let right = Unchecked::ZERO <= gone && gone <= or_zero(self.sum(&[Moved::WriteOff]));
        (!right)
            .then(|| words::ledger::sum_wrong(words::ledger::sum_name("owed"), now, before, moved))
    }

    /// What is wrong with this posting.
    fn at(&self, why: &Sentence) -> Sentence {
        let Stored { no, run, content, .. } = &self.stored;
        joined(&words::ledger::of_posting(run, no, mask(&content.member_id)), why)
    }
}
