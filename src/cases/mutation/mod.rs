//! Mutation (变异检验): the rules with one number moved by one step, or one edge turned, each of which some case should
//! notice. What no case notices is listed, with a bill that would.
//!
//! A change is made in the text of a rule file and compiled as any other; then the cases are decided under it. Whether
//! a change that survives is *equivalent*, so that no bill at all can tell it from the rules, is not known to a
//! program: bills at every amount of the rules are tried, and where none tells the two apart, the report says so and
//! no more. An author who has worked out why marks it, with the reason (`[[equivalent]]` beside the cases); a mark
//! that a case or a bill that was tried contradicts is reported.

mod bill;
mod error;
mod pattern;
mod site;
mod step;

use std::path::PathBuf;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

pub use error::MutationError;
pub(super) use site::{Kind, Site};

use super::case::explain;
use super::read;
use super::suite::{Baseline, Suite};
use crate::explanation::{Explanation, trace};
use crate::scheme::{Book, Source, line_of};
use bill::TrialBills;
use site::{Change, named_cells, sites};

/// One change of the rules, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mutant {
    /// The file that it is in.
    pub file: PathBuf,
    /// The line, from one.
    pub line: usize,
    /// The value by its keys, as a replay addresses it.
    pub value: String,
    /// What stands there.
    pub was: String,
    /// What it becomes.
    pub becomes: String,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What became of one change of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    /// The rules may not be so: the file is refused.
    Refused,
    /// A case no longer holds.
    Killed {
        /// The first such case.
        case: String,
    },
    /// Every case holds.
    Survived {
        /// A case of which some figure on the way is another, and nothing that it expects.
        unnoticed_by: Option<String>,
        /// Where no figure is another: a case with a reason in other words, which no case can expect.
        reworded_in: Option<String>,
        /// A bill that is decided otherwise, as a case; nothing where none of those that were tried is.
        bill: Option<String>,
    },
    /// Every case holds, no bill that was tried is decided otherwise, and a mark says why none can be.
    Equivalent,
}

/// All changes of the rules of a book, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mutation {
    /// In the order of files, and of what stands in them.
    pub mutants: Vec<Mutant>,
    /// Marks of equivalent changes that are wrong.
    pub wrong_marks: Vec<WrongMark>,
}

/// A mark of an equivalent change that a case or a bill contradicts, or that marks no change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrongMark {
    /// The file of cases.
    pub file: PathBuf,
    /// The line, from one.
    pub line: usize,
    /// The value that it names.
    pub value: String,
    /// Whether a case or a bill tells the change from the rules; otherwise there is no such change.
    pub is_told_apart: bool,
}

impl Mutation {
    /// How many changes a case notices, and how many it should: those that are refused, or marked as equivalent,
    /// are left out.
    pub fn score(&self) -> (usize, usize) {
        let is = |of: fn(&Fate) -> bool| self.mutants.iter().filter(|one| of(&one.fate)).count();
        let killed = is(|fate| matches!(fate, Fate::Killed { .. }));
        (killed, killed + self.survivors().count())
    }

    /// Changes that no case notices, and that are not marked as equivalent.
    pub fn survivors(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|one| matches!(one.fate, Fate::Survived { .. }))
    }
}

/// Makes every change of the rules of a suite, and decides the cases under each; with `bills`, looks for a bill that
/// would tell each survivor from the rules.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::cases::{Suite, mutate};
///
/// let suite = Suite::load(Path::new("rules/pinghu")).unwrap();
/// let (killed, of) = mutate(&suite, false).unwrap().score();
/// assert!(killed > 0 && killed <= of);
/// ```
///
/// # Errors
///
/// When there is no case, or one does not hold under the rules as they are.
pub fn mutate(suite: &Suite, bills: bool) -> Result<Mutation, MutationError> {
    let baseline = suite.baseline();
    if baseline.is_empty() {
        return Err(MutationError::NoCases);
    }
    if let Some(case) = baseline.iter().find(|case| case.fails(&suite.book, &case.decided)) {
        return Err(MutationError::DoesNotHold { case: case.case.id.clone() });
    }
    let mut mutation = Mutation::default();
    for place in 0..suite.sources.len() {
        let Some(bench) = Bench::new(suite, &baseline, place) else { continue };
        let trials = bills.then(|| TrialBills::of(suite, bench.source));
        let sites = bench.sites();
        let ways =
            sites.par_iter().flat_map_iter(|site| site.ways.iter().map(move |way| (site, way)));
        let mutants = ways.filter_map(|(site, way)| bench.mutant(site, way, trials.as_ref()));
        mutation.mutants.extend(mutants.collect::<Vec<_>>());
    }
    mark(suite, &mut mutation);
    Ok(mutation)
}

