//! Who bears what was posted: the funder that the rules name which it was decided under. Their texts are
//! kept in the ledger, and no table has to repeat it.

use std::collections::HashMap;

use toml::{Table, Value};

use super::error::AccountingError;
use crate::ledger::Ledger;

/// The rules that a posting `p` of a run `r` was decided under, in SQL: those that it names itself, where
/// changed ones were not adopted for its member, or else those of the run.
pub(crate) const DECIDED_UNDER: &str = "CASE WHEN p.said = '' THEN r.rules ELSE coalesce(
    (SELECT own.no FROM json_each('[' || replace(rtrim(p.said, char(10)), char(10), ',') || ']') said
     JOIN rules own ON own.hash = said.value ->> '$.body.hash'
     WHERE said.value ->> '$.kind' = 'rules'), r.rules) END";

/// Funders of benefits, by the rules, the edition and the benefit.
pub(crate) struct Funders {
    /// The scheme, which bears what no other funder does.
    scheme: String,
    named: HashMap<i64, HashMap<String, HashMap<String, String>>>,
}

impl Funders {
    /// Who bears a benefit.
    pub fn of(&self, rules: i64, edition: &str, benefit: &str) -> &str {
        let named = self.named.get(&rules).and_then(|editions| editions.get(edition)?.get(benefit));
        named.unwrap_or(&self.scheme)
    }

    /// Adds what the files of some rules name. Only that is read of them, so that a ledger can be summed
    /// up also by a program that does not know all of an older language.
    fn add(&mut self, rules: i64, files: &str) {
        let files: Vec<serde_json::Value> = serde_json::from_str(files).unwrap_or_default();
        let texts = files.iter().filter_map(|file| file["text"].as_str());
        for file in texts.filter_map(|text| text.parse::<Table>().ok()) {
            let edition = file.get("edition").and_then(|edition| text(edition, "id"));
            let benefits = file.get("benefit").and_then(Value::as_array);
            for benefit in benefits.into_iter().flatten() {
                if let (Some(edition), Some(id), Some(funder)) =
                    (&edition, text(benefit, "id"), text(benefit, "funder"))
                {
                    let editions = self.named.entry(rules).or_default();
                    editions.entry(edition.clone()).or_default().insert(id, funder);
                }
            }
        }
    }
}

/// What stands at a key; the id of an edition may be written as a number.
fn text(table: &Value, key: &str) -> Option<String> {
    match table.get(key)? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Who bears what was posted.
pub(crate) fn funders(ledger: &Ledger) -> Result<Funders, AccountingError> {
    let mut funders = Funders { scheme: ledger.kept_in()?.0, named: HashMap::new() };
    let rules: Vec<(i64, String)> =
        ledger.rows("SELECT no, files FROM rules", (), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rules.iter().for_each(|(no, files)| funders.add(*no, files));
    Ok(funders)
}
