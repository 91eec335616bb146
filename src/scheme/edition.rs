//! Editions (期): the rules of one scheme between two dates, one file.

use std::collections::BTreeMap;

use super::benefit::Benefit;
use super::caps;
use super::head::Head;
use super::language::asked;
use super::language::formula::Formula;
use super::language::name_titles::Known;
use super::language::reader::{Read, Reader, Reports};
use super::language::scope::{Above, Counts, Names, Ordinal, Scope, Total};
use super::language::table::Span;
use super::language::window::Slots;
use super::listed::Candidate;
use super::plan::{Plan, Plans};
use super::provision::alternatives::Alternatives;
use super::provision::coordination::AgainstBill;
use super::provision::funder::Funder;
use super::provision::limit::{Limit, SharedLimit};
use super::provision::threshold::{Opens, Threshold};
use super::unmodelled::Unmodelled;
use crate::claim::{Column, Fact, MOST_BILLS, MOST_FACTS, Vocabulary};
use crate::date::Day;
use crate::diagnostic::Diagnostics;
use crate::money::Money;
use crate::words::{self, Sentence};

/// The rules of one scheme between two dates, every one of them checked.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The id, unique in its book.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) title: Sentence,
    /// The first day of the basis dates it serves.
    pub(crate) from: Day,
    /// The last.
    pub(crate) to: Day,
    /// Where the terms were published.
    pub(crate) source: String,
    /// What the terms leave open, and how this file reads them.
    pub(crate) notes: Vec<String>,
    /// Who bears what benefits pay, where it is not the scheme itself.
    pub(crate) funders: Vec<Funder>,
    /// The plans, in the order of the file.
    pub(crate) plans: Vec<Plan>,
    /// The benefits, in the order of the file, which is the order of deciding.
    pub(crate) benefits: Vec<Benefit>,
    /// Limits shared by several benefits.
    pub(crate) shared: Vec<Limit>,
    /// Benefits of which only one is paid.
    pub(crate) alternatives: Vec<Alternatives>,
    /// Clauses of the printed terms that it does not model.
    pub(crate) unmodelled: Vec<Unmodelled>,
    /// What people call the names of the edition, by where each stands, as `parameters.ceiling`.
    pub(crate) titles: BTreeMap<String, Sentence>,
    /// Numberings of all stays, whatever benefit covers them.
    pub(crate) all_stays: Vec<Ordinal>,
    /// For each plan, by place, and each category: one bit a benefit that lets it in.
    pub(crate) eligible_by_category: Vec<Vec<u64>>,
    /// One bit a benefit that asks more of a bill than its category.
    pub(crate) conditional: u64,
    /// One bit a benefit that has a waiting period of its own.
    pub(crate) own_waiting: u64,
    /// Whether a first pass over the bills is needed.
    pub(crate) two_passes: bool,
    /// Sums of bills that are decided, with the benefit that was decided on them, by place in the edition.
    pub(crate) sums_after: Vec<(u8, Total)>,
    /// Whether any formula asks what a benefit pays on the bill.
    pub(crate) asks_for_paid: bool,
    /// One bit a benefit that is computed and not paid.
    pub(crate) computed: u64,
    /// Whether conditions or schedules ask for diagnoses.
    pub(crate) asks_diagnosis: bool,
    /// Facts that its rules ask for, each with the plan, by place in the book.
    pub(crate) asked_facts: Vec<(u8, Fact)>,
}

impl Edition {
    /// The id, unique in its book.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    pub fn title(&self) -> &Sentence {
        &self.title
    }

    /// The first day of the basis dates it serves.
    pub fn from(&self) -> Day {
        self.from
    }

    /// The last.
    pub fn to(&self) -> Day {
        self.to
    }

    /// Where the terms were published.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What the terms leave open, and how this file reads them.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Who bears what benefits pay, where it is not the scheme itself.
    pub fn funders(&self) -> &[Funder] {
        &self.funders
    }

    /// The plans, in the order of the file.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The benefits, in the order of the file, which is the order of deciding.
    pub fn benefits(&self) -> &[Benefit] {
        &self.benefits
    }

    /// Limits shared by several benefits.
    pub fn shared(&self) -> &[Limit] {
        &self.shared
    }

    /// Benefits of which only one is paid.
    pub fn alternatives(&self) -> &[Alternatives] {
        &self.alternatives
    }

    /// Clauses of the printed terms that it does not model.
    pub fn unmodelled(&self) -> &[Unmodelled] {
        &self.unmodelled
    }
}

/// The parts of a rule file below its head, each read even where another is wrong.
struct Parts {
    funders: Vec<Read<Funder>>,
    plans: Plans,
    benefits: Vec<Read<Benefit>>,
    shared: Vec<Read<SharedLimit>>,
    alternatives: Vec<Read<Alternatives>>,
    unmodelled: Vec<Read<Unmodelled>>,
}

