//! The terms of one side of a comparison: rule files as they are, or with some values changed.
//!
//! What is changed is changed in the text, where it stands, and the whole is compiled as any rule file:
//! there is no second reader of rules, and nothing that a rule file may not say can be asked for.

mod rule_path;
pub(crate) mod suggest;
mod patch;
pub(crate) mod sweep;
pub(crate) mod provision;
pub(crate) mod draw;
mod frequency;
mod trend;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, TableLike, TomlError, Value};

pub use frequency::AddedBills;
pub use rule_path::RulePath;
pub use sweep::{MOST_POINTS, Point, Sweep, grid};
pub use trend::{MOST_YEARS, Selection, Trend, TrendEffect, TrendFactors, TrendRate, TrendRates};

use crate::scheme::{Book, BookError, Source, quoted_list};
use crate::words::{self, Sentence};
use rule_path::describes;

/// Rules that bills are decided under, and how they came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What people call them here.
    pub name: String,
    /// The texts, with what is changed in them.
    pub sources: Vec<Source>,
    /// What is changed in them.
    pub changes: Vec<Change>,
}

/// One value that is changed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Where it stands.
    pub address: String,
    /// What stood there; nothing where nothing did.
    pub was: Option<String>,
    /// What stands there now; nothing where it is taken away.
    pub is: Option<String>,
}

/// Why there are no such terms.
#[derive(Clone, Debug)]
pub enum ScenarioError {
    /// A rule file cannot be read, or has mistakes.
    Book(BookError),
    /// What is asked for addresses nothing, or is no value of its kind.
    Invalid(Vec<Sentence>),
}

impl From<BookError> for ScenarioError {
    fn from(why: BookError) -> ScenarioError {
        ScenarioError::Book(why)
    }
}

/// What stands before the edition of which alone the terms are taken: `rules/weihai@2015`.
const EDITION: char = '@';

/// An edition that serves every day.
const FIRST_DAY: &str = "1900-01-01";

impl Scenario {
    /// Reads rules: a file or folder; or, of a folder, one edition, `FOLDER@EDITION`, whose terms
    /// then hold on every day.
    ///
    /// # Errors
    ///
    /// When they cannot be read, or have no such edition.
    pub fn read(asked: &str) -> Result<Scenario, ScenarioError> {
        let last = Path::new(asked).file_name().unwrap_or_default();
        let name = last.to_string_lossy().into_owned(); // Where files lie is nobody's business.
        let parts = asked.rsplit_once(EDITION).filter(|_| !Path::new(asked).exists());
        let Some((path, edition)) = parts else {
            let sources = sources(Path::new(asked))?;
            return Ok(Scenario { name, sources, changes: Vec::new() });
        };
        let sources = sources(Path::new(path))?;
        let source = of_edition(&sources, edition)?;
        Ok(Scenario { name, sources: vec![source], changes: Vec::new() })
    }

