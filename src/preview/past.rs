//! The history of a member before the bill at hand, from files, a record or the bill's own file.

use super::error::PreviewError;
use super::query::BillQuery;
use crate::cases::{Case, relatives_of};
use crate::claim::{
    Bill, Disallowance, Enrolment, History, Household, Member, Opening, Override, Relative,
    disallow,
};
use crate::date::Day;
use crate::intake::{Intake, LoadedMember};
use crate::scheme::Book;

/// The history of a member before the bill at hand.
#[derive(Clone, Debug)]
pub struct Past {
    member: Member,
    later: Vec<Member>,
    enrolments: Vec<Enrolment>,
    pub(super) bills: Vec<Bill>,
    /// Ids of the bills, by their numbers.
    pub(super) ids: Vec<String>,
    /// Ids of stays that bills may share, with their numbers.
    stays: Vec<(String, u32)>,
    openings: Vec<Opening>,
    overrides: Vec<Override>,
    disallowances: Vec<Disallowance>,
    /// Whose bills count too, where something adds up over a household.
    relatives: Vec<Relative>,
}

impl Past {
    /// A member without a bill.
    pub fn new(member: Member, enrolments: Vec<Enrolment>) -> Past {
        Past {
            member,
            later: Vec::new(),
            enrolments,
            bills: Vec::new(),
            ids: Vec::new(),
            stays: Vec::new(),
            openings: Vec::new(),
            overrides: Vec::new(),
            disallowances: Vec::new(),
            relatives: Vec::new(),
        }
    }

    /// How many bills have numbers; the next one has this.
    pub(crate) fn bill_count(&self) -> u32 {
        self.ids.len() as u32
    }

    /// The day on which the last of the bills was settled.
    pub(crate) fn last_settled(&self) -> Option<Day> {
        self.bills.iter().map(|bill| bill.settled_on).max()
    }

    /// The enrolment periods.
    pub fn enrolments(&self) -> &[Enrolment] {
        &self.enrolments
    }

    /// The same with so many units of a plan in the periods that a day is in.
    #[must_use]
    pub(crate) fn with_units(mut self, plan: u8, day: Day, units: u32) -> Past {
        let of_day = |one: &&mut Enrolment| one.plan == plan && one.start <= day && day <= one.end;
        self.enrolments.iter_mut().filter(of_day).for_each(|one| one.units = units);
        self
    }

    /// The same with another plan in the periods that a day is in.
    #[must_use]
    pub(crate) fn with_plan(mut self, day: Day, plan: u8) -> Past {
        let of_day = |one: &&mut Enrolment| one.start <= day && day <= one.end;
        self.enrolments.iter_mut().filter(of_day).for_each(|one| one.plan = plan);
        self
    }

