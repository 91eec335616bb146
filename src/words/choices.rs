//! What people call the choices that rules make by a word.

use super::Sentence;

/// The word of rules, what it is called in English, and in Chinese.
const CHOICES: [(&str, &str, &str); 34] = [
    ("admission", "day of admission", "入院日期"),
    ("discharge", "day of discharge", "出院日期"),
    ("settlement", "day of settlement", "结算日期"),
    ("diagnosed", "day of diagnosis", "确诊日期"),
    ("period_start", "first day of the period", "参保期起始日"),
    ("period_end", "end of the period", "参保期终止日"),
    ("day_after_receipt", "day after the contribution came in", "互助费到账次日"),
    ("day_of_enrolment", "day of enrolling", "参保登记之日"),
    ("waived", "none on renewal", "连续参保的免等待期"),
    ("credited", "days of cover count towards it", "此前连续在保的天数计入"),
    ("served_again", "served again on renewal", "续保时重新计算"),
    ("nights", "nights", "出院当日不计"),
    ("nights_at_least_1", "nights, at least one day", "出院当日不计，当日出入院的按一天计"),
    ("both_ends", "days of admission and discharge both count", "入院和出院当日均计"),
    ("across_renewals", "across renewals", "续保的连续计算"),
    ("each_period", "of each period", "每个参保期单独计算"),
    ("bill", "each bill", "每张结算单"),
    ("stay", "each stay", "每次住院"),
    ("month", "month", "自然月"),
    ("year", "year", "自然年度"),
    ("cover", "enrolment period", "参保期"),
    ("lifetime", "lifetime", "终身"),
    ("within", "within what is left of the bill", "以结算单余额为限"),
    ("may_exceed", "may exceed what is left of the bill", "可超过结算单余额"),
    ("beside", "not charged to the bill", "另行给付"),
    ("every_bill", "every bill", "全部结算单"),
    ("from_the_bill_that_reaches_it", "from the bill that reaches it", "自达到起报标准的结算单起"),
    ("half_up", "half up", "四舍五入"),
    ("half_even", "half to even", "四舍六入五成双"),
    ("half_down", "half down", "五舍六入"),
    ("up", "up", "进一"),
    ("down", "down", "舍去"),
    ("each_bill", "each bill", "逐张结算单"),
    ("running_total", "the running total", "累计额"),
];

/// What people call a choice; nothing for a word that is none.
pub(crate) fn choice(word: &str) -> Option<Sentence> {
    let (_, english, chinese) = CHOICES.iter().find(|(known, ..)| *known == word)?;
    Some(Sentence::new((*english).to_owned(), (*chinese).to_owned()))
}
