//! One person tonight: what of all rows, known and new, under whatever id, is the person's, and what of it is new.

use std::collections::{BTreeMap, HashMap};

use super::known_bill::KnownBill;
use super::merge::{Fell, Merge};
use super::new_rows::{NewRows, Written};
use crate::claim::{Enrolment, KeptRow, MOST_BILLS, MOST_PERIODS, Member, RecordKind};
use crate::intake::{
    BillTexts, BillVerdict, BillVersion, DatedMember, Incoming, IncomingReader, LoadedMember,
    PeriodRow, PeriodVersion, ReadBills, RowErrorKind, RowOutcomes, RowVerdict, judge_period,
    period_key,
};
use crate::ledger::Brought;

/// A person, with all that is known and came.
pub(super) struct Opened<'m> {
    /// The history, where it can be decided on.
    pub dossier: Option<LoadedMember<'m>>,
    /// Whether no row of members names the person yet.
    pub waits: bool,
    /// Who it is, by day.
    pub placed: Vec<DatedMember>,
    pub new_rows: NewRows,
    /// What became of tonight's rows.
    pub became: RowOutcomes,
    /// Rows that are known and cannot be read under these rules.
    pub stale: u64,
    /// Rows of tonight that take back an unknown bill.
    pub unknown_voids: Vec<usize>,
}

/// One person, while all rows are put together.
pub(super) struct Person<'p> {
    pub(super) merge: &'p Merge<'p>,
    pub(super) main: &'p str,
    /// Ids with their numbers among tonight's.
    arrived: Vec<(&'p str, u32)>,
    pub(super) brought: Vec<&'p Brought>,
    pub(super) blocked: bool,
    too_many: bool,
    /// Who it is, by day; empty where no row says.
    pub(super) who: Vec<DatedMember>,
    /// Ids of which something is known that holds only later.
    pub(super) changes_later: Vec<&'p str>,
    periods: Vec<Enrolment>,
    bills: ReadBills,
    pub(super) new_rows: NewRows,
    pub(super) became: RowOutcomes,
    pub(super) stale: u64,
    unknown_voids: Vec<usize>,
}

