//! Clauses that are not modelled (未纳入规则的条款): what the printed terms say and a file does not compute. They
//! decide nothing. `huzhu check` names them, and explanations name those that may matter for their bill.
//!
//! ```toml
//! [[unmodelled]]
//! clause = "art. 9"
//! what = { zh = "伤残补助金：各等级的金额未公布", en = "aid for disability: the amounts by grade are not published" }
//! plan = "medical"
//! categories = ["event"]
//! when = { cause = "accident" }
//! ```

use super::language::facts::Facts;
use super::language::reader::{Read, Reader};
use super::language::scope::Scope;
use super::plan::{Plan, Plans};
use super::provision::conditions::Conditions;
use crate::words::Sentence;

/// A clause of the printed terms that an edition does not model.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/xiamen")).unwrap();
/// let clauses = book.editions()[0].unmodelled();
/// assert!(clauses.iter().any(|clause| clause.what().to_string().contains("disability")));
/// ```
#[derive(Clone, Debug)]
pub struct Unmodelled {
    /// The clause of the printed terms.
    pub(crate) clause: String,
    /// What it says, and why it is not modelled.
    pub(crate) what: Sentence,
    /// The plan that it belongs to, by place among the plans of the book; every plan where nothing is written.
    pub(crate) plan: Option<u8>,
    pub(crate) conditions: Conditions,
}

impl Unmodelled {
    /// The clause of the printed terms.
    pub fn clause(&self) -> &str {
        &self.clause
    }

    /// What it says, and why it is not modelled.
    pub fn what(&self) -> &Sentence {
        &self.what
    }

    pub(super) fn read(reader: &mut Reader<Scope>, plans: &Plans) -> Read<Unmodelled> {
        let clause = reader.text("clause");
        let what = reader.title("what");
        let plan = match reader.has("plan") {
            true => plans.named_by(reader).map(Some),
            false => {
                reader.optional("plan");
                Ok(None)
            }
        };
        reader.scope.context = Some(Plan::context(plan.ok().flatten()));
        let conditions = Conditions::read_optional(reader);
        reader.scope.context = None;
        Ok(Unmodelled {
            clause: clause?,
            what: what?,
            plan: plan?.map(|plan| plan.number),
            conditions: conditions?,
        })
    }

    /// Whether it may matter for a bill that belongs to a period of this plan.
    pub(crate) fn may_matter(&self, plan: &Plan, facts: &Facts) -> bool {
        self.plan.is_none_or(|number| number == plan.number) && self.conditions.hold(facts)
    }
}
