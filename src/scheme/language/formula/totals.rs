//! Totals: sums over a whole window, taken before bills are decided, or of bills that another benefit was decided on.
//!
//! ```toml
//! [totals.year_own]                # of the bills that the benefit covers which asks for it
//! of = "self_paid"
//! window = "year"
//!
//! [totals.year_left]               # of the bills that `medical` was decided on, for what is decided last
//! of = "self_paid - paid.medical"
//! over = "medical"
//! window = "year"
//! ```

use super::sum::Sum;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::{Above, Scope, Stage, Total};
use crate::scheme::language::table::{Node, Span, suggest};
use crate::scheme::language::window::Window;
use crate::words;

impl Scope<'_> {
    pub(crate) fn total_of(&mut self, name: &str, node: Node) -> Read<Sum> {
        self.part(node, "totals", |reader| {
            let place = reader.value_span("window");
            let window = reader.window_of_several();
            let over = reader.optional("over").map(|node| read_over(reader, &node, name));
            let stage = if over.is_some() { Stage::Decided } else { Stage::Before };
            let of = reader.required("of");
            let of = of.and_then(|node| reader.scope.at(stage, |scope| scope.formula(node, "of")));
            let (window, of, over) = (window?, of?, over.transpose()?);
            if let Some(over) = &over {
                check_plan(reader, over, window, place)?;
            }
            let slot = reader.scope.slot_of_several(window, &format!("total/{name}"));
            let sum = Sum::total(slot, &of);
            if !reader.scope.sums.iter().any(|total| total.slot == slot) {
                let over = over.map(|over| over.place);
                reader.scope.sums.push(Total { slot, of, over });
            }
            Ok(sum)
        })
    }
}

/// The benefit that `over` names: it stands above, and is decided before what is decided last.
fn read_over(reader: &mut Reader<Scope>, node: &Node, name: &str) -> Read<Above> {
    let text = reader.scalar(node, "over")?;
    let place = node.span.clone();
    reader.scope.asked_last.push((place.clone(), name.to_owned()));
    let above = reader.scope.at_hand().above.clone();
    let Some(found) = above.iter().find(|one| one.id == text).cloned() else {
        let help = suggest(text, above.iter().map(|one| one.id.as_str()));
        return Err(reader.advise(place, words::rules::benefit_not_above(text), help));
    };
    if found.categories & reader.scope.vocabulary.decided_last != 0 {
        return Err(reader.error(place, words::rules::over_decided_last(text)));
    }
    Ok(found)
}

/// A window of the cover is of one plan: that of the benefit that asks.
fn check_plan(reader: &mut Reader<Scope>, over: &Above, window: Window, place: Span) -> Read<()> {
    let own = reader.scope.at_hand().plan;
    match window.is_of_a_plan() && over.plan.is_some_and(|plan| plan != own) {
        true => Err(reader.error(place, words::rules::cover_of_two_plans())),
        false => Ok(()),
    }
}
