//! A patch: a TOML text of the form of the rules that holds only what is other.

use std::ops::Range;

use toml_edit::{Document, Item, Key, TableLike};

use super::document::{document, has_other_unit, remove_unused, shown};
use super::rule_path::{self, RulePath};
use super::{Change, Scenario, ScenarioError, suggest};
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::scheme::{BookError, Source, read_text};
use crate::words::replay as words;

/// A patch, read.
pub(super) struct Patch {
    /// The edition that it names, and where.
    pub edition: Option<(String, Range<usize>)>,
    /// All that it changes, in the order of the text.
    pub entries: Vec<PatchEntry>,
}

/// One thing that a patch changes.
pub(super) struct PatchEntry {
    /// Where, without the edition.
    pub path: String,
    /// What is to stand there; `None` where it is removed.
    pub value: Option<Item>,
    /// Where the patch has it.
    pub place: Range<usize>,
    /// Where the patch names the part that it is in.
    pub part: Range<usize>,
}

impl Patch {
    /// Reads a patch, or reports a text that is no TOML or changes nothing.
    pub fn read(text: &str, found: &mut Diagnostics) -> Option<Patch> {
        // The reader of rule files reports where a text is no TOML.
        let is_toml = read_text(text, found, |reader| {
            reader.rest();
            Ok(())
        });
        is_toml.ok()?;
        let parsed = Document::parse(text).ok()?;
        let id = parsed.get("edition").and_then(|head| head.get("id"));
        let edition = id.and_then(|id| Some((id.as_str()?.to_owned(), id.span().unwrap_or(0..0))));
        let mut entries = collect_all(parsed.as_item());
        // A value that knows its place in one text cannot be put into another.
        let values = collect_all(parsed.into_mut().as_item());
        entries.iter_mut().zip(values).for_each(|(one, free)| one.value = free.value);
        if entries.is_empty() {
            found.error(0..text.len(), words::patch_is_empty());
        }
        Some(Patch { edition, entries })
    }
}

impl Scenario {
    /// The scenario with what a patch changes: a TOML text of the form of the rules that holds only what is other.
    /// Parts of which there are several are addressed by id, `[benefit.medical]`, or by place,
    /// `[benefit.medical.limit.0]`; `remove = true` in a part removes it. `[edition]` with the id says which edition,
    /// where there are several.
    ///
    /// ```
    /// use huzhu::scenario::Scenario;
    /// use huzhu::scheme::Source;
    ///
    /// let baseline = Scenario::read("rules/weihai@2024").unwrap();
    /// let text = "[parameters]\nceiling = \"120000\"\n".to_owned();
    /// let patched = baseline.patched(&Source { path: "higher.toml".into(), text }).unwrap();
    /// assert_eq!(patched.changes.len(), 1);
    /// ```
    ///
    /// # Errors
    ///
    /// Everything in it that leads to nothing or has another unit, at once, with its place in the patch; or that it
    /// changes nothing.
    pub fn patched(&self, patch: &Source) -> Result<Scenario, BookError> {
        let mut reviewed = Reviewed::new(&patch.path, patch.text.clone());
        let scenario = match Patch::read(&patch.text, &mut reviewed.found) {
            Some(patch) => self.with_patch(patch, &mut reviewed.found),
            None => self.clone(),
        };
        if reviewed.found.is_empty() { Ok(scenario) } else { Err(BookError::Rules(vec![reviewed])) }
    }

    /// The scenario with every entry of a patch; mistakes are added to `found`.
    fn with_patch(&self, patch: Patch, found: &mut Diagnostics) -> Scenario {
        let known: Vec<String> = self.documents().into_iter().map(|(id, _)| id).collect();
        if let Some((edition, place)) = patch.edition.clone().filter(|(id, _)| !known.contains(id))
        {
            found.error(place, ScenarioError::NoEdition { edition, known }.sentence());
            return self.clone();
        }
        let edition = patch.edition.map(|(id, _)| id);
        let mut patched = Patched { scenario: self.clone(), put: Vec::new(), removed: Vec::new() };
        for entry in patch.entries {
            let path = entry.path.parse::<RulePath>().map_err(ScenarioError::Syntax);
            let path = path.map(|path| RulePath { edition: edition.clone(), ..path });
            let place = match &path {
                Ok(path) if patched.scenario.lacks_part_of(path) => entry.part,
                _ => entry.place,
            };
            let applied = path.and_then(|path| patched.apply(path, entry.value, place.clone()));
            if let Err(why) = applied {
                found.error(place, why.sentence());
            }
        }
        self.finish(patched, found)
    }

