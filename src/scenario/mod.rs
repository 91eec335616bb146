//! Scenarios: rule files as they are or with some values changed, and bills as a later year would have them.
//!
//! What is changed is changed in the text, where it stands, and the whole is compiled as any rule file: there is
//! no second reader of rules, and a scenario can say nothing that a rule file may not say. A [`RulePath`] says where
//! a value stands, a [`Sweep`] tries one at many levels, and a [`Trend`] says how bills grow before they are decided.
//!
//! ```
//! use huzhu::scenario::{Scenario, compile};
//!
//! let baseline = Scenario::read("rules/weihai@2024").unwrap();
//! let path = "parameters.ceiling".parse().unwrap();
//! let raised = baseline.set(&path, "120000").unwrap().called("a higher ceiling");
//! assert_eq!(raised.changes[0].was.as_deref(), Some("100000"));
//! assert_eq!(compile(&[baseline, raised]).unwrap().len(), 2);
//! ```

mod error;
mod rule_path;
pub(crate) mod suggest;
mod document;
mod setter;
mod patch;
mod compare;
pub(crate) mod sweep;
pub(crate) mod provision;
pub(crate) mod draw;
mod rates;
mod selection;
mod frequency;
mod trend;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item};

pub use compare::side_by_side;
pub use error::ScenarioError;
pub use frequency::AddedBills;
pub(crate) use frequency::stays;
pub use rates::{MOST_YEARS, TrendRate, TrendRates};
pub use rule_path::RulePath;
pub use selection::Selection;
pub use sweep::{MOST_POINTS, Point, Sweep, grid};
pub(crate) use trend::Shock;
pub use trend::{Trend, TrendEffect, TrendFactors};

use crate::scheme::{Book, BookError, Source};
use document::{document, edition_of, remove_unused, shown, unit};

/// Rules that bills are decided under, and how they differ from the files they were read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What people call it.
    pub name: String,
    /// The texts of the rules, with the changes made.
    pub sources: Vec<Source>,
    /// The changes.
    pub changes: Vec<Change>,
}

/// One value that a scenario changes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Where it stands.
    pub address: String,
    /// What stood there; `None` where nothing did.
    pub was: Option<String>,
    /// What stands there now; `None` where it was removed.
    pub is: Option<String>,
}

/// What stands before the edition that alone makes the scenario: `rules/weihai@2015`.
const EDITION: char = '@';

/// An edition that serves every day begins on this one.
const FIRST_DAY: &str = "1900-01-01";

impl Scenario {
    /// Reads rules: a file or folder; or one edition of a folder, `FOLDER@EDITION`, which then serves every day.
    ///
    /// # Errors
    ///
    /// When the rules cannot be read, or have no such edition.
    pub fn read(asked: &str) -> Result<Scenario, ScenarioError> {
        let last = Path::new(asked).file_name().unwrap_or_default();
        let name = last.to_string_lossy().into_owned(); // A report names no folder of this machine.
        let parts = asked.rsplit_once(EDITION).filter(|_| !Path::new(asked).exists());
        let Some((path, edition)) = parts else {
            let sources = sources(Path::new(asked))?;
            return Ok(Scenario { name, sources, changes: Vec::new() });
        };
        let sources = sources(Path::new(path))?;
        let source = of_edition(&sources, edition)?;
        Ok(Scenario { name, sources: vec![source], changes: Vec::new() })
    }

