//! Duties and approvals: a clerk of Willow Bay tries to pay himself, and each attempt is refused with its sentence.
//! Zhao runs the nights, Wu enters payees, Li decides by hand, Qian releases.

use super::leaves::Willow;

const A1: [&str; 5] = ["A1", "A", "2024-03-01", "2024-03-11", "6000.00"];
const A2: [&str; 5] = ["A2", "A", "2024-03-29", "2024-03-31", "2000.00"];
const B1: [&str; 5] = ["B1", "B", "2024-03-05", "2024-03-06", "1500.00"];
const C1: [&str; 5] = ["C1", "C", "2024-03-05", "2024-03-06", "1500.00"];

const DISTINCT: &str =
    "distinct = [\"prepare\", \"payees\", \"override\", \"approve\", \"release\"]\n";

/// So many names for a payment above an amount.
fn above(amount: &str, names: u8) -> String {
    format!("[[approval]]\nabove = \"{amount}\"\nnames = {names}\n")
}

impl Willow {
    fn duties(&self, text: &str) -> String {
        self.says(&self.setting(text, &[]))
    }

    fn setting<'a>(&self, text: &str, more: &[&'a str]) -> Vec<&'a str> {
        self.write("duties.toml", text);
        let set = ["ledger", "duties", "w.ledger", "--set", "duties.toml", "--by", "Sun"];
        [&set[..], &["--reason", "the board decided"], more].concat()
    }

    fn approve(&self, run: &str, by: &str) -> String {
        self.says(&["ledger", "approve", "w.ledger", run, "--by", by])
    }

    fn does_not_approve(&self, run: &str, by: &str, more: &[&str]) -> String {
        self.refuses(&[&["ledger", "approve", "w.ledger", run, "--by", by][..], more].concat())
    }

    fn does_not_release(&self, run: &str, by: &str, more: &[&str]) -> String {
        let order = ["ledger", "release", "w.ledger", run, "--by", by, "--out", "no.csv"];
        let said = self.refuses(&[&order[..], &["--reason", "a test"], more].concat());
        assert!(!self.path("no.csv").exists(), "{said}");
        said
    }

    fn payment_of(&self, member: &str) -> String {
        let file = self.read("out/payments.csv");
        let row = file.lines().find(|line| line.split(',').any(|cell| cell == member)).unwrap();
        row.split(',').next().unwrap().to_owned()
    }
}

#[test]
fn without_duties_all_is_as_before_and_the_flag_asks_for_a_second_person() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    let shown = willow.says(&["ledger", "duties", "w.ledger"]);
    assert_eq!(shown, "no duties were ever set: `--set FILE` sets them\n");
    let said = willow.does_not_release("1", "Zhao", &["--second-person"]);
    assert!(said.contains("Zhao prepared run 1; another person must release it"), "{said}");
    // With duties the flag changes nothing: `prepare` is not among them.
    willow.duties("distinct = [\"payees\", \"release\"]\n");
    let order = ["ledger", "release", "w.ledger", "1", "--by", "Zhao", "--out", "one.csv"];
    willow.says(&[&order[..], &["--second-person"]].concat());
    assert_eq!(willow.in_file("one.csv"), ["A 3030.00"]);
    willow.is_whole();
}

#[test]
fn duties_are_shown_with_who_set_them_and_are_an_act() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    let text = format!("{DISTINCT}{}{}", above("3000.00", 2), above("0.00", 1));
    let shown = "one person may hold only one of these duties for the same money: prepare (`prepare`), \
                 enter payees (`payees`), decide manually (`override`), approve (`approve`), \
                 release (`release`)\nnames that a payment above 0.00 needs: 1\n\
                 names that a payment above 3000.00 needs: 2\n\
                 personal data is kept for ever: no `[retention]` is set\n\
                 in force since 2024-04-01, set by Sun: the board decided\n";
    assert_eq!(willow.duties(&text), shown);
    assert_eq!(willow.says(&["ledger", "duties", "w.ledger"]), shown);
    let again = willow.duties(&text);
    assert!(again.contains("these duties are in force already; nothing was changed"), "{again}");
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "duties"]);
    let change = "-> prepare payees override approve release; 0.00: 1; 3000.00: 2\n";
    assert!(acts.contains(change) && acts.matches("duties set").count() == 1, "{acts}");
    willow.is_whole();
}

