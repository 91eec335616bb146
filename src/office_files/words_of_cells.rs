//! Words in cells: what people call a value, in Chinese or English, is the value.

use std::collections::HashMap;

use super::import::Import;
use super::names;
use crate::claim::{Fact, FieldKind, RecordKind, Vocabulary};
use crate::words::{Lang, office_files as words};

/// Words of a column by what may stand in its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    known: HashMap<String, String>,
    /// Whether a hospital's level may have more behind it, as `三级甲等`.
    by_beginning: bool,
    /// Whether codes mean something else in each region, so that one that is not declared is not guessed.
    pub is_regional: bool,
}

impl Words {
    /// The words of a column under a header; nothing where it holds none.
    pub fn of(
        column: &str,
        header: &str,
        import: Option<&Import>,
        (kind, vocabulary): (RecordKind, &Vocabulary),
    ) -> Option<Words> {
        let values = values(column, kind, vocabulary)?;
        let mut known = HashMap::new();
        for value in values {
            let title = vocabulary.fact(column).map(|fact| titles(fact, &value, vocabulary));
            let titles = title.into_iter().flatten();
            titles.for_each(|title| drop(known.insert(title, value.clone())));
        }
        let usual = words::WORDS.iter().filter(|(of, ..)| *of == column);
        known.extend(usual.map(|(_, word, value)| ((*word).to_owned(), (*value).to_owned())));
        if names::is_national_sex(header) {
            known.extend([("1", "M"), ("2", "F")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        }
        let declared = import.and_then(|import| import.words.get(column));
        known.extend(
            declared.into_iter().flatten().map(|(word, value)| (word.clone(), value.clone())),
        );
        let by_beginning = column == "hospital_level";
        Some(Words { known, by_beginning, is_regional: names::is_regional(header) })
    }

    /// The value of a cell; nothing where it is no word that is known. Our own words are known by themselves, but
    /// for digits where codes are regional.
    pub fn value<'w>(&'w self, cell: &str) -> Option<&'w str> {
        let cell = cell.trim();
        let exactly = self.known.get(cell);
        let beginning = || {
            let longer =
                self.known.iter().filter(|(word, _)| !word.is_ascii() && cell.starts_with(*word));
            longer.max_by_key(|(word, _)| word.len()).map(|(_, value)| value)
        };
        let found = exactly.or_else(|| if self.by_beginning { beginning() } else { None });
        found.map(String::as_str)
    }

    /// Whether a cell holds a code of which nobody has said what it means.
    pub fn is_undeclared_code(&self, cell: &str) -> bool {
        let cell = cell.trim();
        let is_code = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
        self.is_regional && is_code && !self.known.contains_key(cell)
    }
}

/// What people call a value, in both languages, and the value itself where it is no bare number.
fn titles(fact: Fact, value: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let title = vocabulary.value_title(fact, value);
    [Lang::English, Lang::Chinese].into_iter().map(|lang| title.text(lang).to_owned()).collect()
}

/// The words that a column may hold; nothing where it holds other things.
fn values(column: &str, kind: RecordKind, vocabulary: &Vocabulary) -> Option<Vec<String>> {
    let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    match column {
        "sex" => return Some(all(&["M", "F"])),
        "hospital_level" => return Some(all(&["1", "2", "3", "none"])),
        "cause" => return Some(all(&["illness", "accident", "maternity", "other"])),
        "hardship" | "in_network" | "referral" => return Some(all(&["yes", "no"])),
        "status" => return Some(all(&["final", "void"])),
        "category" => return Some(vocabulary.categories().to_vec()),
        _ => {}
    }
    let mut fields = kind.fields(vocabulary).filter(|field| field.name == column);
    match &fields.next()?.kind {
        FieldKind::Word { values, .. } => Some(values.clone()),
        _ => None,
    }
}