    /// The plans of the periods that a day is in.
    pub(crate) fn plans_on(&self, day: Day) -> impl Iterator<Item = u8> + '_ {
        let of_day = move |one: &&Enrolment| one.start <= day && day <= one.end;
        self.enrolments.iter().filter(of_day).map(|one| one.plan)
    }

    /// The id of the last bill that is so.
    pub(crate) fn bill_like(&self, is_so: impl Fn(&Bill) -> bool) -> Option<String> {
        let bill = self.bills.iter().rev().find(|bill| is_so(bill))?;
        self.ids.get(bill.id as usize).cloned()
    }

    /// Adds changes of the member's facts, each from its own day on.
    #[must_use]
    pub fn with_later(mut self, mut later: Vec<Member>) -> Past {
        later.sort_by_key(|member| member.from);
        self.later = later;
        self
    }

    /// The history of a member in the files of an office.
    ///
    /// # Errors
    ///
    /// When the member is not there, or a row of the member cannot be used.
    pub fn of(intake: &Intake, member: &str) -> Result<Past, PreviewError> {
        let Some(number) = intake.member(member) else {
            return Err(match intake.is_blocked(member) {
                true => PreviewError::BlockedMember,
                false => PreviewError::UnknownMember,
            });
        };
        let record = intake.records().load(number);
        if record.is_whole {
            Ok(Past::of_record(&record))
        } else {
            Err(PreviewError::BlockedMember)
        }
    }

    /// The history of a member from a record.
    pub fn of_record(record: &LoadedMember) -> Past {
        let mut past = Past::new(record.member, record.enrolments.to_vec());
        past.later = record.later.to_vec();
        past.relatives = record.relatives.clone().unwrap_or_default();
        for bill in &record.bills {
            let number = past.ids.len() as u32;
            past.ids.push(record.bill_id(bill).to_owned());
            if let Some(stay) = record.stay_id(bill)
                && !past.stays.iter().any(|known| known.1 == bill.stay_id)
            {
                past.stays.push((stay.to_owned(), bill.stay_id));
            }
            let stay_id = if bill.shares_stay() { bill.stay_id } else { Bill::alone(number) };
            past.bills.push(bill.numbered(number, stay_id));
        }
        past
    }

    /// The history of one of a case's people, with all bills that hold; nothing where there is no such place.
    pub(crate) fn of_case(book: &Book, case: &Case, place: usize) -> Option<Past> {
        let person = case.people().nth(place)?;
        let mut past = Past::new(person.member, person.enrolments.clone());
        past.relatives = relatives_of(book, case, place);
        past.later.clone_from(&person.later);
        for bill in &person.bills {
            let number = past.ids.len() as u32;
            past.ids.extend(person.ids.get(bill.id as usize).cloned());
            let stay_id = if bill.shares_stay() { bill.stay_id } else { Bill::alone(number) };
            past.bills.push(bill.numbered(number, stay_id));
        }
        let place = |number: u32| person.bills.iter().position(|bill| bill.id == number);
        let overrides = person.overrides.iter();
        past.overrides = overrides
            .filter_map(|one| Some(Override { bill: place(one.bill)? as u32, ..*one }))
            .collect();
        let disallowances = person.disallowances.iter();
        past.disallowances = disallowances
            .filter_map(|one| Some(Disallowance { bill: place(one.bill)? as u32, ..*one }))
            .collect();
        past.openings.clone_from(&person.openings);
        disallow(&mut past.bills, &mut past.disallowances);
        Some(past)
    }

    /// Adds openings, manual decisions and disallowed amounts; the latter two name bills by their numbers in the
    /// record, in whose order they are numbered here.
    #[must_use]
    pub fn with_facts(
        mut self,
        openings: Vec<Opening>,
        overrides: &[Override],
        disallowances: &[Disallowance],
        record: &LoadedMember,
    ) -> Past {
        let place = |number: u32| record.bills.iter().position(|bill| bill.id == number);
        let renumbered = |one: &Override| Some(Override { bill: place(one.bill)? as u32, ..*one });
        self.openings = openings;
        self.overrides = overrides.iter().filter_map(renumbered).collect();
        let renumbered =
            |one: &Disallowance| Some(Disallowance { bill: place(one.bill)? as u32, ..*one });
        self.disallowances = disallowances.iter().filter_map(renumbered).collect();
        disallow(&mut self.bills, &mut self.disallowances);
        self
    }

    /// Takes a bill out again, as a query; nothing where no bill has this id.
    pub fn take_out(mut self, bill_id: &str) -> Option<(Past, BillQuery)> {
        let number = self.ids.iter().position(|id| id == bill_id)? as u32;
        let at = self.bills.iter().position(|bill| bill.id == number)?;
        let bill = self.bills.remove(at);
        // Its old number stays unused: the bill at hand has the one after all others.
        let id = self.ids.len() as u32;
        let stay_id = if bill.shares_stay() { bill.stay_id } else { Bill::alone(id) };
        let of_bill = self.overrides.iter_mut().filter(|one| one.bill == number);
        of_bill.for_each(|one| one.bill = id);
        let of_bill = self.disallowances.iter_mut().filter(|one| one.bill == number);
        of_bill.for_each(|one| one.bill = id);
        let query = BillQuery {
            bill: bill.numbered(id, stay_id),
            id: bill_id.to_owned(),
            in_scope_given: true,
            ..BillQuery::default()
        };
        Some((self, query))
    }

    /// The number of a stay.
    pub(super) fn stay(&self, id: &str) -> Option<u32> {
        self.stays.iter().find(|(known, _)| known == id).map(|stay| stay.1)
    }

    /// Calls `with` on the history of these bills and perhaps one more.
    pub(super) fn history<T>(
        &self,
        book: &Book,
        more: Option<(Bill, &str)>,
        with: impl FnOnce(&History) -> T,
    ) -> T {
        let (mut enrolments, mut bills) = (self.enrolments.clone(), self.bills.clone());
        bills.extend(more.map(|(bill, _)| bill));
        let own = more.map_or("", |(_, id)| id);
        let id = |number: u32| self.ids.get(number as usize).map_or(own, String::as_str).as_bytes();
        let history = History::new(book, &self.member, &mut enrolments, &mut bills, id);
        let history =
            history.expect("a preview is of facts that were read by the words of its book");
        let history = history.with_later(&self.later);
        let history = history.with_openings(&self.openings).with_overrides(&self.overrides);
        let history = history.with_disallowed(history.bills(), &self.disallowances);
        with(&Household::of(history, Some(&self.relatives), id).history())
    }
}
