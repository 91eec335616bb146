//! What a case should reach: the parts of an edition, each by what its explanations show where it takes effect.

use crate::adjudication::{AdjustmentReason, Reason, StepKind};
use crate::claim::Vocabulary;
use crate::explanation::{Explanation, Working};
use crate::money::{Money, Product};
use crate::scheme::{Benefit, Book, Edition, Kind, Limit, Pays, Plan};
use crate::words::{Sentence, coverage};

/// A part of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The edition itself.
    Edition,
    /// A provision of a plan, by place in the book, denies a bill with this code.
    Denied { plan: u8, code: &'static str },
    /// A benefit, by place in the book, is open for bills of a category.
    Category { benefit: u8, category: usize },
    /// A condition of a benefit excludes a bill.
    Excluded { benefit: u8, fact: String },
    /// A benefit comes to something.
    Paid(u8),
    /// Another alternative is taken.
    NotChosen(u8),
    /// What a working or its outcome shows.
    Step { benefit: u8, shows: Shows },
    /// A limit is used up.
    Limit(String),
    /// A clause that is not modelled may matter, by place in the edition.
    Unmodelled(usize),
}

/// What a working shows where a provision takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    BelowThreshold,
    Open,
    Counted,
    WithinDeductible,
    BeyondDeductible,
    Band(usize),
    UnpaidDays,
    Minimum,
    Units,
}

/// A part with where it is written, by its keys.
pub(super) type Placed = (String, Goal);

/// All parts of an edition, in the order of plans, benefits and what stands beside them.
pub(super) fn goals(book: &Book, edition: &Edition) -> Vec<Placed> {
    let mut all = vec![("edition".to_owned(), Goal::Edition)];
    edition.plans.iter().for_each(|plan| all.extend(of_plan(plan)));
    edition.benefits.iter().for_each(|benefit| all.extend(of_benefit(benefit, &book.vocabulary)));
    all.extend(edition.shared.iter().map(of_limit));
    for at in 0..edition.unmodelled.len() {
        all.push((format!("unmodelled[{at}]"), Goal::Unmodelled(at)));
    }
    all
}

fn of_plan(plan: &Plan) -> impl Iterator<Item = Placed> {
    plan.denial_codes().into_iter().map(|(key, code)| {
        (format!("plan.{}.{key}", plan.id()), Goal::Denied { plan: plan.number(), code })
    })
}

fn of_limit(limit: &Limit) -> Placed {
    (format!("limit.{}", limit.id()), Goal::Limit(limit.id().to_owned()))
}

fn of_benefit(benefit: &Benefit, vocabulary: &Vocabulary) -> Vec<Placed> {
    let number = benefit.number();
    let at = |key: &str| format!("benefit.{}.{key}", benefit.id());
    let mut all = vec![(format!("benefit.{}", benefit.id()), Goal::Paid(number))];
    for category in 0..vocabulary.categories.len() {
        if benefit.conditions.holds_for_category(category) {
            all.push((at("categories"), Goal::Category { benefit: number, category }));
        }
    }
    for fact in benefit.conditions.names(vocabulary) {
        let key = if fact == "category" { "categories" } else { "when" };
        all.push((at(key), Goal::Excluded { benefit: number, fact: fact.to_owned() }));
    }
    if benefit.alternative.is_some() {
        all.push((at("id"), Goal::NotChosen(number)));
    }
    let shown = shows(benefit).into_iter();
    all.extend(shown.map(|(key, shows)| (at(&key), Goal::Step { benefit: number, shows })));
    all.extend(benefit.limits.iter().map(of_limit));
    all
}

