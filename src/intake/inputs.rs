//! Where the three files are.

use std::path::{Path, PathBuf};

/// Where the three files are.
///
/// ```
/// use huzhu::intake::Inputs;
///
/// let inputs = Inputs::in_folder("data/city_small".as_ref());
/// assert!(inputs.bills.ends_with("data/city_small/bills.csv"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Who is enrolled.
    pub members: PathBuf,
    /// In what, and when.
    pub enrolments: PathBuf,
    /// What hospitals billed.
    pub bills: PathBuf,
}

impl Inputs {
    /// The files under their usual names in one folder.
    pub fn in_folder(folder: &Path) -> Inputs {
        let file = |name: &str| folder.join(name);
        Inputs {
            members: file("members.csv"),
            enrolments: file("enrolments.csv"),
            bills: file("bills.csv"),
        }
    }

    /// All of them.
    pub fn paths(&self) -> [&Path; 3] {
        [&self.members, &self.enrolments, &self.bills]
    }
}
