//! One provision is one file, which shows its TOML and which the manual of rules explains.

use std::fs;
use std::path::Path;

#[test]
fn every_provision_shows_its_toml_and_the_manual_explains_it() {
    let folder = Path::new("src/scheme/provision");
    let manual = fs::read_to_string("docs/rules.md").unwrap();
    let root = fs::read_to_string(folder.join("mod.rs")).unwrap();
    let provisions = super::modules(&root).into_iter().filter(|name| name != "tests");
    let provisions: Vec<String> = provisions.collect();
    assert!(provisions.len() > 10, "the provisions are found: {provisions:?}");
    for provision in provisions {
        let (alone, room) = (format!("{provision}.rs"), format!("{provision}/mod.rs"));
        let path =
            [alone, room].map(|path| folder.join(path)).into_iter().find(|path| path.exists());
        let text = fs::read_to_string(path.expect("a module has a file")).unwrap();
        let mut head = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
        let toml = head.by_ref().skip_while(|line| *line != "```toml").nth(1);
        let toml = toml.unwrap_or_else(|| panic!("{provision}.rs shows no TOML at its head"));
        // `waiting` of `waiting = { days = 30 }`, all of `[benefit.deductible]`.
        let key = toml.split(" =").next().expect("a text has a first part");
        let is_explained =
            [format!("{key} ="), format!("`{key}`"), key.to_owned() + "\n", key.to_owned() + "  "];
        let is_explained = is_explained.iter().any(|text| manual.contains(text));
        assert!(is_explained, "docs/rules.md: nothing of `{key}` of {provision}");
    }
}
