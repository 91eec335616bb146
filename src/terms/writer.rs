//! Writes sections: knows the edition, the benefit at hand, and the tables that were named so far.

use super::section::{Item, Section, Table, Value};
use crate::explanation::Formatter;
use crate::money::{Exact, Money};
use crate::scheme::language::window::Slot;
use crate::scheme::{Benefit, Each, Edition, Window};
use crate::words::{Sentence, terms};

/// Writes the sections of one edition.
pub(super) struct Writer<'b> {
    pub formatter: Formatter<'b>,
    pub edition: &'b Edition,
    /// The benefit at hand: its totals and numbers of stays are named in its formulas.
    pub benefit: Option<&'b Benefit>,
    tables: Vec<Table>,
    /// So many of the tables stand below an item.
    placed: usize,
}

impl<'b> Writer<'b> {
    pub fn new(formatter: Formatter<'b>, edition: &'b Edition) -> Writer<'b> {
        Writer { formatter, edition, benefit: None, tables: Vec::new(), placed: 0 }
    }

    /// All sections.
    pub fn whole(mut self) -> Vec<Section> {
        let edition = self.edition;
        let mut sections = vec![self.scheme()];
        sections.extend(edition.plans.iter().map(|plan| self.plan(plan)));
        for benefit in &edition.benefits {
            self.benefit = Some(benefit);
            sections.push(self.of_benefit(benefit));
            self.benefit = None;
        }
        sections.extend(self.shared());
        sections.extend(self.unmodelled());
        sections
    }

    /// A sentence in the language of the sheet.
    pub fn say(&self, sentence: Sentence) -> String {
        self.formatter.say(&sentence)
    }

    pub fn money(&self, amount: Money) -> String {
        self.formatter.money(amount)
    }

    pub fn exact(&self, amount: Exact) -> String {
        self.formatter.exact(amount)
    }

    /// Several things as one list.
    pub fn list(&self, parts: &[String]) -> String {
        let parts: Vec<Sentence> =
            parts.iter().map(|part| Sentence::new(part.clone(), part.clone())).collect();
        self.say(Sentence::list(&parts))
    }

    /// Two sentences, one after the other.
    pub fn both(&self, one: String, other: Sentence) -> String {
        let other = self.say(other);
        self.say(terms::both(one, other))
    }

    /// An item that says one thing, which is its value too.
    pub fn item(&mut self, name: Sentence, text: String) -> Item {
        let value = Value { name: String::new(), value: text.clone(), clause: None };
        self.item_of(name, text, Vec::new(), vec![value])
    }

    /// An item with lines and with values of their own, to which those of its tables are added.
    pub fn item_of(
        &mut self,
        name: Sentence,
        text: String,
        lines: Vec<String>,
        mut values: Vec<Value>,
    ) -> Item {
        let name = self.say(name);
        let tables: Vec<Table> = self.tables.get(self.placed..).unwrap_or_default().to_vec();
        self.placed = self.tables.len();
        for table in &tables {
            let number = self.say(terms::table_number(table.number));
            for (when, value) in &table.rows {
                let name = self.say(terms::below(&number, when));
                values.push(Value { name, value: value.clone(), clause: None });
            }
        }
        Item { name, text, lines, tables, values }
    }

    /// How a text names a table with these rows: one that is there already by its number.
    pub fn table(&mut self, by: String, rows: Vec<(String, String)>) -> String {
        let known = self.tables.iter().find(|known| known.by == by && known.rows == rows);
        let number = known.map(|known| known.number).unwrap_or_else(|| {
            let number = self.tables.len() + 1;
            self.tables.push(Table { number, by, rows });
            number
        });
        self.say(terms::the_table(number))
    }

    /// Where something adds up, which is kept in a slot; on one bill where it is not kept.
    pub fn window_of(&self, slot: Option<Slot>) -> Window {
        slot.map_or(Window::Bill, |slot| self.formatter.book.slots.window(slot))
    }

    /// Where something adds up, in a sentence.
    pub fn within(&self, window: Window) -> String {
        self.say(match window {
            Window::Bill => terms::in_bill(),
            Window::Stay => terms::in_stay(),
            Window::Month => terms::in_month(),
            Window::Year => terms::in_year(),
            Window::Cover => terms::in_cover(),
            Window::CoverYear => terms::in_cover_year(),
            Window::Lifetime => terms::in_lifetime(),
            Window::Spell(spell) if spell.covered => terms::in_spell_covered(spell.least),
            Window::Spell(spell) => terms::in_spell(spell.least),
            Window::MonthsBack(months) => terms::in_months_back(months),
            Window::Household(Each::Month) => terms::in_household_month(),
            Window::Household(Each::Year) => terms::in_household_year(),
            Window::Household(Each::Lifetime) => terms::in_household_lifetime(),
        })
    }

    /// The titles of benefits, by their places in the edition.
    pub fn titles(&self, benefits: impl Iterator<Item = u8>) -> String {
        let all = benefits.filter_map(|at| self.edition.benefits.get(usize::from(at)));
        let all: Vec<String> = all.map(|benefit| self.formatter.say(&benefit.title)).collect();
        self.list(&all)
    }

    /// What the rules call something that they name, with that name, which files write; the name alone where the rules
    /// call it nothing else.
    pub fn declared(&self, title: Option<&Sentence>, name: &str) -> String {
        match title {
            Some(title) => format!("{} ({name})", self.formatter.say(title)),
            None => name.to_owned(),
        }
    }

    /// What people call a kind of care.
    pub fn category(&self, category: &str) -> String {
        self.say(self.formatter.book.vocabulary.category_title(category))
    }
}
