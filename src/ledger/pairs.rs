//! Ids that are likely of one person and are not joined: a list for people to look at. It joins none of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::LedgerError;
use super::known::{Brought, Columns, Known};
use super::number::ColumnsId;
use super::{Ledger, Name};
use crate::claim::KeptRow;
use crate::words::{self, Sentence};

/// In what two ids are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// One is the form of 15 digits that the other, of 18, took the place of.
    OldForm,
    /// They differ in width, letter case or what is not seen alone.
    Spelling,
    /// Name, birth date and sex.
    Person,
}

impl Alike {
    /// The code in data for programs.
    pub fn code(self) -> &'static str {
        match self {
            Alike::OldForm => "old_form",
            Alike::Spelling => "spelling",
            Alike::Person => "person",
        }
    }

    /// The same for people.
    pub fn words(self) -> Sentence {
        match self {
            Alike::OldForm => words::acts::alike_old_form(),
            Alike::Spelling => words::acts::alike_spelling(),
            Alike::Person => words::acts::alike_person(),
        }
    }
}

/// Two ids that are likely of one person. An id that is joined already is represented by its main one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one that would be the main id.
    pub member: String,
    /// The other.
    pub other: String,
    /// Why it is likely.
    pub why: BTreeSet<Alike>,
    /// Whether they can be joined: not where both are the main ids of others.
    pub joins: bool,
}

/// An id, and what identifies the person: name, birth date and sex; nothing where they are not all known.
struct Id<'k> {
    id: &'k str,
    spelling: String,
    person: Option<[String; 3]>,
}

impl Ledger {
    /// Pairs of ids that are likely of one person and are not joined. Of more than two that are alike, each
    /// is listed with the first.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn likely_pairs(&self) -> Result<Vec<Pair>, LedgerError> {
        let (known, same) =
            self.view(|ledger| Ok::<_, LedgerError>((ledger.all_known()?, ledger.same_people()?)))?;
        Ok(pairs(ids(&known, &same), &same))
    }
}

/// All ids that are known, oldest first, and then those that only a manual fact names.
fn ids<'k>(known: &'k Known, same: &'k [(String, String)]) -> Vec<Id<'k>> {
    let places: HashMap<ColumnsId, [Option<usize>; 3]> =
        known.columns.iter().map(|(no, columns)| (*no, places(columns))).collect();
    let mut members: Vec<_> = known.members.iter().collect();
    members.sort_by_key(|latest| latest.member);
    let there: HashSet<&str> = members.iter().map(|one| &*one.content.member_id).collect();
    let others = same.iter().map(|(other, _)| &**other).filter(|other| !there.contains(other));
    let of_members = members.iter().map(|latest| {
        let rows = known.rows.get(&latest.member).map_or(&[][..], Vec::as_slice);
        (&*latest.content.member_id, person(rows, &places))
    });
    let all = of_members.chain(others.map(|other| (other, None)));
    all.map(|(id, person)| Id { id, spelling: Name::kept(id).folded(), person }).collect()
}

/// Where the name, the birth date and the sex stand.
fn places(columns: &Columns) -> [Option<usize>; 3] {
    let names = Columns::names(&columns.members);
    ["name", "birth_date", "sex"].map(|name| names.iter().position(|known| known == name))
}

/// The person of the row that came last. A name is compared without blanks: `王　芳` is `王芳`.
fn person(
    rows: &[Brought],
    places: &HashMap<ColumnsId, [Option<usize>; 3]>,
) -> Option<[String; 3]> {
    let last = rows.iter().rev().find(|brought| !brought.rows[0].is_empty())?;
    let (list, places) = (KeptRow::list(&last.rows[0])?, places.get(&last.columns)?);
    let row = list.last()?;
    let cell = |place: Option<usize>| row.show(place).trim().to_owned();
    let name = Name::kept(&row.show(places[0])).folded().replace(' ', "");
    let [birth, sex] = [cell(places[1]), cell(places[2])];
    (!name.is_empty() && !birth.is_empty()).then_some([name, birth, sex])
}

/// Pairs among ids. The first of those that are alike is the one to go on under: it has others already, or is
/// of 18 digits, or is written as it should be, or was known first.
fn pairs(mut ids: Vec<Id>, same: &[(String, String)]) -> Vec<Pair> {
    let mains: HashSet<&str> = same.iter().map(|(_, main)| &**main).collect();
    ids.sort_by_cached_key(|one| {
        let is_plain = one.spelling.to_uppercase() == one.id;
        (!mains.contains(one.id), old_form(&one.spelling).is_none(), !is_plain)
    });
    let pair = |((first, other), why): ((usize, usize), BTreeSet<Alike>)| Pair {
        member: ids[first].id.to_owned(),
        other: ids[other].id.to_owned(),
        why,
        joins: !mains.contains(ids[other].id),
    };
    alike(&ids, &known_by(&ids, same)).into_iter().map(pair).collect()
}

/// The place of the id that represents each: its main one, where it is joined.
fn known_by(ids: &[Id], same: &[(String, String)]) -> Vec<usize> {
    let main_of: HashMap<&str, &str> =
        same.iter().map(|(other, main)| (&**other, &**main)).collect();
    let place: HashMap<&str, usize> =
        ids.iter().enumerate().map(|(at, one)| (one.id, at)).collect();
    let main = |id| place.get(main_of.get(id)?).copied();
    ids.iter().enumerate().map(|(at, one)| main(one.id).unwrap_or(at)).collect()
}

/// In what the ids at two places are alike: each is looked up by what it may have in common with others.
fn alike(ids: &[Id], known_by: &[usize]) -> BTreeMap<(usize, usize), BTreeSet<Alike>> {
    let mut spelled: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    let mut people: HashMap<&[String; 3], BTreeSet<usize>> = HashMap::new();
    for (one, known_by) in ids.iter().zip(known_by).filter(|(one, _)| !one.spelling.is_empty()) {
        spelled.entry(&one.spelling).or_default().insert(*known_by);
        if let Some(person) = &one.person {
            people.entry(person).or_default().insert(*known_by);
        }
    }
    let mut found: BTreeMap<(usize, usize), BTreeSet<Alike>> = BTreeMap::new();
    let mut add = |alike: Alike, group: &BTreeSet<usize>| {
        let mut all = group.iter().copied();
        let Some(first) = all.next() else { return };
        all.for_each(|other| found.entry((first, other)).or_default().extend([alike]));
    };
    spelled.values().for_each(|group| add(Alike::Spelling, group));
    people.values().for_each(|group| add(Alike::Person, group));
    for (spelling, group) in &spelled {
        let old = old_form(spelling).and_then(|old| spelled.get(&*old));
        let firsts = [Some(group), old].into_iter().flatten().filter_map(BTreeSet::first);
        add(Alike::OldForm, &firsts.copied().collect());
    }
    found
}

/// The 15 digits that an id of a resident had before it had 18: those without the century, 19, and without
/// the last, which checks the others; nothing where it is no such id.
fn old_form(spelling: &str) -> Option<String> {
    let (digits, check) = spelling.split_at_checked(17)?;
    let is_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_checked = check == "x" || (check.len() == 1 && check.as_bytes()[0].is_ascii_digit());
    let is_resident = is_digits && is_checked && &digits[6..8] == "19";
    is_resident.then(|| format!("{}{}", &digits[..6], &digits[8..]))
}
