//! What the editions of one book have in common: what is the scheme's, the words in its files, and the dates,
//! which follow each other.

use std::collections::BTreeMap;

use super::caps;
use super::head::Head;
use super::language::fields::{List, Room, too_many_fields};
use super::language::reader::read_text;
use super::language::table::Span;
use crate::claim::{Column, Field, FieldKind, ListVersion, Titles, Vocabulary, VocabularyId};
use crate::date::Day;
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::words;

/// The heads of the files of one book that have one, each with the number of its file, by date; the
/// book's files are those from `first` on.
pub(super) fn read_heads(files: &mut [Reviewed], first: usize) -> Vec<(usize, Head)> {
    let mut heads: Vec<(usize, Head)> = Vec::new();
    for (number, file) in files.iter_mut().enumerate().skip(first) {
        let mut found = Diagnostics::default();
        let head = read_text(&file.text, &mut found, |reader| {
            let head = Head::read(reader);
            reader.rest();
            Ok(head)
        });
        match head {
            Ok(head) => heads.push((number, head)), // `compile` reports what is wrong in it.
            Err(_) => file.found = found,
        }
    }
    heads.sort_by_key(|(_, head)| (head.whole.is_err(), head.edition.from));
    heads
}

/// Reports where editions of one book disagree on what is the scheme's.
pub(super) fn check_alike(heads: &[(usize, Head)], files: &mut [Reviewed]) {
    let Some((_, first)) = heads.first() else { return };
    for (number, head) in heads.iter().filter(|(_, head)| head.whole.is_ok()) {
        let alike = [
            (head.scheme.id == first.scheme.id, "id"),
            (head.scheme.title == first.scheme.title, "title"),
            (head.scheme.corrections == first.scheme.corrections, "corrections"),
            (head.scheme.review == first.scheme.review, "review"),
        ];
        for (_, key) in alike.into_iter().filter(|(same, _)| !same) {
            let place = head.place("scheme", key);
            files[*number].found.report(place, words::rules::same_in_all(key));
        }
    }
}

/// Ids of the benefits of all editions: of the latest edition first as written, then of earlier ones
/// those that are no more.
pub(super) fn benefits(heads: &[(usize, Head)]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for id in heads.iter().rev().flat_map(|(_, head)| &head.benefits) {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}

/// The words of all books that read the same files; complaints where they disagree, or their editions do.
pub(super) fn vocabulary(
    books: &[Vec<(usize, Head)>],
    files: &mut [Reviewed],
) -> Option<Vocabulary> {
    let (_, first) = books.iter().flatten().next()?;
    let mut vocabulary = Vocabulary {
        id: VocabularyId::NONE,
        currency: first.scheme.currency,
        bases: first.scheme.bases.clone(),
        order: first.scheme.order,
        categories: first.scheme.categories.names.clone(),
        titles: Titles {
            categories: first.scheme.categories.titles.clone(),
            lists: BTreeMap::new(),
        },
        decided_last: first.scheme.decided_last,
        line_classes: first.scheme.line_classes.clone(),
        revisions: first.scheme.corrections.revisions,
        bill_number: first.scheme.bill_number,
        stay_gap: first.scheme.stay_gap,
        undated_facts: first.scheme.undated_facts,
        member_ids: first.scheme.member_ids,
        fields: Vec::new(),
        lists: Vec::new(),
        list_versions: Vec::new(),
        asks_diagnosis: false,
        asks_household: false,
        plans: Vec::new(),
        asks_receipts: 0,
        asks_enrolled_on: 0,
    };
    for book in books {
        for (place, (number, head)) in book.iter().enumerate() {
            let file = &mut files[*number];
            let before = book.first().filter(|_| place > 0).map(|(_, own)| own);
            check_same_words(head, before, first, file);
            add_names(head, &mut vocabulary, file);
        }
    }
    let mut firsts = books.iter().filter_map(|book| book.first());
    let is_one_reading = firsts.all(|(_, own)| read_otherwise(own, first).is_empty());
    let heads = books.concat();
    // What else a book says in words that it alone has is no mistake of its own.
    (fits(&vocabulary, &heads, files) && is_one_reading).then(|| vocabulary.sealed())
}

/// Reports where an edition reads files otherwise than the first of its book, and that one than the first of all.
fn check_same_words(head: &Head, of_book: Option<&Head>, first: &Head, file: &mut Reviewed) {
    for key in read_otherwise(head, of_book.unwrap_or(first)) {
        let sentence = match of_book {
            Some(_) => words::rules::same_in_all(key),
            None => words::rules::same_as_other(key),
        };
        file.found.report(head.place("scheme", key), sentence);
    }
}

/// The keys by which an edition reads files otherwise than another one.
fn read_otherwise(head: &Head, first: &Head) -> Vec<&'static str> {
    let (one, first) = (&head.scheme, &first.scheme);
    let alike = [
        (one.currency == first.currency, "currency"),
        (one.bases == first.bases, "basis"),
        (one.order == first.order, "order"),
        (one.bill_number == first.bill_number, "bill_number"),
        (one.stay_gap == first.stay_gap, "stay_gap"),
        (one.undated_facts == first.undated_facts, "undated_facts"),
        (one.member_ids == first.member_ids, "member_ids"),
        (one.categories == first.categories, "categories"),
        (one.decided_last == first.decided_last, "decided_last"),
        (one.line_classes == first.line_classes, "line_classes"),
    ];
    let otherwise = alike.into_iter().filter(|(same, _)| head.whole.is_ok() && !same);
    otherwise.map(|(_, key)| key).collect()
}

