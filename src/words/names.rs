//! Names of what many sentences speak of: the columns of a bill, and what paper sheets call them.

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

/// Parts of what paper sheets and printed terms call an amount, with the formula that it most likely is. The first
/// that a name contains counts.
const ON_SHEETS: [(&str, &str); 27] = [
    ("先行自付", "class_b_prepay"),
    ("自付二", "class_b_prepay"),
    ("乙类", "class_b_prepay"),
    ("超限", "over_limit"),
    ("自费", "out_of_catalogue"),
    ("目录外", "out_of_catalogue"),
    ("公务员", "civil_servant_paid"),
    ("大额", "large_amount_paid"),
    ("大病", "critical_paid"),
    ("救助", "assistance_paid"),
    ("企业", "enterprise_paid"),
    ("账户", "account_paid"),
    ("医院负担", "hospital_borne"),
    ("统筹", "pool_paid"),
    ("起付", "deductible"),
    ("自付", "in_scope - funds_paid"),
    ("自负", "in_scope - funds_paid"),
    ("个人负担", "total - funds_paid"),
    ("政策范围", "in_scope"),
    ("目录内", "in_scope"),
    ("合规", "in_scope"),
    ("基金", "funds_paid"),
    ("报销", "funds_paid"),
    ("其他", "other_paid"),
    ("总", "total"),
    ("医疗费", "total"),
    ("合计", "total"),
];

/// The formula for what a paper sheet calls so.
pub(crate) fn on_sheets(name: &str) -> Option<&'static str> {
    ON_SHEETS.iter().find(|(part, _)| name.contains(part)).map(|(_, formula)| *formula)
}

/// Parts of what printed terms call a kind of bill, with the category that it most likely is.
const CALLED: [(&str, &str); 7] = [
    ("住院", "inpatient"),
    ("门诊慢", "outpatient_chronic"),
    ("门诊特", "outpatient_chronic"),
    ("慢特病", "outpatient_chronic"),
    ("急诊", "emergency"),
    ("一次性", "event"),
    ("身故", "event"),
];

/// The category that printed terms call so.
pub(crate) fn category_called(name: &str) -> Option<&'static str> {
    CALLED.iter().find(|(part, _)| name.contains(part)).map(|(_, category)| *category)
}
