//! All words of provisions: their keys, their steps, what the steps leave, and why a benefit pays less or more. A new
//! provision writes its words here, and its mistakes in `rules.rs` where the sentences there do not serve.

/// Sentences of reasons, each by its code, and the short Chinese word that stands beside the code in lists.
macro_rules! reasons {
    ($($code:ident $english:literal $chinese:literal $word:literal)*) => {
        sentences! { $($code() $english $chinese)* }

        /// The word for each code.
        pub(super) const REASONS: &[(&str, &str)] = &[$((stringify!($code), $word)),*];
    };
}

// What keys are called, in reports and previews.
sentences! {
    base()                     "base" "计算基数"
    units()                    "units" "份数"
    per_unit()                 "for each unit" "按份计"
    counted()                  "counted" "计入限额"
    threshold()                "threshold" "起报标准"
    at_least()                 "at least" "须达到"
    above()                    "above" "须超过"
    deductible()               "deductible" "起付线"
    rate()                     "rate" "给付比例"
    bands()                    "bands" "分段"
    band(number)               "band {number}" "第 {number} 段"
    to()                       "up to" "上限"
    pays()                     "pays" "给付比例"
    contribution()             "contribution" "缴费"
    factor()                   "factor" "系数"
    rounding()                 "rounding" "舍入方式"
    minimum()                  "minimum" "最低给付"
    daily()                    "daily money" "按日津贴"
    pays_a_day()               "a day" "每日标准"
    from_day()                 "from day" "起付日"
    fixed_sum()                "fixed sum" "定额给付"
    limit(number)              "limit {number}" "第 {number} 项封顶线"
    most()                     "at most" "最多"
    amount()                   "amount" "金额"
    in_days()                  "days" "天数"
    times()                    "times" "次数"
    stays()                    "stays" "住院次数"
    less()                     "not counted" "不计的数目"
    divided()                  "what is divided" "被除金额"
    window()                   "benefit period" "累计期"
    clause()                   "clause" "条款出处"
    cover_begins()             "when cover begins" "保障起始"
    days_covered()             "how days of cover are counted" "参保天数的起算"
    waiting()                  "waiting period" "等待期"
    after()                    "counted from" "起算时点"
    until()                    "until" "截止日"
    years_after()              "years after" "其后年数"
    filing()                   "filing" "申报"
    age()                      "age" "年龄"
    fee()                      "fee" "互助费"
    participation()            "participation" "参保率要求"
    renewal_gap()              "gap at renewal" "续保间隔"
    on_renewal()               "on renewal" "续保时"
    category(number)           "category {number}" "第 {number} 个适用类别"
    shared_limit(number)       "shared limit {number}"
                               "第 {number} 项共用封顶线"
}

