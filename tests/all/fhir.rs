//! FHIR R4: decisions go out with every digit and without telling who somebody is, and claims come in as bills or are
//! refused with the place of what is not understood. Two validators in `tests/fhir/` look at the same files.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use huzhu::batch::{Decided, decide};
use huzhu::intake::{FileError, Files, Inputs, IntakeError, read};
use huzhu::office_files::{FhirFault, OfficeFileError};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::rules;

const MEMBERS: &str =
    "member_id,birth_date,sex,org_code,hardship\n990000198001010018,1980-01-01,M,99.01,no\n";
const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on\n\
    990000198001010018,city,2023-01-01,2024-12-31,1,2022-12-01\n";
const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,submitted_on,\
    diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid\n\
    S-2024-17,990000198001010018,inpatient,H01,2,2024-06-01,2024-06-05,2024-06-06,2024-06-07,\
    I21.0,9234.56,12.30,0.00,500.00,3600.05,0.00,0.00,0.00\n";

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn huzhu(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.args(arguments).env("LC_ALL", "C").output().unwrap()
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

/// The first bills of the city, as a folder of the data and one of the results: decided once, and explained. The validators
/// look at all 3,000.
fn city() -> &'static TempDir {
    static CITY: LazyLock<TempDir> = LazyLock::new(|| {
        // Nothing drops a static: it is left where the next build clears up.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        for file in ["members.csv", "enrolments.csv", "bills.csv"] {
            let text = fs::read_to_string(home("data/city_small").join(file)).unwrap();
            let rows = if file == "bills.csv" { 1 + BILLS_OF_CITY } else { usize::MAX };
            let some: Vec<&str> = text.lines().take(rows).collect();
            fs::write(data.join(file), some.join("\n")).unwrap();
        }
        let (rules, data) = (home("rules/city"), path(&folder, "data"));
        let out = path(&folder, "batch");
        let rules = rules.to_str().unwrap();
        let ran = huzhu(&["batch", "--rules", rules, "--data", &data, "--explain", "--out", &out]);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        folder
    });
    &CITY
}

const BILLS_OF_CITY: usize = 600;

/// What an export of the city's results says, and the texts of its files.
fn exported(more: &[&str]) -> BTreeMap<String, String> {
    exported_from(city(), more)
}