    /// Where the rules of `RULES`, `NAME=RULES` or `RULES@EDITION` may be: whichever of them is meant, the
    /// others are no files.
    pub fn paths<'a>(asked: &'a str) -> Vec<&'a Path> {
        let without_name = asked.split_once('=').map(|(_, rules)| rules);
        let all = [Some(asked), without_name].into_iter().flatten();
        let of = |text: &'a str| [Some(text), text.rsplit_once(EDITION).map(|(rules, _)| rules)];
        all.flat_map(|text| of(text).into_iter().flatten()).map(Path::new).collect()
    }

    /// The same terms under another name.
    #[must_use]
    pub fn called(self, name: impl Into<String>) -> Scenario {
        Scenario { name: name.into(), ..self }
    }

    /// The terms with one value changed: the text is what is to stand there, written as the value is
    /// that stands there now, be it without quotes. Of a number in place of a name, the name goes too if
    /// nothing else asks for it.
    ///
    /// # Errors
    ///
    /// When the address is of nothing, of a part of the rules, or of several editions; or the value is of
    /// another unit.
    pub fn set(&self, address: &RulePath, text: &str) -> Result<Scenario, Sentence> {
        self.dials(&[address])?.at(&[text.to_owned()])
    }

    /// The terms with some of their values at hand, each to be set many times.
    ///
    /// # Errors
    ///
    /// When an address is of nothing, of a part of the rules, or of several editions.
    pub(crate) fn dials<'t>(
        &'t self,
        addresses: &[&'t RulePath],
    ) -> Result<ScenarioSetter<'t>, Sentence> {
        let documents: Result<Vec<DocumentMut>, Sentence> =
            self.sources.iter().map(document).collect();
        let dial = |address: &&'t RulePath| {
            let place = self.place_of(address)?;
            Ok(SettableValue { address, place, was: self.value(address)? })
        };
        let dials: Result<Vec<SettableValue>, Sentence> = addresses.iter().map(dial).collect();
        Ok(ScenarioSetter { terms: self, documents: documents?, dials: dials? })
    }

    /// The terms without something, be it a whole provision; and without the names that nothing else asks
    /// for.
    ///
    /// # Errors
    ///
    /// When the address is of nothing, or of several editions.
    pub fn without(&self, address: &RulePath) -> Result<Scenario, Sentence> {
        let (mut terms, place) = self.taken_away(address)?;
        let mut document = document(&terms.sources[place])?;
        remove_unused(&mut document, |_| true);
        terms.sources[place].text = document.to_string();
        Ok(terms)
    }

    /// The terms without something, and which text it stood in.
    pub(crate) fn taken_away(&self, address: &RulePath) -> Result<(Scenario, usize), Sentence> {
        let place = self.place_of(address)?;
        let mut document = document(&self.sources[place])?;
        let was = address.find(&mut document).map(|item| shown(item));
        assert!(address.remove(&mut document), "it was found before");
        let mut terms = self.clone();
        terms.sources[place].text = document.to_string();
        terms.changes.push(Change { address: address.to_string(), was, is: None });
        Ok((terms, place))
    }

    /// The terms with a deductible of nothing; nothing where there is none.
    pub(crate) fn deducting_nothing(&self, address: &RulePath) -> Option<Scenario> {
        let place = self.place_of(address).ok()?;
        let mut document = document(&self.sources[place]).ok()?;
        let part = address.find(&mut document)?.as_table_like_mut()?;
        let amount = part.get_mut("amount")?;
        let was = Some(shown(amount));
        *amount = toml_edit::value("0");
        remove_unused(&mut document, |_| true);
        let mut terms = self.clone();
        terms.sources[place].text = document.to_string();
        let (address, is) = (format!("{address}.amount"), Some("0".to_owned()));
        terms.changes.push(Change { address, was, is });
        Some(terms)
    }

    /// The same, where everything that is changed stands where it was changed: a name that goes may be one
    /// that is set.
    fn with_all_that_is_set(self) -> Result<Scenario, Sentence> {
        for Change { address, .. } in self.changes.iter().filter(|change| change.is.is_some()) {
            if self.place_of(&address.parse()?).is_err() {
                return Err(words::replay::unasked(address));
            }
        }
        Ok(self)
    }

    pub(crate) fn change(
        &self,
        address: &RulePath,
        change: impl FnOnce(&mut Item) -> Result<Change, Sentence>,
    ) -> Result<Scenario, Sentence> {
        let place = self.place_of(address)?;
        let mut document = document(&self.sources[place])?;
        let item = address.find(&mut document).expect("it was found before");
        let change = change(item)?;
        let mut terms = self.clone();
        if change.was != change.is {
            terms.sources[place].text = document.to_string();
            terms.changes.push(change);
        }
        Ok(terms)
    }

    /// The editions, each with its text.
    pub(crate) fn documents(&self) -> Vec<(String, DocumentMut)> {
        let documents = self.sources.iter().filter_map(|source| document(source).ok());
        documents.map(|document| (edition_of(&document), document)).collect()
    }

    /// What stands at an address, as a person reads it.
    ///
    /// # Errors
    ///
    /// When the address is of nothing, of a part of the rules, or of several editions.
    pub fn value(&self, address: &RulePath) -> Result<String, Sentence> {
        let mut document = document(&self.sources[self.place_of(address)?])?;
        let item = address.find(&mut document).expect("it was found before");
        let value = item.is_value().then(|| shown(item));
        value.ok_or_else(|| {
            words::replay::not_a_value(address, suggest::below(address, &[document]))
        })
    }

    /// The texts in which an address is looked for: those of its edition, or all.
    pub(crate) fn searched(&self, address: &RulePath) -> Vec<DocumentMut> {
        let is_asked = |(id, _): &(String, DocumentMut)| {
            address.edition.as_ref().is_none_or(|edition| edition == id)
        };
        self.documents().into_iter().filter(is_asked).map(|(_, document)| document).collect()
    }

    /// The number that stands under a name of `[parameters]`, by its address.
    pub(crate) fn parameter(&self, name: &str, edition: Option<&String>) -> Option<RulePath> {
        let address: RulePath = format!("parameters.{name}").parse().ok()?;
        let address = RulePath { edition: edition.cloned(), ..address };
        unit(&self.value(&address).ok()?).map(|_| address)
    }

    /// What stands at an address, be it a part.
    pub(crate) fn find(&self, address: &RulePath) -> Option<Item> {
        let mut document = document(&self.sources[self.place_of(address).ok()?]).ok()?;
        address.find(&mut document).cloned()
    }

    /// Whether two addresses are of one value: by id and by place, or with and without the edition.
    pub fn is_one(&self, address: &RulePath, other: &RulePath) -> bool {
        let places = (self.place_of(address), self.place_of(other));
        let (Ok(place), Ok(other_place)) = places else { return address == other };
        let Ok(mut document) = document(&self.sources[place]) else { return false };
        let item = |address: &RulePath, document: &mut DocumentMut| {
            address.find(document).map(|item| std::ptr::from_ref(item))
        };
        place == other_place && item(address, &mut document) == item(other, &mut document)
    }

    /// The text that an address is of.
    pub(crate) fn place_of(&self, address: &RulePath) -> Result<usize, Sentence> {
        let mut documents = Vec::new();
        for source in &self.sources {
            documents.push(document(source)?);
        }
        let ids: Vec<String> = documents.iter().map(edition_of).collect();
        if let Some(edition) = &address.edition
            && !ids.contains(edition)
        {
            let known = quoted_list(ids.iter().map(String::as_str));
            return Err(words::replay::no_edition(edition, known));
        }
        let asked = |at: &usize| address.edition.as_ref().is_none_or(|id| *id == ids[*at]);
        let has = |at: &usize| address.find(&mut documents[*at].clone()).is_some();
        let found: Vec<usize> = (0..ids.len()).filter(asked).filter(has).collect();
        match found[..] {
            [place] => Ok(place),
            [] => {
                let near = suggest::suggest(address, &self.searched(address));
                Err(words::replay::addresses_nothing(address, &self.name, near))
            }
            _ => {
                let of = quoted_list(found.iter().map(|&at| ids[at].as_str()));
                Err(words::replay::in_several_editions(address, of, &ids[found[0]]))
            }
        }
    }
}

