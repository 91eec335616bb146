//! Names of what many sentences speak of: the columns of a bill, and the reasons of adjustments.

// Why a benefit pays less, or more, than its rate gives.
sentences! {
    not_chosen() "another alternative is paid" "择一给付，已取另一项"
    base_is_zero() "nothing of this bill is in the base" "本单无可计入基数的费用"
    below_threshold() "the threshold is not reached" "未达起报标准"
    within_deductible() "all of it is within the deductible" "均在起付线以内"
    no_rate() "the rate that applies is zero" "适用的给付比例为零"
    no_day_counts() "no day of the stay counts" "无可给付的住院日"
    rounds_to_nothing() "less than the smallest payment" "不足最小给付单位"
    raised_to_minimum() "raised to the minimum payment" "补足至最低给付额"
    cut_by_limit() "cut by a limit" "因封顶线核减"
    limit_reached() "a limit is used up" "封顶线已用尽"
    cut_by_bill() "cut to what is left of the bill" "以本单剩余个人负担为限核减"
    bill_used_up() "nothing is left of the bill" "本单已无剩余个人负担"
    overridden() "decided manually in place of what the rules compute" "人工核定，取代按规则计算的金额"
}

// The columns of a bill.
sentences! {
    total() "billed" "总费用"
    out_of_catalogue() "out of catalogue" "自费"
    over_limit() "above the price limit" "超限价自费"
    class_b_prepay() "class-B own share" "先行自付"
    in_scope() "in scope" "政策范围内费用"
    deductible() "primary cover's deductible" "医保起付线"
    pool_paid() "paid by the pooled fund" "统筹基金支付"
    critical_paid() "paid by critical-illness cover" "大病保险支付"
    assistance_paid() "paid by medical assistance" "医疗救助支付"
    other_paid() "paid by others" "其他支付"
    civil_servant_paid() "civil servants' aid" "公务员补助"
    large_amount_paid() "large-amount employee aid" "大额补助"
    enterprise_paid() "enterprise supplement" "企业补充"
    account_paid() "paid from the personal account" "个人账户支付"
    hospital_borne() "borne by the hospital" "医院负担"
    funds_paid() "paid by all funds" "各基金合计支付"
}