impl<'p> Person<'p> {
    pub fn new(merge: &'p Merge<'p>, main: &'p str) -> Person<'p> {
        let number = |id: &'p str| Some((id, merge.arrived?.find(id)?));
        let arrived: Vec<(&str, u32)> = merge.ids(main).filter_map(number).collect();
        let is_blocked = |(_, number): &(&str, u32)| {
            merge.arrived.is_some_and(|arrived| arrived.is_blocked(*number))
        };
        Person {
            merge,
            main,
            blocked: arrived.iter().any(is_blocked) || merge.is_refused(main),
            arrived,
            brought: merge.brought(main),
            too_many: false,
            who: Vec::new(),
            changes_later: Vec::new(),
            periods: Vec::new(),
            bills: ReadBills::default(),
            new_rows: NewRows::default(),
            became: RowOutcomes::default(),
            stale: 0,
            unknown_voids: Vec::new(),
        }
    }

    /// The same without what came.
    pub fn known(merge: &'p Merge<'p>, main: &'p str) -> Person<'p> {
        Person { arrived: Vec::new(), blocked: false, ..Person::new(merge, main) }
    }

    /// Why rows of a person are refused of whom one row is.
    pub(super) fn refusal(&self) -> RowErrorKind {
        match self.merge.too_large.contains(self.main) {
            true => RowErrorKind::LargeHousehold,
            false => RowErrorKind::Row,
        }
    }

    pub(super) fn tonight(&self) -> &'p Incoming<'p> {
        self.merge.arrived.expect("ids have numbers where something came")
    }

    pub(super) fn number(&self, id: &str) -> Option<u32> {
        self.arrived.iter().find(|(arrived, _)| *arrived == id).map(|(_, number)| *number)
    }

    pub fn take_periods(&mut self, cells: Option<&mut IncomingReader>) {
        let known = self.known_periods();
        let Some(cells) = cells else { return self.take_known_periods(known) };
        if self.takes_all_periods(&known, cells) {
            return;
        }
        // By the id that a row names, plan and start.
        let mut alike: BTreeMap<_, Vec<(PeriodVersion, Option<usize>)>> = BTreeMap::new();
        for (id, version) in known {
            alike.entry((id, period_key(&version.period))).or_default().push((version, None));
        }
        for (id, number) in &self.arrived {
            for row in self.tonight().periods(*number) {
                if self.blocked {
                    self.became.refuse(RecordKind::Enrolments, row.place, self.refusal());
                    continue;
                }
                let version = cells.period_version(row);
                let key = ((*id).to_owned(), period_key(&version.period));
                alike.entry(key).or_default().push((version, Some(row.place)));
            }
        }
        let mut new: Vec<(usize, RowVerdict, Enrolment)> = Vec::new();
        for rows in alike.values() {
            self.judge_periods(rows, &mut new);
        }
        self.sort_periods();
        new.sort_unstable_by_key(|(place, ..)| *place);
        self.count_periods(&new, cells);
    }

    /// Takes all of tonight's periods, where nothing is known and none has the start of another; as nearly
    /// always on the first night.
    fn takes_all_periods(
        &mut self,
        known: &[(String, PeriodVersion)],
        cells: &mut IncomingReader,
    ) -> bool {
        let [(_, number)] = self.arrived[..] else {
            return self.arrived.is_empty() && known.is_empty();
        };
        let rows = self.tonight().periods(number);
        if self.blocked || !known.is_empty() || rows.iter().any(|row| row.void) {
            return false;
        }
        self.periods.extend(rows.iter().map(|row| row.period));
        self.periods.sort_unstable();
        if self.periods.windows(2).any(|pair| period_key(&pair[0]) == period_key(&pair[1])) {
            self.periods.clear();
            return false;
        }
        self.sort_periods();
        let all = |row: &PeriodRow| (row.place, RowVerdict::Holds, row.period);
        self.count_periods(&rows.iter().map(all).collect::<Vec<_>>(), cells);
        true
    }

    fn take_known_periods(&mut self, known: Vec<(String, PeriodVersion)>) {
        let mut alike: BTreeMap<_, Vec<(PeriodVersion, Option<usize>)>> = BTreeMap::new();
        for (id, version) in known {
            alike.entry((id, period_key(&version.period))).or_default().push((version, None));
        }
        for rows in alike.values() {
            self.judge_periods(rows, &mut Vec::new());
        }
        self.sort_periods();
    }

    fn sort_periods(&mut self) {
        self.periods.sort_unstable();
        // Two ids of one person may have rows of one period.
        self.periods.dedup();
        self.too_many |= self.periods.len() > MOST_PERIODS;
        self.blocked |= self.too_many;
    }

    fn judge_periods(
        &mut self,
        rows: &[(PeriodVersion, Option<usize>)],
        new: &mut Vec<(usize, RowVerdict, Enrolment)>,
    ) {
        let versions: Vec<PeriodVersion> = rows.iter().map(|(version, _)| *version).collect();
        let verdicts = judge_period(&versions);
        for ((version, place), verdict) in rows.iter().zip(&verdicts) {
            self.periods.extend((*verdict == RowVerdict::Holds).then_some(version.period));
            new.extend(place.map(|place| (place, *verdict, version.period)));
        }
        let comes = rows
            .iter()
            .zip(&verdicts)
            .any(|((_, place), verdict)| place.is_some() && *verdict == RowVerdict::Holds);
        let known: Vec<PeriodVersion> =
            versions.into_iter().filter(|version| version.run.is_some()).collect();
        if comes && !known.is_empty() {
            let held = judge_period(&known);
            let held = known.iter().zip(held).find(|(_, verdict)| *verdict == RowVerdict::Holds);
            self.new_rows.replaced.extend(held.map(|(version, _)| version.period));
        }
    }

    /// Counts tonight's rows of periods, and keeps those that say something new.
    fn count_periods(
        &mut self,
        new: &[(usize, RowVerdict, Enrolment)],
        cells: &mut IncomingReader,
    ) {
        let mut written = Written::default();
        for (place, verdict, period) in new {
            let is_new = match verdict {
                _ if self.too_many => {
                    self.became.refuse(RecordKind::Enrolments, *place, RowErrorKind::TooMany);
                    false
                }
                RowVerdict::Conflict => {
                    self.became.refuse(RecordKind::Enrolments, *place, RowErrorKind::Conflict);
                    false
                }
                RowVerdict::Duplicate => {
                    self.became.of(RecordKind::Enrolments).duplicates += 1;
                    false
                }
                RowVerdict::Superseded => {
                    self.became.of(RecordKind::Enrolments).superseded += 1;
                    false
                }
                RowVerdict::TakenBack => {
                    self.became.of(RecordKind::Enrolments).superseded += 1;
                    true
                }
                RowVerdict::TakesBack => {
                    self.became.of(RecordKind::Enrolments).void += 1;
                    true
                }
                RowVerdict::Holds if self.who.is_empty() => {
                    self.became.of(RecordKind::Enrolments).pending += 1;
                    true
                }
                RowVerdict::Holds => {
                    self.became.of(RecordKind::Enrolments).used += 1;
                    true
                }
            };
            if is_new {
                self.new_rows.new_periods += usize::from(*verdict == RowVerdict::Holds);
                cells.write_period(*place, period, written.next());
            }
        }
        self.new_rows.periods = written.done();
    }

    /// Rows of periods that are known, with the ids that they name.
    fn known_periods(&mut self) -> Vec<(String, PeriodVersion)> {
        let mut known = Vec::new();
        for brought in self.brought.iter().filter(|brought| !brought.rows[1].is_empty()) {
            let header = self.merge.headers.of_kind(RecordKind::Enrolments, brought.columns);
            let rows = KeptRow::list(&brought.rows[1]).expect("a ledger keeps whole rows");
            for row in &rows {
                let Ok(period) = header.layout.enrolment(row) else {
                    self.stale += 1;
                    continue;
                };
                let revision = header.places.revision(row);
                let void = header.places.is_void(row);
                let version =
                    PeriodVersion { period, revision, void, run: Some(brought.run.number()) };
                known.push((header.member_id(row).into_owned(), version));
            }
        }
        known
    }

    pub fn take_bills(&mut self, cells: Option<&mut IncomingReader>) {
        let (mut written, mut version) =
            (Written::default(), HashMap::<String, Vec<BillVersion>>::new());
        if let (Some(arrived), Some(cells)) = (self.merge.arrived, cells) {
            let mut rows: Vec<_> =
                self.arrived.iter().flat_map(|(_, number)| arrived.bills(*number)).collect();
            rows.sort_unstable_by_key(|row| row.place);
            for row in rows {
                self.take_bill(row.place, row.void, cells, &mut written);
                self.add_version(row.place, &mut version);
            }
            for place in self.merge.alike.gone.get(self.main).into_iter().flatten() {
                cells.write_bill(*place, written.next());
                self.new_rows.bill_ids.push(cells.ids(*place).0);
                self.add_version(*place, &mut version);
            }
        }
        self.take_known_bills(version);
        if self.bills.len() > MOST_BILLS && !self.too_many {
            self.refuse_bills();
        }
        if !self.too_many {
            self.new_rows.bills = written.done();
        }
    }

    fn add_version(&self, place: usize, version: &mut HashMap<String, Vec<BillVersion>>) {
        if let Some((key, one)) = self.merge.alike.versions.get(&place) {
            version.entry(key.clone()).or_default().push(one.clone());
        }
    }

    /// Takes one of tonight's rows of a bill.
    fn take_bill(
        &mut self,
        place: usize,
        void: bool,
        cells: &mut IncomingReader,
        written: &mut Written,
    ) {
        let unjudged = if void { BillVerdict::Waits } else { BillVerdict::Holds };
        let fell = self.merge.alike.fell.get(&place).copied();
        let verdict = match fell.unwrap_or(Fell::Judged(unjudged)) {
            _ if self.blocked => {
                return self.became.refuse(RecordKind::Bills, place, self.refusal());
            }
            Fell::Refused(why) => return self.became.refuse(RecordKind::Bills, place, why),
            Fell::Judged(verdict) => verdict,
        };
        let before = written.len();
        let key = match verdict {
            BillVerdict::Duplicate => {
                self.became.of(RecordKind::Bills).duplicates += 1;
                return;
            }
            BillVerdict::Superseded => {
                self.became.of(RecordKind::Bills).superseded += 1;
                return;
            }
            BillVerdict::Holds => {
                let birth = self.who.first().map(|who| who.member.birth);
                cells.read(place, birth, &mut self.bills, written.next())
            }
            _ => match cells.write_bill(place, written.next()) {
                true => Ok(cells.ids(place).0),
                false => Err(RowErrorKind::Row),
            },
        };
        let key = match key {
            Ok(key) => key,
            Err(why) => {
                written.cut(before);
                return self.became.refuse(RecordKind::Bills, place, why);
            }
        };
        if verdict == BillVerdict::Holds && self.who.is_empty() {
            self.new_rows.bills_that_hold.push(key.clone());
        }
        self.new_rows.bill_ids.push(key);
        self.count_bill(place, verdict);
    }

    /// Counts a row of a bill that says something new.
    fn count_bill(&mut self, place: usize, verdict: BillVerdict) {
        let waits = self.who.is_empty();
        let counts = self.became.of(RecordKind::Bills);
        match verdict {
            BillVerdict::Holds if waits => counts.pending += 1,
            BillVerdict::Holds => counts.used += 1,
            BillVerdict::TakesBack => counts.void += 1,
            BillVerdict::Waits => {
                counts.void_unknown += 1;
                self.unknown_voids.push(place);
            }
            _ => counts.superseded += 1,
        }
    }

    /// Takes the bills that are known and hold beside what came, where they are the person's still.
    fn take_known_bills(&mut self, mut tonight: HashMap<String, Vec<BillVersion>>) {
        let mut known: BTreeMap<String, Vec<KnownBill>> = BTreeMap::new();
        for brought in &self.brought {
            for row in self.merge.bills_in(brought) {
                known.entry(row.key.clone()).or_default().push(row);
            }
        }
        for (key, mut rows) in known {
            rows.sort_by_key(|row| row.run);
            let new = tonight.remove(&key).unwrap_or_default();
            if let Some(at) = self.merge.holding(&rows, new)
                && rows[at].is_of(self.main, self.merge)
            {
                self.take_known_bill(&rows[at]);
            }
        }
    }

    fn take_known_bill(&mut self, bill: &KnownBill) {
        let KnownBill { key, row, header, .. } = bill;
        let stay = row.show(header.places.stay_id);
        // Only a batch shows what falls on lines.
        let texts = BillTexts { id: key, stay: &stay, lines: "" };
        let read =
            self.bills.read(texts, |numbers, bill| header.layout.read_bill(row, numbers, bill));
        self.stale += u64::from(read.is_err());
    }

    /// Refuses all of tonight's bills: there are more than a member may have.
    fn refuse_bills(&mut self) {
        let arrived = self.tonight();
        let counts = self.became.of(RecordKind::Bills);
        *counts = Default::default();
        self.became.refused[RecordKind::Bills as usize].clear();
        for (_, number) in &self.arrived {
            for row in arrived.bills(*number) {
                self.became.refuse(RecordKind::Bills, row.place, RowErrorKind::TooMany);
            }
        }
        self.unknown_voids.clear();
        self.too_many = true;
    }

    pub fn opened(mut self) -> Opened<'p> {
        if self.too_many {
            (self.new_rows.periods, self.new_rows.bills) = Default::default();
            self.new_rows.bill_ids.clear();
        }
        let register = [RecordKind::Members, RecordKind::Enrolments];
        let refused = register.iter().any(|kind| !self.became.refused[*kind as usize].is_empty());
        if !self.blocked && !refused {
            for (id, number) in &self.arrived {
                match self.merge.arrived.map_or(0, |arrived| arrived.content_hash(*number)) {
                    0 => {}
                    // It is looked at again, since what is known will be something else.
                    _ if self.changes_later.contains(id) => self.new_rows.sees(self.main, id, 0),
                    print => self.new_rows.sees(self.main, id, print),
                }
            }
        }
        let vocabulary = self.merge.vocabulary;
        let Person { main, who, periods, bills, new_rows, became, .. } = self;
        let is_decided = !who.is_empty() && !self.blocked && !self.too_many;
        let members: Vec<Member> = who.iter().map(|placed| placed.member).collect();
        Opened {
            dossier: is_decided
                .then(|| LoadedMember::of(vocabulary, main, &members, periods, bills)),
            waits: who.is_empty() && !self.blocked,
            placed: who,
            new_rows,
            became,
            stale: self.stale,
            unknown_voids: self.unknown_voids,
        }
    }
}