/// The same of the results of any batch.
fn exported_from(decided: &TempDir, more: &[&str]) -> BTreeMap<String, String> {
    let (results, folder) = (path(decided, "batch"), tempfile::tempdir().unwrap());
    let to = path(&folder, "out");
    let ran = huzhu(&[&["fhir", "--results", &results, "--out", &to], more].concat());
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let all = fs::read_dir(to).unwrap().map(|file| file.unwrap().path());
    all.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// The numbers of an amount in a line of JSON, as they are written.
fn numbers(text: &str) -> BTreeSet<&str> {
    let parts = text.split("\"value\":").skip(1).filter(|rest| !rest.starts_with('"'));
    parts.map(|rest| rest.split([',', '}']).next().unwrap()).collect()
}

#[test]
fn amounts_keep_the_digits_that_were_decided() {
    let files = exported(&["--created", "2026-03-02T09:14:05+08:00"]);
    let explanations = fs::read_to_string(city().path().join("batch/explanations.jsonl")).unwrap();
    let traces: Vec<Value> =
        explanations.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answers: Vec<&str> = files["ExplanationOfBenefit.ndjson"].lines().collect();
    assert_eq!((traces.len(), answers.len()), (BILLS_OF_CITY, BILLS_OF_CITY));
    for (trace, answer) in traces.iter().zip(answers) {
        let written = numbers(answer);
        let steps = trace["benefits"].as_array().unwrap().iter().flat_map(|one| {
            let later = one["steps"].as_array().unwrap().iter().skip(1);
            later.map(|step| step["taken"].as_str().unwrap()).chain([one["paid"].as_str().unwrap()])
        });
        let all = steps.chain([
            trace["payable"].as_str().unwrap(),
            trace["balance"]["billed"].as_str().unwrap(),
        ]);
        for amount in all {
            assert!(written.contains(amount), "{amount} in {answer}");
        }
        assert!(written.iter().all(|number| !number.contains(['e', 'E'])), "{answer}");
    }
    // Two decimals stay two, which a binary fraction would not keep.
    assert!(numbers(&files["ClaimResponse.ndjson"]).contains("0.00"));
}

#[test]
fn every_benefit_is_what_it_begins_with_less_its_steps() {
    let files = exported(&[]);
    let mut benefits = 0;
    for line in files["ClaimResponse.ndjson"].lines() {
        let response: Value = serde_json::from_str(line).unwrap();
        for item in response["addItem"].as_array().into_iter().flatten() {
            let amount =
                |one: &Value| (one["amount"]["value"].as_f64().unwrap() * 1e6).round() as i64;
            let amounts: Vec<i64> =
                item["adjudication"].as_array().unwrap().iter().map(amount).collect();
            let [first, taken @ .., paid] = &amounts[..] else { panic!("{item}") };
            assert_eq!(first - taken.iter().sum::<i64>(), *paid, "{item}");
            benefits += 1;
        }
    }
    assert!(benefits > 400);
}

#[test]
fn nobody_is_named_unless_that_is_asked_for_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let members = fs::read_to_string(city().path().join("data/members.csv")).unwrap();
    let bills = fs::read_to_string(city().path().join("data/bills.csv")).unwrap();
    let ids = |text: &str| {
        text.lines()
            .skip(1)
            .map(|row| row.split(',').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let secrets: HashSet<String> = [ids(&members), ids(&bills)].concat().into_iter().collect();
    let key = path(&folder, "key");
    let names = |text: &str| {
        let words = text.split(['"', '/', ',']).map(|word| word.strip_suffix(".1").unwrap_or(word));
        words.filter(|word| secrets.contains(*word)).count()
    };
    for (more, out) in [(&[][..], "numbered"), (&["--key", &key], "keyed")] {
        let files = exported(more);
        assert_eq!(files.values().map(|text| names(text)).sum::<usize>(), 0, "{out}");
    }
    let (results, out) = (path(city(), "batch"), path(&folder, "no"));
    let refused = huzhu(&["fhir", "--results", &results, "--out", &out, "--full-ids"]);
    assert_eq!(refused.status.code(), Some(2));
    let whole = exported(&["--full-ids", "--reason", "audit of the year"]);
    assert!(names(&whole["ExplanationOfBenefit.ndjson"]) > BILLS_OF_CITY);
    assert!(whole["manifest.json"].contains("audit of the year"));
}

/// Files of one key are joined, and those without are not.
#[test]
fn pseudonyms_are_those_of_the_files_that_are_handed_on() {
    let folder = tempfile::tempdir().unwrap();
    let (rules, data) = (home("rules/city"), path(city(), "data"));
    let (key, out) = (path(&folder, "key"), path(&folder, "handed-on"));
    let rules = rules.to_str().unwrap();
    let ran =
        huzhu(&["pseudonymise", "--rules", rules, "--data", &data, "--key", &key, "--out", &out]);
    assert!(ran.status.success());
    let bills = fs::read_to_string(folder.path().join("handed-on/bills.csv")).unwrap();
    let first = bills.lines().nth(1).unwrap().split(',').next().unwrap();
    let files = exported(&["--key", &key]);
    assert!(files["ClaimResponse.ndjson"].contains(&format!("\"id\":\"{first}.1\"")));
}

#[test]
fn a_bundle_holds_what_the_lines_hold() {
    let created = ["--created", "2026-03-02"];
    let lines = exported(&created);
    let bundle = exported(&[&created[..], &["--bundle"]].concat());
    let bundle: Value = serde_json::from_str(&bundle["Bundle.json"]).unwrap();
    let mut held: Vec<String> = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["resource"].to_string())
        .collect();
    let all = lines.iter().filter(|(name, _)| name.ends_with(".ndjson"));
    let all = all.flat_map(|(_, text)| text.lines());
    let mut all: Vec<String> =
        all.map(|line| serde_json::from_str::<Value>(line).unwrap().to_string()).collect();
    held.sort();
    all.sort();
    assert!(held == all && held.len() > 2 * BILLS_OF_CITY);
}

#[test]
fn a_time_without_a_zone_and_a_folder_without_explanations_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (results, out) = (path(&folder, "batch"), path(&folder, "out"));
    for created in ["2026-03-02T09:14:05", "yesterday", "2026-3-2"] {
        let ran = huzhu(&["fhir", "--results", &results, "--out", &out, "--created", created]);
        assert_eq!(ran.status.code(), Some(2), "{created}");
        assert!(String::from_utf8_lossy(&ran.stderr).contains("no moment with a zone"));
    }
    let ran = huzhu(&["fhir", "--results", &results, "--out", &out]);
    assert_eq!(ran.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("huzhu batch --explain"));
    assert_eq!(huzhu(&["fhir", "--out", &out]).status.code(), Some(2));
    assert!(!Path::new(&out).exists());
}

