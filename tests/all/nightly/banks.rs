//! Files in the form of a bank: what an office releases, what the bank writes back, and the same bytes years later.

use std::fs;
use std::path::Path;

use encoding_rs::GB18030;
use rusqlite::Connection;

use super::leaves::Willow;
use super::office::home;

const MEMBERS: [&str; 7] = ["A", "B", "C", "D", "E", "F", "G"];
/// Of which one has a blank, and one a character of four bytes.
const NAMES: [&str; 7] = ["张伟", "欧阳 娜", "李㛃", "王芳", "赵敏", "孙立", "周洋"];

/// An office of seven members with 500.00 each: 1500.00 in hospital, of which 1000.00 are deducted.
fn seven() -> Willow {
    let willow = Willow::new();
    let of_all = |row: fn(&str) -> String| MEMBERS.map(row).concat();
    let members = of_all(|id| format!("{id},1980-01-01,F,99.01,no\n"));
    let enrolments = of_all(|id| format!("{id},medical,2023-01-01,2024-12-31,1,2022-12-01\n"));
    willow.write(
        "data/members.csv",
        &format!("member_id,birth_date,sex,org_code,hardship\n{members}"),
    );
    let header = "member_id,plan,start,end,units,enrolled_on";
    willow.write("data/enrolments.csv", &format!("{header}\n{enrolments}"));
    let ids = MEMBERS.map(|id| format!("{id}1"));
    let bills = MEMBERS.iter().zip(&ids);
    let bills =
        bills.map(|(id, bill)| ([bill.as_str(), id, "2024-03-05", "2024-03-06", "1500.00"], ""));
    willow.night("2024-04-01", &bills.collect::<Vec<_>>());
    payees(&willow, &NAMES);
    fs::copy(home("docs/banks.toml"), willow.path("huzhu.toml")).unwrap();
    willow
}

fn payees(willow: &Willow, names: &[&str]) {
    let rows = MEMBERS.iter().zip(names).enumerate();
    let rows: String =
        rows.map(|(at, (id, name))| format!("{id},member,{name},6222 0200 00{at}\n")).collect();
    willow.write("payees.csv", &format!("member_id,kind,payee,account\n{rows}"));
    willow.says(&["ledger", "payees", "w.ledger", "payees.csv", "--by", "Wu"]);
}

fn order<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    let order = ["ledger", "release", "w.ledger", "1", "--by", "Qian", "--on", "2024-04-02"];
    [&order[..], rest].concat()
}

fn bytes(willow: &Willow, name: &str) -> Vec<u8> {
    fs::read(willow.path(name)).unwrap()
}

fn gb(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn control(willow: &Willow, name: &str) -> serde_json::Value {
    serde_json::from_str(&willow.read(&format!("{name}.json"))).unwrap()
}

fn results<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    let read = ["ledger", "confirmed", "w.ledger", "result", "--by", "Qian", "--on", "2024-04-03"];
    [&read[..], rest].concat()
}

/// Members whose payments the bank has, with their states.
fn at_bank(willow: &Willow) -> String {
    let list = ["ledger", "payments", "w.ledger", "--sent", "--full-ids", "--format", "json"];
    let list: serde_json::Value = serde_json::from_str(&willow.says(&list)).unwrap();
    let state = |row: &serde_json::Value| {
        format!("{} {}", row["member"].as_str().unwrap(), row["state"].as_str().unwrap())
    };
    let mut states: Vec<String> = list["payments"].as_array().unwrap().iter().map(state).collect();
    states.sort();
    states.join(", ")
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777 == 0o600
}

