//! The head of a rule file: all that must be known of every edition of a book before the first is compiled.

use super::bases;
use super::caps;
use super::corrections::Corrections;
use super::language::asked::{self, Kind};
use super::language::categories::{self, Categories};
use super::language::fields::{self, List};
use super::language::reader::{Read, Reader, Reports};
use super::language::table::Span;
use super::review::Review;
use crate::claim::{BETWEEN, WITHIN};
use crate::claim::{Basis, BillNumber, Field, MemberIds, STAY_GAP, Undated};
use crate::date::Day;
use crate::money::Currency;
use crate::words::{self, Sentence};

/// What the head of a rule file says.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub scheme: SchemeHead,
    pub edition: EditionHead,
    pub fields: Vec<(Field, Span)>,
    pub lists: Vec<(List, Span)>,
    /// Ids of plans and benefits, in the order of the file.
    pub plans: Vec<String>,
    pub benefits: Vec<String>,
    /// Where each key of `[scheme]` and `[edition]` is written; the part itself has no key.
    places: Vec<(&'static str, String, Span)>,
    /// Whether all of `[scheme]` and `[edition]` could be read.
    pub whole: Read<()>,
}

/// `[scheme]`.
#[derive(Clone, Debug)]
pub(super) struct SchemeHead {
    pub id: String,
    pub title: Sentence,
    pub currency: Currency,
    /// By category.
    pub bases: Vec<Basis>,
    pub order: Basis,
    pub bill_number: BillNumber,
    pub stay_gap: i32,
    pub undated_facts: Undated,
    pub member_ids: MemberIds,
    pub categories: Categories,
    /// One bit a category of which bills are decided after all others.
    pub decided_last: u64,
    pub line_classes: Vec<String>,
    pub corrections: Corrections,
    pub review: Review,
}

/// `[edition]`.
#[derive(Clone, Debug)]
pub(super) struct EditionHead {
    pub id: String,
    pub title: Sentence,
    pub from: Day,
    pub to: Option<Day>,
    pub source: String,
    pub notes: Vec<String>,
}

impl Head {
    /// Takes `[scheme]`, `[edition]`, `[fields]` and `[lists]`, and looks at ids. What is wrong in
    /// them is made up, so that the rest of the file can be read too.
    pub fn read<S: Reports>(reader: &mut Reader<S>) -> Head {
        let plans = reader.table.ids("plan");
        let benefits = reader.table.ids("benefit");
        let columns = reader.table.names_below("benefit", &["bands", "unpaid", "columns"]);
        // Where there are too many, the last is shown.
        let mut places: Vec<_> = ["plan", "benefit", "lists"]
            .map(|key| (key, String::new(), reader.table.last_span_of(key)))
            .to_vec();
        let mut part = |reader: &mut Reader<S>, key| reader.table.places(key, &mut places);
        let scheme = required(reader, "scheme", |reader| {
            part(reader, "scheme");
            SchemeHead::read(reader)
        });
        let edition = required(reader, "edition", |reader| {
            part(reader, "edition");
            EditionHead::read(reader)
        });
        let whole = scheme.as_ref().map_err(|e| *e).and(edition.as_ref().map_err(|e| *e)).map(drop);
        let scheme = scheme.unwrap_or_default();
        let words = fields::WordsAbove {
            currency: scheme.currency,
            line_classes: &scheme.line_classes,
            may_be_empty: &columns,
        };
        let fields = fields::read(reader, words);
        let lists = fields::read_lists(reader);
        let edition = edition.unwrap_or_default();
        Head { scheme, edition, fields, lists, plans, benefits, places, whole }
    }

    /// Fields and lists, which have their titles where they are declared, each with that section.
    pub fn titled_elsewhere(&self) -> impl Iterator<Item = (String, &'static str)> {
        let fields = self.fields.iter().map(|(field, _)| (field.name.clone(), "[fields]"));
        fields.chain(self.lists.iter().map(|(list, _)| (list.name.clone(), "[lists]")))
    }

    /// Where a key of `[scheme]` or `[edition]` is written.
    pub fn place(&self, part: &str, key: &str) -> Span {
        let known = self.places.iter().find(|(p, k, _)| *p == part && k == key);
        let part = || self.places.iter().find(|(p, k, _)| *p == part && k.is_empty());
        known.or_else(part).map_or(0..0, |(.., span)| span.clone())
    }
}

/// Takes the required table at `key`.
fn required<S: Reports, T>(
    reader: &mut Reader<S>,
    key: &'static str,
    read: impl FnOnce(&mut Reader<S>) -> Read<T>,
) -> Read<T> {
    let node = reader.required(key)?;
    reader.part_of(node, key, read)
}

/// What is made up where `[scheme]` cannot be read: the finest currency, so that no amount is too
/// fine for it.
impl Default for SchemeHead {
    fn default() -> SchemeHead {
        SchemeHead {
            id: String::new(),
            title: Sentence::default(),
            currency: Currency::KWD,
            bases: Vec::new(),
            order: Basis::Settlement,
            bill_number: BillNumber::National,
            stay_gap: STAY_GAP,
            undated_facts: Undated::Night,
            member_ids: MemberIds::Usual,
            categories: Categories::default(),
            decided_last: 0,
            line_classes: Vec::new(),
            corrections: Corrections::default(),
            review: Review::default(),
        }
    }
}

