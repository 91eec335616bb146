//! What was known of a person before tonight, under all ids, and what is new tonight.

use std::collections::BTreeSet;

use super::at_hand::AtHand;
use super::movements::{self, HouseholdNews, NewFacts, NewManualFacts};
use super::new_rows::NewRows;
use crate::ledger::{
    Content, Decided, Entry, Latest, MemberNumber, Moved, NewPosting, PostingId, SAME_PERSON,
};
use crate::manual_facts::ManualFact;
use crate::money::Money;

/// What was known of a member before tonight, and under other ids of the same person.
pub(super) struct Before {
    /// The member's number and newest posting.
    pub place: Option<(MemberNumber, PostingId)>,
    pub content: Content,
    /// What the other ids still have is posted away from them,
    pub away: Vec<NewPosting>,
    /// and to the member.
    pub entries: Vec<Entry>,
}

impl AtHand<'_> {
    /// What was known of a person, under all ids.
    pub(super) fn known(&self, id: &str) -> Before {
        let own = self.before.get(id);
        let nothing = || Content { member_id: id.to_owned(), ..Content::default() };
        let mut before = Before {
            place: own.map(|own| (own.member, own.posting)),
            content: own.map_or_else(nothing, |own| own.content.clone()),
            away: Vec::new(),
            entries: Vec::new(),
        };
        for other in self.tonight.merge.ids(id).skip(1) {
            let known = self.before.get(other);
            if let Some(known) = known.filter(|known| !known.content.is_empty()) {
                self.join(&mut before, known);
            }
        }
        before
    }

    /// Takes over all that is known and was paid under another id of the same person.
    fn join(&self, before: &mut Before, other: &Latest) {
        let Content { manual_facts, decisions, .. } = &other.content;
        let content = &mut before.content;
        content.manual_facts += manual_facts;
        content.entitled += other.content.entitled;
        content.paid += other.content.paid;
        content.written_off += other.content.written_off;
        let decided = Decided::read(decisions).expect("a ledger keeps whole decisions");
        let new_facts = NewFacts::default();
        let (mut entries, _) = movements::moved(&decided, &[], &new_facts);
        entries.iter_mut().for_each(|entry| entry.reason = SAME_PERSON.to_owned());
        let owed = other.content.owed().or_zero();
        let moved =
            [(Moved::Joined, other.content.paid), (Moved::WriteOff, other.content.written_off)];
        for (kind, amount) in moved.into_iter().filter(|(_, amount)| *amount != Money::ZERO) {
            entries.push(self.of_member(kind, -amount, SAME_PERSON));
            before.entries.push(self.of_member(kind, amount, SAME_PERSON));
        }
        if owed > Money::ZERO {
            entries.push(self.of_member(Moved::Offset, owed, SAME_PERSON));
            before.entries.push(self.of_member(Moved::Recoverable, owed, SAME_PERSON));
        }
        // What was withdrawn and repaid stays, since it shows what was prepared under that id.
        let Content { withdrawn, repaid, .. } = other.content;
        let member_id = other.content.member_id.clone();
        let nothing = Content { member_id, withdrawn, repaid, ..Content::default() };
        let place = Some((other.member, other.posting));
        before.away.push(NewPosting::new(place, nothing, &entries));
    }

    /// What came of a person tonight; manual facts are added to what is known.
    pub(super) fn new_facts(&self, before: &mut Before, came: &NewRows, id: &str) -> NewFacts {
        let manual_facts = self.new_manual_facts(id, &before.content);
        before.content.manual_facts += &manual_facts;
        if !before.away.is_empty() {
            before.content.manual_facts = self.in_order(&before.content.manual_facts);
        }
        let manual_facts = ManualFact::read(&manual_facts).expect("a ledger keeps whole facts");
        let manual_facts = NewManualFacts::of(&manual_facts);
        let adopts = self.tonight.adopted.is_some_and(|adopted| adopted.by(id));
        NewFacts {
            rows: !came.is_empty(),
            // Only where something was decided before it matters which of them came.
            bills: match before.content.decisions.is_empty() {
                true => BTreeSet::new(),
                false => came.bill_ids.iter().cloned().collect(),
            },
            periods: !came.periods.is_empty(),
            person: !came.person.is_empty(),
            rules: adopts && !self.tonight.since.is_engine(),
            engine: adopts && self.tonight.since.engine,
            manual_facts: NewManualFacts {
                joined: manual_facts.joined || !before.away.is_empty(),
                ..manual_facts
            },
            household: HouseholdNews::Nothing,
        }
    }

    /// The manual facts of the member, under all ids, that no night knows yet; and ids of the member that
    /// no manual fact names, since they are only another spelling.
    fn new_manual_facts(&self, id: &str, before: &Content) -> String {
        let of_member = |member_id: &str| self.tonight.merge.main_of(member_id) == id;
        let facts = self.tonight.manual_facts.iter().filter(|fact| of_member(&fact.member_id));
        let mut manual_facts: String = facts.map(|fact| fact.what.line()).collect();
        for other in self.tonight.merge.ids(id).skip(1) {
            let line = ManualFact::SamePerson { other: other.to_owned() }.line();
            if !before.joins(other) && !manual_facts.contains(&line) {
                manual_facts += &line;
            }
        }
        manual_facts
    }

    /// The manual facts of a person under several ids, in the order of their entry: of facts about the same, the last
    /// holds.
    fn in_order(&self, manual_facts: &str) -> String {
        let mut lines: Vec<String> = manual_facts.lines().map(|line| format!("{line}\n")).collect();
        let mut ordered = String::new();
        for fact in self.tonight.all_manual_facts {
            let line = fact.what.line();
            if let Some(at) = lines.iter().position(|manual_facts| *manual_facts == line) {
                ordered += &lines.remove(at);
            }
        }
        // First what a night wrote and no person: the rules that a member goes on under.
        lines.concat() + &ordered
    }
}
