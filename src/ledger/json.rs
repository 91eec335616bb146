//! Amounts and days in JSON: whole minor units, and `2024-12-31`.

/// An amount in JSON: whole minor units.
pub(crate) mod minor {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::ledger::amount::amount_of;
    use crate::money::Money;

    pub(crate) fn serialize<S: Serializer>(amount: &Money, to: S) -> Result<S::Ok, S::Error> {
        amount.minor().serialize(to)
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Money, D::Error> {
        let minor = i64::deserialize(from)?;
        amount_of(minor).ok_or_else(|| D::Error::custom(crate::words::ledger::no_amount(minor)))
    }
}

/// A day in JSON: `2024-12-31`.
pub(crate) mod day {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::date::Day;

    pub(crate) fn serialize<S: Serializer>(day: &Day, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Day, D::Error> {
        let text = String::deserialize(from)?;
        let wrong = || D::Error::custom(crate::words::rules::not_a_date(&text));
        Day::parse(&text).ok_or_else(wrong)
    }
}