/// The bytes were written by another program, from the text of the file:
/// `open("expected", "w", encoding="gb18030", newline="\r\n").write(text)` of Python.
const DAIFA_CSV: &str = "d0f2bac52cd0d5c3fb2cd5cabac52cbdf0b6ee2cc9edb7ddd6a40d0a312cd5c5ceb02c36323232303230303030302c353030 \
    2e30302c0d0a322cc5b7d1f4c4c82c36323232303230303030312c3530302e30302c0d0a332cc0ee8230b7312c3632323230 \
    3230303030322c3530302e30302c0d0a342ccdf5b7bc2c36323232303230303030332c3530302e30302c0d0a352cd5d4c3f4 \
    2c36323232303230303030342c3530302e30302c0d0a362ccbefc1a22c36323232303230303030352c3530302e30302c0d0a \
    372cd6dcd1f32c36323232303230303030362c3530302e30302c0d0a";
/// The same of the text file.
const DAIFA_TXT: &str = "317c36323232303230303030307cd5c5ceb07c3530302e30307cbba5d6fabdf0310d0a327c36323232303230303030317cc5 \
    b7d1f4c4c87c3530302e30307cbba5d6fabdf0310d0a337c36323232303230303030327cc0ee8230b7317c3530302e30307c \
    bba5d6fabdf0310d0a347c36323232303230303030337ccdf5b7bc7c3530302e30307cbba5d6fabdf0310d0a357c36323232 \
    303230303030347cd5d4c3f47c3530302e30307cbba5d6fabdf0310d0a367c36323232303230303030357ccbefc1a27c3530 \
    302e30307cbba5d6fabdf0310d0a377c36323232303230303030367cd6dcd1f37c3530302e30307cbba5d6fabdf0310d0a";

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|two| (two[0] * 16 + two[1]) as u8).collect()
}

#[test]
fn a_release_in_gb18030_is_confirmed_by_serial_numbers() {
    let willow = seven();
    let said = willow.says(&order(&["--bank", "daifa_csv", "--out", "bank-1.csv"]));
    assert!(
        said.contains("run 1: 7 payments, together 3500.00, in `bank-1.payments.csv`"),
        "{said}"
    );
    assert!(said.contains("  `bank-1.csv`: 7 payments, together 3500.00"), "{said}");
    assert_eq!(bytes(&willow, "bank-1.csv"), hex(DAIFA_CSV));
    // The list has the ids, and is what a release without a form of a bank writes.
    assert_eq!(willow.ids("bank-1.payments.csv").len(), 7);
    let (list, bank) = (control(&willow, "bank-1.payments.csv"), control(&willow, "bank-1.csv"));
    assert!(list.get("bank").is_none() && list["seal"] == bank["seal"]);
    assert_eq!(bank["list"], "bank-1.payments.csv");
    assert_eq!((bank["bank"].as_str(), bank["part"].as_u64()), (Some("daifa_csv"), Some(1)));
    assert_eq!((bank["count"].as_u64(), bank["total"].as_str()), (Some(7), Some("3500.00")));
    #[cfg(unix)]
    for file in ["bank-1.csv", "bank-1.csv.json", "bank-1.payments.csv", "bank-1.payments.csv.json"]
    {
        assert!(is_private(&willow.path(file)), "{file}");
    }
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "release"]);
    assert!(acts.contains("3500.00 (7); daifa_csv (1)"), "{acts}");
    // What the bank writes: its rows in another order, of the last one nothing yet.
    let header = "处理结果,失败原因,序号,姓名,帐号,金额,身份证";
    let rows = "成功,,3,李㛃,62220200002,500.00,\r\n失败,账户已销户,2,欧阳娜,****0001,500.00,\r\n成功,,1,张*,62220200000,500.00,\r\n";
    fs::write(willow.path("result"), gb(&format!("{header}\r\n{rows}"))).unwrap();
    let said = willow.says(&results(&["--bank", "daifa_csv", "--run", "1"]));
    assert!(said.contains("confirmed by the bank: 2 payments, together 1000.00"), "{said}");
    assert!(said.contains("returned: 1 payments, together 500.00"), "{said}");
    assert_eq!(at_bank(&willow), "A confirmed, C confirmed, D sent, E sent, F sent, G sent");
    let balance = willow.says(&["ledger", "balance", "w.ledger", "B"]);
    assert!(balance.contains("returned on 2024-04-03: 账户已销户"), "{balance}");
    let said = willow.says(&results(&["--bank", "daifa_csv", "--run", "1"]));
    assert!(said.contains("this file was read on 2024-04-03 already"), "{said}");
    // The rest comes with another file.
    let rows = NAMES.iter().enumerate().skip(3);
    let row = |(at, name)| format!("成功,,{},{name},6222020000{at},500.00,\r\n", at + 1);
    let rows: String = rows.map(row).collect();
    fs::write(willow.path("result"), gb(&format!("{header}\r\n{rows}"))).unwrap();
    willow.says(&results(&["--bank", "daifa_csv", "--run", "1"]));
    assert!(!at_bank(&willow).contains("sent"), "{}", at_bank(&willow));
    willow.is_whole();
}

