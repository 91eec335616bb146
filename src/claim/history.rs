//! Histories: everything known of one member, in order.

use super::member::on;
use super::openings::check;
use super::{
    Bill, ClaimError, Disallowance, Enrolment, MOST_BILLS, MOST_PERIODS, Member, Opening, Override,
    Relative, Vocabulary, VocabularyId, interim_bills,
};
use crate::date::Day;

/// Finds the stays of a member's bills, and puts the bills in order: by (order date, id as bytes).
pub(crate) fn put_in_order<'i>(
    vocabulary: &Vocabulary,
    bills: &mut [Bill],
    id: impl Fn(u32) -> &'i [u8],
) {
    interim_bills::settle(vocabulary, bills, &id);
    bills.sort_by(|a, b| a.order.cmp(&b.order).then_with(|| id(a.id).cmp(id(b.id))));
}

/// Everything known of one member, in order: what [`adjudicate`](crate::adjudication::adjudicate)
/// is a function of. All of it was read by the words of the same rules.
///
/// A [`MemberRecord`](super::MemberRecord) keeps facts and gives their history.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{ClaimError, History, RecordKind, RowReader};
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let other = Book::load(Path::new("rules/city")).unwrap();
/// let header = ["birth_date", "sex", "hardship"];
/// let reader = RowReader::read_header(header, RecordKind::Members, &book).unwrap();
/// let member = reader.member(&["1980-05-01", "F", "no"]).unwrap();
/// assert!(History::in_order(&book, &member, &[], &[]).is_ok());
/// let refused = History::in_order(&other, &member, &[], &[]).unwrap_err();
/// assert_eq!(refused, ClaimError::OtherVocabulary);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    member: &'a Member,
    later: &'a [Member],
    enrolments: &'a [Enrolment],
    bills: &'a [Bill],
    openings: &'a [Opening],
    overrides: &'a [Override],
    disallowances: &'a [Disallowance],
    /// Who else's bills count for what adds up over a household; nothing where it was not asked for.
    relatives: Option<&'a [Relative]>,
    /// The bills and those of relatives, in order.
    together: &'a [Bill],
}

