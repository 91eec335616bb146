//! Where a value stands in a rule file: `parameters.ceiling`, `benefit.medical.bands.rates[1].pays`.
//!
//! Parts of which there are several are named by their id (`benefit.medical`), or counted from zero
//! (`limit[0]`). Before it may stand the edition, where several have the value: `2015:parameters.ceiling`.

use std::fmt;
use std::str::FromStr;

use toml_edit::{DocumentMut, Item, Table, Value};

use crate::scheme::{PROVISIONS, Shorthand};
use crate::words::{self, Sentence};

/// Where a value stands in a rule file.
///
/// ```
/// use huzhu::scenario::RulePath;
///
/// let path: RulePath = "2015:benefit.medical.bands.rates[1].pays".parse().unwrap();
/// assert_eq!(path.edition.as_deref(), Some("2015"));
/// // As people call it:
/// assert_eq!("2015:benefit.medical.bands[1].rate".parse(), Ok(path));
/// assert!("benefit..limit".parse::<RulePath>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RulePath {
    /// The edition, where it is named.
    pub edition: Option<String>,
    pub(super) steps: Vec<Step>,
}

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// A key, or the id of one of several.
    Name(String),
    /// The place of one of several, from zero.
    Place(usize),
}

/// Reads an address as a person writes it.
impl FromStr for RulePath {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<RulePath, Sentence> {
        let bad = || words::replay::bad_address(text);
        let (edition, path) = match text.rsplit_once(':') {
            Some((edition, path)) => (Some(edition.trim().to_owned()), path),
            None => (None, text),
        };
        let mut steps = Vec::new();
        for part in path.trim().split('.') {
            let (name, mut places) = part.split_at(part.find('[').unwrap_or(part.len()));
            let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
            if name.is_empty() || !name.chars().all(plain) {
                return Err(bad());
            }
            steps.push(Step::Name(name.to_owned()));
            while let Some(rest) = places.strip_prefix('[') {
                let (place, rest) = rest.split_once(']').ok_or_else(bad)?;
                steps.push(Step::Place(place.parse().map_err(|_| bad())?));
                places = rest;
            }
            if !places.is_empty() {
                return Err(bad());
            }
        }
        Ok(RulePath { edition, steps: in_full(steps) })
    }
}

/// Writes out what people leave out: `bands[1].rate` is `bands.rates[1].pays`.
fn in_full(mut steps: Vec<Step>) -> Vec<Step> {
    let is = |step: Option<&Step>, name: &str| step == Some(&Step::Name(name.to_owned()));
    for Shorthand { key, list, said, meant } in
        PROVISIONS.iter().filter_map(|one| one.shorthand.as_ref())
    {
        let is_short = |pair: &[Step]| is(pair.first(), key) && matches!(pair[1], Step::Place(_));
        if let Some(at) = steps.windows(2).position(is_short) {
            steps.insert(at + 1, Step::Name((*list).to_owned()));
            if is(steps.get(at + 3), said) {
                steps[at + 3] = Step::Name((*meant).to_owned());
            }
        }
    }
    steps
}

impl fmt::Display for RulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(edition) = &self.edition {
            write!(f, "{edition}:")?;
        }
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Name(name) if at == 0 => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Place(place) => write!(f, "[{place}]")?,
            }
        }
        Ok(())
    }
}

impl RulePath {
    /// The address that stands before what else a person wrote: `parameters.ceiling` of
    /// `parameters.ceiling=60000`.
    ///
    /// # Errors
    ///
    /// When it is no address, or there is none.
    pub fn before(key: &str, text: &str) -> Result<RulePath, Sentence> {
        match key.trim() {
            "" => Err(words::replay::without_key(text)),
            key => key.parse(),
        }
    }

    /// The value that stands here, if any does.
    pub(super) fn find<'d>(&self, document: &'d mut DocumentMut) -> Option<&'d mut Item> {
        self.steps.iter().try_fold(document.as_item_mut(), step)
    }

    /// The part that this is a key of, and the key; nothing for what is only counted.
    pub(super) fn above(&self) -> Option<(RulePath, String)> {
        let (last, above) = self.steps.split_last()?;
        let Step::Name(key) = last else { return None };
        Some((self.beside(above), key.clone()))
    }

    /// The same as the keys of a patch, in which places stand between dots.
    pub(super) fn in_patch(&self) -> String {
        let path = RulePath { edition: None, steps: self.steps.clone() };
        path.to_string().replace('[', ".").replace(']', "")
    }

    /// Whether this is the whole of a file.
    pub(super) fn is_top(&self) -> bool {
        self.steps.is_empty()
    }

    /// Takes away what stands here; whether anything did.
    pub(super) fn remove(&self, document: &mut DocumentMut) -> bool {
        let Some((last, above)) = self.steps.split_last() else { return false };
        let Some(item) = above.iter().try_fold(document.as_item_mut(), step) else { return false };
        match (last, item) {
            (Step::Name(name), Item::Table(table)) => table.remove(name).is_some(),
            (Step::Name(name), Item::Value(Value::InlineTable(table))) => {
                table.remove(name).is_some()
            }
            (last, Item::ArrayOfTables(tables)) => match place_of(tables.iter(), last) {
                Some(place) => {
                    tables.remove(place);
                    true
                }
                None => false,
            },
            (Step::Place(place), Item::Value(Value::Array(array))) if *place < array.len() => {
                array.remove(*place);
                true
            }
            _ => false,
        }
    }

    /// The address of another value of the same edition.
    pub(super) fn beside(&self, steps: &[Step]) -> RulePath {
        RulePath { edition: self.edition.clone(), steps: steps.to_vec() }
    }
}

