//! Where the files are that an office sends.

use std::path::{Path, PathBuf};

/// Where the files are that an office sends.
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
    /// What bills are the sum of, where the office sends it; only asked for by rules that have classes of lines.
    pub lines: Option<PathBuf>,
}

impl Inputs {
    /// The files under their usual names in one folder.
    pub fn in_folder(folder: &Path) -> Inputs {
        let file = |name: &str| folder.join(name);
        Inputs {
            members: file("members.csv"),
            enrolments: file("enrolments.csv"),
            bills: file("bills.csv"),
            lines: Some(file("lines.csv")).filter(|lines| lines.exists()),
        }
    }

    /// All of them.
    pub fn paths(&self) -> Vec<&Path> {
        let three = [&self.members, &self.enrolments, &self.bills];
        three.into_iter().chain(&self.lines).map(PathBuf::as_path).collect()
    }
}
