//! Amounts, columns and days in JSON: whole minor units, `in_scope`, and `2024-12-31`.

/// An amount in JSON: whole minor units.
pub(crate) mod minor {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::money::{Money, amount_of};

    pub(crate) fn serialize<S: Serializer>(amount: &Money, to: S) -> Result<S::Ok, S::Error> {
        amount.minor().serialize(to)
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Money, D::Error> {
        let minor = i64::deserialize(from)?;
        amount_of(minor).ok_or_else(|| D::Error::custom(crate::words::ledger::no_amount(minor)))
    }
}

/// A column that amounts are disallowed of, by its name in files.
pub(crate) mod column {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::claim::{Column, Disallowance};

    pub(crate) fn serialize<S: Serializer>(column: &Column, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(column.name().unwrap_or_default())
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Column, D::Error> {
        let name = String::deserialize(from)?;
        let wrong = || D::Error::custom(crate::words::claims::not_disallowed());
        Disallowance::column_named(&name).ok_or_else(wrong)
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