#[test]
fn a_text_file_has_its_separator_and_the_remark_and_no_row_of_names() {
    let willow = seven();
    willow.says(&order(&["--bank", "daifa_txt", "--out", "bank.txt"]));
    assert_eq!(bytes(&willow, "bank.txt"), hex(DAIFA_TXT));
    fs::write(willow.path("result"), gb("2|62220200001|欧阳娜|500.00|互助金1|4002|户名不符\n"))
        .unwrap();
    let read = [
        "ledger",
        "returned",
        "w.ledger",
        "result",
        "--by",
        "Qian",
        "--bank",
        "daifa_txt",
        "--run",
        "1",
    ];
    let said = willow.says(&read);
    assert!(said.contains("returned: 1 payments, together 500.00"), "{said}");
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "returned"]);
    assert!(acts.contains("500.00 (1)"), "{acts}");
    fs::write(willow.path("result"), gb("3|62220200002|李㛃|500.00||0000|\n")).unwrap();
    assert!(willow.refuses(&read).contains("read the file with `huzhu ledger confirmed`"));
    willow.is_whole();
}

/// Files and bytes of the folder, but for the ledger.
fn folder(willow: &Willow) -> Vec<String> {
    let names = fs::read_dir(willow.path(".")).unwrap();
    let mut names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with("w.ledger"));
    names.sort();
    names
}

#[test]
fn what_the_bank_could_not_read_is_refused_by_name_before_anything_is_released() {
    let willow = seven();
    let formats = willow.read("huzhu.toml").replace("encoding = \"gb18030\"", "encoding = \"gbk\"");
    willow.write("gbk.toml", &formats);
    let (before, in_hand) = (folder(&willow), willow.in_hand());
    let gbk = ["--bank", "daifa_csv", "--bank-formats", "gbk.toml", "--out", "bank.csv"];
    let why = willow.refuses(&order(&gbk));
    assert!(why.contains("to `李㛃` cannot be written for `daifa_csv`, column `姓名`"), "{why}");
    assert!(why.contains("`㛃` (U+36C3) cannot be written in `gbk`"), "{why}");
    assert_eq!((folder(&willow), willow.in_hand()), (before, in_hand));
    assert!(!willow.says(&["ledger", "acts", "w.ledger", "--kind", "release"]).contains("Qian"));
    // So is a format with mistakes, each with its line.
    willow.write("gbk.toml", "[bank.daifa_csv]\nencoding = \"big5\"\n");
    let why = willow.refuses(&order(&gbk));
    assert!(
        why.contains("gbk.toml:2:12: `big5` is not known here")
            && why.contains("missing `columns`"),
        "{why}"
    );
    let why = willow.refuses(&order(&["--bank", "icbc", "--out", "bank.csv"]));
    assert!(
        why.contains("`huzhu.toml` has no `[bank.icbc]`; it has `daifa_csv` `daifa_txt`"),
        "{why}"
    );
    // Fewer than the bank takes.
    for id in ["A", "B", "C"] {
        willow.act("hold", &["--member", id]);
    }
    let why = willow.refuses(&order(&["--bank", "daifa_csv", "--out", "bank.csv"]));
    assert!(why.contains("takes files of 5 payments or more, and 4 would leave"), "{why}");
    // The ledger's own columns take all of them.
    willow.says(&order(&["--out", "own.csv"]));
    assert!(control(&willow, "own.csv").get("bank").is_none());
    willow.is_whole();
}