/// What a night posted is what the batch decided; and the look at it is logged before anything is written.
#[test]
fn a_run_of_a_ledger_is_exported_as_the_batch_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for (name, text) in
        [("members.csv", MEMBERS), ("enrolments.csv", ENROLMENTS), ("bills.csv", BILLS)]
    {
        fs::write(folder.path().join("in").join(name), text).unwrap();
    }
    let (rules, data, ledger) = (home("rules/city"), path(&folder, "in"), path(&folder, "ledger"));
    let common = ["batch", "--rules", rules.to_str().unwrap(), "--data", &data, "--out"];
    let done = |arguments: &[&str]| {
        let ran = huzhu(arguments);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    };
    done(&[&common[..], &[&path(&folder, "batch"), "--explain"]].concat());
    done(&["ledger", "new", &ledger]);
    done(
        &[
            &common[..],
            &[&path(&folder, "night"), "--ledger", &ledger, "--posted-on", "2024-07-01"],
        ]
        .concat(),
    );
    let created = ["--created", "2026-03-02"];
    let batch = exported_from(&folder, &created);
    let to = path(&folder, "of-ledger");
    done(&[&["fhir", "--ledger", &ledger, "--run", "1", "--out", &to][..], &created].concat());
    for (name, text) in &batch {
        assert_eq!(fs::read_to_string(Path::new(&to).join(name)).unwrap(), *text, "{name}");
    }
    let looks = done(&["ledger", "looks", &ledger, "--format", "json"]);
    assert!(looks.contains("\"fhir\""), "{looks}");
    let unknown =
        huzhu(&["fhir", "--ledger", &ledger, "--run", "9", "--out", &path(&folder, "no")]);
    assert_eq!(unknown.status.code(), Some(1));
}

/// The claim of the page.
fn claim() -> Value {
    let page = fs::read_to_string(home("docs/fhir.md")).unwrap();
    let json = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    serde_json::from_str(json).unwrap()
}

/// The text of the claim of the page, whose numbers are as they are written there.
fn claim_as_it_is() -> String {
    let page = fs::read_to_string(home("docs/fhir.md")).unwrap();
    page.split("```json\n").nth(1).unwrap().split("```").next().unwrap().to_owned()
}

fn decided(bills: &str) -> Result<Decided, IntakeError> {
    decide(&rules("city"), Files::of([MEMBERS, ENROLMENTS, bills]))
}

/// What a file of claims is refused for.
fn refused(bills: &str) -> Vec<(String, FhirFault)> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("members.csv"), MEMBERS).unwrap();
    fs::write(folder.path().join("enrolments.csv"), ENROLMENTS).unwrap();
    fs::write(folder.path().join("bills.json"), bills).unwrap();
    let (inputs, book) = (Inputs::in_folder(folder.path()), rules("city"));
    match read(&inputs, book.vocabulary(), &()) {
        Err(IntakeError::Files(faults)) => match &faults[..] {
            [FileError::Office(OfficeFileError::Fhir { faults, .. })] => faults.clone(),
            other => panic!("{other:?}"),
        },
        Err(other) => panic!("{other:?}"),
        Ok(_) => Vec::new(),
    }
}

#[test]
fn the_claim_of_the_page_is_the_bill_of_the_csv() {
    let (claim, csv) = (decided(&claim_as_it_is()).unwrap(), decided(BILLS).unwrap());
    assert_eq!(claim, csv);
    assert!(claim.bills[0].payable.minor() > 0 && claim.rejects.is_empty());
}

#[test]
fn lines_and_bundles_of_claims_are_read_alike() {
    let mut second = claim();
    second["identifier"][0]["value"] = "S-2024-18".into();
    second["total"]["value"] = json!(100);
    for one in second["supportingInfo"].as_array_mut().unwrap().iter_mut().skip(2) {
        one["valueQuantity"]["value"] = json!(0);
    }
    let both = [claim(), second];
    let lines = both.iter().map(|one| one.to_string() + "\n").collect::<String>();
    let entries: Vec<Value> = both.iter().map(|one| json!({ "resource": one })).collect();
    let bundle =
        json!({ "resourceType": "Bundle", "type": "collection", "entry": entries }).to_string();
    let (lines, bundle) = (decided(&lines).unwrap(), decided(&bundle).unwrap());
    assert_eq!(lines.bills.len(), 2);
    assert_eq!(lines.bills, bundle.bills);
    assert!(lines.rejects.is_empty(), "a whole number of yuan is one, since its currency is told");
}

#[test]
fn references_lead_to_the_only_number_of_a_resource_of_the_file() {
    let mut one = claim();
    one["patient"] = json!({ "reference": "urn:uuid:1" });
    one["provider"] = json!({ "reference": "#h" });
    one["contained"] =
        json!([{ "resourceType": "Organization", "id": "h", "identifier": [{ "value": "H01" }] }]);
    let patient = json!({ "resourceType": "Patient", "id": "p", "identifier": [{ "value": "990000198001010018" }] });
    let bundle = |patient: &Value| {
        let entries =
            [json!({ "resource": patient, "fullUrl": "urn:uuid:1" }), json!({ "resource": one })];
        json!({ "resourceType": "Bundle", "type": "collection", "entry": entries }).to_string()
    };
    assert_eq!(decided(&bundle(&patient)).unwrap(), decided(BILLS).unwrap());
    let mut two = patient.clone();
    two["identifier"] = json!([{ "value": "1" }, { "value": "2" }]);
    assert_eq!(
        refused(&bundle(&two)),
        [("/entry/1/resource/patient".to_owned(), FhirFault::Several)]
    );
    assert_eq!(refused(&one.to_string()), [("/patient".to_owned(), FhirFault::Unresolved)]);
}

