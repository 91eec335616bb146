//! The sheet as plain text.

use super::section::{Item, Section};
use super::sheet::Terms;
use crate::words::terms;

impl Terms<'_> {
    /// The whole sheet as plain text.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n{}\n\n", self.title(), self.say(&terms::title()));
        for (name, value) in self.head() {
            out += &format!("{}\n", self.say(&terms::item(name, value)));
        }
        out += &format!("{}\n", self.say(&terms::purpose()));
        self.sections.iter().for_each(|one| out += &section(self, one));
        if !self.edition.notes.is_empty() {
            out += &format!("\n{}\n", self.say(&terms::notes()));
            self.edition.notes.iter().for_each(|note| out += &format!("  - {note}\n"));
        }
        out += &format!("\n{}\n", self.say(&terms::values()));
        for row in self.values() {
            out += &format!("  [ ] {}\n", row.join(" | "));
        }
        for name in [terms::checked_by(), terms::approved_by()] {
            let (line, date) = ("_".repeat(24), self.say(&terms::date()));
            out += &format!("\n{} {line} {date} {}\n", self.say(&name), "_".repeat(12));
        }
        out
    }
}

fn section(sheet: &Terms, section: &Section) -> String {
    let clause = section.clause.as_ref().map(|clause| sheet.say(&terms::clause(clause)));
    let mut out = format!("\n{}\n", section.heading);
    out += &clause.map_or_else(String::new, |clause| format!("  {clause}\n"));
    for item in &section.items {
        out += &self::item(sheet, item);
    }
    out
}

fn item(sheet: &Terms, item: &Item) -> String {
    let Item { name, text, lines, tables, values: _ } = item;
    let mut out = format!("  - {}\n", sheet.say(&terms::item(name, text)).trim_end());
    lines.iter().for_each(|line| out += &format!("      {line}\n"));
    for table in tables {
        let number = sheet.say(&terms::table_number(table.number));
        out += &format!("      {}\n", sheet.say(&terms::item(number, &table.by)));
        for (when, value) in &table.rows {
            out += &format!("        {}\n", sheet.say(&terms::item(when, value)));
        }
    }
    out
}
