//! Every recipe of `docs/zh/recipes.md` quotes terms, is a rule file behind what all of them share, and its cases hold.

use huzhu::cases;
use huzhu::scheme::Source;
use huzhu::words::Lang;

use super::{mistakes, page, toml_blocks};
use crate::common::book;

#[test]
fn every_recipe_is_right_and_pays_what_its_cases_say() {
    let page = page("docs/zh/recipes.md");
    let recipes: Vec<&str> = page.split("\n### ").collect();
    let shared = toml_blocks(recipes[0]);
    let [scheme, plan, benefit, defaults] = &shared[..] else { panic!("four parts are shared") };
    assert!(recipes.len() > 80, "the recipes are found");
    for recipe in &recipes[1..] {
        let name = recipe.lines().next().unwrap();
        assert!(recipe.contains("\n> "), "{name}: it begins with the terms as printed");
        let blocks = toml_blocks(recipe);
        let [rules, cases] = &blocks[..] else { panic!("{name}: rules, then cases") };
        let is_left_out = |part: &str| !rules.text.contains(part.lines().next().unwrap());
        let usual = [&plan.text, &benefit.text].into_iter().filter(|part| is_left_out(part));
        let usual: String = usual.map(String::as_str).collect();
        let head = if rules.text.contains("[scheme]\n") { "" } else { &scheme.text };
        let rules = format!("{head}{usual}{}", rules.text);
        assert_eq!(mistakes(&rules), "", "{name}");
        holds(name, &rules, format!("{}{}", defaults.text, cases.text));
    }
}

fn holds(name: &str, rules: &str, text: String) {
    let book = book(&[rules]);
    let cases = cases::read(&book, Source { path: "cases.toml".into(), text });
    let cases = cases.unwrap_or_else(|why| panic!("{name}: {}", why.render(Lang::English)));
    for case in &cases {
        let differences = cases::run(&book, case);
        let told = differences.iter().map(|one| one.sentence().text(Lang::English).to_owned());
        assert_eq!(told.collect::<Vec<_>>(), [""; 0], "{name}: {}", case.id);
    }
}
