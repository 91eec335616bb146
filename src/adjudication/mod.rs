//! Decides what is paid on a member's bills: one pure function of the whole history.
//!
//! A late bill is the same call with one more bill, a reversal the same with one fewer, a retry
//! gives nothing new; a replay is the same call with other rules, a preview the same with one
//! imagined bill. There is no other way to a payment.
//!
//! Two passes: the first sums thresholds and totals over whole windows, the second decides. Where
//! only one of several benefits is paid, the second pass is run once for each of them, and only
//! what was chosen is observed.

mod eligibility;
mod household;
mod observer;
mod manual_decisions;
mod flag;
mod collector;
mod alternatives;
mod choosing;
mod numbering;
mod decide;
mod choosers;
mod missing;
mod decision;
mod state;
mod spells;
mod unmodelled;

/// What the engine means by rules and facts, by name: another one may decide the same facts under the same
/// rules otherwise. A ledger keeps it with each run, and a night under another is looked at as one under other
/// rules is. It has a new name when a rule of the engine changes, and not with each version of the program.
pub const MEANING: &str = "2026-12-alternatives";

pub use choosers::ChosenBy;
pub(crate) use collector::Outcomes;
pub(crate) use decision::of_bill;
pub use decision::{Decision, Reason, Status, decisions};
pub use eligibility::Eligibility;
pub use flag::Flag;
pub use observer::{AdjustmentReason, Observer, Silent, Step, StepKind, Total};

use crate::claim::{Bill, History};
use crate::date::Day;
use crate::money::Money;
use crate::scheme::{
    Benefit, Book, Calendar, Cover, Edition, Effect, Memory, Missing, Opens, Plan,
};
use alternatives::Choices;
use collector::Collector;
use decide::{BenefitAdjudicator, Decided};
use manual_decisions::ManualDecisions;
use state::State;

/// The adjudicator of one rule book, with its working memory, which is used again from member to
/// member. One a thread.
///
/// ```
/// # use std::path::Path;
/// # use huzhu::claim::{MemberRecord, RecordText};
/// # use huzhu::scheme::Book;
/// # let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// # let record = MemberRecord::read(&book, RecordText {
/// #     members: "birth_date,sex,hardship\n1980-05-01,F,no",
/// #     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
/// #     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
/// #             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00\n\
/// #             B2,inpatient,2,2023-03-01,2023-03-09,2023-03-09,900.00,0.00",
/// # }).unwrap();
/// use huzhu::adjudication::{Adjudicator, Total};
/// use huzhu::money::Money;
///
/// let mut adjudicator = Adjudicator::new(&book);
/// let mut total = Total::default();
/// for record in [&record, &record] {
///     adjudicator.adjudicate(&record.history(&book).unwrap(), &mut total);
/// }
/// assert_eq!(total.0, Money::from_minor(523_298)); // twice 2616.49
/// ```
#[derive(Clone, Debug)]
pub struct Adjudicator<'b> {
    book: &'b Book,
    state: State,
    /// Days paid, by benefit of the book.
    calendars: Vec<Calendar>,
    eligibilities: Vec<Eligibility>,
    manual: ManualDecisions,
    /// Room for what decisions are made of.
    collector: Collector,
    choices: Choices<'b>,
    /// Whether any edition has alternatives, and whether any needs the first pass.
    has_alternatives: bool,
    two_passes: bool,
    asks_household: bool,
    /// Whether anything adds up over spells in hospital.
    asks_spells: bool,
}

/// The context of one benefit on one bill. Handed over as a copy, so that what is rare does not make
/// the usual way write it down.
#[derive(Clone, Copy)]
struct Context<'a> {
    benefit: &'a Benefit,
    /// The benefit's place in the edition.
    at: usize,
    edition: &'a Edition,
    cover: &'a Cover<'a>,
    bill: &'a Bill,
    /// The bill's place among all of the history.
    place: usize,
    /// The bill's place among the member's own.
    own: usize,
    /// What is left of the bill.
    left: Money,
}

impl<'a> Context<'a> {
    /// The last day that counts, where days are counted.
    #[inline]
    fn last_day(&self) -> Option<Day> {
        if !self.benefit.is_by_day() {
            return None;
        }
        let run_off = self.edition.plan_of(self.benefit).run_off.as_ref();
        run_off.and_then(|off| off.last_day(self.cover.period.end))
    }

