//! TOML as it is written: numbers stay text, so that no rate or amount passes through a float.

use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

#[derive(Clone, Debug)]
pub enum Node {
    Text(String),
    Number(String),
    Flag(bool),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl Node {
    /// The whole document. The oracle is only asked about rules that are right.
    pub fn read(text: &str) -> Self {
        let table = DeTable::parse(text).expect("the oracle reads only rules that are TOML");
        Self::of_table(table.get_ref())
    }

    fn of_table(table: &DeTable) -> Self {
        let entry = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue>)| {
            let key: &std::borrow::Cow<str> = key.get_ref();
            (key.to_string(), Self::of_value(value.get_ref()))
        };
        Self::Table(table.iter().map(entry).collect())
    }

    fn of_value(value: &DeValue) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(number) => Self::Number(number.as_str().replace(['_', '+'], "")),
            DeValue::Float(number) => Self::Number(number.as_str().replace(['_', '+'], "")),
            DeValue::Boolean(flag) => Self::Flag(*flag),
            DeValue::Datetime(date) => Self::Text(date.to_string()),
            DeValue::Array(all) => {
                Self::List(all.iter().map(|value| Self::of_value(value.get_ref())).collect())
            }
            DeValue::Table(table) => Self::of_table(table),
        }
    }

    /// What stands under `key`, if anything does.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Table(table) => table.get(key),
            _ => None,
        }
    }

    pub fn need(&self, key: &str) -> &Self {
        self.get(key).unwrap_or_else(|| panic!("`{key}` must be written in {self:?}"))
    }

    pub fn text(&self, key: &str) -> &str {
        self.need(key).as_text()
    }

    pub fn has(&self, key: &str, said: &str) -> bool {
        self.get(key).is_some_and(|value| value.as_text() == said)
    }

    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            _ => panic!("a text or a number is expected, not {self:?}"),
        }
    }

    pub fn as_table(&self) -> &BTreeMap<String, Self> {
        match self {
            Self::Table(table) => table,
            _ => panic!("a table is expected, not {self:?}"),
        }
    }

    /// The entries of a list; of anything else, the thing alone.
    pub fn as_list(&self) -> Vec<&Self> {
        match self {
            Self::List(all) => all.iter().collect(),
            _ => vec![self],
        }
    }

    /// The entries of the list under `key`; none where it is left out.
    pub fn list(&self, key: &str) -> Vec<&Self> {
        self.get(key).map_or(Vec::new(), Self::as_list)
    }

    pub fn texts(&self, key: &str) -> Vec<&str> {
        self.list(key).into_iter().map(Self::as_text).collect()
    }

    pub fn is_true(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Self::Flag(true)))
    }
}