/// Terms of which some values are set again and again; their texts are parsed only once.
pub(crate) struct ScenarioSetter<'t> {
    terms: &'t Scenario,
    documents: Vec<DocumentMut>,
    dials: Vec<SettableValue<'t>>,
}

/// A value that is set again and again.
struct SettableValue<'t> {
    address: &'t RulePath,
    /// Which text it stands in.
    place: usize,
    /// What stands there in the terms.
    was: String,
}

impl ScenarioSetter<'_> {
    /// The terms with each of the values at a level.
    ///
    /// # Errors
    ///
    /// When a level is of another unit than its value.
    pub fn at(&mut self, levels: &[String]) -> Result<Scenario, Sentence> {
        let mut terms = self.terms.clone();
        let (mut changed, mut unnamed) = (BTreeSet::new(), BTreeSet::new());
        for (SettableValue { address, place, was }, level) in self.dials.iter().zip(levels) {
            let item = address.find(&mut self.documents[*place]).expect("it was found before");
            *item = Item::Value(like(item.as_value().expect("it was a value"), address, level)?);
            let is = shown(item);
            if *was == is {
                continue;
            }
            changed.insert(*place);
            unnamed.extend((unit(was).is_none() && unit(&is).is_some()).then_some(*place));
            let (address, was, is) = (address.to_string(), Some(was.clone()), Some(is));
            terms.changes.push(Change { address, was, is });
        }
        for place in changed {
            let mut document = self.documents[place].clone();
            if unnamed.contains(&place) {
                // A number in place of a name: nothing may ask for the name any more.
                remove_unused(&mut document, |_| true);
            }
            terms.sources[place].text = document.to_string();
        }
        if unnamed.is_empty() { Ok(terms) } else { terms.with_all_that_is_set() }
    }
}

