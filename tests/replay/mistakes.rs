//! What cannot be asked for is told by the command, in both languages: what is wrong, where, and what to
//! write instead. Nothing is written then.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::city::{City, contents, table};
use crate::office::home;

/// A city, and a folder for what is asked.
struct Desk {
    city: City,
    folder: TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { city: City::new(40, 160, "city"), folder: tempfile::tempdir().unwrap() }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// A file to ask with.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn replay(&self, lang: &str, baseline: &str, rest: &[&str]) -> Output {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", lang, "replay", "--baseline"]).arg(home("rules").join(baseline));
        huzhu.arg("--data").arg(self.city.path()).arg("--out").arg(self.out()).args(rest);
        huzhu.args(["--bootstrap", "0"]).output().unwrap()
    }

    /// What is said of this in English and in Chinese holds these words.
    fn refuses(&self, baseline: &str, rest: &[&str], english: &[&str], chinese: &[&str]) {
        for (lang, words) in [("en", english), ("zh", chinese)] {
            let output = self.replay(lang, baseline, rest);
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{rest:?}: {said}");
            words.iter().for_each(|word| assert!(said.contains(word), "{rest:?}: {said}"));
            assert!(
                output.stdout.is_empty() && !self.out().exists(),
                "{rest:?}: nothing is written"
            );
        }
    }
}

#[test]
fn what_addresses_nothing_is_told_with_what_was_perhaps_meant() {
    let desk = Desk::new();
    let english = ["`parameters.cieling` stands nowhere", "`parameters.ceiling`"];
    let chinese = ["没有 `parameters.cieling`", "`parameters.ceiling`"];
    for asked in [
        ["--set", "parameters.cieling=60000"],
        ["--sweep", "parameters.cieling=1000..3000:1000"],
        ["--solve", "parameters.cieling for total = 5000"],
    ] {
        desk.refuses("city", &asked, &english, &chinese);
    }
    let patch = desk.file(
        "p.toml",
        "[benefit.reimbursment]\nbase = \"total\"\n[benefit.dental]\nbase = \"total\"\n",
    );
    let both = ["`benefit.reimbursment", "`benefit.dental"];
    desk.refuses("city", &["--patch", &patch], &both, &both);
}

#[test]
fn a_value_of_another_kind_is_told_with_the_one_that_is_there() {
    let desk = Desk::new();
    for (set, was) in [
        ("parameters.low_pays=60", "`50%`"),
        ("parameters.ceiling=60%", "`20000`"),
        ("parameters.paid_days=many", "`90`"),
    ] {
        let value = format!("`{}`", set.split_once('=').unwrap().1);
        let (english, chinese) = (["keep the unit", was, &value], ["请保持相同单位", was, &value]);
        desk.refuses("city", &["--set", set], &english, &chinese);
    }
    let sweep = ["--sweep", "parameters.low_pays=50..70:5"];
    desk.refuses("city", &sweep, &["keep the unit", "`50%`"], &["请保持相同单位", "`50%`"]);
    let set = ["--set", "parameters.ceiling"];
    desk.refuses("city", &set, &["write it like `parameters.ceiling=60000`"], &["应写作"]);
    let part = ["--set", "benefit.reimbursement.deductible=100"];
    desk.refuses("city", &part, &["is a part of the rules"], &["是规则的一个部分"]);
}

#[test]
fn rules_that_are_none_when_a_value_is_set_are_shown_where_they_are_wrong() {
    let desk = Desk::new();
    for (set, shown) in [
        ("parameters.low_pays=160%", "160%"),
        // The second band would end before the first.
        ("benefit.reimbursement.bands.rates[1].to=4000", "4000"),
        ("benefit.reimbursement.base=self_payed", "self_payed"),
        ("parameters.ceiling=-5", "-5"),
    ] {
        desk.refuses("city", &["--set", set], &["error", shown, set], &["错误", shown, set]);
    }
    let sweep = ["--sweep", "parameters.low_pays=90%..110%:10%"];
    desk.refuses("city", &sweep, &["error", "110%"], &["错误", "110%"]);
    let patch = desk.file("p.toml", "[benefit.reimbursement\n");
    desk.refuses("city", &["--patch", &patch], &["is not TOML", &patch], &["TOML", &patch]);
}

#[test]
fn editions_are_told_apart() {
    let desk = Desk::new();
    let known = ["`2016`", "`2010`", "`2015`", "`2024`"];
    desk.refuses("weihai@2016", &[], &known, &known);
    let set = ["--set", "parameters.ceiling=60000"];
    let english = ["in several editions", "`2015`", "say which", ":parameters.ceiling`"];
    let chinese = ["见于多个版本", "`2015`", "请写明哪一版", ":parameters.ceiling`"];
    desk.refuses("weihai", &set, &english, &chinese);
    let set = ["--set", "2016:parameters.ceiling=60000"];
    desk.refuses("weihai", &set, &known, &known);
}

