//! Totals by dimension: year, benefit, hospital level, category, age, facts of members, district and town.

use std::collections::BTreeMap;

use super::super::group_totals::{AGE_BANDS, GroupTotals};
use super::super::suppression::{Cell, Suppression, together};
use super::super::totals::Dimension;
use super::ReportBuilder;
use crate::claim::{Fact, FactValues, HOSPITAL_LEVELS, UnitPath};
use crate::report::{Bilingual, Breakdown, GroupPaid, GroupRow};
use crate::words::{Sentence, decisions, replay as words, values};

/// How many columns of the path of a unit name the district, the town, and the unit itself.
pub(super) const DISTRICT: usize = 2;
pub(super) const TOWN: usize = 3;
pub(super) const UNIT: usize = 4;

/// Tables by what bills are, in which a member may be in several cells. A member may be in several cells by age, too,
/// since one grows older.
const OF_BILLS: [&str; 4] = ["year", "benefit", "hospital_level", "category"];
const AGE: &str = "age";

/// The value of merged groups.
pub(super) const MERGED: &str = "(merged)";

impl ReportBuilder<'_> {
    /// Every breakdown; each adds up to the total.
    pub(super) fn breakdowns(&self) -> Vec<Breakdown> {
        let is_year = |dimension: &Dimension| matches!(dimension, Dimension::Year(_));
        let is_benefit = |dimension: &Dimension| matches!(dimension, Dimension::Benefit(_));
        let is_level = |dimension: &Dimension| matches!(dimension, Dimension::Level(_));
        let is_category = |dimension: &Dimension| matches!(dimension, Dimension::Category(_));
        let is_age = |dimension: &Dimension| matches!(dimension, Dimension::Age(_));
        let mut all = vec![
            self.breakdown("year", words::by_year(), is_year),
            self.breakdown("benefit", words::by_benefit(), is_benefit),
            self.breakdown("hospital_level", decisions::fact_hospital_level(), is_level),
            self.breakdown("category", decisions::fact_category(), is_category),
            self.breakdown(AGE, words::by_age(), is_age),
        ];
        let slots = self.totals.groups.keys().filter_map(|dimension| match dimension {
            Dimension::Fact(slot, _) => Some(*slot),
            _ => None,
        });
        let mut slots: Vec<u8> = slots.collect();
        slots.dedup();
        for slot in slots {
            let vocabulary = &self.book().vocabulary;
            let name = vocabulary.fact_name(Fact::Member(slot)).to_owned();
            let own = || Sentence::new(name.clone(), name.clone());
            let title = vocabulary.fact_title(&name).unwrap_or_else(own);
            let is_fact =
                |dimension: &Dimension| matches!(dimension, Dimension::Fact(of, _) if *of == slot);
            all.push(self.breakdown(&name, title, is_fact));
        }
        all.extend(self.places());
        all
    }

    fn breakdown(
        &self,
        by: &str,
        title: Sentence,
        is_of: impl Fn(&Dimension) -> bool,
    ) -> Breakdown {
        let groups = self.totals.groups.iter().filter(|(dimension, _)| is_of(dimension));
        let cells = groups.map(|(dimension, group)| {
            let (value, title) = self.value(*dimension);
            Cell { value, title, group: group.clone() }
        });
        let (mut shown, merged) = self.suppression(by).split(cells.collect());
        shown.extend(together(&merged, MERGED.to_owned(), words::merged(merged.len())));
        self.rows(by, title, shown)
    }

    pub(super) fn suppression(&self, by: &str) -> Suppression {
        let is_of_members = !OF_BILLS.contains(&by);
        let is_apart = is_of_members && by != AGE;
        Suppression { least_members: self.job.least_members, is_apart, is_of_members }
    }

    /// Districts, and towns of which each district's add up to it.
    fn places(&self) -> [Breakdown; 2] {
        let suppression = self.suppression("town");
        let (mut districts, merged) = suppression.split(self.cells_of(DISTRICT, |_| true));
        let mut towns = Vec::new();
        for district in &districts {
            let place = &district.value;
            let (shown, few) = suppression.split(self.cells_of(TOWN, |of| of == *place));
            let title = words::merged_within(few.len(), place);
            towns.extend(shown);
            towns.extend(together(&few, format!("{place}.{MERGED}"), title));
        }
        let is_merged = |of: &str| merged.iter().any(|district| district.value == of);
        let (shown, few) = suppression.split(self.cells_of(TOWN, is_merged));
        towns.extend(shown);
        towns.extend(together(&few, MERGED.to_owned(), words::merged(few.len())));
        let title = words::merged(merged.len());
        districts.extend(together(&merged, MERGED.to_owned(), title));
        [
            self.rows("district", words::by_district(), districts),
            self.rows("town", words::by_town(), towns),
        ]
    }

    /// Places of so many columns, in those districts that are asked for.
    fn cells_of(&self, depth: usize, is_in: impl Fn(&str) -> bool) -> Vec<Cell> {
        let mut places: BTreeMap<UnitPath, GroupTotals> = BTreeMap::new();
        for (dimension, group) in &self.totals.groups {
            let Dimension::Unit(unit) = dimension else { continue };
            let path = UnitPath::of(self.intake().unit(*unit)).within(depth);
            if is_in(&path.within(DISTRICT).to_string()) {
                places.entry(path).or_default().add(group);
            }
        }
        let cell = |(path, group): (UnitPath, GroupTotals)| {
            let value = path.to_string();
            let title = match value.is_empty() {
                true => words::no_place(),
                false => Sentence::new(value.clone(), value.clone()),
            };
            Cell { value, title, group }
        };
        places.into_iter().map(cell).collect()
    }

    /// A value as in files, and what people call it.
    pub(super) fn value(&self, dimension: Dimension) -> (String, Sentence) {
        let plain = |text: &str| (text.to_owned(), Sentence::new(text.into(), text.into()));
        match dimension {
            Dimension::All => (String::new(), Sentence::default()),
            Dimension::Year(year) => plain(&year.to_string()),
            Dimension::Benefit(place) => {
                let id = &self.totals.benefits[place as usize];
                let title = self.compiled.books.iter().find_map(|book| {
                    let number = book.benefits.iter().position(|known| known == id)?;
                    Some(book.benefit_title(number).clone())
                });
                (id.clone(), title.unwrap_or_else(|| plain(id).1))
            }
            Dimension::Level(level) => {
                let level = HOSPITAL_LEVELS[level as usize];
                (level.to_owned(), values::usual("hospital_level", level))
            }
            Dimension::Category(category) => {
                let category = &self.book().vocabulary.categories[category as usize];
                (category.clone(), self.book().vocabulary.category_title(category))
            }
            Dimension::Age(band) => {
                let from = AGE_BANDS[band as usize];
                let shown = match AGE_BANDS.get(band as usize + 1) {
                    Some(next) => format!("{from}-{}", next - 1),
                    None => format!("{from}+"),
                };
                (shown.clone(), words::years_old(shown))
            }
            Dimension::Fact(slot, value) => {
                let (fact, vocabulary) = (Fact::Member(slot), &self.book().vocabulary);
                let FactValues::Words(values) = vocabulary.values(fact) else {
                    unreachable!("facts of a member are words")
                };
                let value = &values[value as usize];
                (value.clone(), vocabulary.value_title(fact, value))
            }
            Dimension::Unit(unit) => plain(self.intake().unit(unit)),
        }
    }

    fn rows(&self, by: &str, title: Sentence, cells: Vec<Cell>) -> Breakdown {
        let row = |Cell { value, title, group }: Cell| GroupRow {
            value,
            title: Bilingual::from(&title),
            bills: group.bills,
            members: group.members,
            sides: (group.scenarios.iter())
                .map(|scenario| GroupPaid {
                    payable: self.show(scenario.payable),
                    bills: scenario.bills,
                    members: scenario.members,
                })
                .collect(),
        };
        let rows = cells.into_iter().map(row).collect();
        Breakdown { by: by.to_owned(), title: Bilingual::from(&title), rows }
    }
}
