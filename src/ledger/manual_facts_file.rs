//! said.csv: the manual facts in the order of their entry, so that another ledger or a replay takes them into
//! account as this one does.

use std::collections::BTreeMap;
use std::path::Path;

use super::LedgerError;
use super::input_error::InputError;
use super::manual_facts_row::{COLUMNS, Cells, NEEDED, cells};
use super::small_csv::{SmallCsv, at};
use super::{Fact, Ledger, Signed};
use crate::claim::MemberIds;
use crate::csv_cells::exact_row;
use crate::date::Day;
use crate::fingerprint::Fingerprint;
use crate::intake::mask;
use crate::manual_facts::ManualFact;
use crate::money::Currency;
use crate::words::{self, Sentence};

/// The manual facts of a file, all of which can be booked.
#[derive(Clone, Debug)]
pub struct ManualFactsFile {
    /// The member of each fact, the fact, and who entered it.
    facts: Vec<(String, ManualFact, Signed)>,
    /// Ids of one person: each other id with the main one.
    same: Vec<(String, String)>,
    /// What amounts are in; nothing where there are none.
    currency: Option<Currency>,
    sha256: String,
}

impl ManualFactsFile {
    /// The name of the file in a folder of facts.
    pub const NAME: &str = "said.csv";

    /// Writes facts; `is_amount` answers whether an accumulator counts money on a day.
    ///
    /// # Errors
    ///
    /// When that is not known.
    pub(crate) fn write<E>(
        facts: &[Fact],
        currency: Currency,
        is_amount: impl Fn(&str, Day) -> Result<bool, E>,
    ) -> Result<Vec<u8>, E> {
        let mut out = Vec::new();
        exact_row(&mut out, COLUMNS);
        for fact in facts {
            let cells = cells(fact, currency, &is_amount)?;
            exact_row(&mut out, COLUMNS.map(|column| cells.get(column).map_or("", String::as_str)));
        }
        Ok(out)
    }

    /// Reads a file, of which every day has come by `today`.
    ///
    /// # Errors
    ///
    /// When it cannot be read; every row that cannot be booked, with its line.
    pub fn read(path: &Path, today: Day) -> Result<ManualFactsFile, Vec<Sentence>> {
        let SmallCsv { rows, sha256 } = SmallCsv::read_exact(path, COLUMNS, NEEDED)?;
        let mut file =
            ManualFactsFile { facts: Vec::new(), same: Vec::new(), currency: None, sha256 };
        let mut wrong = Vec::new();
        for (line, cells) in &rows {
            let cells = Cells { cells };
            let faults = match cells.fact(today) {
                Ok((fact, currency)) => file.take(fact, currency),
                Err(faults) => faults,
            };
            wrong.extend(faults.iter().map(|why| at(path, *line, why)));
        }
        if wrong.is_empty() { Ok(file) } else { Err(wrong) }
    }

    /// Takes a fact, or returns why it does not go with those before it.
    fn take(
        &mut self,
        fact: (String, ManualFact, Signed),
        currency: Option<Currency>,
    ) -> Vec<Sentence> {
        let mut faults = Vec::new();
        if let (Some(one), Some(other)) = (self.currency, currency)
            && one != other
        {
            let why = InputError::OtherCurrency { found: other.code(), expected: one.code() };
            faults.push(why.sentence());
        }
        if let (member, ManualFact::SamePerson { other }, _) = &fact {
            faults.extend(joins_in_vain(&self.same, member, other));
            self.same.push((other.clone(), member.clone()));
        }
        self.currency = self.currency.or(currency);
        self.facts.push(fact);
        faults
    }

    /// Makes sure that amounts are in a currency.
    ///
    /// # Errors
    ///
    /// When they are in another.
    pub fn is_in(&self, currency: Currency) -> Result<(), InputError> {
        match self.currency.filter(|own| *own != currency) {
            Some(own) => {
                Err(InputError::OtherCurrency { found: own.code(), expected: currency.code() })
            }
            None => Ok(()),
        }
    }

    /// Ids of one person: each other id with the main one.
    pub fn same_people(&self) -> &[(String, String)] {
        &self.same
    }

    /// The same with every id of a member in its one spelling.
    #[must_use]
    pub fn in_one_spelling(mut self, ids: MemberIds) -> ManualFactsFile {
        let fold = |id: &mut String| *id = ids.fold(id).into_owned();
        for (member, what, _) in &mut self.facts {
            fold(member);
            if let ManualFact::SamePerson { other } = what {
                fold(other);
            }
        }
        for (other, main) in &mut self.same {
            fold(other);
            fold(main);
        }
        self.same.retain(|(other, main)| other != main);
        self
    }

    /// The facts of each person, by main id.
    pub fn manual_facts(&self) -> BTreeMap<String, Vec<ManualFact>> {
        let same: BTreeMap<&String, &String> =
            self.same.iter().map(|(other, main)| (other, main)).collect();
        let mut manual_facts: BTreeMap<String, Vec<ManualFact>> = BTreeMap::new();
        for (member, what, _) in &self.facts {
            let main = same.get(member).copied().unwrap_or(member);
            manual_facts.entry(main.clone()).or_default().push(what.clone());
        }
        manual_facts
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// The file, by its content.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint { file: ManualFactsFile::NAME.to_owned(), sha256: self.sha256.clone() }
    }
}

