//! What an act changed, for a person: the chain of acts keeps it in codes and amounts, and Chinese readers get words for
//! the codes.

use super::{Lang, Sentence, acts, names, payees, pends};

/// What was before an act of a kind, or is after it. What has no code in it stays as it is kept.
pub(crate) fn content(kind: &str, kept: &str) -> Sentence {
    let chinese = match kind {
        "hold" | "stop" | "unhold" => held(kept),
        "lock" | "unlock" => month(kept),
        "disallow" | "allow" => of_column(kept),
        "payees" => payees_in_words(kept),
        "adopt" => adopted_for(kept),
        "duties" => kept.replace("retention ", "保存年限 "),
        "dispose" => disposed(kept),
        "confirmed" => payments(&kept.replace("; returned ", "；退票 ")),
        "run" | "take-back" | "approve" | "returned" | "receipts" => payments(kept),
        "release" => released(kept),
        _ => kept.to_owned(),
    };
    Sentence::new(kept.to_owned(), chinese)
}

fn chinese(word: &Sentence) -> String {
    word.text(Lang::Chinese).to_owned()
}

/// `hold documents_missing Wu 2024-06-30`, or a part of it.
fn held(kept: &str) -> String {
    let (act, rest) = kept.split_once(' ').unwrap_or((kept, ""));
    let act = match act {
        "hold" => chinese(&acts::act_hold()),
        "stop" => chinese(&acts::act_stop()),
        other => other.to_owned(),
    };
    let Some((code, (owner, until))) =
        rest.split_once(' ').and_then(|(code, rest)| Some((code, rest.rsplit_once(' ')?)))
    else {
        return act;
    };
    let code = pends::code(code).map_or_else(|| code.to_owned(), |word| chinese(&word));
    format!("{act}：{code}；责任人 {owner}，截止 {until}")
}

/// `open` or `closed`.
fn month(kept: &str) -> String {
    match kept {
        "open" => "未结账".to_owned(),
        "closed" => "已结账".to_owned(),
        other => other.to_owned(),
    }
}

/// `in_scope 320.00`.
fn of_column(kept: &str) -> String {
    let (column, amount) = kept.split_once(' ').unwrap_or((kept, ""));
    let column = match column {
        "in_scope" => names::in_scope(),
        "class_b_prepay" => names::class_b_prepay(),
        "over_limit" => names::over_limit(),
        _ => return kept.to_owned(),
    };
    format!("{} {amount}", chinese(&column))
}

/// `2; 990***84: heir ****0017 1/2, heir ****0025 1/2`.
fn payees_in_words(kept: &str) -> String {
    let kinds = [
        ("member", payees::kind_member()),
        ("guardian", payees::kind_guardian()),
        ("heir", payees::kind_heir()),
        ("unit", payees::kind_unit()),
    ];
    let word = |part: &str| match kinds.iter().find(|(code, _)| *code == part) {
        Some((_, word)) => chinese(word),
        None => part.to_owned(),
    };
    kept.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// `all`, or how many members.
fn adopted_for(kept: &str) -> String {
    match kept {
        "all" => "全体会员".to_owned(),
        count if count.parse::<u64>().is_ok() => format!("{count} 名会员"),
        other => other.to_owned(),
    }
}

/// `before 2001-01-01: people 3, ids 4, postings 9`, or `archive HASH`.
fn disposed(kept: &str) -> String {
    if let Some(hash) = kept.strip_prefix("archive ") {
        return format!("档案 {hash}");
    }
    let Some((day, counts)) = kept.strip_prefix("before ").and_then(|rest| rest.split_once(": "))
    else {
        return kept.to_owned();
    };
    let counts = counts.replace("people ", "人员 ").replace("ids ", "编号 ");
    format!("{day} 以前：{}", counts.replace("postings ", "入账 ").replace(", ", "，"))
}

/// `3530.00 (2)`: payments, and how many.
fn payments(kept: &str) -> String {
    kept.replace(" (", "（").replace(')', " 笔）")
}

/// `3530.00 (2); ccb (1)`: payments, and the files of a bank.
fn released(kept: &str) -> String {
    match kept.split_once("; ") {
        Some((all, bank)) => {
            let files = bank.replace(" (", "（").replace(')', " 个文件）");
            format!("{}；{files}", payments(all))
        }
        None => payments(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_words_in_chinese_and_stay_as_they_are_in_english() {
        for (kind, kept, words) in [
            (
                "hold",
                "hold documents_missing Zhao Min 2026-02-01",
                "暂缓：材料待补；责任人 Zhao Min，截止 2026-02-01",
            ),
            ("unhold", "hold", "暂缓"),
            ("stop", "stop", "止付"),
            ("lock", "closed", "已结账"),
            ("disallow", "in_scope 320.00", "政策范围内费用 320.00"),
            ("payees", "1; 990***84: heir ****0017", "1; 990***84: 继承人 ****0017"),
            ("adopt", "all", "全体会员"),
            ("adopt", "12", "12 名会员"),
            (
                "dispose",
                "before 2001-01-01: people 3, ids 4, postings 9",
                "2001-01-01 以前：人员 3，编号 4，入账 9",
            ),
            ("confirmed", "9.00 (2); returned 1.00 (1)", "9.00（2 笔）；退票 1.00（1 笔）"),
            ("release", "3530.00 (2); ccb (1)", "3530.00（2 笔）；ccb（1 个文件）"),
            ("override", "medical 250.00", "medical 250.00"),
            ("unhold", "", ""),
        ] {
            let content = content(kind, kept);
            assert_eq!(content.text(Lang::Chinese), words, "{kind}");
            assert_eq!(content.text(Lang::English), kept);
        }
    }
}
