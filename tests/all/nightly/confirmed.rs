//! What became of money that left: the bank's result file confirms payments, or returns them.

use std::fs;

use super::leaves::Willow;

/// 3030.00 of A.
const A1: [&str; 5] = ["A1", "A", "2024-03-01", "2024-03-11", "6000.00"];
/// 500.00 each, of B and of C.
const B1: [&str; 5] = ["B1", "B", "2024-03-05", "2024-03-06", "1500.00"];
const C1: [&str; 5] = ["C1", "C", "2024-03-05", "2024-03-06", "1500.00"];

/// An office whose run 1 left on 1 April with three payments.
fn sent() -> (Willow, Vec<String>) {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, ""), (C1, "")]);
    willow.payees("6222000");
    assert_eq!(willow.released("1", "one.csv"), ["A 3030.00", "B 500.00", "C 500.00"]);
    let ids = willow.ids("one.csv");
    (willow, ids)
}

fn read<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [&["ledger", "confirmed", "w.ledger", "result.csv", "--by", "Qian"][..], rest].concat()
}

fn result(willow: &Willow, rows: &str) {
    willow.write("result.csv", rows);
}

/// What the bank has, with its state.
fn at_bank(willow: &Willow) -> Vec<String> {
    let list = ["ledger", "payments", "w.ledger", "--sent", "--full-ids", "--format", "json"];
    let list: serde_json::Value = serde_json::from_str(&willow.says(&list)).unwrap();
    let row = |row: &serde_json::Value| {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        format!("{} {} {}", text("member"), text("amount"), text("state"))
    };
    list["payments"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn what_succeeded_is_confirmed_and_the_rest_is_returned_with_its_reason() {
    let (willow, ids) = sent();
    let [a, b, c] = [0, 1, 2].map(|at| ids[at].as_str());
    let sums = ["A", "B", "C"].map(|id| willow.sums(id));
    result(
        &willow,
        &format!(
            "payment_id,result,reason,amount,account\n{a},success,,3030.00,****000A\n\
             {b},成功,,500.00,6222000B\n{c},failed,no such account,500.00,000c\n"
        ),
    );
    let said = willow.says(&read(&["--on", "2024-04-02"]));
    assert!(said.contains("confirmed by the bank: 2 payments, together 3530.00"), "{said}");
    assert!(said.contains("returned: 1 payments, together 500.00"), "{said}");
    assert_eq!(at_bank(&willow), ["A 3030.00 confirmed", "B 500.00 confirmed"]);
    assert_eq!(willow.in_hand(), ["C 500.00 returned"]);
    // No money moved but what came back.
    assert_eq!(["A", "B", "C"].map(|id| willow.sums(id)), sums);
    let balance = willow.says(&["ledger", "balance", "w.ledger", "C"]);
    assert!(balance.contains("returned on 2024-04-02: no such account"), "{balance}");
    let balance = willow.says(&["ledger", "balance", "w.ledger", "A"]);
    assert!(balance.contains("confirmed by the bank on 2024-04-02"), "{balance}");
    assert!(balance.contains("released 3030.00, not released 0.00"), "{balance}");
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "confirmed"]);
    assert!(acts.contains("3530.00 (2); returned 500.00 (1)"), "{acts}");
    willow.is_whole();
    // The same file again.
    let said = willow.says(&read(&["--on", "2024-04-03"]));
    assert!(said.contains("this file was read on 2024-04-02 already; nothing is done"), "{said}");
}

/// Files whose rows are serial numbers may have the same bytes and be of two runs: neither is passed over for the other.
#[test]
fn two_files_of_serial_numbers_with_the_same_bytes_are_read_each_for_its_run() {
    let (willow, _) = sent();
    let d1 = ["D1", "B", "2024-03-20", "2024-03-21", "1000.00"];
    willow.night("2024-04-02", &[(d1, "")]);
    assert_eq!(willow.released("2", "two.csv"), ["B 500.00"]);
    result(&willow, "serial,result,reason\n1,failed,closed\n");
    for run in ["1", "2"] {
        let said = willow.says(&read(&["--run", run, "--on", "2024-04-02"]));
        assert!(said.contains("returned: 1 payments"), "{run}: {said}");
        let again = willow.says(&read(&["--run", run, "--on", "2024-04-02"]));
        assert!(again.contains("already; nothing is done"), "{run}: {again}");
    }
    let mut in_hand = willow.in_hand();
    in_hand.sort();
    assert_eq!(in_hand, ["A 3030.00 returned", "B 500.00 returned"]);
    willow.is_whole();
}