    /// Removes what a patch removes, and reports names that it perhaps misspells.
    fn finish(&self, patched: Patched, found: &mut Diagnostics) -> Scenario {
        let mut scenario = patched.scenario.without_all(patched.removed, found);
        for (path, place) in patched.put {
            if let Some(why) = self.misspelled(&path, &scenario) {
                found.error(place, why.sentence());
            }
        }
        if found.is_empty() {
            scenario.remove_orphans(self);
        }
        scenario
    }

    /// The scenario without some of its parts; mistakes are added to `found`.
    fn without_all(self, mut parts: Vec<Placed>, found: &mut Diagnostics) -> Scenario {
        // Places are those of the baseline: what stands last goes first.
        parts.sort_by(|(one, _), (other, _)| other.cmp(one));
        parts.into_iter().fold(self, |scenario, (path, place)| match scenario.removed(&path) {
            Ok((without, _)) => without,
            Err(why) => {
                found.error(place, why.sentence());
                scenario
            }
        })
    }

    /// Reports a name that a patch adds to those of formulas, if no formula uses it and it is near to one that there
    /// is.
    fn misspelled(&self, path: &RulePath, patched: &Scenario) -> Option<ScenarioError> {
        if self.source_of(path).is_ok() {
            return None;
        }
        let mut document = document(&patched.sources[patched.source_of(path).ok()?]).ok()?;
        let name = RulePath { edition: None, ..path.clone() }.to_string();
        remove_unused(&mut document, |own| own == name);
        if path.find(&mut document).is_some() {
            return None;
        }
        let suggestion = suggest::meant(path, &self.documents_for(path))?;
        let (path, scenario) = (path.clone(), self.name.clone());
        Some(ScenarioError::NoValue { path, scenario, suggestion })
    }

    /// Whether the part that a value is in is nowhere: its head is wrong then, and is reported once for all values
    /// in it.
    fn lacks_part_of(&self, path: &RulePath) -> bool {
        let part = path.above().map(|(part, _)| part).filter(|part| !part.is_top());
        part.is_some_and(|part| self.source_of(&part).is_err())
    }

    /// Removes names that only what was changed had used. A new name that nothing uses stays, and is a mistake of
    /// the patch.
    fn remove_orphans(&mut self, before: &Scenario) {
        for (source, before) in self.sources.iter_mut().zip(&before.sources) {
            let (Ok(mut now), Ok(before)) = (document(source), document(before)) else { continue };
            let known = rule_path::values(&before);
            let was_there = |name: &str| {
                known.iter().any(|(at, _)| {
                    at.strip_prefix(name)
                        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
                })
            };
            if source.text != before.to_string() {
                remove_unused(&mut now, was_there);
                source.text = now.to_string();
            }
        }
    }

    /// The scenario with a value of a patch in its place, which may be new in a part that is there. What no rule
    /// file may say is reported when the scenario is compiled.
    fn put(&self, path: &RulePath, value: Item) -> Result<Scenario, ScenarioError> {
        let above = path.above();
        let (above, key) = above.ok_or_else(|| ScenarioError::Syntax(words::bad_address(path)))?;
        if value.is_array_of_tables() {
            return Err(ScenarioError::OneOfMany { part: path.in_patch() });
        }
        if self.source_of(path).is_ok() || above.is_top() {
            return self.replace(path, value);
        }
        if let Some(whole) = above.above().and_then(|(whole, _)| self.find(&whole))
            && whole.is_table_like()
            && let Err(why) = self.source_of(&above)
            && suggest::meant(&above, &self.documents_for(&above)).is_none()
        {
            let (why, part) = (Box::new(why), above.in_patch());
            return Err(ScenarioError::NewPart { why, part });
        }
        self.change(&above, |part| {
            let is = Some(shown(&value));
            let Some(table) = part.as_table_like_mut() else {
                return Err(ScenarioError::NotAPart(above.clone()));
            };
            table.insert(&key, value);
            Ok(Change { address: path.to_string(), was: None, is })
        })
    }

    /// The scenario with a value in place of the one that stands there.
    fn replace(&self, path: &RulePath, value: Item) -> Result<Scenario, ScenarioError> {
        self.change(path, |item| {
            let was = shown(item);
            if has_other_unit(&was, &shown(&value)) {
                let (path, given) = (path.clone(), shown(&value));
                return Err(ScenarioError::OtherKind { path, present: was, given });
            }
            *item = value;
            Ok(Change { address: path.to_string(), was: Some(was), is: Some(shown(item)) })
        })
    }
}

