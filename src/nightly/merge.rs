//! What is known and what came tonight, put together person by person: the one place where both meet.
//!
//! A person has one id or several; rows of any of them are the person's. Which rows of a bill hold is asked of
//! all that have its number, under whatever member (`Merge::judge_alike`); what then is a person's own is found
//! person by person, by many threads, and is the same in whatever order rows came.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::error::NightError;
use super::kept_headers::Headers;
use super::person::{KnownBill, Opened, Person};
use crate::claim::RecordKind;
use crate::claim::{BillNumber, KeptRow, Vocabulary};
use crate::intake::{
    BillVerdict, BillVersion, Incoming, IncomingReader, Intake, KnownMember, RowErrorKind,
    RowOutcomes, SameBillRow, judge_bill,
};
use crate::ledger::{Brought, Known, Latest};

/// Ids of one person: another id, and the main id, under which the person is posted.
pub(crate) type Same = [(String, String)];

/// What is known, what came, and who is one person.
pub(super) struct Merge<'m> {
    pub(super) arrived: Option<&'m Incoming<'m>>,
    known: &'m Known,
    pub(super) vocabulary: &'m Vocabulary,
    pub(super) headers: Headers<'m>,
    /// The number of each id in the ledger.
    numbers: HashMap<&'m str, i64>,
    /// The main id of each other id, and the other ids of each main id.
    mains: HashMap<&'m str, &'m str>,
    others: HashMap<&'m str, Vec<&'m str>>,
    /// People of whom a row says something new without a day, which the scheme refuses; by main id.
    pub(super) undated: BTreeSet<String>,
    pub(super) alike: Alike,
}

/// Rows of bills of which others have the number too.
#[derive(Default)]
pub(super) struct Alike {
    /// What becomes of tonight's.
    pub fell: HashMap<usize, Fell>,
    /// What the rows say that are kept.
    pub versions: HashMap<usize, (String, BillVersion)>,
    /// Rows that took a bill away from a person, by the person's main id.
    pub gone: BTreeMap<String, Vec<usize>>,
}

/// What becomes of a row.
#[derive(Clone, Copy)]
pub(super) enum Fell {
    Judged(BillVerdict),
    Refused(RowErrorKind),
}