/// What is made up where `[edition]` cannot be read.
impl Default for EditionHead {
    fn default() -> EditionHead {
        EditionHead {
            id: String::new(),
            title: Sentence::default(),
            from: Day::FIRST,
            to: None,
            source: String::new(),
            notes: Vec::new(),
        }
    }
}

impl SchemeHead {
    fn read<S: Reports>(reader: &mut Reader<S>) -> Read<SchemeHead> {
        let id = reader.id("id");
        let title = reader.title("title");
        let currency = reader.parse("currency");
        asked::is("currency", || {
            Kind::Words(Currency::ALL.map(|one| one.code().to_owned()).into())
        });
        let categories = categories::declared(reader);
        let names = categories.as_ref().map(|own| own.names.as_slice());
        let bases = bases::read(reader, names.ok());
        let order = reader.choice("order", &bases::OF_ORDER);
        let numbers = [("national", BillNumber::National), ("of_hospital", BillNumber::OfHospital)];
        let bill_number = reader.optional_choice("bill_number", &numbers);
        let stay_gap = read_stay_gap(reader);
        let undated = [("night", Undated::Night), ("refuse", Undated::Refused)];
        let undated_facts = reader.optional_choice("undated_facts", &undated);
        let ids = [("resident", MemberIds::Resident), ("any", MemberIds::Any)];
        let member_ids = reader.optional_choice("member_ids", &ids);
        let last = reader.optional_texts("decided_last");
        let line_classes = read_line_classes(reader);
        let corrections =
            reader.table("corrections", |reader| Corrections::read(reader, currency.ok()));
        let review = reader.table("review", Review::read);
        let last = last?;
        let decided_last = names.map_or(0, |known| decided_last(last, known, reader));
        Ok(SchemeHead {
            id: id?.0,
            title: title?,
            currency: currency?,
            bases: bases?,
            order: order?,
            bill_number: bill_number?.unwrap_or(BillNumber::National),
            stay_gap: stay_gap?,
            undated_facts: undated_facts?.unwrap_or(Undated::Night),
            member_ids: member_ids?.unwrap_or(MemberIds::Usual),
            categories: categories?,
            decided_last,
            line_classes: line_classes?,
            corrections: corrections?.unwrap_or_default(),
            review: review?.unwrap_or_default(),
        })
    }
}

/// Which categories are decided last, one bit each.
fn decided_last<S: Reports>(
    last: Vec<(String, Span)>,
    known: &[String],
    reader: &mut Reader<S>,
) -> u64 {
    let places = last
        .into_iter()
        .filter_map(|(text, span)| categories::place(&text, span, known, reader).ok());
    places.fold(0, |bits, place| bits | 1u64.checked_shl(place as u32).unwrap_or_default())
}

/// Takes `line_classes`: classes of the lines of bills, each once.
fn read_line_classes<S: Reports>(reader: &mut Reader<S>) -> Read<Vec<String>> {
    let place = reader.value_span("line_classes");
    let mut classes: Vec<String> = Vec::new();
    for (name, span) in reader.optional_texts("line_classes")? {
        if name.trim() != name || name.is_empty() || name.contains([WITHIN, BETWEEN, '"', ',']) {
            reader.error(span, words::rules::not_a_line_class(&name));
        } else if classes.contains(&name) {
            reader.error(span, words::rules::name_twice(&name));
        } else {
            classes.push(name);
        }
    }
    match classes.len() > caps::LINE_CLASSES {
        true => {
            Err(reader.error(place, words::rules::too_many("line_classes", caps::LINE_CLASSES)))
        }
        false => Ok(classes),
    }
}

/// Takes `stay_gap`, in days.
fn read_stay_gap<S: Reports>(reader: &mut Reader<S>) -> Read<i32> {
    let Some(node) = reader.optional("stay_gap") else { return Ok(STAY_GAP) };
    let text = reader.scalar(&node, "stay_gap")?;
    let days = text.parse().ok().filter(|days| (0..=caps::STAY_GAP).contains(days));
    days.ok_or_else(|| {
        reader.error(node.span.clone(), words::rules::not_a_count(text, caps::STAY_GAP))
    })
}

impl EditionHead {
    fn read<S: Reports>(reader: &mut Reader<S>) -> Read<EditionHead> {
        let node = reader.required_like("id", "\"2024\"");
        let id = node.and_then(|node| reader.scalar(&node, "id").map(str::to_owned));
        let title = reader.title("title");
        let from = reader.day("from");
        let place = reader.value_span("to");
        let to = if reader.has("to") { reader.day("to").map(Some) } else { Ok(None) };
        reader.optional("to");
        let source = reader.text("source");
        let notes = reader.optional_texts("notes");
        let (to, notes) = (to?, notes?);
        if let (Ok(from), Some(to)) = (from, to)
            && to < from
        {
            reader.error(place, words::rules::edition_ends_before());
        }
        let notes = notes.into_iter().map(|(note, _)| note).collect();
        Ok(EditionHead { id: id?, title: title?, from: from?, to, source: source?, notes })
    }
}
