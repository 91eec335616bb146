//! What a patch asks for: a TOML text of the form of the rules that holds only what is other.

use std::ops::Range;

use toml_edit::{Document, Item, Key, TableLike};

use super::rule_path::{self, RulePath};
use super::suggest;
use super::{Change, Scenario, document, has_other_unit, remove_unused, shown};
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::scheme::{BookError, Source, Table, quoted_list};
use crate::words::{self, Sentence};

/// A patch, read.
pub(super) struct Patch {
    /// The edition that it names, and where.
    pub edition: Option<(String, Range<usize>)>,
    /// All that it asks for, in the order of the text.
    pub asked: Vec<PatchEntry>,
}

/// One thing that a patch asks for.
pub(super) struct PatchEntry {
    /// Where, without the edition.
    pub path: String,
    /// What is to stand there; nothing where it is taken away.
    pub value: Option<Item>,
    /// Where the patch says so.
    pub place: Range<usize>,
    /// Where the part is named that it is in.
    pub part: Range<usize>,
}

impl Patch {
    /// Reads a patch, or complains of a text that is no TOML or asks for nothing.
    pub fn read(text: &str, found: &mut Diagnostics) -> Option<Patch> {
        // What reads rule files tells where a text is no TOML.
        Table::read(text, found, |table, _| {
            table.rest();
            Some(())
        })?;
        let parsed = Document::parse(text).ok()?;
        let id = parsed.get("edition").and_then(|head| head.get("id"));
        let edition = id.and_then(|id| Some((id.as_str()?.to_owned(), id.span().unwrap_or(0..0))));
        let mut asked = collect_all(parsed.as_item());
        // A value that knows its place in one text cannot be put into another.
        let values = collect_all(parsed.into_mut().as_item());
        asked.iter_mut().zip(values).for_each(|(one, free)| one.value = free.value);
        if asked.is_empty() {
            found.error(0..text.len(), words::replay::patch_is_empty());
        }
        Some(Patch { edition, asked })
    }
}

impl Scenario {
    /// The terms with what a patch changes: a TOML text of the same form as the rules, which holds only
    /// what is other. Parts of which there are several are addressed by id, `[benefit.medical]`, or by
    /// place, `[benefit.medical.limit.0]`; `remove = true` in a part takes it away. `[edition]` with the
    /// id says which edition, where there are several.
    ///
    /// # Errors
    ///
    /// Everything in it that addresses nothing or is of another unit, at once, with its place in the
    /// patch; or that it asks for nothing.
    pub fn patched(&self, patch: &Source) -> Result<Scenario, BookError> {
        let mut told = Reviewed::new(&patch.path, patch.text.clone());
        let terms = match Patch::read(&patch.text, &mut told.found) {
            Some(patch) => self.with_all(patch, &mut told.found),
            None => self.clone(),
        };
        if told.found.is_empty() { Ok(terms) } else { Err(BookError::Rules(vec![told])) }
    }

    /// The terms with all that a patch asks for, or complaints.
    fn with_all(&self, patch: Patch, found: &mut Diagnostics) -> Scenario {
        let known: Vec<String> = self.documents().into_iter().map(|(id, _)| id).collect();
        if let Some((id, place)) = patch.edition.clone().filter(|(id, _)| !known.contains(id)) {
            let known = quoted_list(known.iter().map(String::as_str));
            found.error(place, words::replay::no_edition(id, known));
            return self.clone();
        }
        let edition = patch.edition.map(|(id, _)| id);
        let mut terms = self.clone();
        let (mut put, mut removed) = (Vec::new(), Vec::new());
        for PatchEntry { path, value, place, part } in patch.asked {
            let address = path.parse::<RulePath>();
            let address = address.map(|path| RulePath { edition: edition.clone(), ..path });
            let place = match &address {
                Ok(address) if terms.lacks_part_of(address) => part,
                _ => place,
            };
            let done = address.and_then(|address| match value {
                Some(value) => {
                    put.push((address.clone(), place.clone()));
                    terms.put(&address, value)
                }
                None => {
                    terms.place_of(&address)?;
                    removed.push((address, place.clone()));
                    Ok(terms.clone())
                }
            });
            match done {
                Ok(changed) => terms = changed,
                Err(why) => drop(found.error(place, why)),
            }
        }
        let mut terms = terms.without_all(removed, found);
        for (address, place) in put {
            if let Some(why) = self.misspelled(&address, &terms) {
                found.error(place, why);
            }
        }
        if found.is_empty() {
            terms.remove_orphans(self);
        }
        terms
    }