#[test]
fn a_target_that_no_level_meets_is_told_with_how_near_it_gets() {
    let desk = Desk::new();
    let output =
        desk.replay("en", "city", &["--solve", "parameters.low_pays for total = 99999999"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report = fs::read_to_string(desk.out().join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let solved = &report["solved"][0];
    assert_eq!(solved["below"]["level"], "100%", "all that can be paid");
    assert_eq!(solved["above"], serde_json::Value::Null);
    assert!(
        solved["note"]["en"]
            .as_str()
            .unwrap()
            .contains("no level between 0 and 100% meets the target")
    );
    assert!(solved["note"]["zh"].as_str().unwrap().contains("在 0 至 100% 之间没有取值能达到目标"));
}

#[test]
fn what_is_no_number_is_not_solved_for() {
    let desk = Desk::new();
    let solve = ["--solve", "benefit.reimbursement.base for total = 5000"];
    desk.refuses("city", &solve, &["`self_paid`, no number"], &["`self_paid`，不是数值"]);
    for bad in ["parameters.ceiling for sum = 5000", "parameters.ceiling for total = 5%", "x"] {
        let expected = "parameters.ceiling for total = 19550000";
        desk.refuses("city", &["--solve", bad], &[bad, expected], &[bad, expected]);
    }
}

#[test]
fn a_filter_that_nobody_is_in_is_told() {
    let desk = Desk::new();
    let none = desk.file("none.csv", "member_id\nnobody\n");
    let (english, chinese) = (["widen the filter"], ["请放宽筛选条件"]);
    for filter in
        [["--unit", "12.34"], ["--only", &none], ["--sample", "0%"], ["--from", "2090-01-01"]]
    {
        desk.refuses("city", &filter, &english, &chinese);
    }
    let other = desk.file("other.csv", "id\nnobody\n");
    let both = ["`member_id`", &other];
    desk.refuses("city", &["--only", &other], &both, &both);
}

#[test]
fn terms_are_called_by_different_names_and_found_by_them() {
    let desk = Desk::new();
    let rules = format!("other={}", home("rules/city").display());
    let twice = ["--scenario", &rules, "--scenario", &rules];
    desk.refuses("city", &twice, &["two sets of terms", "`other`"], &["同名", "`other`"]);
    let over = ["--scenario", &rules, "--over", "othr"];
    desk.refuses("city", &over, &["`othr`", "`other`"], &["`othr`", "`other`"]);
    let all: Vec<String> =
        (0..32).map(|at| format!("{at}={}", home("rules/city").display())).collect();
    let many: Vec<&str> = all.iter().flat_map(|one| ["--scenario", one.as_str()]).collect();
    desk.refuses("city", &many, &["more than 32 sets"], &["超过 32 组"]);
}

#[test]
fn a_key_that_cannot_be_used_is_told() {
    let desk = Desk::new();
    let missing = desk.folder.path().join("no.key");
    let missing = missing.to_str().unwrap();
    desk.refuses(
        "city",
        &["--key", missing],
        &["cannot be read", missing],
        &["无法读取密钥", missing],
    );
    let empty = desk.file("empty.key", " \n");
    desk.refuses("city", &["--key", &empty], &["is empty", "at least 16"], &["为空", "至少 16"]);
    let key = desk.file("a.key", "a secret of some length");
    for args in [vec!["--by-bill"], vec!["--key", &key, "--full-ids"]] {
        desk.refuses("city", &args, &["--full-ids"], &["--full-ids"]);
    }
}

#[test]
fn the_folder_of_a_batch_is_not_taken() {
    let desk = Desk::new();
    let mut batch = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    batch.arg("batch").arg("--rules").arg(home("rules/city")).arg("--data").arg(desk.city.path());
    assert!(batch.arg("--out").arg(desk.out()).output().unwrap().status.success());
    let before = contents(&desk.out());
    for (lang, words) in [("en", "name another folder for `--out`"), ("zh", "另写一个文件夹")]
    {
        let output = desk.replay(lang, "city", &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(words) && said.contains("`decisions.csv`"), "{said}");
        assert!(contents(&desk.out()) == before);
    }
}

#[test]
fn a_scenario_that_reads_the_files_otherwise_is_told_with_what_differs() {
    let desk = Desk::new();
    let weihai = fs::read_to_string(home("rules/weihai/2024.toml")).unwrap();
    for (that, this, named) in [
        ("[\"C22*\", \"C16*\"]", "[\"C22*\"]", "listed_diseases"),
        (
            "public_hospital = { type = \"flag\", of = \"bill\"",
            "public_hospital = { type = \"flag\", of = \"member\"",
            "public_hospital",
        ),
        ("currency = \"CNY\"", "currency = \"USD\"", "currency"),
        ("basis = \"admission\"", "basis = \"settlement\"", "basis"),
    ] {
        assert!(weihai.contains(that));
        let other = desk.file(&format!("{named}/2024.toml"), &weihai.replace(that, this));
        let folder = format!("other={}", other.strip_suffix("/2024.toml").unwrap());
        let words = [named, &other];
        desk.refuses("weihai@2024", &["--scenario", &folder], &words, &words);
    }
}

#[test]
fn history_has_to_be_somewhere() {
    let out = tempfile::tempdir().unwrap();
    for (lang, word) in [("en", "say where history is"), ("zh", "请写明历史数据")] {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", lang, "replay", "--baseline"]).arg(home("rules/city"));
        let output = huzhu.arg("--out").arg(out.path().join("out")).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains(word));
    }
    assert!(!out.path().join("out").exists());
}

#[test]
fn what_is_asked_rightly_is_answered_in_the_same_way() {
    let desk = Desk::new();
    let output =
        desk.replay("zh", "city", &["--set", "parameters.ceiling=9000", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let written = fs::read_to_string(desk.out().join("report.json")).unwrap();
    assert_eq!(printed, serde_json::from_str::<serde_json::Value>(&written).unwrap());
    assert_eq!(printed["scenarios"][0]["name"], "parameters.ceiling=9000");
    let terms = table(&fs::read_to_string(desk.out().join("terms.csv")).unwrap());
    assert_eq!(terms[0]["address"], "parameters.ceiling");
    assert_eq!(terms[0]["parameters.ceiling=9000"], "9000");
}
