//! One Claim as a row: our columns with what it says.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::fhir_fault::FhirFault;
use super::json_tree::Tree;

/// Our columns with their cells, as far as a Claim has them.
pub(super) type Row = Vec<(String, String)>;

/// The system of the names of our columns in `supportingInfo`.
const COLUMNS: &str = "https://huzhu.invalid/fhir/bill";

/// Elements that are read, or that change nothing of what a bill is.
const KNOWN: [&str; 26] = [
    "resourceType",
    "id",
    "meta",
    "language",
    "text",
    "contained",
    "identifier",
    "status",
    "type",
    "subType",
    "use",
    "patient",
    "billablePeriod",
    "created",
    "enterer",
    "insurer",
    "provider",
    "priority",
    "facility",
    "careTeam",
    "supportingInfo",
    "diagnosis",
    "procedure",
    "item",
    "total",
    "insurance",
];
/// Elements that change the meaning of what they stand in: who does not know them must not read on.
const MODIFIERS: [&str; 2] = ["modifierExtension", "implicitRules"];

/// Reads one Claim.
pub(super) struct ClaimReader<'r> {
    claim: &'r Tree<'r>,
    /// What references may lead to.
    others: &'r HashMap<String, Tree<'r>>,
    currency: &'r str,
    row: Row,
    faults: Vec<(String, FhirFault)>,
}

