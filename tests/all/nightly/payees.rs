//! Payees: several in parts that come to the whole, each with an id, a bank and an account; and the day of death, after
//! which nothing leaves to the member. A clerk of Willow Bay tries all the same.

use super::leaves::Willow;

/// 100.00 to C: half of what exceeds the deductible of 500.
const HUNDRED: [&str; 5] = ["C1", "C", "2024-03-05", "2024-03-06", "700.00"];
/// 0.01 to C.
const FEN: [&str; 5] = ["C1", "C", "2024-03-05", "2024-03-06", "500.02"];
/// 3,030.00 to A.
const A1: [&str; 5] = ["A1", "A", "2024-03-01", "2024-03-11", "6000.00"];

const HEIRS: &str = "C,heir,Li,6222001,1/3\nC,heir,Ma,6222002,1/3\nC,heir,Hu,6222003,1/3\n";

impl Willow {
    fn enters(&self, by: &str, header: &str, rows: &str) -> String {
        self.write("payees.csv", &format!("member_id,kind,payee,account{header}\n{rows}"));
        self.says(&["ledger", "payees", "w.ledger", "payees.csv", "--by", by])
    }

    fn does_not_enter(&self, header: &str, rows: &str) -> String {
        self.write("payees.csv", &format!("member_id,kind,payee,account{header}\n{rows}"));
        self.refuses(&["ledger", "payees", "w.ledger", "payees.csv", "--by", "Wu"])
    }

    /// Names and amounts of a bank's file.
    fn names(&self, out: &str) -> Vec<String> {
        let file = self.read(out);
        let row = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{} {}", cells[3], cells[5])
        };
        file.lines().skip(1).map(row).collect()
    }

    fn leaves(&self, run: &str, out: &str, more: &[&str]) -> Vec<String> {
        let order = ["ledger", "release", "w.ledger", run, "--by", "Qian", "--out", out];
        self.says(&[&order[..], &["--reason", "a test"], more].concat());
        self.names(out)
    }

    fn stays(&self, run: &str, more: &[&str]) -> String {
        let order = ["ledger", "release", "w.ledger", run, "--by", "Qian", "--out", "no.csv"];
        let said = self.refuses(&[&order[..], &["--reason", "a test"], more].concat());
        assert!(!self.path("no.csv").exists(), "{said}");
        said
    }

    fn comes_back(&self, id: &str) {
        self.write("back.csv", &format!("payment_id,reason\n{id},closed\n"));
        self.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    }

    fn died(&self, member: &str, what: &[&str]) -> String {
        let order = ["ledger", "died", "w.ledger", member, "--by", "Chen"];
        self.says(&[&order[..], &["--reason", "certificate 7"], what].concat())
    }
}

/// 33.33, 33.33 and 33.34: the last takes the fen. Each part has an id and comes back by itself.
#[test]
fn thirds_of_a_hundred_leave_to_three_heirs() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, "")]);
    let read = willow.enters("Wu", ",share", HEIRS);
    assert!(read.contains("payees: 3 new or changed, 0 as known"), "{read}");
    let again = willow.enters("Sun", ",share", HEIRS);
    assert!(again.contains("payees: 0 new or changed, 3 as known"), "{again}");
    assert_eq!(willow.in_hand(), ["C 100.00 prepared"]);
    assert_eq!(willow.leaves("1", "one.csv", &[]), ["Li 33.33", "Ma 33.33", "Hu 33.34"]);
    willow.is_whole();
    let ids = willow.ids("one.csv");
    willow.comes_back(&ids[1]);
    assert_eq!(willow.in_hand(), ["C 33.33 returned"]);
    assert!(willow.stays("1", &[]).contains("returned by the bank"), "nothing else is in hand");
    assert_eq!(willow.leaves("1", "two.csv", &["--resend", &ids[1]]), ["Ma 33.33"]);
    assert_eq!(willow.ids("two.csv"), ids[1..2]);
    // The bank's result names each part, by id or by the number of its row.
    willow.write("result.csv", "serial,result,account\n1,success,2001\n3,failed,****2003\n");
    let result = ["ledger", "confirmed", "w.ledger", "result.csv", "--by", "Qian", "--run", "1"];
    let said = willow.says(&[&result[..], &["--release", "1"]].concat());
    assert!(said.contains("confirmed by the bank: 1 payments, together 33.33"), "{said}");
    assert!(said.contains("returned: 1 payments, together 33.34"), "{said}");
    assert_eq!(
        willow.sums("C"),
        "entitled 100.00, prepared 100.00, written off 0.00, recoverable 0.00"
    );
    willow.is_whole();
}

