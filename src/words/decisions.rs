//! For who asks why an amount is paid, or is not.

// Denials.
sentences! {
    no_edition()               "no edition of the rules is in force on that date"
                               "该日没有生效的条款"
    never_covered()            "the member was never enrolled in this scheme"
                               "该会员从未参保"
    cover_ended(basis, ended, days) "not covered on {basis}: cover ended on {ended}, {days} days before"
                               "{basis} 不在参保期内：参保期已于 {ended} 终止，相差 {days} 天"
    cover_not_begun(basis, starts, days) "not covered on {basis}: cover starts on {starts}, {days} days later"
                               "{basis} 不在参保期内：参保期自 {starts} 起，相差 {days} 天"
    between_covers(basis, ended, starts) "not covered on {basis}: one period ended on {ended}, the next starts on {starts}"
                               "{basis} 不在参保期内：前一参保期于 {ended} 终止，下一参保期自 {starts} 起"
    waiting_period(short, from) "{short} days short of the waiting period; an admission from {from} would be covered"
                               "等待期还差 {short} 天；{from} 起入院方可给付"
    too_young(age, least)      "{age} years old; cover begins at {least}"
                               "年龄 {age} 周岁；须满 {least} 周岁"
    too_old(age, most)         "{age} years old; cover ends after {most}"
                               "年龄 {age} 周岁；最高为 {most} 周岁"
    renewal_only(age, most)    "{age} years old; above {most} only those who renew without a gap are covered"
                               "年龄 {age} 周岁；超过 {most} 周岁仅限连续续保"
    filed_late(late, deadline) "filed {late} days late; the last day was {deadline}"
                               "逾期 {late} 天申报；截止日为 {deadline}"
    run_off_over(until, days)  "the stay went on {days} days after {until}, the last day covered"
                               "住院超过最后保障日 {until} 共 {days} 天"
    too_many_units(units, most) "{units} units held; at most {most} are allowed"
                               "持有 {units} 份；最多 {most} 份"
}

// Statuses, reasons and flags.
sentences! {
    status_paid()              "paid" "给付"
    status_nil()               "nil" "零给付"
    status_denied()            "denied" "不予给付"
    excluded(fact)             "not for this bill's `{fact}`"
                               "本单的 `{fact}` 不在给付范围"
    overlapping_cover()        "more than one period of the plan contains the date; the earliest is used"
                               "同一保障项目有多个参保期包含该日；取最早的一个"
    overlapping_stay()         "the stay overlaps another of the member's; check both"
                               "与该会员的另一次住院日期重叠；请核对"
    same_day_readmission()     "admitted on the day another stay ended"
                               "出院当日再次入院"
    in_scope_differs()         "the in-scope amount differs from what the other columns give; the given one is used"
                               "政策范围内金额与其他各列推算不符；以所填为准"
}

/// `why`, said of a benefit.
pub fn of_benefit(
    benefit: &crate::words::Sentence,
    why: &crate::words::Sentence,
) -> crate::words::Sentence {
    use crate::words::Lang;
    let text = |lang, colon: &str| format!("{}{colon}{}", benefit.text(lang), why.text(lang));
    crate::words::Sentence::new(text(Lang::English, ": "), text(Lang::Chinese, "："))
}
