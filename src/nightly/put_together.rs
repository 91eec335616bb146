//! People are put together of what is known and what came: each with the history that can be decided on.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::error::NightError;
use super::households::linked::LinkedHouseholds;
use super::merge::{Alike, Merge, Same};
use super::person::{Opened, Person};
use crate::claim::Vocabulary;
use crate::intake::{Incoming, IncomingReader, Intake, KnownMember, RowOutcomes};
use crate::ledger::Known;

impl<'m> Merge<'m> {
    /// Puts together what is known and what came.
    pub fn new(
        arrived: Option<&'m Incoming<'m>>,
        known: &'m Known,
        same: &'m Same,
        vocabulary: &'m Vocabulary,
    ) -> Merge<'m> {
        let mut merge = Merge::unjudged(arrived, known, same, vocabulary);
        if let Some(arrived) = arrived.filter(|_| merge.refuses_undated()) {
            merge.undated = merge.undated(arrived);
        }
        merge.too_large = LinkedHouseholds::of(&merge).too_large();
        merge.alike = arrived.map_or_else(Alike::default, |arrived| merge.judge_alike(arrived));
        merge
    }

    /// People of whom a row says something new without a day.
    fn undated(&self, arrived: &Incoming) -> BTreeSet<String> {
        let checks =
            |cells: &mut IncomingReader, main: &&str| Person::new(self, main).says_undated(cells);
        let people: Vec<&str> = self.people().into_iter().collect();
        let cells = || arrived.cells();
        let found =
            people.par_iter().map_init(cells, |cells, main| checks(cells, main).then_some(*main));
        found.flatten().map(str::to_owned).collect()
    }

    /// A person, with all that is known and came.
    pub fn open<'s>(&'s self, main: &'s str, mut cells: Option<&mut IncomingReader>) -> Opened<'s> {
        let mut person = Person::new(self, main);
        person.take_member(cells.as_deref_mut());
        person.take_periods(cells.as_deref_mut());
        person.take_bills(cells);
        person.opened()
    }

    /// A person, with all that is known, where rows that came are refused.
    pub fn open_known<'s>(&'s self, main: &'s str) -> Opened<'s> {
        let mut person = Person::known(self, main);
        person.take_member(None);
        person.take_periods(None);
        person.take_bills(None);
        person.opened()
    }

    /// Whether a person can be decided on: a row says who it is, and nothing is refused.
    pub fn is_decided(&self, main: &str) -> bool {
        let mut cells = self.arrived.map(Incoming::cells);
        self.open(main, cells.as_mut()).dossier.is_some()
    }

    /// What came, as one can decide on it where nothing is known; and what became of the rows.
    pub fn of_files(&self, ids: impl Iterator<Item = &'m str>) -> (Vec<KnownMember>, RowOutcomes) {
        let people: BTreeSet<&str> = ids.map(|id| self.main_of(id)).collect();
        let people: Vec<&str> = people.into_iter().collect();
        let opened = |cells: &mut Option<IncomingReader>, main: &&str| {
            let Opened { dossier, placed, became, .. } = self.open(main, cells.as_mut());
            let ids = self.ids(main).map(str::to_owned).collect();
            (dossier.map(|dossier| dossier.known(ids, placed)), became)
        };
        let cells = || self.arrived.map(Incoming::cells);
        let opened: Vec<(Option<KnownMember>, RowOutcomes)> =
            people.par_iter().map_init(cells, opened).collect();
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
        let people: Vec<&str> = self.people().into_iter().collect();
        let known = |main: &&str| {
            let opened = self.open(main, None);
            let ids = self.ids(main).map(str::to_owned).collect();
            (opened.stale, opened.dossier.map(|dossier| dossier.known(ids, opened.placed)))
        };
        let opened: Vec<(u64, Option<KnownMember>)> = people.par_iter().map(known).collect();
        match opened.iter().map(|(stale, _)| stale).sum() {
            0 => Ok(Intake::of(opened.into_iter().filter_map(|(_, known)| known).collect())),
            stale => Err(NightError::UnreadRows { rows: stale }),
        }
    }
}