/// Of one fen among three the last has it, and nobody is sent nothing.
#[test]
fn a_part_of_nothing_is_no_row_of_the_bank() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(FEN, "")]);
    willow.enters("Wu", ",share", HEIRS);
    assert_eq!(willow.leaves("1", "one.csv", &[]), ["Hu 0.01"]);
    willow.is_whole();
}

#[test]
fn the_bank_is_told_id_bank_branch_and_share_and_nobody_else_is() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, "")]);
    let rows = "C,unit,Works,777000111,25%,91990000MA0000001X,ICBC,Bay\n\
                C,heir,Li,6222001,75%,990000800101008,,\n";
    willow.enters("Wu", ",share,payee_id,bank,branch", rows);
    willow.leaves("1", "one.csv", &[]);
    let file = willow.read("one.csv");
    let mut lines = file.lines();
    let header = "payment_id,member_id,kind,payee,account,amount,payee_id,bank,branch,share";
    assert_eq!(lines.next(), Some(header));
    let rows: Vec<&str> = lines.map(|line| line.split_once(',').unwrap().1).collect();
    assert_eq!(
        rows,
        [
            "C,unit,Works,777000111,25.00,91990000MA0000001X,ICBC,Bay,1/4",
            "C,heir,Li,6222001,75.00,99000019800101008X,,,3/4",
        ]
    );
    let shown = willow.says(&["ledger", "balance", "w.ledger", "C"]);
    assert!(
        shown.contains("unit Works, account ****0111, share 1/4; id 919***1X; ICBC; Bay"),
        "{shown}"
    );
    let all = willow.says(&["ledger", "balance", "w.ledger", "C", "--format", "json"])
        + &willow.says(&["ledger", "acts", "w.ledger", "--full-ids"])
        + &shown;
    for secret in ["777000111", "6222001", "99000019800101008X", "91990000MA0000001X"] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
}

#[test]
fn all_mistakes_of_a_file_of_payees_are_told_with_line_and_remedy() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, ""), (A1, "")]);
    let header = ",share,payee_id,bank,branch";
    let rows = "A,heir,Li,6222001,1/3,,,\n\
                A,heir,Ma,6222001,,,,\n\
                B,heir,Li,6222001,half,,,\n\
                B,friend,Ma,6222002,0%,,,\n\
                B,heir,Hu,6222003,3/2,990000198001010011,,\n\
                C,heir,Li,6222001,33.33%,,,\n\
                C,heir,Ma,6222002,33.33%,9.90011E+17,,\n\
                C,heir,Hu,6222003,33.33%,,,\n";
    let said = willow.does_not_enter(header, rows);
    for line in [
        "payees.csv:3: line 2 has a share for `A***`, and this row has none; write it",
        "payees.csv:3: line 2 of the same member has this account too; put both shares into one row",
        "payees.csv:4: `half` is not a share; write a fraction, as `1/3`, or a percentage, as `33.34%`",
        "payees.csv:5: `friend` is not a kind of payee; write `member`, `guardian`, `heir` or `unit`",
        "payees.csv:5: a share of zero pays nothing; take the row out",
        "payees.csv:6: `3/2` is more than the whole",
        "payees.csv:6: `990***11` is not the identity number of anybody",
        "payees.csv:8: a spreadsheet has lost the last digits of `9.9***17`",
        "payees.csv:9: the shares for `C***` come to 9999/10000; they must come to exactly 1",
        "nothing was read in: the file has 9 mistakes",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let said = willow.does_not_enter(",share", "C,heir,Li,6222001,1/2\n");
    assert!(said.contains("payees.csv:2: the shares for `C***` come to 1/2"), "{said}");
    let said = willow.does_not_enter("", "C,heir,Li,6222001\nC,heir,Ma,6222002\n");
    let why = "payees.csv:3: line 2 has other values for `C***`; keep one of the two, or give each its `share`";
    assert!(said.contains(why), "{said}");
    // What says the same twice is one payee.
    willow.enters("Wu", "", "C,heir,Li,6222001\nC,heir,Li,6222001\n");
    assert_eq!(willow.leaves("1", "one.csv", &[]), ["Li 100.00"]);
    willow.is_whole();
}

