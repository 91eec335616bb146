//! Whether the acts are those that were done: each seal, all rows of each, and no row that is of none.

use std::collections::BTreeMap;

use super::left::Left;
use super::postings::Checked;
use super::{Reporter, Verified};
use crate::fingerprint::hex;
use crate::ledger::act::{ACTS, Act};
use crate::ledger::act_kind::ActKind;
use crate::ledger::seal::{self, Seal};
use crate::ledger::sealed_rows::{Extents, SEALED};
use crate::ledger::{ActId, Ledger, LedgerError, PostingId};
use crate::words::acts as words;

impl Ledger {
    /// Checks every act, first to last.
    pub(super) fn check_acts(
        &self,
        checked: &Checked,
        verified: &mut Verified,
        report: Reporter,
    ) -> Result<u64, LedgerError> {
        let acts = self.rows(ACTS, (), Act::read)?;
        let postings = self.seals_of_postings(&acts)?;
        let (mut before, mut last, mut known) = (seal::FIRST, ActId::default(), Extents::default());
        let mut is_gone_reported = false;
        for act in &acts {
            if act.no != last.after() {
                report(words::acts_missing(last.after(), act.no.before()));
            }
            last = act.no;
            known = self.check_rows_of(act, &known, &checked.given.left, report)?;
            let newest = match act.posting {
                posting if posting == PostingId::default() => Some(seal::FIRST),
                posting => postings.get(&posting).copied(),
            };
            if newest.is_none() && !is_gone_reported {
                report(words::act_of_no_posting(act.no, act.posting));
                is_gone_reported = true;
            }
            // Of what is left of an act, the act of the disposal has the hash; its own seal stands in the chain.
            let is_whole = match checked.given.left.acts.get(&act.no) {
                Some(left) => act.left() == *left,
                None => newest.is_none_or(|newest| act.sealed(&before, &newest) == act.seal),
            };
            if !is_whole {
                let Act { no, deed, signed, .. } = act;
                report(words::act_seal_broken(no, deed.kind.words(), signed.on, &signed.by));
            }
            before = act.seal;
        }
        let newest = acts.last().map_or(PostingId::default(), |act| act.posting);
        if checked.last != newest {
            report(words::postings_of_no_act(newest, checked.last));
        }
        self.check_rows_behind(&known, report)?;
        verified.seal = hex(&before);
        let is_disposal = |act: &&Act| act.deed.kind == ActKind::Dispose;
        verified.disposals = acts.iter().filter(is_disposal).cloned().collect();
        Ok(acts.len() as u64)
    }

    /// Checks the rows that an act added; how far it goes.
    fn check_rows_of(
        &self,
        act: &Act,
        known: &Extents,
        left: &Left,
        report: Reporter,
    ) -> Result<Extents, LedgerError> {
        let damaged = || LedgerError::damaged(self.path(), format!("act {}", act.no));
        let extents = Extents::read(&act.extents).ok_or_else(damaged)?;
        for table in &SEALED {
            let (after, last) = (known.last(table.name), extents.last(table.name));
            let hash = hex(&table.hash(self, after, last)?);
            let sealed = left.rows(table.name, act.no).or(extents.hash(table.name));
            if sealed.is_some_and(|sealed| sealed != hash) || last < after {
                report(words::rows_of_act_differ(
                    act.no,
                    table.name,
                    after.saturating_add(1),
                    last,
                ));
            }
        }
        Ok(extents)
    }

    /// No row stands behind the newest act.
    fn check_rows_behind(&self, known: &Extents, report: Reporter) -> Result<(), LedgerError> {
        for table in &SEALED {
            let (after, last) = (known.last(table.name), table.last(self)?);
            if last > after {
                report(words::rows_of_no_act(table.name, after.saturating_add(1), last));
            }
        }
        Ok(())
    }

    /// The seals of the postings that acts name.
    fn seals_of_postings(&self, acts: &[Act]) -> Result<BTreeMap<PostingId, Seal>, LedgerError> {
        let mut seals = BTreeMap::new();
        for posting in acts.iter().map(|act| act.posting) {
            let sql = "SELECT seal FROM posting WHERE no = ?1";
            let seal: Vec<Seal> = self.rows(sql, [posting], |row| row.get(0))?;
            seals.extend(seal.into_iter().next().map(|seal| (posting, seal)));
        }
        Ok(seals)
    }

    /// Whether a seal that was noted elsewhere is that of an act, or of a posting of before there were acts.
    pub(super) fn check_noted(&self, noted: &str, report: Reporter) -> Result<(), LedgerError> {
        let sql = "SELECT 1 FROM act WHERE lower(hex(seal)) = ?1 \
                   UNION ALL SELECT 1 FROM posting WHERE lower(hex(seal)) = ?1 \
                   UNION ALL SELECT 1 FROM migrated WHERE lower(hex(seal)) = ?1 LIMIT 1";
        if self.rows(sql, [noted.to_lowercase()], |_| Ok(()))?.is_empty() {
            report(words::seal_unknown(noted));
        }
        Ok(())
    }
}
