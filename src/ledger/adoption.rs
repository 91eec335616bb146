//! Who adopted changed rules: all members, or only some. That is a fact of its own, from which follows under
//! which rules a person goes on; postings are asked only whether they decided anything before it, and
//! which later editions served already.
//!
//! Facts are followed in their order, for all ids of a person together. Who is named by one, under whatever
//! id, has adopted; who is not, and was decided before it, goes on under the rules that were in force until
//! then, or under rules of their own that they had already.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::LedgerError;
use super::act::Deed;
use super::act_kind::{About, ActKind};
use super::alone;
use super::number::PostingId;
use super::small_csv::{SmallCsv, at};
use super::{Known, Latest, Ledger, NewRun, Signed};
use crate::intake::mask;
use crate::manual_facts::ManualFact;
use crate::words::{self, Sentence};

/// Rules that change what was decided, adopted by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// The hash of the rules.
    pub rules: String,
    /// The ids of those who adopt them; nothing for all.
    pub members: Option<BTreeSet<String>>,
    /// What becomes of all others.
    pub others: Others,
    /// Who had nothing decided by any posting before this one follows whatever rules come.
    pub before: PostingId,
}

/// What those go on under of whom something was decided, and who do not adopt rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Others {
    /// As they did: the rules of the night change nothing for those who follow them.
    AsBefore,
    /// Rules of this hash, which were in force until then.
    Under(String),
    /// The rules of their last posting: an older ledger kept no others.
    UnderLast,
}

/// An adoption as it is kept.
#[derive(Serialize, Deserialize)]
struct Body {
    before: PostingId,
    /// Left out by an older ledger; null where all others go on as before.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "even_null")]
    instead_of: Option<Option<String>>,
    members: Option<BTreeSet<String>>,
    rules: String,
}

/// A value that is there, though it be null.
fn even_null<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

impl Adoption {
    /// Whether a member adopts the rules.
    pub fn by(&self, id: &str) -> bool {
        self.members.as_ref().is_none_or(|members| members.contains(id))
    }

    /// Whether the member is named: the ledger then keeps it with the member too, also where the rules change
    /// nothing.
    pub fn names(&self, id: &str) -> bool {
        self.members.is_some() && self.by(id)
    }

    fn body(&self) -> String {
        let instead_of = match &self.others {
            Others::AsBefore => Some(None),
            Others::Under(hash) => Some(Some(hash.clone())),
            Others::UnderLast => None,
        };
        let (members, rules) = (self.members.clone(), self.rules.clone());
        let body = Body { before: self.before, instead_of, members, rules };
        serde_json::to_string(&body).expect("texts and numbers can be written")
    }

    /// The adoption in a body; nothing where it is not of that form.
    fn of(body: &str) -> Option<Adoption> {
        let Body { before, instead_of, members, rules } = serde_json::from_str(body).ok()?;
        let others = match instead_of {
            None => Others::UnderLast,
            Some(None) => Others::AsBefore,
            Some(Some(hash)) => Others::Under(hash),
        };
        Some(Adoption { rules, members, others, before })
    }
}

/// A body in which some of those who adopt have other names; nothing where it names none of them.
pub(super) fn renamed(body: &str, name: impl Fn(&str) -> Option<String>) -> Option<String> {
    let adoption = Adoption::of(body)?;
    let members = adoption.members.as_ref()?;
    if !members.iter().any(|id| name(id).is_some()) {
        return None;
    }
    let members = members.iter().map(|id| name(id).unwrap_or_else(|| id.clone())).collect();
    Some(Adoption { members: Some(members), ..adoption }.body())
}

