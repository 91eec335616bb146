//! From the files of an office to files with pseudonyms.

use std::path::Path;

use serde::Serialize;

use super::columns::{Treatment, treatment};
use super::error::PseudonymError;
use super::key::Key;
use super::ordered::Pseudonymiser;
use crate::claim::{RecordKind, Vocabulary};
use crate::csv_cells::exact_row;
use crate::fingerprint::Fingerprint;
use crate::intake::{Inputs, Intake, Reconciled, read};
use crate::output::{Outbox, Output, OutputError, OutputFiles, ProtectedFiles};
use crate::progress::Progress;

/// Every file that a run may leave, beside `manifest.json`.
pub const FILES: OutputFiles = OutputFiles {
    names: &[&["members.csv", "enrolments.csv", "bills.csv"]],
    foreign: "decisions.csv",
};

const KINDS: [(RecordKind, &str); 3] = [
    (RecordKind::Members, "members.csv"),
    (RecordKind::Enrolments, "enrolments.csv"),
    (RecordKind::Bills, "bills.csv"),
];

/// All that a run needs.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// How files are read, and which columns rules ask for.
    pub vocabulary: &'a Vocabulary,
    /// What to read.
    pub inputs: &'a Inputs,
    /// Where the key lies, or is to lie.
    pub key: &'a Path,
    /// Where to write.
    pub out: &'a Path,
    /// Hears how far the run is, and may stop it.
    pub watch: &'a dyn Progress,
}

/// What a run did, as in manifest.json. Its files are in their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The format and its version.
    pub format: &'static str,
    /// A word by which files of one key are known.
    pub key: String,
    /// Rows of members, enrolments and bills.
    pub rows: [u64; 3],
    /// Rows of these that were left out, since they or others of their member cannot be used.
    pub left_out: [u64; 3],
    /// The files.
    pub outputs: Vec<Fingerprint>,
    /// Whether the key was made.
    #[serde(skip)]
    pub made_key: bool,
}

impl Written {
    /// The format and its version.
    pub const FORMAT: &'static str = "huzhu-pseudonyms/1";
}

/// Reads the files of an office, and writes each row that can be used with pseudonyms in the place of ids.
///
/// # Errors
///
/// When the key, a file or an output cannot be used, or the progress stops the run.
pub fn run(job: &Job) -> Result<Written, PseudonymError> {
    let absolute = |path| std::path::absolute(path).unwrap_or_default();
    if absolute(job.key).starts_with(absolute(job.out)) {
        return Err(PseudonymError::KeyAmongOutputs(job.key.to_owned()));
    }
    let protected = ProtectedFiles::default().and(job.inputs.paths()).and([job.key]);
    let outbox = Outbox::open(job.out, FILES, &protected)?;
    let intake = read(job.inputs, job.vocabulary, job.watch)?;
    let closed = intake.closed();
    let (key, made_key) = Key::in_file(job.key)?;
    let mut pseudonyms = Pseudonymiser::of(&key);
    let (mut rows, mut left_out, mut outputs) = ([0; 3], [0; 3], Vec::new());
    for (at, (kind, name)) in KINDS.into_iter().enumerate() {
        let out = outbox.create(name)?;
        let file = OneFile { intake: &intake, closed: &closed, kind, job };
        let (written, output) = file.write(out, &mut pseudonyms)?;
        rows[at] = written;
        left_out[at] = closed.counts[at].rows - written;
        outputs.push(output);
    }
    let (format, key) = (Written::FORMAT, pseudonyms.word_of_key());
    let written = Written { format, key, rows, left_out, outputs, made_key };
    outbox.write_json("manifest.json", &written)?;
    outbox.publish(&written.outputs)?;
    Ok(written)
}

/// One of the three files.
struct OneFile<'f> {
    intake: &'f Intake<'f>,
    closed: &'f Reconciled,
    kind: RecordKind,
    job: &'f Job<'f>,
}

impl OneFile<'_> {
    /// Writes its rows; how many they are.
    fn write(
        &self,
        mut out: Output,
        pseudonyms: &mut Pseudonymiser,
    ) -> Result<(u64, Fingerprint), OutputError> {
        let known = self.intake.sheets().known_columns(self.kind);
        let columns: Vec<(&str, Treatment)> =
            known.into_iter().filter_map(|name| Some((name, treatment(name)?))).collect();
        let mut line = Vec::new();
        exact_row(&mut line, columns.iter().map(|(name, _)| *name));
        out.put(&line)?;
        let mut rows = 0;
        self.intake.sound_rows(self.kind, self.closed, |row| {
            let cells = columns.iter().map(|(name, what)| {
                let cell = row.cell(name);
                let what = if row.is_read { *what } else { what.of_unread(name, cell) };
                what.of(cell, pseudonyms, self.job.vocabulary)
            });
            let cells: Vec<String> = cells.collect();
            line.clear();
            exact_row(&mut line, cells.iter().map(String::as_str));
            rows += 1;
            out.put(&line)
        })?;
        Ok((rows, out.close()?))
    }
}