/// A part that came back is still its payee's where only an account is another; where the parts are others, it is
/// split among all.
#[test]
fn what_comes_back_after_the_payees_were_replaced() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, "")]);
    willow.enters("Wu", ",share", HEIRS);
    willow.leaves("1", "one.csv", &[]);
    let ids = willow.ids("one.csv");
    willow.comes_back(&ids[0]);
    willow.comes_back(&ids[2]);
    willow.enters("Wu", ",share", &HEIRS.replace("6222003", "6333003"));
    // Li's account is as it was, Hu's is not.
    assert_eq!(willow.in_hand(), ["C 33.34 prepared", "C 33.33 returned"]);
    assert_eq!(willow.leaves("1", "two.csv", &[]), ["Hu 33.34"]);
    assert_eq!(willow.ids("two.csv"), ids[2..]);
    willow.enters("Wu", ",share", "C,heir,Li,6222001,1/2\nC,heir,Yu,6222004,1/2\n");
    assert_eq!(willow.in_hand(), ["C 33.33 prepared"]);
    assert_eq!(willow.leaves("1", "three.csv", &[]), ["Li 16.66", "Yu 16.67"]);
    // The first had 33.33 under its id: each of its parts has another.
    assert!(willow.ids("three.csv").iter().all(|id| !ids.contains(id)));
    willow.is_whole();
}

/// What is held back of a payment is split when it leaves, by the payees of then.
#[test]
fn a_payment_of_which_something_is_held_leaves_in_parts_twice() {
    let willow = Willow::new();
    let more = ["C2", "C", "2024-03-07", "2024-03-08", "200.01"];
    willow.night("2024-04-01", &[(HUNDRED, ""), (more, "")]);
    willow.enters("Wu", ",share", HEIRS);
    willow.act("hold", &["--bill", "C1"]);
    let parts = willow.leaves("1", "one.csv", &[]);
    willow.act("unhold", &["--bill", "C1"]);
    willow.enters("Wu", ",share", "C,heir,Li,6222001,50%\nC,heir,Ma,6222002,50%\n");
    let rest = willow.leaves("1", "two.csv", &[]);
    assert_eq!((parts.len(), rest.len()), (3, 2), "{parts:?} {rest:?}");
    let minor =
        |row: &String| row.split(' ').nth(1).unwrap().replace('.', "").parse::<i64>().unwrap();
    let (sum, balance) = (parts.iter().chain(&rest).map(minor).sum::<i64>(), willow.sums("C"));
    let sum = format!("entitled {}.{:02}, ", sum / 100, sum % 100);
    assert!(balance.starts_with(&sum), "{sum} {balance}");
    willow.is_whole();
}

/// Of parts that came back one is held, and the others leave.
#[test]
fn a_hold_is_of_one_part_alone() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, "")]);
    willow.enters("Wu", ",share", HEIRS);
    willow.leaves("1", "one.csv", &[]);
    let ids = willow.ids("one.csv");
    ids.iter().for_each(|id| willow.comes_back(id));
    willow.act("hold", &["--payment", &ids[1]]);
    let mut in_hand = willow.in_hand();
    in_hand.sort();
    assert_eq!(in_hand, ["C 33.33 held", "C 33.33 returned", "C 33.34 returned"]);
    assert_eq!(willow.leaves("1", "two.csv", &["--resend", &ids[2]]), ["Hu 33.34"]);
    willow.is_whole();
}

