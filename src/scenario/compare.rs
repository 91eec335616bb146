//! Scenarios side by side: the values in which they differ.

use toml_edit::{DocumentMut, Item};

use super::document::shown;
use super::rule_path::{self, describes};
use super::{FIRST_DAY, Scenario};

/// A rule path, and what stands there in each scenario.
type Row = (String, Vec<Option<String>>);

/// What stands before the paths of a text, its edition where there are several, and the text.
type Text = (String, DocumentMut);

/// Values in which some scenarios differ from the first, with what stands there in each. Titles, notes and other
/// descriptions are left out; a plan or benefit that not all scenarios have is one row, with its title. Beside rules of
/// several editions, one edition that serves every day stands in each of theirs; its days are left out.
pub fn side_by_side(all: &[Scenario]) -> Vec<Row> {
    let all = &behind_editions(all);
    let mut rows = rows_of(&all.iter().map(|texts| parts(texts)).collect::<Vec<_>>());
    rows.retain(|(_, titles)| titles.iter().any(Option::is_none));
    let is_of_new_part = |path: &str| {
        let is_within =
            |part: &str| path.strip_prefix(part).is_some_and(|rest| rest.starts_with('.'));
        rows.iter().any(|(part, _)| is_within(part))
    };
    let mut values = rows_of(&all.iter().map(|texts| values(texts)).collect::<Vec<_>>());
    let is_held = all.iter().map(|texts| texts.iter().all(|(_, text)| serves_every_day(text)));
    let is_held: Vec<bool> = is_held.collect();
    values.retain(|(path, values)| {
        // The days of an edition that is held are nobody's terms.
        let is_of_days = path.ends_with("edition.from") || path.ends_with("edition.to");
        let terms = values.iter().zip(&is_held).filter(|(_, held)| !(is_of_days && **held));
        let mut terms = terms.map(|(value, _)| value);
        let first = terms.next();
        terms.any(|value| Some(value) != first) && !is_of_new_part(path)
    });
    rows.append(&mut values);
    rows
}

/// One row for each path of some tables, in the order in which paths first come.
fn rows_of(tables: &[Vec<(String, String)>]) -> Vec<Row> {
    let find = |table: &[(String, String)], path: &str| {
        let found = table.iter().find(|(known, _)| known == path);
        found.map(|(_, value)| value.clone())
    };
    let mut paths: Vec<&String> = Vec::new();
    for (path, _) in tables.iter().flatten() {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let row = |path: &String| {
        let values = tables.iter().map(|table| find(table, path)).collect();
        (path.clone(), values)
    };
    paths.into_iter().map(row).collect()
}

/// The texts of each scenario, behind the edition that they stand in where any scenario has several.
fn behind_editions(all: &[Scenario]) -> Vec<Vec<Text>> {
    let documents: Vec<_> = all.iter().map(Scenario::documents).collect();
    let several = documents.iter().filter(|of_one| of_one.len() > 1).flatten();
    let mut editions: Vec<String> = Vec::new();
    for (id, _) in several {
        if !editions.contains(id) {
            editions.push(id.clone());
        }
    }
    let behind = |id: &String, text: &DocumentMut| (format!("{id}:"), text.clone());
    let texts = |of_one: &Vec<(String, DocumentMut)>| match of_one.as_slice() {
        [(_, text)] if editions.is_empty() => vec![(String::new(), text.clone())],
        [(_, text)] if serves_every_day(text) => {
            editions.iter().map(|id| behind(id, text)).collect()
        }
        of_several => of_several.iter().map(|(id, text)| behind(id, text)).collect(),
    };
    documents.iter().map(texts).collect()
}

/// Whether a text is that of an edition that was taken out of its rules.
fn serves_every_day(text: &DocumentMut) -> bool {
    let day = |key: &str| text.get("edition").and_then(|head| head.get(key)).map(shown);
    day("from").as_deref() == Some(FIRST_DAY) && day("to").is_none()
}

/// The values of a scenario by path.
fn values(texts: &[Text]) -> Vec<(String, String)> {
    let of_text = |(edition, text): &Text| {
        let all = rule_path::values(text).into_iter().filter(|(at, _)| !describes(at));
        let row = |(at, item)| (format!("{edition}{at}"), shown(&item));
        all.map(row).collect::<Vec<_>>()
    };
    texts.iter().flat_map(of_text).collect()
}

/// The plans and benefits of a scenario by path, each with its title in both languages.
fn parts(texts: &[Text]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (edition, document) in texts {
        for key in ["plan", "benefit"] {
            let tables = document.get(key).and_then(Item::as_array_of_tables);
            for table in tables.into_iter().flatten() {
                let text = |item: Option<&Item>| {
                    item.and_then(Item::as_str).unwrap_or_default().to_owned()
                };
                let title = |lang: &str| text(table.get("title").and_then(|both| both.get(lang)));
                let at = format!("{edition}{key}.{}", text(table.get("id")));
                all.push((at, format!("{} {}", title("zh"), title("en"))));
            }
        }
    }
    all
}
