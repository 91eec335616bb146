//! Who a person is, day by day: what rows of members say, known and new.
//!
//! A row with a day holds from that day on. A row without a day holds now: where it differs from what is known,
//! it holds from the day of the night, which the ledger keeps as its day; or it is refused, where the scheme wants
//! a day. Beside rows with days, a row without one held before the first of them, and so did the first row ever.

use super::merge::Merge;
use super::new_rows::Written;
use super::person::Person;
use crate::claim::RecordKind;
use crate::claim::{KeptRow, Undated};
use crate::date::Day;
use crate::intake::{
    DatedMember, IncomingReader, MemberVersion, Revision, RowErrorKind, RowVerdict, day_by_day,
    holding, judge_member,
};

impl<'p> Person<'p> {
    /// Takes who it is: as the rows of the main id say, or else those of another.
    pub fn take_member(&mut self, mut cells: Option<&mut IncomingReader>) {
        let mut written = Written::default();
        for id in self.merge.ids(self.main) {
            let placed = self.placed(id, cells.as_deref_mut(), &mut written);
            if self.who.is_empty() {
                self.who = placed;
            }
        }
        self.new_rows.person = written.done();
    }

    /// What the rows of one id say, by day; keeps those of tonight that are new.
    fn placed(
        &mut self,
        id: &'p str,
        cells: Option<&mut IncomingReader>,
        written: &mut Written,
    ) -> Vec<DatedMember> {
        let (known, unread) = self.known_members(id);
        let placed = match (self.number(id), cells) {
            (Some(number), Some(cells)) => self.judged(id, known, number, cells, written),
            _ => by_day(&known),
        };
        self.stale += if placed.is_empty() { unread } else { 0 };
        placed
    }

    fn judged(
        &mut self,
        id: &'p str,
        known: Vec<MemberVersion>,
        number: u32,
        cells: &mut IncomingReader,
        written: &mut Written,
    ) -> Vec<DatedMember> {
        let arrived = self.tonight();
        let places = arrived.members(number);
        let only = arrived.only_member(number).filter(|_| known.is_empty() && !self.blocked);
        if let Some((member, unit)) = only {
            // As nearly always on the first night.
            self.became.of(RecordKind::Members).used += 1;
            cells.write_member(places[0], &member, written.next());
            return vec![DatedMember { member, unit: unit.to_owned() }];
        }
        let mut new: Vec<MemberVersion> =
            places.iter().map(|place| cells.member_version(*place)).collect();
        let undated =
            date(&known, &mut new, arrived.last_day(), self.merge.vocabulary.undated_facts);
        if self.blocked {
            self.refuse_members(&places, undated.err());
            return by_day(&known);
        }
        let (known_rows, before) = (known.len(), by_day(&known));
        let rows: Vec<MemberVersion> = known.into_iter().chain(new).collect();
        let verdicts = judge_member(&rows);
        if !before.is_empty() && holding(&rows, &verdicts).is_empty() {
            // Then no row would say who the member is.
            places.iter().for_each(|place| {
                self.became.refuse(RecordKind::Members, *place, RowErrorKind::OnlyFact);
            });
            return before;
        }
        let new = rows[known_rows..].iter().zip(&verdicts[known_rows..]);
        for (place, (version, verdict)) in places.iter().zip(new) {
            if self.counts_member(*place, *verdict) {
                cells.write_version(*place, version, written.next());
            }
        }
        let placed = day_by_day(&holding(&rows, &verdicts));
        let is_later = |night| placed.last().is_some_and(|last| last.member.from > night);
        if arrived.last_day().is_some_and(is_later) {
            // What is so on the day of a later night is not what is so now.
            self.changes_later.push(id);
        }
        placed
    }

    /// Refuses all rows of the member: one of them, perhaps, since it says something new without a day.
    fn refuse_members(&mut self, places: &[usize], undated: Option<usize>) {
        for (at, place) in places.iter().enumerate() {
            let why = if undated == Some(at) { RowErrorKind::Undated } else { self.refusal() };
            self.became.refuse(RecordKind::Members, *place, why);
        }
    }

