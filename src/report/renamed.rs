//! A report whose scenarios have other names.

use std::collections::BTreeMap;

use super::{Bilingual, Report};

/// New names by those that scenarios have.
pub(super) type NewNames = BTreeMap<String, String>;

impl Report {
    /// The same with other names wherever one stands, also between backticks in a sentence.
    pub(super) fn renamed(mut self, names: &NewNames) -> Report {
        let rename = |name: &mut String| {
            if let Some(new) = names.get(name) {
                name.clone_from(new);
            }
        };
        rename(&mut self.baseline.name);
        self.scenarios.iter_mut().for_each(|one| rename(&mut one.name));
        self.burden.sides.iter_mut().filter_map(|one| one.name.as_mut()).for_each(rename);
        self.experience.rows.iter_mut().for_each(|one| rename(&mut one.terms));
        self.measured.iter_mut().for_each(|one| rename(&mut one.name));
        self.credibility.iter_mut().for_each(|one| rename(&mut one.name));
        self.provisions.iter_mut().for_each(|one| rename(&mut one.terms));
        let sides = self.fund.iter_mut().flat_map(|all| &mut all.sides);
        sides.for_each(|one| rename(&mut one.name));
        let sides = self.completion.iter_mut().flat_map(|all| &mut all.sides);
        sides.for_each(|one| rename(&mut one.name));
        let sides = self.adequacy.iter_mut().flat_map(|all| &mut all.sides);
        sides.for_each(|one| rename(&mut one.name));
        let rows = self.stress.iter_mut().flat_map(|all| &mut all.rows);
        rows.for_each(|one| rename(&mut one.terms));
        self.sweep.iter_mut().for_each(|one| rename(&mut one.terms));
        rename(&mut self.question.over);
        let sentences = self.alarms.iter_mut().chain(&mut self.warnings);
        sentences.for_each(|sentence| sentence.rename(names));
        self
    }
}

impl Bilingual {
    fn rename(&mut self, names: &NewNames) {
        for (old, new) in names {
            let (old, new) = (format!("`{old}`"), format!("`{new}`"));
            self.en = self.en.replace(&old, &new);
            self.zh = self.zh.replace(&old, &new);
        }
    }
}