    /// What decides the benefit by the rules, where no day after `last_day` counts.
    #[inline]
    fn adjudicator(&self, last_day: Option<Day>) -> BenefitAdjudicator<'a> {
        BenefitAdjudicator { benefit: self.benefit, shared: &self.edition.shared, last_day }
    }
}

/// Decides every bill of one member under a book, observed by `observer`. For many members, keep an
/// [`Adjudicator`].
///
/// Pure: no clock, no files, no randomness; the same history gives the same decisions.
#[inline]
pub fn adjudicate(book: &Book, history: &History, observer: &mut impl Observer) {
    Adjudicator::new(book).adjudicate(history, observer);
}

impl<'b> Adjudicator<'b> {
    /// An adjudicator with an empty memory.
    pub fn new(book: &'b Book) -> Adjudicator<'b> {
        let memory = Memory::new(&book.slots);
        Adjudicator {
            book,
            asks_spells: memory.asks_spells(),
            state: State { memory, paid: vec![Money::ZERO; book.benefits.len()], missing: None },
            calendars: vec![Calendar::default(); book.benefits.len()],
            eligibilities: Vec::new(),
            manual: ManualDecisions::default(),
            collector: Collector::default(),
            choices: Choices::of(&book.groups),
            has_alternatives: !book.groups.is_empty(),
            two_passes: book.editions.iter().any(|edition| edition.two_passes),
            asks_household: book.slots.asks_household(),
        }
    }

    /// The same, where figures of a bill are still missing: what is asked is the least or the most
    /// that may be paid.
    #[must_use]
    pub fn with_missing(mut self, missing: Missing) -> Adjudicator<'b> {
        let computed = vec![None; self.book.benefits.len()];
        self.state.missing = Some(Missing { computed, ..missing });
        self
    }

