//! A case: who it is about, which bills, and what is expected; and how its bills are decided.

use super::expect::Expect;
use crate::adjudication::Adjudicator;
use crate::claim::{
    Bill, Disallowance, Enrolment, History, Household, Member, Opening, Override, Relative,
    disallow,
};
use crate::date::Day;
use crate::explanation::{self, Explanation};
use crate::money::Money;
use crate::scheme::Book;

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The id, unique in its file.
    pub id: String,
    /// Where it stands in its file, in bytes.
    pub place: usize,
    /// The member.
    pub(crate) person: Person,
    /// Members who are, or were, of one household with the member.
    pub(crate) relatives: Vec<Person>,
    /// What is expected of all bills together.
    pub(crate) total: Expect,
    /// The nights on which its rows come, where it has any.
    pub(crate) nights: Vec<CaseNight>,
}

impl Case {
    /// The member and the relatives, the member first.
    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.person).chain(&self.relatives)
    }

    /// Each bill of the case that is explained, with its id.
    pub(crate) fn with_ids<'c>(
        &'c self,
        decided: &'c [Vec<Explanation>],
    ) -> impl Iterator<Item = (&'c String, &'c Explanation)> {
        let of_person = |(person, explanations): (&'c Person, &'c Vec<Explanation>)| {
            explanations.iter().map(|one| (person.bill_id(one), one))
        };
        self.people().zip(decided).flat_map(of_person)
    }

    /// Whose a bill is, by its id and by the place among [`Case::people`]; without an id the member.
    pub(crate) fn whose(&self, bill_id: Option<&str>) -> Option<usize> {
        let has = |person: &Person| bill_id.is_none_or(|id| person.ids.iter().any(|own| own == id));
        self.people().position(has)
    }
}

/// A member of a case, or a relative.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// What held of the person first.
    pub member: Member,
    /// Changes of the member, by the day from which each holds.
    pub later: Vec<Member>,
    pub enrolments: Vec<Enrolment>,
    pub bills: Vec<Bill>,
    pub openings: Vec<Opening>,
    pub overrides: Vec<Override>,
    pub disallowances: Vec<Disallowance>,
    /// Ids of the rows of bills, by their numbers; one bill may have several rows, of which one holds.
    pub ids: Vec<String>,
    /// What is expected of each row, by its number.
    pub expects: Vec<Expect>,
    /// The bills that are known on each night of the case.
    pub nights: Vec<Vec<Bill>>,
}

/// A night of a case, and what is expected of it.
#[derive(Clone, Debug)]
pub(crate) struct CaseNight {
    pub on: Day,
    /// What becomes due on it, over all bills and benefits.
    pub pays: Option<Money>,
    /// By how much what is due of earlier bills falls.
    pub claws_back: Option<Money>,
}

/// Decides and explains the bills of a case, in the order in which they are decided: of the member, then of each
/// relative.
pub fn explain(book: &Book, case: &Case) -> Vec<Vec<Explanation>> {
    let decide = |(place, person): (usize, &Person)| {
        let others = relatives_of(book, case, place);
        person.history(book, |history| person.decide(book, history, &others))
    };
    case.people().enumerate().map(decide).collect()
}

/// Everybody of a case but one, as relatives of that one.
pub(crate) fn relatives_of(book: &Book, case: &Case, place: usize) -> Vec<Relative> {
    let others = case.people().enumerate().filter(|(at, _)| *at != place);
    others.map(|(_, other)| other.history(book, |history| other.relative(history))).collect()
}

impl Person {
    /// Calls `with` on the history of the person.
    fn history<T>(&self, book: &Book, with: impl FnOnce(&History) -> T) -> T {
        let (mut enrolments, mut bills) = (self.enrolments.clone(), self.bills.clone());
        let mut disallowances = self.disallowances.clone();
        disallow(&mut bills, &mut disallowances);
        let id = |number: u32| self.id(number);
        let history = History::new(book, &self.member, &mut enrolments, &mut bills, id)
            .expect("a case is read by the words of its book")
            .with_later(&self.later)
            .with_openings(&self.openings)
            .with_overrides(&self.overrides);
        with(&history.with_disallowed(history.bills(), &disallowances))
    }

    fn id(&self, number: u32) -> &[u8] {
        self.ids[number as usize].as_bytes()
    }

    /// The id of a bill of the person that is explained.
    pub fn bill_id(&self, explanation: &Explanation) -> &String {
        self.ids.get(explanation.bill.id as usize).expect("a bill of the case has an id")
    }

    fn relative(&self, history: &History) -> Relative {
        Relative::of(history, |number| self.id(number))
    }

    fn decide(&self, book: &Book, own: &History, others: &[Relative]) -> Vec<Explanation> {
        let household = Household::of(*own, Some(others), |number| self.id(number));
        explanation::explain(&mut Adjudicator::new(book), &household.history())
    }
}