impl<'m> Merge<'m> {
    /// Puts together what is known and what came.
    pub fn new(
        arrived: Option<&'m Incoming<'m>>,
        known: &'m Known,
        same: &'m Same,
        vocabulary: &'m Vocabulary,
    ) -> Merge<'m> {
        let numbers =
            known.members.iter().map(|latest| (&*latest.content.member_id, latest.member));
        let mut others: HashMap<&str, Vec<&str>> = HashMap::new();
        for (other, main) in same {
            others.entry(main).or_default().push(other);
        }
        let mut merge = Merge {
            arrived,
            known,
            vocabulary,
            headers: Headers::of(&known.columns, vocabulary),
            numbers: numbers.collect(),
            mains: same.iter().map(|(other, main)| (&**other, &**main)).collect(),
            others,
            undated: BTreeSet::new(),
            alike: Alike::default(),
        };
        if let Some(arrived) = arrived.filter(|_| merge.refuses_undated()) {
            merge.undated = merge.undated(arrived);
        }
        merge.alike = arrived.map_or_else(Alike::default, |arrived| merge.judge_alike(arrived));
        merge
    }

    /// People of whom a row says something new without a day.
    fn undated(&self, arrived: &Incoming) -> BTreeSet<String> {
        let checks =
            |cells: &mut IncomingReader, main: &&str| Person::new(self, main).says_undated(cells);
        let people: Vec<&str> = self.everybody().into_iter().collect();
        let cells = || arrived.cells();
        let found =
            people.par_iter().map_init(cells, |cells, main| checks(cells, main).then_some(*main));
        found.flatten().map(str::to_owned).collect()
    }

    /// The main id of a person.
    pub fn main_of<'s>(&'s self, id: &'s str) -> &'s str {
        self.mains.get(id).copied().unwrap_or(id)
    }

    /// Whether the ledger knows an id.
    pub fn knows(&self, id: &str) -> bool {
        self.numbers.contains_key(id)
    }

    /// Whether a person can be decided on: somebody said who it is, and nothing is refused.
    pub fn is_decided(&self, main: &str) -> bool {
        let mut cells = self.arrived.map(Incoming::cells);
        self.open(main, cells.as_mut()).dossier.is_some()
    }

    /// All ids of a person, the main one first.
    pub fn ids<'s>(&'s self, main: &'s str) -> impl Iterator<Item = &'s str> + use<'s> {
        let others = self.others.get(main).into_iter().flatten().copied();
        std::iter::once(main).chain(others)
    }

    /// People from whom a bill has gone to another tonight, by main id.
    pub fn bereft(&self) -> impl Iterator<Item = &str> {
        self.alike.gone.keys().map(String::as_str)
    }

    /// What came of an id and its person, as far as that is known.
    pub fn brought<'s>(&'s self, main: &'s str) -> Vec<&'s Brought> {
        if self.numbers.is_empty() {
            return Vec::new();
        }
        let of = |id: &str| self.known.rows.get(self.numbers.get(id)?);
        let mut brought: Vec<&Brought> = self.ids(main).filter_map(of).flatten().collect();
        // Once people are one, rows of any of their ids come with the main one.
        brought.sort_by_key(|brought| brought.run);
        brought
    }

    /// Whether a row of a person is refused, so that nothing of the person moves.
    fn is_blocked(&self, main: &str) -> bool {
        let is_refused = |arrived: &Incoming| {
            self.ids(main).filter_map(|id| arrived.find(id)).any(|id| arrived.is_blocked(id))
        };
        self.undated.contains(main) || self.arrived.is_some_and(is_refused)
    }

    /// Judges tonight's rows of bills of which there are others, be they known or not.
    fn judge_alike(&self, arrived: &Incoming) -> Alike {
        let known = self.known_bills(arrived);
        let asked: HashSet<String> = known.keys().cloned().collect();
        let mut alike = Alike::default();
        for (key, rows) in arrived.alike(&asked) {
            let known = known.get(&key).map_or(&[][..], Vec::as_slice);
            self.judge_one(&key, known, &rows, arrived, &mut alike);
        }
        alike.gone.values_mut().for_each(|places| places.sort_unstable());
        alike
    }

    fn judge_one(
        &self,
        key: &str,
        known: &[(&str, BillVersion)],
        rows: &[SameBillRow],
        arrived: &Incoming,
        alike: &mut Alike,
    ) {
        // Beside what is known, what cannot be used moves nothing; where nothing is, it brings no earlier row back.
        let takes_part = |row: &&SameBillRow| {
            let is_free = !self.is_blocked(self.main_of(arrived.id(row.member)));
            is_free && (row.is_sound || known.is_empty())
        };
        let (free, refused): (Vec<_>, Vec<_>) = rows.iter().partition(takes_part);
        let refused = refused.into_iter().map(|row| (row.place, Fell::Refused(RowErrorKind::Row)));
        alike.fell.extend(refused);
        let of_person = |row: &SameBillRow| {
            let member = self.main_of(arrived.id(row.member)).to_owned();
            (row.place, BillVersion { member, ..row.version.clone() }, row.is_sound)
        };
        let free: Vec<(usize, BillVersion, bool)> = free.into_iter().map(of_person).collect();
        let known_said = known.iter().map(|(_, version)| version);
        let all: Vec<BillVersion> =
            known_said.chain(free.iter().map(|row| &row.1)).cloned().collect();
        let verdicts = judge_bill(&all, self.vocabulary.revisions).split_off(known.len());
        let of_blocked = known.iter().any(|(main, _)| self.is_blocked(main));
        for ((place, version, is_sound), verdict) in free.into_iter().zip(verdicts) {
            use BillVerdict::{Holds, TakenBack, TakesBack, Waits};
            let counts = matches!(verdict, Holds | TakenBack | TakesBack | Waits);
            let fell = match RowErrorKind::of(verdict) {
                Some(why) => Fell::Refused(why),
                // Nothing may be taken from somebody of whom a row is refused.
                None if counts && (of_blocked || !is_sound) => Fell::Refused(RowErrorKind::Row),
                None => Fell::Judged(verdict),
            };
            alike.fell.insert(place, fell);
            if let (Fell::Judged(_), true) = (fell, counts) {
                let others = known.iter().map(|(other, _)| *other);
                let bereft: BTreeSet<&str> =
                    others.filter(|other| *other != version.member).collect();
                for other in bereft {
                    alike.gone.entry(other.to_owned()).or_default().push(place);
                }
                alike.versions.insert(place, (key.to_owned(), version));
            }
        }
    }

    /// What is known of the bills that tonight's files speak of, with whom it is known of, in the order in
    /// which it came.
    fn known_bills(&self, arrived: &Incoming) -> HashMap<String, Vec<(&str, BillVersion)>> {
        let mut known: HashMap<String, Vec<(&str, BillVersion)>> = HashMap::new();
        if self.known.rows.is_empty() {
            return known;
        }
        let ids = arrived.bill_ids();
        let of = |latest: &'m Latest| {
            let id = &*latest.content.member_id;
            let rows = self.known.rows.get(&latest.member).into_iter().flatten();
            let rows = rows.flat_map(|brought| self.bills_in(brought));
            let asked = rows.filter(|row| ids.contains(&row.key));
            asked.map(|row| (id, row.version(self), row.key)).collect::<Vec<_>>()
        };
        let found: Vec<Vec<_>> = self.known.members.par_iter().map(of).collect();
        for (id, version, key) in found.into_iter().flatten() {
            known.entry(key).or_default().push((self.main_of(id), version));
        }
        known.values_mut().for_each(|rows| rows.sort_by_key(|(_, version)| version.run));
        known
    }

    /// The rows of bills that came with a run.
    pub fn bills_in<'s>(&'s self, brought: &'s Brought) -> Vec<KnownBill<'s>> {
        if brought.rows[2].is_empty() {
            return Vec::new();
        }
        let header = self.headers.of_kind(RecordKind::Bills, brought.columns);
        let by_hospital = self.vocabulary.bill_number == BillNumber::OfHospital;
        let rows = KeptRow::list(&brought.rows[2]).expect("a ledger keeps whole rows");
        let run = brought.run;
        let of = |row: KeptRow<'s>| KnownBill {
            key: header.places.key(&row, by_hospital),
            run,
            row,
            header,
        };
        rows.into_iter().map(of).collect()
    }

    /// Which of the rows of one bill that are known holds beside tonight's, if any does.
    pub fn holding(&self, rows: &[KnownBill], tonight: Vec<BillVersion>) -> Option<usize> {
        if let ([one], true) = (rows, tonight.is_empty()) {
            return (!one.is_void()).then_some(0);
        }
        let all: Vec<BillVersion> =
            rows.iter().map(|row| row.version(self)).chain(tonight).collect();
        let verdicts = judge_bill(&all, self.vocabulary.revisions);
        verdicts[..rows.len()].iter().position(|verdict| *verdict == BillVerdict::Holds)
    }

    /// Everybody who is known, by main id as bytes.
    pub fn everybody(&self) -> BTreeSet<&str> {
        self.known.members.iter().map(|latest| self.main_of(&latest.content.member_id)).collect()
    }

    /// A person, with all that is known and came.
    pub fn open<'s>(&'s self, main: &'s str, mut cells: Option<&mut IncomingReader>) -> Opened<'s> {
        let mut person = Person::new(self, main);
        person.take_member(cells.as_deref_mut());
        person.take_periods(cells.as_deref_mut());
        person.take_bills(cells);
        person.opened()
    }

    /// Asks memory for the rows of people who are opened next.
    pub fn expect(&self, people: &[&str], cells: &mut IncomingReader) {
        let Some(arrived) = self.arrived else { return };
        cells.prefetch(people.iter().filter_map(|main| arrived.find(main)));
    }

    /// What came, as one can decide on it where nothing is known; and what became of the rows.
    pub fn of_files(&self, ids: impl Iterator<Item = &'m str>) -> (Vec<KnownMember>, RowOutcomes) {
        let everybody: BTreeSet<&str> = ids.map(|id| self.main_of(id)).collect();
        let everybody: Vec<&str> = everybody.into_iter().collect();
        let opened = |cells: &mut Option<IncomingReader>, main: &&str| {
            let Opened { dossier, placed, became, .. } = self.open(main, cells.as_mut());
            let ids = self.ids(main).map(str::to_owned).collect();
            (dossier.map(|dossier| dossier.known(ids, placed)), became)
        };
        let cells = || self.arrived.map(Incoming::cells);
        let opened: Vec<(Option<KnownMember>, RowOutcomes)> =
            everybody.par_iter().map_init(cells, opened).collect();
        let (mut people, mut all) = (Vec::with_capacity(opened.len()), RowOutcomes::default());
        for (known, became) in opened {
            people.extend(known);
            all.merge(became);
        }
        (people, all)
    }

    /// What is known, as one can decide on it.
    ///
    /// # Errors
    ///
    /// When rows that are known cannot be read under these rules.
    pub fn intake<'i>(&self) -> Result<Intake<'i>, NightError> {
        let everybody: Vec<&str> = self.everybody().into_iter().collect();
        let known = |main: &&str| {
            let opened = self.open(main, None);
            let ids = self.ids(main).map(str::to_owned).collect();
            (opened.stale, opened.dossier.map(|dossier| dossier.known(ids, opened.placed)))
        };
        let opened: Vec<(u64, Option<KnownMember>)> = everybody.par_iter().map(known).collect();
        match opened.iter().map(|(stale, _)| stale).sum() {
            0 => Ok(Intake::of(opened.into_iter().filter_map(|(_, known)| known).collect())),
            stale => Err(NightError::UnreadRows { rows: stale }),
        }
    }
}