/// One text of a suite, and the cases that changes of it are held against.
pub(super) struct Bench<'s> {
    suite: &'s Suite,
    source: &'s Source,
    /// The text, by place among those of the suite.
    place: usize,
    /// The edition of the text, by place in the book.
    edition: usize,
    baseline: &'s [Baseline<'s>],
}

/// The cases of a suite under changed rules.
pub(super) struct Judged<'s> {
    /// The first case that no longer holds.
    pub failed: Option<&'s str>,
    /// The first case of which any figure is another.
    pub moved: Option<&'s str>,
    /// The first case of which a sentence is another.
    pub reworded: Option<&'s str>,
}

/// What is other in a case under changed rules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Other {
    Nothing,
    /// The words of a reason, as how many days are missing.
    Words,
    Figures,
}

impl<'s> Bench<'s> {
    /// Nothing where the text is of no edition of the book.
    pub fn new(suite: &'s Suite, baseline: &'s [Baseline<'s>], place: usize) -> Option<Bench<'s>> {
        let source = suite.sources.get(place)?;
        let (edition, _) = suite.edition_of(source)?;
        Some(Bench { suite, source, place, edition, baseline })
    }

    /// All that is changed in the text.
    pub fn sites(&self) -> Vec<Site> {
        sites(self.source, self.suite.book.vocabulary.currency.decimals())
    }

    /// Whether a change of a value is marked as one that no bill can tell from the rules.
    pub fn is_marked(&self, site: &Site, change: &Change) -> bool {
        let (value, mut files) = (self.address(site), self.suite.files.iter());
        files.any(|file| file.equivalents.iter().any(|mark| mark.marks(&value, &change.becomes)))
    }

    /// Cells of its schedules that hold no number.
    pub fn named_cells(&self) -> Vec<Site> {
        named_cells(self.source)
    }

    /// The rules with the first of some changes that they allow.
    pub fn changed(&self, changes: &[Change]) -> Option<(Book, Change)> {
        changes.iter().find_map(|change| {
            let mut sources = self.suite.sources.clone();
            *sources.get_mut(self.place)? = change.made_in(self.source);
            Some((Book::compile(sources).ok()?, change.clone()))
        })
    }

    /// Decides the cases that use the edition under changed rules, until one no longer holds; where the days of the
    /// edition are what is changed, all cases.
    pub fn judge(&self, book: &Book, site: &Site) -> Judged<'s> {
        let mut judged = Judged { failed: None, moved: None, reworded: None };
        let used = |case: &&Baseline| site.kind == Kind::EditionDay || case.uses(self.edition);
        for case in self.baseline.iter().filter(used) {
            let id = case.case.id.as_str();
            let Some(decided) = self.decided(book, case) else {
                return Judged { failed: Some(id), moved: Some(id), reworded: None };
            };
            if case.fails(book, &decided) {
                return Judged { failed: Some(id), moved: Some(id), reworded: None };
            }
            if judged.moved.is_none() {
                match self.shown(book, case, &decided) {
                    Other::Nothing => {}
                    Other::Words => judged.reworded = judged.reworded.or(Some(id)),
                    Other::Figures => judged.moved = Some(id),
                }
            }
        }
        judged
    }

    /// Whether any figure of a case is another, or only the words of a reason. A rate with more decimals has its
    /// working on a finer scale, which is no other figure: traces have the same text for both.
    fn shown(&self, book: &Book, case: &Baseline, decided: &[Vec<Explanation>]) -> Other {
        if decided == case.decided {
            return Other::Nothing;
        }
        if decided.iter().flatten().count() != case.explanations().count() {
            return Other::Figures;
        }
        let mut other = Other::Nothing;
        for (is, was) in decided.iter().flatten().zip(case.explanations()) {
            let (mut is, mut was) = (trace(book, is, ""), trace(&self.suite.book, was, ""));
            if is == was {
                continue;
            }
            leave_out_words(&mut is);
            leave_out_words(&mut was);
            other = Other::Words;
            if is != was {
                return Other::Figures;
            }
        }
        other
    }

    /// A case as changed rules decide it; nothing where it cannot be read by their words.
    fn decided(&self, book: &Book, case: &Baseline) -> Option<Vec<Vec<Explanation>>> {
        if book.vocabulary.id() == self.suite.book.vocabulary.id() {
            return Some(explain(book, case.case));
        }
        let file = self.suite.files.get(case.file)?;
        let cases = read::read(book, file.source.clone()).ok()?;
        Some(explain(book, cases.get(case.place)?))
    }

    /// What becomes of one way of changing a value.
    fn mutant(&self, site: &Site, way: &[Change], trials: Option<&TrialBills>) -> Option<Mutant> {
        let (fate, change) = match self.changed(way) {
            None => (Fate::Refused, way.first()?.clone()),
            Some((book, change)) => (self.fate(&book, site, trials), change),
        };
        Some(Mutant {
            file: self.source.path.clone(),
            line: line_of(&self.source.text, site.place.start),
            value: self.address(site),
            was: change.was,
            becomes: change.becomes,
            fate,
        })
    }

    fn fate(&self, book: &Book, site: &Site, trials: Option<&TrialBills>) -> Fate {
        let Judged { failed, moved, reworded } = self.judge(book, site);
        match failed {
            Some(case) => Fate::Killed { case: case.to_owned() },
            None => Fate::Survived {
                unnoticed_by: moved.map(str::to_owned),
                reworded_in: reworded.filter(|_| moved.is_none()).map(str::to_owned),
                bill: trials.and_then(|trials| trials.telling_apart(book)),
            },
        }
    }

    /// The value as a replay addresses it: with the edition where there are several.
    pub fn address(&self, site: &Site) -> String {
        let edition = self.suite.book.editions.get(self.edition);
        match edition.filter(|_| self.suite.book.editions.len() > 1) {
            Some(edition) => format!("{}:{}", edition.id(), site.path),
            None => site.path.clone(),
        }
    }

    /// The text.
    pub fn source(&self) -> &'s Source {
        self.source
    }
}