    /// The terms without some of their parts, or complaints.
    fn without_all(
        self,
        mut parts: Vec<(RulePath, Range<usize>)>,
        found: &mut Diagnostics,
    ) -> Scenario {
        // Places are those of the baseline: what stands last goes first.
        parts.sort_by(|(one, _), (other, _)| other.cmp(one));
        parts.into_iter().fold(self, |terms, (address, place)| match terms.taken_away(&address) {
            Ok((without, _)) => without,
            Err(why) => {
                found.error(place, why);
                terms
            }
        })
    }

    /// A complaint of a name that a patch adds to those of formulas, if no formula asks for it and it is
    /// near to one that there is.
    fn misspelled(&self, address: &RulePath, patched: &Scenario) -> Option<Sentence> {
        if self.place_of(address).is_ok() {
            return None;
        }
        let mut document = document(&patched.sources[patched.place_of(address).ok()?]).ok()?;
        let path = RulePath { edition: None, ..address.clone() }.to_string();
        remove_unused(&mut document, |own| own == path);
        if address.find(&mut document).is_some() {
            return None;
        }
        let near = suggest::meant(address, &self.searched(address))?;
        Some(words::replay::addresses_nothing(address, &self.name, near))
    }

    /// Whether the whole part is nowhere that a value is in: its head is wrong then, and that once for all
    /// that is in it.
    fn lacks_part_of(&self, address: &RulePath) -> bool {
        let part = address.above().map(|(part, _)| part).filter(|part| !part.is_top());
        part.is_some_and(|part| self.place_of(&part).is_err())
    }

    /// Takes away names that only what was changed had asked for; one that is new and that nothing asks
    /// for stays, and is a mistake.
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

    /// The terms with a value of a patch in its place, which may be new in a part that is there: what no
    /// rule file may say is told when the terms are compiled.
    fn put(&self, address: &RulePath, value: Item) -> Result<Scenario, Sentence> {
        let (above, key) = address.above().ok_or_else(|| words::replay::bad_address(address))?;
        if value.is_array_of_tables() {
            return Err(words::replay::part_of_many(address.in_patch()));
        }
        if self.place_of(address).is_ok() || above.is_top() {
            return self.change(address, |item| {
                let was = shown(item);
                if has_other_unit(&was, &shown(&value)) {
                    return Err(words::replay::other_kind(address, was, shown(&value)));
                }
                *item = value;
                Ok(Change { address: address.to_string(), was: Some(was), is: Some(shown(item)) })
            });
        }
        if let Some(whole) = above.above().and_then(|(whole, _)| self.find(&whole))
            && whole.is_table_like()
            && let Err(nowhere) = self.place_of(&above)
            && suggest::meant(&above, &self.searched(&above)).is_none()
        {
            return Err(words::replay::part_is_new(nowhere, above.in_patch()));
        }
        self.change(&above, |part| {
            let is = Some(shown(&value));
            let Some(table) = part.as_table_like_mut() else {
                return Err(words::replay::not_a_part(&above));
            };
            table.insert(&key, value);
            Ok(Change { address: address.to_string(), was: None, is })
        })
    }
}

/// All that a patch asks for.
fn collect_all(patch: &Item) -> Vec<PatchEntry> {
    let mut asked = Vec::new();
    let Some(top) = patch.as_table_like() else { return asked };
    for (key, item) in top.iter() {
        let place = place_of(top, key);
        collect(item, key, (place.clone(), place), key == "edition", &mut asked);
    }
    asked
}

/// Where a key is written.
fn place_of(part: &dyn TableLike, key: &str) -> Range<usize> {
    part.key(key).and_then(Key::span).unwrap_or(0..0)
}

/// What a patch asks for below a key, which is written in one place, and the part that it is in, in another.
fn collect(
    item: &Item,
    path: &str,
    (place, part): (Range<usize>, Range<usize>),
    of_edition: bool,
    asked: &mut Vec<PatchEntry>,
) {
    let ask = |value| PatchEntry { path: path.to_owned(), value, place: place.clone(), part };
    let Some(table) = item.as_table_like().filter(|table| is_part(*table, item)) else {
        return asked.push(ask(Some(item.clone())));
    };
    // Beside other keys it stands for nothing, and is told: what is taken away is not changed.
    if table.len() == 1 && table.get("remove").and_then(Item::as_bool) == Some(true) {
        return asked.push(ask(None));
    }
    for (key, item) in table.iter() {
        if of_edition && key == "id" {
            continue; // It says which, and changes nothing.
        }
        let below = match key.parse::<usize>() {
            Ok(place) => format!("{path}[{place}]"),
            Err(_) => format!("{path}.{key}"),
        };
        collect(item, &below, (place_of(table, key), place.clone()), of_edition, asked);
    }
}

