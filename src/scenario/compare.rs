//! Scenarios side by side: the values in which they differ.

use toml_edit::Item;

use super::Scenario;
use super::document::shown;
use super::rule_path::{self, describes};

/// A rule path, and what stands there in each scenario.
type Row = (String, Vec<Option<String>>);

/// Values in which some scenarios differ from the first, with what stands there in each. Titles, notes and other
/// descriptions are left out; a plan or benefit that not all scenarios have is one row, with its title.
pub fn side_by_side(all: &[Scenario]) -> Vec<Row> {
    let mut rows = rows_of(&all.iter().map(parts).collect::<Vec<_>>());
    rows.retain(|(_, titles)| titles.iter().any(Option::is_none));
    let is_of_new_part = |path: &str| {
        let is_within =
            |part: &str| path.strip_prefix(part).is_some_and(|rest| rest.starts_with('.'));
        rows.iter().any(|(part, _)| is_within(part))
    };
    let mut values = rows_of(&all.iter().map(values).collect::<Vec<_>>());
    values.retain(|(path, values)| {
        values.iter().any(|value| *value != values[0]) && !is_of_new_part(path)
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

/// The values of a scenario by path; of several editions, behind the edition's id.
fn values(scenario: &Scenario) -> Vec<(String, String)> {
    let several = scenario.sources.len() > 1;
    let mut all = Vec::new();
    for (edition, document) in scenario.documents() {
        for (at, item) in rule_path::values(&document) {
            if !describes(&at) {
                let at = if several { format!("{edition}:{at}") } else { at };
                all.push((at, shown(&item)));
            }
        }
    }
    all
}

/// The plans and benefits of a scenario by path, each with its title in both languages.
fn parts(scenario: &Scenario) -> Vec<(String, String)> {
    let several = scenario.sources.len() > 1;
    let mut all = Vec::new();
    for (edition, document) in scenario.documents() {
        for key in ["plan", "benefit"] {
            let tables = document.get(key).and_then(Item::as_array_of_tables);
            for table in tables.into_iter().flatten() {
                let text = |item: Option<&Item>| {
                    item.and_then(Item::as_str).unwrap_or_default().to_owned()
                };
                let at = format!("{key}.{}", text(table.get("id")));
                let at = if several { format!("{edition}:{at}") } else { at };
                let title = |lang: &str| text(table.get("title").and_then(|both| both.get(lang)));
                all.push((at, format!("{} {}", title("zh"), title("en"))));
            }
        }
    }
    all
}
