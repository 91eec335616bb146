//! What people call the names of an edition: `own` is for formulas, and 个人自负 for who reads a report.
//!
//! ```toml
//! [parameters]
//! ceiling = "20000"
//!
//! [titles]
//! ceiling = { zh = "年度封顶线", en = "ceiling of the year" }
//! ```
//!
//! Parameters, amounts, totals, numbers and schedules may have a title here, since no two of them have one name.
//! Whatever else has a title has it where it is declared.

use std::collections::BTreeMap;

use super::asked;
use super::reader::{Read, Reader, Reports};
use super::table::{Node, Span, Value, list, nearest};
use crate::words::{self, Sentence};

/// The sections of which each entry is a name that may have a title, in the order of an edition.
pub(crate) const NAMED_SECTIONS: [&str; 5] =
    ["parameters", "amounts", "totals", "numbers", "schedules"];

/// What has a title where it is declared, as its header is written.
const ELSEWHERE: [(&str, &str); 4] = [
    ("plan", "[[plan]]"),
    ("benefit", "[[benefit]]"),
    ("limit", "[[limit]]"),
    ("funder", "[[funder]]"),
];

/// The names of an edition that may have a title, and those that have theirs elsewhere.
pub(crate) struct Known {
    /// Each name with its section.
    names: Vec<(String, &'static str)>,
    elsewhere: Vec<(String, &'static str)>,
    /// Whether every section could be read: else a name may be missed for that reason only.
    is_whole: bool,
}

impl Known {
    /// The names as they are written, before the sections are taken.
    pub fn of<S: Reports>(
        reader: &Reader<S>,
        elsewhere: impl Iterator<Item = (String, &'static str)>,
    ) -> Known {
        let mut known = Known { names: Vec::new(), elsewhere: elsewhere.collect(), is_whole: true };
        for section in NAMED_SECTIONS {
            match reader.table.peek(section) {
                Some(Node { value: Value::Table(names), .. }) => {
                    known.names.extend(names.keys().map(|name| (name.clone(), section)));
                }
                node => known.is_whole &= node.is_none(),
            }
        }
        for (key, header) in ELSEWHERE {
            known.elsewhere.extend(reader.table.ids(key).into_iter().map(|id| (id, header)));
        }
        known
    }

    /// Takes the section `titles`: titles by where each name stands, as `parameters.ceiling`.
    pub fn titles<S: Reports>(&self, reader: &mut Reader<S>) -> Read<BTreeMap<String, Sentence>> {
        let titles = reader.table("titles", |reader| {
            let entries = reader.rest().into_iter();
            let titles: Vec<_> = entries
                .map(|(name, (span, node))| {
                    let title = asked::at("titled.title", || reader.title_of(node, &name));
                    let path = self.path(&name, span, reader);
                    Ok((path?, title?))
                })
                .collect();
            titles.into_iter().collect()
        });
        Ok(titles?.unwrap_or_default())
    }

    /// Where a name stands.
    fn path<S: Reports>(&self, name: &str, span: Span, reader: &mut Reader<S>) -> Read<String> {
        if let Some((_, section)) = self.names.iter().find(|(known, _)| known == name) {
            return Ok(format!("{section}.{name}"));
        }
        if !self.is_whole {
            return Ok(name.to_owned()); // The section in which it may stand is reported.
        }
        let names = || self.names.iter().map(|(known, _)| known.as_str());
        let help = match self.elsewhere.iter().find(|(known, _)| known == name) {
            Some((_, header)) => words::rules::title_elsewhere(name, header),
            None => match (nearest(name, names()), names().next()) {
                (Some(near), _) => words::rules::did_you_mean(near),
                (None, Some(_)) => words::rules::names_here(list(names())),
                (None, None) => words::rules::remove_key(name),
            },
        };
        Err(reader.advise(span, words::rules::title_of_nothing(name), help))
    }
}
