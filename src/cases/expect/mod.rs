//! What a case expects of a bill, or of all its bills together.
//!
//! ```toml
//! [case.bill.expect]
//! medical = "12.00"
//! payable = "12.00"
//! member_bears = "488.00"
//! left = { medical_year = "29988.00" }
//! steps = { medical.base = "500.00" }
//! ```

mod compare;
mod figure;

pub(crate) use figure::Figure;

use super::quantity::{amount, count};
use crate::adjudication::Status;
use crate::diagnostic::Diagnostics;
use crate::money::Money;
use crate::scheme::{Book, Kind, Node, Read, Reader, Reports, suggest};
use crate::words;

/// The expected answer on a bill, or on all bills together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expect {
    pub payable: Option<Money>,
    pub status: Option<Status>,
    pub reasons: Option<Vec<String>>,
    /// By place of the benefit in the book.
    pub benefits: Vec<(usize, Money)>,
    /// What is left of limits, by id: minor units, days, times or stays.
    pub left: Vec<(String, i64)>,
    /// What is left with the member.
    pub member_bears: Option<Money>,
    /// Figures on the way.
    pub steps: Vec<Figure>,
}

/// Keys of `expect` that are no benefits.
const KEYS: [&str; 6] = ["payable", "status", "reasons", "left", "member_bears", "steps"];

/// Takes `expect`; an empty one where it is missing.
pub(super) fn expected(book: &Book, reader: &mut Reader<Diagnostics>) -> Read<Expect> {
    if !reader.has("expect") {
        reader.optional("expect");
    }
    let read = reader.table("expect", |reader| ExpectReader { book }.expect(reader));
    read.map(Option::unwrap_or_default)
}

struct ExpectReader<'b> {
    book: &'b Book,
}

impl ExpectReader<'_> {
    fn expect(&self, reader: &mut Reader<Diagnostics>) -> Read<Expect> {
        let payable = reader.optional("payable").map(|node| self.amount(&node, reader));
        let statuses = [("paid", Status::Paid), ("nil", Status::Nil), ("denied", Status::Denied)];
        let status = reader.optional_choice("status", &statuses);
        let reasons = reader.optional("reasons").map(|node| {
            let texts = node.one_or_many();
            let texts = texts.iter().map(|node| reader.scalar(node, "reasons").map(str::to_owned));
            texts.collect::<Vec<_>>().into_iter().collect::<Read<Vec<String>>>()
        });
        let left = reader.table("left", |reader| self.left(reader));
        // Of books that have a benefit of such a name, cases mean the benefit.
        let is_free = |key: &str| self.book.benefits.iter().all(|benefit| benefit != key);
        let member_bears = match is_free("member_bears") {
            true => reader.optional("member_bears").map(|node| self.amount(&node, reader)),
            false => None,
        };
        let steps = match is_free("steps") {
            true => reader.table("steps", |reader| figure::read_all(self.book, reader)),
            false => Ok(None),
        };
        let benefits = self.expected_benefits(reader);
        Ok(Expect {
            payable: payable.transpose()?,
            status: status?,
            reasons: reasons.transpose()?,
            benefits: benefits?,
            left: left?.unwrap_or_default(),
            member_bears: member_bears.transpose()?,
            steps: steps?.unwrap_or_default(),
        })
    }

    /// Takes all other keys: benefits by their ids.
    fn expected_benefits(&self, reader: &mut Reader<Diagnostics>) -> Read<Vec<(usize, Money)>> {
        let read = reader.rest().into_iter().map(|(id, (key, node))| {
            match self.book.benefits.iter().position(|known| *known == id) {
                Some(benefit) => Ok((benefit, self.amount(&node, reader)?)),
                None => {
                    let ids = self.book.benefits.iter().map(String::as_str);
                    let known = ids.chain(KEYS);
                    let help = suggest(&id, known);
                    Err(reader.advise(key, words::rules::unknown_benefit(id), help))
                }
            }
        });
        read.collect::<Vec<_>>().into_iter().collect()
    }

    fn left(&self, reader: &mut Reader<Diagnostics>) -> Read<Vec<(String, i64)>> {
        let limits = || self.book.editions.iter().flat_map(|edition| edition.limits());
        let read = reader.rest().into_iter().map(|(id, (key, node))| {
            match limits().find(|limit| limit.id == id).map(|limit| limit.kind()) {
                Some(Kind::Amount) => Ok((id, self.amount(&node, reader)?.minor())),
                Some(Kind::Days | Kind::Times | Kind::Stays) => {
                    Ok((id, count(&node, "left", reader)?))
                }
                None => {
                    let ids: Vec<&str> = limits().map(|limit| limit.id.as_str()).collect();
                    let help = suggest(&id, ids.into_iter());
                    Err(reader.advise(key, words::rules::case_unknown_limit(id), help))
                }
            }
        });
        read.collect::<Vec<_>>().into_iter().collect()
    }

    fn amount(&self, node: &Node, reader: &mut Reader<Diagnostics>) -> Read<Money> {
        amount(self.book, node, "expect", reader)
    }
}
