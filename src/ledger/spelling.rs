//! Ids as the ledger keeps them: a ledger that was written before ids were read in one spelling, or under rules
//! that took them as they came, may know a member by another than files and commands name today.
//!
//! Such an id is one of the person's, as if a manual fact joined the two: from the next night on all stands under
//! the one spelling.

use std::collections::{BTreeSet, HashMap};

use super::LedgerError;
use super::{Ledger, sources};
use crate::claim::{MemberIds, WrongId};
use crate::intake::mask;
use crate::scheme::Book;
use crate::words::{self, Sentence};

/// Ids that may have another spelling, of which all but a few are in fact written otherwise. What is neither
/// of 18 bytes nor shorter than 15 is looked at, and what ends in a small x: to compare bytes is fast. An index of the
/// members of whom that is so answers, where the condition is written as the index has it.
const OTHERS: &str = "SELECT id FROM known_member \
                      WHERE octet_length(id) >= 15 AND (octet_length(id) <> 18 OR substr(id, -1) = 'x') \
                      UNION ALL SELECT id FROM (SELECT member_id id FROM fact) \
                      WHERE octet_length(id) >= 15 AND (octet_length(id) <> 18 OR substr(id, -1) = 'x')";
/// The same where only width and blanks do not count.
const OTHERS_OF_ANY: &str = "SELECT id FROM known_member \
                             WHERE octet_length(id) <> length(id) OR instr(id, ' ') > 0 \
                             UNION ALL SELECT id FROM (SELECT member_id id FROM fact) \
                             WHERE octet_length(id) <> length(id) OR instr(id, ' ') > 0";

impl Ledger {
    /// Reads ids as these rules do, and not as those of the newest run; for as long as the ledger is open.
    ///
    /// # Errors
    ///
    /// When people who are one in two spellings would be two again; or the ledger cannot be read.
    ///
    /// # Panics
    ///
    /// If ids were read otherwise already.
    pub fn reads_ids(&self, mode: MemberIds) -> Result<(), LedgerError> {
        let before = if mode == MemberIds::Any { self.mode_of_rules() } else { Some(mode) };
        if let Some(before) = before.filter(|before| *before != mode) {
            let ids = self.spelled_otherwise(before)?.len();
            if ids > 0 {
                return Err(words::ledger::ids_read_otherwise(ids).into());
            }
        }
        let is_new = self.spellings.mode.set(mode).is_ok();
        assert!(is_new || self.spellings.mode.get() == Some(&mode), "ids are read in one way");
        Ok(())
    }

    /// How ids are read.
    pub(crate) fn member_ids(&self) -> MemberIds {
        *self.spellings.mode.get_or_init(|| self.mode_of_rules().unwrap_or_default())
    }

    /// How the rules of the newest run read ids; nothing where there is none, or this version of the program does
    /// not read its rules.
    fn mode_of_rules(&self) -> Option<MemberIds> {
        // A run that cannot be read is an error for those who ask for it.
        let Ok(Some(last)) = self.last_run() else { return None };
        let Ok((_, files)) = self.rules_of_run(last.no, last.rules) else { return None };
        let book = Book::compile(sources(&files));
        book.ok().map(|book| book.vocabulary.member_ids)
    }

    /// Ids that are kept in another than their one spelling, with that, in their order as bytes.
    pub(crate) fn other_spellings(&self) -> Result<&[(String, String)], LedgerError> {
        if let Some(others) = self.spellings.others.get() {
            return Ok(others);
        }
        let others = self.spelled_otherwise(self.member_ids())?;
        Ok(self.spellings.others.get_or_init(|| others))
    }

    fn spelled_otherwise(&self, mode: MemberIds) -> Result<Vec<(String, String)>, LedgerError> {
        let sql = if mode == MemberIds::Any { OTHERS_OF_ANY } else { OTHERS };
        let ids: BTreeSet<String> = self.rows(sql, (), |row| row.get(0))?.into_iter().collect();
        let others = ids.into_iter().filter_map(|id| {
            let folded = mode.fold(&id).into_owned();
            (folded != id).then_some((id, folded))
        });
        Ok(others.collect())
    }