/// One approval of the whole counts for its parts; payees that were replaced are approved again.
#[test]
fn an_approval_is_of_all_payees_that_it_saw() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, "")]);
    willow.enters("Wu", ",share", HEIRS);
    willow.write(
        "duties.toml",
        "distinct = [\"payees\", \"approve\", \"release\"]\n[[approval]]\nabove = \"50.00\"\nnames = 1\n",
    );
    let set = ["ledger", "duties", "w.ledger", "--set", "duties.toml", "--by", "Sun"];
    willow.says(&[&set[..], &["--reason", "the board decided"]].concat());
    // Each part is below 50.00, and the payment is not.
    assert_eq!(willow.in_hand(), ["C 100.00 unapproved"]);
    willow.says(&["ledger", "approve", "w.ledger", "1", "--by", "Sun"]);
    assert_eq!(willow.leaves("1", "one.csv", &[]).len(), 3);
    let ids = willow.ids("one.csv");
    willow.comes_back(&ids[1]);
    assert_eq!(willow.leaves("1", "two.csv", &["--resend", &ids[1]]), ["Ma 33.33"]);
    willow.comes_back(&ids[2]);
    willow.enters("Wu", ",share", &HEIRS.replace("6222002", "6333002"));
    let said = willow.stays("1", &["--resend", &ids[2]]);
    assert!(said.contains("33.34, it waits for approval"), "{said}");
    // Who ever entered one of the accounts releases nothing that goes there.
    willow.enters("Zhou", ",share", HEIRS);
    willow.says(&["ledger", "approve", "w.ledger", "1", "--by", "Sun"]);
    for by in ["Wu", "Zhou"] {
        let order = ["ledger", "release", "w.ledger", "1", "--by", by, "--out", "no.csv"];
        let said = willow.refuses(&[&order[..], &["--resend", &ids[2], "--reason", "x"]].concat());
        assert!(said.contains(&format!("{by} entered the payee of payment")), "{said}");
    }
    assert_eq!(willow.leaves("1", "three.csv", &["--resend", &ids[2]]), ["Hu 33.34"]);
    willow.is_whole();
}

#[test]
fn payees_are_shown_with_author_and_day_and_the_accounts_before() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, "")]);
    willow.payees("6222000");
    willow.enters("Zhou", ",share", "C,heir,Li,6333001,1/3\nC,unit,Works,6333002,2/3\n");
    let shown = willow.says(&["ledger", "balance", "w.ledger", "C"]);
    let payees = "payees since 2024-04-01, entered by Zhou:\n  heir Li, account ****3001, share 1/3\n  \
                  unit Works, account ****3002, share 2/3\npayees before, since 2024-04-01, entered by Wu:\n  \
                  member Name, account ****000C, share 1\n";
    assert!(shown.ends_with(payees), "{shown}");
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "payees"]);
    let change = "C***: member ****000C -> 2; C***: heir ****3001 1/3, unit ****3002 2/3\n";
    assert!(acts.contains(change), "{acts}");
}

