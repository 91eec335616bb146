//! Manual facts, which are in no file: an appeal decided by hand, what an older system had counted, two ids of
//! one person. Each has an author and a reason; a later fact about the same replaces it.

use std::collections::{HashMap, HashSet};

use super::LedgerError;
use super::act::Deed;
use super::act_kind::{About, ActKind};
use super::number::{FactId, RunId};
use super::{Ledger, Name, Signed, name};
use crate::claim::Column;
use crate::intake::mask;
use crate::manual_facts::{Disallowed, ManualFact, disallowed};
use crate::money::Money;

/// A fact of a member, and who entered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its number, in the order of entry.
    pub no: FactId,
    /// The member.
    pub member_id: String,
    /// The fact.
    pub what: ManualFact,
    /// Who entered it, when and why.
    pub signed: Signed,
}

/// A fact, and whether it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactStatus {
    /// The fact.
    pub fact: Fact,
    /// Whether it holds.
    pub force: Force,
}

/// Whether a manual fact is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// It is.
    InForce,
    /// The fact of this number has replaced it.
    ReplacedBy(FactId),
    /// The fact of this number took it back.
    TakenBackBy(FactId),
    /// No night has taken it into account yet.
    Pending,
}

impl Ledger {
    /// Adds a fact of a member. It is taken into account by the next night.
    ///
    /// # Errors
    ///
    /// When there is no reason, or the ledger cannot be written.
    pub fn add_fact(
        &mut self,
        member_id: &str,
        what: &ManualFact,
        act: Signed,
    ) -> Result<(), LedgerError> {
        let act = act.with_reason()?;
        self.act(&act, |ledger| {
            let facts = ledger.manual_facts(Some(member_id))?;
            let facts: Vec<ManualFact> = facts.into_iter().map(|known| known.fact.what).collect();
            let (before, after) = ledger.changes(&facts, what);
            let deed = ledger.deed_of(member_id, what).changing(before, after);
            ledger.keep_fact(member_id, what, &act)?;
            Ok(((), Some(deed)))
        })
    }

    /// What one more fact changes, after those that are known of the member: from and to.
    fn changes(&self, known: &[ManualFact], what: &ManualFact) -> (String, String) {
        let Some(subject) = what.subject() else {
            let with = [known, std::slice::from_ref(what)].concat();
            return (self.disallowed_like(known, what), self.disallowed_like(&with, what));
        };
        let same = |known: &&ManualFact| known.subject().as_ref() == Some(&subject);
        let before = known.iter().rfind(same).map(|known| self.value_of(known));
        (before.unwrap_or_default(), self.value_of(what))
    }

    /// What facts leave disallowed in all of the bill and the column that one of them names: `in_scope 320.00`.
    fn disallowed_like(&self, facts: &[ManualFact], what: &ManualFact) -> String {
        let Some(of) = Disallowed::of(what).or_else(|| Disallowed::allowed(what)) else {
            return String::new();
        };
        let is_like = |one: &Disallowed| (one.bill_id, one.column) == (of.bill_id, of.column);
        let all = disallowed(facts).into_iter().filter(is_like).map(|one| one.amount);
        self.of_column(of.column, all.sum())
    }

    /// An amount of a column: `in_scope 320.00`.
    fn of_column(&self, column: Column, amount: Money) -> String {
        format!("{} {}", column.name().unwrap_or_default(), self.in_currency(amount))
    }

    /// An amount; before the first night there is no currency.
    fn in_currency(&self, amount: Money) -> String {
        self.show(amount).unwrap_or_else(|_| amount.minor().to_string())
    }

