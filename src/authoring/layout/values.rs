//! The layout of values: tables in braces, and lists.

use toml_edit::{Array, Decor, Formatted, InlineTable, KeyMut, RawString, Value};

use super::trivia::{behind, comments};

/// Lays out a value `depth` lists deep, but for what stands around it. Comments for which there is no place are added
/// to `hoisted`, to stand above it.
pub(super) fn value(one: &mut Value, depth: usize, hoisted: &mut Vec<String>) {
    match one {
        Value::Array(items) if is_on_lines(items) => lines(items, depth),
        Value::Array(items) => one_line(items, depth, hoisted),
        Value::InlineTable(table) => braces(table, depth, hoisted),
        Value::String(text) => plain(text),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
    }
}

/// Lays out a key within dots: no blanks around it, and no escapes that TOML 1.0 does not have.
pub(super) fn bare(key: &mut KeyMut) {
    if key.as_repr().and_then(|repr| repr.as_raw().as_str()).is_some_and(has_new_escapes) {
        key.fmt();
    }
    let none = Decor::new("", "");
    *key.dotted_decor_mut() = none;
}

/// Writes a text with escapes of TOML 1.1 as TOML 1.0 writes it; all others stay as they are.
fn plain(text: &mut Formatted<String>) {
    if text.as_repr().and_then(|repr| repr.as_raw().as_str()).is_some_and(has_new_escapes) {
        let decor = text.decor().clone();
        text.fmt();
        *text.decor_mut() = decor;
    }
}

/// Whether a text in quotes has `\e` or `\x41`, which TOML 1.0 does not.
fn has_new_escapes(repr: &str) -> bool {
    let mut letters = repr.chars();
    let mut found = false;
    while let Some(letter) = letters.next() {
        found |= letter == '\\' && matches!(letters.next(), Some('e' | 'x'));
    }
    found && repr.starts_with('"')
}

/// What stands in a place between values.
fn text(raw: Option<&RawString>) -> &str {
    raw.and_then(RawString::as_str).unwrap_or_default()
}

/// Both sides of a value.
fn around(decor: &Decor) -> [&str; 2] {
    [text(decor.prefix()), text(decor.suffix())]
}

fn hoist(from: &str, hoisted: &mut Vec<String>) {
    hoisted.extend(comments(from).map(str::to_owned));
}

/// Whether a list goes over several lines.
fn is_on_lines(items: &Array) -> bool {
    let has_end = |text: &str| text.contains('\n');
    has_end(text(Some(items.trailing())))
        || items.iter().any(|item| around(item.decor()).into_iter().any(has_end))
}

/// A list on one line.
fn one_line(items: &mut Array, depth: usize, hoisted: &mut Vec<String>) {
    for (at, item) in items.iter_mut().enumerate() {
        value(item, depth, hoisted);
        *item.decor_mut() = Decor::new(if at == 0 { "" } else { " " }, "");
    }
    items.set_trailing("");
    items.set_trailing_comma(false);
}

/// A list over several lines: what stood on one line stays on one. It has a place for each of its comments.
fn lines(items: &mut Array, depth: usize) {
    let (inner, number) = (indent(depth + 1), items.len());
    let mut end = text(Some(items.trailing())).to_owned();
    for (at, item) in items.iter_mut().enumerate() {
        let [lead, after] = around(item.decor()).map(str::to_owned);
        let mut inside = Vec::new();
        if at + 1 == number {
            end = after + &end; // Behind the last item: what follows the list's last comma.
        } else {
            hoist(&after, &mut inside);
        }
        value(item, depth + 1, &mut inside);
        let is_new_line = at == 0 || lead.contains('\n') || !inside.is_empty();
        let lead = match is_new_line {
            true => between(&lead, &inside, &inner, at == 0) + &inner,
            false => " ".to_owned(),
        };
        *item.decor_mut() = Decor::new(lead, "");
    }
    items.set_trailing_comma(number > 0);
    let end = between(&end, &[], &inner, number == 0);
    items.set_trailing(format!("{}\n{}", end.trim_end_matches('\n'), indent(depth)));
}

/// What stands between two items: a comment behind the first, then lines of comments and at most one blank line after
/// another, and the end of the line before the second. `is_first` where there is none before it.
fn between(lead: &str, inside: &[String], indent: &str, is_first: bool) -> String {
    let (same, rest) = lead.split_once('\n').unwrap_or((lead, ""));
    let mut out = behind(same) + "\n";
    let lines = rest.rsplit_once('\n').map(|(lines, _)| lines);
    let (mut is_blank, mut may_be_blank) = (false, !is_first);
    for line in lines.into_iter().flat_map(|lines| lines.split('\n')).map(str::trim) {
        if line.is_empty() {
            is_blank = may_be_blank;
            continue;
        }
        if std::mem::take(&mut is_blank) {
            out.push('\n');
        }
        out += &format!("{indent}{line}\n");
        may_be_blank = true;
    }
    if is_blank {
        out.push('\n');
    }
    inside.iter().fold(out, |out, comment| out + indent + comment + "\n")
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

/// A table in braces, on one line.
fn braces(table: &mut InlineTable, depth: usize, hoisted: &mut Vec<String>) {
    pairs(table, depth, hoisted);
    if let Some(last) = last_value(table) {
        last.decor_mut().set_suffix(" ");
    }
    hoist(text(Some(table.trailing())), hoisted);
    table.set_trailing("");
    table.set_trailing_comma(false);
}

/// The keys and values of a table in braces, or of keys with dots in one.
fn pairs(table: &mut InlineTable, depth: usize, hoisted: &mut Vec<String>) {
    for (mut key, one) in table.iter_mut() {
        for side in around(key.leaf_decor()) {
            hoist(side, hoisted);
        }
        bare(&mut key);
        *key.leaf_decor_mut() = Decor::new(" ", " ");
        match one {
            Value::InlineTable(inner) if inner.is_dotted() => pairs(inner, depth, hoisted),
            one => {
                for side in around(one.decor()).map(str::to_owned) {
                    hoist(&side, hoisted);
                }
                value(one, depth, hoisted);
                *one.decor_mut() = Decor::new(" ", "");
            }
        }
    }
}

/// The value that stands last in a table in braces.
fn last_value(table: &mut InlineTable) -> Option<&mut Value> {
    let last = table
        .get_values()
        .last()
        .map(|(path, _)| path.iter().map(|key| key.get().to_owned()).collect::<Vec<_>>())?;
    let (name, above) = last.split_last()?;
    let mut inner = table;
    for key in above {
        inner = inner.get_mut(key)?.as_inline_table_mut()?;
    }
    inner.get_mut(name)
}