impl Parts {
    /// `numbers` are the ids of all benefits of the book.
    fn read(reader: &mut Reader<Scope>, numbers: &[String]) -> Parts {
        for key in ["plan", "benefit", "funder"] {
            check_ids(reader, key);
        }
        check_named(reader, "plan", |id| words::rules::plan_without_benefit(id));
        check_named(reader, "funder", |id| words::rules::funder_without_benefit(id));
        reader.scope.funders = reader.table.ids("funder");
        // A list that is too long is reported and taken, so that nothing of it is read.
        let _ = reader.at_most("funder", caps::FUNDERS);
        let funders = reader.tables("funder", Funder::read);
        let (ids, plans_written) = (reader.table.ids("plan"), reader.table.ids_written("plan"));
        let read = read_all(reader, "plan", |_, reader| Plan::read(reader));
        let plans = Plans { read, ids }.with_required(reader);
        let number = |id: &str| numbers.iter().position(|known| known == id).unwrap_or(0) as u8;
        let mut above: Vec<Above> = Vec::new();
        let written = reader.table.ids_written("benefit");
        let benefits = read_all(reader, "benefit", |id, reader| {
            let place = number(&id);
            let benefit = Benefit::read(reader, &plans, &above, place);
            let most = benefit.as_ref().map_or(Money::MOST, Benefit::most_on_one_bill);
            let known = benefit.as_ref().ok();
            let categories = known.map_or(0, |one| one.conditions.categories());
            above.push(Above { id, place, most, categories, plan: known.map(|one| one.plan) });
            benefit
        });
        let places: Vec<(String, u8)> =
            above.iter().enumerate().map(|(at, one)| (one.id.clone(), at as u8)).collect();
        check_asked(&benefits, &written, reader);
        check_paying(&benefits, &plans, &plans_written, reader);
        let candidates: Vec<Candidate> =
            benefits.iter().zip(&places).map(|(read, (id, _))| candidate(read, id)).collect();
        let _ = reader.at_most("limit", caps::SHARED);
        let shared =
            reader.tables("limit", |reader| SharedLimit::read(reader, &candidates, &plans));
        let _ = reader.at_most("alternatives", caps::SHARED);
        let alternatives =
            reader.tables("alternatives", |reader| Alternatives::read(reader, &candidates));
        let _ = reader.at_most("unmodelled", caps::UNMODELLED);
        let unmodelled = reader.tables("unmodelled", |reader| Unmodelled::read(reader, &plans));
        reader.scope.check_unused(&places);
        Parts { funders, plans, benefits, shared, alternatives, unmodelled }
    }

    /// The edition, where no part is wrong.
    fn edition(self, head: Head, reader: &mut Reader<Scope>) -> Read<Edition> {
        let funders = self.funders.into_iter().collect::<Read<Vec<_>>>()?;
        let plans = self.plans.read.into_iter().collect::<Read<Vec<Plan>>>()?;
        let mut benefits = self.benefits.into_iter().collect::<Read<Vec<Benefit>>>()?;
        let shared = self.shared.into_iter().collect::<Read<Vec<_>>>()?;
        let alternatives = self.alternatives.into_iter().collect::<Read<Vec<_>>>()?;
        let unmodelled = self.unmodelled.into_iter().collect::<Read<Vec<_>>>()?;
        check_sum(&benefits, reader);
        let shared = share(shared, &mut benefits);
        for benefit in &mut benefits {
            let place = plans.iter().position(|plan| plan.number == benefit.plan);
            benefit.plan_place = place.expect("a benefit was read with its plan") as u8;
        }
        head.whole?;
        let asks_for_paid = benefits.iter().any(Benefit::asks_for_paid)
            || shared.iter().filter_map(Limit::formula).any(Formula::asks_for_paid);
        Ok(Edition {
            id: head.edition.id,
            title: head.edition.title,
            from: head.edition.from,
            to: head.edition.to.unwrap_or(Day::LAST),
            source: head.edition.source,
            notes: head.edition.notes,
            all_stays: all_stays(&benefits),
            eligible_by_category: eligible_by_category(
                &plans,
                &benefits,
                reader.scope.vocabulary.categories.len(),
            ),
            conditional: bits(benefits.iter().map(Benefit::asks_more)),
            own_waiting: bits(benefits.iter().map(|benefit| benefit.waiting.is_some())),
            two_passes: benefits.iter().any(sums_up_first),
            sums_after: sums_after(&benefits),
            asks_for_paid,
            computed: bits(benefits.iter().map(|benefit| !benefit.pays_out)),
            asks_diagnosis: reader.scope.asks_diagnosis
                || benefits.iter().any(|benefit| benefit.conditions.ask_diagnosis()),
            asked_facts: std::mem::take(&mut reader.scope.asked_facts),
            funders,
            plans,
            benefits,
            shared,
            alternatives,
            unmodelled,
            titles: BTreeMap::new(),
        })
    }
}