#[test]
fn rows_may_name_payments_by_their_place_in_the_file_of_a_release() {
    let (willow, _) = sent();
    result(&willow, "serial,result\n1,0000\n3,4001\n2,0000\n");
    let why = willow.refuses(&read(&["--ok", "0000"]));
    assert!(why.contains("say with `--run RUN`"), "{why}");
    assert!(willow.refuses(&read(&["--run", "7"])).contains("run 7 was never released"));
    let why = willow.refuses(&read(&["--run", "1", "--ok", "0000"]));
    assert!(
        why.contains("has the result `4001`, which is named neither as made nor as failed"),
        "{why}"
    );
    willow.says(&read(&["--run", "1", "--ok", "0000", "--failed", "4001"]));
    assert_eq!(at_bank(&willow), ["A 3030.00 confirmed", "B 500.00 confirmed"]);
    // Without a reason, the code is the reason.
    let balance = willow.says(&["ledger", "balance", "w.ledger", "C"]);
    assert!(balance.contains(": 4001"), "{balance}");
    // C leaves again, with another file of the same run: its first row.
    willow.payees("6333000");
    assert_eq!(willow.released("1", "two.csv"), ["C 500.00"]);
    result(&willow, "serial,result\n1,success\n");
    let why = willow.refuses(&read(&["--run", "1"]));
    let list = "1 on 2024-04-01 (3 payments of 4030.00), 2 on 2024-04-01 (1 payments of 500.00)";
    assert!(why.contains(list), "{why}");
    assert!(willow.refuses(&read(&["--run", "1", "--release", "3"])).contains("no release 3"));
    willow.says(&read(&["--run", "1", "--release", "2"]));
    assert_eq!(at_bank(&willow).len(), 3);
    willow.is_whole();
}

/// A late file about the first time a payment left does not confirm the second.
#[test]
fn a_result_of_an_earlier_release_is_not_one_of_the_last() {
    let (willow, ids) = sent();
    willow.write("back.csv", &format!("payment_id,reason\n{},closed\n", ids[1]));
    willow.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    willow.payees("6333000");
    assert_eq!(willow.released("1", "two.csv"), ["B 500.00"]);
    result(&willow, "serial,result\n2,success\n");
    let why = willow.refuses(&read(&["--run", "1", "--release", "1"]));
    assert!(why.contains("was released again on 2024-04-01 with another file"), "{why}");
}

#[test]
fn every_wrong_row_is_named_with_its_line_and_what_to_do_and_nothing_is_taken() {
    let (willow, ids) = sent();
    let [a, b, c] = [0, 1, 2].map(|at| ids[at].as_str());
    willow.night("2024-04-02", &[(["B2", "B", "2024-03-20", "2024-03-21", "1000.00"], "")]);
    let payments = willow.read("out/payments.csv");
    let unsent = payments.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    willow.write("back.csv", &format!("payment_id,reason\n{c},closed\n"));
    willow.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    let rows = [
        (format!("{a},,success,3000.00,"), "left with 3030.00, and the file gives 3000.00"),
        (format!("{a},,success,,"), "is in the file twice; keep one"),
        (format!("{a},,failed,,"), "both as made and as returned; ask the bank"),
        (",4,success,,".to_owned(), "has rows 1 to 3, and no row `4`"),
        (",one,success,,".to_owned(), "has rows 1 to 3, and no row `one`"),
        (format!("{a},2,success,,"), "check `serial` and `--run`"),
        (format!("{b},,,,"), "has no `result`"),
        (",,success,,".to_owned(), "the row names no payment"),
        (format!("{b},,success,,9999"), "went to an account that ends in 000B"),
        ("P0000000000000000,,success,,".to_owned(), "the ledger has no payment"),
        (format!("{unsent},,success,,"), "was never released, so no bank can have made it"),
        (format!("{c},,success,,"), "was returned on 2024-04-02, and not released since"),
        ("6.2E+18,,success,,".to_owned(), "6.2E+18"),
    ];
    let text: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
    result(&willow, &format!("payment_id,serial,result,amount,account\n{text}"));
    let before = at_bank(&willow);
    let why = willow.refuses(&read(&["--run", "1"]));
    for (at, (row, expected)) in rows.iter().enumerate() {
        let line = format!("result.csv:{}: ", at + 2);
        let told = why.lines().find(|told| told.contains(&line)).unwrap_or_else(|| panic!("{why}"));
        assert!(told.contains(expected), "{row}: {told}");
    }
    assert_eq!(at_bank(&willow), before);
    willow.is_whole();
}

