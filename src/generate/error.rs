//! Why no city was written.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::limits::{MOST_BILLS, MOST_MEMBERS};
use crate::words::{Sentence, program, system};

/// Why no city was written. Nothing is left behind then.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// A text that is no plan.
    BadPlan(String),
    /// A plan that is named twice, by its id.
    PlanTwice(String),
    /// No member, or more members or bills than a city may have.
    Size,
    /// More bills than these members may have together.
    TooManyBills {
        /// How many members.
        members: u32,
        /// The most bills that they may have.
        most: u64,
    },
    /// The place of the folder is taken by something else.
    NotAFolder(PathBuf),
    /// A file of this name exists, and is not replaced.
    InTheWay(PathBuf),
    /// The operating system refused to write.
    NotWritable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        why: io::Error,
    },
}

impl GenerateError {
    /// What is wrong, in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            GenerateError::BadPlan(text) => program::generate_bad_plan(text),
            GenerateError::PlanTwice(id) => program::generate_plan_twice(id),
            GenerateError::Size => program::generate_too_large(MOST_MEMBERS, MOST_BILLS),
            GenerateError::TooManyBills { members, most } => {
                program::generate_too_many_bills(members, most)
            }
            GenerateError::NotAFolder(path) => program::out_not_a_folder(path.display()),
            GenerateError::InTheWay(path) => program::generate_in_the_way(path.display()),
            GenerateError::NotWritable { path, why } => {
                program::out_not_writable(path.display(), system(why))
            }
        }
    }

    /// Whether another request would do: everything but a refusal of the operating system.
    pub fn is_misuse(&self) -> bool {
        !matches!(self, GenerateError::NotWritable { .. })
    }
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}