#[test]
fn all_mistakes_of_a_file_of_duties_are_told_and_nothing_of_it_is_taken() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    let wrong = "distinct = [\"payee\"]\n[[approval]]\nabove = \"-1\"\n";
    let said = willow.refuses(&willow.setting(wrong, &[]));
    for part in [
        "duties.toml:1:13: `payee` is not known here",
        "did you mean `payees`?",
        "duties.toml:3:9: `above` is `-1`, which is below zero; for every payment write `0.00`",
        "duties.toml:2:1: missing `names`; write `names = 2`",
        "nothing was read in: the file has 3 mistakes",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(willow.says(&["ledger", "duties", "w.ledger"]).starts_with("no duties"));
}

/// The first attempt: he changes the account of a member to his own, and releases the run.
#[test]
fn who_entered_the_account_does_not_release_what_goes_there() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    willow.duties(DISTINCT);
    willow.write("mine.csv", "member_id,kind,payee,account\nA,member,Name,6999\n");
    willow.says(&["ledger", "payees", "w.ledger", "mine.csv", "--by", "Qian"]);
    let said = willow.does_not_release("1", "Qian", &[]);
    let id = willow.payment_of("A");
    let why = format!(
        "huzhu: Qian entered the payee of payment `{id}` (`payees`); another person must release it\n"
    );
    assert_eq!(said, why, "of B's payment the payee is Wu's");
    // Another person does, who sees it.
    let order = ["ledger", "release", "w.ledger", "1", "--by", "Sun", "--out", "one.csv"];
    willow.says(&order);
    willow.is_whole();
}

#[test]
fn who_prepared_or_decided_by_hand_does_not_release_it() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    let by_hand = ["ledger", "override", "w.ledger", "A1", "medical", "2900", "--by", "Li"];
    willow.says(&[&by_hand[..], &["--second", "Sun", "--reason", "an appeal"]].concat());
    willow.duties(DISTINCT);
    assert_eq!(willow.released("1", "one.csv"), ["B 500.00"]);
    willow.night("2024-04-02", &[]);
    let said = willow.does_not_release("2", "Li", &[]);
    assert!(said.contains("Li decided a bill of payment `P"), "{said}");
    assert!(said.contains("manually (`override`); another person must release it"), "{said}");
    let said = willow.does_not_release("2", "Zhao", &[]);
    assert!(said.contains("Zhao prepared payment `P"), "{said}");
    assert_eq!(willow.released("2", "two.csv"), ["A 3030.00", "A 150.00"]);
    // A bill that nobody decided by hand is none of Li's.
    willow.night("2024-04-03", &[(C1, "")]);
    let order = ["ledger", "release", "w.ledger", "3", "--by", "Li", "--out", "three.csv"];
    willow.says(&order);
    assert_eq!(willow.in_file("three.csv"), ["C 500.00"]);
    willow.is_whole();
}

/// The second attempt: he splits a payment so that no part of it needs two names.
#[test]
fn what_leaves_to_one_member_together_is_one_amount() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A2, ""), (B1, "")]);
    willow.write("payees.csv", "member_id,kind,payee,account\nB,member,Name,6222B\n");
    willow.says(&["ledger", "payees", "w.ledger", "payees.csv", "--by", "Wu"]);
    willow.duties(&above("3500.00", 2));
    assert_eq!(willow.released("1", "one.csv"), ["B 500.00"]);
    willow.payees("6222");
    // 750.00 of the first night and 3280.00 of the second: each is below 3500.00.
    willow.night("2024-04-02", &[(A1, "")]);
    assert_eq!(willow.in_hand(), ["A 750.00 unapproved", "A 3280.00 unapproved"]);
    let said = willow.does_not_release("2", "Qian", &[]);
    assert!(said.contains("3280.00, it waits for approval (`huzhu ledger approve`)"), "{said}");
    assert!(said.contains("nothing of run 2 can leave now"), "{said}");
    for run in ["1", "2"] {
        willow.approve(run, "Sun");
        willow.approve(run, "Wang");
    }
    assert_eq!(willow.released("2", "two.csv"), ["A 750.00", "A 3280.00"]);
    willow.is_whole();
}