/// The clerk's attempts to send money to a member who has died.
#[test]
fn nothing_leaves_to_a_member_who_has_died() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, ""), (A1, "")]);
    willow.payees("6222000");
    assert_eq!(willow.leaves("1", "one.csv", &[]), ["Name 3030.00", "Name 100.00"]);
    let ids = willow.ids("one.csv");
    willow.comes_back(&ids[1]);
    let said = willow.died("C", &["--died-on", "2024-03-05"]);
    let told = "member C*** died on 2024-03-05: nothing leaves to the member's own account or guardian\n\
                kept back for an heir: 1 payments of 100.00; enter the payee with `huzhu ledger payees`\n";
    assert_eq!(said, told);
    assert_eq!(willow.in_hand(), ["C 100.00 deceased"]);
    // He sends it again, enters another account of the member, or a guardian.
    let dead =
        "100.00, the member has died; it waits for the payee of an heir (`huzhu ledger payees`)";
    assert!(willow.stays("1", &["--resend", &ids[1]]).contains(dead));
    willow.enters("Wu", "", "C,member,Name,6999\n");
    assert!(willow.stays("1", &[]).contains(dead));
    willow.enters("Wu", ",share", "C,guardian,Mine,6999,1/2\nC,heir,Li,6222001,1/2\n");
    assert!(willow.stays("1", &["--resend", &ids[1]]).contains(dead));
    willow.says(&["ledger", "approve", "w.ledger", "1", "--by", "Sun"]);
    assert!(willow.stays("1", &[]).contains(dead));
    // He calls the member's account an heir's, or the heir has the member's identity number.
    willow.enters("Wu", "", "C,heir,Li,6222-000c\n");
    assert!(willow.stays("1", &[]).contains(dead));
    willow.enters("Wu", ",payee_id", "C,heir,Li,6777001,C\n");
    assert!(willow.stays("1", &[]).contains(dead));
    let listed = willow.says(&["ledger", "payments", "w.ledger", "--state", "deceased"]);
    assert!(listed.contains("1 payments, 100.00"), "{listed}");
    willow.is_whole();
    // The heir has it.
    willow.enters("Wu", "", "C,heir,Li,6222001\n");
    assert_eq!(willow.leaves("1", "two.csv", &[]), ["Li 100.00"]);
    willow.is_whole();
}

/// A file that the bank may not have is not written again for a member who has died since.
#[test]
fn a_file_to_a_member_who_has_died_is_not_written_again() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, ""), (A1, "")]);
    willow.payees("6222000");
    willow.leaves("1", "one.csv", &[]);
    let ids = willow.ids("one.csv");
    std::fs::remove_file(willow.path("one.csv")).unwrap();
    let said = willow.died("C", &["--died-on", "2024-03-31"]);
    assert!(said.contains("sent to the member's own account or guardian on that day or later: 1 payments of 100.00"), "{said}");
    assert!(said.contains(&format!("  {}, sent on 2024-04-01: 100.00\n", ids[1])), "{said}");
    let said = willow.stays("1", &["--again"]);
    assert!(
        said.contains(&format!(
            "has 1 payments to accounts of members who have died, or to their guardians: {}",
            ids[1]
        )),
        "{said}"
    );
    // It was wrong: the file is written again as it was.
    let said = willow.died("C", &["--undo"]);
    assert_eq!(said, "member C*** did not die on 2024-03-31: that day is taken back\n");
    assert_eq!(willow.leaves("1", "again.csv", &["--again"]), ["Name 3030.00", "Name 100.00"]);
    let undo = ["ledger", "died", "w.ledger", "C", "--undo", "--by", "Chen", "--reason", "x"];
    assert!(willow.refuses(&undo).contains("no day of death is recorded for member C***"));
    willow.is_whole();
}

#[test]
fn a_day_of_death_is_an_act_and_names_bills_that_came_after_it() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, ""), (A1, "")]);
    let said = willow.died("A", &["--died-on", "2024-02-29"]);
    assert!(
        said.contains("bills with an admission after 2024-02-29, to be looked at: A1\n"),
        "{said}"
    );
    let said = willow.died("A", &["--died-on", "2024-03-12"]);
    assert_eq!(said, "member A*** died on 2024-03-12, and not on 2024-02-29 as was recorded\n");
    assert!(willow.died("A", &["--died-on", "2024-03-12"]).contains("nothing was changed"));
    let order = ["ledger", "died", "w.ledger", "A", "--by", "Chen", "--reason", "x", "--died-on"];
    assert!(
        willow
            .refuses(&[&order[..], &["1979-12-31"]].concat())
            .contains("before the member's birth on 1980-01-01")
    );
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "died"]);
    assert!(
        acts.contains("day of death recorded") && acts.contains("2024-02-29 -> 2024-03-12"),
        "{acts}"
    );
    assert_eq!(acts.matches("day of death recorded").count(), 2, "{acts}");
    let shown = willow.says(&["ledger", "balance", "w.ledger", "A"]);
    assert!(shown.contains("died on 2024-03-12, recorded by Chen: certificate 7\n"), "{shown}");
    // What benefits pay does not change.
    assert!(shown.contains("entitled 3030.00"), "{shown}");
    willow.night("2024-04-02", &[]);
    willow.is_whole();
}

