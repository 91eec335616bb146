//! `[fields]` and `[lists]`: columns and diagnosis lists that a scheme declares for itself.
//!
//! ```toml
//! [fields]
//! model_worker = { type = "flag", of = "member", default = "no", title = { zh = "劳动模范", en = "model worker" } }
//! ```

use super::asked;
use super::leaf::{amount_in, whole_number};
use super::reader::{Read, Reader, Reports};
use super::table::{Entries, Node, Span, Value, is_by_date, is_id, suggest};
use crate::claim::{
    BILL_COLUMNS, BILL_OPTIONS, Column, Field, FieldKind, MEMBER_COLUMNS, MEMBER_OPTIONS,
    NUMBER_MOST, OWN_AMOUNTS, Owner, Vocabulary, folded_code,
};
use crate::date::Day;
use crate::money::{Currency, Money};
use crate::scheme::caps;
use crate::words::{self, Sentence};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Amount,
    Count,
    Flag,
    Category,
}

const TYPES: [(&str, Type); 4] = [
    ("amount", Type::Amount),
    ("count", Type::Count),
    ("flag", Type::Flag),
    ("category", Type::Category),
];

/// Names that mean something where facts or amounts are named.
const RESERVED: [&str; 7] = ["bill_left", "is", "max", "min", "of", "paid", "times"];

/// How many fields of each kind have been declared.
#[derive(Default)]
struct Used {
    amounts: usize,
    bill: usize,
    member: usize,
}

/// What the rest of the file says that fields are read against.
#[derive(Clone, Copy)]
pub(crate) struct WordsAbove<'w> {
    /// Of amounts.
    pub currency: Currency,
    /// Classes of the lines of bills.
    pub line_classes: &'w [String],
    /// Amount fields that some band has as its column.
    pub may_be_empty: &'w [String],
}

/// Whose a field is, as it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Bill,
    Lines,
    Member,
}

impl Of {
    fn owner(self) -> Owner {
        match self {
            Of::Bill | Of::Lines => Owner::Bill,
            Of::Member => Owner::Member,
        }
    }
}

/// Takes `[fields]`.
pub(crate) fn read<S: Reports>(reader: &mut Reader<S>, above: WordsAbove) -> Vec<(Field, Span)> {
    let mut used = Used::default();
    let mut fields = Vec::new();
    for (name, (span, node)) in section(reader, "fields") {
        let known = BILL_COLUMNS.iter().chain(&BILL_OPTIONS).chain(&MEMBER_COLUMNS);
        let known = known.chain(&MEMBER_OPTIONS).chain(&RESERVED).copied();
        let known = known.chain(Vocabulary::number_names()).chain(Column::names());
        if !is_id(&name) {
            reader.error(span, words::rules::not_an_id(&name));
            continue;
        }
        if known.into_iter().any(|taken| taken == name) {
            reader.error(span, words::rules::reserved_name(&name));
            continue;
        }
        let field = Declared { name: &name, above };
        let read = |reader: &mut Reader<S>| field.read(reader, &mut used);
        let field = asked::at("fields", || reader.part_of(node, &name, read));
        fields.extend(field.ok().map(|field| (field, span)));
    }
    fields
}

/// Takes a section of names.
fn section<S: Reports>(reader: &mut Reader<S>, key: &'static str) -> Entries {
    reader.table(key, |reader| Ok(reader.rest())).ok().flatten().unwrap_or_default()
}

/// A field that is being declared.
struct Declared<'d> {
    name: &'d str,
    above: WordsAbove<'d>,
}

/// What a field of lines says besides its name and its default.
struct OfLines {
    classes: Vec<String>,
    each_day_at_most: Option<Money>,
}

impl OfLines {
    /// The same amount as one of lines.
    fn kind(self, amount: FieldKind) -> FieldKind {
        let FieldKind::Amount { column, default, .. } = amount else { return amount };
        let OfLines { classes, each_day_at_most } = self;
        FieldKind::Lines { column, classes, each_day_at_most, default }
    }
}

