//! What is changed: every number of a rule file by one step, every edge turned, each where it stands in the text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::pattern::moved_edges;
use super::step::{days_around, neighbours, numbers};
use crate::scheme::{Entries, Node, Source, Span, Value, Written, each_written, entries_of};

/// A value of a rule file, and the ways in which it is changed.
pub(in crate::cases) struct Site {
    /// Where it stands, by its keys.
    pub path: String,
    /// The same in its text.
    pub place: Span,
    /// Each way as the changes that may be it: the first that the rules allow is made.
    pub ways: Vec<Vec<Change>>,
    pub kind: Kind,
}

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cases) enum Kind {
    /// A number, or a day of the year.
    Number,
    /// The first or the last day of the edition.
    EditionDay,
    /// Which side of an edge is meant, or where two patterns meet.
    Edge,
    /// A name or a formula that a schedule chooses: another of its values stands in its place.
    Cell,
}

/// One change of a text.
#[derive(Clone)]
pub(in crate::cases) struct Change {
    /// What stands there.
    pub was: String,
    /// What it becomes.
    pub becomes: String,
    edits: Vec<(Range<usize>, String)>,
}

impl Change {
    /// A change of one place.
    fn of(text: &str, place: Range<usize>, becomes: String) -> Change {
        let was = text.get(place.clone()).unwrap_or_default().to_owned();
        Change { was, becomes: becomes.clone(), edits: vec![(place, becomes)] }
    }

    /// The text with the change.
    pub fn made_in(&self, source: &Source) -> Source {
        let mut text = source.text.clone();
        let mut edits: Vec<_> = self.edits.iter().collect();
        edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
        for (place, becomes) in edits {
            text.replace_range(place.clone(), becomes);
        }
        Source { path: source.path.clone(), text }
    }
}

/// Keys of which nothing that stands below them decides a bill: names and words for people, what an office is told,
/// and words that are no numbers.
const DECIDES_NOTHING: [&str; 17] = [
    "benefits",
    "categories",
    "classes",
    "clause",
    "columns",
    "corrections",
    "fee",
    "funder",
    "id",
    "lists",
    "notes",
    "participation",
    "source",
    "title",
    "titles",
    "unmodelled",
    "values",
];

/// Words that turn an edge, as keys and as values.
const TURNED: [(&str, &str); 3] =
    [("at_least", "above"), ("belongs_above", "belongs_below"), ("inclusive", "exclusive")];

/// All that is changed in a text, in its order.
pub(in crate::cases) fn sites(source: &Source, minor_digits: u32) -> Vec<Site> {
    let mut walk = Walk { text: &source.text, minor_digits, sites: Vec::new() };
    each_written(&entries_of(&source.text), &mut |one| walk.visit(one));
    walk.sites.sort_by_key(|site| site.place.start);
    walk.sites
}

struct Walk<'t> {
    text: &'t str,
    minor_digits: u32,
    sites: Vec<Site>,
}

impl Walk<'_> {
    /// Whether to go on below the value.
    fn visit(&mut self, one: &Written) -> bool {
        let is_named = ["parameters.", "amounts.", "totals.", "schedules.", "numbers.", "windows."];
        let is_name = is_named
            .iter()
            .any(|section| one.path.strip_prefix(section).is_some_and(|name| !name.contains('.')));
        let is_idle = DECIDES_NOTHING.contains(&one.key) && !is_name;
        let head = ["edition.", "scheme."].iter().any(|head| one.path.starts_with(head));
        // Facts of rows move together, as their list is visited.
        let is_fact = one.path.contains(".rows[") && one.key != "is" && one.key_span.is_some();
        if is_idle || is_fact || head && !["from", "to", "stay_gap"].contains(&one.key) {
            return false;
        }
        if let Some(span) = one.key_span {
            self.turn(one.path, span, one.key);
        }
        match &one.node.value {
            Value::Text(word) => {
                self.turn(one.path, &one.node.span, word);
                self.numbers(one);
            }
            Value::Number(_) | Value::Date(_) => self.numbers(one),
            Value::Table(_) | Value::List(_) => self.patterns(one),
            Value::Flag(_) | Value::Other => {}
        }
        true
    }

    fn add(&mut self, path: &str, place: &Span, ways: Vec<Vec<Change>>, kind: Kind) {
        if !ways.is_empty() {
            let (path, place) = (path.to_owned(), place.clone());
            self.sites.push(Site { path, place, ways, kind });
        }
    }

    /// Turns the word of an edge.
    fn turn(&mut self, path: &str, place: &Span, word: &str) {
        let both = TURNED.iter().flat_map(|&(one, other)| [(one, other), (other, one)]);
        let turned = both.filter(|(known, _)| *known == word).map(|(_, other)| {
            let written = self.text.get(place.clone()).unwrap_or_default();
            vec![Change::of(self.text, place.clone(), written.replace(word, other))]
        });
        let ways = turned.collect();
        self.add(path, place, ways, Kind::Edge);
    }

    /// Moves each number of a text by one step.
    fn numbers(&mut self, one: &Written) {
        let (text, place) = (self.text, &one.node.span);
        let written = text.get(place.clone()).unwrap_or_default();
        let bare = written.trim_matches(['"', '\'']);
        let moves_edition = one.path.starts_with("edition.");
        let kind = if moves_edition { Kind::EditionDay } else { Kind::Number };
        if let Some(days) = days_around(bare) {
            let quote = usize::from(written != bare);
            let inside = place.start + quote..place.end - quote;
            let day = |day: String| vec![Change::of(text, inside.clone(), day)];
            let ways = days.into_iter().map(day).collect();
            return self.add(one.path, place, ways, kind);
        }
        if moves_edition {
            return; // The first or the last day of an edition that has none.
        }
        for number in numbers(written) {
            let digits = written.get(number.clone()).unwrap_or_default();
            let at = place.start + number.start..place.start + number.end;
            let way = |texts: Vec<String>| {
                texts.into_iter().map(|becomes| Change::of(text, at.clone(), becomes)).collect()
            };
            let ways = neighbours(digits, self.minor_digits).into_iter().map(way).collect();
            self.add(one.path, &at, ways, Kind::Number);
        }
    }

    /// Moves edges between patterns: keys of `is`, and facts of `rows`.
    fn patterns(&mut self, one: &Written) {
        for patterns in by_fact(one) {
            let texts: Vec<&str> = patterns.iter().map(|(_, text)| *text).collect();
            let way = |moved: Vec<String>| {
                let changed = patterns.iter().zip(&moved).filter(|((_, was), is)| was != is);
                let edits = changed.map(|((place, _), is)| ((*place).clone(), format!("\"{is}\"")));
                let (was, becomes) = (texts.join(" | "), moved.join(" | "));
                vec![Change { was, becomes, edits: edits.collect() }]
            };
            let ways: Vec<_> = moved_edges(&texts).into_iter().map(way).collect();
            let place =
                patterns.first().map_or(one.node.span.clone(), |(place, _)| (*place).clone());
            self.add(one.path, &place, ways, Kind::Edge);
        }
    }
}