fn in_threes(formats: &str) -> String {
    formats.replace("least_rows = 5\nmost_rows = 1000", "least_rows = 2\nmost_rows = 3")
}

/// At most three a file: three files of 3, 2 and 2 payments.
fn in_three(willow: &Willow) {
    let formats = in_threes(&willow.read("huzhu.toml"));
    willow.write("huzhu.toml", &formats);
    willow.says(&order(&["--bank", "daifa_csv", "--out", "bank.csv"]));
}

fn answer(willow: &Willow, rows: &[&str]) {
    let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let header = "序号,姓名,帐号,金额,身份证,处理结果,失败原因";
    fs::write(willow.path("result"), gb(&format!("{header}\n{rows}"))).unwrap();
}

#[test]
fn each_file_of_a_release_has_its_totals_and_its_own_serial_numbers() {
    let willow = seven();
    // Nothing takes the place of another file, and then none of them is there.
    willow.write("bank-2.csv", "of somebody");
    let (before, formats) = (folder(&willow), willow.read("huzhu.toml"));
    willow.write("huzhu.toml", &in_threes(&formats));
    let why = willow.refuses(&order(&["--bank", "daifa_csv", "--out", "bank.csv"]));
    assert!(why.contains("bank-2.csv"), "{why}");
    assert_eq!(folder(&willow), before);
    fs::remove_file(willow.path("bank-2.csv")).unwrap();
    willow.write("huzhu.toml", &formats);
    in_three(&willow);
    let totals = |name: &str| {
        let control = control(&willow, name);
        (control["count"].as_u64().unwrap(), control["total"].as_str().unwrap().to_owned())
    };
    let files = ["bank-1.csv", "bank-2.csv", "bank-3.csv"];
    let expected = [(3, "1500.00"), (2, "1000.00"), (2, "1000.00")];
    assert_eq!(files.map(totals), expected.map(|(count, total)| (count, total.to_owned())));
    assert_eq!(totals("bank.payments.csv"), (7, "3500.00".to_owned()));
    let bytes_of = |willow: &Willow| files.map(|file| bytes(willow, file));
    let written = bytes_of(&willow);
    // The first row of the second file is the fourth payment.
    answer(&willow, &["1,王芳,62220200003,500.00,,成功,"]);
    let why = willow.refuses(&results(&["--bank", "daifa_csv", "--run", "1"]));
    let list = "1 (3 payments of 1500.00), 2 (2 payments of 1000.00), 3 (2 payments of 1000.00)";
    assert!(why.contains(list) && why.contains("--part NUMBER"), "{why}");
    assert!(
        willow
            .refuses(&results(&["--bank", "daifa_csv", "--run", "1", "--part", "4"]))
            .contains(list)
    );
    let why = willow.refuses(&results(&["--bank", "daifa_txt", "--run", "1", "--part", "2"]));
    assert!(why.contains("run 1 was released to `daifa_csv`"), "{why}");
    // Of the wrong file it is another person.
    let why = willow.refuses(&results(&["--bank", "daifa_csv", "--run", "1", "--part", "1"]));
    assert!(
        why.contains("result:2: ") && why.contains("went to another name than `王芳`"),
        "{why}"
    );
    willow.says(&results(&["--bank", "daifa_csv", "--run", "1", "--part", "2"]));
    assert!(at_bank(&willow).contains("D confirmed"), "{}", at_bank(&willow));
    assert_eq!(bytes_of(&willow), written);
    willow.is_whole();
}