impl<'r> ClaimReader<'r> {
    pub fn of(
        claim: &'r Tree<'r>,
        others: &'r HashMap<String, Tree<'r>>,
        currency: &'r str,
    ) -> ClaimReader<'r> {
        ClaimReader { claim, others, currency, row: Vec::new(), faults: Vec::new() }
    }

    /// The row, and everything that cannot be read.
    pub fn row(mut self) -> (Row, Vec<(String, FhirFault)>) {
        self.look_for_unknown();
        self.status();
        self.hold_to("/use", "use", &["claim"]);
        self.number("bill_id", "");
        self.referred("member_id", "patient");
        self.referred("hospital_id", "provider");
        self.code("category", "type");
        self.text("admission", &["billablePeriod", "start"]);
        self.text("discharge", &["billablePeriod", "end"]);
        self.text("submitted_on", &["created"]);
        self.diagnoses();
        self.total();
        self.items();
        self.supporting_info();
        (self.row, self.faults)
    }

    fn fault(&mut self, pointer: &str, fault: FhirFault) {
        self.faults.push((pointer.to_owned(), fault));
    }

    fn put(&mut self, column: &str, cell: impl Into<String>) {
        self.row.push((column.to_owned(), cell.into()));
    }

    /// The value at the end of some fields.
    fn at(&self, fields: &[&str]) -> Option<&'r Tree<'r>> {
        fields.iter().try_fold(self.claim, |tree, field| tree.field(field))
    }

    /// Refuses elements that may change what the claim means.
    fn look_for_unknown(&mut self) {
        let mut found = Vec::new();
        modifiers(self.claim, "", &mut found);
        for (name, _) in self.claim.fields() {
            let is_known = KNOWN.contains(&&**name) || name.starts_with('_');
            if !is_known && name != "extension" && !MODIFIERS.contains(&&**name) {
                found.push(format!("/{name}"));
            }
        }
        found.iter().for_each(|pointer| self.fault(pointer, FhirFault::NotRead));
    }

    fn status(&mut self) {
        self.hold_to("/status", "status", &["active", "cancelled", "entered-in-error"]);
        if self.at(&["status"]).and_then(Tree::text).is_some_and(|status| status != "active") {
            self.put("status", "void");
        }
    }

    /// Holds a field of the claim to some words.
    fn hold_to(&mut self, pointer: &str, field: &str, known: &[&str]) {
        match self.at(&[field]).and_then(Tree::text) {
            None => self.fault(pointer, FhirFault::Needed),
            Some(value) if known.contains(&value) => {}
            Some(value) => {
                let (value, known) = (value.to_owned(), known.join(" "));
                self.fault(pointer, FhirFault::Other { value, known });
            }
        }
    }

    /// The number of the claim itself: its only identifier, or its id where it has none.
    fn number(&mut self, column: &str, pointer: &str) {
        let identifiers = self.at(&["identifier"]).map(Tree::items).unwrap_or_default();
        match identifiers {
            [] => match self.at(&["id"]).and_then(Tree::text) {
                Some(id) => self.put(column, id),
                None => self.fault(&format!("{pointer}/identifier"), FhirFault::Needed),
            },
            [one] => match one.field("value").and_then(Tree::text) {
                Some(value) => self.put(column, value),
                None => self.fault(&format!("{pointer}/identifier/0/value"), FhirFault::Needed),
            },
            _ => self.fault(&format!("{pointer}/identifier"), FhirFault::Several),
        }
    }

    /// The number of what a reference leads to: its identifier, or the only one of the resource in the file.
    fn referred(&mut self, column: &str, field: &str) {
        let pointer = format!("/{field}");
        let Some(reference) = self.at(&[field]) else {
            return self.fault(&pointer, FhirFault::Needed);
        };
        let own = reference.field("identifier").and_then(|one| one.field("value"));
        if let Some(value) = own.and_then(Tree::text) {
            return self.put(column, value);
        }
        let target = reference.field("reference").and_then(Tree::text);
        let resource = target.and_then(|target| self.resource(target));
        let identifiers = resource.and_then(|one| one.field("identifier"));
        match identifiers.map(Tree::items).unwrap_or_default() {
            [one] if one.field("value").is_some() => {
                let value = one.field("value").and_then(Tree::text).unwrap_or_default();
                self.put(column, value);
            }
            [] | [_] => self.fault(&pointer, FhirFault::Unresolved),
            _ => self.fault(&pointer, FhirFault::Several),
        }
    }

    /// The resource of a reference: one that the claim contains, or another of the file.
    fn resource(&self, target: &str) -> Option<&'r Tree<'r>> {
        let Some(id) = target.strip_prefix('#') else { return self.others.get(target) };
        let mut contained = self.at(&["contained"]).map(Tree::items).unwrap_or_default().iter();
        contained.find(|one| one.field("id").and_then(Tree::text) == Some(id))
    }

    /// The only code of a concept, as it is: what it means the rules or the office say.
    fn code(&mut self, column: &str, field: &str) {
        let coding = self.at(&[field, "coding"]).map(Tree::items).unwrap_or_default();
        match coding {
            [one] => match one.field("code").and_then(Tree::text) {
                Some(code) => self.put(column, code),
                None => self.fault(&format!("/{field}/coding/0/code"), FhirFault::Needed),
            },
            [] => self.fault(&format!("/{field}/coding"), FhirFault::Needed),
            _ => self.fault(&format!("/{field}/coding"), FhirFault::Several),
        }
    }

    fn text(&mut self, column: &str, fields: &[&str]) {
        match self.at(fields).and_then(Tree::text) {
            Some(text) => self.put(column, text),
            None => self.fault(&format!("/{}", fields.join("/")), FhirFault::Needed),
        }
    }

    /// All codes of all diagnoses.
    fn diagnoses(&mut self) {
        let mut codes = Vec::new();
        for (at, one) in
            self.at(&["diagnosis"]).map(Tree::items).unwrap_or_default().iter().enumerate()
        {
            let coding = one.field("diagnosisCodeableConcept").and_then(|one| one.field("coding"));
            let found = coding.map(Tree::items).unwrap_or_default().iter();
            let found: Vec<&str> = found.filter_map(|one| one.field("code")?.text()).collect();
            if found.is_empty() {
                self.fault(
                    &format!("/diagnosis/{at}/diagnosisCodeableConcept/coding"),
                    FhirFault::Needed,
                );
            }
            codes.extend(found);
        }
        self.put("diagnosis", codes.join("|"));
    }

    fn total(&mut self) {
        match self.at(&["total"]) {
            Some(total) => {
                if let Some(amount) = self.amount(total, "/total", "currency") {
                    self.put("total", amount);
                }
            }
            None => self.fault("/total", FhirFault::Needed),
        }
    }

    /// An amount whose currency is that of the scheme.
    fn amount(&mut self, money: &Tree, pointer: &str, unit: &str) -> Option<String> {
        match money.field(unit).and_then(Tree::text) {
            Some(currency) if currency == self.currency => {}
            Some(other) => {
                let (value, known) = (other.to_owned(), self.currency.to_owned());
                self.fault(&format!("{pointer}/{unit}"), FhirFault::Other { value, known });
            }
            None => self.fault(&format!("{pointer}/{unit}"), FhirFault::Needed),
        }
        match money.field("value") {
            Some(Tree::Other(number)) => Some(in_units(number)),
            _ => {
                self.fault(&format!("{pointer}/value"), FhirFault::Needed);
                None
            }
        }
    }

    /// Holds the items to the total, where all of them have an amount.
    fn items(&mut self) {
        let items = self.at(&["item"]).map(Tree::items).unwrap_or_default();
        let net = |item: &Tree| item.field("net")?.field("value")?.text()?.parse::<Decimal>().ok();
        let Some(all) = items.iter().map(net).collect::<Option<Vec<Decimal>>>() else { return };
        let total = self.at(&["total", "value"]).and_then(Tree::text);
        let total = total.and_then(|text| text.parse::<Decimal>().ok());
        let sum = all.iter().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(*one));
        if let (Some(total), Some(sum), false) = (total, sum, all.is_empty())
            && total != sum
        {
            let (total, sum) = (total.to_string(), sum.to_string());
            self.fault("/item", FhirFault::ItemsDiffer { total, sum });
        }
    }

    /// What stands under the names of our columns. What other systems say stays what it is: a remark.
    fn supporting_info(&mut self) {
        let all = self.at(&["supportingInfo"]).map(Tree::items).unwrap_or_default();
        for (at, one) in all.iter().enumerate() {
            let pointer = format!("/supportingInfo/{at}");
            let coding = one.field("category").and_then(|one| one.field("coding"));
            let mut coding = coding.map(Tree::items).unwrap_or_default().iter();
            let is_ours = |one: &&Tree| one.field("system").and_then(Tree::text) == Some(COLUMNS);
            let Some(column) = coding.find(is_ours).and_then(|one| one.field("code")?.text())
            else {
                continue;
            };
            if self.row.iter().any(|(before, _)| before == column) {
                self.fault(&pointer, FhirFault::Several);
                continue;
            }
            if let Some(cell) = self.value(one, &pointer) {
                self.put(column, cell);
            }
        }
    }

    fn value(&mut self, one: &Tree, pointer: &str) -> Option<String> {
        if let Some(quantity) = one.field("valueQuantity") {
            return self.amount(quantity, &format!("{pointer}/valueQuantity"), "code");
        }
        let texts = ["valueString", "timingDate"].iter().find_map(|name| one.field(name));
        let truth = one.field("valueBoolean").and_then(Tree::text);
        let text = texts
            .and_then(Tree::text)
            .or(truth.map(|truth| if truth == "true" { "yes" } else { "no" }));
        if text.is_none() {
            self.fault(pointer, FhirFault::Needed);
        }
        text.map(str::to_owned)
    }
}

/// A number with a point: its unit is known, however whole it is.
fn in_units(number: &str) -> String {
    let is_whole =
        number.strip_prefix('-').unwrap_or(number).bytes().all(|byte| byte.is_ascii_digit());
    if is_whole { format!("{number}.00") } else { number.to_owned() }
}

/// Where elements stand, at any depth, that change the meaning of what is around them.
fn modifiers(tree: &Tree, pointer: &str, found: &mut Vec<String>) {
    for (name, value) in tree.fields() {
        let pointer = format!("{pointer}/{name}");
        match MODIFIERS.contains(&&**name) {
            true => found.push(pointer),
            false => modifiers(value, &pointer, found),
        }
    }
    for (at, value) in tree.items().iter().enumerate() {
        modifiers(value, &format!("{pointer}/{at}"), found);
    }
}
