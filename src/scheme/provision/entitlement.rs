//! Entitlement: facts that must hold of whom a plan is for, whatever the benefit.
//!
//! ```toml
//! when = { insured_at = "here", pre_existing = "no" }
//! ```

use super::conditions::{Test, read_test};
use crate::claim::{Fact, FactValues};
use crate::scheme::denial::{Denial, Unmet};
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::facts::Facts;
use crate::scheme::language::reader::{Read, Reader, Reports, all};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Span};
use crate::words::decisions::fact_value;
use crate::words::{self, Sentence};

/// Its key is that of the conditions of a benefit.
pub(crate) const PROVISION: Provision = PLAIN;

/// What must hold of the member, the enrolment period or the bill.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entitlement(pub Vec<Condition>);

/// One fact that is asked, as a person reads it.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub test: Test,
    /// What people call the fact.
    pub name: Sentence,
    /// What it must be.
    pub asked: Sentence,
    /// What people call the words that it may be; none where it is a number.
    pub words: Vec<Sentence>,
}

impl Entitlement {
    /// Takes `when` of a plan; nothing is asked where it is left out.
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Entitlement> {
        let conditions = reader.table("when", |reader| {
            let entries = reader.rest().into_iter();
            all(entries.map(|(name, (key, node))| Condition::read(&name, key, &node, reader)))
        });
        Ok(Entitlement(conditions?.unwrap_or_default()))
    }

    /// Whether nothing is asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The facts that are asked.
    pub(crate) fn facts(&self) -> impl Iterator<Item = Fact> {
        self.0.iter().map(|condition| condition.test.fact())
    }

    pub(crate) fn holds(&self, facts: &Facts) -> bool {
        self.0.iter().all(|condition| condition.test.holds(facts))
    }

    pub(crate) fn denies(&self, facts: &Facts) -> Option<Denial> {
        let unmet = self.0.iter().filter(|condition| !condition.test.holds(facts));
        let unmet: Vec<Unmet> = unmet.map(|condition| condition.unmet(facts)).collect();
        (!unmet.is_empty()).then_some(Denial::NotEntitled(unmet))
    }
}

impl Condition {
    fn read(name: &str, key: Span, node: &Node, reader: &mut Reader<Scope>) -> Read<Condition> {
        if name == "diagnosis" {
            return Err(reader.error(key, words::rules::diagnosis_in_plan()));
        }
        let test = read_test(name, key, node, reader)?;
        let vocabulary = reader.scope.vocabulary;
        let words = match vocabulary.values(test.fact()) {
            FactValues::Words(words) => words,
            FactValues::From(_) => Vec::new(),
        };
        let plain = || Sentence::new(format!("`{name}`"), format!("`{name}`"));
        let title = |word: &str| vocabulary.value_title(test.fact(), word);
        let asked: Vec<Sentence> = test.shown(vocabulary).iter().map(fact_value).collect();
        let words = words.iter().map(|word| title(word)).collect();
        Ok(Condition {
            test,
            name: vocabulary.fact_title(name).unwrap_or_else(plain),
            asked: Sentence::list(&asked),
            words,
        })
    }

    fn unmet(&self, facts: &Facts) -> Unmet {
        let number = self.test.number(facts);
        let word = usize::try_from(number).ok().and_then(|at| self.words.get(at));
        let plain = || Sentence::new(number.to_string(), number.to_string());
        let has = word.cloned().unwrap_or_else(plain);
        Unmet { name: self.name.clone(), has: fact_value(&has), asked: self.asked.clone() }
    }
}
