//! For people who ask why an amount is paid, or is not.

// Denials.
sentences! {
    no_edition()               "no edition of the rules is in force on that date"
                               "该日没有生效的条款"
    never_covered()            "there is no enrolment of the member in this scheme"
                               "未查到该会员的参保记录"
    cover_ended(basis, ended, days) "not covered on {basis}: cover ended on {ended}, {days} days before"
                               "{basis} 不在参保期内：参保期已于 {ended} 终止，相差 {days} 天"
    cover_not_begun(basis, starts, days) "not covered on {basis}: cover starts on {starts}, {days} days later"
                               "{basis} 不在参保期内：参保期自 {starts} 起，相差 {days} 天"
    between_covers(basis, ended, starts) "not covered on {basis}: one period ended on {ended}, the next starts on {starts}"
                               "{basis} 不在参保期内：前一参保期于 {ended} 终止，下一参保期自 {starts} 起"
    not_paid_for(start, end)   "no contribution has come in for the period from {start} to {end}; its cover begins on the day after it comes in"
                               "{start} 至 {end} 的互助费尚未到账；到账次日零时起方有保障"
    before_receipt(day, paid_on, from) "not covered on {day}: the contribution came in on {paid_on}, and cover begins on {from}"
                               "{day} 尚无保障：互助费于 {paid_on} 到账，自次日 {from} 零时起保障"
    receipt_after_period(paid_on, end) "the contribution came in on {paid_on}; the period was over with {end}, and never had cover"
                               "互助费于 {paid_on} 到账，参保期至 {end} 止，本期未曾有保障"
    before_enrolment(day, enrolled_on) "not covered on {day}: the member enrolled on {enrolled_on}, and cover begins on that day"
                               "{day} 尚无保障：于 {enrolled_on} 参保登记，自当日零时起保障"
    enrolled_after_period(enrolled_on, end) "the member enrolled on {enrolled_on}; the period was over with {end}, and never had cover"
                               "于 {enrolled_on} 参保登记，参保期至 {end} 止，本期未曾有保障"
    waiting_period_of_diagnosis(short, from) "{short} days short of the waiting period; a disease found from {from} would be covered"
                               "等待期还差 {short} 天；{from} 起确诊方可给付"
    not_entitled(name, has, asked) "{name} is {has}; the plan asks for {asked}"
                               "{name:#}为{has:#}；本保障项目要求{asked:#}"
    and_further(one, next)     "{one}; {next}" "{one:#}；{next:#}"
    not_in_service(name, since, day) "{name} is {since}, after {day}, the day that counts"
                               "{name:#}为 {since}，晚于 {day}（以该日为准）"
    service_too_short(name, since, months, complete, day) "{name} is {since}: {months} months are complete on {complete}, and {day} is the day that counts"
                               "{name:#}为 {since}，至 {complete} 方满 {months} 个月，以 {day} 为准尚不足"
    plan_not_held(plan, day)   "not enrolled in {plan} on {day}; this plan is for those who are"
                               "{day} 未参保“{plan:#}”；参保该项目方可享受本项目"
    days_from_to(from, to)     "{from} to {to}" "{from} 至 {to}"
    enrolled_outside(enrolled_on, days) "enrolled on {enrolled_on}, which is not within {days}: the period gives no cover"
                               "于 {enrolled_on} 参保登记，不在规定的参保时间（{days:#}）内，本期不予保障"
    waiting_period(short, from) "{short} days short of the waiting period; an admission from {from} would be covered"
                               "等待期还差 {short} 天；{from} 起入院方可给付"
    admitted_before_birth(admission) "admitted on {admission}, before the member's birth date; one of the two is wrong"
                               "入院日期 {admission} 早于会员出生日期，其一有误"
    too_young(age, least)      "{age} years old; cover begins at {least}"
                               "年龄 {age} 周岁；须满 {least} 周岁"
    too_old(age, most)         "{age} years old; cover ends after {most}"
                               "年龄 {age} 周岁；最高 {most} 周岁"
    renewal_only(age, most)    "{age} years old; above {most} only those who renew without a gap are covered"
                               "年龄 {age} 周岁；超过 {most} 周岁仅限连续续保"
    filed_late(late, deadline) "filed {late} days late; the last day was {deadline}"
                               "逾期 {late} 天申报；截止日为 {deadline}"
    run_off_over(until, days)  "the stay lasted {days} days beyond {until}, the last day covered"
                               "住院超过最后保障日 {until} 共 {days} 天"
    run_off_settled_late(basis, until, days) "settled on {basis}, {days} days after {until}, the last day on which the period still covers the stay"
                               "于 {basis} 结算，晚于最后保障日 {until} 共 {days} 天"
    too_many_units(units, most) "{units} units held; at most {most} are allowed"
                               "持有 {units} 份；最多 {most} 份"
}

