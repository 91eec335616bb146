//! Funders (出资方): who bears what a benefit pays; where nothing is said, the scheme itself. It decides
//! nothing, and the ledger sums by it.
//!
//! ```toml
//! [[funder]]
//! id = "province"
//! title = { zh = "省总工会", en = "the province's union" }
//!
//! [[funder]]
//! id = "city"
//! title = { zh = "市总工会", en = "the city's union" }
//!
//! [[benefit]]
//! id = "medical"
//! funder = { province = "60%", city = "rest" }
//!
//! [[benefit]]
//! id = "daily"
//! funder = "city"
//! ```

use rust_decimal::Decimal;

use crate::money::{Money, Rate};
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::reader::{Read, Reader, Reports, all};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Entries, Node, Span, Value, suggest};
use crate::words::{self, Sentence};

pub(crate) const PROVISION: Provision = Provision { keys: &[("funder", None)], ..PLAIN };

/// Who bears what benefits pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funder {
    /// The id, which benefits name.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) title: Sentence,
}

/// Who bears what a benefit pays: each a share of it, and one the rest (分摊); or one all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunderSplit {
    /// Shares, in the order in which the file declares the funders.
    pub(crate) shares: Vec<(String, Rate)>,
    /// Who bears the rest.
    pub(crate) rest: String,
}

/// What a funder of a split bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    Of(Rate),
    Rest,
}

/// What stands for the share of who bears the rest.
pub(crate) const REST: &str = "rest";

/// All, in the last decimal of a rate.
const ALL: i64 = 10i64.pow(Rate::DECIMALS);

impl Funder {
    /// The id, which benefits name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    pub fn title(&self) -> &Sentence {
        &self.title
    }
}

impl FunderSplit {
    /// One funder bears all.
    pub(crate) fn one(funder: String) -> FunderSplit {
        FunderSplit { shares: Vec::new(), rest: funder }
    }

    /// Shares by funder, in the order of `declared`; nothing where not exactly one bears the rest, or the shares
    /// leave none.
    pub(crate) fn of(mut all: Vec<(String, Share)>, declared: &[String]) -> Option<FunderSplit> {
        all.sort_by_key(|(id, _)| declared.iter().position(|known| known == id));
        let (mut shares, mut rest) = (Vec::new(), None);
        for (id, share) in all {
            match share {
                Share::Of(rate) => shares.push((id, rate)),
                Share::Rest if rest.is_none() => rest = Some(id),
                Share::Rest => return None,
            }
        }
        let split = FunderSplit { shares, rest: rest? };
        (split.shared() < Decimal::ONE).then_some(split)
    }

    /// What the shares come to, without the rest.
    fn shared(&self) -> Decimal {
        self.shares.iter().map(|(_, share)| share.decimal()).sum()
    }

    /// Ids of the funders; who bears the rest stands last.
    pub fn funders(&self) -> impl Iterator<Item = &str> {
        self.shares.iter().map(|(id, _)| id.as_str()).chain([self.rest.as_str()])
    }

    /// What each funder bears of an amount, in the order of [`FunderSplit::funders`], in whole minor units that come
    /// to it. Each share is of what those before it leave, rounded half up, and the rest is what then is left: so one
    /// minor unit more or less is one more or less of one funder, and of no other.
    pub fn parts(&self, amount: Money) -> Vec<Money> {
        let (mut left, mut of) = (amount, ALL);
        let mut parts = Vec::with_capacity(self.shares.len() + 1);
        for (_, share) in &self.shares {
            let share = share.whole(Rate::DECIMALS);
            let part = left.part(share, of);
            (left, of) = (left - part, of - share);
            parts.push(part);
        }
        parts.push(left);
        parts
    }
}

impl Funder {
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Funder> {
        let id = reader.id("id");
        let title = reader.title("title");
        Ok(Funder { id: id?.0, title: title? })
    }

    /// Takes the funder of a benefit; nothing where the scheme itself bears it.
    pub(crate) fn of_benefit(reader: &mut Reader<Scope>) -> Read<Option<FunderSplit>> {
        let Some(node) = reader.optional("funder") else { return Ok(None) };
        if let Value::Table(shares) = node.value {
            return split(reader, node.span, shares).map(Some);
        }
        let id = reader.scalar(&node, "funder")?.to_owned();
        is_known(reader, &id, node.span)?;
        Ok(Some(FunderSplit::one(id)))
    }
}

/// Reports a funder that the edition does not declare.
fn is_known(reader: &mut Reader<Scope>, id: &str, span: Span) -> Read<()> {
    if reader.scope.funders.iter().any(|known| known == id) {
        return Ok(());
    }
    let known = reader.scope.funders.iter().map(String::as_str).filter(|id| !id.is_empty());
    let help = suggest(id, known).unwrap_or_else(words::rules::funder_help);
    Err(reader.advise(span, words::rules::unknown_funder(id), help))
}

/// Reads who bears which share.
fn split(reader: &mut Reader<Scope>, span: Span, entries: Entries) -> Read<FunderSplit> {
    if entries.len() < 2 {
        return Err(reader.error(span, words::rules::two_at_least("funder")));
    }
    let entry = |(id, (key, node)): (String, (Span, Node))| {
        let known = is_known(reader, &id, key);
        let place = node.span.clone();
        let share = share(reader, &id, node);
        known.and(share).map(|share| (id, share, place))
    };
    let all = all(entries.into_iter().map(entry))?;
    comes_to_all(reader, span, &all)?;
    let shares = all.into_iter().map(|(id, share, _)| (id, share)).collect();
    let split = FunderSplit::of(shares, &reader.scope.funders);
    Ok(split.expect("what is wrong with a split was reported"))
}