/// A rule path, and where the patch names it.
type Placed = (RulePath, Range<usize>);

/// A scenario to which the entries of a patch are applied one by one.
struct Patched {
    scenario: Scenario,
    put: Vec<Placed>,
    removed: Vec<Placed>,
}

impl Patched {
    /// Puts a value, or notes that something is to be removed when all values are put.
    fn apply(
        &mut self,
        path: RulePath,
        value: Option<Item>,
        place: Range<usize>,
    ) -> Result<(), ScenarioError> {
        match value {
            Some(value) => {
                self.put.push((path.clone(), place));
                self.scenario = self.scenario.put(&path, value)?;
            }
            None => {
                self.scenario.source_of(&path)?;
                self.removed.push((path, place));
            }
        }
        Ok(())
    }
}

/// All that a patch changes.
fn collect_all(patch: &Item) -> Vec<PatchEntry> {
    let mut entries = Vec::new();
    let Some(top) = patch.as_table_like() else { return entries };
    for (key, item) in top.iter() {
        let place = place_of(top, key);
        let part = place.clone();
        let at = KeyAt { path: key.to_owned(), place, part, of_edition: key == "edition" };
        collect(item, at, &mut entries);
    }
    entries
}

/// Where a key is written.
fn place_of(part: &dyn TableLike, key: &str) -> Range<usize> {
    part.key(key).and_then(Key::span).unwrap_or(0..0)
}

/// A key of a patch: its path, where it is written, and where the part is named that it is in.
struct KeyAt {
    path: String,
    place: Range<usize>,
    part: Range<usize>,
    of_edition: bool,
}

/// Adds what a patch changes at and below a key.
fn collect(item: &Item, at: KeyAt, entries: &mut Vec<PatchEntry>) {
    let KeyAt { path, place, part, of_edition } = at;
    let Some(table) = item.as_table_like().filter(|table| is_part(*table, item)) else {
        return entries.push(PatchEntry { path, value: Some(item.clone()), place, part });
    };
    // Beside other keys `remove` means nothing, and is reported: what is removed is not changed.
    if table.len() == 1 && table.get("remove").and_then(Item::as_bool) == Some(true) {
        return entries.push(PatchEntry { path, value: None, place, part });
    }
    for (key, item) in table.iter() {
        if of_edition && key == "id" {
            continue; // It says which edition, and changes nothing.
        }
        let path = match key.parse::<usize>() {
            Ok(place) => format!("{path}[{place}]"),
            Err(_) => format!("{path}.{key}"),
        };
        let part = place.clone();
        collect(item, KeyAt { path, place: place_of(table, key), part, of_edition }, entries);
    }
}