impl Ledger {
    /// Reads a file of members who adopt rules: all of it, or nothing where a row is not right.
    ///
    /// # Errors
    ///
    /// When the file names no member; every row of an unknown member, with its line and what to do.
    pub fn read_adopters(&self, path: &Path) -> Result<BTreeSet<String>, Vec<Sentence>> {
        let mut rows = SmallCsv::read(path, ["member_id"])?.rows;
        if rows.is_empty() {
            return Err(vec![words::ledger::adopters_missing(path.display())]);
        }
        let mut wrong = Vec::new();
        for (line, [member]) in &mut rows {
            let written = mask(member);
            let why = self.name_as_known(member, || words::ledger::adopter_unknown(written));
            wrong.extend(why.map_err(alone)?.map(|why| at(path, *line, &why)));
        }
        if wrong.is_empty() {
            return Ok(rows.into_iter().map(|(_, [member])| member).collect());
        }
        wrong.push(words::ledger::nothing_taken(wrong.len()));
        Err(wrong)
    }

    /// Whether rules were adopted for some only, since all adopted any.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn has_left_out(&self) -> Result<bool, LedgerError> {
        Ok(!self.adoptions()?.is_empty())
    }

    /// Ids of those who adopted rules by name, since all adopted some.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn adopted_by_name(&self, rules: &str) -> Result<BTreeSet<String>, LedgerError> {
        let these = self.adoptions()?.into_iter().filter(|adoption| adoption.rules == rules);
        Ok(these.filter_map(|adoption| adoption.members).flatten().collect())
    }

    /// Members who go on under rules of their own, by every id of theirs that is known, with the hash of
    /// these, and of rules whose later editions stand behind them, in this order. `same` names ids of one
    /// person, and `tonight` what is adopted and not yet kept.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn left_out(
        &self,
        known: &Known,
        same: &[(String, String)],
        tonight: Option<&Adoption>,
    ) -> Result<BTreeMap<String, Vec<String>>, LedgerError> {
        let mut rules = BTreeMap::new();
        let adoptions = since_all(self.adoptions()?.into_iter().chain(tonight.cloned()));
        if adoptions.is_empty() {
            return Ok(rules);
        }
        let mut behind = Behind::default();
        for ids in people(known, same) {
            let mut own = self.rules_of_person(&ids, &adoptions)?;
            if let Some(first) = own.first_mut() {
                self.follow_postings(first, &ids, &mut behind)?;
            }
            if !own.is_empty() {
                let ids = ids.iter().map(|latest| latest.content.member_id.clone());
                rules.extend(ids.map(|id| (id, own.clone())));
            }
        }
        Ok(rules)
    }

    /// The rules of their own under which adoptions left people when postings of theirs were made, by main id; of
    /// each main id, `made` gives the posting.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub(crate) fn left_out_by(
        &self,
        known: &Known,
        same: &[(String, String)],
        made: &dyn Fn(&Latest) -> Option<PostingId>,
    ) -> Result<BTreeMap<String, String>, LedgerError> {
        let mut rules = BTreeMap::new();
        let adoptions = self.adoptions()?;
        if adoptions.is_empty() {
            return Ok(rules);
        }
        for ids in people(known, same) {
            let Some((main, posting)) = ids.first().and_then(|id| Some((id, made(id)?))) else {
                continue;
            };
            let until = adoptions.partition_point(|adoption| adoption.before <= posting);
            let until = adoptions.get(..until).unwrap_or_default();
            let own = self.rules_of_person(&ids, until)?.into_iter().next();
            rules.extend(own.map(|hash| (main.content.member_id.clone(), hash)));
        }
        Ok(rules)
    }

    /// The rules that a person goes on under, as [`Ledger::left_out`] lists them; none for one who follows
    /// those of the night.
    fn rules_of_person(
        &self,
        ids: &[&Latest],
        adoptions: &[Adoption],
    ) -> Result<Vec<String>, LedgerError> {
        let mut own: Vec<String> = Vec::new();
        for adoption in adoptions {
            if ids.iter().any(|latest| adoption.by(&latest.content.member_id)) {
                own.clear();
            } else if own.is_empty() {
                own.extend(self.left_under(adoption, ids)?);
            } else if let Others::Under(hash) = &adoption.others {
                // What stood behind rules of their own until then was in force for them too.
                own.push(hash.clone());
            }
        }
        Ok(own)
    }

    /// Later editions under which a newest posting was decided stand behind rules for good.
    fn follow_postings(
        &self,
        rules: &mut String,
        ids: &[&Latest],
        behind: &mut Behind,
    ) -> Result<(), LedgerError> {
        for named in ids.iter().filter_map(|latest| ManualFact::rules(&latest.content.manual_facts))
        {
            let both = (named, rules.clone());
            if !behind.contains_key(&both) {
                behind.insert(both.clone(), self.has_all_of(&both.0, &both.1)?);
            }
            if behind[&both] {
                *rules = both.0;
                break;
            }
        }
        Ok(())
    }

    /// The rules under which an adoption leaves a person who followed those of the night.
    fn left_under(
        &self,
        adoption: &Adoption,
        ids: &[&Latest],
    ) -> Result<Option<String>, LedgerError> {
        if adoption.others == Others::AsBefore {
            return Ok(None);
        }
        for latest in ids {
            let Some(posting) = self.decided_before(latest, adoption.before)? else { continue };
            return match &adoption.others {
                Others::Under(hash) => Ok(Some(hash.clone())),
                _ => self.rules_of_posting(posting).map(Some),
            };
        }
        Ok(None)
    }

    /// The last posting of a member before this one, where it decided something.
    fn decided_before(
        &self,
        latest: &Latest,
        before: PostingId,
    ) -> Result<Option<PostingId>, LedgerError> {
        if latest.posting < before {
            let decided = !latest.content.decisions.is_empty();
            return Ok(decided.then_some(latest.posting));
        }
        // From the newest back, since each knows the one before.
        let sql = "WITH RECURSIVE chain(no) AS (SELECT ?1 UNION \
                   SELECT p.before FROM posting p JOIN chain c ON p.no = c.no \
                   WHERE p.no >= ?2 AND p.before IS NOT NULL) \
                   SELECT p.no FROM chain c JOIN posting p ON p.no = c.no \
                   WHERE p.no < ?2 AND p.decisions <> ''";
        let found: Vec<PostingId> = self.rows(sql, (latest.posting, before), |row| row.get(0))?;
        Ok(found.into_iter().next())
    }

    /// Whether rules are others, or these with later editions behind them.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub(crate) fn has_all_of(&self, named: &str, rules: &str) -> Result<bool, LedgerError> {
        let files = |hash| -> Result<Vec<Value>, LedgerError> {
            let files = serde_json::from_str(&self.rules_of_hash(hash)?);
            files.map_err(|why| LedgerError::damaged(self.path(), why))
        };
        let (named, rules) = (files(named)?, files(rules)?);
        Ok(rules.iter().all(|file| named.contains(file)))
    }

    /// The adoptions in their order, since all members adopted rules.
    pub(crate) fn adoptions(&self) -> Result<Vec<Adoption>, LedgerError> {
        let sql = "SELECT body FROM fact_in_force WHERE kind = 'adopted' ORDER BY no";
        let bodies: Vec<String> = self.rows(sql, (), |row| row.get(0))?;
        let damaged = || LedgerError::damaged(self.path(), "fact adopted");
        let read = |body: &String| Adoption::of(body);
        let mut all: Vec<Adoption> = Vec::new();
        for body in &bodies {
            let mut adoption = read(body).ok_or_else(damaged)?;
            // So an older ledger kept that only some who had been left out adopt.
            let is_again = all.last().is_some_and(|last| last.before == adoption.before);
            if adoption.others == Others::UnderLast && is_again {
                adoption.others = Others::AsBefore;
            }
            all.push(adoption);
        }
        Ok(since_all(all.into_iter()))
    }

    /// The rules that a posting was decided under.
    fn rules_of_posting(&self, posting: PostingId) -> Result<String, LedgerError> {
        let sql = "SELECT p.said, r.hash FROM posting p JOIN run u ON u.no = p.run \
                   JOIN rules r ON r.no = u.rules WHERE p.no = ?1";
        let found: Vec<(String, String)> =
            self.rows(sql, [posting], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let missing = || LedgerError::damaged(self.path(), format!("rules {posting}"));
        let (manual_facts, hash) = found.into_iter().next().ok_or_else(missing)?;
        Ok(ManualFact::rules(&manual_facts).unwrap_or(hash))
    }

    /// Rules by their hash: a JSON list of `{file, text}`.
    ///
    /// # Errors
    ///
    /// When there are none, or the ledger cannot be read.
    pub fn rules_of_hash(&self, hash: &str) -> Result<String, LedgerError> {
        let sql = "SELECT files FROM rules WHERE hash = ?1";
        let found: Vec<String> = self.rows(sql, [hash], |row| row.get(0))?;
        let missing = || LedgerError::damaged(self.path(), format!("rules {hash}"));
        found.into_iter().next().ok_or_else(missing)
    }
}

