//! Sets values of a scenario, each once or again and again: the texts are parsed only once.

use std::collections::BTreeSet;

use toml_edit::{DocumentMut, Item};

use super::document::{document, like, remove_unused, shown, unit};
use super::{Change, RulePath, Scenario, ScenarioError};

impl Scenario {
    /// The scenario with one value changed. The text is written as the value that stands there now, with or without
    /// quotes. Where a number replaces a name, the name is removed too if nothing else uses it.
    ///
    /// # Errors
    ///
    /// When nothing stands at the path, a part of the rules does, or several editions have it; or when the value has
    /// another unit.
    pub fn set(&self, path: &RulePath, text: &str) -> Result<Scenario, ScenarioError> {
        self.setter(&[path])?.at(&[text.to_owned()])
    }

    /// Prepares some values to be set many times; the texts are parsed once.
    ///
    /// # Errors
    ///
    /// When nothing stands at a path, a part of the rules does, or several editions have it.
    pub(crate) fn setter<'t>(
        &'t self,
        paths: &[&'t RulePath],
    ) -> Result<ScenarioSetter<'t>, ScenarioError> {
        ScenarioSetter::new(self, paths)
    }
}

/// A scenario with some of its values at hand, each to be set many times.
pub(crate) struct ScenarioSetter<'t> {
    scenario: &'t Scenario,
    documents: Vec<DocumentMut>,
    values: Vec<SettableValue<'t>>,
}

struct SettableValue<'t> {
    path: &'t RulePath,
    /// The place of the text it stands in.
    place: usize,
    /// What stands there in the scenario.
    was: String,
}

impl<'t> ScenarioSetter<'t> {
    fn new(
        scenario: &'t Scenario,
        paths: &[&'t RulePath],
    ) -> Result<ScenarioSetter<'t>, ScenarioError> {
        let documents: Result<Vec<DocumentMut>, ScenarioError> =
            scenario.sources.iter().map(document).collect();
        let value = |path: &&'t RulePath| {
            let place = scenario.source_of(path)?;
            Ok(SettableValue { path, place, was: scenario.value(path)? })
        };
        let values: Result<Vec<SettableValue>, ScenarioError> = paths.iter().map(value).collect();
        Ok(ScenarioSetter { scenario, documents: documents?, values: values? })
    }

    /// The scenario with each of the values at a level.
    ///
    /// # Errors
    ///
    /// When a level has another unit than its value.
    pub fn at(&mut self, levels: &[String]) -> Result<Scenario, ScenarioError> {
        let mut scenario = self.scenario.clone();
        let (mut changed, mut unnamed) = (BTreeSet::new(), BTreeSet::new());
        for (SettableValue { path, place, was }, level) in self.values.iter().zip(levels) {
            let item = path.find(&mut self.documents[*place]).expect("it was found before");
            *item = Item::Value(like(item.as_value().expect("it was a value"), path, level)?);
            let is = shown(item);
            if *was == is {
                continue;
            }
            changed.insert(*place);
            unnamed.extend((unit(was).is_none() && unit(&is).is_some()).then_some(*place));
            let (address, was, is) = (path.to_string(), Some(was.clone()), Some(is));
            scenario.changes.push(Change { address, was, is });
        }
        for place in changed {
            let mut document = self.documents[place].clone();
            if unnamed.contains(&place) {
                // A number replaced a name, which nothing may use any more.
                remove_unused(&mut document, |_| true);
            }
            scenario.sources[place].text = document.to_string();
        }
        if unnamed.is_empty() { Ok(scenario) } else { scenario.with_every_change() }
    }
}