type Pattern<'n> = (&'n Span, &'n str);

/// The patterns of a schedule by the fact that they are of, each with its place.
fn by_fact<'n>(one: &Written<'n>) -> Vec<Vec<Pattern<'n>>> {
    match (&one.node.value, one.key) {
        (Value::Table(cells), "is") => {
            vec![cells.iter().map(|(key, (place, _))| (place, key.as_str())).collect()]
        }
        (Value::List(rows), "rows") => {
            let mut all: BTreeMap<&str, Vec<Pattern>> = BTreeMap::new();
            let facts = rows.iter().filter_map(|row| match &row.value {
                Value::Table(entries) => Some(entries),
                _ => None,
            });
            for (fact, (_, node)) in facts.flatten().filter(|(fact, _)| *fact != "is") {
                let pattern = |node: &'n Node| Some((&node.span, node.text()?));
                all.entry(fact).or_default().extend(pattern(node));
            }
            all.into_values().collect()
        }
        _ => Vec::new(),
    }
}

/// Cells of schedules that hold no number, each with the other values of its schedule in its place. They tell which
/// cells are looked up; as changes of the rules they would be no single step.
pub(in crate::cases) fn named_cells(source: &Source) -> Vec<Site> {
    let mut sites = Vec::new();
    each_written(&entries_of(&source.text), &mut |one| {
        let cells = cells_of(one);
        let text = |place: &Span| source.text.get(place.clone()).unwrap_or_default();
        for (path, node) in cells.iter().filter(|(_, node)| numbers(text(&node.span)).is_empty()) {
            let others = cells.iter().map(|(_, other)| text(&other.span));
            let others = others.filter(|other| *other != text(&node.span));
            let change =
                |other: &str| Change::of(&source.text, node.span.clone(), other.to_owned());
            let ways: Vec<_> = others.map(|other| vec![change(other)]).collect();
            if !ways.is_empty() {
                let (path, place) = (path.clone(), node.span.clone());
                sites.push(Site { path, place, ways, kind: Kind::Cell });
            }
        }
        true
    });
    sites
}

/// What a schedule chooses between, each with its path.
fn cells_of<'n>(one: &Written<'n>) -> Vec<(String, &'n Node)> {
    let table = |node: &'n Node| match &node.value {
        Value::Table(entries) => Some(entries),
        _ => None,
    };
    let is_of = |entries: &'n Entries| entries.get("is").map(|(_, node)| node);
    match (&one.node.value, one.key) {
        (Value::Table(cells), "is") => {
            let cell = |(key, (_, node)): (&String, &'n (Span, Node))| {
                (format!("{}.{key}", one.path), node)
            };
            cells.iter().map(cell).collect()
        }
        (Value::List(rows), "rows" | "steps") => {
            let row = |(at, row)| Some((format!("{}[{at}].is", one.path), is_of(table(row)?)?));
            rows.iter().enumerate().filter_map(row).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number in what people read of a name decides no bill, so that no case could notice that it changes.
    #[test]
    fn titles_are_no_sites() {
        let text = r#"
            [parameters]
            ceiling = "100"
            titles = "200"
            [titles]
            ceiling = { zh = "300", en = "400" }
            [[limit]]
            title = { zh = "500", en = "600" }
            amount = "700"
        "#;
        let source = Source { path: "1.toml".into(), text: text.to_owned() };
        let mut values: Vec<String> = sites(&source, 2).into_iter().map(|site| site.path).collect();
        values.dedup();
        assert_eq!(values, ["parameters.ceiling", "parameters.titles", "limit[0].amount"]);
    }
}