/// The same with a hold: what is held of a payment, and what of it has left, makes the rest no smaller.
#[test]
fn a_payment_that_is_parted_by_a_hold_needs_the_names_of_the_whole() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (A2, "")]);
    willow.payees("6222");
    willow.duties(&above("3500.00", 2));
    willow.act("hold", &["--bill", "A1"]);
    assert_eq!(willow.in_hand(), ["A 1000.00 unapproved", "A 3030.00 held"]);
    let said = willow.approve("1", "Sun");
    assert!(said.contains("Sun approved 1 payments of run 1, 4030.00"), "{said}");
    assert!(said.contains("first check: 1 payments (1 of 2 names)"), "{said}");
    assert_eq!(
        willow.approve("1", "Wang").matches("approval: 1 payments (2 of 2 names)").count(),
        1
    );
    assert_eq!(willow.released("1", "one.csv"), ["A 1000.00"]);
    willow.act("unhold", &["--bill", "A1"]);
    // The rest has an id of its own, which nobody has approved; alone it would be below.
    assert_eq!(willow.in_hand(), ["A 3030.00 unapproved"]);
    willow.approve("1", "Sun");
    willow.approve("1", "Wang");
    assert_eq!(willow.released("1", "two.csv"), ["A 3030.00"]);
    willow.is_whole();
}

/// The third attempt: he approves his own payment, twice, or releases what he approved.
#[test]
fn nobody_approves_what_they_prepared_or_twice_or_releases_what_they_approved() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    willow.duties(&format!("{DISTINCT}{}{}", above("0.00", 1), above("3000.00", 2)));
    let a = willow.payment_of("A");
    let said = willow.does_not_approve("1", "Zhao", &["--payment", &a]);
    let why =
        format!("huzhu: Zhao prepared payment `{a}` (`prepare`); another person must approve it\n");
    assert_eq!(said, why);
    let said = willow.does_not_approve("1", "Wu", &[]);
    assert!(said.contains("Wu entered the payee of payment"), "{said}");
    let said = willow.approve("1", "Qian");
    assert_eq!(
        said,
        "Qian approved 2 payments of run 1, 3530.00\n  approval: 1 payments (1 of 1 names)\n  \
         first check: 1 payments (1 of 2 names)\n"
    );
    let said = willow.does_not_approve("1", "Qian", &["--payment", &a]);
    assert!(
        said.contains(&format!("Qian approved payment `{a}` before; another person")),
        "{said}"
    );
    let said = willow.does_not_approve("1", "Qian", &[]);
    assert!(said.contains("Qian approved all payments in hand of run 1 before"), "{said}");
    let said = willow.does_not_release("1", "Qian", &[]);
    assert!(said.contains("(`approve`); another person must release it"), "{said}");
    // Who enters the payee after approving it has not approved it.
    willow.approve("1", "Sun");
    assert_eq!(willow.in_hand(), ["A 3030.00 prepared", "B 500.00 prepared"]);
    willow.write("mine.csv", "member_id,kind,payee,account\nA,member,Name,6999\n");
    willow.says(&["ledger", "payees", "w.ledger", "mine.csv", "--by", "Sun"]);
    assert_eq!(willow.in_hand(), ["B 500.00 prepared", "A 3030.00 unapproved"]);
    willow.is_whole();
}

/// Somebody else changes the account after all names are there: the payment needs them again.
#[test]
fn an_approval_is_of_the_account_that_it_saw() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    willow.duties(&above("0.00", 1));
    willow.approve("1", "Sun");
    assert_eq!(willow.in_hand(), ["A 3030.00 prepared", "B 500.00 prepared"]);
    willow.write("mine.csv", "member_id,kind,payee,account\nA,member,Name,6999\n");
    willow.says(&["ledger", "payees", "w.ledger", "mine.csv", "--by", "Liu"]);
    assert_eq!(willow.in_hand(), ["B 500.00 prepared", "A 3030.00 unapproved"]);
    assert_eq!(willow.released("1", "one.csv"), ["B 500.00"]);
    willow.approve("1", "Sun");
    assert_eq!(willow.released("1", "two.csv"), ["A 3030.00"]);
    willow.is_whole();
}