/// A death is the person's, under whatever id it was recorded.
#[test]
fn a_death_holds_under_every_id_of_the_person() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(HUNDRED, ""), (A1, "")]);
    willow.payees("6222000");
    willow.died("B", &["--died-on", "2024-03-31"]);
    let in_hand = || {
        let mut all = willow.in_hand();
        all.sort();
        all
    };
    assert_eq!(in_hand(), ["A 3030.00 prepared", "C 100.00 prepared"]);
    let join = ["ledger", "same-person", "w.ledger", "C", "B", "--by", "Li", "--reason", "one"];
    willow.says(&[&join[..], &["--second", "Sun"]].concat());
    willow.night("2024-04-02", &[]);
    assert_eq!(in_hand(), ["A 3030.00 prepared", "C 100.00 deceased"]);
    willow.died("C", &["--undo"]);
    assert_eq!(in_hand(), ["A 3030.00 prepared", "C 100.00 prepared"]);
    willow.is_whole();
}

/// A backup knows nothing of the parts that left since: the files say them, and nobody is paid twice.
#[test]
fn parts_that_left_after_a_backup_are_booked_from_the_banks_file() {
    for has_ledger in [true, false] {
        let willow = Willow::new();
        willow.night("2024-04-01", &[(HUNDRED, "")]);
        willow.says(&["ledger", "backup", "w.ledger", "backup"]);
        willow.enters("Wu", ",share", HEIRS);
        willow.leaves("1", "one.csv", &[]);
        if !has_ledger {
            std::fs::remove_file(willow.path("w.ledger")).unwrap();
        }
        let order = ["ledger", "restore", "backup", "w.ledger", "--sent", "one.csv", "--by", "Li"];
        willow.says(&[&order[..], &["--reason", "disk broke"]].concat());
        willow.night("2024-04-02", &[]);
        assert_eq!(willow.in_hand(), [""; 0], "{has_ledger}");
        willow.night("2024-04-03", &[(A1, "")]);
        let sums = "entitled 100.00, prepared 100.00, written off 0.00, recoverable 0.00";
        assert_eq!(willow.sums("C"), sums, "{has_ledger}");
        let shown = willow.says(&["ledger", "balance", "w.ledger", "C"]);
        assert!(shown.contains("heir Ma, account ****2002, share 1/3"), "{shown}");
        willow.is_whole();
    }
}

/// Of payees of whom a bank's file has only some, none counts until they are entered again.
#[test]
fn payees_that_are_known_in_part_get_nothing() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(FEN, "")]);
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    willow.enters("Wu", ",share", HEIRS);
    assert_eq!(willow.leaves("1", "one.csv", &[]), ["Hu 0.01"]);
    std::fs::remove_file(willow.path("w.ledger")).unwrap();
    let order = ["ledger", "restore", "backup", "w.ledger", "--sent", "one.csv", "--by", "Li"];
    willow.says(&[&order[..], &["--reason", "disk broke"]].concat());
    willow.night("2024-04-02", &[(HUNDRED, "")]);
    assert_eq!(willow.in_hand(), ["C 99.99 no_payee"]);
    willow.enters("Wu", ",share", HEIRS);
    assert_eq!(willow.leaves("3", "two.csv", &[]), ["Li 33.33", "Ma 33.33", "Hu 33.33"]);
    willow.is_whole();
}
