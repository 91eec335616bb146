//! One manual fact, as a posting keeps it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::json::{column, day, minor};
use crate::claim::Column;
use crate::date::Day;
use crate::money::Money;

/// A fact that people enter by hand. A posting keeps it as `{"body":{..},"kind":".."}`, a line each.
///
/// ```
/// use huzhu::manual_facts::ManualFact;
///
/// let same = ManualFact::SamePerson { other: "M2".to_owned() };
/// assert_eq!(same.line(), "{\"body\":{\"other\":\"M2\"},\"kind\":\"same_person\"}\n");
/// assert_eq!(ManualFact::read(&same.line()), Some(vec![same]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum ManualFact {
    /// A bill is paid this under a benefit, whatever the rules give.
    Override {
        /// The bill.
        bill_id: String,
        /// The benefit.
        benefit: String,
        /// What the bill is paid under the benefit.
        #[serde(with = "minor")]
        amount: Money,
    },
    /// An accumulator begins with what an older system had counted.
    Opening {
        /// The accumulator, as rules name it: `reimbursement.deductible`.
        accumulator: String,
        /// A day of the window it is meant for.
        #[serde(with = "day")]
        day: Day,
        /// Minor units, days or times.
        value: i64,
        /// Bills settled by this day are in it.
        #[serde(with = "day")]
        cut_over: Day,
    },
    /// An amount of a bill's column is out of catalogue. Several add up.
    Disallow {
        /// The bill.
        bill_id: String,
        /// What it is disallowed of.
        #[serde(with = "column")]
        column: Column,
        /// How much.
        #[serde(with = "minor")]
        amount: Money,
    },
    /// A disallowed amount is allowed again: it takes back one of the same bill, column and amount.
    Allow {
        /// The bill.
        bill_id: String,
        /// What it was disallowed of.
        #[serde(with = "column")]
        column: Column,
        /// How much.
        #[serde(with = "minor")]
        amount: Money,
    },
    /// The member goes on under rules that are not those of the night: others were adopted, and not for
    /// this member.
    Rules {
        /// The hash of the rules.
        hash: String,
    },
    /// Another id is this member too.
    SamePerson {
        /// The other id.
        other: String,
    },
}

impl ManualFact {
    /// The bill that it is about, where it is about one.
    pub(crate) fn bill_id(&self) -> Option<&str> {
        match self {
            ManualFact::Override { bill_id, .. }
            | ManualFact::Disallow { bill_id, .. }
            | ManualFact::Allow { bill_id, .. } => Some(bill_id),
            ManualFact::Opening { .. }
            | ManualFact::Rules { .. }
            | ManualFact::SamePerson { .. } => None,
        }
    }

