//! Coverage (覆盖): which parts of the rules no case reaches. What a case reaches is what the engine did on its bills, as
//! their explanations show it: which slices of bands they have, which limits they use up, what denied them. Whether a
//! value is reached is asked of the engine too: one step more or less of it leaves every figure of every case as it
//! is, or does not. A value is no gap where all changes of it are marked as equivalent.

mod goal;

use std::path::PathBuf;

use rayon::prelude::*;

use super::mutation::{Bench, Kind, Site};
use super::suite::{Baseline, Suite};
use crate::scheme::{Edition, Entries, Source, Value, Written, each_written, entries_of, line_of};
use crate::words::{Sentence, coverage as words};
use goal::{Goal, goals};

/// A part of the rules, and whether a case reaches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The file that it is in.
    pub file: PathBuf,
    /// The line, from one.
    pub line: usize,
    /// Where it stands, by its keys.
    pub path: String,
    /// The first case that reaches it.
    pub reached_by: Option<String>,
    /// What no case does.
    pub missing: Sentence,
    /// What a case would have to be.
    pub needs: Sentence,
}

/// The parts of the rules of a book, in the order of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All of them.
    pub parts: Vec<Part>,
}

impl Coverage {
    /// Parts that no case reaches.
    pub fn gaps(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.reached_by.is_none())
    }
}

/// Which parts of the rules of a suite its cases reach, whether the cases hold or not.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::cases::{Suite, coverage};
///
/// let suite = Suite::load(Path::new("rules/pinghu")).unwrap();
/// let parts = coverage(&suite).parts;
/// let limit = parts.iter().find(|part| part.path.starts_with("benefit.medical.limit")).unwrap();
/// assert_eq!(limit.reached_by.as_deref(), Some("CN-PH-02c"));
/// ```
pub fn coverage(suite: &Suite) -> Coverage {
    let baseline = suite.baseline();
    let mut parts = Vec::new();
    for (place, source) in suite.sources.iter().enumerate() {
        let Some((number, edition)) = suite.edition_of(source) else { continue };
        let of_edition = OfEdition { suite, baseline: &baseline, source, number, edition };
        let first = parts.len();
        parts.extend(of_edition.parts());
        if let Some(bench) = Bench::new(suite, &baseline, place) {
            parts.extend(values(&bench));
        }
        parts.split_at_mut(first).1.sort_by_key(|part| part.line);
    }
    Coverage { parts }
}

/// One edition of a suite, and the cases.
struct OfEdition<'s> {
    suite: &'s Suite,
    baseline: &'s [Baseline<'s>],
    source: &'s Source,
    number: usize,
    edition: &'s Edition,
}

impl OfEdition<'_> {
    /// The parts of the edition that explanations show.
    fn parts(&self) -> Vec<Part> {
        let (book, entries) = (&self.suite.book, entries_of(&self.source.text));
        let goals = goals(book, self.edition).into_iter();
        let part = |(path, goal): (String, Goal)| {
            let (path, at) = place_of(&entries, &path);
            Part {
                file: self.source.path.clone(),
                line: line_of(&self.source.text, at),
                path,
                reached_by: self.reached_by(&goal),
                missing: goal.missing(book, self.edition),
                needs: goal.needs(),
            }
        };
        goals.map(part).collect()
    }

    /// The first case with a bill of the edition that reaches a part of it.
    fn reached_by(&self, goal: &Goal) -> Option<String> {
        let reaches = |case: &&Baseline| {
            let mut bills = case.explanations().filter(|one| one.edition == Some(self.number));
            bills.any(|one| goal.is_reached(one))
        };
        self.baseline.iter().find(reaches).map(|case| case.case.id.clone())
    }
}

/// The values of a text: each is reached by a case of which another value would change some figure.
fn values(bench: &Bench) -> Vec<Part> {
    let part = |site: &Site| {
        let changed = site.ways.iter().filter_map(|way| bench.changed(way));
        let mut changed = changed.filter(|(_, change)| !bench.is_marked(site, change)).peekable();
        changed.peek()?; // The rules allow no other value, or none that a bill could tell.
        let reached_by = changed.find_map(|(book, _)| {
            let judged = bench.judge(&book, site);
            judged.moved.or(judged.reworded)
        });
        Some(Part {
            file: bench.source().path.clone(),
            line: line_of(&bench.source().text, site.place.start),
            path: site.path.clone(),
            reached_by: reached_by.map(str::to_owned),
            missing: words::value_unused(
                bench.source().text.get(site.place.clone()).unwrap_or_default(),
            ),
            needs: words::needs_value(),
        })
    };
    let is_value = |site: &&Site| matches!(site.kind, Kind::Number | Kind::Cell);
    let sites: Vec<Site> = bench.sites();
    let mut sites: Vec<&Site> = sites.iter().filter(is_value).collect();
    let cells = bench.named_cells();
    sites.extend(cells.iter());
    sites.par_iter().filter_map(|site| part(site)).collect()
}

/// Where a part is written: what stands at its path, else what stands nearest above it. A limit is found by its id,
/// or by the benefit and the window that it is called by.
fn place_of(entries: &Entries, path: &str) -> (String, usize) {
    let mut found: (String, usize) = (path.to_owned(), 0);
    let mut best = 0;
    each_written(entries, &mut |one: &Written| {
        let is_above = path == one.path
            || path.strip_prefix(one.path).is_some_and(|rest| rest.starts_with(['.', '[']));
        let is_it = is_above || is_limit(one, path);
        if is_it && one.path.len() > best {
            let at = one.key_span.map_or(one.node.span.start, |key| key.start);
            (best, found) = (one.path.len(), (one.path.to_owned(), at));
        }
        true
    });
    found
}

/// Whether a table is the limit of an id.
fn is_limit(one: &Written, path: &str) -> bool {
    let Some(id) = path.strip_prefix("limit.") else { return false };
    let benefit = one.path.strip_prefix("benefit.").and_then(|rest| rest.split_once(".limit"));
    let Value::Table(entries) = &one.node.value else { return false };
    let text = |key: &str| entries.get(key).and_then(|(_, node)| node.text());
    benefit.is_some_and(|(benefit, _)| match (text("id"), text("window")) {
        (Some(own), _) => own == id,
        (None, Some(window)) => id == format!("{benefit}_{window}"),
        (None, None) => false,
    })
}