/// The fourth attempt: he loosens the duties alone.
#[test]
fn what_loosens_duties_needs_a_second_name_and_what_tightens_them_does_not() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    let two = "distinct = [\"payees\", \"release\"]\n";
    willow.duties(&format!("{two}{}", above("3000.00", 2)));
    let cases = [
        (
            format!("distinct = [\"payees\"]\n{}", above("3000.00", 2)),
            "huzhu: this loosens the duties in force: `release` leaves `distinct`; a second person must agree: \
             `--second NAME`\n",
        ),
        (
            format!("{two}{}", above("5000.00", 2)),
            "huzhu: this loosens the duties in force: above 3000.00 a payment needs 0 names instead of 2; a second \
             person must agree: `--second NAME`\n",
        ),
        (
            format!("{two}{}", above("3000.00", 1)),
            "huzhu: this loosens the duties in force: above 3000.00 a payment needs 1 names instead of 2; a second \
             person must agree: `--second NAME`\n",
        ),
    ];
    for (text, why) in &cases {
        assert_eq!(willow.refuses(&willow.setting(text, &[])), *why, "{text}");
    }
    let empty = willow.refuses(&willow.setting("", &[]));
    assert!(
        empty.contains("`payees` leaves `distinct`, `release` leaves `distinct`, above"),
        "{empty}"
    );
    // More names, a lower amount and one more duty are tighter.
    let three = "distinct = [\"payees\", \"prepare\", \"release\"]\n";
    willow.duties(&format!("{three}{}", above("2000.00", 3)));
    let said = willow.says(&willow.setting(&cases[1].0, &["--second", "Wang"]));
    assert!(said.contains("set by Sun: the board decided; Wang agreed"), "{said}");
    willow.is_whole();
}

/// The fifth attempt: he is another person by another spelling of his name.
#[test]
fn another_spelling_of_a_name_is_the_same_person() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    willow.duties(&format!("{DISTINCT}{}", above("0.00", 2)));
    for name in ["ＺＨＡＯ", " zhao ", "zh\u{200b}ao"] {
        let said = willow.does_not_approve("1", name, &[]);
        assert!(said.contains("Zhao prepared payment"), "{said}");
    }
    willow.approve("1", "Qian");
    let said = willow.does_not_approve("1", "ｑｉａｎ", &[]);
    assert!(said.contains("approved all payments in hand of run 1 before"), "{said}");
    let said = willow.refuses(&willow.setting("", &["--second", "SUN\u{200b}"]));
    assert!(said.contains("names Sun, the author; another person must agree"), "{said}");
    willow.approve("1", "Wang");
    for name in ["ZHAO", "ｗｕ", "qian ", "WANG"] {
        let said = willow.does_not_release("1", name, &[]);
        assert!(said.contains("; another person must release it"), "{name}: {said}");
    }
    let order = ["ledger", "release", "w.ledger", "1", "--by", "Li", "--out", "one.csv"];
    willow.says(&order);
    willow.is_whole();
}

#[test]
fn payments_that_may_not_be_approved_are_those_of_the_run() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.night("2024-04-02", &[(B1, "")]);
    let a = willow.says(&["ledger", "payments", "w.ledger", "--format", "json"]);
    let a: serde_json::Value = serde_json::from_str(&a).unwrap();
    let id = a["payments"][0]["payment_id"].as_str().unwrap();
    let said = willow.does_not_approve("2", "Sun", &["--payment", id]);
    assert!(said.contains("is of run 1, not of run 2; name that run"), "{said}");
    let said = willow.does_not_approve("2", "Sun", &["--payment", "P1"]);
    assert!(said.contains("the ledger has no payment `P1`"), "{said}");
    assert!(willow.does_not_approve("9", "Sun", &[]).contains("has no run 9; the newest is 2"));
    // Without duties an approval is kept, and nothing asks for it.
    let said = willow.approve("2", "Sun");
    assert_eq!(
        said,
        "Sun approved 1 payments of run 2, 500.00\n  no approval is needed: 1 payments\n"
    );
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "approve"]);
    assert!(acts.contains("approved  run 2  by Sun"), "{acts}");
}
