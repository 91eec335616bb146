//! What cannot be asked for is told by the command, in both languages: what is wrong, where, and what to
//! write instead. Nothing is written then.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::city::{City, contents, table};
use crate::nightly::office::home;

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
fn what_addresses_nothing_and_is_near_to_nothing_is_told_with_the_names_of_its_level() {
    let desk = Desk::new();
    let benefits = "`benefit.reimbursement` `benefit.per_diem`";
    for (set, names) in [
        ("nonsense.xyz=1", "`edition` `parameters`"),
        ("benefit.dental.base=total", benefits),
        ("benefit=1", benefits),
    ] {
        desk.refuses("city", &["--set", set], &["known here", names], &["可写：", names]);
        let said = String::from_utf8(desk.replay("zh", "city", &["--set", set]).stderr).unwrap();
        assert!(said.matches('`').count() <= 2 * 15, "no more than can be read: {said}");
    }
    // A name without what stands before it, and several that are as near.
    let set = ["--set", "ceiling=1"];
    desk.refuses("city", &set, &["mean `parameters.ceiling`?"], &["想写 `parameters.ceiling`？"]);
    let few = "`benefit.reimbursement.against_bill` `benefit.per_diem.against_bill`";
    let (english, chinese) = (["did you mean one of", few], ["是不是想写下列之一", few]);
    desk.refuses("city", &["--set", "against_bill=beside"], &english, &chinese);
}

#[test]
fn what_addresses_nothing_is_told_with_what_was_perhaps_meant() {
    let desk = Desk::new();
    let english = ["has no `parameters.cieling`", "`parameters.ceiling`"];
    let chinese = ["没有 `parameters.cieling`", "`parameters.ceiling`"];
    for asked in [
        ["--set", "parameters.cieling=60000"],
        ["--sweep", "parameters.cieling=1000..3000:1000"],
        ["--solve", "parameters.cieling for total = 5000"],
    ] {
        desk.refuses("city", &asked, &english, &chinese);
    }
    let patch = desk.file("p.toml", "[parameters]\ncieling = \"9000\"\n");
    desk.refuses("city", &["--patch", &patch], &english, &chinese);
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
    let patch = desk.file("p.toml", "[parameters]\nlow_pays = \"50\"\n");
    let at = format!("{patch}:2:1");
    let english = ["keep the unit", "`50%`", &at];
    desk.refuses("city", &["--patch", &patch], &english, &["请保持相同单位", "`50%`", &at]);
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
    let at = format!("{patch}:1:");
    desk.refuses(
        "city",
        &["--patch", &patch],
        &["is not TOML", &at],
        &["不合 TOML 语法：缺少", &at],
    );
}

#[test]
fn a_mistake_of_many_levels_is_told_once() {
    let desk = Desk::new();
    let sweep = ["--sweep", "parameters.ceiling=-50..-10:10"];
    desk.refuses("city", &sweep, &["(so at 5 of 5 points)"], &["5 个试算点中有 5 个"]);
    let said = String::from_utf8(desk.replay("en", "city", &sweep).stderr).unwrap();
    assert_eq!(said.matches("error:").count(), 1, "{said}");
}

#[test]
fn rules_that_read_a_history_otherwise_are_told_as_such_and_no_edition_is_blamed() {
    let desk = Desk::new();
    let weihai = home("rules/weihai").to_str().unwrap().to_owned();
    let asked = ["--scenario", weihai.as_str()];
    let english = ["`basis` is not that of the rules that these are compared with", "`categories`"];
    desk.refuses("city", &asked, &english, &["`basis` 与相比较的规则不同", "`categories`"]);
    let said = String::from_utf8(desk.replay("en", "city", &asked).stderr).unwrap();
    assert_eq!(said.matches("error:").count(), 2, "once a book, and no more follows: {said}");
    assert!(!said.contains("the edition before it"), "{said}");
}

