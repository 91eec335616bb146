//! The layout of a rule file: what a key says and what a comment says stay as they are, and blanks, blank lines, commas
//! and braces are one way everywhere.
//!
//! ```toml
//! [[benefit]]
//! id = "daily"                    # a comment behind a value stays behind it, as far away as it was
//! when = { sex = "F" }            # a table in braces is one line: TOML 1.0 has no other
//! categories = ["inpatient", "event"]
//! rates = [
//!   { to = "10000", pays = "60%" },
//!   { pays = "70%" },
//! ]
//! ```
//!
//! * One blank line stands before each header, or before the comments above it; blank lines elsewhere stay, at most one
//!   after another.
//! * A list is on one line or on several as its author wrote it; on several, each line is two blanks deeper than the
//!   list, and a comma ends the last.
//! * A table in braces over several lines, which TOML 1.1 allows, comes on one line, and comments in it come above it.
//! * The order of keys and sections stays: that of benefits is the order of deciding. `toml_edit`, which takes the file
//!   apart, keeps keys with dots that begin alike together: `a.x`, `b`, `a.y` becomes `a.x`, `a.y`, `b`.

mod trivia;
mod values;

use toml_edit::{DocumentMut, Item, KeyMut, Table, TomlError};

use trivia::{above, behind};
use values::{bare, value};

/// The text laid out. Laid out again, it stays as it is.
///
/// # Errors
///
/// When it is not TOML.
pub(super) fn layout(text: &str) -> Result<String, TomlError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut document: DocumentMut = text.parse()?;
    let rest = document.trailing().as_str().unwrap_or_default().to_owned();
    table(document.as_table_mut(), true);
    document.set_trailing(above(&(rest + "\n"), &[]));
    let laid = document.to_string();
    let laid = laid.trim_matches('\n').to_owned() + "\n";
    // A rule file is what decides payments: nothing is written that says anything else.
    assert_eq!(said(&laid), said(text), "a file that is laid out says what it said");
    Ok(laid)
}

/// What a text says, without its layout.
fn said(text: &str) -> Option<String> {
    Some(format!("{:?}", toml::from_str::<toml::Table>(text).ok()?))
}

/// Lays out what stands below a header, or at the beginning of a file.
fn table(table: &mut Table, is_root: bool) {
    let mut is_first = !is_root;
    for (key, item) in table.iter_mut() {
        match item {
            Item::Table(inner) if inner.is_dotted() => dotted(key, inner, &mut is_first),
            Item::Value(one) => line(key, one, std::mem::take(&mut is_first)),
            Item::Table(inner) => {
                header(inner);
                name(key);
                self::table(inner, false);
            }
            Item::ArrayOfTables(all) => {
                name(key);
                for inner in all.iter_mut() {
                    header(inner);
                    self::table(inner, false);
                }
            }
            Item::None => {}
        }
    }
}

/// Lays out keys with dots, each a line of the table above.
fn dotted(mut key: KeyMut, table: &mut Table, is_first: &mut bool) {
    bare(&mut key);
    for (key, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => dotted(key, inner, is_first),
            Item::Value(one) => line(key, one, std::mem::take(is_first)),
            Item::ArrayOfTables(_) | Item::None => {}
        }
    }
}

/// Lays out a key with its value, and what stands above and behind them.
fn line(mut key: KeyMut, one: &mut toml_edit::Value, is_first: bool) {
    let comment = behind(one.decor().suffix().and_then(|text| text.as_str()).unwrap_or_default());
    let mut hoisted = Vec::new();
    value(one, 0, &mut hoisted);
    one.decor_mut().set_prefix(" ");
    one.decor_mut().set_suffix(comment);
    let written = key.leaf_decor().prefix().and_then(|text| text.as_str()).unwrap_or_default();
    let mut lead = above(written, &hoisted);
    if is_first {
        lead = lead.trim_start_matches('\n').to_owned();
    }
    bare(&mut key);
    key.leaf_decor_mut().set_prefix(lead);
    key.leaf_decor_mut().set_suffix(" ");
}

/// Lays out a header, with a blank line before it or before what stands above it.
fn header(table: &mut Table) {
    if table.is_implicit() {
        return;
    }
    let text = |text: Option<&toml_edit::RawString>| {
        text.and_then(|text| text.as_str()).unwrap_or_default().to_owned()
    };
    let (lead, comment) = (text(table.decor().prefix()), text(table.decor().suffix()));
    let lead = above(&lead, &[]);
    table.decor_mut().set_prefix(format!("\n{}", lead.trim_start_matches('\n')));
    table.decor_mut().set_suffix(behind(&comment));
}

/// Lays out the name in a header: no blanks around it.
fn name(mut key: KeyMut) {
    bare(&mut key);
    key.leaf_decor_mut().set_prefix("");
    key.leaf_decor_mut().set_suffix("");
}

#[cfg(test)]
mod tests;