/// Compiles terms that read the same files, in their order.
///
/// # Errors
///
/// Every mistake of every text.
pub fn compile(terms: &[Scenario]) -> Result<Vec<Book>, BookError> {
    let named = |terms: &Scenario| {
        let mut sources = terms.sources.clone();
        if !terms.changes.is_empty() {
            // Where a mistake is in what was changed, the text is of no file.
            sources.iter_mut().for_each(|source| source.path = changed_name(source, &terms.name));
        }
        sources
    };
    Book::compile_all(terms.iter().map(named).collect())
}

/// Values in which some terms differ from the first, with what each has there. What only describes rules,
/// as titles and notes, is left out; a plan or benefit that not all have is told as one, by its title.
pub fn side_by_side(all: &[Scenario]) -> Vec<(String, Vec<Option<String>>)> {
    let tables: Vec<Vec<(String, String)>> = all.iter().map(values).collect();
    let parts: Vec<Vec<(String, String)>> = all.iter().map(parts).collect();
    let find = |table: &[(String, String)], address: &str| {
        let found = table.iter().find(|(known, _)| known == address);
        found.map(|(_, value)| value.clone())
    };
    let rows_of = |tables: &[Vec<(String, String)>]| -> Vec<(String, Vec<Option<String>>)> {
        let mut addresses: Vec<&String> = Vec::new();
        for (address, _) in tables.iter().flatten() {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        let row = |address: &String| {
            let values = tables.iter().map(|table| find(table, address)).collect();
            (address.clone(), values)
        };
        addresses.into_iter().map(row).collect()
    };
    let mut new_parts = rows_of(&parts);
    new_parts.retain(|(_, values)| values.iter().any(Option::is_none));
    let is_of_new = |address: &str| {
        new_parts.iter().any(|(part, _)| {
            address.strip_prefix(part.as_str()).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let mut rows = rows_of(&tables);
    rows.retain(|(address, values)| {
        values.iter().any(|value| *value != values[0]) && !is_of_new(address)
    });
    new_parts.append(&mut rows);
    new_parts
}

/// The values of terms by address; of several editions, behind the edition's id.
fn values(terms: &Scenario) -> Vec<(String, String)> {
    let several = terms.sources.len() > 1;
    let mut all = Vec::new();
    for (edition, document) in terms.documents() {
        for (at, item) in rule_path::values(&document) {
            if !describes(&at) {
                let at = if several { format!("{edition}:{at}") } else { at };
                all.push((at, shown(&item)));
            }
        }
    }
    all
}

/// The plans and benefits of terms by address, each with its title in both languages.
fn parts(terms: &Scenario) -> Vec<(String, String)> {
    let several = terms.sources.len() > 1;
    let mut all = Vec::new();
    for (edition, document) in terms.documents() {
        for key in ["plan", "benefit"] {
            let tables = document.get(key).and_then(Item::as_array_of_tables);
            for table in tables.into_iter().flatten() {
                let text = |item: Option<&Item>| {
                    item.and_then(Item::as_str).unwrap_or_default().to_owned()
                };
                let at = format!("{key}.{}", text(table.get("id")));
                let at = if several { format!("{edition}:{at}") } else { at };
                let title = |lang: &str| text(table.get("title").and_then(|both| both.get(lang)));
                all.push((at, format!("{} {}", title("zh"), title("en"))));
            }
        }
    }
    all
}

fn changed_name(source: &Source, name: &str) -> PathBuf {
    format!("{} ({name})", source.path.display()).into()
}

/// The texts of rules; what is no TOML is shown where it is none, before anything is looked for in it.
fn sources(path: &Path) -> Result<Vec<Source>, BookError> {
    let sources = Source::read(path)?;
    let broken = sources.iter().filter(|source| document(source).is_err());
    match broken.count() {
        0 => Ok(sources),
        _ => Book::compile(sources.clone()).map(|_| sources),
    }
}

/// The text of one edition of some, whose terms then hold on every day.
fn of_edition(sources: &[Source], edition: &str) -> Result<Source, ScenarioError> {
    let mut ids = Vec::new();
    for source in sources {
        let mut document = document(source).map_err(|why| ScenarioError::Invalid(vec![why]))?;
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
        ids.push(id);
    }
    let known = quoted_list(ids.iter().map(String::as_str));
    Err(ScenarioError::Invalid(vec![words::replay::no_edition(edition, known)]))
}

pub(crate) fn document(source: &Source) -> Result<DocumentMut, Sentence> {
    let parsed: Result<DocumentMut, _> = source.text.parse();
    let why = |why: TomlError| words::rules::not_toml_as(why.message());
    parsed.map_err(|error| words::replay::rules_not_toml(source.path.display(), why(error)))
}

fn edition_of(document: &DocumentMut) -> String {
    let id = document.get("edition").and_then(|head| head.get("id")).and_then(Item::as_str);
    id.unwrap_or_default().to_owned()
}

/// Sections of names that formulas ask for.
const NAMED: [&str; 4] = ["parameters", "amounts", "totals", "schedules"];

/// Takes away names that nothing asks for, which no rule file may have; then those that only they asked for.
pub(crate) fn remove_unused(document: &mut DocumentMut, may_go: impl Fn(&str) -> bool) {
    loop {
        let texts: Vec<(String, String)> = rule_path::values(document)
            .into_iter()
            .filter(|(at, _)| !describes(at)) // A clause may speak of a `ceiling` that nothing asks for.
            .filter_map(|(at, item)| Some((at, item.as_str()?.to_owned())))
            .collect();
        let asks = |text: &str, name: &str| {
            text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
        };
        let mut unused = Vec::new();
        for section in NAMED {
            let table = document.get(section).and_then(Item::as_table_like);
            for (name, _) in table.into_iter().flat_map(TableLike::iter) {
                let own = format!("{section}.{name}");
                let of_itself = |at: &str| at == own || at.starts_with(&format!("{own}."));
                let is_asked = texts.iter().any(|(at, text)| !of_itself(at) && asks(text, name));
                if !is_asked && may_go(&own) {
                    unused.push((section, name.to_owned()));
                }
            }
        }
        if unused.is_empty() {
            return;
        }
        for (section, name) in unused {
            if let Some(table) = document.get_mut(section).and_then(Item::as_table_like_mut) {
                table.remove(&name);
            }
        }
    }
}

/// A value as a person reads it: a text without its quotes.
pub(crate) fn shown(item: &Item) -> String {
    match item.as_str() {
        Some(text) => text.to_owned(),
        None => {
            let mut item = item.clone();
            if let Some(value) = item.as_value_mut() {
                value.decor_mut().clear();
            }
            item.to_string().trim().to_owned()
        }
    }
}

/// A value like the one that stands there, with what is written around it.
fn like(present: &Value, address: &RulePath, text: &str) -> Result<Value, Sentence> {
    let is = match present {
        Value::String(was) => (!has_other_unit(was.value(), text)).then(|| Value::from(text)),
        Value::Integer(_) => text.parse::<i64>().ok().map(Value::from),
        Value::Boolean(_) => text.parse::<bool>().ok().map(Value::from),
        other => {
            let value = text.parse::<Value>().ok();
            value.filter(|value| value.type_name() == other.type_name())
        }
    };
    let was = || shown(&Item::Value(present.clone()));
    let mut is = is.ok_or_else(|| match present {
        Value::Array(_) | Value::InlineTable(_) => words::replay::other_form(address, was(), text),
        _ => words::replay::other_kind(address, was(), text),
    })?;
    *is.decor_mut() = present.decor().clone();
    Ok(is)
}

/// Whether one is a share and the other an amount.
pub(crate) fn has_other_unit(was: &str, is: &str) -> bool {
    unit(was).zip(unit(is)).is_some_and(|(was, is)| was != is)
}

/// Whether a number is a share (`true`) or an amount; nothing for what is no number, as a formula.
fn unit(text: &str) -> Option<bool> {
    let number = text.strip_suffix('%');
    let plain = |number: &str| number.parse::<rust_decimal::Decimal>().is_ok();
    plain(number.unwrap_or(text)).then_some(number.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weihai(edition: &str) -> Scenario {
        Scenario::read(&format!("rules/weihai@{edition}")).unwrap()
    }

    #[test]
    fn one_edition_serves_every_day() {
        let book = Book::compile(weihai("2024").sources).unwrap();
        assert_eq!(book.editions.len(), 1);
        let day = crate::date::Day::parse("1999-12-31").unwrap();
        assert_eq!(book.edition_at(day), Some(0));
        assert_eq!(book.edition_at(crate::date::Day::LAST), Some(0));
    }

    #[test]
    fn one_value_may_be_addressed_in_several_ways() {
        let terms = weihai("2015");
        let is_one =
            |one: &str, other: &str| terms.is_one(&one.parse().unwrap(), &other.parse().unwrap());
        assert!(is_one("parameters.ceiling", "2015:parameters.ceiling"));
        assert!(is_one("benefit[0].base", "benefit.medical.base"));
        assert!(!is_one("parameters.ceiling", "parameters.band_1_pays"));
        assert!(!is_one("parameters.ceiling", "parameters.roof"));
        assert!(is_one("parameters.roof", "parameters.roof"));
        let rates = ["benefit.medical.bands.rates[0].pays", "benefit[0].bands.rates[0].pays"];
        assert!(is_one(rates[0], rates[1]));
    }

    #[test]
    fn a_number_may_stand_in_place_of_a_name() {
        let terms = weihai("2015");
        let limit = "benefit.medical.limit[0].amount".parse().unwrap();
        assert_eq!(terms.value(&limit).unwrap(), "ceiling");
        let set = terms.set(&limit, "60000").unwrap();
        assert_eq!(compile(&[set]).map(|books| books.len()).ok(), Some(1));
        // Whoever sets the name too means something else.
        let ceiling = terms.set(&"parameters.ceiling".parse().unwrap(), "1").unwrap();
        let why = ceiling.set(&limit, "60000").unwrap_err().to_string();
        assert!(why.contains("nothing uses `parameters.ceiling`"), "{why}");
        // A name of nothing is told with the one that there is.
        let Err(BookError::Rules(files)) = compile(&[terms.set(&limit, "cieling").unwrap()]) else {
            panic!("`cieling` is no name");
        };
        assert!(files[0].render(crate::words::Lang::English).contains("`ceiling`"));
    }

    #[test]
    fn what_is_a_list_is_set_as_a_list() {
        let terms = weihai("2015");
        let at = "benefit.medical.categories".parse().unwrap();
        let why = terms.set(&at, "inpatient").unwrap_err().to_string();
        assert!(why.ends_with("write it as the rules do"), "{why}");
        let set = terms.set(&at, "[\"inpatient\", \"emergency\"]").unwrap();
        assert!(set.sources[0].text.contains("categories = [\"inpatient\", \"emergency\"]"));
    }

    #[test]
    fn of_a_part_the_values_in_it_are_told() {
        let terms = weihai("2015");
        let part = "benefit.medical.limit".parse().unwrap();
        for why in [terms.value(&part).unwrap_err(), terms.set(&part, "1").unwrap_err()] {
            assert!(
                why.to_string().contains("there are `benefit.medical.limit[0].amount`"),
                "{why}"
            );
        }
    }

    #[test]
    fn values_keep_their_unit() {
        let terms = weihai("2015");
        let set = |text: &str| {
            let (address, value) = text.split_once('=').unwrap();
            terms.set(&address.parse().unwrap(), value)
        };
        assert!(set("parameters.band_1_pays=65%").is_ok());
        assert!(set("parameters.ceiling=60000").is_ok());
        assert!(set("plan.medical.filing.days=200").is_ok());
        for wrong in [
            "parameters.band_1_pays=65",
            "parameters.ceiling=60%",
            "plan.medical.filing.days=many",
            "plan.medical.filing=200",
            "parameters.ceilings=60000",
        ] {
            assert!(set(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_stands_in_several_editions_must_be_said_of_which() {
        let terms = Scenario::read("rules/weihai").unwrap();
        let why = terms.set(&"parameters.ceiling".parse().unwrap(), "1").unwrap_err();
        assert!(why.to_string().contains("`2015:parameters.ceiling`"), "{why}");
        let set = terms.set(&"2015:parameters.ceiling".parse().unwrap(), "60000").unwrap();
        assert_eq!(set.value(&"2015:parameters.ceiling".parse().unwrap()).unwrap(), "60000");
        assert_eq!(set.value(&"2024:parameters.ceiling".parse().unwrap()).unwrap(), "100000");
    }

    #[test]
    fn values_stand_side_by_side() {
        let rows = side_by_side(&[weihai("2015"), weihai("2024")]);
        let ceiling = rows.iter().find(|(address, _)| address == "parameters.ceiling").unwrap();
        assert_eq!(ceiling.1, [Some("50000".to_owned()), Some("100000".to_owned())]);
        assert!(rows.iter().all(|(address, _)| !address.contains("title")), "{rows:?}");
        // What not all have is told once.
        let daily: Vec<_> = rows.iter().filter(|(at, _)| at.starts_with("benefit.daily")).collect();
        let title = "每日住院津贴 daily hospital money".to_owned();
        assert_eq!(daily, [&("benefit.daily".to_owned(), vec![None, Some(title)])]);
    }
}