impl<'a> History<'a> {
    /// Finds the stays of the bills, and puts enrolments and bills in order: bills by (order date, id as bytes).
    /// `id` gives a bill's id by its number.
    ///
    /// # Errors
    ///
    /// When facts were read by other words than those of `book`, or are too many.
    pub fn new<'i>(
        book: &impl AsRef<Vocabulary>,
        member: &'a Member,
        enrolments: &'a mut [Enrolment],
        bills: &'a mut [Bill],
        id: impl Fn(u32) -> &'i [u8],
    ) -> Result<History<'a>, ClaimError> {
        enrolments.sort_unstable();
        put_in_order(book.as_ref(), bills, id);
        History::in_order(book, member, enrolments, bills)
    }

    /// Takes enrolments and bills that are in order already, and whose stays are found.
    ///
    /// # Errors
    ///
    /// When facts were read by other words than those of `book`, are too many, or out of order.
    pub fn in_order(
        book: &impl AsRef<Vocabulary>,
        member: &'a Member,
        enrolments: &'a [Enrolment],
        bills: &'a [Bill],
    ) -> Result<History<'a>, ClaimError> {
        let vocabulary = book.as_ref().id();
        let all = enrolments.iter().map(|period| period.vocabulary);
        let mut all =
            all.chain(bills.iter().map(|bill| bill.vocabulary)).chain([member.vocabulary]);
        if all.any(|read_by| read_by != vocabulary) {
            return Err(ClaimError::OtherVocabulary);
        }
        if bills.len() > MOST_BILLS {
            return Err(ClaimError::TooManyBills);
        }
        if enrolments.len() > MOST_PERIODS {
            return Err(ClaimError::TooManyPeriods);
        }
        if !enrolments.is_sorted() || !bills.is_sorted_by_key(|bill| bill.order) {
            return Err(ClaimError::OutOfOrder);
        }
        let history = History::sorted(member, enrolments, bills);
        Ok(history.with_relatives(&[], bills))
    }

    /// The same without looking, for facts that were put in order and counted when they were read.
    ///
    /// # Panics
    ///
    /// With more than [`MOST_BILLS`] bills or [`MOST_PERIODS`] periods, and where debug assertions are on, if
    /// something is out of order or was read by other words.
    #[inline]
    pub(crate) fn sorted(
        member: &'a Member,
        enrolments: &'a [Enrolment],
        bills: &'a [Bill],
    ) -> Self {
        assert!(bills.len() <= MOST_BILLS, "members with too many bills are refused at the door");
        assert!(enrolments.len() <= MOST_PERIODS, "so are members with too many periods");
        debug_assert!(enrolments.is_sorted(), "enrolments are in order");
        debug_assert!(bills.is_sorted_by_key(|bill| bill.order), "bills are in order");
        debug_assert!(
            bills.iter().all(|bill| bill.vocabulary == member.vocabulary)
                && enrolments.iter().all(|period| period.vocabulary == member.vocabulary),
            "all facts of a member are read by the same words"
        );
        History {
            member,
            later: &[],
            enrolments,
            bills,
            openings: &[],
            overrides: &[],
            disallowances: &[],
            relatives: None,
            together: bills,
        }
    }

    /// The same with relatives; `together` are the bills and those of relatives, in order. See
    /// [`Household`](super::Household).
    #[must_use]
    pub(super) fn with_relatives(self, relatives: &'a [Relative], together: &'a [Bill]) -> Self {
        debug_assert!(together.is_sorted_by_key(|bill| bill.order), "bills are in order");
        let is_other = |one: &Member| one.vocabulary != self.vocabulary();
        let others = relatives.iter().flat_map(Relative::members).any(is_other);
        assert!(!others, "all facts of a household are read by the same words");
        History { relatives: Some(relatives), together, ..self }
    }

    /// The same without looking.
    ///
    /// # Panics
    ///
    /// Where debug assertions are on, if they are out of order.
    #[must_use]
    pub(crate) fn with_later(self, later: &'a [Member]) -> Self {
        debug_assert!(later.is_sorted_by_key(|member| member.from), "what changed is by day");
        History { later, ..self }
    }

    /// The same, where facts of the member changed: what they were from the day of each on, by day.
    ///
    /// # Errors
    ///
    /// When they were read by other words, or are out of order.
    pub fn with_changes(self, changes: &'a [Member]) -> Result<Self, ClaimError> {
        if changes.iter().any(|change| change.vocabulary != self.vocabulary()) {
            return Err(ClaimError::OtherVocabulary);
        }
        let is_by_day = changes.is_sorted_by_key(|member| member.from);
        if is_by_day { Ok(self.with_later(changes)) } else { Err(ClaimError::OutOfOrder) }
    }

    /// The same, with what an old system had counted.
    ///
    /// # Panics
    ///
    /// With more than [`MOST_FACTS`](super::MOST_FACTS).
    #[must_use]
    pub fn with_openings(self, openings: &'a [Opening]) -> Self {
        check(openings.iter().map(|opening| opening.value));
        History { openings, ..self }
    }

    /// The same, with what was decided by hand.
    ///
    /// # Panics
    ///
    /// With more than [`MOST_FACTS`](super::MOST_FACTS).
    #[must_use]
    pub fn with_overrides(self, overrides: &'a [Override]) -> Self {
        check(overrides.iter().map(|given| given.amount.minor()));
        History { overrides, ..self }
    }

    /// The same with its bills as adjusted, and what was disallowed of them.
    ///
    /// # Panics
    ///
    /// Where debug assertions are on, if these bills are others.
    #[must_use]
    pub(crate) fn with_disallowed(
        self,
        adjusted: &'a [Bill],
        disallowances: &'a [Disallowance],
    ) -> Self {
        let ids = |bills: &'a [Bill]| bills.iter().map(|bill| bill.id);
        debug_assert!(ids(adjusted).eq(ids(self.bills)), "the same bills, in the same order");
        debug_assert!(self.relatives.is_none_or(<[Relative]>::is_empty), "relatives come last");
        History { bills: adjusted, together: adjusted, disallowances, ..self }
    }

    /// The words that the facts were read by.
    #[inline]
    pub(crate) fn vocabulary(&self) -> VocabularyId {
        self.member.vocabulary
    }

    /// What the member was on a day.
    #[inline]
    pub fn member_on(&self, day: Day) -> &'a Member {
        on(self.member, self.later, day)
    }

    /// What the member was, by day.
    pub(super) fn versions(&self) -> impl Iterator<Item = &'a Member> + use<'a> {
        std::iter::once(self.member).chain(self.later)
    }

    /// What the person of a bill, the member or a relative, was on a day.
    #[inline]
    pub(crate) fn person_on(&self, person: u8, day: Day) -> &'a Member {
        match person {
            0 => on(self.member, self.later, day),
            _ => self.relative(person).member_on(day),
        }
    }

    /// The household that the person of a bill is of on a day, by a number that no other household of the history
    /// has. Someone of whom none is named is a household alone.
    pub(crate) fn household_on(&self, person: u8, day: Day) -> i64 {
        const ALONE: i64 = 1 << 22;
        let household = self.person_on(person, day).household;
        let relatives = self.relatives().iter().flat_map(Relative::members);
        let mut known = self.versions().chain(relatives);
        let place = known.position(|known| household != 0 && known.household == household);
        place.map_or(ALONE | i64::from(person), |place| place as i64)
    }

    /// How many members the household of the person of a bill has on a day, that person included.
    pub(crate) fn household_members(&self, person: u8, day: Day) -> i64 {
        let household = self.person_on(person, day).household;
        let all = 0..=self.relatives().len() as u8;
        let others = all.filter(|&other| other != person && household != 0);
        1 + others.filter(|&other| self.person_on(other, day).household == household).count() as i64
    }

    /// The enrolment periods of one plan, by (start, end, units).
    #[inline]
    pub fn periods(&self, plan: u8) -> &'a [Enrolment] {
        of_plan(self.enrolments, plan)
    }

    /// The same of the person of a bill, the member or a relative.
    #[inline(always)] // Asked of each bill many times, by code that is in another part of the build.
    pub(crate) fn periods_of(&self, person: u8, plan: u8) -> &'a [Enrolment] {
        match person {
            0 => of_plan(self.enrolments, plan),
            _ => of_plan(self.relative(person).enrolments(), plan),
        }
    }

    #[cold]
    fn relative(&self, person: u8) -> &'a Relative {
        let relative = self.relatives().get(person as usize - 1);
        relative.expect("a bill names a relative of its history")
    }

    /// Who else's bills count for what adds up over a household.
    #[inline]
    pub fn relatives(&self) -> &'a [Relative] {
        self.relatives.unwrap_or_default()
    }

    /// Whether relatives were looked for, be there any or not.
    #[inline]
    pub(crate) fn has_household(&self) -> bool {
        self.relatives.is_some()
    }

    /// The bills and those of relatives, in order.
    #[inline]
    pub fn together(&self) -> &'a [Bill] {
        self.together
    }

    /// The enrolment periods, by (plan, start, end, units).
    pub fn enrolments(&self) -> &'a [Enrolment] {
        self.enrolments
    }

    /// The bills, in order: as adjusted, where something was disallowed of them.
    #[inline]
    pub fn bills(&self) -> &'a [Bill] {
        self.bills
    }

    /// What an old system had counted, in any order.
    #[inline]
    pub fn openings(&self) -> &'a [Opening] {
        self.openings
    }

    /// What was decided by hand; of several on one bill and benefit the last holds.
    #[inline]
    pub fn overrides(&self) -> &'a [Override] {
        self.overrides
    }
    /// What was disallowed of the bills, in the order in which it was.
    #[inline]
    pub fn disallowances(&self) -> &'a [Disallowance] {
        self.disallowances
    }
}

/// The periods of one plan, of periods in order.
#[inline]
fn of_plan(all: &[Enrolment], plan: u8) -> &[Enrolment] {
    let is_of = |period: Option<&Enrolment>| period.is_none_or(|period| period.plan == plan);
    if is_of(all.first()) && is_of(all.last()) {
        return all; // Most members hold one plan.
    }
    let from = all.partition_point(|period| period.plan < plan);
    let rest = &all[from..];
    &rest[..rest.partition_point(|period| period.plan == plan)]
}