impl Declared<'_> {
    fn read<S: Reports>(&self, reader: &mut Reader<S>, used: &mut Used) -> Read<Field> {
        let kind = reader.choice("type", &TYPES);
        let owner_place = reader.value_span("of");
        let all = [("bill", Of::Bill), ("lines", Of::Lines), ("member", Of::Member)];
        let of = reader.choice("of", &all);
        let default = reader.optional("default");
        let title = if reader.has("title") { reader.title("title").map(Some) } else { Ok(None) };
        reader.optional("title");
        let place = reader.span();
        let values = match kind {
            Ok(Type::Amount | Type::Count) => Ok(Vec::new()),
            Ok(Type::Flag) => Ok(vec!["no".to_owned(), "yes".to_owned()]),
            Ok(Type::Category) => read_values(reader),
            Err(reported) => Err(reported),
        };
        if kind.is_ok_and(|kind| kind != Type::Category) {
            reader.forbid("values", words::rules::values_only_for_category());
        }
        reader.optional("values");
        let lines = self.lines(of == Ok(Of::Lines), reader);
        let kind = match kind? {
            kind @ (Type::Amount | Type::Count) => {
                if of == Ok(Of::Member) {
                    let help = words::rules::write_it("of = \"bill\"");
                    reader.advise(owner_place.clone(), words::rules::member_amount(), help);
                }
                if kind == Type::Count && of == Ok(Of::Lines) {
                    let help = words::rules::write_it("type = \"amount\"");
                    reader.advise(owner_place, words::rules::lines_are_amounts(), help);
                }
                let column = used.column(place, reader.scope)?;
                match (kind, lines?) {
                    (Type::Count, _) => Declared::count(column, default, reader.scope),
                    (_, Some(lines)) => lines.kind(self.amount(column, default, reader.scope)),
                    (_, None) => self.amount(column, default, reader.scope),
                }
            }
            Type::Flag | Type::Category => {
                if of == Ok(Of::Lines) {
                    let help = words::rules::write_it("type = \"amount\"");
                    reader.advise(owner_place, words::rules::lines_are_amounts(), help);
                }
                let (slot, values) = (used.word(of?.owner(), place, reader.scope)?, values?);
                let default = default.map(|node| word(&node, &values, reader.scope)).transpose()?;
                FieldKind::Word { slot, values, default }
            }
        };
        Ok(Field { name: self.name.to_owned(), title: title?, owner: of?.owner(), kind })
    }

    /// What a field of lines says besides; nothing of another.
    fn lines<S: Reports>(&self, are_asked: bool, reader: &mut Reader<S>) -> Read<Option<OfLines>> {
        if !are_asked {
            for key in ["classes", "each_day_at_most"] {
                reader.forbid(key, words::rules::only_of_lines(key));
            }
            return Ok(None);
        }
        let classes = reader.texts("classes");
        let most = reader.optional("each_day_at_most");
        let most = most.map(|node| amount(&node, self.above.currency, reader.scope)).transpose();
        let known = self.above.line_classes;
        let mut all: Vec<String> = Vec::new();
        for (class, span) in classes? {
            if !known.contains(&class) {
                let help = suggest(&class, known.iter().map(String::as_str));
                reader.advise(span, words::rules::unknown_line_class(&class), help);
            } else if all.contains(&class) {
                reader.error(span, words::rules::name_twice(&class));
            }
            all.push(class);
        }
        Ok(Some(OfLines { classes: all, each_day_at_most: most? }))
    }

    fn amount(&self, column: Column, default: Option<Node>, scope: &mut impl Reports) -> FieldKind {
        // A field whose default is wrong can be named all the same.
        let default = default.and_then(|node| amount(&node, self.above.currency, scope).ok());
        let may_be_empty = self.above.may_be_empty.contains(&self.name.to_owned());
        FieldKind::Amount { column, default, may_be_empty }
    }

    fn count(column: Column, default: Option<Node>, scope: &mut impl Reports) -> FieldKind {
        let default = default.and_then(|node| {
            let text = scope.scalar(&node, "default").ok()?;
            let count = whole_number(text).filter(|count| *count <= NUMBER_MOST);
            if count.is_none() {
                scope.error(node.span.clone(), words::rules::not_a_count(text, NUMBER_MOST));
            }
            count
        });
        FieldKind::Count { column, default: default.map(Money::from_minor) }
    }
}

fn amount(node: &Node, currency: Currency, scope: &mut impl Reports) -> Read<Money> {
    let text = scope.scalar(node, "default")?;
    amount_in(currency, text).map_err(|why| scope.error(node.span.clone(), why))
}

/// Takes `values`: words that patterns can name, each once.
fn read_values<S: Reports>(reader: &mut Reader<S>) -> Read<Vec<String>> {
    let place = reader.value_span("values");
    let mut values: Vec<String> = Vec::new();
    for (text, span) in reader.texts("values")? {
        if text.is_empty() || text.trim() != text || text.contains(',') {
            reader.error(span, words::rules::not_a_field_value(&text));
        } else if values.contains(&text) {
            reader.error(span, words::rules::name_twice(&text));
        }
        values.push(text);
        if values.len() > caps::FIELD_VALUES {
            return Err(reader.error(place, words::rules::too_many("values", caps::FIELD_VALUES)));
        }
    }
    Ok(values)
}

