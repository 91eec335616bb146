//! Where in a rule file a benefit, a limit or another part of it is written.

use crate::diagnostic::Diagnostics;
use crate::scheme::{Entries, Node, Span, Value, read_text};

/// The parts of a rule file that is known to be right.
pub(super) struct Places {
    entries: Entries,
}

impl Places {
    pub fn of(text: &str) -> Option<Places> {
        let mut found = Diagnostics::default();
        let entries = read_text(text, &mut found, |reader| Ok(reader.rest())).ok()?;
        Some(Places { entries })
    }

    /// The id of the edition.
    pub fn edition(&self) -> Option<&str> {
        below(&self.entries, "edition")?.get("id")?.1.text()
    }

    /// A benefit, by its id: its entries, and its place.
    pub fn benefit(&self, id: &str) -> Option<(&Entries, Span)> {
        let is_it = |entries: &&Entries| text_of(entries, "id") == Some(id);
        let found = tables(&self.entries, "benefit").find(is_it)?;
        Some((found, found.get("id")?.1.span.clone()))
    }

    /// A key of a list's table of that id; a part that has no ids is known by its place.
    pub fn key(&self, part: &str, id: &str, key: &str) -> Option<Span> {
        let mut all = tables(&self.entries, part).enumerate();
        let is_it = |(place, entries): &(usize, &Entries)| {
            text_of(entries, "id").map_or_else(|| place.to_string() == id, |own| own == id)
        };
        Some(all.find(is_it)?.1.get(key)?.0.clone())
    }

    /// A part of a benefit: the key where it is written.
    pub fn part(&self, benefit: &str, key: &str) -> Option<Span> {
        Some(self.benefit(benefit)?.0.get(key)?.0.clone())
    }

    /// A limit, by what cases call it: of a benefit, or shared.
    pub fn limit(&self, id: &str) -> Option<Span> {
        let own = tables(&self.entries, "benefit").flat_map(|benefit| {
            let whose = text_of(benefit, "id").unwrap_or_default();
            tables(benefit, "limit").map(move |limit| (whose, limit))
        });
        let shared = tables(&self.entries, "limit").map(|limit| ("", limit));
        let mut all = own.chain(shared);
        let (_, limit) = all.find(|(whose, limit)| match text_of(limit, "id") {
            Some(own) => own == id,
            None => text_of(limit, "window").is_some_and(|kind| format!("{whose}_{kind}") == id),
        })?;
        let measure = ["amount", "days", "times", "stays"].iter().find_map(|key| limit.get(*key));
        measure.map(|(span, _)| span.clone())
    }

    /// Every text and number in a plan.
    pub fn texts_of_plan<'p>(&'p self, id: &str) -> Vec<&'p str> {
        let mut found = Vec::new();
        let is_it = |entries: &&Entries| text_of(entries, "id") == Some(id);
        let plan = tables(&self.entries, "plan").find(is_it);
        plan.iter().flat_map(|plan| plan.values()).for_each(|(_, node)| collect(node, &mut found));
        found
    }

    /// Every text and number in a benefit and in what it may name, which are the sections of names.
    pub fn texts<'p>(&'p self, benefit: &'p Entries) -> Vec<&'p str> {
        let named = ["parameters", "amounts", "totals", "schedules", "limit"];
        let named = named.iter().filter_map(|key| self.entries.get(*key)).map(|(_, node)| node);
        let mut found = Vec::new();
        named.for_each(|node| collect(node, &mut found));
        benefit.values().for_each(|(_, node)| collect(node, &mut found));
        found
    }
}

fn text_of<'e>(entries: &'e Entries, key: &str) -> Option<&'e str> {
    entries.get(key)?.1.text()
}

fn below<'e>(entries: &'e Entries, key: &str) -> Option<&'e Entries> {
    match &entries.get(key)?.1.value {
        Value::Table(entries) => Some(entries),
        _ => None,
    }
}

/// The tables of a list.
fn tables<'e>(entries: &'e Entries, key: &str) -> impl Iterator<Item = &'e Entries> {
    let items = match entries.get(key).map(|(_, node)| &node.value) {
        Some(Value::List(items)) => items.iter(),
        _ => [].iter(),
    };
    items.filter_map(|node| match &node.value {
        Value::Table(entries) => Some(entries),
        _ => None,
    })
}

/// Every text and number in a node, keys of tables among them.
fn collect<'n>(node: &'n Node, found: &mut Vec<&'n str>) {
    match &node.value {
        Value::Text(text) | Value::Number(text) => found.push(text),
        Value::List(items) => items.iter().for_each(|node| collect(node, found)),
        Value::Table(entries) => entries.iter().for_each(|(key, (_, node))| {
            found.push(key);
            collect(node, found);
        }),
        Value::Flag(_) | Value::Date(_) | Value::Other => {}
    }
}