/// Whether a value only says what rules are called, where they come from or how files are read.
pub(super) fn describes(address: &str) -> bool {
    let words =
        ["title", "notes", "source", "clause", "id", "participation", "fields", "unmodelled"];
    address.starts_with("titles.") || address.split(['.', '[']).any(|step| words.contains(&step))
}

/// Every value of a document with its address, in the order of the text.
pub(super) fn values(document: &DocumentMut) -> Vec<(String, Item)> {
    let mut all = Vec::new();
    tell(document.as_item(), String::new(), &mut all);
    all
}

/// One step down.
fn step<'d>(item: &'d mut Item, step: &Step) -> Option<&'d mut Item> {
    match (step, &*item) {
        (one, Item::ArrayOfTables(tables)) => {
            let place = place_of(tables.iter(), one)?;
            item.get_mut(place)
        }
        // To ask for a key to be changed would make it.
        (Step::Name(name), there) => {
            there.get(name.as_str())?;
            item.get_mut(name.as_str())
        }
        (Step::Place(place), _) => item.get_mut(*place),
    }
}

/// The place of one of several: the one with this id, or the one counted.
fn place_of<'t>(tables: impl Iterator<Item = &'t Table>, step: &Step) -> Option<usize> {
    match step {
        Step::Place(place) => (*place < tables.count()).then_some(*place),
        Step::Name(name) => {
            let mut ids = tables.map(|table| table.get("id").and_then(Item::as_str));
            ids.position(|id| id == Some(name))
        }
    }
}

/// Adds all values below one, with their addresses.
fn tell(item: &Item, at: String, all: &mut Vec<(String, Item)>) {
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    if let Some(table) = item.as_table_like() {
        table.iter().for_each(|(key, item)| tell(item, below(key), all));
    } else if let Some(tables) = item.as_array_of_tables() {
        for (place, table) in tables.iter().enumerate() {
            let id = table.get("id").and_then(Item::as_str);
            let name = id.map_or_else(|| format!("{at}[{place}]"), below);
            table.iter().for_each(|(key, item)| tell(item, format!("{name}.{key}"), all));
        }
    } else if let Some(array) = item.as_array() {
        for (place, value) in array.iter().enumerate() {
            tell(&Item::Value(value.clone()), format!("{at}[{place}]"), all);
        }
    } else {
        all.push((at, item.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
[parameters]
ceiling = "50000"

[[benefit]]
id = "medical"
base = "in_scope"

[benefit.bands]
rates = [{ to = "40000", pays = "60%" }, { pays = "70%" }]

[[benefit.limit]]
amount = "ceiling"

[[benefit.limit]]
amount = "100"
"#;

    fn rules() -> DocumentMut {
        RULES.parse().unwrap()
    }

    fn address(text: &str) -> RulePath {
        text.parse().unwrap()
    }

    #[test]
    fn values_are_found_by_id_by_key_and_by_place() {
        for (text, value) in [
            ("parameters.ceiling", "50000"),
            ("2015:parameters.ceiling", "50000"),
            ("benefit.medical.base", "in_scope"),
            ("benefit[0].bands.rates[1].pays", "70%"),
            ("benefit.medical.limit[1].amount", "100"),
        ] {
            let mut rules = rules();
            let found = address(text).find(&mut rules).and_then(|item| item.as_str());
            assert_eq!(found, Some(value), "{text}");
            assert_eq!(address(text).to_string(), text);
        }
        for text in ["parameters.roof", "benefit.dental.base", "benefit.medical.limit[2].amount"] {
            assert!(address(text).find(&mut rules()).is_none(), "{text}");
        }
    }

    #[test]
    fn a_band_and_its_rate_are_found_as_people_call_them() {
        for (text, whole) in [
            ("benefit.medical.bands[1].rate", "benefit.medical.bands.rates[1].pays"),
            ("2015:benefit[0].bands[0].to", "2015:benefit[0].bands.rates[0].to"),
            ("benefit.medical.bands.rates[1].pays", "benefit.medical.bands.rates[1].pays"),
            ("benefit.bands[1].rate", "benefit.bands.rates[1].pays"),
            ("benefit.medical.rate", "benefit.medical.rate"),
            ("bands[2]", "bands.rates[2]"),
            ("bands", "bands"),
        ] {
            assert_eq!(address(text).to_string(), whole, "{text}");
        }
    }

    #[test]
    fn what_is_taken_away_leaves_all_else_as_it_was() {
        let mut rules = rules();
        assert!(address("benefit.medical.limit[0]").remove(&mut rules));
        assert_eq!(
            rules.to_string(),
            RULES.replace("\n[[benefit.limit]]\namount = \"ceiling\"\n", "")
        );
        assert!(!address("benefit.medical.deductible").remove(&mut rules));
    }

    #[test]
    fn what_is_no_address_is_told() {
        for text in ["", ".", "a..b", "a[", "a[x]", "a[0", "a[0]b", "a b", "a=1"] {
            assert!(text.parse::<RulePath>().is_err(), "{text:?}");
        }
    }
}
