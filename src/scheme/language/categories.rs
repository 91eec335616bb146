//! Kinds of bill: those that a scheme declares beside the usual ones, and those that rules name.

use std::collections::BTreeMap;

use super::reader::{Read, Reader, Reports};
use super::table::{Span, is_id, list, nearest};
use super::titled::{self, Titled};
use crate::claim::Vocabulary;
use crate::diagnostic::Reported;
use crate::words::{self, Sentence};

/// The categories of a scheme, the usual ones first, and what it calls those that it gives a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Categories {
    pub names: Vec<String>,
    pub titles: BTreeMap<String, Sentence>,
}

/// Those that every scheme has.
impl Default for Categories {
    fn default() -> Categories {
        let names = Vocabulary::CATEGORIES.map(str::to_owned).to_vec();
        Categories { names, titles: BTreeMap::new() }
    }
}

/// Takes `categories` of `[scheme]`. One whose name is wrong is kept, so that whoever names it is not told so again.
pub(crate) fn declared<S: Reports>(reader: &mut Reader<S>) -> Read<Categories> {
    let own = titled::read_optional(reader, "categories")?;
    let mut all = Categories { titles: titled::titles_of(&own), ..Categories::default() };
    for Titled { word, span, title } in own {
        let is_usual = Vocabulary::CATEGORIES.contains(&word.as_str());
        if !is_id(&word) {
            let help = words::rules::category_id_help();
            reader.advise(span, words::rules::not_an_id(&word), help);
        } else if is_usual && title.is_some() {
            continue; // The scheme calls it otherwise.
        } else if all.names.contains(&word) {
            reader.error(span, words::rules::name_twice(&word));
            continue;
        }
        all.names.push(word);
    }
    Ok(all)
}

/// The place of a kind of bill among those that are known.
pub(crate) fn place(
    text: &str,
    span: Span,
    known: &[String],
    scope: &mut impl Reports,
) -> Read<usize> {
    let place = known.iter().position(|category| category == text);
    place.ok_or_else(|| unknown(text, span, known, scope))
}

fn unknown(text: &str, span: Span, known: &[String], scope: &mut impl Reports) -> Reported {
    let names = || known.iter().map(String::as_str);
    let help = match nearest(text, names()).or_else(|| words::names::category_called(text)) {
        Some(near) => words::rules::did_you_mean(near),
        None => words::rules::disease_is_no_category(),
    };
    scope.advise(span, words::rules::kind_of_bill(text, list(names())), help)
}
