//! Groups of bills, and cells of too few members: put together so that nothing of a few can be read in a
//! cell, nor found by taking what is told from a sum.
//!
//! Places lie in each other, and each sum is told. Towns are put together within their district, and all
//! towns of districts that are put together within these: whatever is taken from whatever, what is left is
//! made of whole cells of the finest table, none of which is of a few.

use std::collections::BTreeMap;

use super::pass::{AGE_BANDS, Dimension, GroupTotals};
use super::report_builder::ReportBuilder;
use crate::claim::{Fact, FactValues};
use crate::report::{Bilingual, Breakdown, GroupPaid, GroupRow};
use crate::reports::{LEVELS, Path};
use crate::words::{self, Sentence};

/// Columns of the path of a unit that tell of a district, and of a town.
const DISTRICT: usize = 2;
const TOWN: usize = 3;

/// Tables by what bills are, so that a member may be in several cells. That may be by age, too: one grows older.
const OF_BILLS: [&str; 4] = ["year", "benefit", "hospital_level", "category"];
const AGE: &str = "age";

/// What stands for groups of too few members.
const MERGED: &str = "(merged)";

/// A group, its value as in files, and what people call it.
struct Cell {
    value: String,
    title: Sentence,
    group: GroupTotals,
}

/// How many members a cell must be of, whether each member is in one cell of the table only, and whether the
/// table is by what is known of members.
#[derive(Clone, Copy)]
struct Least {
    members: u64,
    is_apart: bool,
    is_of_members: bool,
}

impl Least {
    /// Whether cells together may be of too few: members with a benefit are counted too, since what a few
    /// of many get is theirs alone. So are, by what is known of them, members who get more or less: their
    /// difference is one cell less the other.
    fn may_be_few(self, cells: &[Cell]) -> bool {
        let sides = 0..cells.first().map_or(0, |cell| cell.group.sides.len());
        let paid = sides.clone().map(|side| self.fewest(cells, |group| group.sides[side].members));
        let moved = sides.map(|side| self.fewest(cells, |group| group.sides[side].moved));
        let moved = moved.filter(|_| self.is_of_members);
        let all = self.fewest(cells, |group| group.members);
        let parts = paid.chain(moved).filter(|members| *members > 0);
        parts.chain([all]).any(|members| members < self.members)
    }

    /// How many members there are at least: those of one cell may be those of another.
    fn fewest(self, cells: &[Cell], count: impl Fn(&GroupTotals) -> u64) -> u64 {
        let counts = cells.iter().map(|cell| count(&cell.group));
        if self.is_apart { counts.sum() } else { counts.max().unwrap_or(0) }
    }

    /// The cells that are told, and those that are put together: all of too few, with the smallest of the
    /// others while all of them may still be of too few.
    fn split(self, cells: Vec<Cell>) -> (Vec<Cell>, Vec<Cell>) {
        let is_small = |cell: &Cell| self.may_be_few(std::slice::from_ref(cell));
        let (mut hidden, mut told): (Vec<Cell>, Vec<Cell>) = cells.into_iter().partition(is_small);
        while !hidden.is_empty() && self.may_be_few(&hidden) && !told.is_empty() {
            let sizes = told.iter().enumerate().map(|(at, cell)| (cell.group.members, at));
            let (_, smallest) = sizes.min().expect("there are some");
            hidden.push(told.remove(smallest));
        }
        (told, hidden)
    }
}

/// Cells as one; none of none.
fn together(cells: &[Cell], value: String, title: Sentence) -> Option<Cell> {
    let mut group = GroupTotals::default();
    cells.iter().for_each(|cell| group.add(&cell.group));
    (!cells.is_empty()).then_some(Cell { value, title, group })
}

