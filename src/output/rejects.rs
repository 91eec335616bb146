//! What is wrong with rows: rejects.csv, member_flags.csv, and the rejected rows themselves, to be mended.

use std::collections::BTreeMap;

use super::error::OutputError;
use super::file::Output;
use super::outbox::Outbox;
use crate::claim::RecordKind;
use crate::csv_cells::harmless;
use crate::fingerprint::Fingerprint;
use crate::intake::{BLOCKED, KnownMembers, Reconciled, Reject, RejectedRow, Sheets};
use crate::words::Lang;

const REJECTS: &str = "rejects.csv";
const MEMBER_FLAGS: &str = "member_flags.csv";

/// The files.
pub(crate) const REJECT_FILES: &[&str] = &[
    REJECTS,
    MEMBER_FLAGS,
    "rejected/members.csv",
    "rejected/enrolments.csv",
    "rejected/bills.csv",
];

/// Counts by code.
pub(crate) type ByCode = BTreeMap<&'static str, u64>;

/// Faults of rejected rows and flags of members' rows, by code.
#[derive(Debug, Default)]
pub(crate) struct FaultCounts {
    pub rejected: ByCode,
    pub member_flags: ByCode,
}

/// What the rows of the three files came to, to be written out.
#[derive(Clone, Copy)]
pub(crate) struct RowReport<'r> {
    pub sheets: &'r Sheets<'r>,
    pub closed: &'r Reconciled,
    pub whom: &'r KnownMembers<'r>,
    /// The language of the sentences.
    pub lang: Lang,
}

impl RowReport<'_> {
    /// Writes rejects.csv, member_flags.csv where any row of members is flagged, and the rejected rows of each
    /// file to be mended.
    pub fn write(self, outbox: &Outbox) -> Result<(FaultCounts, Vec<Fingerprint>), OutputError> {
        let mut rejects = FaultFile::create(REJECTS, self.lang, outbox)?;
        let mut to_mend = [const { None::<Output> }; 3];
        self.sheets.rejects(self.closed, self.whom, |row| {
            row.rejects.iter().try_for_each(|reject| rejects.add(reject))?;
            let out = &mut to_mend[row.kind as usize];
            self.write_to_mend(&row, out, outbox)
        })?;
        let (rejected, rejects) = rejects.close()?;
        let to_mend = to_mend.into_iter().flatten().map(Output::close);
        let mut outputs = vec![rejects];
        outputs.extend(to_mend.collect::<Result<Vec<_>, _>>()?);
        let (member_flags, flags) = self.write_member_flags(outbox)?;
        outputs.extend(flags);
        Ok((FaultCounts { rejected, member_flags }, outputs))
    }

    /// Adds a rejected row to those of its file, which the first such row begins.
    fn write_to_mend(
        self,
        row: &RejectedRow,
        out: &mut Option<Output>,
        outbox: &Outbox,
    ) -> Result<(), OutputError> {
        let mut line = match out {
            Some(_) => Vec::new(),
            None => self.sheets.header_to_mend(row.kind),
        };
        write_to_mend(row, self.lang, &mut line);
        match out {
            Some(out) => out.put(&line),
            None => out.insert(outbox.create(name_to_mend(row.kind))?).put(&line),
        }
    }

    fn write_member_flags(
        self,
        outbox: &Outbox,
    ) -> Result<(ByCode, Option<Fingerprint>), OutputError> {
        let mut file: Option<FaultFile> = None;
        self.sheets.flags(self.closed, |flag| match &mut file {
            Some(file) => file.add(&flag),
            None => file.insert(FaultFile::create(MEMBER_FLAGS, self.lang, outbox)?).add(&flag),
        })?;
        match file.map(FaultFile::close).transpose()? {
            Some((by_code, file)) => Ok((by_code, Some(file))),
            None => Ok((ByCode::new(), None)),
        }
    }
}

/// Where the rejected rows of a file are written.
fn name_to_mend(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Members => "rejected/members.csv",
        RecordKind::Enrolments => "rejected/enrolments.csv",
        RecordKind::Bills => "rejected/bills.csv",
    }
}

/// A file of one row a fault.
struct FaultFile {
    name: &'static str,
    csv: csv::Writer<Output>,
    lang: Lang,
    by_code: ByCode,
}

impl FaultFile {
    fn create(name: &'static str, lang: Lang, outbox: &Outbox) -> Result<FaultFile, OutputError> {
        let csv = csv::Writer::from_writer(outbox.create(name)?);
        let mut file = FaultFile { name, csv, lang, by_code: ByCode::new() };
        file.row(["file", "line", "column", "value", "code", "sentence"])?;
        Ok(file)
    }

    fn add(&mut self, fault: &Reject) -> Result<(), OutputError> {
        *self.by_code.entry(fault.code).or_default() += 1;
        let Reject { file, line, column, value, code, sentence } = fault;
        let (line, sentence) = (line.to_string(), sentence.text(self.lang));
        let cells = [file, &line, column, value, *code, sentence];
        self.row(cells.map(|text| harmless(text).into_owned()))
    }

    fn row<C: AsRef<[u8]>>(&mut self, cells: [C; 6]) -> Result<(), OutputError> {
        let written = self.csv.write_record(cells);
        written.map_err(|why| OutputError::not_writable(self.name, why.into()))
    }

    fn close(self) -> Result<(ByCode, Fingerprint), OutputError> {
        let file = self.csv.into_inner().map_err(csv::IntoInnerError::into_error);
        let file = file.map_err(|why| OutputError::not_writable(self.name, why))?;
        Ok((self.by_code, file.close()?))
    }
}

/// Writes a refused row as it came, behind its line, the codes and what is to be done. No comma, quote or
/// line end is in what stands in front, so that nothing in the row itself, be it an open quote, reads
/// differently.
pub(crate) fn write_to_mend(refused: &RejectedRow, lang: Lang, out: &mut Vec<u8>) {
    let RejectedRow { line, rejects, raw, .. } = refused;
    let mut codes: Vec<&str> = Vec::new();
    for Reject { code, .. } in rejects {
        if !codes.contains(code) {
            codes.push(code);
        }
    }
    let reason = |reject: &Reject| match reject.column.as_str() {
        _ if reject.code == BLOCKED => reject.sentence.text(lang).to_owned(),
        "" => reject.sentence.text(lang).to_owned(),
        column => format!("{column}: {}", reject.sentence.text(lang)),
    };
    let reasons: Vec<String> = rejects.iter().map(reason).collect();
    let flat = |letter: char| match letter {
        ',' => ';',
        '"' => '\'',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    let reasons: String = reasons.join(" | ").chars().map(flat).collect();
    for cell in [&line.to_string(), &codes.join(";"), &*harmless(&reasons)] {
        out.extend(cell.as_bytes());
        out.push(b',');
    }
    out.extend(raw);
}
