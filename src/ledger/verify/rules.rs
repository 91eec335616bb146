//! Rules that runs, postings and adoptions name: that they are kept, and that their texts are those that
//! were named. Without them no explanation could be made again.

use std::collections::BTreeSet;

use super::fault::{Reporter, rules_name};
use super::postings::Checked;
use super::stored::text;
use crate::fingerprint::sha256;
use crate::ledger::{Ledger, LedgerError, Others, RunId};
use crate::words;

impl Ledger {
    /// Checks all rules, and all rows that name some.
    pub(super) fn check_rules(
        &self,
        checked: &Checked,
        report: Reporter,
    ) -> Result<u64, LedgerError> {
        let kept = self.check_texts(report)?;
        let sql = "SELECT no, rules FROM run WHERE rules NOT IN (SELECT no FROM rules) ORDER BY no";
        let without: Vec<(RunId, i64)> =
            self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        without
            .iter()
            .for_each(|(run, rules)| report(words::ledger::run_without_rules(run, rules)));
        for (_, gone) in checked.rules.iter().filter(|(hash, _)| !kept.contains(*hash)) {
            report(gone.clone());
        }
        for adoption in self.adoptions()? {
            let under = match adoption.others {
                Others::Under(hash) => Some(hash),
                Others::AsBefore | Others::UnderLast => None,
            };
            for hash in [adoption.rules].iter().chain(&under).filter(|hash| !kept.contains(*hash)) {
                report(words::ledger::adopted_rules_gone(rules_name(hash)));
            }
        }
        Ok(kept.len() as u64)
    }

    /// The hashes of all rules; each is that of their texts.
    fn check_texts(&self, report: Reporter) -> Result<BTreeSet<String>, LedgerError> {
        let sql = "SELECT hash, files FROM rules ORDER BY no";
        let rules = self.rows(sql, (), |row| Ok((text(row, 0)?, text(row, 1)?)))?;
        for (hash, _) in rules.iter().filter(|(hash, files)| sha256(files.as_bytes()) != *hash) {
            report(words::ledger::rules_changed(rules_name(hash)));
        }
        Ok(rules.into_iter().map(|(hash, _)| hash).collect())
    }
}