/// Of rules that postings name, and rules that members go on under, whether the first have all of the second:
/// looked up once, and not for each member.
type Behind = HashMap<(String, String), bool>;

/// What was adopted since all adopted rules: those who were left out before follow the rules of the night.
fn since_all(adoptions: impl Iterator<Item = Adoption>) -> Vec<Adoption> {
    let mut since = Vec::new();
    for adoption in adoptions {
        match adoption.members {
            None => since.clear(),
            Some(_) => since.push(adoption),
        }
    }
    since
}

/// All known people, each with all ids, the main one first.
fn people<'k>(known: &'k Known, same: &[(String, String)]) -> Vec<Vec<&'k Latest>> {
    let mains: HashMap<&str, &str> =
        same.iter().map(|(other, main)| (other.as_str(), main.as_str())).collect();
    let (mut people, mut others) = (BTreeMap::new(), Vec::new());
    for latest in &known.members {
        let id = latest.content.member_id.as_str();
        match mains.get(id) {
            None => drop(people.insert(id, vec![latest])),
            Some(main) => others.push((*main, latest)),
        }
    }
    for (main, latest) in others {
        people.entry(main).or_default().push(latest);
    }
    people.into_values().collect()
}

impl NewRun<'_> {
    /// Keeps that rules are adopted, before the run posts anything.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn adopt(&self, adoption: Adoption, act: &Signed) -> Result<(), LedgerError> {
        let whom =
            adoption.members.as_ref().map_or("all".to_owned(), |some| some.len().to_string());
        let body = Adoption { before: self.next, ..adoption }.body();
        let sql = "INSERT INTO fact(kind, member_id, body, happened_on, author, reason, login, salt) \
                   VALUES('adopted', '', ?1, ?2, ?3, ?4, ?5, randomblob(16))";
        let Signed { by, on, reason, login, .. } = act;
        self.add(sql, (body, on, by, reason, login))?;
        let deed = Deed::new(ActKind::Adopt, About::Run, self.no).changing("", whom);
        self.ledger.keep_act(deed, act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_adopted_is_read_as_it_was_written() {
        let rules = "1f".to_owned();
        let some = || Some(BTreeSet::from(["A".to_owned()]));
        for (members, others) in [
            (None, Others::AsBefore),
            (some(), Others::AsBefore),
            (some(), Others::Under("2e".to_owned())),
            (some(), Others::UnderLast),
        ] {
            let adoption = Adoption { rules: rules.clone(), members, others, before: 7.into() };
            assert_eq!(Adoption::of(&adoption.body()), Some(adoption));
        }
        assert_eq!(Adoption::of(r#"{"before":7,"members":"A","rules":"1f"}"#), None);
        let adoption =
            Adoption { rules, members: some(), others: Others::AsBefore, before: 7.into() };
        let written = r#"{"before":7,"instead_of":null,"members":["A"],"rules":"1f"}"#;
        assert_eq!(adoption.body(), written);
    }
}