    /// Adds a fact of a member, within a transaction of the caller's.
    pub(crate) fn keep_fact(
        &self,
        member_id: &str,
        what: &ManualFact,
        act: &Signed,
    ) -> Result<(), LedgerError> {
        let sql = "INSERT INTO fact(kind, member_id, body, happened_on, author, reason, login, \
                   second, salt) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, randomblob(16))";
        let Signed { by, on, reason, login, second } = act;
        let (kind, body) = (what.kind(), what.body());
        let second = second.as_deref().unwrap_or_default();
        self.run(sql, (kind, member_id, body, on, by, reason, login, second))
    }

    /// The act that enters a fact, without what it changes.
    pub(crate) fn deed_of(&self, member_id: &str, what: &ManualFact) -> Deed {
        match what {
            ManualFact::Override { bill_id, .. } => {
                Deed::new(ActKind::Override, About::Bill, bill_id)
            }
            ManualFact::Disallow { bill_id, .. } => {
                Deed::new(ActKind::Disallow, About::Bill, bill_id)
            }
            ManualFact::Allow { bill_id, .. } => Deed::new(ActKind::Allow, About::Bill, bill_id),
            ManualFact::Opening { .. } => Deed::new(ActKind::Opening, About::Member, member_id),
            ManualFact::SamePerson { .. } => {
                Deed::new(ActKind::SamePerson, About::Member, member_id)
            }
            ManualFact::Rules { hash } => Deed::new(ActKind::Adopt, About::Rules, hash),
        }
    }

    /// What a fact says, in codes and numbers: `medical 250.00`.
    pub(crate) fn value_of(&self, what: &ManualFact) -> String {
        match what {
            ManualFact::Override { benefit, amount, .. } => {
                format!("{benefit} {}", self.in_currency(*amount))
            }
            ManualFact::Disallow { column, amount, .. }
            | ManualFact::Allow { column, amount, .. } => self.of_column(*column, *amount),
            ManualFact::Opening { accumulator, day, value, cut_over } => {
                format!("{accumulator} {day} {value} {cut_over}")
            }
            ManualFact::SamePerson { other } => mask(other),
            ManualFact::Rules { hash } => hash.clone(),
        }
    }

