//! The amounts of a bill, by column.

/// Amount columns that a scheme may declare for itself.
pub const OWN_AMOUNTS: usize = 7;

/// An amount column of bills.csv, or one that the scheme declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column(u8);

macro_rules! columns {
    ($($name:ident $text:literal $english:literal $chinese:literal)*) => {
        #[repr(u8)]
        enum Place { $($name,)* Own }

        #[allow(non_upper_case_globals)] // They read as the variants they would be, but index at no cost.
        impl Column {
            $(#[doc = $english] pub const $name: Column = Column(Place::$name as u8);)*
        }

        const NAMED: &[(Column, &str, &str, &str)] =
            &[$((Column::$name, $text, $english, $chinese)),*];
    };
}

columns! {
    Total "total" "billed" "总费用"
    OutOfCatalogue "out_of_catalogue" "out of catalogue" "自费"
    OverLimit "over_limit" "above the price limit" "超限价自费"
    ClassBPrepay "class_b_prepay" "class-B own share" "先行自付"
    InScope "in_scope" "in scope" "政策范围内费用"
    Deductible "deductible" "primary cover's deductible" "医保起付线"
    PoolPaid "pool_paid" "paid by the pooled fund" "统筹基金支付"
    CriticalPaid "critical_paid" "paid by critical-illness cover" "大病保险支付"
    AssistancePaid "assistance_paid" "paid by medical assistance" "医疗救助支付"
    OtherPaid "other_paid" "paid by others" "其他支付"
    CivilServantPaid "civil_servant_paid" "civil servants' aid" "公务员补助"
    LargeAmountPaid "large_amount_paid" "large-amount employee aid" "大额补助"
    EnterprisePaid "enterprise_paid" "enterprise supplement" "企业补充"
    AccountPaid "account_paid" "paid from the personal account" "个人账户支付"
    HospitalBorne "hospital_borne" "borne by the hospital" "医院负担"
    FundsPaid "funds_paid" "paid by all funds" "各基金合计支付"
}

/// Amounts of one bill: the named columns, then the scheme's own.
pub const AMOUNTS: usize = Place::Own as usize + OWN_AMOUNTS;

/// The columns whose payers are funds; what they pay is not the member's.
pub const FUNDS: [Column; 7] = [
    Column::PoolPaid,
    Column::CriticalPaid,
    Column::AssistancePaid,
    Column::OtherPaid,
    Column::CivilServantPaid,
    Column::LargeAmountPaid,
    Column::EnterprisePaid,
];

impl Column {
    /// The scheme's own amount field of that number.
    pub fn own(number: usize) -> Column {
        assert!(
            number < OWN_AMOUNTS,
            "the number of own amounts is checked when they are declared"
        );
        Column(Place::Own as u8 + number as u8)
    }

    /// Place of the column in a bill's amounts.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The column of that name, `funds_paid` included.
    pub fn named(name: &str) -> Option<Column> {
        NAMED.iter().find(|entry| entry.1 == name).map(|entry| entry.0)
    }

    /// The column that people call so, in English or Chinese.
    pub fn called(title: &str) -> Option<Column> {
        NAMED.iter().find(|(_, _, en, zh)| *en == title || *zh == title).map(|entry| entry.0)
    }

    /// The columns that a file may have; `funds_paid` is derived.
    pub fn in_files() -> impl Iterator<Item = (Column, &'static str)> {
        NAMED.iter().filter(|entry| entry.0 != Column::FundsPaid).map(|entry| (entry.0, entry.1))
    }

    /// All names.
    pub fn names<'a>() -> impl Iterator<Item = &'a str> {
        NAMED.iter().map(|entry| -> &'a str { entry.1 })
    }

    /// The name in files, and what a person calls it in English and Chinese; nothing for a scheme's
    /// own column.
    pub fn words(self) -> Option<(&'static str, &'static str, &'static str)> {
        NAMED.iter().find(|entry| entry.0 == self).map(|&(_, name, en, zh)| (name, en, zh))
    }
}
