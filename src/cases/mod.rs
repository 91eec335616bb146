//! Rule tests in the author's language: cases in TOML beside the rules.
//!
//! A case is a member, enrolment periods, a sequence of bills, and what is expected of each: see
//! "Cases" in `docs/rules.md`. Cases are run by the one function that decides everything else.

mod case;
mod coverage;
mod difference;
mod equivalent;
mod expect;
mod manual;
mod mutation;
mod nights;
mod people;
mod probe;
mod quantity;
mod read;
mod rows;
mod suite;

use std::path::{Path, PathBuf};

use crate::explanation::Explanation;
use crate::scheme::{Book, BookError};

pub(crate) use case::relatives_of;
pub use case::{Case, explain};
pub use coverage::{Coverage, Part, coverage};
pub use difference::Difference;
pub use mutation::{Fate, Mutant, Mutation, MutationError, WrongMark, mutate};
pub use probe::warnings;
pub use read::read;
pub use suite::Suite;

/// The files of cases of a path: the path itself, or every `cases*.toml` of a folder.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, BookError> {
    crate::scheme::case_files(path)
}

/// Runs one case. Returns everything that is not as expected, in the order of bills: the member's, then those of each
/// relative.
pub fn run(book: &Book, case: &Case) -> Vec<Difference> {
    differences(book, case, &explain(book, case))
}

/// Everything that is not as expected of a case that is decided so.
pub(crate) fn differences(
    book: &Book,
    case: &Case,
    decided: &[Vec<Explanation>],
) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (person, explanations) in case.people().zip(decided) {
        for (number, expect) in person.expects.iter().enumerate() {
            // A row that does not hold has no decision.
            let is_it = |explanation: &&Explanation| explanation.bill.id as usize == number;
            let decided = explanations.iter().find(is_it).map_or(&[][..], std::slice::from_ref);
            expect.compare(book, person.ids.get(number).cloned(), decided, &mut differences);
        }
    }
    case.total.compare(book, None, &decided.concat(), &mut differences);
    differences.extend(nights::differences(book, case));
    differences
}