impl Ledger {
    /// Makes a new ledger that begins with the facts of a file, booked from this account of the operating
    /// system; the first night takes it into account.
    ///
    /// # Errors
    ///
    /// As of [`Ledger::create`].
    pub fn create_from(
        path: &Path,
        file: &ManualFactsFile,
        login: &str,
    ) -> Result<(), LedgerError> {
        let keep = |ledger: &Ledger| {
            file.facts.iter().try_for_each(|(member, what, act)| {
                let act = act.clone().from_account(login);
                ledger.keep_fact(member, what, &act)?;
                let deed = ledger.deed_of(member, what).changing("", ledger.value_of(what));
                ledger.keep_act(deed, &act)
            })
        };
        Ledger::create_with(path, |ledger| ledger.whole(keep))
    }
}

/// Why two ids cannot be joined beside those that are: a person has one main id.
fn joins_in_vain(same: &[(String, String)], member: &str, other: &str) -> Option<Sentence> {
    if member == other {
        return Some(words::ledger::same_id());
    }
    let is_other = |id: &str| same.iter().any(|(known, _)| known == id);
    let chained = match () {
        () if is_other(member) => member,
        () if is_other(other) || same.iter().any(|(_, main)| main == other) => other,
        () => return None,
    };
    Some(words::ledger::chain_of_ids(mask(chained)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{FactId, Name};
    use crate::money::Money;
    use crate::words::Lang;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn read(rows: &str) -> Result<ManualFactsFile, Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("said.csv");
        std::fs::write(&path, format!("{}\n{rows}", COLUMNS.join(","))).unwrap();
        let shown = |why: &Sentence| {
            why.text(Lang::English).replace(&path.display().to_string(), "said.csv")
        };
        ManualFactsFile::read(&path, day("2024-12-31"))
            .map_err(|why| why.iter().map(shown).collect())
    }

    fn facts() -> Vec<Fact> {
        let signed = |second: Option<&str>| {
            let act = Signed::new(Some("Li"), day("2024-05-01"), Some("'=appeal, \"7\"")).unwrap();
            Signed { second: second.map(|name| Name::new(name).unwrap()), ..act }
        };
        let opening = |accumulator: &str, value| ManualFact::Opening {
            accumulator: accumulator.to_owned(),
            day: day("2024-01-01"),
            value,
            cut_over: day("2024-03-31"),
        };
        let facts = [
            ManualFact::SamePerson { other: "-M2".to_owned() },
            ManualFact::Override {
                bill_id: "=B,1".to_owned(),
                benefit: "medical".to_owned(),
                amount: Money::from_minor(12_305),
            },
            opening("medical.deductible", 50_000),
            opening("medical.days", 7),
        ];
        let fact = |(no, what): (usize, &ManualFact)| Fact {
            no: FactId::from(no as i64),
            member_id: "M1".to_owned(),
            what: what.clone(),
            signed: signed((no < 2).then_some("Wu")),
        };
        facts.iter().enumerate().map(fact).collect()
    }

    #[test]
    fn manual_facts_are_read_as_they_were_written() {
        let is_amount = |name: &str, _| Ok::<_, InputError>(name.ends_with("deductible"));
        let written = ManualFactsFile::write(&facts(), Currency::CNY, is_amount).unwrap();
        let text = String::from_utf8(written).unwrap();
        assert!(text.contains(",500.00,,CNY,") && text.contains(",7,,,2024-03-31"), "{text}");
        let file = read(text.split_once('\n').unwrap().1).unwrap();
        let expected = facts().into_iter().map(|fact| (fact.member_id, fact.what, fact.signed));
        assert_eq!(file.facts, expected.collect::<Vec<_>>());
        assert_eq!(file.same_people(), [("-M2".to_owned(), "M1".to_owned())]);
        assert!(file.is_in(Currency::CNY).is_ok() && file.is_in(Currency::USD).is_err());
    }

    #[test]
    fn every_mistake_is_reported_with_its_line() {
        let rows = "merged,M1,,,,,,,,,,2024-05-01,Li,x,\n\
            override,M1,,B1,medical,,,,1.005,CNY,,2025-01-01,Li,x,li\n\
            override,M1,M2,B1,,,,,1.00,CNY,,2024-05-01,Li,x,\n\
            opening,M1,,,,medical.days,2024-13-01,1.5,,,2024-03-31,2024-05-01,Li,x,\n\
            same_person,M1,M1,,,,,,,,,2024-05-01,Li,x,\n\
            same_person,M2,M3,,,,,,,,,2024-05-01,Li,x,\n\
            same_person,M3,M4,,,,,,,,,2024-05-01,Li,x,\n";
        let wrong = read(rows).unwrap_err();
        let lines: Vec<&str> = wrong
            .iter()
            .map(|why| why.split(": ").next().unwrap().rsplit(':').next().unwrap())
            .collect();
        assert_eq!(lines, ["2", "3", "3", "3", "4", "4", "5", "5", "6", "8"], "{wrong:#?}");
    }
}
