//! What the values of one benefit were chosen by on a bill, step by step.

use crate::scheme::{Benefit, Chooser, Chosen, Facts, Formula, Limit, Pays};

/// What the values of one step were chosen by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenBy {
    /// The step, as traces call it.
    pub step: &'static str,
    /// Which limit, where the step is one.
    pub limit: Option<String>,
    /// What chose: facts and amounts, each once.
    pub by: Vec<Chooser>,
}

/// What chose the values of each step of a benefit that has any, in the order of deciding; `limits` are those that hold
/// for it.
pub(super) fn choosers<'l>(
    benefit: &Benefit,
    limits: impl Iterator<Item = &'l Limit>,
    facts: &Facts,
) -> Vec<ChosenBy> {
    #[rustfmt::skip]
    let Benefit { base, eligible_cap, threshold, deductible, pays, factor, minimum, .. } = benefit;
    let of = |step, formulas: &[&Formula]| of_step(step, formulas, facts);
    let gate = threshold.as_ref().map_or(Vec::new(), |one| one.formulas().to_vec());
    let before = [
        of("base", &Vec::from_iter(base)),
        of("counted", &Vec::from_iter(eligible_cap.as_ref().map(|cap| cap.formula()))),
        of("threshold", &gate),
        of("deductible", &Vec::from_iter(deductible.as_ref().map(|one| one.formula()))),
        of_pays(pays, facts),
        of_chosen("factor", &Vec::from_iter(factor), facts),
        of("minimum", &Vec::from_iter(minimum)),
    ];
    let limits = limits.map(|limit| of_limit(limit, facts));
    before.into_iter().chain(limits).filter(|chosen| !chosen.by.is_empty()).collect()
}

fn of_step(step: &'static str, formulas: &[&Formula], facts: &Facts) -> ChosenBy {
    let mut by = Vec::new();
    formulas.iter().for_each(|formula| formula.chosen_by(facts, &mut by));
    ChosenBy { step, limit: None, by }
}

fn of_chosen(step: &'static str, values: &[&Chosen<i64>], facts: &Facts) -> ChosenBy {
    let mut by = Vec::new();
    values.iter().for_each(|value| value.chosen_by(facts, &mut by));
    ChosenBy { step, limit: None, by }
}

fn of_pays(pays: &Pays, facts: &Facts) -> ChosenBy {
    match pays {
        Pays::Rate { rate, decimals: _ } => of_chosen("rate", &[rate], facts),
        Pays::Bands(bands) => {
            let mut chosen = of_chosen("bands", &bands.chosen().collect::<Vec<_>>(), facts);
            let most = of_step("bands", &Vec::from_iter(bands.at_most()), facts);
            chosen.by.extend(most.by);
            chosen
        }
        Pays::Days(days) => of_step("days", &[&days.pays], facts),
        Pays::Sum(sum) => of_step("sum", &[sum], facts),
    }
}

fn of_limit(limit: &Limit, facts: &Facts) -> ChosenBy {
    ChosenBy { limit: Some(limit.id.clone()), ..of_step("limit", &[limit.most()], facts) }
}
