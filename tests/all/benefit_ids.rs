//! Ids of benefits are the office's own: whatever word cases, files and pages come to know, a book that has a benefit of
//! that name keeps it. Only the words that were kept from the first are refused, and no further one ever is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{book, differences, head};
use huzhu::scheme::{Book, Source};

/// The words that no benefit may be called: columns of decisions.csv, and what a case expects of a bill besides benefits.
const REFUSED: [&str; 7] = ["bill_id", "left", "member_id", "payable", "plan", "reasons", "status"];

/// Every word that the pages of rules, cases and files have in backticks or as a key, as a benefit could be called.
fn words() -> Vec<String> {
    let mut words = BTreeSet::new();
    for page in ["docs/rules.md", "docs/files.md", "docs/codes.md", "docs/ledger.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        let is_of_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        // Also within examples: `expect = { medical = "12.00", member_bears = ... }`.
        for word in text.split(|c: char| !is_of_word(c)) {
            let begins = word.starts_with(|c: char| c.is_ascii_lowercase());
            let is_long = word.len() > 1 && word.len() <= 64;
            if begins
                && is_long
                && [format!("`{word}`"), format!("{word} = ")]
                    .iter()
                    .any(|known| text.contains(known))
            {
                words.insert(word.to_owned());
            }
        }
    }
    words.into_iter().filter(|word| !REFUSED.contains(&word.as_str())).collect()
}

/// A book whose benefits have these ids, each of which pays its place in yuan.
fn text(ids: &[String]) -> String {
    let plan =
        "[[plan]]\nid = \"of_all\"\ntitle = { zh = \"医疗\", en = \"medical\" }\nclause = \"1\"\n";
    let benefit = |(at, id): (usize, &String)| {
        format!(
            "[[benefit]]\nid = \"{id}\"\nplan = \"of_all\"\ntitle = {{ zh = \"{id}\", en = \"{id}\" }}\nclause = \"2\"\n\
             categories = [\"inpatient\"]\nagainst_bill = \"beside\"\nsum = \"{}\"\n",
            at + 1
        )
    };
    head("ids", "2024-01-01") + plan + &ids.iter().enumerate().map(benefit).collect::<String>()
}

fn cases(ids: &[String]) -> String {
    let expected = ids.iter().enumerate().map(|(at, id)| format!("{id} = \"{}\"", at + 1));
    let all: Vec<String> = expected.collect();
    let (sum, all) = ((1..=ids.len()).sum::<usize>(), all.join(", "));
    format!(
        "[[case]]\nid = \"all\"\nenrolment = [{{ plan = \"of_all\", start = \"2024-01-01\", end = \"2024-12-31\" }}]\n\
         bill = [{{ admission = \"2024-03-01\", discharge = \"2024-03-05\", total = \"0\", expect = {{ {all}, payable = \"{sum}\" }} }}]\n\
         expect = {{ {all}, payable = \"{sum}\" }}\n"
    )
}

#[test]
fn a_benefit_may_have_any_name_that_it_might_have_had_and_cases_mean_it() {
    let words = words();
    for known in [
        "steps",
        "member_bears",
        "night",
        "pays",
        "claws_back",
        "not",
        "chosen_by",
        "bill",
        "expect",
    ] {
        assert!(words.iter().any(|word| word == known), "`{known}` is on the pages");
    }
    assert!(words.len() > 300, "{}", words.len());
    for ids in words.chunks(60) {
        let book = book(&[&text(ids)]);
        assert_eq!(differences(&book, &cases(ids)), "", "{ids:?}");
        // What is expected of each is looked at: a fen more is a difference of this benefit, on the bill and in all.
        for (at, id) in ids.iter().enumerate() {
            let wrong = cases(ids)
                .replace(&format!(" {id} = \"{}\"", at + 1), &format!(" {id} = \"{}.01\"", at + 1));
            let found = differences(&book, &wrong);
            let of_it = found
                .lines()
                .filter(|line| line.contains(&format!("`{id}`: expected {}.01", at + 1)));
            assert_eq!((of_it.count(), found.lines().count()), (2, 2), "{id}: {found}");
        }
    }
}

#[test]
fn no_further_word_is_refused() {
    let is_refused = |id: &str| {
        let source = Source { path: "rules.toml".into(), text: text(&[id.to_owned()]) };
        Book::compile(vec![source]).is_err()
    };
    assert!(REFUSED.into_iter().all(is_refused));
}

/// Each benefit has its column of decisions.csv, whatever else a column or a key of the outputs is called.
#[test]
fn outputs_have_a_column_for_each_of_them() {
    for ids in words().chunks(60) {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("rules.toml", &text(ids));
        write(
            "members.csv",
            "member_id,birth_date,sex,org_code,hardship\nA,1980-01-01,M,99.01,no\n",
        );
        write(
            "enrolments.csv",
            "member_id,plan,start,end,units,enrolled_on\nA,of_all,2024-01-01,2024-12-31,1,2024-01-01\n",
        );
        write(
            "bills.csv",
            "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,total,\
             out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid\n\
             B1,A,inpatient,H1,2,2024-03-01,2024-03-05,2024-03-05,,0,0,0,0,0,0,0,0\n",
        );
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.current_dir(folder.path()).args([
            "batch",
            "--rules",
            "rules.toml",
            "--data",
            ".",
            "--out",
            "out",
            "--explain",
        ]);
        let ran = huzhu.output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let decisions = fs::read_to_string(folder.path().join("out/decisions.csv")).unwrap();
        let mut lines = decisions.lines().map(|line| line.split(',').skip(6).collect::<Vec<_>>());
        assert_eq!(lines.next().unwrap(), ids);
        let paid: Vec<String> = (1..=ids.len()).map(|at| format!("{at}.00")).collect();
        assert_eq!(lines.next().unwrap(), paid);
    }
}