#[test]
fn what_asks_for_nothing_or_for_two_things_is_told() {
    let desk = Desk::new();
    for (text, english, chinese) in [
        ("# to be written\n", "this patch changes nothing", "文件中没有任何改动"),
        ("[parameters]\n", "this patch changes nothing", "文件中没有任何改动"),
        ("[edition]\nid = \"2\"\nto = \"2024-12-31\"\n", "there is no edition `2`", "没有 `2` 期"),
    ] {
        let patch = desk.file("p.toml", text);
        desk.refuses("city", &["--patch", &patch], &[english, &patch], &[chinese, &patch]);
    }
    for (args, english, chinese) in [
        (
            ["--set", "1:parameters.ceiling=1", "--set", "parameters.ceiling=2"],
            "is set twice",
            "设了两次",
        ),
        (
            ["--sweep", "parameters.ceiling=1..2:1", "--sweep", "parameters.ceiling=3..4:1"],
            "is swept twice",
            "写了两次 `--sweep`",
        ),
    ] {
        let key = "`parameters.ceiling`";
        desk.refuses("city", &args, &[key, english], &[key, chinese]);
    }
    let grow = ["--grow", "5%", "--grow", "event=1%", "--grow", "event=2%", "--grow-to", "2026"];
    let (english, chinese) =
        ("`event=2%` are for the same category", "`event=2%` 属于同一类别与年份");
    desk.refuses("city", &grow, &[english], &[chinese]);
    let twice = ["--bootstrap", "0"];
    desk.refuses("city", &twice, &["is given twice"], &["写了两次"]);
}