// The steps of a working.
sentences! {
    step_base()                "base" "计算基数"
    step_base_negative(value)  "base (the formula gives {value}: counted as zero)"
                               "计算基数（算得 {value}，按零计）"
    step_days(granted, per_day) "{granted} days at {per_day}" "{granted} 天，每天 {per_day}"
    step_days_of(granted, per_day, payable, stayed) "{granted} days at {per_day} ({payable} of {stayed} days count)"
                               "{granted} 天，每天 {per_day}（住院 {stayed} 天，可计 {payable} 天）"
    step_sum()                 "lump sum" "定额"
    step_counted(most, before) "counted: at most {most}, {before} counted before"
                               "计入限额 {most}，此前已计 {before}"
    step_threshold_open(edge, measured) "threshold {edge}: reached with {measured}, not subtracted"
                               "起报标准 {edge}：累计已达 {measured}，达到后不予扣除"
    step_threshold_short(edge, measured, short) "threshold {edge}: {measured} reached, short by {short}"
                               "起报标准 {edge}：仅达 {measured}，还差 {short}"
    step_threshold_not_above(edge) "threshold {edge}: reached exactly, but must be exceeded"
                               "起报标准 {edge}：恰好等于，须超过"
    step_deductible(amount, before) "deductible {amount}, {before} borne before"
                               "起付线 {amount}，此前已扣 {before}"
    step_rate(rate)            "rate {rate}" "给付比例 {rate}"
    step_bands()               "bands" "分段给付（减去互助金不承担部分）"
    step_bands_from(position)  "bands, {position} before this bill" "分段给付（此前累计 {position}；减去互助金不承担部分）"
    step_slice(band, from, to, unpaid, rate, pays) "band {band}, {from} to {to}: {unpaid} at {rate} = {pays}"
                               "第 {band} 段 {from} 至 {to}：{unpaid} × {rate} = {pays}"
    step_slice_given(band, unpaid, rate, pays) "band {band}, as given on the bill: {unpaid} at {rate} = {pays}"
                               "第 {band} 段（按结算单所填）：{unpaid} × {rate} = {pays}"
    step_factor(factor)        "factor {factor}" "系数 {factor}"
    step_units(units)          "times {units} units" "乘以 {units} 份"
    step_rounding(unit, mode)  "rounded to {unit}, {mode}" "{mode:#}到{unit:#}"
    step_minimum(least)        "raised to the minimum {least}" "补足至最低给付额 {least}"
    step_limit(limit)          "cut by the limit `{limit}`" "受封顶线限制"
    step_bill_left(left)       "cut to what is left of the bill, {left}" "以本单剩余个人负担 {left} 为限"
    step_override()            "decided manually, in place of what the rules compute"
                               "人工核定，取代按规则计算的金额"
    step_not_paid()            "computed only: a figure that other benefits ask for, of which nothing is paid"
                               "只计算不给付，供其他项引用"
}

// What steps leave.
sentences! {
    after_base()               "base" "计算基数"
    after_days()               "days" "天数"
    after_sum()                "lump sum" "定额"
    after_counted()            "part that counts" "计入部分"
    after_threshold()          "threshold" "起报标准"
    after_deductible()         "deductible" "起付线"
    after_bands()              "bands" "分段"
    after_rate()               "rate" "给付比例"
    after_factor()             "factor" "系数"
    after_units()              "units" "份数"
    after_rounding()           "rounding" "舍入"
    after_minimum()            "minimum payout" "最低给付"
    after_limit()              "limit" "封顶线"
    after_bill_left()          "rest of the bill" "结算单余额"
    after_override()           "manual decision" "人工核定"
    after_not_paid()           "computed only" "只计算不给付"
}

// Why a benefit pays less, or more, than its rate gives.
reasons! {
    not_chosen "another alternative is paid" "择一给付，已取另一项" "择一给付，已取另一项"
    base_is_zero "nothing of this bill is in the base" "本单无可计入基数的费用" "无可计入基数的费用"
    cut_by_counted "only a part of the base counts" "费用超过计入限额，超出部分不计入" "受计入限额限制"
    counted_reached "no more of the base counts" "计入限额已用尽" "计入限额已用尽"
    below_threshold "the threshold is not reached" "未达起报标准" "未达起报标准"
    within_deductible "all of it is within the deductible" "均在起付线以内" "均在起付线以内"
    no_rate "the rate that applies is zero" "适用的给付比例为零" "给付比例为零"
    nothing_unpaid "primary cover left nothing in these bands" "各段费用已由基本医保全额支付" "各段无个人负担"
    no_day_counts "no day of the stay counts" "无可给付的住院日" "无可给付的住院日"
    amount_is_zero "the amount that applies is zero" "适用的给付金额为零" "给付金额为零"
    factor_is_zero "the factor that applies is zero" "适用的系数为零" "系数为零"
    rounds_to_nothing "less than the smallest payment" "不足最小给付单位" "不足最小给付单位"
    raised_to_minimum "raised to the minimum payment" "补足至最低给付额" "补足至最低给付额"
    cut_by_limit "cut by a limit" "受封顶线限制" "受封顶线限制"
    limit_reached "a limit is used up" "封顶线已用尽" "封顶线已用尽"
    cut_by_bill "cut to what is left of the bill" "以本单剩余个人负担为限" "以本单剩余个人负担为限"
    bill_used_up "nothing is left of the bill" "本单已无剩余个人负担" "本单已无剩余个人负担"
    overridden "decided manually in place of what the rules compute" "人工核定，取代按规则计算的金额" "人工核定"
}
