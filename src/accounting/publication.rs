//! Publication lists (公示名单): for whom something became due in a month, or by one run, masked, to be hung up before the
//! money leaves. They add up to what the books show.

use std::collections::BTreeMap;

use super::error::AccountingError;
use crate::intake::mask;
use crate::ledger::posting::Moved;
use crate::ledger::{Ledger, Month, Person, RunId};
use crate::money::Money;

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// One run.
    Run(RunId),
    /// All runs posted for a month.
    Month(Month),
}

/// A publication list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// For whom something became due, by unit.
    pub rows: Vec<PublishedRow>,
    /// What became less for others, by corrections; below zero.
    pub corrections: Money,
}

/// A person on a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedRow {
    /// The unit, as it is known last; empty where it is not.
    pub unit: String,
    /// The name, masked; empty where it is not known.
    pub name: String,
    /// The id, masked.
    pub member_id: String,
    /// For what: plans, each with the edition that served.
    pub items: Vec<Item>,
    /// What became due in all.
    pub amount: Money,
}

/// A plan, and the edition that served.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The id of the plan.
    pub plan: String,
    /// The id of the edition.
    pub edition: String,
}

impl Publication {
    /// What became due for all on the list.
    pub fn sum(&self) -> Money {
        self.rows.iter().map(|row| row.amount).sum()
    }

    /// What became due, less what corrections took back: what the books show.
    pub fn total(&self) -> Money {
        self.sum() + self.corrections
    }
}

/// The list of a run, or of a month.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn publication(ledger: &Ledger, which: Published) -> Result<Publication, AccountingError> {
    let mut publication = Publication::default();
    let mut named = BTreeMap::new();
    for (id, items) in due(ledger, which)? {
        let amount: Money = items.values().copied().sum();
        if amount > Money::ZERO {
            named.insert(id, (amount, items));
        } else {
            publication.corrections += amount;
        }
    }
    let ids: Vec<&str> = named.keys().map(String::as_str).collect();
    let mut people = ledger.people_of(&ids)?;
    let row = |(id, (amount, items)): (String, (Money, BTreeMap<Item, Money>))| {
        let Person { unit, name, .. } = people.remove(&id).unwrap_or_default();
        let items = items.into_iter().filter(|(_, amount)| *amount > Money::ZERO);
        PublishedRow {
            unit,
            name: mask_name(&name),
            member_id: mask(&id),
            items: items.map(|(item, _)| item).collect(),
            amount,
        }
    };
    publication.rows = named.into_iter().map(row).collect();
    publication.rows.sort();
    Ok(publication)
}

/// What became due of each plan, less what was reversed, by the main id of each person.
fn due(
    ledger: &Ledger,
    which: Published,
) -> Result<BTreeMap<String, BTreeMap<Item, Money>>, AccountingError> {
    let [from, to] = match which {
        Published::Run(run) => [run.to_string(), run.to_string()],
        Published::Month(month) => [month.first().to_string(), month.last().to_string()],
    };
    let by = match which {
        Published::Run(_) => "p.run BETWEEN CAST(?1 AS INTEGER) AND CAST(?2 AS INTEGER)",
        Published::Month(_) => "r.posted_on BETWEEN ?1 AND ?2",
    };
    let sql = format!(
        "SELECT m.id, e.plan, e.edition, sum(e.amount) FROM posting_in_force p \
         JOIN run r ON r.no = p.run JOIN member m ON m.no = p.member JOIN entry e ON e.posting = p.no \
         WHERE {by} AND e.kind IN ('{}', '{}') GROUP BY 1, 2, 3",
        Moved::Accrual.code(),
        Moved::Reversal.code(),
    );
    let rows: Vec<(String, Item, Money)> = ledger.rows(&sql, [from, to], |row| {
        let item = Item { plan: row.get(1)?, edition: row.get(2)? };
        Ok((row.get(0)?, item, row.get(3)?))
    })?;
    let mains: BTreeMap<String, String> = ledger.same_people()?.into_iter().collect();
    let mut people: BTreeMap<String, BTreeMap<Item, Money>> = BTreeMap::new();
    for (id, item, amount) in rows {
        let main = mains.get(&id).cloned().unwrap_or(id);
        *people.entry(main).or_default().entry(item).or_default() += amount;
    }
    Ok(people)
}

/// A name of which the first character is left: 张**.
fn mask_name(name: &str) -> String {
    /// Longer ones do not say how long they are.
    const STARS: usize = 2;
    let hidden = name.chars().skip(1).take(STARS).map(|_| '*');
    name.chars().take(1).chain(hidden).collect()
}

#[cfg(test)]
mod tests {
    use super::mask_name;

    #[test]
    fn of_a_name_the_first_character_is_left() {
        let masked = ["", "张", "张三", "欧阳明月", "Li, Na"].map(mask_name);
        assert_eq!(masked, ["", "张", "张*", "欧**", "L**"]);
    }
}
