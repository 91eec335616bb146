//! `[fields]` and `[lists]`: columns and diagnosis lists that a scheme declares for itself.
//!
//! ```toml
//! [fields]
//! model_worker = { type = "flag", of = "member", default = "no", title = { zh = "劳动模范", en = "model worker" } }
//! ```

use super::table::{Entries, Node, Span, Table, Value, is_id};
use crate::claim::{
    BILL_COLUMNS, BILL_OPTIONS, Column, Field, FieldKind, MEMBER_COLUMNS, MEMBER_OPTIONS,
    OWN_AMOUNTS, Owner, Vocabulary, folded_code,
};
use crate::diagnostic::Diagnostics;
use crate::money::{Currency, Money};
use crate::words;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Amount,
    Flag,
    Category,
}

/// The most values a field of type `category` may have.
const MOST_VALUES: usize = 64;
/// Names that mean something where facts or amounts are named.
const RESERVED: [&str; 6] = ["bill_left", "is", "max", "min", "of", "paid"];

/// How many fields of each kind have been declared.
#[derive(Default)]
struct Used {
    amounts: usize,
    bill: usize,
    member: usize,
}

/// Takes `[fields]`. `may_be_empty` are amount fields that some band has as its column.
pub(crate) fn read(
    table: &mut Table,
    currency: Currency,
    may_be_empty: &[String],
    found: &mut Diagnostics,
) -> Vec<(Field, Span)> {
    let entries = table.table("fields", found, |table, _| Some(table.rest())).unwrap_or_default();
    let mut used = Used::default();
    let mut fields = Vec::new();
    for (name, (span, node)) in entries {
        let known = BILL_COLUMNS.iter().chain(&BILL_OPTIONS).chain(&MEMBER_COLUMNS);
        let known = known.chain(&MEMBER_OPTIONS).chain(&RESERVED).copied();
        let known = known.chain(Vocabulary::number_names()).chain(Column::names());
        if !is_id(&name) {
            found.error(span, words::rules::not_an_id(&name));
            continue;
        }
        if known.into_iter().any(|taken| taken == name) {
            found.error(span, words::rules::reserved_name(&name));
            continue;
        }
        let empty = may_be_empty.contains(&name);
        let field = node.table(&name, found, |table, found| {
            read_field(table, &name, currency, empty, &mut used, found)
        });
        fields.extend(field.map(|field| (field, span)));
    }
    fields
}

fn read_field(
    table: &mut Table,
    name: &str,
    currency: Currency,
    may_be_empty: bool,
    used: &mut Used,
    found: &mut Diagnostics,
) -> Option<Field> {
    let types = [("amount", Type::Amount), ("flag", Type::Flag), ("category", Type::Category)];
    let kind = table.choice("type", &types, found);
    let owner_place = table.value_span("of");
    let owner = table.choice("of", &[("bill", Owner::Bill), ("member", Owner::Member)], found);
    let default = table.optional("default");
    let title = table.has("title").then(|| table.title("title", found));
    table.optional("title");
    let place = table.span.clone();
    let values = match kind {
        Some(Type::Amount | Type::Flag) => {
            table.forbid("values", words::rules::values_only_for_category(), found);
            None
        }
        Some(Type::Category) => read_values(table, found),
        None => table.optional("values").and(None),
    };
    let kind = match kind? {
        Type::Amount => {
            if owner == Some(Owner::Member) {
                found.advise(
                    owner_place,
                    words::rules::member_amount(),
                    words::rules::write_it("of = \"bill\""),
                );
            }
            if used.amounts == OWN_AMOUNTS {
                found.error(place, words::rules::too_many("fields", OWN_AMOUNTS));
                return None;
            }
            used.amounts += 1;
            let column = Column::own(used.amounts - 1);
            let default = default.and_then(|node| amount(&node, currency, found));
            FieldKind::Amount { column, default, may_be_empty }
        }
        Type::Flag => {
            let values = vec!["no".to_owned(), "yes".to_owned()];
            word(values, default, owner?, place, used, found)?
        }
        Type::Category => word(values?, default, owner?, place, used, found)?,
    };
    Some(Field {
        name: name.to_owned(),
        title: crate::scheme::plan::whole(title)?,
        owner: owner?,
        kind,
    })
}

fn amount(node: &Node, currency: Currency, found: &mut Diagnostics) -> Option<Money> {
    let text = node.scalar("default", found)?;
    super::scope::amount_in(currency, text).map_err(|why| found.error(node.span.clone(), why)).ok()
}

/// Takes `values`: words that patterns can name, each once.
fn read_values(table: &mut Table, found: &mut Diagnostics) -> Option<Vec<String>> {
    let place = table.value_span("values");
    let mut values: Vec<String> = Vec::new();
    for (text, span) in table.texts("values", found)? {
        if text.is_empty() || text.trim() != text || text.contains(',') {
            found.error(span, words::rules::not_a_field_value(&text));
        } else if values.contains(&text) {
            found.error(span, words::rules::name_twice(&text));
        }
        values.push(text);
        if values.len() > MOST_VALUES {
            found.error(place, words::rules::too_many("values", MOST_VALUES));
            return None;
        }
    }
    Some(values)
}

fn word(
    values: Vec<String>,
    default: Option<Node>,
    owner: Owner,
    place: std::ops::Range<usize>,
    used: &mut Used,
    found: &mut Diagnostics,
) -> Option<FieldKind> {
    let count = match owner {
        Owner::Bill => &mut used.bill,
        Owner::Member => &mut used.member,
    };
    let most = Vocabulary::own_words(owner);
    if *count == most {
        found.error(place, words::rules::too_many("fields", most));
        return None;
    }
    let slot = Vocabulary::own_slot(owner, *count);
    *count += 1;
    let default = match default {
        None => None,
        Some(node) => {
            let options: Vec<(&str, u8)> =
                values.iter().enumerate().map(|(at, value)| (value.as_str(), at as u8)).collect();
            Some(super::table::option(&node, "default", &options, found)?)
        }
    };
    Some(FieldKind::Word { slot, values, default })
}

/// Takes `[lists]`.
pub(crate) fn read_lists(
    table: &mut Table,
    found: &mut Diagnostics,
) -> Vec<((String, Vec<String>), Span)> {
    let entries: Entries =
        table.table("lists", found, |table, _| Some(table.rest())).unwrap_or_default();
    let mut lists = Vec::new();
    for (name, (span, node)) in entries {
        if !is_id(&name) {
            found.error(span.clone(), words::rules::not_an_id(&name));
        }
        let Value::List(items) = &node.value else {
            found.error(node.span, words::rules::not_a_list(&name));
            continue;
        };
        if items.is_empty() {
            found.error(node.span.clone(), words::rules::empty_list(&name));
        }
        let codes = items.iter().filter_map(|item| read_code(item, &name, found)).collect();
        lists.push(((name, codes), span));
    }
    lists
}

/// A diagnosis code; `*` at its end stands for anything.
fn read_code(node: &Node, list: &str, found: &mut Diagnostics) -> Option<String> {
    let text = node.scalar(list, found)?;
    let head = text.strip_suffix('*').unwrap_or(text);
    let odd = |c: char| "*|;,、，；+†".contains(c) || c.is_whitespace();
    if head.is_empty() || head.contains(odd) {
        found.error(node.span.clone(), words::rules::not_a_code(text));
    }
    let any = &text[head.len()..];
    Some(format!("{}{any}", folded_code(head)))
}
