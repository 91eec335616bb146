//! Names of what many sentences speak of: the columns of a bill.

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
