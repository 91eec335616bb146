//! JSON whose numbers stay as they are written.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A value. Numbers, `true`, `false` and `null` are as they are written.
#[derive(Clone, Debug)]
pub(super) enum Tree<'t> {
    Object(Vec<(String, Tree<'t>)>),
    List(Vec<Tree<'t>>),
    Text(String),
    Other(&'t str),
}

/// Values stand no deeper in each other than this.
const DEEPEST: usize = 32;

impl<'t> Tree<'t> {
    /// The value of a text; nothing where an object names a field twice, or values stand too deep in each other.
    pub fn of(raw: &'t RawValue) -> Option<Tree<'t>> {
        Tree::within(raw, DEEPEST)
    }

    fn within(raw: &'t RawValue, deep: usize) -> Option<Tree<'t>> {
        let (text, deeper) = (raw.get(), deep.checked_sub(1)?);
        Some(match text.as_bytes().first()? {
            b'{' => {
                let Object(fields) = serde_json::from_str(text).ok()?;
                let mut read: Vec<(String, Tree)> = Vec::with_capacity(fields.len());
                for (name, value) in fields {
                    let is_twice = read.iter().any(|(before, _)| *before == name);
                    read.push((name, Tree::within(value, deeper).filter(|_| !is_twice)?));
                }
                Tree::Object(read)
            }
            b'[' => {
                let all: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                Tree::List(
                    all.into_iter().map(|one| Tree::within(one, deeper)).collect::<Option<_>>()?,
                )
            }
            b'"' => Tree::Text(serde_json::from_str(text).ok()?),
            _ => Tree::Other(text),
        })
    }

    /// A field of an object.
    pub fn field(&self, name: &str) -> Option<&Tree<'t>> {
        self.fields().iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// The fields of an object; none of anything else.
    pub fn fields(&self) -> &[(String, Tree<'t>)] {
        if let Tree::Object(fields) = self { fields } else { &[] }
    }

    /// The values of a list; none of anything else.
    pub fn items(&self) -> &[Tree<'t>] {
        if let Tree::List(items) = self { items } else { &[] }
    }

    /// A text, a number or a truth value as text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Tree::Text(text) => Some(text),
            Tree::Other(text) if *text != "null" => Some(text),
            _ => None,
        }
    }
}

/// An object, field by field: none of two fields of one name is lost.
pub(super) struct Object<'t>(pub Vec<(String, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Object<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Fields).map(Object)
    }
}