#[test]
fn a_day_before_the_release_or_after_today_is_refused() {
    let (willow, ids) = sent();
    result(&willow, &format!("payment_id,result\n{},success\n", ids[0]));
    let why = willow.refuses(&read(&["--on", "2024-03-31"]));
    assert!(why.contains("has the day 2024-03-31, before its release on 2024-04-01"), "{why}");
    let output = willow.run(&read(&["--on", "9999-01-01"]));
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = willow.says(&read(&[]));
    assert!(said.contains("booked for 2024-04-01, since no `--on` names another day"), "{said}");
    let runs = willow.says(&["ledger", "runs", "w.ledger"]);
    assert!(runs.contains("; confirmed by the bank: 1 of "), "{runs}");
    result(&willow, &format!("result,payment_id\nsuccess,{}\n", ids[0]));
    assert!(willow.refuses(&read(&[])).contains("was confirmed on 2024-04-01 already"));
}

#[test]
fn what_was_confirmed_and_comes_back_is_returned_and_that_is_said() {
    let (willow, ids) = sent();
    result(&willow, &format!("payment_id,result\n{},success\n", ids[1]));
    willow.says(&read(&["--on", "2024-04-03"]));
    willow.write("back.csv", &format!("payment_id,reason\n{},closed since\n", ids[1]));
    let back = ["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian", "--on"];
    let why = willow.refuses(&[&back[..], &["2024-04-02"]].concat());
    assert!(why.contains("before the bank confirmed it on 2024-04-03"), "{why}");
    let said = willow.says(&[&back[..], &["2024-04-09"]].concat());
    let told = format!("`{}` was confirmed on 2024-04-03, and the bank has returned it", ids[1]);
    assert!(said.contains(&told) && !said.contains("booked for"), "{said}");
    let runs = willow.says(&["ledger", "runs", "w.ledger"]);
    assert!(!runs.contains("; confirmed by the bank"), "{runs}");
    assert!(runs.contains("returned by the bank: 1 of 500.00"), "{runs}");
    assert_eq!(willow.in_hand(), ["B 500.00 returned"]);
    willow.is_whole();
    // It leaves again, and is confirmed again.
    willow.payees("6333000");
    let order = ["ledger", "release", "w.ledger", "1", "--by", "Qian", "--out", "two.csv"];
    willow.says(&[&order[..], &["--reason", "a test", "--on", "2024-04-10"]].concat());
    result(&willow, &format!("payment_id,result,reason\n{},success,second\n", ids[1]));
    willow.says(&read(&["--on", "2024-04-11"]));
    willow.is_whole();
}

/// Rows of it that succeeded would be booked as returned.
#[test]
fn a_result_file_is_not_read_as_one_of_returns() {
    let (willow, ids) = sent();
    result(&willow, &format!("payment_id,result,reason\n{},success,paid\n", ids[0]));
    let why = willow.refuses(&["ledger", "returned", "w.ledger", "result.csv", "--by", "Qian"]);
    assert!(why.contains("read it with `huzhu ledger confirmed`"), "{why}");
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    let restore = ["ledger", "restore", "backup", "w.ledger", "--nothing-sent"];
    let files = ["--returned", "result.csv", "--by", "Sun", "--reason", "a disk"];
    let why = willow.refuses(&[&restore[..], &files].concat());
    assert!(why.contains("keep only rows that came back"), "{why}");
    assert_eq!(at_bank(&willow).len(), 3);
}

#[test]
fn a_file_that_the_bank_confirmed_is_not_written_again() {
    let (willow, ids) = sent();
    let again = ["ledger", "release", "w.ledger", "1", "--by", "Qian", "--out", "x", "--again"];
    willow.says(&again);
    fs::remove_file(willow.path("x")).unwrap();
    fs::remove_file(willow.path("x.json")).unwrap();
    result(&willow, &format!("payment_id,result\n{},success\n", ids[0]));
    willow.says(&read(&[]));
    assert!(willow.refuses(&again).contains("the bank has confirmed 1 payments"));
}

