//! `[fields]` and `[lists]`: columns and diagnosis lists that a scheme declares for itself.
//!
//! ```toml
//! [fields]
//! model_worker = { type = "flag", of = "member", default = "no", title = { zh = "劳动模范", en = "model worker" } }
//! hired_on = { type = "date", of = "member", title = { zh = "入职日期", en = "day of hiring" } }
//! pre_existing = { type = "flag", of = "enrolment", title = { zh = "既往症", en = "earlier disease" } }
//! ```

use std::collections::BTreeMap;

use super::asked;
use super::leaf::{amount_in, whole_number};
use super::reader::{Read, Reader, Reports};
use super::table::{Entries, Node, Span, Value, is_by_date, is_id, suggest};
use super::titled::{self, Titled};
use crate::claim::{
    BILL_COLUMNS, BILL_OPTIONS, Column, ENROLMENT_COLUMNS, ENROLMENT_OPTIONS, Field, FieldKind,
    MEMBER_COLUMNS, MEMBER_OPTIONS, NUMBER_MOST, OWN_AMOUNTS, Owner, Vocabulary, folded_code,
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
    Date,
}

const TYPES: [(&str, Type); 5] = [
    ("amount", Type::Amount),
    ("count", Type::Count),
    ("flag", Type::Flag),
    ("category", Type::Category),
    ("date", Type::Date),
];

/// Names that mean something where facts or amounts are named.
const RESERVED: [&str; 7] = ["bill_left", "is", "max", "min", "of", "paid", "times"];

/// Fields that are kept side by side, of which there is room for so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// Amounts and counts, all of bills.
    Amounts,
    Words(Owner),
    Dates(Owner),
}

impl Room {
    /// Where a field is kept.
    pub fn of(field: &Field) -> Room {
        match field.kind {
            FieldKind::Word { .. } => Room::Words(field.owner),
            FieldKind::Date { .. } => Room::Dates(field.owner),
            _ => Room::Amounts,
        }
    }

    /// How many there may be.
    pub fn most(self) -> usize {
        match self {
            Room::Amounts => OWN_AMOUNTS,
            Room::Words(owner) => Vocabulary::own_words(owner),
            Room::Dates(owner) => Vocabulary::own_dates(owner),
        }
    }
}

/// Where each of the fields declared so far is kept.
#[derive(Default)]
struct Used(Vec<Room>);

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
    Enrolment,
}