impl ReportBuilder<'_> {
    /// Every dimension, each of which adds up to the total.
    pub fn dimensions(&self) -> Vec<Breakdown> {
        let groups = || self.scores.groups.iter();
        let only = |pick: fn(&Dimension) -> bool| -> Vec<(&Dimension, &GroupTotals)> {
            groups().filter(|(by, _)| pick(by)).collect()
        };
        let mut all = vec![
            self.dimension(
                "year",
                words::replay::by_year(),
                only(|by| matches!(by, Dimension::MemberYear(_))),
            ),
            self.dimension(
                "benefit",
                words::replay::by_benefit(),
                only(|by| matches!(by, Dimension::Benefit(_))),
            ),
            self.dimension(
                "hospital_level",
                words::decisions::fact_hospital_level(),
                only(|by| matches!(by, Dimension::Level(_))),
            ),
            self.dimension(
                "category",
                words::decisions::fact_category(),
                only(|by| matches!(by, Dimension::Category(_))),
            ),
            self.dimension(
                "age",
                words::replay::by_age(),
                only(|by| matches!(by, Dimension::Age(_))),
            ),
        ];
        let mut slots: Vec<u8> = groups()
            .filter_map(|(by, _)| match by {
                Dimension::Fact(slot, _) => Some(*slot),
                _ => None,
            })
            .collect();
        slots.dedup();
        for slot in slots {
            let name = self.book.vocabulary.fact_name(Fact::Member(slot)).to_owned();
            let own = || Sentence::new(name.clone(), name.clone());
            let title = self.book.vocabulary.fact_title(&name).unwrap_or_else(own);
            let rows =
                groups().filter(|(by, _)| matches!(by, Dimension::Fact(of, _) if *of == slot));
            all.push(self.dimension(&name, title, rows.collect()));
        }
        all.extend(self.places());
        all
    }

    fn dimension(
        &self,
        by: &str,
        title: Sentence,
        groups: Vec<(&Dimension, &GroupTotals)>,
    ) -> Breakdown {
        let cells = groups.into_iter().map(|(by, group)| {
            let (value, title) = self.value(*by);
            Cell { value, title, group: group.clone() }
        });
        let (mut told, hidden) = self.least(by).split(cells.collect());
        told.extend(together(&hidden, MERGED.to_owned(), words::replay::merged(hidden.len())));
        self.told(by, title, told)
    }

    fn least(&self, by: &str) -> Least {
        let is_of_members = !OF_BILLS.contains(&by);
        Least { members: self.least_members, is_apart: is_of_members && by != AGE, is_of_members }
    }

    /// Districts, and towns of which each district's add up to it.
    fn places(&self) -> [Breakdown; 2] {
        let least = self.least("town");
        let (mut districts, hidden) = least.split(self.cells_of(DISTRICT, |_| true));
        let mut towns = Vec::new();
        for district in &districts {
            let place = &district.value;
            let (told, few) = least.split(self.cells_of(TOWN, |of| of == *place));
            let title = words::replay::merged_within(few.len(), place);
            towns.extend(told);
            towns.extend(together(&few, format!("{place}.{MERGED}"), title));
        }
        let is_hidden = |of: &str| hidden.iter().any(|district| district.value == of);
        let (told, few) = least.split(self.cells_of(TOWN, is_hidden));
        towns.extend(told);
        towns.extend(together(&few, MERGED.to_owned(), words::replay::merged(few.len())));
        let title = words::replay::merged(hidden.len());
        districts.extend(together(&hidden, MERGED.to_owned(), title));
        [
            self.told("district", words::replay::by_district(), districts),
            self.told("town", words::replay::by_town(), towns),
        ]
    }

    /// Places of so many columns, in those districts that are asked for.
    fn cells_of(&self, depth: usize, is_in: impl Fn(&str) -> bool) -> Vec<Cell> {
        let mut places: BTreeMap<Path, GroupTotals> = BTreeMap::new();
        for (by, group) in &self.scores.groups {
            let Dimension::Unit(unit) = by else { continue };
            let path = Path::of(self.intake.unit(*unit)).within(depth);
            if is_in(&path.within(DISTRICT).to_string()) {
                places.entry(path).or_default().add(group);
            }
        }
        let cell = |(path, group): (Path, GroupTotals)| {
            let value = path.to_string();
            let title = match value.is_empty() {
                true => words::replay::no_place(),
                false => Sentence::new(value.clone(), value.clone()),
            };
            Cell { value, title, group }
        };
        places.into_iter().map(cell).collect()
    }

    /// A value as in files, and what people call it.
    fn value(&self, by: Dimension) -> (String, Sentence) {
        let plain = |text: &str| (text.to_owned(), Sentence::new(text.into(), text.into()));
        match by {
            Dimension::All => (String::new(), Sentence::default()),
            Dimension::MemberYear(year) => plain(&year.to_string()),
            Dimension::Benefit(place) => {
                let id = &self.scores.benefits[place as usize];
                let title = self.books.iter().find_map(|book| {
                    let number = book.benefits.iter().position(|known| known == id)?;
                    Some(book.benefit_title(number).clone())
                });
                (id.clone(), title.unwrap_or_else(|| plain(id).1))
            }
            Dimension::Level(level) => {
                let level = LEVELS[level as usize];
                (level.to_owned(), words::replay::level(level))
            }
            Dimension::Category(category) => {
                let category = &self.book.vocabulary.categories[category as usize];
                (category.clone(), words::replay::word(category))
            }
            Dimension::Age(band) => {
                let from = AGE_BANDS[band as usize];
                let shown = match AGE_BANDS.get(band as usize + 1) {
                    Some(next) => format!("{from}-{}", next - 1),
                    None => format!("{from}+"),
                };
                (shown.clone(), words::replay::years_old(shown))
            }
            Dimension::Fact(slot, value) => {
                let FactValues::Words(values) = self.book.vocabulary.values(Fact::Member(slot))
                else {
                    unreachable!("facts of a member are words")
                };
                let value = &values[value as usize];
                (value.clone(), words::replay::word(value))
            }
            Dimension::Unit(unit) => plain(self.intake.unit(unit)),
        }
    }

    fn told(&self, by: &str, title: Sentence, cells: Vec<Cell>) -> Breakdown {
        let row = |Cell { value, title, group }: Cell| GroupRow {
            value,
            title: Bilingual::from(&title),
            bills: group.bills,
            members: group.members,
            sides: (group.sides.iter())
                .map(|side| GroupPaid {
                    payable: self.show(side.payable),
                    bills: side.bills,
                    members: side.members,
                })
                .collect(),
        };
        let rows = cells.into_iter().map(row).collect();
        Breakdown { by: by.to_owned(), title: Bilingual::from(&title), rows }
    }
}