    /// Counts a row of tonight; whether it says something new.
    fn counts_member(&mut self, place: usize, verdict: RowVerdict) -> bool {
        let counts = self.became.of(RecordKind::Members);
        match verdict {
            RowVerdict::Duplicate => counts.duplicates += 1,
            RowVerdict::Superseded => counts.superseded += 1,
            RowVerdict::Conflict => {
                self.became.refuse(RecordKind::Members, place, RowErrorKind::Conflict)
            }
            RowVerdict::TakenBack => counts.superseded += 1,
            RowVerdict::TakesBack => counts.void += 1,
            RowVerdict::Holds => counts.used += 1,
        }
        matches!(verdict, RowVerdict::TakenBack | RowVerdict::TakesBack | RowVerdict::Holds)
    }

    /// Rows of the member that are known under an id, in the order in which they came, and how many cannot be
    /// read under these rules.
    fn known_members(&self, id: &str) -> (Vec<MemberVersion>, u64) {
        let (mut known, mut unread) = (Vec::new(), 0);
        let spelling = self.merge.vocabulary.member_ids.fold(id);
        for brought in self.brought.iter().filter(|brought| !brought.rows[0].is_empty()) {
            let header = self.merge.headers.of_kind(RecordKind::Members, brought.columns);
            let rows = KeptRow::list(&brought.rows[0]).expect("a ledger keeps whole rows");
            let of_id = |row: &&KeptRow| header.member_id(row) == spelling;
            for row in rows.iter().filter(of_id) {
                match header.member_version(row) {
                    Some(version) => {
                        known.push(MemberVersion { run: Some(brought.run.number()), ..version })
                    }
                    None => unread += 1,
                }
            }
        }
        (known, unread)
    }

    /// Whether a row of the person says something new without a day, which the scheme refuses.
    pub fn says_undated(&self, cells: &mut IncomingReader) -> bool {
        self.merge.ids(self.main).any(|id| {
            let Some(number) = self.number(id) else { return false };
            let (known, arrived) = (self.known_members(id).0, self.tonight());
            let places = arrived.members(number);
            let mut new: Vec<MemberVersion> =
                places.into_iter().map(|place| cells.member_version(place)).collect();
            date(&known, &mut new, arrived.last_day(), Undated::Refused).is_err()
        })
    }
}

impl Merge<'_> {
    /// Whether a scheme refuses a row of a person that says something new without a day.
    pub fn refuses_undated(&self) -> bool {
        self.vocabulary.undated_facts == Undated::Refused
    }
}

/// What rows say that are known, by day.
fn by_day(known: &[MemberVersion]) -> Vec<DatedMember> {
    day_by_day(&holding(known, &judge_member(known)))
}

/// Gives a day to rows of tonight that have none.
///
/// # Errors
///
/// Which of them the scheme refuses, since it says something new.
fn date(
    known: &[MemberVersion],
    new: &mut [MemberVersion],
    night: Option<Day>,
    undated: Undated,
) -> Result<(), usize> {
    let Some(night) = night else { return Ok(()) };
    let has_day = |version: &MemberVersion| version.member.from != Day::FIRST;
    if new.iter().any(|version| !version.void && has_day(version)) {
        return Ok(()); // The file has a history, and what held before it.
    }
    let voids = new.iter().filter(|version| version.void);
    let rows: Vec<MemberVersion> = known.iter().chain(voids).cloned().collect();
    let verdicts = judge_member(&rows);
    let holding = holding(&rows, &verdicts);
    let now = holding.iter().rev().find(|version| version.member.from <= night);
    let Some(now) = now.or(holding.first()) else { return Ok(()) };
    for (at, version) in new.iter_mut().enumerate().filter(|(_, version)| !version.void) {
        if version.says_as(now) {
            version.member.from = now.member.from;
        } else if undated == Undated::Refused {
            return Err(at);
        } else {
            version.member.from = night;
        }
        version.insists = !(version.says_as(now) && version.is_as(now));
        version.revision = match version.insists {
            true => above(&rows, version),
            false => version.revision.max(now.revision),
        };
    }
    Ok(())
}

/// The revision with which a row that says what is so now holds beside others of its day.
fn above(rows: &[MemberVersion], version: &MemberVersion) -> Revision {
    let of_day = rows.iter().filter(|row| row.member.from == version.member.from);
    let least = of_day.map(|row| if row.void { row.revision.next() } else { row.revision });
    least.fold(version.revision, Revision::max)
}