// Statuses, reasons and flags.
sentences! {
    status_paid()              "paid" "给付"
    status_nil()               "nil" "应付为零"
    status_denied()            "denied" "不予给付"
    excluded(fact)             "not for this bill's `{fact}`"
                               "本单的 `{fact}` 不在给付范围"
    overlapping_cover()        "more than one period of the plan contains the date; the earliest is used"
                               "同一保障项目有多个参保期包含该日；取最早的一个"
    stay_apart()               "another bill with this `stay_id` lies too far away to be the same stay; check the id"
                               "另有相同住院标识（`stay_id`）的结算单与本单相隔过久，未按同一次住院处理；请核对标识"
    possible_duplicate()       "another bill has the same hospital, days and amounts, or days of this one in the same stay; check whether the bill came twice"
                               "另有一张结算单的医院、日期、金额相同，或与本单同属一次住院而日期重叠；请核对是否重复报送"
    overlapping_stay()         "the stay overlaps another of the member's; check both"
                               "与该会员的另一次住院日期重叠；请核对"
    same_day_readmission()     "admitted on the day another stay ended"
                               "出院当日再次入院"
    in_scope_differs()         "the in-scope amount differs from what the other columns give; the given one is used"
                               "政策范围内金额与其他各列推算不符；以所填为准"
    override_without_cover()   "decided manually, but no period of the benefit's plan contains the date; the decision pays nothing"
                               "有人工核定，但该日不在相应保障项目的参保期内；核定不生效"
    disallowed_above_bill()    "more is disallowed than the bill now has in that column; what it has there is disallowed; check the bill and the disallowed amounts"
                               "核减金额超过结算单该列现有金额，已按现有金额核减；请核对结算单与核减"
}

// Facts that conditions look at.
sentences! {
    fact_category()            "kind of care" "就医类别"
    fact_diagnosis()           "diagnosis" "诊断"
    fact_hospital_level()      "hospital level" "医院级别"
    fact_cause()               "cause" "就医原因"
    fact_in_network()          "whether the hospital is in the network" "医院定点情况"
    fact_referral()            "referral" "转诊情况"
    fact_sex()                 "member's sex" "会员性别"
    fact_hardship()            "member's hardship" "困难职工认定情况"
    fact_ordinal()             "number of the stay" "住院次序"
    fact_units()               "number of units" "参保份数"
    fact_years_enrolled()      "number of years enrolled" "连续参保年数"
    fact_days_covered()        "number of days covered" "参保天数"
    fact_age()                 "member's age" "会员年龄"
    fact_household_members()   "members of the household" "家庭会员人数"
    fact_basis_day()           "date that counts" "适用日期"
    chosen_by(choosers)        "by {choosers}" "按{choosers:#}"
    chosen_by_fact(fact, value) "{fact}: {value}" "{fact}：{value}"
    chosen_by_amount(amount)   "the amount {amount}" "金额 {amount}"
    fact_turns()               "age reached in the month" "当月满周岁数"
    fact_nights()              "number of nights" "住院天数"
    fact_birth_date()          "birth date" "出生日期"
}