impl Of {
    fn owner(self) -> Owner {
        match self {
            Of::Bill | Of::Lines => Owner::Bill,
            Of::Member => Owner::Member,
            Of::Enrolment => Owner::Enrolment,
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

/// What every field says, whatever its type.
struct Written {
    kind: Read<Type>,
    of: Read<Of>,
    /// Where it says whose it is.
    owner_place: Span,
    default: Option<Node>,
    /// The words of a category or flag.
    values: Read<Vec<String>>,
    lines: Read<Option<OfLines>>,
    /// Where the field is written.
    place: Span,
}

impl Declared<'_> {
    fn read<S: Reports>(&self, reader: &mut Reader<S>, used: &mut Used) -> Read<Field> {
        let kind = reader.choice("type", &TYPES);
        let owner_place = reader.value_span("of");
        let all = [
            ("bill", Of::Bill),
            ("lines", Of::Lines),
            ("member", Of::Member),
            ("enrolment", Of::Enrolment),
        ];
        let of = reader.choice("of", &all);
        let columns = || ENROLMENT_COLUMNS.iter().chain(&ENROLMENT_OPTIONS);
        if of == Ok(Of::Enrolment) && columns().any(|taken| *taken == self.name) {
            reader.error(reader.span(), words::rules::reserved_name(self.name));
        }
        let default = reader.optional("default");
        let title = reader.optional_title("title");
        let place = reader.span();
        let mut value_titles = BTreeMap::new();
        let values = match kind {
            Ok(Type::Amount | Type::Count | Type::Date) => Ok(Vec::new()),
            Ok(Type::Flag) => Ok(vec!["no".to_owned(), "yes".to_owned()]),
            Ok(Type::Category) => read_values(reader, &mut value_titles),
            Err(reported) => Err(reported),
        };
        if kind.is_ok_and(|kind| kind != Type::Category) {
            reader.forbid("values", words::rules::values_only_for_category());
        }
        reader.optional("values");
        let lines = self.lines(of == Ok(Of::Lines), reader);
        let written = Written { kind, of, owner_place, default, values, lines, place };
        let kind = self.kind(written, used, reader.scope)?;
        let (name, title, owner) = (self.name.to_owned(), title?, of?.owner());
        Ok(Field { name, title, owner, kind, value_titles })
    }

    /// What the field holds, and where.
    fn kind(&self, written: Written, used: &mut Used, scope: &mut impl Reports) -> Read<FieldKind> {
        let Written { kind, of, owner_place, default, values, lines, place } = written;
        let write_of = |scope: &mut _, why: Sentence, of: &str| {
            Reports::advise(scope, owner_place.clone(), why, words::rules::write_it(of))
        };
        match kind? {
            kind @ (Type::Amount | Type::Count) => {
                if matches!(of, Ok(Of::Member | Of::Enrolment)) {
                    write_of(scope, words::rules::member_amount(), "of = \"bill\"");
                }
                if kind == Type::Count && of == Ok(Of::Lines) {
                    write_of(scope, words::rules::lines_are_amounts(), "type = \"amount\"");
                }
                let column = Column::own(used.next(Room::Amounts, place, scope)?);
                Ok(match (kind, lines?) {
                    (Type::Count, _) => Declared::count(column, default, scope),
                    (_, Some(lines)) => lines.kind(self.amount(column, default, scope)),
                    (_, None) => self.amount(column, default, scope),
                })
            }
            Type::Flag | Type::Category => {
                if of == Ok(Of::Lines) {
                    write_of(scope, words::rules::lines_are_amounts(), "type = \"amount\"");
                }
                let owner = of?.owner();
                let number = used.next(Room::Words(owner), place, scope)?;
                let (slot, values) = (Vocabulary::own_slot(owner, number), values?);
                let default = default.map(|node| word(&node, &values, scope)).transpose()?;
                Ok(FieldKind::Word { slot, values, default })
            }
            Type::Date => {
                if matches!(of, Ok(Of::Bill | Of::Lines)) {
                    let why = words::rules::date_of_bill();
                    return Err(write_of(scope, why, "of = \"member\""));
                }
                let slot = used.next(Room::Dates(of?.owner()), place, scope)? as u8;
                let default = default.map(|node| date(&node, scope)).transpose()?;
                Ok(FieldKind::Date { slot, default })
            }
        }
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

/// Takes `values`: words that patterns can name, each once, and what people call them.
fn read_values<S: Reports>(
    reader: &mut Reader<S>,
    titles: &mut BTreeMap<String, Sentence>,
) -> Read<Vec<String>> {
    let place = reader.value_span("values");
    let mut values: Vec<String> = Vec::new();
    let written = titled::read(reader, "values")?;
    *titles = titled::titles_of(&written);
    for Titled { word: text, span, title: _ } in written {
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
pub(crate) fn too_many_fields(room: Room) -> Sentence {
    let most = room.most();
    match room {
        Room::Amounts => words::rules::too_many_amount_fields(most),
        Room::Words(Owner::Bill) => words::rules::too_many_bill_fields(most),
        Room::Words(Owner::Member) => words::rules::too_many_member_fields(most),
        Room::Words(Owner::Enrolment) => words::rules::too_many_enrolment_fields(most),
        Room::Dates(_) => words::rules::too_many_date_fields(most),
    }
}

impl Used {
    /// The number of one more field among those that are kept in a room.
    fn next(&mut self, room: Room, place: Span, scope: &mut impl Reports) -> Read<usize> {
        let number = self.0.iter().filter(|other| **other == room).count();
        if number == room.most() {
            return Err(scope.error(place, too_many_fields(room)));
        }
        self.0.push(room);
        Ok(number)
    }
}

/// The day that an empty date means.
fn date(node: &Node, scope: &mut impl Reports) -> Read<Day> {
    let text = scope.scalar(node, "default")?;
    let day = Day::parse(text);
    day.ok_or_else(|| scope.error(node.span.clone(), words::rules::not_a_date(text)))
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
    /// What people call it, where the file says so.
    pub title: Option<Sentence>,
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
        let list = match &node.value {
            Value::Table(_) => asked::at("list_titled", || {
                reader.part_of(node, &name, |reader| read_titled(&name, reader))
            }),
            _ => read_dated(node, &name, reader).map(|versions| (None, versions)),
        };
        let list = list.map(|(title, versions)| List { name, title, versions });
        lists.extend(list.ok().map(|list| (list, span)));
    }
    lists
}

/// What a list is called, and its codes from each day on.
type TitledCodes = (Option<Sentence>, Vec<(Day, Vec<String>)>);

/// A list with what people call it.
fn read_titled<S: Reports>(name: &str, reader: &mut Reader<S>) -> Read<TitledCodes> {
    let title = reader.title("title");
    let codes = reader.required("codes");
    let versions = codes.and_then(|node| read_dated(node, name, reader));
    Ok((Some(title?), versions?))
}

/// The codes of a list, whether they change by date or not.
fn read_dated<S: Reports>(
    node: Node,
    name: &str,
    reader: &mut Reader<S>,
) -> Read<Vec<(Day, Vec<String>)>> {
    match is_by_date(&node) {
        true => read_versions(node, name, reader),
        false => read_codes(&node, name, reader).map(|codes| vec![(Day::FIRST, codes)]),
    }
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