/// Takes the sentences of reasons out of a trace, whose codes stay.
fn leave_out_words(trace: &mut Value) {
    fn list<'v>(of: &'v mut Value, key: &str) -> impl Iterator<Item = &'v mut Value> + use<'v> {
        of.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten()
    }
    for reason in list(trace, "decisions").flat_map(|decision| list(decision, "reasons")) {
        if let Some(reason) = reason.as_object_mut() {
            reason.remove("sentence");
        }
    }
}

/// Takes marks of equivalent changes into account, and finds those that are wrong.
fn mark(suite: &Suite, mutation: &mut Mutation) {
    let marks = suite.files.iter().flat_map(|file| {
        let of_file = move |mark| (&file.source, mark);
        file.equivalents.iter().map(of_file)
    });
    for (source, mark) in marks {
        let mut marked =
            mutation.mutants.iter_mut().filter(|one| mark.marks(&one.value, &one.becomes));
        let (mut marks_any, mut is_told_apart) = (false, false);
        for mutant in &mut marked {
            match &mutant.fate {
                Fate::Refused => continue,
                Fate::Survived { bill: None, .. } => mutant.fate = Fate::Equivalent,
                Fate::Killed { .. } | Fate::Survived { .. } => is_told_apart = true,
                Fate::Equivalent => {}
            }
            marks_any = true;
        }
        if !marks_any || is_told_apart {
            let line = line_of(&source.text, mark.place.start);
            let (file, value) = (source.path.clone(), mark.value.clone());
            mutation.wrong_marks.push(WrongMark { file, line, value, is_told_apart });
        }
    }
}
