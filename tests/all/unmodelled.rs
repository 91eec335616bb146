//! Clauses that are not modelled: they decide nothing, and stand beside the bills for which they may matter.

use std::path::Path;

use crate::common::{Dossier, book, head, rules};
use huzhu::explanation::notice::{self, Beside, Notice};
use huzhu::explanation::{Explanation, trace};
use huzhu::scheme::{Book, book_folders};
use huzhu::words::Lang;

/// Two plans, each with half of an in-patient bill.
const PLANS: &str = r#"
[[plan]]
id = "medical"
title = { zh = "医疗互助", en = "medical aid" }
clause = "art. 1"
[[plan]]
id = "women"
title = { zh = "女职工互助", en = "women's aid" }
clause = "art. 2"
[[benefit]]
id = "medical"
plan = "medical"
title = { zh = "医疗互助金", en = "medical aid" }
clause = "art. 3"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope - funds_paid"
rate = "50%"
[[benefit]]
id = "women"
plan = "women"
title = { zh = "女职工互助金", en = "women's aid" }
clause = "art. 4"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope - funds_paid"
rate = "10%"
"#;

/// Clauses named after the bills for which they may matter.
const CLAUSES: &str = r#"
[[unmodelled]]
clause = "all"
what = { zh = "全部", en = "every bill" }
[[unmodelled]]
clause = "medical"
what = { zh = "医疗互助", en = "of one plan" }
plan = "medical"
[[unmodelled]]
clause = "event"
what = { zh = "事件", en = "of one category" }
plan = "medical"
categories = ["event"]
[[unmodelled]]
clause = "women"
what = { zh = "女职工", en = "of the other plan" }
plan = "women"
categories = ["inpatient"]
[[unmodelled]]
clause = "hardship"
what = { zh = "困难职工", en = "of some members" }
categories = ["inpatient", "event"]
when = { hardship = "yes", hospital_level = "2,3" }
"#;

fn with(clauses: &str) -> Book {
    book(&[&format!("{}{PLANS}{clauses}", head("unmodelled", "2024-01-01"))])
}

/// A member who holds the medical plan in 2024 and the other in its second half, with four bills.
fn dossier(book: &Book, hardship: &str) -> Dossier {
    Dossier::read(
        book,
        &format!("member_id,birth_date,sex,hardship\nM1,1980-05-01,F,{hardship}\n"),
        "member_id,plan,start,end,units,enrolled_on\n\
         M1,medical,2024-01-01,2024-12-31,1,2023-12-01\nM1,women,2024-07-01,2024-12-31,1,2024-06-01\n",
        "bill_id,category,hospital_level,admission,discharge,settled_on,total\n\
         B1,inpatient,1,2024-03-01,2024-03-09,2024-03-09,1000.00\n\
         B2,event,3,2024-04-01,2024-04-01,2024-04-01,0.00\n\
         B3,inpatient,2,2024-08-01,2024-08-09,2024-08-09,1000.00\n\
         B4,inpatient,3,2025-01-01,2025-01-09,2025-01-09,1000.00\n",
    )
}

/// The clauses that stand beside each bill, in the order of the bills.
fn named(book: &Book, all: &[Explanation]) -> Vec<String> {
    let clauses = book.editions()[0].unmodelled();
    let of = |one: &Explanation| {
        let named = one.unmodelled.iter().map(|at| clauses[*at].clause());
        named.collect::<Vec<_>>().join(" ")
    };
    all.iter().map(of).collect()
}

#[test]
fn a_clause_stands_beside_the_bills_of_its_plan_category_and_facts_alone() {
    let book = with(CLAUSES);
    let all = dossier(&book, "no").explanations(&book);
    // B4 belongs to no period: nothing is said of clauses where nothing is covered.
    assert_eq!(named(&book, &all), ["all medical", "all medical event", "all medical women", ""]);
    let all = dossier(&book, "yes").explanations(&book);
    let hardship = ["all medical", "all medical event hardship", "all medical women hardship", ""];
    assert_eq!(named(&book, &all), hardship, "a hospital of level 1 does not meet `when`");
}

#[test]
fn clauses_that_are_not_modelled_decide_nothing() {
    let (without, with) = (with(""), with(CLAUSES));
    let decided = |book: &Book| {
        let all = dossier(book, "yes").explanations(book);
        all.into_iter().map(|one| Explanation { unmodelled: Vec::new(), ..one }).collect::<Vec<_>>()
    };
    assert_eq!(decided(&without), decided(&with));
    assert_eq!(decided(&with)[0].payable().minor(), 50_000, "half of 1,000.00");
}

#[test]
fn text_trace_and_notice_name_them_and_say_nothing_where_there_are_none() {
    let book = with(CLAUSES);
    let all = dossier(&book, "no").explanations(&book);
    let head = "clauses that are not computed here and may matter for this bill; the office looks at them by hand";
    let text = all[1].text(&book, Lang::English);
    assert!(
        text.contains(&format!("\n{head}\n  all: every bill\n  medical: of one plan\n")),
        "{text}"
    );
    let chinese = all[1].text(&book, Lang::Chinese);
    assert!(chinese.contains("可能涉及本单") && chinese.contains("  event：事件\n"), "{chinese}");
    assert!(!all[3].text(&book, Lang::English).contains(head));

    let json = trace(&book, &all[1], "B2");
    assert_eq!(json["unmodelled"].as_array().unwrap().len(), 3);
    assert_eq!(json["unmodelled"][2]["clause"], "event");
    assert_eq!(json["unmodelled"][2]["what"]["zh"], "事件");
    assert_eq!(trace(&book, &all[3], "B4").get("unmodelled"), None);

    let sheet = |explanation| {
        let beside = Beside::default();
        let notice = Notice { bill_id: "B", member_id: "M1", explanation, deadlines: &[], beside };
        let mut page = Vec::new();
        notice::write(&mut page, &book, &notice, Lang::English).unwrap();
        String::from_utf8(page).unwrap()
    };
    assert!(sheet(&all[1]).contains(&format!("<p>{head}</p>")));
    assert!(sheet(&all[1]).contains("<li>event: of one category</li>"));
    assert!(!sheet(&all[3]).contains(head));
}

#[test]
fn every_clause_of_the_books_that_come_with_it_says_what_in_both_languages() {
    let folders = book_folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap();
    let mut clauses = 0;
    for folder in folders {
        let book = rules(folder.file_name().unwrap().to_str().unwrap());
        for clause in book.editions().iter().flat_map(|edition| edition.unmodelled()) {
            let (english, chinese) =
                (clause.what().text(Lang::English), clause.what().text(Lang::Chinese));
            assert!(english.is_ascii(), "{english}");
            assert!(chinese.chars().any(|c| c > '\u{2e80}'), "{chinese}");
            clauses += 1;
        }
    }
    assert!(clauses > 10, "the books name what they leave out");
}