/// More fields of one kind than there is room for.
pub(crate) fn too_many_fields(is_amount: bool, owner: Owner, most: usize) -> Sentence {
    match (is_amount, owner) {
        (true, _) => words::rules::too_many_amount_fields(most),
        (false, Owner::Bill) => words::rules::too_many_bill_fields(most),
        (false, Owner::Member) => words::rules::too_many_member_fields(most),
    }
}

impl Used {
    /// The place of one more amount or count.
    fn column(&mut self, place: Span, scope: &mut impl Reports) -> Read<Column> {
        if self.amounts == OWN_AMOUNTS {
            return Err(scope.error(place, too_many_fields(true, Owner::Bill, OWN_AMOUNTS)));
        }
        self.amounts += 1;
        Ok(Column::own(self.amounts - 1))
    }

    /// The slot of one more field of words.
    fn word(&mut self, owner: Owner, place: Span, scope: &mut impl Reports) -> Read<u8> {
        let count = match owner {
            Owner::Bill => &mut self.bill,
            Owner::Member => &mut self.member,
        };
        let most = Vocabulary::own_words(owner);
        if *count == most {
            return Err(scope.error(place, too_many_fields(false, owner, most)));
        }
        *count += 1;
        Ok(Vocabulary::own_slot(owner, *count - 1))
    }
}

/// Which of the values is the default.
fn word(node: &Node, values: &[String], scope: &mut impl Reports) -> Read<u8> {
    let values = values.iter().enumerate().map(|(at, value)| (value.as_str(), at as u8));
    scope.option(node, "default", &values.collect::<Vec<_>>())
}

/// A list of diagnoses, with the codes that it has from each day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List {
    pub name: String,
    /// In the order of days, the first from the first day that there is.
    pub versions: Vec<(Day, Vec<String>)>,
}

/// Takes `[lists]`.
pub(crate) fn read_lists<S: Reports>(reader: &mut Reader<S>) -> Vec<(List, Span)> {
    let mut lists = Vec::new();
    for (name, (span, node)) in section(reader, "lists") {
        if !is_id(&name) {
            reader.error(span.clone(), words::rules::not_an_id(&name));
        }
        let versions = match is_by_date(&node) {
            true => read_versions(node, &name, reader),
            false => read_codes(&node, &name, reader).map(|codes| vec![(Day::FIRST, codes)]),
        };
        lists.extend(versions.ok().map(|versions| (List { name, versions }, span)));
    }
    lists
}

/// The codes of a list.
fn read_codes(node: &Node, list: &str, scope: &mut impl Reports) -> Read<Vec<String>> {
    let Value::List(items) = &node.value else {
        return Err(scope.error(node.span.clone(), words::rules::not_a_list(list)));
    };
    if items.is_empty() {
        scope.error(node.span.clone(), words::rules::empty_list(list));
    }
    Ok(items.iter().filter_map(|item| read_code(item, list, scope).ok()).collect())
}

/// A list that changes by date: its codes from each day on. The first holds on all days before it too.
fn read_versions<S: Reports>(
    node: Node,
    list: &str,
    reader: &mut Reader<S>,
) -> Read<Vec<(Day, Vec<String>)>> {
    let mut versions: Vec<(Day, Vec<String>)> = Vec::new();
    for item in node.one_or_many() {
        let read = |reader: &mut Reader<S>| {
            let place = reader.value_span("from");
            let from = reader.day("from");
            let codes = reader.required("codes");
            let codes = codes.and_then(|node| read_codes(&node, "codes", reader.scope));
            Ok((place, from?, codes?))
        };
        let read = asked::at("list_by_date", || reader.part_of(item, list, read));
        let (place, from, codes) = read?;
        if versions.last().is_some_and(|(before, _)| from <= *before) {
            reader.error(place, words::rules::dates_in_order());
        }
        versions.push((from, codes));
    }
    if let Some((from, _)) = versions.first_mut() {
        *from = Day::FIRST;
    }
    Ok(versions)
}

/// A diagnosis code; `*` at its end stands for anything.
fn read_code(node: &Node, list: &str, scope: &mut impl Reports) -> Read<String> {
    let text = scope.scalar(node, list)?;
    let head = text.strip_suffix('*').unwrap_or(text);
    let odd = |c: char| "*|;,、，；+†".contains(c) || c.is_whitespace();
    if head.is_empty() || head.contains(odd) {
        scope.error(node.span.clone(), words::rules::not_a_code(text));
    }
    let any = &text[head.len()..];
    Ok(format!("{}{any}", folded_code(head)))
}