    /// Facts that no posting holds yet, in the order of entry: a member who cannot be decided
    /// tonight is decided on them later.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn pending_facts(&self) -> Result<Vec<Fact>, LedgerError> {
        let same = self.same_people()?;
        // What postings of a member hold already, by the id that each fact names.
        let mut held: HashMap<String, Vec<String>> = HashMap::new();
        let mut news = Vec::new();
        for fact in self.facts("kind <> 'adopted'")? {
            if !held.contains_key(&fact.member_id) {
                held.insert(fact.member_id.clone(), self.held_of(&fact.member_id, &same)?);
            }
            let lines = held.get_mut(&fact.member_id).expect("looked up above");
            match lines.iter().position(|line| *line == fact.what.line()) {
                Some(at) => drop(lines.swap_remove(at)),
                None => news.push(fact),
            }
        }
        Ok(news)
    }

    /// All manual facts in their order, or all of one member under any id.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn manual_facts(&self, member_id: Option<&str>) -> Result<Vec<FactStatus>, LedgerError> {
        let same: HashMap<String, String> = self.same_people()?.into_iter().collect();
        let person = |id: &str| same.get(id).map_or_else(|| id.to_owned(), String::clone);
        let waits: HashSet<FactId> = self.pending_facts()?.iter().map(|fact| fact.no).collect();
        let mut facts = self.facts("kind <> 'adopted'")?;
        facts.retain(|fact| member_id.is_none_or(|id| person(&fact.member_id) == person(id)));
        let gone = no_more(&facts, person);
        let status = |fact: Fact| {
            let force = match gone.get(&fact.no) {
                Some(force) => *force,
                None if waits.contains(&fact.no) => Force::Pending,
                None => Force::InForce,
            };
            FactStatus { fact, force }
        };
        Ok(facts.into_iter().map(status).collect())
    }

    /// Facts that the newest postings hold: of the id itself, and of its main id.
    fn held_of(&self, id: &str, same: &[(String, String)]) -> Result<Vec<String>, LedgerError> {
        let main = same.iter().find(|(other, _)| other == id).map(|(_, main)| main.as_str());
        let mut lines = Vec::new();
        for id in [Some(id), main].into_iter().flatten() {
            let sql =
                "SELECT p.said FROM member m JOIN posting p ON p.no = m.posting WHERE m.id = ?1";
            let manual_facts: Vec<String> = self.rows(sql, [id], |row| row.get(0))?;
            lines.extend(
                manual_facts
                    .iter()
                    .flat_map(|manual_facts| manual_facts.lines())
                    .map(|line| format!("{line}\n")),
            );
        }
        Ok(lines)
    }

    /// The newest run when a fact was entered: 0 where there was none.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn run_before_fact(&self, fact: FactId) -> Result<RunId, LedgerError> {
        let sql = "SELECT coalesce(max(no), 0) FROM run_in_force WHERE facts < ?1";
        Ok(self.rows(sql, [fact], |row| row.get(0))?.into_iter().next().unwrap_or_default())
    }

    /// Ids of one person: each other id with the main one. Also those that are one in another spelling.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn same_people(&self) -> Result<Vec<(String, String)>, LedgerError> {
        let facts = self.facts("kind = 'same_person'")?;
        let pair = |fact: Fact| match fact.what {
            ManualFact::SamePerson { other } => Some((other, fact.member_id)),
            _ => None,
        };
        self.in_one_spelling(facts.into_iter().filter_map(pair).collect())
    }

    fn facts(&self, which: &str) -> Result<Vec<Fact>, LedgerError> {
        let sql = format!(
            "SELECT no, member_id, kind, body, happened_on, author, reason, login, second FROM fact \
             WHERE kind NOT IN ('payees', 'disposed') AND {which} ORDER BY no"
        );
        let rows: Vec<(FactId, String, Option<ManualFact>, Signed)> =
            self.rows(&sql, (), |row| {
                let text = |at: usize| row.get::<_, String>(at);
                let second = Some(Name::kept(&text(8)?)).filter(|second| !second.is_empty());
                let signed = Signed {
                    by: Name::kept(&text(5)?),
                    on: row.get(4)?,
                    reason: name::reason_kept(&text(6)?),
                    login: text(7)?,
                    second,
                };
                Ok((row.get(0)?, text(1)?, ManualFact::of(&text(2)?, &text(3)?), signed))
            })?;
        let fact = |(no, member_id, what, signed): (FactId, String, Option<ManualFact>, Signed)| {
            // That a member goes on under own rules stands only in a posting.
            let what = what.filter(|what| !matches!(what, ManualFact::Rules { .. }));
            let damaged = || LedgerError::damaged(self.path(), format!("fact {no}"));
            Ok(Fact { no, member_id, what: what.ok_or_else(damaged)?, signed })
        };
        rows.into_iter().map(fact).collect()
    }
}

/// Facts that hold no more, by number: a later one of the same person replaced each or took it back.
fn no_more(facts: &[Fact], person: impl Fn(&str) -> String) -> HashMap<FactId, Force> {
    let (mut next, mut allowed) = (HashMap::new(), HashMap::<_, Vec<FactId>>::new());
    let mut gone = HashMap::new();
    for Fact { no, member_id, what, .. } in facts.iter().rev() {
        let person = person(member_id);
        if let Some(subject) = what.subject() {
            let later = next.insert((person, subject), *no);
            gone.extend(later.map(|later| (*no, Force::ReplacedBy(later))));
        } else if let Some(again) = Disallowed::allowed(what) {
            allowed.entry((person, again)).or_default().push(*no);
        } else if let Some(of) = Disallowed::of(what) {
            let later = allowed.get_mut(&(person, of)).and_then(Vec::pop);
            gone.extend(later.map(|later| (*no, Force::TakenBackBy(later))));
        }
    }
    gone
}
