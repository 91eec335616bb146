//! Who adopted changed rules: everybody, or only some. Whoever was left out goes on under the rules of
//! the newest posting: those of its run, or, once a later night posted something of the member, those
//! that the posting itself names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use super::paper::{Paper, at};
use super::{Known, Ledger, NewRun, Saying, Signed};
use crate::exchange::mask;
use crate::words::{self, Sentence};

impl Ledger {
    /// Reads a file of members who adopt rules: all of it, or nothing where a row is not right.
    ///
    /// # Errors
    ///
    /// When the file names nobody; every row of somebody not known, with its line and what to do.
    pub fn read_adopters(&self, path: &Path) -> Result<BTreeSet<String>, Vec<Sentence>> {
        let rows = Paper::read(path, ["member_id"])?.rows;
        if rows.is_empty() {
            return Err(vec![words::ledger::adopters_missing(path.display())]);
        }
        let mut wrong = Vec::new();
        for (line, [member]) in &rows {
            let known = self.rows("SELECT 1 FROM member WHERE id = ?1", [member], |_| Ok(()));
            if known.map_err(|why| vec![why])?.is_empty() {
                wrong.push(at(path, *line, &words::ledger::adopter_unknown(mask(member))));
            }
        }
        if wrong.is_empty() {
            return Ok(rows.into_iter().map(|(_, [member])| member).collect());
        }
        wrong.push(words::ledger::nothing_taken(wrong.len()));
        Err(wrong)
    }

    /// Whether rules were ever adopted for some members only.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn left_anybody_out(&self) -> Result<bool, Sentence> {
        Ok(self.adoptions()?.iter().any(|adoption| !adoption["members"].is_null()))
    }

    /// Members who go on under rules of their own, by id, with the hash of these.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn left_out(&self, known: &Known) -> Result<BTreeMap<String, String>, Sentence> {
        self.rules_of_older(known, self.left_out_before()?)
    }

    /// The rules that members were decided under, by id: what they go on under where rules are adopted
    /// for others alone.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn rules_of_decided(&self, known: &Known) -> Result<BTreeMap<String, String>, Sentence> {
        self.rules_of_older(known, i64::MAX)
    }

    /// The same of members with no newer posting than `before`, and of those whose posting names rules.
    fn rules_of_older(
        &self,
        known: &Known,
        before: i64,
    ) -> Result<BTreeMap<String, String>, Sentence> {
        let mut rules = BTreeMap::new();
        for latest in &known.members {
            let content = &latest.content;
            let hash = match Saying::rules(&content.said) {
                Some(hash) => hash,
                // Of whom nothing was decided, nothing can be kept.
                None if latest.posting < before && !content.decisions.is_empty() => {
                    self.rules_of_posting(latest.posting)?
                }
                None => continue,
            };
            rules.insert(content.member_id.clone(), hash);
        }
        Ok(rules)
    }

    /// Whoever has no newer posting than this was left out of the newest adoption.
    fn left_out_before(&self) -> Result<i64, Sentence> {
        let newest = self.adoptions()?.pop().filter(|adoption| !adoption["members"].is_null());
        Ok(newest.and_then(|adoption| adoption["before"].as_i64()).unwrap_or(0))
    }

    fn adoptions(&self) -> Result<Vec<Value>, Sentence> {
        let sql = "SELECT body FROM fact WHERE kind = 'adopted' ORDER BY no";
        let bodies: Vec<String> = self.rows(sql, (), |row| row.get(0))?;
        let damaged = |why| words::ledger::damaged(self.path().display(), why);
        bodies.iter().map(|body| serde_json::from_str(body).map_err(damaged)).collect()
    }

    fn rules_of_posting(&self, posting: i64) -> Result<String, Sentence> {
        let sql = "SELECT r.hash FROM posting p JOIN run u ON u.no = p.run \
                   JOIN rules r ON r.no = u.rules WHERE p.no = ?1";
        let found: Vec<String> = self.rows(sql, [posting], |row| row.get(0))?;
        let missing = || words::ledger::damaged(self.path().display(), format!("rules {posting}"));
        found.into_iter().next().ok_or_else(missing)
    }

    /// Rules by their hash: a JSON list of `{file, text}`.
    ///
    /// # Errors
    ///
    /// When there are none, or the ledger cannot be read.
    pub fn rules_of_hash(&self, hash: &str) -> Result<String, Sentence> {
        let sql = "SELECT files FROM rules WHERE hash = ?1";
        let found: Vec<String> = self.rows(sql, [hash], |row| row.get(0))?;
        let missing = || words::ledger::damaged(self.path().display(), format!("rules {hash}"));
        found.into_iter().next().ok_or_else(missing)
    }
}

impl NewRun<'_> {
    /// Keeps that rules are adopted, by everybody or only by some: all others go on as they did, be they
    /// left out anew or before. It is said before the run posts anything.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn adopt(
        &self,
        rules: &str,
        only: Option<(&BTreeSet<String>, bool)>,
        act: &Signed,
    ) -> Result<(), Sentence> {
        let before = match only {
            Some((_, anew)) if !anew => self.ledger.left_out_before()?,
            _ => self.next,
        };
        let members = only.map(|(members, _)| members);
        let body = json!({ "rules": rules, "before": before, "members": members }).to_string();
        let sql = "INSERT INTO fact(kind, member_id, body, happened_on, author, reason) \
                   VALUES('adopted', '', ?1, ?2, ?3, ?4)";
        self.add(sql, (body, act.on.to_string(), &act.by, &act.reason)).map(drop)
    }
}
