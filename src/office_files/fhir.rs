//! Bills as FHIR R4: a Claim, lines of Claims, or a Bundle that has some.
//!
//! A Claim is a row, and each element that has a meaning here a column of ours. What FHIR has no element for, as what
//! other payers pay, stands in `supportingInfo` under the name of our column. An element that may change what a claim
//! means and is not read refuses the file, with its JSON pointer: nothing is guessed.

use std::collections::HashMap;

use csv::StringRecord;
use serde_json::value::RawValue;

use super::error::OfficeFileError;
use super::fhir_claim::{ClaimReader, Row};
use super::fhir_fault::FhirFault;
use super::json_tree::Tree;
use super::reading::OfficeFile;
use super::table::{Rows, Table};
use crate::money::Currency;

/// Whether a text that begins as JSON does has FHIR resources in it.
pub(super) fn is_fhir(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"\"resourceType\"").is_some()
}

/// The Claims of a text as rows.
///
/// # Errors
///
/// When it is no JSON; everything that cannot be read in all Claims.
pub(super) fn table(
    file: &OfficeFile,
    text: &str,
    currency: Currency,
) -> Result<Table, OfficeFileError> {
    let text = text.trim_start_matches('\u{feff}');
    let not_json = |line| OfficeFileError::NotJson { path: file.path.clone(), line };
    let mut found = Found::default();
    let (mut counted, mut line, mut is_first) = (0, 1, true);
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    while let Some(value) = values.next() {
        let value = value.map_err(|why| not_json(why.line() as u64))?;
        let begin = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        line += lines(text, counted, begin);
        let rest = text.get(values.byte_offset()..).unwrap_or_default();
        let is_alone = is_first && rest.trim().is_empty();
        (counted, is_first) = (begin, false);
        let tree = Tree::of(value).ok_or_else(|| not_json(line))?;
        found.each(tree, &Place { line: (!is_alone).then_some(line), pointer: String::new() });
    }
    let name = match found.of_entries {
        true => format!("{}[entry]", file.file),
        false => file.file.clone(),
    };
    let rows = Rows::Cut(found.rows(&file.path, currency)?);
    Ok(Table::of(name, rows))
}

fn lines(text: &str, from: usize, to: usize) -> u64 {
    let between = text.as_bytes().get(from..to).unwrap_or_default();
    memchr::memchr_iter(b'\n', between).count() as u64
}

/// Where a resource stands.
struct Place {
    /// The line, where the file has one resource a line.
    line: Option<u64>,
    pointer: String,
}

impl Place {
    fn shown(&self, pointer: &str) -> String {
        let pointer = format!("{}{pointer}", self.pointer);
        self.line.map_or(pointer.clone(), |line| format!("line {line} {pointer}"))
    }
}

/// A Claim of a file.
struct Claim<'t> {
    tree: Tree<'t>,
    place: Place,
    /// The number of its row: its line, or its entry in the only Bundle of the file, from 1.
    row: u32,
}

/// The resources of a file.
#[derive(Default)]
struct Found<'t> {
    claims: Vec<Claim<'t>>,
    /// Whether rows are numbered by the entries of a Bundle.
    of_entries: bool,
    /// What references may lead to, by type and id, and by the address that a Bundle gives.
    others: HashMap<String, Tree<'t>>,
    faults: Vec<(String, FhirFault)>,
}

impl<'t> Found<'t> {
    fn each(&mut self, tree: Tree<'t>, place: &Place) {
        let kind = tree.field("resourceType").and_then(Tree::text).unwrap_or_default().to_owned();
        match (kind.as_str(), tree) {
            ("Bundle", Tree::Object(fields)) => self.bundle(fields, place),
            (kind, tree) => self.resource(kind, tree, place, place.line.unwrap_or(1)),
        }
    }

    fn resource(&mut self, kind: &str, tree: Tree<'t>, place: &Place, row: u64) {
        if kind == "Claim" {
            let place = Place { line: place.line, pointer: place.pointer.clone() };
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            return self.claims.push(Claim { tree, place, row });
        }
        let id = tree.field("id").and_then(Tree::text).unwrap_or_default();
        self.others.insert(format!("{kind}/{id}"), tree);
    }

    fn bundle(&mut self, fields: Vec<(String, Tree<'t>)>, place: &Place) {
        self.of_entries |= place.line.is_none();
        let entries = fields.into_iter().find(|(name, _)| name == "entry");
        let Some((_, Tree::List(entries))) = entries else { return };
        for (at, entry) in entries.into_iter().enumerate() {
            let Tree::Object(fields) = entry else { continue };
            self.entry(at, fields, place);
        }
    }

    fn entry(&mut self, at: usize, fields: Vec<(String, Tree<'t>)>, bundle: &Place) {
        let place =
            |name: &str| Place { line: bundle.line, pointer: format!("/entry/{at}/{name}") };
        let (mut address, mut resource) = (None, None);
        for (name, value) in fields {
            match name.as_str() {
                "fullUrl" => address = value.text().map(str::to_owned),
                "resource" => resource = Some(value),
                // What is to be done with a resource, and not only that it is there.
                "request" | "response" => {
                    self.faults.push((place(&name).shown(""), FhirFault::NotRead));
                }
                _ => {}
            }
        }
        let Some(resource) = resource else { return };
        let kind = resource.field("resourceType").and_then(Tree::text).unwrap_or_default();
        let kind = kind.to_owned();
        if let (Some(address), true) = (address, kind != "Claim") {
            self.others.insert(address, resource.clone());
        }
        let row = bundle.line.unwrap_or(at as u64 + 1);
        self.resource(&kind, resource, &place("resource"), row);
    }

    /// The rows, below a header of the columns that any Claim has.
    fn rows(
        mut self,
        path: &str,
        currency: Currency,
    ) -> Result<Vec<(u32, StringRecord)>, OfficeFileError> {
        let mut read: Vec<(u32, Row)> = Vec::new();
        for Claim { tree, place, row } in &self.claims {
            let (cells, faults) = ClaimReader::of(tree, &self.others, currency.code()).row();
            let faults = faults.into_iter().map(|(pointer, fault)| (place.shown(&pointer), fault));
            self.faults.extend(faults);
            read.push((*row, cells));
        }
        if !self.faults.is_empty() {
            return Err(OfficeFileError::Fhir { path: path.to_owned(), faults: self.faults });
        }
        let mut header: Vec<String> = Vec::new();
        for (name, _) in read.iter().flat_map(|(_, row)| row) {
            if !header.contains(name) {
                header.push(name.clone());
            }
        }
        let cells = |row: Row| {
            let cell = |name: &String| row.iter().find(|(column, _)| column == name);
            header.iter().map(|name| cell(name).map_or("", |(_, text)| text.as_str())).collect()
        };
        let rows: Vec<(u32, StringRecord)> =
            read.into_iter().map(|(line, row)| (line, cells(row))).collect();
        Ok([(0, header.iter().collect())].into_iter().chain(rows).collect())
    }
}
