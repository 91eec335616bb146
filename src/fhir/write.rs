//! An export: lines of JSON for each kind of resource, or one Bundle.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Serialize;

use super::claims::{Called, OneDecision};
use super::codes::BASE;
use super::coverages::coverage;
use super::decided::DecidedOnBill;
use super::error::FhirError;
use super::naming::Naming;
use crate::fingerprint::Fingerprint;
use crate::output::{Outbox, Output, OutputError, OutputFiles, ProtectedFiles};
use crate::pseudonyms::IdKind;

const KINDS: [(&str, &str); 3] = [
    ("ExplanationOfBenefit", "ExplanationOfBenefit.ndjson"),
    ("ClaimResponse", "ClaimResponse.ndjson"),
    ("Coverage", "Coverage.ndjson"),
];
const BUNDLE: &str = "Bundle.json";
/// The explanations of a batch.
const EXPLANATIONS: &str = "explanations.jsonl";

/// Every file that an export may leave, beside `manifest.json`.
pub const FILES: OutputFiles = OutputFiles {
    names: &[&["ExplanationOfBenefit.ndjson", "ClaimResponse.ndjson", "Coverage.ndjson", BUNDLE]],
    foreign: "decisions.csv",
};

/// How to export.
pub struct Job<'j> {
    /// Where to write.
    pub out: &'j Path,
    /// What no output may replace.
    pub protected: &'j ProtectedFiles,
    /// When the resources are made: a moment with its zone, or a day.
    pub created: &'j str,
    /// Whether to write one Bundle, and not a file for each kind of resource.
    pub bundle: bool,
    /// Why whole ids are asked for.
    pub reason: Option<&'j str>,
}

/// What an export holds, as in manifest.json. Its files are in their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The format and its version.
    pub format: &'static str,
    /// The version of FHIR.
    pub fhir: &'static str,
    /// How persons and bills are called: `numbered`, `keyed` or `whole`.
    pub naming: &'static str,
    /// Why whole ids were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Bills.
    pub bills: u64,
    /// ExplanationOfBenefits, ClaimResponses and Coverages.
    pub resources: [u64; 3],
    /// The files.
    pub outputs: Vec<Fingerprint>,
}

impl Written {
    /// The format and its version.
    pub const FORMAT: &'static str = "huzhu-fhir/1";
}

/// The decisions in a folder of results, bill by bill.
///
/// # Errors
///
/// When it has no explanations; of a line, when it is none.
pub fn decided_in(
    folder: &Path,
) -> Result<impl Iterator<Item = Result<DecidedOnBill, FhirError>>, FhirError> {
    let refused = |why| FhirError::NoExplanations { folder: folder.to_owned(), why };
    let file = File::open(folder.join(EXPLANATIONS)).map_err(refused)?;
    Ok(BufReader::new(file).lines().enumerate().map(|(at, line)| {
        let read = line.ok().and_then(|line| serde_json::from_str(&line).ok());
        read.and_then(DecidedOnBill::read).ok_or(FhirError::NotAnExplanation { line: at + 1 })
    }))
}

/// Writes what was decided on bills.
///
/// # Errors
///
/// When an output cannot be written, or a bill is an error; nothing of it is visible then.
pub fn write<E: From<OutputError> + From<FhirError>>(
    job: &Job,
    naming: &mut Naming,
    bills: impl Iterator<Item = Result<DecidedOnBill, E>>,
) -> Result<Written, E> {
    let outbox = Outbox::open(job.out, FILES, job.protected)?;
    let mut export = Export::open(job, &outbox)?;
    let mut count = 0;
    for bill in bills {
        count += 1;
        let is_whole = export.add(&bill?, naming)?;
        is_whole.ok_or(FhirError::NotAnExplanation { line: count })?;
    }
    let (resources, outputs) = export.close()?;
    let written = Written {
        format: Written::FORMAT,
        fhir: "4.0.1",
        naming: naming.code(),
        reason: job.reason.map(str::to_owned),
        bills: count as u64,
        resources,
        outputs,
    };
    outbox.write_json("manifest.json", &written)?;
    outbox.publish(&written.outputs)?;
    Ok(written)
}

/// Outputs while they are written.
struct Export<'e> {
    job: &'e Job<'e>,
    /// A file for each kind of resource, or one for all.
    outputs: Vec<Output>,
    resources: [u64; 3],
    /// Coverages that are written.
    covers: HashSet<String>,
}

impl<'e> Export<'e> {
    fn open(job: &'e Job<'e>, outbox: &Outbox) -> Result<Export<'e>, OutputError> {
        let mut outputs = match job.bundle {
            true => vec![outbox.create(BUNDLE)?],
            false => KINDS.iter().map(|(_, file)| outbox.create(file)).collect::<Result<_, _>>()?,
        };
        if let ([bundle], true) = (outputs.as_mut_slice(), job.bundle) {
            bundle.put(br#"{"resourceType":"Bundle","type":"collection","entry":["#)?;
        }
        Ok(Export { job, outputs, resources: [0; 3], covers: HashSet::new() })
    }

    /// Adds what was decided on a bill; nothing where an amount of it is none.
    fn add(
        &mut self,
        bill: &DecidedOnBill,
        naming: &mut Naming,
    ) -> Result<Option<()>, OutputError> {
        let person = naming.name(IdKind::Person, &bill.member_id);
        let name = naming.name(IdKind::Bill, &bill.bill_id);
        for (at, decision) in bill.decisions.iter().enumerate() {
            let called = Called { bill: &name, person: &person, created: self.job.created };
            let one = OneDecision { bill, decision, number: at + 1, called };
            let Some((explanation, response)) = one.explanation().zip(one.response()) else {
                return Ok(None);
            };
            self.put(0, &explanation.answer.id, &explanation)?;
            self.put(1, &response.answer.id, &response)?;
            if let Some(cover) = coverage(bill, decision, &person)
                && self.covers.insert(cover.id.clone())
            {
                self.put(2, &cover.id, &cover)?;
            }
        }
        Ok(Some(()))
    }

    fn put(&mut self, kind: usize, id: &str, resource: &impl Serialize) -> Result<(), OutputError> {
        let json = serde_json::to_string(resource).expect("resources are text and numbers");
        let is_first = self.resources == [0; 3];
        let (Some((name, _)), Some(count)) = (KINDS.get(kind), self.resources.get_mut(kind)) else {
            unreachable!("there are three kinds of resource");
        };
        *count += 1;
        match (self.outputs.as_mut_slice(), self.job.bundle) {
            ([bundle], true) => {
                let comma = if is_first { "" } else { "," };
                let entry =
                    format!("{comma}\n{{\"fullUrl\":\"{BASE}/{name}/{id}\",\"resource\":{json}}}");
                bundle.put(entry.as_bytes())
            }
            (files, _) => match files.get_mut(kind) {
                Some(file) => file.put(format!("{json}\n").as_bytes()),
                None => unreachable!("each kind has a file"),
            },
        }
    }

    fn close(mut self) -> Result<([u64; 3], Vec<Fingerprint>), OutputError> {
        if let ([bundle], true) = (self.outputs.as_mut_slice(), self.job.bundle) {
            bundle.put(b"\n]}\n")?;
        }
        let outputs = self.outputs.into_iter().map(Output::close).collect::<Result<_, _>>()?;
        Ok((self.resources, outputs))
    }
}