/// Reads the share of a funder.
fn share(reader: &mut Reader<Scope>, id: &str, node: Node) -> Read<Share> {
    let text = match node.value {
        Value::Text(text) => text,
        Value::Number(text) | Value::Date(text) => {
            return Err(reader.error(node.span, words::rules::funder_share(text)));
        }
        _ => return Err(reader.error(node.span, words::rules::not_text(id))),
    };
    match (text.as_str(), text.parse::<Rate>()) {
        (REST, _) => Ok(Share::Rest),
        (_, Ok(rate)) if rate.decimal().is_zero() => {
            Err(reader.error(node.span, words::rules::funder_bears_nothing(id)))
        }
        (_, Ok(rate)) => Ok(Share::Of(rate)),
        (text, Err(_)) => Err(reader.error(node.span, words::rules::funder_share(text))),
    }
}

/// Reports shares that do not come to all with exactly one rest.
fn comes_to_all(reader: &mut Reader<Scope>, span: Span, all: &[(String, Share, Span)]) -> Read<()> {
    let rates = all.iter().filter_map(|(_, share, _)| match share {
        Share::Of(rate) => Some(rate.decimal()),
        Share::Rest => None,
    });
    let sum: Decimal = rates.sum();
    let rests = all.iter().filter(|(_, share, _)| *share == Share::Rest);
    let mut rests: Vec<&Span> = rests.map(|(_, _, place)| place).collect();
    rests.sort_by_key(|place| place.start);
    let (first, second) = (rests.first(), rests.get(1));
    let mut wrong = Ok(());
    if first.is_none() {
        wrong = Err(reader.error(span.clone(), words::rules::no_rest()));
    }
    if let Some(second) = second {
        wrong = Err(reader.error((*second).clone(), words::rules::two_rests()));
    }
    if sum > Decimal::ONE || (sum == Decimal::ONE && first.is_some()) {
        let percent = (sum * Decimal::ONE_HUNDRED).normalize();
        wrong = Err(reader.error(span, words::rules::shares_leave_nothing(percent)));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(shares: &[(&str, &str)]) -> FunderSplit {
        let share = |text: &str| match text {
            REST => Share::Rest,
            text => Share::Of(text.parse().unwrap()),
        };
        let all = shares.iter().map(|(id, text)| ((*id).to_owned(), share(text))).collect();
        let declared: Vec<String> = shares.iter().map(|(id, _)| (*id).to_owned()).collect();
        FunderSplit::of(all, &declared).unwrap()
    }

    fn parts(split: &FunderSplit, minor: i64) -> Vec<i64> {
        split.parts(Money::from_minor(minor)).into_iter().map(Money::minor).collect()
    }

    #[test]
    fn parts_come_to_what_is_split() {
        let two = split(&[("province", "60%"), ("city", "rest")]);
        assert_eq!(parts(&two, 1), [1, 0]);
        assert_eq!(parts(&two, 2), [1, 1]);
        // 60 % of 100.01 is 60.006, and of 100.02 is 60.012.
        assert_eq!(parts(&two, 10_001), [6_001, 4_000]);
        assert_eq!(parts(&two, 10_002), [6_001, 4_001]);
        assert_eq!(parts(&two, -10_001), [-6_001, -4_000]);
        assert_eq!(two.funders().collect::<Vec<_>>(), ["province", "city"]);
        // The city's half is of what the province leaves: 30 of 70 hundredths of it.
        let three = split(&[("province", "30%"), ("city", "30%"), ("unit", "rest")]);
        assert_eq!(parts(&three, 10), [3, 3, 4]);
        assert_eq!(parts(&three, 2), [1, 0, 1]);
    }

    #[test]
    fn the_rest_may_be_declared_first() {
        let declared = ["city", "province"].map(str::to_owned);
        let share = Share::Of("60%".parse().unwrap());
        let all = vec![("province".to_owned(), share), ("city".to_owned(), Share::Rest)];
        assert_eq!(FunderSplit::of(all, &declared).unwrap().rest, "city");
    }

    proptest::proptest! {
        #[test]
        fn a_minor_unit_more_is_one_more_of_one_funder(
            shares in proptest::collection::vec(1..400_000i64, 1..6), minor in 0..2_000_000i64,
        ) {
            let mut left = ALL - 1;
            let names = ["a", "b", "c", "d", "e"];
            let mut all = vec![("z".to_owned(), Share::Rest)];
            for (name, share) in names.iter().zip(shares) {
                let share = share.min(left);
                left -= share;
                if share > 0 {
                    let rate = Decimal::new(share, Rate::DECIMALS).to_string().parse().unwrap();
                    all.push(((*name).to_owned(), Share::Of(rate)));
                }
            }
            let declared: Vec<String> = names.iter().chain(&["z"]).map(|id| (*id).to_owned()).collect();
            let split = FunderSplit::of(all, &declared).unwrap();
            let (some, more) = (parts(&split, minor), parts(&split, minor + 1));
            proptest::prop_assert_eq!(some.iter().sum::<i64>(), minor);
            proptest::prop_assert!(some.iter().all(|part| *part >= 0));
            let moved: Vec<i64> = more.iter().zip(&some).map(|(m, s)| m - s).filter(|d| *d != 0).collect();
            proptest::prop_assert_eq!(moved, vec![1]);
        }
    }
}