/// The value of a fact in a sentence.
pub(crate) fn fact_value(title: &crate::words::Sentence) -> crate::words::Sentence {
    use crate::words::Lang;
    let (english, chinese) = (title.text(Lang::English), title.text(Lang::Chinese));
    crate::words::Sentence::new(format!("`{english}`"), format!("“{chinese}”"))
}

/// An amount column that the scheme declares, with its title.
pub(crate) fn sheet_titled(name: &str, title: &crate::words::Sentence) -> crate::words::Sentence {
    use crate::words::Lang;
    crate::words::Sentence::new(
        format!("`{name}`: {}", title.text(Lang::English)),
        format!("`{name}`：“{}”", title.text(Lang::Chinese)),
    )
}

/// A unit of rounding, by the amount that it is: in yuan, people call some of them by name.
pub(crate) fn rounding_unit(amount: &str, is_yuan: bool) -> crate::words::Sentence {
    let chinese = match amount {
        "0.01" if is_yuan => "分".to_owned(),
        "0.10" if is_yuan => "角".to_owned(),
        "1.00" if is_yuan => "元".to_owned(),
        "10.00" if is_yuan => "十元".to_owned(),
        "100.00" if is_yuan => "百元".to_owned(),
        amount => format!(" {amount}"),
    };
    crate::words::Sentence::new(amount.to_owned(), chinese)
}

/// A benefit does not cover a bill with this fact; `title` is the word for it.
pub(crate) fn excluded_titled(
    title: &crate::words::Sentence,
    fact: &str,
) -> crate::words::Sentence {
    use crate::words::Lang;
    let (english, chinese) = (title.text(Lang::English), title.text(Lang::Chinese));
    crate::words::Sentence::new(
        format!("the {english} (`{fact}`) is not covered"),
        format!("{chinese}不在给付范围"),
    )
}

/// A reason, behind the benefit that it is for.
pub(crate) fn of_benefit(
    benefit: &crate::words::Sentence,
    why: &crate::words::Sentence,
) -> crate::words::Sentence {
    use crate::words::Lang;
    let text = |lang, colon: &str| format!("{}{colon}{}", benefit.text(lang), why.text(lang));
    crate::words::Sentence::new(text(Lang::English, ": "), text(Lang::Chinese, "："))
}

// Previews: the head and the answer.
sentences! {
    preview_of(bill)           "preview of bill `{bill}`; nothing is written"
                               "结算单 `{bill}` 试算；不写入任何数据"
    preview_member(member)     "member: {member}" "会员：{member}"
    preview_edition(scheme, edition) "rules: {scheme}, {edition}" "适用条款：{scheme}，{edition}"
    preview_settled(day)       "settlement date: {day}" "结算日期：{day}"
    preview_settled_assumed(day) "settlement date missing; the discharge date {day} is used"
                               "未填结算日期，暂按出院日期 {day} 计算"
    preview_stay(began, ended) "one stay with other bills, from {began} to {ended}: the terms use these days"
                               "与其他结算单同属一次住院（{began} 至 {ended}），条款按该次住院的日期适用"
    preview_disallowed(amount, column) "disallowed: {amount} of {column}; it is out of catalogue, and the member's own"
                               "核减：{column}中的 {amount} 转入自费，由个人负担"
    preview_disallowed_above(amount, column, moved) "disallowed: {amount} of {column}, of which the bill has {moved}; that is out of catalogue, and the member's own"
                               "核减：{column} {amount}，结算单该列仅有 {moved}；已按 {moved} 转入自费，由个人负担"
    preview_zeros(columns)     "not on the bill and taken as 0.00: {columns}"
                               "未填、按 0.00 计：{columns}"
    preview_payable(amount)    "payable on this bill: {amount}" "本单应付互助金：{amount}"
    preview_range(least, most) "payable on this bill: at least {least}, at most {most}, until the amounts below are known"
                               "本单应付互助金：最少 {least}，最多 {most}；补齐下列金额后方可确定"
    preview_total_first()      "payable on this bill: not known yet; the bill's total is needed first"
                               "本单应付互助金：暂不能确定；须先填总费用"
    preview_look_for()         "look for on the paper sheet:" "请在纸质结算单上查找："
    preview_in_scope_instead() "or, in place of the out-of-catalogue and class-B amounts, `in_scope`: 符合政策范围金额 (in scope)"
                               "也可不填自费、先行自付，改填 `in_scope`：“符合政策范围金额”"
    preview_unknown_idle(columns) "left out, and without effect on the result: {columns}"
                               "未填，但不影响结果：{columns}"
    preview_others_later()     "its effect on other bills follows once the amounts are known"
                               "对其他结算单的影响，待金额补齐后说明"
}