/// What the workings of a benefit may show, each behind the key of its provision.
fn shows(benefit: &Benefit) -> Vec<(String, Shows)> {
    let mut all = Vec::new();
    let mut add = |key: &str, shows| all.push((key.to_owned(), shows));
    if benefit.eligible_cap.is_some() {
        add("counted", Shows::Counted);
    }
    if benefit.threshold.is_some() {
        add("threshold", Shows::BelowThreshold);
        add("threshold", Shows::Open);
    }
    if benefit.deductible.is_some() {
        add("deductible", Shows::WithinDeductible);
        add("deductible", Shows::BeyondDeductible);
    }
    match &benefit.pays {
        Pays::Bands(bands) => (0..bands.count())
            .for_each(|band| add(&format!("bands.rates[{band}]"), Shows::Band(band))),
        Pays::Days(days) if days.first_day() > 1 => add("days.from_day", Shows::UnpaidDays),
        Pays::Days(_) | Pays::Rate { .. } | Pays::Sum(_) => {}
    }
    if benefit.per_unit {
        add("per_unit", Shows::Units);
    }
    if benefit.minimum.is_some() {
        add("minimum", Shows::Minimum);
    }
    all
}

impl Goal {
    /// Whether a bill that is decided under the edition reaches it.
    pub fn is_reached(&self, one: &Explanation) -> bool {
        let of = |number: u8| one.workings.iter().filter(move |working| working.number == number);
        let mut reasons =
            one.decisions.iter().flat_map(|row| row.reasons.iter().map(move |why| (row, why)));
        match self {
            Goal::Edition => true,
            Goal::Denied { plan, code } => reasons.any(|(row, why)| {
                let is_of_plan = row.plan.is_none_or(|own| own == *plan);
                let denial = match why {
                    // Where benefits wait each by itself, so do those that wait as long as the plan.
                    Reason::Denied(denial) | Reason::Waiting { denial, .. } => denial,
                    _ => return false,
                };
                denial.code() == *code && is_of_plan
            }),
            Goal::Category { benefit, category } => {
                let own = one.bill.facts.get(usize::from(Vocabulary::CATEGORY));
                of(*benefit).next().is_some()
                    && own.is_some_and(|own| usize::from(*own) == *category)
            }
            Goal::Excluded { benefit, fact } => reasons.any(|(_, why)| match why {
                Reason::Excluded { benefit: own, fact: missed } => own == benefit && missed == fact,
                _ => false,
            }),
            Goal::Paid(benefit) => of(*benefit).any(comes_to_something),
            Goal::NotChosen(benefit) => {
                of(*benefit).any(|working| working.outcome.has(AdjustmentReason::NOT_CHOSEN))
            }
            Goal::Step { benefit, shows } => of(*benefit).any(|working| shows.is_shown(working)),
            Goal::Limit(id) => one.workings.iter().any(|working| is_used_up(id, working)),
            Goal::Unmodelled(at) => one.unmodelled.contains(at),
        }
    }

    /// What no case does.
    pub fn missing(&self, book: &Book, edition: &Edition) -> Sentence {
        match self {
            Goal::Edition => coverage::no_bill_of_edition(),
            Goal::Denied { code, .. } => coverage::never_denied(code),
            Goal::Category { category, .. } => {
                let name = book.vocabulary.categories.get(*category);
                coverage::category_unused(name.map_or("", String::as_str))
            }
            Goal::Excluded { fact, .. } => coverage::never_excluded(fact),
            Goal::Paid(_) => coverage::never_paid(),
            Goal::NotChosen(_) => coverage::always_chosen(),
            Goal::Step { shows, .. } => shows.missing(),
            Goal::Limit(id) => coverage::limit_unused(id),
            Goal::Unmodelled(at) => {
                let clause = edition.unmodelled.get(*at).map_or("", |one| one.clause());
                coverage::unmodelled_unused(clause)
            }
        }
    }

    /// What a case would have to be.
    pub fn needs(&self) -> Sentence {
        match self {
            Goal::Edition => coverage::needs_bill_of_edition(),
            Goal::Denied { code: "too_young" | "too_old" | "renewal_only", .. } => {
                coverage::needs_age()
            }
            Goal::Denied { code: "too_many_units", .. } => coverage::needs_too_many_units(),
            Goal::Denied { .. } => coverage::needs_day_beyond(),
            Goal::Category { .. } => coverage::needs_category(),
            Goal::Excluded { .. } => coverage::needs_excluded(),
            Goal::Paid(_) => coverage::needs_paid(),
            Goal::NotChosen(_) => coverage::needs_other_chosen(),
            Goal::Step { shows, .. } => shows.needs(),
            Goal::Limit(_) => coverage::needs_limit(),
            Goal::Unmodelled(_) => coverage::needs_unmodelled(),
        }
    }
}

