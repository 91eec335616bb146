//! Who the rules say bears a benefit: those that it was decided under. Their texts are kept in the ledger, and no
//! table has to repeat it.

use std::collections::HashMap;

use toml::{Table, Value};

use super::error::AccountingError;
use super::parts::{FunderNo, Parts, SCHEME};
use crate::ledger::{Ledger, RulesId};
use crate::money::Money;
use crate::scheme::{FunderSplit, REST, Share};

/// The rules that a posting `p` of a run `r` was decided under, in SQL: those that it names itself, where
/// changed ones were not adopted for its member, or else those of the run.
pub(crate) const DECIDED_UNDER: &str = "CASE WHEN p.said = '' THEN r.rules ELSE coalesce(
    (SELECT own.no FROM json_each('[' || replace(rtrim(p.said, char(10)), char(10), ',') || ']') said
     JOIN rules own ON own.hash = said.value ->> '$.body.hash'
     WHERE said.value ->> '$.kind' = 'rules'), r.rules) END";

/// How a benefit is split between funders, by its place among all splits of a ledger. In the first the scheme
/// itself bears all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SplitNo(usize);

/// Funders of benefits, by the rules, the edition and the benefit.
pub(super) struct Funders {
    names: Vec<String>,
    splits: Vec<(FunderSplit, Vec<FunderNo>)>,
    named: HashMap<RulesId, HashMap<String, HashMap<String, SplitNo>>>,
}

impl Funders {
    /// The scheme alone bears everything.
    pub fn only(scheme: String) -> Funders {
        let splits = vec![(FunderSplit::one(scheme.clone()), vec![SCHEME])];
        Funders { names: vec![scheme], splits, named: HashMap::new() }
    }

    /// Who bears a benefit.
    pub fn of(&self, rules: RulesId, edition: &str, benefit: &str) -> SplitNo {
        let named = self.named.get(&rules).and_then(|editions| editions.get(edition)?.get(benefit));
        named.copied().unwrap_or_default()
    }

    /// What each bears of an amount.
    pub fn parts(&self, split: SplitNo, amount: Money) -> Parts {
        let mut parts = Parts::default();
        let (split, funders) = &self.splits[split.0];
        for (funder, part) in funders.iter().zip(split.parts(amount)) {
            parts.add(*funder, part);
        }
        parts
    }

    /// Whether no rules ever named a funder.
    pub fn is_only_scheme(&self) -> bool {
        self.splits.len() == 1
    }

    pub fn name(&self, funder: FunderNo) -> &str {
        &self.names[funder.0]
    }

    /// Adds what the files of some rules name. Only that is read of them, so that a ledger can be summed
    /// up also by a program that does not know all of an older language.
    fn add(&mut self, rules: RulesId, files: &str) {
        let files: Vec<serde_json::Value> = serde_json::from_str(files).unwrap_or_default();
        let texts = files.iter().filter_map(|file| file["text"].as_str());
        for file in texts.filter_map(|text| text.parse::<Table>().ok()) {
            let edition = file.get("edition").and_then(|edition| text(edition, "id"));
            let tables = |key: &str| file.get(key).and_then(Value::as_array).into_iter().flatten();
            let declared: Vec<String> =
                tables("funder").filter_map(|funder| text(funder, "id")).collect();
            for benefit in tables("benefit") {
                if let (Some(edition), Some(id), Some(split)) =
                    (&edition, text(benefit, "id"), split_of(benefit, &declared))
                {
                    let split = self.keep(split);
                    let editions = self.named.entry(rules).or_default();
                    editions.entry(edition.clone()).or_default().insert(id, split);
                }
            }
        }
    }

    /// The number of a split, and of each funder in it.
    pub fn keep(&mut self, split: FunderSplit) -> SplitNo {
        if let Some(known) = self.splits.iter().position(|(known, _)| *known == split) {
            return SplitNo(known);
        }
        let funders = split.funders().map(|name| self.number(name)).collect();
        self.splits.push((split, funders));
        SplitNo(self.splits.len() - 1)
    }

    fn number(&mut self, name: &str) -> FunderNo {
        let known = self.names.iter().position(|known| known == name);
        FunderNo(known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        }))
    }
}

/// Who bears a benefit, as its table says.
fn split_of(benefit: &Value, declared: &[String]) -> Option<FunderSplit> {
    let Value::Table(shares) = benefit.get("funder")? else {
        return text(benefit, "funder").map(FunderSplit::one);
    };
    let share = |(id, share): (&String, &Value)| {
        let share = match share.as_str()? {
            REST => Share::Rest,
            rate => Share::Of(rate.parse().ok()?),
        };
        Some((id.clone(), share))
    };
    FunderSplit::of(shares.iter().map(share).collect::<Option<_>>()?, declared)
}

/// What stands at a key; the id of an edition may be written as a number.
fn text(table: &Value, key: &str) -> Option<String> {
    match table.get(key)? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Who bears which benefit, as all rules of a ledger say.
pub(super) fn funders(ledger: &Ledger) -> Result<Funders, AccountingError> {
    let mut funders = Funders::only(ledger.kept_in()?.0);
    let rules: Vec<(RulesId, String)> =
        ledger.rows("SELECT no, files FROM rules ORDER BY no", (), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    rules.iter().for_each(|(no, files)| funders.add(*no, files));
    Ok(funders)
}