#[test]
fn every_row_that_does_not_fit_is_named_and_nothing_is_taken() {
    let willow = seven();
    in_three(&willow);
    let rows = [
        ("1,张卫,62220200000,500.00,,成功,", "went to another name than `张卫`"),
        ("2,欧阳娜,62220200009,500.00,,成功,", "went to an account that ends in 0001"),
        ("3,李㛃,62220200002,50.00,,成功,", "left with 500.00, and the file gives 50.00"),
        ("4,王芳,62220200003,500.00,,成功,", "has rows 1 to 3, and no row `4`"),
        (
            "3,李㛃,62220200002,500.00,,处理中,",
            "has the result `处理中`; `[bank.daifa_csv.results]` has for what was paid: 成功",
        ),
        ("3,李㛃,62220200002,500.00,成功,", "the row has 6 cells, and the format 7 columns"),
        ("3,,62220200002,500.00,,成功,", "the cell that holds `payee` is empty"),
        ("3,李㛃,,500.00,,成功,", "the cell that holds `account` is empty"),
        ("3,李㛃,62220200002,,,成功,", "the cell that holds `amount` is empty"),
    ];
    // A row of another shape is found before payments are asked for.
    let (shaped, short) = rows.split_at(5);
    answer(&willow, &shaped.iter().map(|(row, _)| *row).collect::<Vec<_>>());
    let before = at_bank(&willow);
    let of_first = ["--bank", "daifa_csv", "--run", "1", "--part", "1"];
    let why = willow.refuses(&results(&of_first));
    for (at, (row, expected)) in shaped.iter().enumerate() {
        let line = format!("result:{}: ", at + 2);
        let told = why.lines().find(|told| told.contains(&line)).unwrap_or_else(|| panic!("{why}"));
        assert!(told.contains(expected), "{row}: {told}");
    }
    answer(&willow, &short.iter().map(|(row, _)| *row).collect::<Vec<_>>());
    let why = willow.refuses(&results(&of_first));
    for (at, (row, expected)) in short.iter().enumerate() {
        let line = format!("result:{}: ", at + 2);
        let told = why.lines().find(|told| told.contains(&line)).unwrap_or_else(|| panic!("{why}"));
        assert!(told.contains(expected), "{row}: {told}");
    }
    assert_eq!(at_bank(&willow), before);
    willow.is_whole();
}

/// The office has changed what it writes about the bank since.
#[test]
fn files_are_written_again_as_they_were_and_verify_says_whether_they_would_be() {
    let willow = seven();
    let formats =
        willow.read("huzhu.toml").replacen("least_rows", "serial = \"release\"\nleast_rows", 1);
    willow.write("huzhu.toml", &formats);
    in_three(&willow);
    let files = ["bank-1.csv", "bank-2.csv", "bank-3.csv", "bank.payments.csv", "bank-3.csv.json"];
    let written = files.map(|file| bytes(&willow, file));
    let formats = willow.read("huzhu.toml");
    let changed =
        [("身份证", "证件号码"), ("most_rows = 3", "most_rows = 7"), ("\"release\"", "\"file\"")];
    let changed = changed.iter().fold(formats, |text, (that, this)| text.replace(that, this));
    willow.write("huzhu.toml", &changed);
    payees(&willow, &["张一", "张二", "张三", "张四", "张五", "张六", "张七"]);
    for file in
        files.iter().chain(&["bank-1.csv.json", "bank-2.csv.json", "bank.payments.csv.json"])
    {
        fs::remove_file(willow.path(file)).unwrap();
    }
    let said = willow.says(&order(&["--again", "--out", "bank.csv"]));
    assert!(said.contains("files for `daifa_csv`: 3"), "{said}");
    assert_eq!(files.map(|file| bytes(&willow, file)), written);
    // Serial numbers are those that were written, and columns those that the bank writes by now.
    let header = "序号,姓名,帐号,金额,证件号码,处理结果,失败原因";
    fs::write(willow.path("result"), gb(&format!("{header}\n4,王芳,62220200003,500.00,,成功,\n")))
        .unwrap();
    willow.says(&results(&["--bank", "daifa_csv", "--run", "1"]));
    assert!(at_bank(&willow).contains("D confirmed"), "{}", at_bank(&willow));
    let said = willow.says(&["ledger", "verify", "w.ledger"]);
    assert!(
        said.contains("releases in the form of a bank: 1, whose files come out as they were"),
        "{said}"
    );
    let desk = Connection::open(willow.path("w.ledger")).unwrap();
    desk.execute("UPDATE bank_format SET body = replace(body, '身份证', '证件')", ()).unwrap();
    drop(desk);
    let output = willow.run(&["ledger", "verify", "w.ledger"]);
    let said =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains(
            "the files of the release of run 1 on 2024-04-02 for the bank do not come out"
        ),
        "{said}"
    );
    // Of an account that was disposed of no file can be written: the seals say whether that was in order.
    let desk = Connection::open(willow.path("w.ledger")).unwrap();
    desk.execute("UPDATE payee SET name = '', account = '' WHERE member_id = 'A'", ()).unwrap();
    drop(desk);
    let output = willow.run(&["ledger", "verify", "w.ledger"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!said.contains("for the bank do not come out"), "{said}");
}