// Amounts by the words on the paper sheet.
sentences! {
    sheet_total()              "`total`: 金额合计 (the total of the bill)"
                               "`total`：“金额合计”（医疗费总额）"
    sheet_out_of_catalogue()   "`out_of_catalogue`: 个人自费 (out of catalogue); not 个人自付, the in-scope share"
                               "`out_of_catalogue`：“个人自费”（目录外全自费）；不是“个人自付”（目录内个人负担）"
    sheet_over_limit()         "`over_limit`: 超限价自费 (above the price limit)"
                               "`over_limit`：“超限价自费”"
    sheet_class_b_prepay()     "`class_b_prepay`: 先行自付 (class-B own share), on some sheets 自付二; only a part of 个人自付"
                               "`class_b_prepay`：“先行自付”（乙类，有的写“自付二”）；只是“个人自付”的一部分"
    sheet_in_scope()           "`in_scope`: 符合政策范围金额 (in scope)"
                               "`in_scope`：“符合政策范围金额”"
    sheet_deductible()         "`deductible`: 起付线 (primary cover's deductible really charged)"
                               "`deductible`：“起付线”（医保实际扣除的起付标准）"
    sheet_pool_paid()          "`pool_paid`: 统筹基金支付 (paid by the pooled fund)"
                               "`pool_paid`：“统筹基金支付”"
    sheet_critical_paid()      "`critical_paid`: 大病保险 (residents' critical-illness cover); employees' 大额 is `large_amount_paid`"
                               "`critical_paid`：“大病保险”（居民）；职工“大额”填 `large_amount_paid`"
    sheet_assistance_paid()    "`assistance_paid`: 医疗救助 (medical assistance)"
                               "`assistance_paid`：“医疗救助”"
    sheet_other_paid()         "`other_paid`: 其他支付 (paid by others)"
                               "`other_paid`：“其他支付”"
    sheet_civil_servant_paid() "`civil_servant_paid`: 公务员补助 (civil servants' aid)"
                               "`civil_servant_paid`：“公务员补助”"
    sheet_large_amount_paid()  "`large_amount_paid`: 大额 (large-amount employee aid)"
                               "`large_amount_paid`：“大额”（职工大额补助）"
    sheet_enterprise_paid()    "`enterprise_paid`: 企业补充 (enterprise supplement)"
                               "`enterprise_paid`：“企业补充”"
    sheet_account_paid()       "`account_paid`: 个人账户支付 (personal account); the member's own money"
                               "`account_paid`：“个人账户支付”；属个人资金"
    sheet_hospital_borne()     "`hospital_borne`: 医院负担 (borne by the hospital)"
                               "`hospital_borne`：“医院负担”"
    sheet_own(name)            "`{name}`: a figure of this scheme's own"
                               "`{name}`：本计划自设的金额"
}

// Previews: plans and benefits.
sentences! {
    preview_plan(title, status, clause) "{title}: {status} (clause: {clause})"
                               "{title}：{status}（条款：{clause}）"
    preview_no_plan(status)    "no plan covers the bill: {status}" "无适用保障项目：{status}"
    preview_not_held(title)    "{title}: the member does not hold this plan on that date"
                               "{title}：该日未参保本项目"
    preview_undecided()        "depends on the amounts to look for" "视待补金额而定"
    preview_deadline(day)      "last day to file: {day}" "申报截止日：{day}"
    preview_no_deadline()      "no filing deadline in the terms" "条款未规定申报期限"
    preview_benefit(title, clause) "{title} (clause: {clause})" "{title}（条款：{clause}）"
    preview_inputs(amounts)    "based on: {amounts}" "计算依据：{amounts}"
    preview_reason(why)        "- {why}" "- {why}"
    column_in()                "before" "计算前"
    column_taken()             "less" "减去"
    column_on()                "after" "计算后"
    step_paid()                "paid" "互助金"
    column_before()            "without it" "原为"
    column_after()             "with it" "改为"
    column_change()            "change" "增减"
}