impl Shows {
    fn is_shown(self, working: &Working) -> bool {
        let has = |reason| working.outcome.has(reason);
        let shows =
            |what: &dyn Fn(&StepKind) -> bool| working.steps.iter().any(|step| what(&step.kind));
        match self {
            Shows::BelowThreshold => has(AdjustmentReason::BELOW_THRESHOLD),
            Shows::Open => shows(&|kind| matches!(kind, StepKind::Threshold(gate) if gate.met)),
            Shows::Counted => {
                has(AdjustmentReason::CUT_BY_COUNTED) || has(AdjustmentReason::COUNTED_REACHED)
            }
            Shows::WithinDeductible => has(AdjustmentReason::WITHIN_DEDUCTIBLE),
            Shows::BeyondDeductible => working.steps.iter().any(|step| {
                let takes = step.taken() != Product::ZERO && step.after != Product::ZERO;
                matches!(step.kind, StepKind::Deductible { .. }) && takes
            }),
            Shows::Band(band) => shows(&|kind| match kind {
                StepKind::Bands { slices, .. } => slices.iter().any(|slice| slice.band == band),
                _ => false,
            }),
            Shows::UnpaidDays => shows(&|kind| match kind {
                StepKind::Days { granted, .. } => granted.payable < granted.stayed,
                _ => false,
            }),
            Shows::Minimum => has(AdjustmentReason::RAISED_TO_MINIMUM),
            Shows::Units => shows(&|kind| matches!(kind, StepKind::Units(units) if *units > 1)),
        }
    }

    fn missing(self) -> Sentence {
        match self {
            Shows::BelowThreshold => coverage::never_below_threshold(),
            Shows::Open => coverage::threshold_never_open(),
            Shows::Counted => coverage::never_counted(),
            Shows::WithinDeductible => coverage::never_within_deductible(),
            Shows::BeyondDeductible => coverage::never_beyond_deductible(),
            Shows::Band(band) => coverage::band_unused(band + 1),
            Shows::UnpaidDays => coverage::every_day_paid(),
            Shows::Minimum => coverage::never_raised(),
            Shows::Units => coverage::one_unit(),
        }
    }

    fn needs(self) -> Sentence {
        match self {
            Shows::BelowThreshold => coverage::needs_below_threshold(),
            Shows::Open => coverage::needs_threshold(),
            Shows::Counted => coverage::needs_counted(),
            Shows::WithinDeductible => coverage::needs_within_deductible(),
            Shows::BeyondDeductible => coverage::needs_beyond_deductible(),
            Shows::Band(_) => coverage::needs_band(),
            Shows::UnpaidDays => coverage::needs_unpaid_days(),
            Shows::Minimum => coverage::needs_minimum(),
            Shows::Units => coverage::needs_units(),
        }
    }
}

/// Whether a benefit is paid, or, where it is only computed, comes to a figure that others ask for.
fn comes_to_something(working: &Working) -> bool {
    let computed = working.steps.last().filter(|step| step.kind == StepKind::NotPaid);
    working.paid > Money::ZERO || computed.is_some_and(|step| step.before != Product::ZERO)
}

/// Whether a bill uses the last of a limit, or is cut by it.
fn is_used_up(id: &str, working: &Working) -> bool {
    let used = working.limits.iter().filter(|used| used.id == id);
    let has_last =
        |kind: Kind, most: i64, after: i64| after >= most && (kind == Kind::Amount || after > 0);
    let mut cuts = working.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Limit { id } => Some(id.as_str()),
        _ => None,
    });
    used.into_iter().any(|used| has_last(used.kind, used.most, used.after))
        || cuts.any(|cut| cut == id)
}