    /// The rule book.
    pub fn book(&self) -> &'b Book {
        self.book
    }

    /// Decides every bill of one member.
    ///
    /// # Panics
    ///
    /// When the facts were read by the words of other rules, by which [`History::new`] would not take them: an
    /// amount or a plan of theirs would be another here. And where something adds up over a household in the rules, and
    /// relatives were not looked for: see [`Household`](crate::claim::Household).
    #[inline]
    pub fn adjudicate<O: Observer>(&mut self, history: &History, observer: &mut O) {
        let is_ours = history.vocabulary() == self.book.vocabulary.id();
        assert!(is_ours, "a history is decided under the rules by whose words it was read");
        let is_whole = history.has_household() || !self.asks_household;
        assert!(is_whole, "what adds up over a household is decided with the household");
        self.determine(history);
        self.choices.clear();
        if self.has_alternatives {
            self.choose(history);
            match (O::TELLS, O::EXPLAINS) {
                (_, true) => self.explain_untaken::<true>(history),
                (true, false) => self.explain_untaken::<false>(history),
                (false, false) => {}
            }
        }
        self.decide_all(history, observer);
        if !history.relatives().is_empty() {
            self.keep_own(history);
        }
    }

    /// How each bill stood when last adjudicated.
    pub fn eligibilities(&self) -> &[Eligibility] {
        &self.eligibilities
    }

    /// The last day to file a bill of the history last adjudicated, by its place there: under each
    /// plan held, by place of the plan in the book; nothing where its terms name none.
    pub fn deadlines(&self, history: &History, place: usize) -> Vec<(u8, Option<Day>)> {
        let (bill, eligibility) = (&history.bills()[place], &self.eligibilities[place]);
        let plans = eligibility.edition(self.book).map_or(&[][..], |edition| &edition.plans);
        let deadline = |plan: &Plan| {
            let period = &history.periods(plan.number)[eligibility.period(plan.number)?];
            Some((plan.number, plan.filing_deadline(bill, period)))
        };
        plans.iter().filter_map(deadline).collect()
    }

    /// Before money is spoken of: editions, periods, eligibility.
    #[inline]
    fn determine(&mut self, history: &History) {
        self.eligibilities.clear();
        self.eligibilities.resize(history.together().len(), Eligibility::UNKNOWN);
        for (bill, eligibility) in history.together().iter().zip(&mut self.eligibilities) {
            eligibility.determine(self.book, history, bill, &self.state.memory);
        }
        self.manual.determine(self.book, history, &self.eligibilities);
        if self.asks_spells {
            self.find_spells(history);
        }
    }

    /// Both passes, under the choices made so far.
    #[inline]
    fn decide_all<O: Observer>(&mut self, history: &History, observer: &mut O) {
        // Taken out while they are read, so that nothing need be copied.
        let eligibilities = std::mem::take(&mut self.eligibilities);
        self.state.memory.clear();
        self.calendars.iter_mut().for_each(Calendar::clear);
        if !history.openings().is_empty() || !history.relatives().is_empty() {
            self.begin(history);
        }
        if self.two_passes {
            for (bill, eligibility) in history.together().iter().zip(&eligibilities) {
                self.sum_up(bill, eligibility, history);
            }
        }
        let mut own = 0;
        for (place, eligibility) in eligibilities.iter().enumerate() {
            if history.together()[place].person() != 0 {
                self.decide_of_relative(place, eligibility, history);
                continue;
            }
            self.decide_bill((place, own), eligibility, history, observer);
            own += 1;
        }
        self.eligibilities = eligibilities;
    }

    /// The first pass: sums that thresholds and formulas ask for before a bill is decided.
    #[inline]
    fn sum_up(&mut self, bill: &Bill, eligibility: &Eligibility, history: &History) {
        let Some(edition) = eligibility.edition(self.book).filter(|_| !eligibility.is_denied())
        else {
            return;
        };
        self.state.memory.open(bill, eligibility.periods(), history);
        for at in eligibility.eligible() {
            let benefit = &edition.benefits[at];
            let gate = benefit.threshold.as_ref().and_then(|threshold| match threshold.opens {
                Opens::Every(slot) => Some((slot, &threshold.of)),
                Opens::Onwards(_) | Opens::Alone => None,
            });
            let before = benefit.totals.iter().filter(|total| total.over.is_none());
            let totals = before.map(|total| (total.slot, &total.of));
            let cover = eligibility.cover(edition.plan_of(benefit), history, bill);
            for (slot, of) in totals.chain(gate) {
                let facts = self.state.facts(bill, history, &cover, Money::ZERO);
                let value = of.value(&facts, Effect::Pays);
                self.state.memory.add_exact(slot, value);
            }
        }
    }

    /// What is summed of a bill once it is decided, for benefits of bills that are decided last.
    #[cold]
    fn sum_up_decided(
        &mut self,
        edition: &Edition,
        eligibility: &Eligibility,
        bill: &Bill,
        history: &History,
    ) {
        for (at, total) in &edition.sums_after {
            let at = usize::from(*at);
            if !eligibility.is_eligible(at) {
                continue;
            }
            let plan = edition.plan_of(&edition.benefits[at]);
            let cover = eligibility.cover(plan, history, bill);
            let facts = self.state.facts(bill, history, &cover, Money::ZERO);
            let value = total.of.value(&facts, Effect::Pays);
            self.state.memory.add_exact(total.slot, value);
        }
    }

    /// The second pass: one bill, its benefits in rule order; by its place among all of the history, and among the
    /// member's own, by which the observer knows it.
    #[inline]
    fn decide_bill<O: Observer>(
        &mut self,
        (place, own): (usize, usize),
        eligibility: &Eligibility,
        history: &History,
        observer: &mut O,
    ) {
        let bill = &history.together()[place];
        let mut left = self.left(bill);
        observer.bill(own, bill, eligibility, left);
        let by_hand = self.manual.on(place);
        let is_decided = !eligibility.is_denied() || by_hand != 0;
        let Some(edition) = eligibility.edition(self.book).filter(|_| is_decided) else { return };
        self.state.memory.open(bill, eligibility.periods(), history);
        if !eligibility.is_denied() {
            self.number_in_all(edition);
        }
        let has_other_end = edition.computed != 0 && self.state.missing_on(bill).is_some();
        // Benefits of one plan stand together: their cover is looked up once, and never copied.
        let (mut plan, mut cover) = (None, None);
        for at in eligibility.eligible_or(by_hand) {
            let benefit = &edition.benefits[at];
            if plan != Some(benefit.plan) {
                plan = Some(benefit.plan);
                cover = Some(eligibility.cover(edition.plan_of(benefit), history, bill));
            }
            let cover = cover.as_ref().expect("looked up above");
            let context = Context { benefit, at, edition, cover, bill, place, own, left };
            if !eligibility.is_eligible(at) {
                left = left - self.grant(context, AdjustmentReason::default(), history, observer);
                continue;
            }
            self.number(benefit);
            if !self.choices.is_chosen(benefit, &self.state.memory, place) {
                left = left - self.set_aside(context, history, observer);
                continue;
            }
            if has_other_end && !benefit.pays_out {
                self.note_other_end(context, history);
            }
            let mut decided = self.decide(context, history, observer);
            if edition.asks_for_paid {
                self.state.paid[benefit.number as usize] = decided.paid;
                if !benefit.pays_out {
                    decided = context.adjudicator(None).withheld(decided, observer);
                }
            }
            left = left - decided.charged;
            observer.benefit(at, benefit, decided.paid, decided.charged, decided.outcome);
        }
        if !edition.sums_after.is_empty() {
            self.sum_up_decided(edition, eligibility, bill, history);
        }
        if edition.asks_for_paid {
            self.state.paid.fill(Money::ZERO);
        }
    }

    /// One benefit on one bill: decides it, and keeps what it uses up.
    #[inline]
    fn decide<O: Observer>(
        &mut self,
        context: Context,
        history: &History,
        observer: &mut O,
    ) -> Decided {
        let Context { benefit, at, cover, bill, place, left, .. } = context;
        let by_rules = context.adjudicator(context.last_day());
        let facts = self.state.facts(bill, history, cover, left);
        let of_person = self.book.benefits.len() * bill.person() as usize;
        let calendar = &mut self.calendars[of_person + benefit.number as usize];
        let mut decided = by_rules.decide(&facts, calendar, observer);
        let computed = decided.paid;
        if let Some(amount) = self.manual.amount(place, at) {
            let computed = (decided.paid, decided.outcome);
            (decided.paid, decided.outcome) =
                by_rules.overridden(amount, computed, &facts, observer);
            decided.charged = by_rules.charged(decided.paid, &facts);
        }
        if O::EXPLAINS {
            by_rules.observe_limits(&facts, &decided, observer);
            observer.chosen(choosers::choosers(benefit, by_rules.limits(), &facts));
        }
        by_rules.commit(&decided, &mut self.state.memory);
        self.count_month(benefit, decided.paid);
        self.choices.note_trial(benefit, computed, &self.state.memory, place);
        self.choices.note_paid(benefit, computed, &self.state.memory, place);
        decided
    }

    /// A benefit that is paid by hand alone: it uses up limits, and nothing else. Returns what is
    /// charged to the bill.
    #[cold]
    fn grant<O: Observer>(
        &mut self,
        context: Context,
        outcome: AdjustmentReason,
        history: &History,
        observer: &mut O,
    ) -> Money {
        let Context { benefit, at, edition, cover, bill, place, left, .. } = context;
        let amount = self.manual.amount(place, at).expect("it was decided by hand");
        let by_rules = context.adjudicator(None); // No day is granted.
        let facts = self.state.facts(bill, history, cover, left);
        let (paid, outcome) = by_rules.overridden(amount, (Money::ZERO, outcome), &facts, observer);
        let charged = by_rules.charged(paid, &facts);
        let mut decided = Decided::by_hand(paid, charged, outcome);
        if O::EXPLAINS {
            by_rules.observe_limits(&facts, &decided, observer);
        }
        by_rules.commit_payment(&decided, &mut self.state.memory);
        self.count_month(benefit, decided.paid);
        if edition.asks_for_paid {
            self.state.paid[benefit.number as usize] = decided.paid;
            if !benefit.pays_out {
                decided = by_rules.withheld(decided, observer);
            }
        }
        observer.benefit(at, benefit, decided.paid, decided.charged, decided.outcome);
        decided.charged
    }

    pub(crate) fn number_of(&self, edition: &Edition) -> u8 {
        let place = self.book.editions.iter().position(|other| std::ptr::eq(other, edition));
        place.expect("the edition is one of the book's") as u8
    }
}