impl Edition {
    /// Compiles a whole rule file. `benefits` are those of the whole book.
    pub(super) fn read(
        reader: &mut Reader<Diagnostics>,
        vocabulary: &Vocabulary,
        benefits: &[String],
        slots: &mut Slots,
    ) -> Read<Edition> {
        let head = Head::read(reader);
        let known = Known::of(reader, head.titled_elsewhere());
        let names = Names::read(reader, vocabulary);
        let titles = known.titles(reader);
        let mut scope = Scope::new(names, vocabulary, slots, reader.scope);
        let days = (head.edition.from, head.edition.to.unwrap_or(Day::LAST));
        scope.days = head.whole.is_ok().then_some(days);
        let reader = &mut Reader { table: reader.table, scope: &mut scope };
        let edition = Parts::read(reader, benefits).edition(head, reader)?;
        Ok(Edition { titles: titles?, ..edition })
    }

    /// The plan of that id.
    pub(crate) fn plan(&self, id: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.id == id)
    }

    /// The amount columns on which the payment of a benefit depends: those that its formulas and
    /// shared limits ask for, and those that say what is left of the bill.
    pub fn depends_on(&self, benefit: &Benefit) -> Vec<Column> {
        let mut found = benefit.asks_for();
        let shared =
            benefit.shared.iter().filter_map(|limit| self.shared[*limit as usize].formula());
        shared.clone().for_each(|formula| formula.asks_for(&mut found));
        if benefit.asks_for_left() || shared.clone().any(Formula::asks_for_left) {
            found.extend([Column::Total, Column::FundsPaid, Column::HospitalBorne]);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether an amount chooses a value in any of its benefits: then more of a figure may pay less.
    pub(crate) fn has_steps(&self) -> bool {
        let mut shared = self.shared.iter().filter_map(Limit::formula);
        self.benefits.iter().any(Benefit::has_steps) || shared.any(Formula::has_steps)
    }

    /// Whether benefits of a plan wait each by itself, since one of them has a waiting period of its own.
    pub(crate) fn waits_by_benefit(&self, plan: &Plan) -> bool {
        let mut own = self.benefits.iter().filter(|benefit| benefit.plan == plan.number);
        own.any(|benefit| benefit.waiting.is_some())
    }

    /// The plan of one of its benefits.
    #[inline]
    pub(crate) fn plan_of(&self, benefit: &Benefit) -> &Plan {
        &self.plans[benefit.plan_place as usize]
    }

    /// Every limit, with the benefits under it.
    pub fn limits(&self) -> impl Iterator<Item = &Limit> {
        self.benefits.iter().flat_map(|benefit| &benefit.limits).chain(&self.shared)
    }
}

/// What lists of benefits ask of one; of one that is wrong, nothing but its id.
fn candidate(benefit: &Read<Benefit>, id: &str) -> Candidate {
    let benefit = benefit.as_ref().ok();
    Candidate {
        id: id.to_owned(),
        plan: benefit.map(|benefit| benefit.plan),
        categories: benefit.map_or(0, |benefit| benefit.conditions.categories()),
        is_by_day: benefit.is_none_or(Benefit::is_by_day),
        pays_out: benefit.is_none_or(|benefit| benefit.pays_out),
    }
}

/// Reports benefits that are only computed and that no other asks for: to change them would change no payment.
fn check_asked(
    all: &[Read<Benefit>],
    written: &[(Option<String>, Span)],
    reader: &mut Reader<Scope>,
) {
    let Ok(all) = all.iter().map(Read::as_ref).collect::<Result<Vec<&Benefit>, _>>() else {
        return;
    };
    let is_asked = |one: &Benefit| all.iter().any(|other| other.asks_for_benefit(one.number));
    for (one, (_, place)) in all.iter().zip(written) {
        if !one.pays_out && !is_asked(one) {
            reader.error(place.clone(), words::rules::computed_for_nothing(&one.id));
        }
    }
}

/// Reports plans of which every benefit is only computed: a bill could not be told why it is paid nothing.
fn check_paying(
    all: &[Read<Benefit>],
    plans: &Plans,
    written: &[(Option<String>, Span)],
    reader: &mut Reader<Scope>,
) {
    let Ok(all) = all.iter().map(Read::as_ref).collect::<Result<Vec<&Benefit>, _>>() else {
        return;
    };
    for (plan, (id, place)) in plans.read.iter().zip(written) {
        let Ok(plan) = plan else { continue };
        let mut own = all.iter().filter(|benefit| benefit.plan == plan.number).peekable();
        if own.peek().is_some() && own.all(|benefit| !benefit.pays_out) {
            let id = id.as_deref().unwrap_or_default();
            reader.error(place.clone(), words::rules::plan_pays_nothing(id));
        }
    }
}

/// Reads each of a required list of tables with its id, even where another is wrong.
fn read_all<T>(
    reader: &mut Reader<Scope>,
    key: &'static str,
    mut read: impl FnMut(String, &mut Reader<Scope>) -> Read<T>,
) -> Vec<Read<T>> {
    let mut ids = reader.table.ids(key).into_iter();
    asked::asks(key, true);
    if !reader.has(key) {
        // A key that is nearly this one is reported and left out: what is below it is not read.
        let _ = reader.required_part(key);
    }
    reader.tables(key, |reader| read(ids.next().unwrap_or_default(), reader))
}

/// Proves that what all benefits together pay on a member's bills fits into money, or reports that
/// it does not. Benefits within the bill share what is left of it: at most the bills themselves. What is decided
/// by hand, and what was paid before an opening, may be more than the rules can pay.
fn check_sum(all: &[Benefit], reader: &mut Reader<Scope>) {
    let beside = all
        .iter()
        .filter(|benefit| benefit.pays_out && benefit.against_bill != AgainstBill::Within);
    let bills = i128::from(Money::MOST.minor()) * MOST_BILLS as i128;
    let outside = i128::from(Money::MOST.minor()) * MOST_FACTS as i128;
    let sum = beside.map(|benefit| benefit.most_paid).sum::<i128>() + bills + 2 * outside;
    if sum > i128::from(i64::MAX) {
        let most = reader.scope.vocabulary.currency.show(Money::MOST);
        let place = reader.span_of("benefit");
        reader.advise(place, words::rules::overflow(most), words::rules::overflow_help());
    }
}

/// Reports where two tables have one id.
fn check_ids(reader: &mut Reader<Scope>, key: &str) {
    let mut seen: Vec<String> = Vec::new();
    for (id, span) in reader.table.ids_written(key) {
        let id = id.unwrap_or_default();
        if seen.contains(&id) {
            reader.error(span, words::rules::id_twice(&id));
        }
        seen.push(id);
    }
}

/// Tells benefits which shared limits they are under.
fn share(shared: Vec<SharedLimit>, all: &mut [Benefit]) -> Vec<Limit> {
    for (number, shared) in shared.iter().enumerate() {
        shared.benefits.iter().for_each(|at| all[*at as usize].shared.push(number as u8));
    }
    shared.into_iter().map(|shared| shared.limit).collect()
}

/// Reports which plans or funders no benefit names.
fn check_named(reader: &mut Reader<Scope>, key: &'static str, why: impl Fn(&str) -> Sentence) {
    if !reader.has("benefit") {
        return;
    }
    let named = reader.table.names_below("benefit", &[key]);
    for (id, span) in reader.table.ids_written(key) {
        if let Some(id) = id.filter(|id| !named.contains(id)) {
            reader.error(span, why(&id));
        }
    }
}

/// One bit each.
fn bits(flags: impl Iterator<Item = bool>) -> u64 {
    flags.enumerate().fold(0, |bits, (at, flag)| bits | u64::from(flag) << at)
}

fn eligible_by_category(plans: &[Plan], all: &[Benefit], categories: usize) -> Vec<Vec<u64>> {
    let of = |plan: &Plan, category: usize| {
        bits(all.iter().map(|benefit| {
            benefit.plan == plan.number && benefit.conditions.holds_for_category(category)
        }))
    };
    plans.iter().map(|plan| (0..categories).map(|category| of(plan, category)).collect()).collect()
}

/// Whether a benefit asks for sums over whole windows, which the first pass makes.
fn sums_up_first(benefit: &Benefit) -> bool {
    let opens_all = |threshold: &Threshold| matches!(threshold.opens, Opens::Every(_));
    benefit.totals.iter().any(|total| total.over.is_none())
        || benefit.threshold.as_ref().is_some_and(opens_all)
}

/// Sums of bills that are decided, with the benefit that was decided on them, by place in the edition.
fn sums_after(all: &[Benefit]) -> Vec<(u8, Total)> {
    let totals = all.iter().flat_map(|benefit| &benefit.totals);
    let over = totals.filter_map(|total| {
        let place = all.iter().position(|benefit| Some(benefit.number) == total.over)?;
        Some((place as u8, total.clone()))
    });
    over.collect()
}

fn all_stays(all: &[Benefit]) -> Vec<Ordinal> {
    let mut ordinals: Vec<Ordinal> = Vec::new();
    for ordinal in
        all.iter().flat_map(|benefit| &benefit.ordinals).filter(|o| o.counts == Counts::AllStays)
    {
        if !ordinals.contains(ordinal) {
            ordinals.push(*ordinal);
        }
    }
    ordinals
}
