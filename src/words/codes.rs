//! Stable codes, with the word for each beside it.

use super::{Sentence, provisions};

/// Codes as the ledger keeps them, and the word for each.
const CODES: [(&str, &str); 90] = [
    // Why a decision moved.
    ("bill", "新结算单"),
    ("late_bill", "迟到的结算单"),
    ("corrected_bill", "更正的结算单"),
    ("void_bill", "作废的结算单"),
    ("more_bills", "其余结算单张数"),
    ("enrolment", "参保变动"),
    ("period_replaced", "参保期被更替"),
    ("engine", "程序变动"),
    ("member", "会员信息变动"),
    ("decided_by_hand", "人工核定"),
    ("opening_changed", "期初变动"),
    ("disallowed", "核减"),
    ("allowed_again", "撤销核减"),
    ("person_joined", "编号合并"),
    ("rules", "规则变更"),
    // Why money moved.
    ("due", "应付"),
    ("restored", "恢复应付，此前未追回"),
    ("set_off", "抵扣"),
    ("set_off_next", "待以后抵扣"),
    ("order_of_bills", "仅因结算单次序"),
    ("below_amount", "低于追回起点"),
    ("same_person", "同一人的编号"),
    ("not_due", "已不应付"),
    ("sent_before_restore", "恢复台账前已拨付"),
    ("returned", "银行退票"),
    ("repaid", "会员缴回"),
    ("receipt", "会员缴回，收据"),
    ("waived", "免予追回"),
    ("reversed", "已冲正"),
    // Statuses.
    ("paid", "给付"),
    ("nil", "应付为零"),
    ("denied", "不予给付"),
    // Denials.
    ("no_edition", "该日无条款"),
    ("no_cover", "不在参保期内"),
    ("admitted_before_birth", "入院早于出生"),
    ("not_paid_for", "互助费未到账"),
    ("before_receipt", "到账次日之前"),
    ("before_enrolment", "参保登记之前"),
    ("not_entitled", "不符合参保条件"),
    ("service_too_short", "在职时间不足"),
    ("plan_not_held", "未参保所需项目"),
    ("enrolled_outside_window", "不在参保时间内登记"),
    ("waiting_period", "等待期内"),
    ("too_young", "年龄未到"),
    ("too_old", "年龄超限"),
    ("renewal_only", "仅限续保"),
    ("filed_late", "逾期申报"),
    ("run_off_over", "超过保障延续期"),
    ("too_many_units", "份数超限"),
    // What to look at.
    ("overlapping_cover", "参保期重叠"),
    ("overlapping_stay", "住院日期重叠"),
    ("stay_apart", "同一标识的住院相隔过久"),
    ("possible_duplicate", "疑似重复的结算单"),
    ("same_day_readmission", "出院当日再入院"),
    ("in_scope_differs", "政策范围内金额不符"),
    ("override_without_cover", "人工核定不在参保期内"),
    ("disallowed_above_bill", "核减超过结算单金额"),
    // Why a row is rejected.
    ("empty_row", "空行"),
    ("wrong_cells", "格数与表头不符"),
    ("line_break", "格内换行"),
    ("not_utf8", "编码有误"),
    ("open_quote", "引号未闭合"),
    ("missing_value", "必填项为空"),
    ("bad_date", "日期有误"),
    ("bad_amount", "金额有误"),
    ("negative_amount", "金额为负"),
    ("refund_not_negative", "冲销金额未带负号"),
    ("bad_income", "家庭年收入有误"),
    ("bad_count", "数目有误"),
    ("bad_units", "份数有误"),
    ("bad_revision", "版次有误"),
    ("unknown_word", "不在可用值之内"),
    ("unknown_plan", "无此保障项目"),
    ("unknown_member", "无此会员"),
    ("blocked_by_reject", "同一会员有行未通过校验而未处理"),
    ("id_conflict", "同一编号内容不一"),
    ("other_bill", "编号属另一张结算单"),
    ("refund_differs", "冲销金额与原单不符"),
    ("revision_refused", "不接受更正"),
    ("end_before_start", "终止早于起始"),
    ("discharge_before_admission", "出院早于入院"),
    ("settled_before_admission", "结算早于入院"),
    ("submitted_before_admission", "申报早于入院"),
    ("long_stay", "住院过长"),
    ("date_after_night", "日期晚于批次当日"),
    ("fact_without_day", "信息变更未写生效日"),
    ("payers_above_total", "各方负担超过总费用"),
    ("parts_above_total", "分项超过总费用"),
    ("too_many_bills", "结算单过多"),
    ("too_many_periods", "参保期过多"),
];

/// A list of codes as the ledger keeps them, separated by `;`, each with its bill or benefit: unchanged in
/// English, with the word for each in Chinese.
pub(crate) fn codes(text: &str) -> Sentence {
    let beside = |one: &str| match word(one) {
        Some(word) => format!("{word}（{one}）"),
        None => one.to_owned(),
    };
    let chinese: Vec<String> = text.split(';').map(beside).collect();
    Sentence::new(text.to_owned(), chinese.join("；"))
}

/// What changed a decision, from a list as in [`codes`], for a person: each fact and its bill.
pub(crate) fn causes(text: &str) -> Sentence {
    let told = |one: &str| {
        let (code, of) = one.split_once(':').unwrap_or((one, ""));
        let chinese = word(code).unwrap_or(code);
        let english = code.replace('_', " ");
        match of {
            "" => Sentence::new(english, chinese.to_owned()),
            of => Sentence::new(format!("{english} `{of}`"), format!("{chinese} `{of}`")),
        }
    };
    Sentence::list(&text.split(';').map(told).collect::<Vec<_>>())
}

/// The word for a code: `CODE`, `CODE:BILL` or `BENEFIT:CODE`.
fn word(one: &str) -> Option<&'static str> {
    let (first, rest) = one.split_once(':').unwrap_or((one, ""));
    let all = || CODES.iter().chain(provisions::REASONS);
    let known = |code: &str| all().find(|(known, _)| *known == code).map(|known| known.1);
    let excluded = |code: &str| code.starts_with("excluded_").then_some("不在给付范围");
    known(rest).or_else(|| excluded(rest)).or_else(|| known(first)).or_else(|| excluded(first))
}

#[cfg(test)]
mod tests {
    use super::super::Lang;
    use super::*;

    #[test]
    fn each_code_stands_beside_its_word() {
        let why = codes("late_bill:B7;enrolment");
        assert_eq!(why.text(Lang::English), "late_bill:B7;enrolment");
        assert_eq!(why.text(Lang::Chinese), "迟到的结算单（late_bill:B7）；参保变动（enrolment）");
        assert_eq!(
            codes("aid:excluded_category").text(Lang::Chinese),
            "不在给付范围（aid:excluded_category）"
        );
        assert_eq!(codes("unheard_of").text(Lang::Chinese), "unheard_of");
    }

    #[test]
    fn a_cause_is_its_word_and_the_bill() {
        let why = causes("late_bill:B7;enrolment");
        assert_eq!(why.text(Lang::English), "late bill `B7`, enrolment");
        assert_eq!(why.text(Lang::Chinese), "迟到的结算单 `B7`、参保变动");
    }
}
