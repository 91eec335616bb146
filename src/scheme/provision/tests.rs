//! The list of provisions leaves none out.

use std::fs;

use super::*;

#[test]
fn every_file_of_provisions_is_in_the_list() {
    let room = fs::read_to_string("src/scheme/provision/mod.rs").unwrap();
    let between = |before: &str, after: &str| -> Vec<String> {
        let parts = room.split(before).skip(1).filter_map(|rest| rest.split_once(after));
        let mut names: Vec<_> = parts.map(|(name, _)| name.to_owned()).collect();
        names.retain(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        names
    };
    assert_eq!(between("    &", "::PROVISION"), between("pub(crate) mod ", ";"));
    assert_eq!(between("pub(crate) mod ", ";").len(), PROVISIONS.len());
}

/// Keys of benefits and plans that only say what they are called, whose they are and what they cost.
const HEAD: [&str; 6] = ["id", "plan", "title", "clause", "fee", "renewal_gap"];

#[test]
fn every_key_of_a_benefit_or_a_plan_is_of_a_provision() {
    let read = |name| fs::read_to_string(format!("src/scheme/{name}.rs")).unwrap();
    let rooms = ["benefit", "pays", "plan"].map(read).concat();
    let reads = rooms.split("reader.").skip(1).filter_map(|call| {
        let takes = ["optional", "choice", "chosen", "formula", "table", "value", "text", "title"];
        let (name, rest) = call.split_once('(')?;
        let taken = takes.iter().any(|take| name.contains(take)) && !name.contains("span");
        Some(rest.strip_prefix('"')?.split_once('"')?.0).filter(|_| taken)
    });
    let known = |key: &str| {
        HEAD.contains(&key)
            || PROVISIONS.iter().any(|one| one.keys.iter().any(|(known, _)| *known == key))
    };
    let unknown: Vec<&str> = reads.filter(|key| !known(key)).collect();
    assert_eq!(unknown, [""; 0], "give these keys to a provision of the list");
}

#[test]
fn every_step_of_a_trace_is_of_a_provision() {
    let observer = fs::read_to_string("src/adjudication/observer.rs").unwrap();
    let (_, codes) = observer.split_once("pub fn code(").expect("a step has a code");
    let (codes, _) = codes.split_once("\n    }\n").expect("a function ends");
    let arms = codes.split("StepKind::").skip(1).filter_map(|arm| arm.split_once("=> \""));
    let steps: Vec<&str> = arms.filter_map(|(_, code)| Some(code.split_once('"')?.0)).collect();
    assert!(steps.len() > 10, "the steps of traces stand elsewhere");
    for step in steps {
        let sentence = step_name(step);
        let is_named = sentence.to_string() != step || format!("{sentence:#}") != step;
        assert!(is_named, "`{step}` is of no provision of the list");
    }
}

#[test]
fn no_key_no_step_and_nothing_kept_is_of_two_provisions() {
    let all = || PROVISIONS.iter();
    let twice = |mut names: Vec<&'static str>| {
        names.sort_unstable();
        names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    };
    assert_eq!(twice(all().flat_map(|one| one.keys).map(|(key, _)| *key).collect()), None);
    assert_eq!(twice(all().flat_map(|one| one.steps).map(|(code, _)| *code).collect()), None);
    let kept = all().flat_map(|one| one.keeps).chain(&KEPT).map(|kept| kept.what);
    assert_eq!(twice(kept.collect()), None);
}
