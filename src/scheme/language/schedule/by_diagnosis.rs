//! Schedules by diagnosis: a value for each of some lists of `[lists]`, and one for what is on none of them.
//!
//! ```toml
//! amount = { by = "diagnosis", is = { listed_diseases = "1000", none = "500" } }
//! pays = { by = "diagnosis", first_of = ["cancers", "burns"], is = { cancers = "90%", burns = "80%", none = "70%" } }
//! ```
//!
//! A bill may have diagnoses of several lists. `first_of` says which list counts then: the first that has one. Where
//! only one list is named there is nothing to say.

use crate::claim::{ListOrder, Vocabulary};
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Span, Value, list, nearest};
use crate::words;

/// The lists of a schedule that is chosen by diagnosis, among other facts; nothing of another, which has no `first_of`.
pub(super) fn read(reader: &mut Reader<Scope>) -> Option<Read<ListOrder>> {
    let by = reader.table.peek("by").map(|by| by.clone().one_or_many()).unwrap_or_default();
    if !by.iter().any(|fact| fact.text() == Some(Vocabulary::DIAGNOSIS)) {
        reader.forbid("first_of", words::rules::first_of_alone());
        return None;
    }
    reader.scope.asks_diagnosis = true;
    let place = reader.value_span("by");
    let named = named_lists(reader);
    let names = match (reader.has("first_of"), named.as_slice()) {
        (true, _) => reader.texts("first_of"),
        (false, []) => {
            let help = words::rules::lists_here(list_names(reader.scope));
            Err(reader.advise(place.clone(), words::rules::no_list_named(), help))
        }
        (false, [_]) => Ok(named),
        (false, _) => {
            let names = named.iter().map(|(name, _)| format!("\"{name}\""));
            let names = names.collect::<Vec<_>>().join(", ");
            let help = words::rules::write_it(format!("first_of = [{names}]"));
            Err(reader.advise(place.clone(), words::rules::missing_first_of(), help))
        }
    };
    reader.optional("first_of");
    Some(names.and_then(|names| order(names, place, reader.scope)))
}

/// The names of lists in the patterns of a schedule, each once, in the order of the file.
fn named_lists(reader: &Reader<Scope>) -> Vec<(String, Span)> {
    let mut patterns: Vec<(String, Span)> = Vec::new();
    if let Some(Node { value: Value::Table(entries), .. }) = reader.table.peek("is") {
        patterns.extend(entries.iter().map(|(name, (span, _))| (name.clone(), span.clone())));
    }
    if let Some(Node { value: Value::List(rows), .. }) = reader.table.peek("rows") {
        for row in rows {
            let Value::Table(entries) = &row.value else { continue };
            let pattern = entries.get(Vocabulary::DIAGNOSIS);
            let pattern = pattern.and_then(|(_, node)| Some((node.text()?, &node.span)));
            patterns.extend(pattern.map(|(text, span)| (text.to_owned(), span.clone())));
        }
    }
    patterns.sort_by_key(|(_, span)| span.start);
    let mut names: Vec<(String, Span)> = Vec::new();
    for (pattern, span) in &patterns {
        for name in pattern.split(',').map(str::trim).filter(|name| *name != ListOrder::NONE) {
            if !names.iter().any(|(known, _)| known == name) {
                names.push((name.to_owned(), span.clone()));
            }
        }
    }
    names
}

/// The lists of these names in their order, each of which must be one of the file.
fn order(names: Vec<(String, Span)>, place: Span, scope: &mut Scope) -> Read<ListOrder> {
    let mut places = Vec::new();
    let mut known = Ok(());
    for (name, span) in names {
        if name == ListOrder::NONE {
            known = Err(scope.error(span, words::rules::reserved_name(&name)));
            continue;
        }
        match scope.vocabulary.lists.iter().position(|(list, _)| *list == name) {
            Some(list) if places.contains(&list) => {
                known = Err(scope.error(span, words::rules::name_twice(&name)));
            }
            Some(list) => places.push(list),
            None => {
                let lists = || scope.vocabulary.lists.iter().map(|(list, _)| list.as_str());
                let help = match nearest(&name, lists()) {
                    Some(near) => words::rules::did_you_mean(near),
                    None => words::rules::lists_here(list_names(scope)),
                };
                known = Err(scope.advise(span, words::rules::unknown_name(&name), help));
            }
        }
    }
    known?;
    ListOrder::of(&places)
        .ok_or_else(|| scope.error(place, words::rules::too_many("first_of", ListOrder::MOST)))
}

/// All lists of the file, for a person.
fn list_names(scope: &Scope) -> String {
    list(scope.vocabulary.lists.iter().map(|(name, _)| name.as_str()))
}
