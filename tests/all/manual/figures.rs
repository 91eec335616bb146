//! A figure that a page quotes is the one that a kept run of a bench measured.

use super::page;

/// The cells of the first row of a run that holds some text.
fn measured(run: &str, row: &str) -> Vec<String> {
    let run = page(run);
    let row = run.lines().find(|line| line.contains(row)).expect("it was measured");
    row.split('|').map(|cell| cell.trim().trim_matches('*').to_owned()).collect()
}

const BATCH: &str = "benches/runs/2026-11-29-batch.md";

#[test]
fn figures_of_the_design_are_those_that_were_measured() {
    let design = page("DESIGN.md");
    let (_, rest) = design.split_once("a city of ten million bills takes ").expect("it is quoted");
    let memory: String = rest.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let memory = memory.trim_end_matches(',').to_owned();
    assert!(measured(BATCH, "10,000,000 bills").contains(&memory));
    let (before, _) = design.split_once(" times what the `csv` crate needs").expect("it is quoted");
    let times: f64 = before.rsplit(' ').next().unwrap().parse().unwrap();
    let ratios = measured(BATCH, "1,000,000 bills (270 MB)");
    let is_near = |cell: &String| cell.parse().is_ok_and(|ratio: f64| (ratio - times).abs() < 0.05);
    assert!(ratios.iter().any(is_near), "{times} in {ratios:?}");
}

#[test]
fn figures_of_the_front_page_are_those_that_were_measured() {
    let front = page("README.md");
    let last = |row: &str| {
        let row = front.lines().find(|line| line.starts_with(row)).expect("the row is there");
        row.trim_end_matches(" |").rsplit("| ").next().unwrap().to_owned()
    };
    let million = measured(BATCH, "1,000,000 bills (270 MB)");
    for row in ["| `huzhu batch`", "| the `csv` crate"] {
        assert!(million.contains(&last(row)), "{row}: {} in {million:?}", last(row));
    }
    let (_, rest) = front.split_once("Ten million bills take ").expect("it is quoted");
    let quoted: Vec<&str> = rest.split(" with").next().unwrap().split(" and ").collect();
    let ten = measured(BATCH, "10,000,000 bills");
    assert!(quoted.len() == 2 && quoted.iter().all(|one| ten.iter().any(|cell| cell == one)));
}
