//! What a scheme says about corrections, key by key. Amounts are under the city benchmark: 500 of a year
//! are the member's, then 50 % up to 5,000 of the year.

use super::office::{Bill, Facts, Office, Terms, at_once};

/// A, who was paid 250.00 for a bill of 1,000 settled in May, under terms that say this.
fn paid(corrections: &str) -> Office {
    let office = Office::under(Terms::corrected(corrections));
    let facts = Facts::of(&["A"]).bill(Bill::new("M", "A", "2024-05-01", "1000.00"));
    office.night("2024-06-01", &facts);
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    office
}

fn bill(id: &str, total: &str) -> Facts {
    Facts::default().bill(Bill::new(id, "A", "2024-05-01", total))
}

/// Codes of entries of the member as a whole since a first night that paid 250.00.
fn since(office: &Office) -> Vec<(String, i64)> {
    let sql = "SELECT reason, amount FROM entry WHERE kind IN ('stood', 'recovery')";
    office.sums(sql).into_iter().collect()
}

#[test]
fn stands_below_lets_stand_up_to_its_amount_and_not_a_fen_more() {
    let corrections =
        "stands_below = \"5.00\"\norder_of_bills = \"stands\"\nrevisions = \"replace\"";
    // 990 − 500 = 490, half of it 245.00: 5.00 was paid too much, and stands.
    let office = paid(corrections);
    office.night("2024-06-02", &bill("M", "990.00"));
    assert_eq!(since(&office), [("below_amount".to_owned(), 500)]);
    // What stood is not taken from what comes: 100 more, half of it 50.00.
    office.night("2024-06-03", &bill("N", "100.00"));
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 50.00"]);
    // Corrected once more, M is 1,000 again: 5.00 more is due, which the member has.
    let again = Bill::new("M", "A", "2024-05-01", "1000.00").revision("2");
    office.night("2024-06-04", &Facts::default().bill(again));
    assert_eq!(office.balance("A"), [30_000, 30_000, 0]);
    assert_eq!(office.rows("payments.csv"), [""; 0]);
    // 989.98 − 500 = 489.98, half of it 244.99: 5.01 was paid too much, and is set off.
    let office = paid(corrections);
    office.night("2024-06-02", &bill("M", "989.98"));
    assert_eq!(since(&office), [("set_off_next".to_owned(), 501)]);
    // 50.00 for the next bill, less 5.01.
    office.night("2024-06-03", &bill("N", "100.00"));
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 44.99"]);
}

#[test]
fn order_of_bills_says_whether_what_only_the_order_took_stands() {
    // What lies above 5,000 of the year earns 10 % here, and so does a hospital of level 3. A late bill
    // of one takes the good band from the bill that was paid: 5,500 − 500 = 5,000, half of it 2,500.00.
    let poor = [
        ("middle_pays = \"60%\"", "middle_pays = \"10%\""),
        ("\"3\" = \"0.90\"", "\"3\" = \"0.10\""),
    ];
    for (order, code, owed) in
        [("stands", "order_of_bills", 0), ("recovers", "set_off_next", 170_000)]
    {
        let corrections = format!(
            "\n[scheme.corrections]\norder_of_bills = \"{order}\"\nrevisions = \"replace\"\n[parameters]"
        );
        let changes = [&poor[..], &[("\n[parameters]", &corrections)]].concat();
        let office = Office::under(Terms::city(&changes));
        let paid = Bill::new("N", "A", "2024-05-02", "5500.00");
        office.night("2024-06-01", &Facts::of(&["A"]).bill(paid));
        assert_eq!(office.balance("A"), [250_000, 250_000, 0]);
        let late = Bill::new("K", "A", "2024-05-01", "5500.00").row().replace(",H1,1,", ",H1,3,");
        office.night("2024-06-02", &Facts::default().bill_row(late));
        // K: 10 % of 2,500 = 250.00; N: 10 % of 5,500 = 550.00. Of 2,500.00 that were paid, 1,700.00 are
        // more than 800.00.
        assert_eq!(office.balance("A"), [80_000, 250_000, owed]);
        assert_eq!(since(&office), [(code.to_owned(), 170_000)]);
        if order == "stands" {
            // Taken back, K leaves N what it was: the member has it, and nothing is paid.
            let void = Bill::new("K", "A", "2024-05-01", "5500.00").revision("1").void();
            office.night("2024-06-03", &Facts::default().bill(void));
            assert_eq!(office.balance("A"), [250_000, 250_000, 0]);
            assert_eq!(office.rows("payments.csv"), [""; 0]);
            office.is_whole();
            continue;
        }
        // What a correction takes is recovered either way: N of 500 is paid 50.00, 500.00 less.
        let less = Bill::new("N", "A", "2024-05-02", "500.00");
        office.night("2024-06-03", &Facts::default().bill(less));
        assert_eq!(office.balance("A")[2], owed + 50_000);
    }
}