// Previews: steps.
sentences! {
    mode_half_up()             "half up" "四舍五入"
    mode_half_even()           "half to even" "四舍六入五成双"
    mode_half_down()           "half down" "五舍六入"
    mode_up()                  "up" "向上进位"
    mode_down()                "down" "去尾"
}

// Previews: limits, the balance, other bills.
sentences! {
    preview_limits()           "limits" "封顶线"
    limit_of_amount(window)    "limit, {window}" "{window:#}封顶线"
    limit_of_days(window)      "limit of days, {window}" "{window:#}天数限额"
    limit_of_times(window)     "limit of times, {window}" "{window:#}次数限额"
    limit_of_stays(window)     "limit of stays, {window}" "{window:#}住院次数限额"
    limit_titled(title, window) "{title}, shared, {window}" "{title}（共用，{window}）"
    limit_shared(id, window)   "`{id}`, shared, {window}" "共用封顶线 {id}（{window}）"
    limit_most()               "limit" "限额"
    limit_before()             "used before" "此前已用"
    limit_this()               "by this bill" "本单使用"
    limit_left()               "left" "剩余"
    limit_days(count)          "{count} day(s)" "{count} 天"
    limit_times(count)         "{count} time(s)" "{count} 次"
    limit_stays(count)         "{count} stay(s)" "{count} 次住院"
    window_bill()              "this bill" "单次"
    window_stay()              "this stay" "每次住院"
    window_month()             "calendar month" "自然月"
    window_year()              "calendar year" "自然年度"
    window_cover()             "cover period" "参保期"
    window_cover_year()        "year of the cover period" "参保年度"
    window_lifetime()          "lifetime" "终身"
    window_spell()             "spell in hospital" "连续住院期"
    window_months_back(months) "{months} months up to this one" "连续 {months} 个月"
    preview_unmodelled()       "clauses that are not computed here and may matter for this bill; the office looks at them by hand"
                               "以下条款未纳入本规则计算，可能涉及本单，由经办机构人工核对"
    unmodelled(clause, what)   "{clause}: {what}" "{clause}：{what:#}"
    window_household_month()   "calendar month of the household" "家庭自然月"
    window_household_year()    "calendar year of the household" "家庭自然年度"
    window_household_lifetime() "lifetime of the household" "家庭终身"
    preview_balance()          "the bill: billed = the sum of what follows" "费用构成：总费用 = 以下各项之和"
    preview_no_balance()       "what is left with the member follows once the total and all payers are known"
                               "个人负担待总费用与各方支付补齐后说明"
    balance_billed()           "billed" "总费用"
    balance_member()           "left with the member" "个人负担"
    preview_beside()           "outside the bill" "另行给付（不冲减医疗费用）"
    preview_others()           "on other bills of the member" "对该会员其他结算单的影响"
    preview_no_others()        "no other bill of the member changes" "该会员其他结算单均不受影响"
    other_change(bill, benefit) "bill `{bill}`, {benefit}" "结算单 `{bill}`，{benefit}"
    other_opened(why)          "before: {why}" "此前：{why}"
    other_closed(why)          "now: {why}" "现在：{why}"
    others_sum()               "all bills together" "全部结算单合计"
    others_shared_used_up(limit) "the shared limit `{limit}` is used up" "共用封顶线 {limit} 已用尽"
    others_used_up(limit, benefit) "the limit `{limit}` of {benefit} is used up"
                               "{benefit}的封顶线已用尽"
}