    /// The paths that `RULES`, `NAME=RULES` or `RULES@EDITION` may mean: one of them is meant, and the others are no
    /// files.
    pub fn paths<'a>(asked: &'a str) -> Vec<&'a Path> {
        let without_name = asked.split_once('=').map(|(_, rules)| rules);
        let all = [Some(asked), without_name].into_iter().flatten();
        let of = |text: &'a str| [Some(text), text.rsplit_once(EDITION).map(|(rules, _)| rules)];
        all.flat_map(|text| of(text).into_iter().flatten()).map(Path::new).collect()
    }

    /// The same scenario under another name.
    #[must_use]
    pub fn called(self, name: impl Into<String>) -> Scenario {
        Scenario { name: name.into(), ..self }
    }

    /// The scenario without something, be it a whole provision, and without the names that nothing else uses.
    ///
    /// # Errors
    ///
    /// When nothing stands at the path, or several editions have it.
    pub fn without(&self, path: &RulePath) -> Result<Scenario, ScenarioError> {
        let (mut scenario, place) = self.removed(path)?;
        let mut document = document(&scenario.sources[place])?;
        remove_unused(&mut document, |_| true);
        scenario.sources[place].text = document.to_string();
        Ok(scenario)
    }

    /// The scenario without something, and the place of the text that it stood in.
    fn removed(&self, path: &RulePath) -> Result<(Scenario, usize), ScenarioError> {
        let place = self.source_of(path)?;
        let mut document = document(&self.sources[place])?;
        let was = path.find(&mut document).map(|item| shown(item));
        assert!(path.remove(&mut document), "it was found before");
        let mut scenario = self.clone();
        scenario.sources[place].text = document.to_string();
        scenario.changes.push(Change { address: path.to_string(), was, is: None });
        Ok((scenario, place))
    }

    /// The scenario with a deductible of zero; `None` where there is none.
    pub(crate) fn deducting_nothing(&self, path: &RulePath) -> Option<Scenario> {
        let place = self.source_of(path).ok()?;
        let mut document = document(&self.sources[place]).ok()?;
        let part = path.find(&mut document)?.as_table_like_mut()?;
        let amount = part.get_mut("amount")?;
        let was = Some(shown(amount));
        *amount = toml_edit::value("0");
        remove_unused(&mut document, |_| true);
        let mut scenario = self.clone();
        scenario.sources[place].text = document.to_string();
        let (address, is) = (format!("{path}.amount"), Some("0".to_owned()));
        scenario.changes.push(Change { address, was, is });
        Some(scenario)
    }

    /// The same scenario, if every changed value still stands where it was changed: a name that is removed may be
    /// one that is set.
    fn with_every_change(self) -> Result<Scenario, ScenarioError> {
        for Change { address, .. } in self.changes.iter().filter(|change| change.is.is_some()) {
            let path = address.parse().map_err(ScenarioError::Syntax)?;
            if self.source_of(&path).is_err() {
                return Err(ScenarioError::Unused { path: address.clone() });
            }
        }
        Ok(self)
    }

    fn change(
        &self,
        path: &RulePath,
        change: impl FnOnce(&mut Item) -> Result<Change, ScenarioError>,
    ) -> Result<Scenario, ScenarioError> {
        let place = self.source_of(path)?;
        let mut document = document(&self.sources[place])?;
        let item = path.find(&mut document).expect("it was found before");
        let change = change(item)?;
        let mut scenario = self.clone();
        if change.was != change.is {
            scenario.sources[place].text = document.to_string();
            scenario.changes.push(change);
        }
        Ok(scenario)
    }

    /// The editions, each with its text.
    pub(crate) fn documents(&self) -> Vec<(String, DocumentMut)> {
        let documents = self.sources.iter().filter_map(|source| document(source).ok());
        documents.map(|document| (edition_of(&document), document)).collect()
    }

    /// What stands at a path, as a person reads it.
    ///
    /// # Errors
    ///
    /// When nothing stands there, a part of the rules does, or several editions have it.
    pub fn value(&self, path: &RulePath) -> Result<String, ScenarioError> {
        let mut document = document(&self.sources[self.source_of(path)?])?;
        let item = path.find(&mut document).expect("it was found before");
        let value = item.is_value().then(|| shown(item));
        value.ok_or_else(|| {
            let inside = suggest::below(path, &[document]);
            ScenarioError::NotAValue { path: path.clone(), inside }
        })
    }

    /// The texts in which a path is looked for: that of its edition, or all.
    fn documents_for(&self, path: &RulePath) -> Vec<DocumentMut> {
        let is_asked = |(id, _): &(String, DocumentMut)| {
            path.edition.as_ref().is_none_or(|edition| edition == id)
        };
        self.documents().into_iter().filter(is_asked).map(|(_, document)| document).collect()
    }

    /// The path of a number that stands under a name in `[parameters]`.
    pub(crate) fn parameter(&self, name: &str, edition: Option<&String>) -> Option<RulePath> {
        let path: RulePath = format!("parameters.{name}").parse().ok()?;
        let path = RulePath { edition: edition.cloned(), ..path };
        unit(&self.value(&path).ok()?).map(|_| path)
    }

    /// What stands at a path, be it a part of the rules.
    fn find(&self, path: &RulePath) -> Option<Item> {
        let mut document = document(&self.sources[self.source_of(path).ok()?]).ok()?;
        path.find(&mut document).cloned()
    }

    /// Whether two paths lead to one value: by id and by place, or with and without the edition.
    pub fn is_one(&self, path: &RulePath, other: &RulePath) -> bool {
        let places = (self.source_of(path), self.source_of(other));
        let (Ok(place), Ok(other_place)) = places else { return path == other };
        let Ok(mut document) = document(&self.sources[place]) else { return false };
        let item = |path: &RulePath, document: &mut DocumentMut| {
            path.find(document).map(|item| std::ptr::from_ref(item))
        };
        place == other_place && item(path, &mut document) == item(other, &mut document)
    }

    /// The place of the text in which a path leads to something.
    fn source_of(&self, path: &RulePath) -> Result<usize, ScenarioError> {
        let mut documents = Vec::new();
        for source in &self.sources {
            documents.push(document(source)?);
        }
        let ids: Vec<String> = documents.iter().map(edition_of).collect();
        if let Some(edition) = &path.edition
            && !ids.contains(edition)
        {
            return Err(ScenarioError::NoEdition { edition: edition.clone(), known: ids });
        }
        let asked = |at: &usize| path.edition.as_ref().is_none_or(|id| *id == ids[*at]);
        let has = |at: &usize| path.find(&mut documents[*at].clone()).is_some();
        let found: Vec<usize> = (0..ids.len()).filter(asked).filter(has).collect();
        match found[..] {
            [place] => Ok(place),
            [] => Err(ScenarioError::NoValue {
                path: path.clone(),
                scenario: self.name.clone(),
                suggestion: suggest::suggest(path, &self.documents_for(path)),
            }),
            _ => {
                let editions = found.iter().map(|&at| ids[at].clone()).collect();
                Err(ScenarioError::SeveralEditions { path: path.clone(), editions })
            }
        }
    }
}

