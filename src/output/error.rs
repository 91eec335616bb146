//! Why outputs cannot be written.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::words::{self, Sentence, program};

/// Why outputs cannot be written. Nothing of the run is visible then.
///
/// ```
/// use huzhu::output::{OutputError, OutputFiles, Outbox, ProtectedFiles};
///
/// const FILES: OutputFiles = OutputFiles { names: &[&["list.csv"]], foreign: "other.json" };
///
/// let folder = tempfile::tempdir().unwrap();
/// std::fs::write(folder.path().join("other.json"), "of another command").unwrap();
/// match Outbox::open(folder.path(), FILES, &ProtectedFiles::default()) {
///     Err(OutputError::OfAnotherCommand { file, .. }) => assert_eq!(file, "other.json"),
///     other => panic!("{other:?}"),
/// }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The operating system refuses it: the disk is full, a right is missing, a folder is gone.
    NotWritable {
        /// The output or the folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        why: io::Error,
    },
    /// The place of the folder is taken by something else.
    NotAFolder(PathBuf),
    /// Another run writes to the folder.
    InUse(PathBuf),
    /// A link, which leads elsewhere, stands where an output belongs.
    Link(PathBuf),
    /// A folder stands where an output belongs.
    Folder(PathBuf),
    /// The folder holds what another command left.
    OfAnotherCommand {
        /// The folder.
        folder: PathBuf,
        /// The file by which it is known.
        file: &'static str,
    },
    /// An output would replace a file that the command uses.
    WouldReplace {
        /// The output.
        output: PathBuf,
        /// The file, as it was named to the command.
        used: PathBuf,
    },
    /// An output would take the place of a file that a ledger keeps beside itself.
    BesideLedger {
        /// The output.
        output: PathBuf,
        /// The ledger.
        ledger: PathBuf,
    },
}

impl OutputError {
    pub(super) fn not_writable(path: impl Into<PathBuf>, why: io::Error) -> OutputError {
        OutputError::NotWritable { path: path.into(), why }
    }

    /// Whether the disk, or what the user may use of it, is full: the run can be repeated once there is room.
    pub fn is_full(&self) -> bool {
        use io::ErrorKind::{QuotaExceeded, StorageFull};
        matches!(self, OutputError::NotWritable { why, .. } if matches!(why.kind(), StorageFull | QuotaExceeded))
    }

    /// The sentence, in every language.
    pub fn sentence(&self) -> Sentence {
        match self {
            OutputError::NotWritable { path, why } => {
                program::out_not_writable(path.display(), words::system(why))
            }
            OutputError::NotAFolder(folder) => program::out_not_a_folder(folder.display()),
            OutputError::InUse(folder) => program::out_in_use(folder.display()),
            OutputError::Link(path) => program::out_is_a_link(path.display()),
            OutputError::Folder(path) => program::out_is_a_folder(path.display()),
            OutputError::OfAnotherCommand { folder, file } => {
                program::out_of_another(folder.display(), file)
            }
            OutputError::WouldReplace { output, used }
                if output.as_os_str() == used.as_os_str() =>
            {
                program::output_is_used(output.display())
            }
            OutputError::WouldReplace { output, used } => {
                program::output_in_the_way(output.display(), used.display())
            }
            OutputError::BesideLedger { output, ledger } => {
                program::output_beside_ledger(output.display(), ledger.display())
            }
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<OutputError> for Sentence {
    fn from(why: OutputError) -> Sentence {
        why.sentence()
    }
}

impl From<OutputError> for Vec<Sentence> {
    fn from(why: OutputError) -> Vec<Sentence> {
        vec![why.sentence()]
    }
}