#[test]
fn a_scenario_that_is_the_baseline_is_told_and_reported() {
    let desk = Desk::new();
    for (lang, words) in [("en", "pays the same as the baseline"), ("zh", "与基准完全相同")]
    {
        let output = desk.replay(lang, "city", &["--set", "parameters.ceiling=20000"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && said.contains(words), "{said}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let desk = Desk::new();
    let patch = desk.file("p.toml", "[benefit.dental]\nbase = \"total\"\n");
    let edition = home("rules/weihai@2016").display().to_string();
    let asked = [
        ("--scenario", "rules/nowhere"),
        ("--scenario", &edition),
        ("--patch", &patch),
        ("--set", "parameters.ceiling"),
        ("--set", "parameters.low_pays=5"),
        ("--sweep", "parameters.ceiling=1..2"),
        ("--sweep", "parameters.cieling=1..2:1"),
        ("--solve", "parameters.ceiling for sum = 3"),
        ("--only", "nobody.csv"),
        ("--key", "no.key"),
        ("--from", "2024-13-01"),
        ("--to", "yesterday"),
        ("--sample", "1.5"),
        ("--grow", "x"),
        ("--grow-to", "2026"),
        ("--above", "much"),
    ];
    let args: Vec<&str> = asked.iter().flat_map(|(name, value)| [*name, *value]).collect();
    let both = [
        "`rules/nowhere`",
        "`2016`",
        "`benefit.dental`",
        "`parameters.ceiling`",
        "`parameters.low_pays`",
        "`parameters.ceiling=1..2`",
        "`parameters.cieling`",
        "`sum`",
        "`nobody.csv`",
        "`no.key`",
        "`2024-13-01`",
        "`yesterday`",
        "`1.5`",
        "`x`",
        "`much`",
    ];
    desk.refuses("city", &args, &both, &both);
}

#[test]
fn editions_are_told_apart() {
    let desk = Desk::new();
    let known = ["`2016`", "`2010`", "`2015`", "`2024`"];
    desk.refuses("weihai@2016", &[], &known, &known);
    let set = ["--set", "parameters.ceiling=60000"];
    let english = ["in several editions", "`2015`", "name one", ":parameters.ceiling`"];
    let chinese = ["见于多期", "`2015`", "请写明哪一期", ":parameters.ceiling`"];
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
    desk.refuses("city", &solve, &["`self_paid`, not a number"], &["`self_paid`，不是数值"]);
    let solve = ["--solve", "benefit.reimbursement.deductible.amount for total = 5000"];
    let meant = "`parameters.year_deductible`";
    desk.refuses("city", &solve, &[meant], &[meant]);
    for (bad, english, chinese) in [
        ("parameters.ceiling for sum = 5000", "`sum`", "`loss_ratio`（赔付率）"),
        ("parameters.ceiling for total = 5%", "`total` is an amount", "`total` 是金额"),
        ("parameters.ceiling for above = 5", "`above` is a share", "`above` 是比例"),
        ("parameters.ceiling for total", "has no target", "没有写目标值"),
        ("x", "parameters.ceiling for total = 19550000", "之间没有 `for`"),
    ] {
        desk.refuses("city", &["--solve", bad], &[bad, english], &[bad, chinese]);
    }
}

#[test]
fn why_there_is_no_loss_ratio_is_told() {
    let desk = Desk::new();
    let solve = ["--solve", "parameters.ceiling for loss_ratio = 80%"];
    desk.refuses("city", &solve, &["write `fee` in its plans"], &["写明 `fee`"]);
    let of_days = [&solve[..], &["--from", "2024-01-01"]].concat();
    desk.refuses("city", &of_days, &["leave them out"], &["请去掉这两项"]);
}

#[test]
fn a_filter_that_leaves_nobody_is_named() {
    let desk = Desk::new();
    let none = desk.file("none.csv", "member_id\nnobody\n");
    let filters = [
        (
            ["--unit", "9900.77"],
            "`--unit 9900.77` leaves no members",
            "`--unit 9900.77` 筛选后无人",
        ),
        (["--only", &none], "none of its 1 ids", "所列 1 个编号均没有结算单"),
        (["--sample", "0%"], "`--sample 0%` leaves no members", "`--sample 0%` 筛选后无人"),
        (["--from", "2090-01-01"], "`--from 2090-01-01` leaves no bills", "筛选后没有结算单"),
    ];
    for (filter, english, chinese) in &filters {
        desk.refuses("city", filter, &[english], &[chinese]);
    }
    // All of them at once; and what there is in their place.
    let args: Vec<&str> = filters.iter().flat_map(|(filter, ..)| *filter).collect();
    let english: Vec<&str> = filters.iter().map(|(_, english, _)| *english).collect();
    let chinese: Vec<&str> = filters.iter().map(|(.., chinese)| *chinese).collect();
    desk.refuses("city", &args, &english, &chinese);
    let (english, chinese) =
        (["known here: `9900.0", "bills from 20"], ["可写：`9900.0", "归属日期为 20"]);
    desk.refuses("city", &args, &english, &chinese);
    let turned = ["--from", "2024-12-31", "--to", "2024-01-01"];
    desk.refuses("city", &turned, &["is after `--to 2024-01-01`"], &["晚于 `--to 2024-01-01`"]);
}

#[test]
fn filters_that_only_together_leave_nobody_are_named_together() {
    let desk = Desk::new();
    let bills = table(&desk.city.files()[2]);
    let one = &bills[0]["member_id"];
    let days = |member: &str| {
        let of_member = bills.iter().filter(|bill| bill["member_id"] == member);
        of_member.map(|bill| bill["admission"].clone()).max()
    };
    // Bills of the member end before the last day on which any bill begins.
    let last = bills.iter().map(|bill| bill["admission"].clone()).max().unwrap();
    assert!(days(one).unwrap() < last);
    let only = desk.file("one.csv", &format!("member_id\n{one}\n"));
    let both = ["`--only`", "`--from "];
    let filter = ["--only", &only, "--from", &last];
    desk.refuses(
        "city",
        &filter,
        &[&both[..], &["together they leave none"]].concat(),
        &[&both[..], &["合在一起则没有"]].concat(),
    );
}

#[test]
fn files_of_which_no_bill_can_be_used_are_no_empty_filter() {
    let desk = Desk::new();
    let (english, chinese) = (["rows of the data are rejected"], ["行未通过校验"]);
    desk.refuses("weihai@2024", &[], &english, &chinese);
    desk.refuses("weihai@2024", &["--unit", "1"], &english, &chinese);
}

#[test]
fn a_list_of_members_that_is_none_is_told() {
    let desk = Desk::new();
    for (text, english, chinese) in [
        ("id\nnobody\n", "`member_id`", "`member_id`"),
        ("", "lists no members", "中没有会员"),
        ("member_id\n", "lists no members", "中没有会员"),
        ("member_id,name\na,b\nc\n", "line 3 of", "第 3 行"),
    ] {
        let list = desk.file("list.csv", text);
        desk.refuses("city", &["--only", &list], &[english, &list], &[chinese, &list]);
    }
    let missing = desk.folder.path().join("no.csv");
    let missing = missing.to_str().unwrap();
    let chinese = ["没有该文件或文件夹", missing];
    desk.refuses("city", &["--only", missing], &["cannot be read", missing], &chinese);
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
        &["无法读取密钥", missing, "没有该文件或文件夹"],
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
        ("[scheme]\n", "[scheme]\nbill_number = \"of_hospital\"\n", "bill_number"),
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
    for (lang, word) in [("en", "name the history"), ("zh", "请写明历史数据")] {
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

#[test]
fn what_a_patch_takes_away_it_does_not_change_in_the_same_breath() {
    let text = "[benefit.reimbursement.limit.0]\nremove = true\namount = \"1\"\n".to_owned();
    let patch = huzhu::scheme::Source { path: "patch.toml".into(), text };
    let city = super::city::terms("city");
    let told = match city.patched(&patch) {
        Ok(terms) => huzhu::scenario::compile(&[city, terms]).unwrap_err(),
        Err(why) => why,
    };
    let told = told.render(huzhu::words::Lang::English);
    assert!(told.contains("`remove`"), "{told}");
}