#[test]
fn revisions_replace_what_is_known() {
    let office = paid("order_of_bills = \"stands\"\nrevisions = \"replace\"");
    // 1,200 − 500 = 700, half of it 350.00: 100.00 more.
    let report = office.night("2024-06-02", &bill("M", "1200.00"));
    assert_eq!(office.balance("A"), [35_000, 35_000, 0]);
    assert_eq!(report.summary.rejected_rows, 0);
}

const REFUSE: &str = "order_of_bills = \"stands\"\nrevisions = \"refuse\"";

#[test]
fn revisions_that_are_refused_move_nothing_and_say_what_to_do() {
    let office = paid(REFUSE);
    let dearer = Bill::new("M", "A", "2024-05-01", "1200.00").revision("2");
    let report = office.night("2024-06-02", &Facts::default().bill(dearer));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    assert_eq!(report.summary.rejected_by_code["revision_refused"], 1);
    let place = office.cells("rejects.csv", &[0, 1, 2, 3, 4]);
    assert_eq!(place, ["bills.csv 2 bill_id M*** revision_refused"]);
    assert!(office.out("rejects.csv").contains("`status = void`"));
    // The same row again is no revision.
    let report = office.night("2024-06-03", &bill("M", "1000.00"));
    assert_eq!((report.summary.duplicates, report.summary.rejected_rows), (1, 0));
    // Nor does the bill go to another member.
    let elsewhere = Bill::new("M", "B", "2024-05-01", "1000.00").revision("2");
    let report = office.night("2024-06-04", &Facts::of(&["B"]).bill(elsewhere));
    assert_eq!(report.summary.rejected_by_code["revision_refused"], 1);
    assert_eq!((office.balance("A"), office.balance("B")), ([25_000, 25_000, 0], [0, 0, 0]));
    office.is_whole();
}

#[test]
fn a_bill_is_taken_back_and_sent_under_another_id_where_revisions_are_refused() {
    let office = paid(REFUSE);
    let void = Bill::new("M", "A", "2024-05-01", "1000.00").void();
    let report =
        office.night("2024-06-02", &Facts::default().bill(void).and(&bill("N", "1200.00")));
    assert_eq!((report.summary.void, report.summary.rejected_rows), (1, 0));
    // 1,200 − 500 = 700, half of it 350.00, of which 250.00 were paid for M.
    assert_eq!(office.balance("A"), [35_000, 35_000, 0]);
    assert_eq!(office.cells("payments.csv", &[1, 3]), ["A 100.00"]);
    // M does not come again with other content.
    let again = Bill::new("M", "A", "2024-05-01", "700.00").revision("3");
    let report = office.night("2024-06-03", &Facts::default().bill(again));
    assert_eq!(report.summary.rejected_by_code["revision_refused"], 1);
    assert_eq!(office.balance("A"), [35_000, 35_000, 0]);
}

#[test]
fn revisions_of_somebody_unknown_are_refused_too() {
    let office = Office::under(Terms::corrected(REFUSE));
    office.night("2024-06-01", &bill("M", "1000.00"));
    let report = office.night("2024-06-02", &bill("M", "1200.00"));
    assert_eq!((report.summary.pending, report.summary.rejected_rows), (0, 1));
    office.night("2024-06-03", &Facts::of(&["A"]));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
}

#[test]
fn terms_that_say_nothing_set_off_replace_and_let_the_order_stand() {
    let said = Terms::corrected(
        "stands_below = \"0\"\norder_of_bills = \"stands\"\nrevisions = \"replace\"",
    );
    let silent = huzhu::scheme::Book::load(&super::office::home("rules/city")).unwrap();
    assert_eq!(said.book.corrections(), silent.corrections());
    // What is said of corrections decides no bill.
    let facts = Facts::of(&["A"]).bill(Bill::new("M", "A", "2024-05-01", "1000.00"));
    assert_eq!(at_once(&said, &facts)["A"].0, 25_000);
}