    /// Ids in another than their one spelling under which a fact, a decision or a payment still stands.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn spelled_apart(&self) -> Result<Vec<String>, LedgerError> {
        let sql = "SELECT p.said <> '' OR p.decisions <> '' OR p.entitled <> 0 OR p.paid <> 0 OR p.stood <> 0 \
                   FROM member m JOIN posting p ON p.no = m.posting WHERE m.id = ?1";
        let mut apart = Vec::new();
        for (id, _) in self.other_spellings()? {
            let counts: Vec<bool> = self.rows(sql, [id], |row| row.get(0))?;
            apart.extend(counts.contains(&true).then(|| id.clone()));
        }
        Ok(apart)
    }

    /// The id under which the ledger knows whom an id names, however it is written; the one spelling of it
    /// where no member is known by it.
    ///
    /// # Errors
    ///
    /// When no member is known by it and no member can have it; or the ledger cannot be read.
    pub fn known_as(&self, id: &str) -> Result<String, LedgerError> {
        let mode = self.member_ids();
        let folded = mode.fold(id.trim()).into_owned();
        for id in [&*folded, id] {
            if self.is_kept(id)? {
                return Ok(id.to_owned());
            }
        }
        let mut others = self.other_spellings()?.iter();
        if let Some((other, _)) = others.find(|(_, spelling)| *spelling == folded) {
            return Ok(other.clone());
        }
        match mode.wrong(id) {
            None => Ok(folded),
            Some(WrongId::Spoiled) => Err(words::data::spoiled_number(mask(id)).into()),
            Some(WrongId::NotResident) => Err(words::data::not_resident(mask(id)).into()),
        }
    }

    /// Every id under which the ledger knows whom an id names, however it is written: the one that commands
    /// take first.
    ///
    /// # Errors
    ///
    /// As of [`Ledger::known_as`].
    pub fn spellings(&self, id: &str) -> Result<Vec<String>, LedgerError> {
        let known = self.known_as(id)?;
        let spelling = self.member_ids().fold(&known).into_owned();
        let others = self.other_spellings()?.iter().filter(|(_, folded)| *folded == spelling);
        let others = others.map(|(other, _)| other.clone()).filter(|other| *other != known);
        Ok([known.clone()].into_iter().chain(others).collect())
    }

    /// Makes of an id in a file the one that the ledger knows the member by; or why there is none.
    pub(crate) fn name_as_known(
        &self,
        id: &mut String,
        unknown: impl FnOnce() -> Sentence,
    ) -> Result<Option<Sentence>, LedgerError> {
        if self.member_ids().wrong(id) == Some(WrongId::Spoiled) && !self.is_kept(id)? {
            return Ok(Some(words::data::spoiled_number(mask(id))));
        }
        let known = self.known_as(id)?;
        let is_kept = self.is_kept(&known)?;
        *id = known;
        Ok((!is_kept).then(unknown))
    }

    /// Whether a member is kept under an id as it stands.
    pub(crate) fn is_kept(&self, id: &str) -> Result<bool, LedgerError> {
        Ok(!self.rows("SELECT 1 FROM known_member WHERE id = ?1", [id], |_| Ok(()))?.is_empty())
    }

    /// Ids of one person, as they were entered, with the other spellings of all of them: each with the one that
    /// the person is posted under.
    pub(crate) fn in_one_spelling(
        &self,
        joined: Vec<(String, String)>,
    ) -> Result<Vec<(String, String)>, LedgerError> {
        let others = self.other_spellings()?;
        let mode = self.member_ids();
        let fold = |id: String| mode.fold(&id).into_owned();
        let folded = joined.into_iter().map(|(other, main)| (fold(other), fold(main)));
        let pairs: Vec<(String, String)> = folded.filter(|(other, main)| other != main).collect();
        if others.is_empty() {
            return Ok(pairs);
        }
        let mains: HashMap<&str, &str> = pairs.iter().map(|(a, b)| (&**a, &**b)).collect();
        let main = |id: &str| {
            // Two spellings of one id may have been joined with others, one behind the other.
            let mut main = id.to_owned();
            for _ in 0..mains.len() {
                main = mains.get(&*main).map_or(main, |next| (*next).to_owned());
            }
            main
        };
        let joined = pairs.iter().map(|(other, _)| (other.clone(), main(other)));
        let spelled = others.iter().map(|(other, spelling)| (other.clone(), main(spelling)));
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut seen = BTreeSet::new();
        for (other, main) in joined.chain(spelled).filter(|(other, main)| other != main) {
            if seen.insert(other.clone()) {
                pairs.push((other, main));
            }
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Access;

    /// A ledger that keeps these ids.
    fn ledger(ids: &[&str], mode: MemberIds) -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        Ledger::create(&path).unwrap();
        let ledger = Ledger::open(&path, Access::Write).unwrap();
        for id in ids {
            ledger.run("INSERT INTO member(id, posting) VALUES(?1, 1)", [id]).unwrap();
        }
        ledger.reads_ids(mode).unwrap();
        (folder, ledger)
    }

    fn pair(other: &str, main: &str) -> (String, String) {
        (other.to_owned(), main.to_owned())
    }

    const LONG: &str = "11010519491231002X";

    #[test]
    fn ids_in_another_spelling_are_one_person_with_the_one() {
        let small = LONG.to_lowercase();
        let kept = ["110105491231002", &small, LONG, "M1x", "Staff number 15", "Ｍ1"];
        let (_folder, ledger) = ledger(&kept, MemberIds::Usual);
        let pairs = [pair(&small, LONG), pair("110105491231002", LONG)];
        assert_eq!(ledger.same_people().unwrap(), pairs);
        let as_is = |id: &str| ledger.known_as(id).unwrap();
        assert_eq!(
            (as_is(&small), as_is("M1x"), as_is(" M2 ")),
            (LONG.into(), "M1x".into(), "M2".into())
        );
        assert!(ledger.known_as("9.90011E+17").is_err());
    }

    #[test]
    fn where_any_id_is_taken_width_and_blanks_alone_are_no_spelling() {
        let (_folder, ledger) = ledger(&["110105491231002", "Ｍ1", "M 2"], MemberIds::Any);
        assert_eq!(ledger.same_people().unwrap(), [pair("M 2", "M2"), pair("Ｍ1", "M1")]);
    }

    #[test]
    fn a_member_is_found_under_the_spelling_that_is_kept() {
        let small = LONG.to_lowercase();
        let (_folder, ledger) = ledger(&[&small], MemberIds::Usual);
        for id in [LONG, &small, "110105491231002"] {
            assert_eq!(ledger.known_as(id).unwrap(), small);
        }
    }

    #[test]
    fn indexes_know_who_may_have_another_spelling() {
        let (_folder, ledger) = ledger(&[], MemberIds::Usual);
        for sql in [OTHERS, OTHERS_OF_ANY] {
            let plan = format!("EXPLAIN QUERY PLAN {sql}");
            let steps: Vec<String> = ledger.rows(&plan, (), |row| row.get(3)).unwrap();
            let of_members = steps.iter().find(|step| step.contains("member")).unwrap();
            assert!(of_members.contains("USING INDEX member_in_other_"), "{steps:?}");
        }
    }

    #[test]
    fn what_was_said_of_one_spelling_holds_for_all() {
        let small = LONG.to_lowercase();
        let (_folder, ledger) = ledger(&[&small, "A", "B"], MemberIds::Usual);
        let joined = vec![pair("A", &small), pair(LONG, "B")];
        let pairs = [pair("A", "B"), pair(LONG, "B"), pair(&small, "B")];
        assert_eq!(ledger.in_one_spelling(joined).unwrap(), pairs);
    }
}