    /// The stable code of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            ManualFact::Override { .. } => "override",
            ManualFact::Opening { .. } => "opening",
            ManualFact::Disallow { .. } => "disallow",
            ManualFact::Allow { .. } => "allow",
            ManualFact::Rules { .. } => "rules",
            ManualFact::SamePerson { .. } => "same_person",
        }
    }

    /// What it is about: a later fact about the same replaces it. Nothing where facts add up.
    pub(crate) fn subject(&self) -> Option<[String; 3]> {
        let day = |day: &Day| day.to_string();
        let [one, other] = match self {
            ManualFact::Override { bill_id, benefit, .. } => [bill_id.clone(), benefit.clone()],
            ManualFact::Opening { accumulator, day: on, .. } => [accumulator.clone(), day(on)],
            ManualFact::SamePerson { other } => [other.clone(), String::new()],
            ManualFact::Rules { .. } => [String::new(), String::new()],
            ManualFact::Disallow { .. } | ManualFact::Allow { .. } => return None,
        };
        Some([self.kind().to_owned(), one, other])
    }

    fn json(&self) -> Value {
        serde_json::to_value(self).expect("texts and numbers can be written")
    }

    pub(crate) fn body(&self) -> String {
        let json = self.json();
        json.get("body").expect("every kind has a body").to_string()
    }

    /// What a kind and a body say; nothing where they are not of that form.
    pub(crate) fn of(kind: &str, body: &str) -> Option<ManualFact> {
        let body: Value = serde_json::from_str(body).ok()?;
        serde_json::from_value(json!({ "kind": kind, "body": body })).ok()
    }

    /// The line that a posting keeps.
    pub fn line(&self) -> String {
        self.json().to_string() + "\n"
    }

    /// Reads the lines of a posting; nothing where one is not of that form.
    pub fn read(lines: &str) -> Option<Vec<ManualFact>> {
        lines.lines().map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// The rules that lines of a posting name, by their hash.
    pub fn rules(lines: &str) -> Option<String> {
        ManualFact::read(lines)?.into_iter().find_map(|what| match what {
            ManualFact::Rules { hash } => Some(hash),
            _ => None,
        })
    }

    /// The same lines, naming these rules or none.
    pub fn under_rules(lines: &str, hash: Option<&str>) -> String {
        let names_rules = |line: &&str| ManualFact::rules(line).is_some();
        let others = lines.lines().filter(|line| !names_rules(line));
        let mut lines: String = others.map(|line| format!("{line}\n")).collect();
        lines.extend(hash.map(|hash| ManualFact::Rules { hash: hash.to_owned() }.line()));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manual_facts_are_read_as_they_were_written() {
        let all = [
            ManualFact::Override {
                bill_id: "B\"1".to_owned(),
                benefit: "medical".to_owned(),
                amount: Money::from_minor(12_300),
            },
            ManualFact::Opening {
                accumulator: "medical.deductible".to_owned(),
                day: Day::parse("2024-01-01").unwrap(),
                value: 50_000,
                cut_over: Day::parse("2024-06-30").unwrap(),
            },
            ManualFact::SamePerson { other: "M2".to_owned() },
            ManualFact::Disallow {
                bill_id: "B2".to_owned(),
                column: Column::InScope,
                amount: Money::from_minor(32_000),
            },
            ManualFact::Allow {
                bill_id: "B2".to_owned(),
                column: Column::ClassBPrepay,
                amount: Money::from_minor(1),
            },
            ManualFact::Rules { hash: "1f".to_owned() },
        ];
        let lines: String = all.iter().map(ManualFact::line).collect();
        let written = concat!(
            r#"{"body":{"amount":12300,"benefit":"medical","bill_id":"B\"1"},"kind":"override"}"#,
            "\n",
            r#"{"body":{"accumulator":"medical.deductible","cut_over":"2024-06-30","#,
            r#""day":"2024-01-01","value":50000},"kind":"opening"}"#,
            "\n",
            r#"{"body":{"other":"M2"},"kind":"same_person"}"#,
            "\n",
            r#"{"body":{"amount":32000,"bill_id":"B2","column":"in_scope"},"kind":"disallow"}"#,
            "\n",
            r#"{"body":{"amount":1,"bill_id":"B2","column":"class_b_prepay"},"kind":"allow"}"#,
            "\n",
            r#"{"body":{"hash":"1f"},"kind":"rules"}"#,
            "\n",
        );
        assert_eq!(lines, written, "seals hash these bytes");
        assert_eq!(ManualFact::read(&lines), Some(all.to_vec()));
        assert_eq!(ManualFact::rules(&lines), Some("1f".to_owned()));
        let others = ManualFact::under_rules(&lines, None);
        assert_eq!(ManualFact::read(&others), Some(all[..5].to_vec()));
        assert_eq!(ManualFact::under_rules(&others, Some("1f")), lines);
        assert_eq!(ManualFact::read("{\"kind\":\"other\"}\n"), None);
        assert_eq!(ManualFact::read(&lines.replace("in_scope", "pool_paid")), None);
    }
}