/// Whether a table is a part of which some keys are changed, not a value of its own, as titles and the values of a
/// schedule are.
fn is_part(table: &dyn TableLike, item: &Item) -> bool {
    let is_removal = table.len() == 1 && table.contains_key("remove");
    item.as_inline_table().is_none() || is_removal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::compile;

    fn weihai(edition: &str) -> Scenario {
        Scenario::read(&format!("rules/weihai@{edition}")).unwrap()
    }

    fn patched(terms: &Scenario, text: &str) -> Result<Scenario, BookError> {
        terms.patched(&Source { path: "patch.toml".into(), text: text.to_owned() })
    }

    /// What is wrong with a patch, each with the line it stands on.
    fn wrong(patch: &str) -> Vec<(usize, String)> {
        let BookError::Rules(files) = patched(&weihai("2015"), patch).unwrap_err() else {
            panic!("a patch is a text");
        };
        let findings = files[0].findings().into_iter();
        findings.map(|finding| (finding.line, finding.message)).collect()
    }

    #[test]
    fn a_patch_says_only_what_changes() {
        let patch = r#"
            parameters.ceiling = "60000"
            [benefit.medical.threshold]
            at_least = "7000"
            [benefit.medical.limit.0]
            remove = true
        "#;
        // Without the limit nothing uses the ceiling: a patch that changes both must mean something else.
        let terms = patched(&weihai("2015"), patch).unwrap();
        let changes: Vec<&str> = terms.changes.iter().map(|one| one.address.as_str()).collect();
        let places = [
            "parameters.ceiling",
            "benefit.medical.threshold.at_least",
            "benefit.medical.limit[0]",
        ];
        assert_eq!(changes, places);
    }

    #[test]
    fn places_in_a_patch_are_those_of_the_baseline() {
        let limits = "\n[[benefit.limit]]\namount = \"20000\"\nwindow = \"stay\"\n\n\
            [[benefit.limit]]\namount = \"10000\"\nwindow = \"bill\"\n";
        let mut terms = weihai("2015");
        terms.sources[0].text += limits;
        let patch = "[benefit.medical.limit.0]\nremove = true\n\
            [benefit.medical.limit.1]\namount = \"300\"\n";
        let patched = patched(&terms, patch).unwrap();
        let amount = |place: usize| {
            let at = format!("benefit.medical.limit[{place}].amount");
            patched.value(&at.parse().unwrap()).unwrap()
        };
        assert_eq!([amount(0), amount(1)], ["300", "10000"]);
    }

    #[test]
    fn every_path_of_a_patch_that_leads_nowhere_is_reported_with_its_place() {
        let found = wrong(
            "parameters.cieling = \"1\"\nparameters.band_1_pays = \"60\"\n\
             [benefit.dental]\nbase = \"total\"\nsum = \"1\"\n\
             [benefit.medical.limit.4]\nremove = true\n",
        );
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 6], "{found:?}");
        assert!(found[0].1.contains("did you mean `parameters.ceiling`?"), "{found:?}");
        assert!(found[1].1.contains("`60`"), "{found:?}");
        // Where a part is nowhere its head is reported, not each value in it.
        assert!(found[2].1.contains("`benefit.dental`"), "{found:?}");
        assert!(found[3].1.contains("`benefit.medical.limit[0].amount`"), "{found:?}");
    }

    #[test]
    fn a_new_name_is_a_mistake_only_where_nothing_asks_for_it() {
        // It is near to no name: compiling the rules reports that it is not used.
        let terms = patched(&weihai("2015"), "parameters.roof = \"1\"").unwrap();
        assert!(compile(&[terms]).is_err());
        let patch =
            "[parameters]\nceilings = \"1\"\n[benefit.medical.limit.0]\namount = \"ceilings\"\n";
        assert!(compile(&[patched(&weihai("2015"), patch).unwrap()]).is_ok());
    }

    #[test]
    fn a_new_part_and_one_of_many_are_reported_with_how_to_write_them() {
        let found = wrong(
            "[benefit.medical.factor]\nby = \"age\"\n\
             [[benefit.medical.limit]]\namount = \"1\"\nwindow = \"bill\"\n",
        );
        assert!(found[0].1.ends_with("`benefit.medical.factor = { ... }`"), "{found:?}");
        assert!(found[1].1.ends_with("`benefit.medical.limit = [{ ... }]`"), "{found:?}");
        assert_eq!([found[0].0, found[1].0, found.len()], [1, 3, 2]);
        // One that is near to another is taken for it.
        let found = wrong("[benefit.medical.treshold]\nat_least = \"1\"\n");
        assert!(found[0].1.ends_with("did you mean `benefit.medical.threshold`?"), "{found:?}");
        // What the messages ask for works.
        let patch = "benefit.medical.factor = { by = \"hospital_level\", otherwise = \"0.5\" }\n\
            benefit.medical.limit = [{ amount = \"ceiling\", window = \"cover\" }, \
            { amount = \"1\", window = \"bill\" }]\n";
        let terms = patched(&weihai("2015"), patch).unwrap();
        let value = |at: &str| terms.value(&at.parse().unwrap()).unwrap();
        assert_eq!(value("benefit.medical.factor.otherwise"), "0.5");
        assert_eq!(value("benefit.medical.limit[1].amount"), "1");
    }

    #[test]
    fn a_patch_of_another_edition_or_of_nothing_is_reported() {
        let found = wrong("[edition]\nid = \"2016\"\n[parameters]\nceiling = \"1\"\n");
        let no_edition = words::no_edition("2016", "`2015`").to_string();
        assert_eq!(found, [(2, no_edition)]);
        for nothing in ["", "\n", "# later\n", "[parameters]\n", "[edition]\nid = \"2015\"\n"] {
            let found = wrong(nothing);
            assert!(found[0].1.contains("changes nothing") && found.len() == 1, "{found:?}");
        }
        let found = wrong("[parameters]\nceiling = 1 2\nband_1_pays = \"60%\"\"\n");
        assert_eq!((found[0].0, found[1].0), (2, 3), "{found:?}");
        assert!(found[0].1.contains("is not TOML"), "{found:?}");
    }

    #[test]
    fn a_patch_that_changes_nothing_changes_nothing() {
        let terms = weihai("2015");
        let same = patched(&terms, "parameters.ceiling = \"50000\"").unwrap();
        assert_eq!(same.changes, []);
        assert_eq!(same.sources, terms.sources);
    }
}