#[test]
fn a_cancelled_claim_takes_its_bill_back() {
    let mut cancelled = claim();
    cancelled["status"] = "cancelled".into();
    let lines = format!("{}\n{cancelled}\n", claim());
    assert!(decided(&lines).unwrap().bills.is_empty());
}

#[test]
fn what_may_change_a_claim_and_is_not_read_is_refused_with_its_place() {
    let other = |value: &str, known: &str| FhirFault::Other {
        value: value.to_owned(),
        known: known.to_owned(),
    };
    let planted: [(&str, Value, &str, FhirFault); 16] = [
        (
            "/modifierExtension",
            json!([{ "url": "https://x" }]),
            "/modifierExtension",
            FhirFault::NotRead,
        ),
        ("/implicitRules", json!("https://x"), "/implicitRules", FhirFault::NotRead),
        ("/total/modifierExtension", json!([]), "/total/modifierExtension", FhirFault::NotRead),
        (
            "/supportingInfo/2/modifierExtension",
            json!([]),
            "/supportingInfo/2/modifierExtension",
            FhirFault::NotRead,
        ),
        (
            "/related",
            json!([{ "claim": { "reference": "Claim/0" } }]),
            "/related",
            FhirFault::NotRead,
        ),
        ("/accident", json!({ "date": "2024-05-01" }), "/accident", FhirFault::NotRead),
        ("/use", json!("preauthorization"), "/use", other("preauthorization", "claim")),
        ("/status", json!("draft"), "/status", other("draft", "active cancelled entered-in-error")),
        ("/total/currency", json!("USD"), "/total/currency", other("USD", "CNY")),
        ("/total/currency", Value::Null, "/total/currency", FhirFault::Needed),
        ("/total/value", json!("9234.56"), "/total/value", FhirFault::Needed),
        (
            "/supportingInfo/5/valueQuantity/code",
            json!("fen"),
            "/supportingInfo/5/valueQuantity/code",
            other("fen", "CNY"),
        ),
        (
            "/supportingInfo/1/category/coding/0/code",
            json!("hospital_level"),
            "/supportingInfo/1",
            FhirFault::Several,
        ),
        ("/identifier/1", json!({ "value": "another" }), "/identifier", FhirFault::Several),
        ("/billablePeriod/end", Value::Null, "/billablePeriod/end", FhirFault::Needed),
        (
            "/item",
            json!([{ "sequence": 1, "net": { "value": 9234.55 } }]),
            "/item",
            FhirFault::ItemsDiffer { total: "9234.56".to_owned(), sum: "9234.55".to_owned() },
        ),
    ];
    for (at, value, pointer, fault) in planted {
        let mut planted = claim();
        let (above, last) = at.rsplit_once('/').unwrap();
        match planted.pointer_mut(above).unwrap() {
            Value::Array(items) => items.push(value),
            parent => parent[last] = value,
        }
        let found = refused(&planted.to_string());
        assert_eq!(found, [(pointer.to_owned(), fault)], "{at}");
        let second = format!("{}\n{planted}\n", claim());
        assert_eq!(refused(&second)[0].0, format!("line 2 {pointer}"));
    }
    assert_eq!(refused(&claim().to_string()), []);
}

#[test]
fn a_bundle_that_says_what_is_to_be_done_is_refused() {
    let entry = json!({ "resource": claim(), "request": { "method": "DELETE", "url": "Claim/1" } });
    let bundle = json!({ "resourceType": "Bundle", "type": "transaction", "entry": [entry] });
    assert_eq!(refused(&bundle.to_string()), [("/entry/0/request".to_owned(), FhirFault::NotRead)]);
}

/// The category of FHIR's own codes is not guessed, and what is wrong with a value is told as of any row.
#[test]
fn codes_of_others_are_rejected_until_they_are_declared() {
    let mut one = claim();
    one["identifier"][0]["value"] = "S-2024-18".into();
    one["type"]["coding"][0]["code"] = "institutional".into();
    let entries = json!([{ "resource": claim() }, { "resource": one }]);
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
    let rejects = decided(&bundle.to_string()).unwrap().rejects;
    let told: Vec<_> =
        rejects.iter().map(|one| (one.file.as_str(), one.line, one.column.as_str())).collect();
    assert!(told.contains(&("bills.csv[entry]", 2, "category")), "{told:?}");
}