#[test]
fn what_is_not_confirmed_is_told_where_a_bank_ever_confirmed_something() {
    let (willow, ids) = sent();
    let on = |days: &str| {
        let list = ["ledger", "payments", "w.ledger", "--on", days];
        willow.says(&list)
    };
    let told = "not confirmed by the bank after 5 days: 2 payments of 3530.00";
    assert!(!on("2024-05-01").contains("not confirmed"), "no result file was ever read");
    result(&willow, &format!("payment_id,result\n{},success\n", ids[2]));
    willow.says(&read(&[]));
    assert!(!on("2024-04-06").contains("not confirmed"), "{}", on("2024-04-06"));
    assert!(on("2024-04-07").starts_with(told), "{}", on("2024-04-07"));
    let runs = ["ledger", "runs", "w.ledger"];
    assert!(!willow.says(&runs).contains("not confirmed"));
    willow.night("2024-04-20", &[]);
    assert!(willow.says(&runs).starts_with(told));
    let within = [&runs[..], &["--confirm-within", "30"]].concat();
    assert!(!willow.says(&within).contains("not confirmed"));
    // The list that it names.
    let list = ["ledger", "payments", "w.ledger", "--sent", "--state", "sent"];
    let list = willow.says(&[&list[..], &["--older-than", "5", "--full-ids"]].concat());
    let state = "released, not confirmed: 2 payments, 3530.00, the oldest 19 days old";
    assert!(list.contains(state) && list.contains("0 to 30 days: 2 payments, 3530.00"), "{list}");
    let json = ["ledger", "payments", "w.ledger", "--sent", "--format", "json"];
    let json: serde_json::Value = serde_json::from_str(&willow.says(&json)).unwrap();
    assert_eq!(json["unconfirmed"]["payments"], 2);
    assert_eq!(json["states"]["confirmed"]["total"], "500.00");
    assert_eq!(json["payments"][2]["confirmed_on"], "2024-04-01");
}

#[test]
fn what_came_back_and_waits_is_summed_by_age() {
    let (willow, ids) = sent();
    let back = |id: &str, day: &str| {
        willow.write("back.csv", &format!("payment_id,reason\n{id},closed\n"));
        let back = ["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian", "--on", day];
        willow.says(&back);
    };
    back(&ids[0], "2024-04-10");
    back(&ids[1], "2024-07-01");
    let list = ["ledger", "payments", "w.ledger", "--state", "returned", "--on", "2024-07-31"];
    let said = willow.says(&list);
    assert!(said.contains("  0 to 30 days: 1 payments, 500.00"), "{said}");
    assert!(said.contains("  91 to 180 days: 1 payments, 3030.00"), "{said}");
    let older = [&list[..], &["--older-than", "30", "--format", "json"]].concat();
    let json: serde_json::Value = serde_json::from_str(&willow.says(&older)).unwrap();
    let ages = json["returned_by_age"].as_array().unwrap();
    let totals: Vec<&str> = ages.iter().map(|age| age["total"].as_str().unwrap()).collect();
    assert_eq!(totals, ["0.00", "0.00", "3030.00", "0.00", "0.00"]);
    assert_eq!(json["payments"].as_array().unwrap().len(), 1);
    let older = [&list[..], &["--older-than", "112"]].concat();
    assert!(willow.says(&older).contains("no such payment waits"));
}

/// What stands in turn and with its amounts is found by `verify`, whatever the seals say.
#[test]
fn verify_names_what_is_confirmed_out_of_turn_or_with_another_amount() {
    let (willow, ids) = sent();
    result(&willow, &format!("payment_id,result\n{},success\n", ids[1]));
    willow.says(&read(&[]));
    let after = |sql: &str| {
        fs::copy(willow.path("w.ledger"), willow.path("copy.ledger")).unwrap();
        let db = rusqlite::Connection::open(willow.path("copy.ledger")).unwrap();
        db.execute_batch(sql).unwrap();
        drop(db);
        willow.refuses(&["ledger", "verify", "copy.ledger"])
    };
    let found = after("UPDATE transfer SET amount = 1 WHERE kind = 'confirmed'");
    assert!(found.contains("payment 2: `confirmed` with 0.01, and 500.00 left"), "{found}");
    let again = "INSERT INTO transfer(payment, kind, amount, happened_on, author, reason, login) \
                 SELECT payment, kind, amount, happened_on, author, reason, login FROM transfer \
                 WHERE kind = 'confirmed'";
    assert!(after(again).contains("payment 2 was not released and returned in turn"));
}
