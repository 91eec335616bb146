//! The amounts of a bill, by column.

use crate::words::{Lang, Sentence, names};

/// Amount columns that a scheme may declare for itself.
pub const OWN_AMOUNTS: usize = 7;

/// An amount column of bills.csv, or one that the scheme declared.
///
/// ```
/// use huzhu::claim::Column;
/// use huzhu::words::Lang;
///
/// assert_eq!(Column::named("pool_paid"), Some(Column::PoolPaid));
/// assert_eq!(Column::PoolPaid.title().unwrap().text(Lang::Chinese), "统筹基金支付");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(u8);

macro_rules! columns {
    ($($name:ident $text:ident)*) => {
        #[repr(u8)]
        enum Place { $($name,)* Own }

        #[expect(non_upper_case_globals, reason = "they read as the variants they would be, but index at no cost")]
        impl Column {
            $(#[doc = concat!("`", stringify!($text), "`")] pub const $name: Column = Column(Place::$name as u8);)*
        }

        const NAMED: &[(Column, &str, fn() -> Sentence)] =
            &[$((Column::$name, stringify!($text), names::$text)),*];
    };
}

columns! {
    Total total
    OutOfCatalogue out_of_catalogue
    OverLimit over_limit
    ClassBPrepay class_b_prepay
    InScope in_scope
    Deductible deductible
    PoolPaid pool_paid
    CriticalPaid critical_paid
    AssistancePaid assistance_paid
    OtherPaid other_paid
    CivilServantPaid civil_servant_paid
    LargeAmountPaid large_amount_paid
    EnterprisePaid enterprise_paid
    AccountPaid account_paid
    HospitalBorne hospital_borne
    FundsPaid funds_paid
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
        let is_called = |entry: &&(Column, &str, fn() -> Sentence)| {
            let called = entry.2();
            [Lang::English, Lang::Chinese].into_iter().any(|lang| called.text(lang) == title)
        };
        NAMED.iter().find(is_called).map(|entry| entry.0)
    }

    /// The columns that a file may have; `funds_paid` is derived.
    pub fn in_files() -> impl Iterator<Item = (Column, &'static str)> {
        NAMED.iter().filter(|entry| entry.0 != Column::FundsPaid).map(|entry| (entry.0, entry.1))
    }

    /// All names.
    pub fn names<'a>() -> impl Iterator<Item = &'a str> {
        NAMED.iter().map(|entry| -> &'a str { entry.1 })
    }

    /// The name in files; nothing for a scheme's own column.
    pub fn name(self) -> Option<&'static str> {
        NAMED.iter().find(|entry| entry.0 == self).map(|entry| entry.1)
    }

    /// What a person calls it; nothing for a scheme's own column.
    pub fn title(self) -> Option<Sentence> {
        NAMED.iter().find(|entry| entry.0 == self).map(|entry| entry.2())
    }
}
