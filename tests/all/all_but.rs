//! All but some values of a fact: `when = { cause = { not = "accident" } }`.

use crate::common::{Dossier, book, head};
use huzhu::scheme::Book;

/// A benefit under this condition, beside one of a plan under it too.
fn scheme(when: &str) -> Book {
    let plan = |id: &str, when: &str| {
        format!(
            "[[plan]]\nid = \"{id}\"\ntitle = {{ zh = \"{id}\", en = \"{id}\" }}\nclause = \"1\"\n{when}\n"
        )
    };
    let benefit = |id: &str, when: &str| {
        format!(
            "[[benefit]]\nid = \"{id}\"\nplan = \"{id}\"\ntitle = {{ zh = \"{id}\", en = \"{id}\" }}\nclause = \"2\"\n\
             categories = [\"inpatient\"]\nagainst_bill = \"beside\"\nsum = \"100\"\n{when}\n"
        )
    };
    let fields = "[fields]\nsite = { type = \"category\", of = \"bill\", values = [\"本地\", \"异地\", \"境外\"] }\n\
                  visits = { type = \"count\", of = \"bill\" }\n";
    let of_plan = plan("of_plan", when) + &benefit("of_plan", "");
    let of_benefit = plan("of_benefit", "") + &benefit("of_benefit", when);
    book(&[&(head("all_but", "2024-01-01") + fields + &of_plan + &of_benefit)])
}

/// Which of many bills are paid, by the condition on the plan and on the benefit.
fn paid(when: &str) -> Vec<[bool; 2]> {
    let book = scheme(&format!("when = {{ {when} }}"));
    let mut rows = String::new();
    for cause in ["illness", "accident", "maternity", "other"] {
        for (site, visits) in [("本地", 0), ("异地", 1), ("境外", 2), ("本地", 9), ("异地", 10)]
        {
            let id = rows.lines().count();
            rows += &format!(
                "{id},inpatient,3,2024-03-01,2024-03-06,2024-03-06,1000,{cause},{site},{visits}\n"
            );
        }
    }
    let head =
        "bill_id,category,hospital_level,admission,discharge,settled_on,total,cause,site,visits";
    let period = |plan: &str| format!("{plan},2024-01-01,2024-12-31,1,2024-01-01\n");
    let dossier = Dossier::read(
        &book,
        "birth_date,sex,hardship\n1980-01-01,F,no",
        &format!("plan,start,end,units,enrolled_on\n{}{}", period("of_plan"), period("of_benefit")),
        &format!("{head}\n{rows}"),
    );
    let all = dossier.decisions(&book);
    all.chunks(2).map(|two| [0, 1].map(|at: usize| two[at].payable.minor() > 0)).collect()
}

#[test]
fn all_but_a_pattern_is_what_the_pattern_is_not() {
    for (fact, pattern) in [
        ("cause", "accident"),
        ("cause", "accident,maternity"),
        ("site", "异地"),
        ("site", "本地,境外"),
        ("visits", "0"),
        ("visits", "1-9"),
        ("visits", "2+"),
        ("visits", "0-1,3-9"),
        ("age", "44"),
        ("age", "45+"),
        ("sex", "M"),
    ] {
        let of = paid(&format!("{fact} = \"{pattern}\""));
        let all_but = paid(&format!("{fact} = {{ not = \"{pattern}\" }}"));
        let turned: Vec<[bool; 2]> = of.iter().map(|one| one.map(|paid| !paid)).collect();
        assert_eq!(all_but, turned, "{fact}: {pattern}");
        assert!(of.iter().all(|[plan, benefit]| plan == benefit), "{fact}: {pattern}");
    }
}