/// Compiles scenarios that read the same bills, in their order.
///
/// # Errors
///
/// Every mistake of every text.
pub fn compile(scenarios: &[Scenario]) -> Result<Vec<Book>, BookError> {
    let named = |scenario: &Scenario| {
        let mut sources = scenario.sources.clone();
        if !scenario.changes.is_empty() {
            // A mistake in what was changed stands in no file.
            let name = &scenario.name;
            sources.iter_mut().for_each(|source| source.path = changed_name(source, name));
        }
        sources
    };
    Book::compile_all(scenarios.iter().map(named).collect())
}

fn changed_name(source: &Source, name: &str) -> PathBuf {
    format!("{} ({name})", source.path.display()).into()
}

/// The texts of rules. What is no TOML is reported here, before anything is looked for in it.
fn sources(path: &Path) -> Result<Vec<Source>, BookError> {
    let sources = Source::read(path)?;
    let broken = sources.iter().filter(|source| document(source).is_err());
    match broken.count() {
        0 => Ok(sources),
        _ => Book::compile(sources.clone()).map(|_| sources),
    }
}

/// The text of one edition, which then serves every day.
fn of_edition(sources: &[Source], edition: &str) -> Result<Source, ScenarioError> {
    let mut known = Vec::new();
    for source in sources {
        let mut document = document(source)?;
        let id = edition_of(&document);
        if id == edition {
            if let Some(head) = document.get_mut("edition").and_then(Item::as_table_like_mut) {
                head.remove("to");
                if let Some(from) = head.get_mut("from") {
                    *from = toml_edit::value(FIRST_DAY);
                }
            }
            return Ok(Source { path: source.path.clone(), text: document.to_string() });
        }
        known.push(id);
    }
    Err(ScenarioError::NoEdition { edition: edition.to_owned(), known })
}