#[test]
fn a_restore_asks_for_the_list_and_results_name_its_rows() {
    let willow = seven();
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    in_three(&willow);
    let restore = |file: &str| {
        let restore = [
            "ledger", "restore", "backup", "w.ledger", "--by", "Sun", "--reason", "a disk",
            "--sent",
        ];
        willow.run(&[&restore[..], &[file]].concat())
    };
    let output = restore("bank-2.csv");
    let why = String::from_utf8(output.stderr).unwrap();
    assert!(why.contains("give the list `bank.payments.csv`"), "{why}");
    let output = restore("bank.payments.csv");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    // Booked by run 2; its files are those that the format gives.
    answer(&willow, &["1,王芳,62220200003,500.00,,成功,", "2,赵敏,62220200004,500.00,,失败,销户"]);
    willow.says(&results(&["--bank", "daifa_csv", "--run", "2", "--part", "2"]));
    assert!(at_bank(&willow).contains("D confirmed"), "{}", at_bank(&willow));
}

/// The bank could not pay B, which the backup does not know: its own file says so by the serial number of a release that
/// the backup does not know either.
#[test]
fn a_restore_reads_what_came_back_in_the_form_of_the_bank() {
    let willow = seven();
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    in_three(&willow);
    let rows = ["1,张*,62220200000,500.00,,成功,", "2,欧阳娜,****0001,500.00,,失败,账户已销户"];
    answer(&willow, &rows);
    willow.says(&results(&["--bank", "daifa_csv", "--run", "1", "--part", "1"]));
    let restore = |rest: &[&str]| {
        let restore = [
            "ledger",
            "restore",
            "backup",
            "w.ledger",
            "--by",
            "Sun",
            "--reason",
            "a disk",
            "--sent",
            "bank.payments.csv",
            "--returned",
            "result",
        ];
        let output = willow.run(&[&restore[..], rest].concat());
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, why) = restore(&[]);
    assert!(code == Some(1) && why.contains("UTF-8"), "{why}");
    // Of another account it is no payment that was sent; what is not final yet is refused.
    for (row, expected) in [
        (
            "2,欧阳娜,****0009,500.00,,失败,销户",
            "no payment of the files of `--sent` has the payee",
        ),
        (
            "2,欧阳娜,****0001,500.01,,失败,销户",
            "no payment of the files of `--sent` has the payee",
        ),
        ("2,欧阳娜,****0001,500.00,,处理中,", "has for what was paid: 成功"),
    ] {
        answer(&willow, &[row]);
        let (code, why) = restore(&["--bank", "daifa_csv"]);
        assert!(code == Some(1) && why.contains("result:2: ") && why.contains(expected), "{why}");
    }
    answer(&willow, &rows);
    let (code, said) = restore(&["--bank", "daifa_csv"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!at_bank(&willow).contains("B "), "{}", at_bank(&willow));
    assert!(at_bank(&willow).contains("A sent"), "{}", at_bank(&willow));
    let balance = willow.says(&["ledger", "balance", "w.ledger", "B"]);
    assert!(balance.contains("账户已销户"), "{balance}");
    willow.is_whole();
}