/// Whether a table is a part of which some keys are changed, not a value of its own, as titles and the
/// values of a schedule are.
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
        // Without the limit nothing asks for the ceiling: whoever changes both must mean something else.
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
    fn a_patch_tells_everything_that_it_addresses_in_vain_with_its_place() {
        let told = wrong(
            "parameters.cieling = \"1\"\nparameters.band_1_pays = \"60\"\n\
             [benefit.dental]\nbase = \"total\"\nsum = \"1\"\n\
             [benefit.medical.limit.4]\nremove = true\n",
        );
        let lines: Vec<usize> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 6], "{told:?}");
        assert!(told[0].1.contains("did you mean `parameters.ceiling`?"), "{told:?}");
        assert!(told[1].1.contains("`60` is not a value of that kind"), "{told:?}");
        // Of a part that is nowhere its head is told, not each value in it.
        assert!(told[2].1.contains("has no `benefit.dental`"), "{told:?}");
        assert!(told[3].1.contains("`benefit.medical.limit[0].amount`"), "{told:?}");
    }

    #[test]
    fn a_new_name_is_a_mistake_only_where_nothing_asks_for_it() {
        // Near to nothing: that it is not used is told when the rules are compiled.
        let terms = patched(&weihai("2015"), "parameters.roof = \"1\"").unwrap();
        assert!(compile(&[terms]).is_err());
        let patch =
            "[parameters]\nceilings = \"1\"\n[benefit.medical.limit.0]\namount = \"ceilings\"\n";
        assert!(compile(&[patched(&weihai("2015"), patch).unwrap()]).is_ok());
    }

    #[test]
    fn a_part_that_is_new_and_one_of_many_are_told_with_how_to_write_them() {
        let told = wrong(
            "[benefit.medical.factor]\nby = \"age\"\n\
             [[benefit.medical.limit]]\namount = \"1\"\nwindow = \"bill\"\n",
        );
        assert!(told[0].1.ends_with("`benefit.medical.factor = { ... }`"), "{told:?}");
        assert!(told[1].1.ends_with("`benefit.medical.limit = [{ ... }]`"), "{told:?}");
        assert_eq!([told[0].0, told[1].0, told.len()], [1, 3, 2]);
        // One that is near to another is taken for it.
        let told = wrong("[benefit.medical.treshold]\nat_least = \"1\"\n");
        assert!(told[0].1.ends_with("did you mean `benefit.medical.threshold`?"), "{told:?}");
        // As is told, it is done.
        let patch = "benefit.medical.factor = { by = \"hospital_level\", otherwise = \"0.5\" }\n\
            benefit.medical.limit = [{ amount = \"ceiling\", window = \"cover\" }, \
            { amount = \"1\", window = \"bill\" }]\n";
        let terms = patched(&weihai("2015"), patch).unwrap();
        let value = |at: &str| terms.value(&at.parse().unwrap()).unwrap();
        assert_eq!(value("benefit.medical.factor.otherwise"), "0.5");
        assert_eq!(value("benefit.medical.limit[1].amount"), "1");
    }

    #[test]
    fn a_patch_of_another_edition_or_of_nothing_is_told() {
        let told = wrong("[edition]\nid = \"2016\"\n[parameters]\nceiling = \"1\"\n");
        assert_eq!(told, [(2, "there is no edition `2016`; editions: `2015`".to_owned())]);
        for nothing in ["", "\n", "# later\n", "[parameters]\n", "[edition]\nid = \"2015\"\n"] {
            let told = wrong(nothing);
            assert!(told[0].1.contains("changes nothing") && told.len() == 1, "{told:?}");
        }
        let told = wrong("[parameters]\nceiling = 1 2\nband_1_pays = \"60%\"\"\n");
        assert_eq!((told[0].0, told[1].0), (2, 3), "{told:?}");
        assert!(told[0].1.contains("is not TOML"), "{told:?}");
    }

    #[test]
    fn a_patch_that_changes_nothing_changes_nothing() {
        let terms = weihai("2015");
        let same = patched(&terms, "parameters.ceiling = \"50000\"").unwrap();
        assert_eq!(same.changes, []);
        assert_eq!(same.sources, terms.sources);
    }
}