/// Adds the fields, lists and plans that an edition names.
fn add_names(head: &Head, vocabulary: &mut Vocabulary, file: &mut Reviewed) {
    for (field, span) in &head.fields {
        add_field(field, span, &mut vocabulary.fields, file);
    }
    for (list, span) in &head.lists {
        match vocabulary.lists.iter().position(|(name, _)| *name == list.name) {
            Some(known)
                if list.versions != versions(vocabulary, known)
                    || list.title.as_ref() != vocabulary.titles.lists.get(&list.name) =>
            {
                file.found.report(span.clone(), words::rules::same_list(&list.name));
            }
            Some(_) => {}
            None => add_list(list, vocabulary),
        }
    }
    for plan in &head.plans {
        if !vocabulary.plans.contains(plan) {
            vocabulary.plans.push(plan.clone());
        }
    }
}

/// The codes that a list of the book has from each day on.
fn versions(vocabulary: &Vocabulary, list: usize) -> Vec<(Day, Vec<String>)> {
    let own = vocabulary.list_versions.iter().filter(|version| usize::from(version.list) == list);
    let own: Vec<_> = own.map(|version| (version.from, version.codes.clone())).collect();
    let always = || vocabulary.lists.get(list).map(|(_, codes)| (Day::FIRST, codes.clone()));
    if own.is_empty() { always().into_iter().collect() } else { own }
}

/// Adds a list of an edition to those of the book. Where it changes by date, each version has a bit of its own, from
/// the highest down.
fn add_list(list: &List, vocabulary: &mut Vocabulary) {
    let place = vocabulary.lists.len();
    let first = list.versions.first().map(|(_, codes)| codes.clone()).unwrap_or_default();
    vocabulary.lists.push((list.name.clone(), first));
    let title = list.title.clone().map(|title| (list.name.clone(), title));
    vocabulary.titles.lists.extend(title);
    if list.versions.len() < 2 {
        return;
    }
    for (from, codes) in &list.versions {
        // Where there is no room the book is refused.
        let bit = (caps::BENEFITS - 1).saturating_sub(vocabulary.list_versions.len()) as u8;
        let (list, from, codes) = (place as u8, *from, codes.clone());
        vocabulary.list_versions.push(ListVersion { list, bit, from, codes });
    }
}

/// Adds a field of an edition to those of the book, where it gets a place of its own; what has one
/// name must be declared alike.
fn add_field(field: &Field, span: &Span, fields: &mut Vec<Field>, file: &mut Reviewed) {
    if let Some(known) = fields.iter_mut().find(|known| known.name == field.name) {
        if !known.declared_like(field) {
            file.found.report(span.clone(), words::rules::same_field(&field.name));
        }
        return;
    }
    let mut field = field.clone();
    let room = Room::of(&field);
    let number = fields.iter().filter(|other| Room::of(other) == room).count();
    if number >= room.most() {
        file.found.report(span.clone(), too_many_fields(room));
        return;
    }
    match &mut field.kind {
        FieldKind::Amount { column, .. }
        | FieldKind::Lines { column, .. }
        | FieldKind::Count { column, .. } => *column = Column::own(number),
        FieldKind::Word { slot, .. } => *slot = Vocabulary::own_slot(field.owner, number),
        FieldKind::Date { slot, .. } => *slot = number as u8,
    }
    fields.push(field);
}

/// Whether there is room for what the editions name, or complaints.
fn fits(vocabulary: &Vocabulary, heads: &[(usize, Head)], files: &mut [Reviewed]) -> bool {
    let Some((last, head)) = heads.last() else { return false };
    let counts = [
        (vocabulary.plans.len(), caps::PLANS, "plan"),
        (vocabulary.lists.len() + vocabulary.list_versions.len(), caps::BENEFITS, "lists"),
        (vocabulary.categories.len(), caps::BENEFITS, "categories"),
        (benefits(heads).len(), caps::BENEFITS, "benefit"),
    ];
    let over = counts.into_iter().filter(|(count, most, _)| count > most);
    over.fold(true, |_, (_, most, key)| {
        let place = match key {
            "categories" => head.place("scheme", key),
            key => head.place(key, ""),
        };
        files[*last].found.report(place, words::rules::too_many(key, most));
        false
    })
}

/// Reports where editions leave a gap or overlap, and where two have one id.
pub(super) fn check_dates(heads: &[(usize, Head)], files: &mut [Reviewed]) {
    let heads: Vec<_> = heads.iter().filter(|(_, head)| head.whole.is_ok()).collect();
    for pair in heads.windows(2) {
        let [(earlier, before), (number, head)] = pair else { continue };
        let place = head.place("edition", "from");
        let Some(to) = before.edition.to else {
            let help = words::rules::write_it(format!("to = \"{}\"", head.edition.from - 1));
            let place = before.place("edition", "");
            files[*earlier].found.advise(place, words::rules::edition_open(&head.edition.id), help);
            continue;
        };
        let days = head.edition.from - to - 1;
        let help = words::rules::write_it(format!("from = \"{}\"", to + 1));
        if days > 0 {
            let message = words::rules::edition_gap(days, &before.edition.id);
            files[*number].found.advise(place, message, help);
        } else if days < 0 {
            let message = words::rules::edition_overlap(-days, &before.edition.id);
            files[*number].found.advise(place, message, help);
        }
    }
    for (at, (number, head)) in heads.iter().enumerate() {
        if heads[..at].iter().any(|(_, other)| other.edition.id == head.edition.id) {
            let place = head.place("edition", "id");
            files[*number].found.report(place, words::rules::id_twice(&head.edition.id));
        }
    }
}
