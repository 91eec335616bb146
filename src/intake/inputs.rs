//! Where the files are that an office sends.

use std::path::{Path, PathBuf};

use crate::office_files::Encoding;

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
    /// More files of bills: a row that stands in two of them is counted once.
    pub more_bills: Vec<PathBuf>,
    /// What the office says about its own files: a TOML file with `[import.NAME]`.
    pub import: Option<PathBuf>,
    /// How the letters of all files are written, where somebody has said it.
    pub encoding: Option<Encoding>,
}

/// What the names of files may end in, the first that there is being read.
const ENDINGS: [&str; 14] = [
    "csv", "txt", "xlsx", "xlsm", "xls", "ods", "htm", "html", "json", "jsonl", "dbf", "parquet",
    "arrow", "feather",
];
/// What an office says about the files of a folder.
const IMPORT: &str = "import.toml";

impl Inputs {
    /// The three files.
    ///
    /// ```
    /// use huzhu::intake::Inputs;
    ///
    /// let inputs = Inputs::of(["members.csv", "enrolments.csv", "bills.csv"].map(Into::into));
    /// assert!(inputs.more_bills.is_empty() && inputs.import.is_none());
    /// ```
    pub fn of([members, enrolments, bills]: [PathBuf; 3]) -> Inputs {
        let (lines, more_bills, import, encoding) = (None, Vec::new(), None, None);
        Inputs { members, enrolments, bills, lines, more_bills, import, encoding }
    }

    /// The files under their usual names in one folder, whatever form they have; and what `import.toml` beside them
    /// says about them.
    pub fn in_folder(folder: &Path) -> Inputs {
        let there = |name: &str| Some(folder.join(name)).filter(|path| path.exists());
        let file = |name: &str| {
            let mut found = ENDINGS.iter().filter_map(|ending| there(&format!("{name}.{ending}")));
            found.next().unwrap_or_else(|| folder.join(format!("{name}.csv")))
        };
        let files = ["members", "enrolments", "bills"].map(file);
        Inputs { lines: there("lines.csv"), import: there(IMPORT), ..Inputs::of(files) }
    }

    /// All of them.
    pub fn paths(&self) -> Vec<&Path> {
        let three = [&self.members, &self.enrolments, &self.bills];
        let further = self.more_bills.iter().chain(&self.lines).chain(&self.import);
        three.into_iter().chain(further).map(PathBuf::as_path).collect()
    }
}
