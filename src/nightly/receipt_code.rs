//! Receipt codes (验证码): the twelve signs on a notice by which an office finds, years later, which decision a sheet of
//! paper shows.
//!
//! A code has three parts of four signs: one over the rules and the engine, one over the facts that were known of
//! the member, one over the decision on the bill. So a sheet that does not fit says which of them is another. It
//! is a checksum and no signature, since anyone can compute it: what counts is that the ledger's decision has it.

use std::fmt::{self, Display, Formatter};

use sha2::{Digest, Sha256};

use super::error::NightError;
use super::readjudicate::{self, Found};
use super::recall::Recall;
use super::sheet_changes::Sheets;
use crate::adjudication::MEANING;
use crate::ledger::{Brought, Content, Decided, Ledger};
use crate::money::Money;

/// The signs of a code: digits and capitals but for I, L, O and U, which are misread (Crockford's base 32).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The signs of a part.
const LENGTH: usize = 4;

/// What a part of a code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePart {
    /// The rules, and what the engine means by them.
    Rules,
    /// What was known of the member.
    Facts,
    /// What was decided on the bill.
    Decision,
}

impl CodePart {
    /// All of them, in the order of a code.
    pub const ALL: [CodePart; 3] = [CodePart::Rules, CodePart::Facts, CodePart::Decision];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            CodePart::Rules => "rules",
            CodePart::Facts => "facts",
            CodePart::Decision => "decision",
        }
    }
}

/// The receipt code of a decision. Shown as `7K2M-9QX4-04TB`.
///
/// ```
/// use huzhu::nightly::ReceiptCode;
///
/// let code = ReceiptCode::read(" 7k2m 9qx4 o4tb ").unwrap();
/// assert_eq!(code.to_string(), "7K2M-9QX4-04TB"); // as a person writes it down
/// assert_eq!(ReceiptCode::read("7K2M-9QX4"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReceiptCode([[u8; LENGTH]; 3]);

impl ReceiptCode {
    /// The code of the decision of a posting on a bill.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn of(recall: &Recall, found: &Found, bill_id: &str) -> Result<ReceiptCode, NightError> {
        let rules = readjudicate::hash(recall.ledger(), found)?;
        let rules = part(CodePart::Rules, [rules.as_str(), &found.meaning]);
        let facts = facts(recall, found)?;
        let facts = part(CodePart::Facts, facts.iter().map(String::as_str));
        let mut decision = Vec::new();
        let decided = readjudicate::decided(found, bill_id);
        decided.iter().for_each(|one| one.write(&mut decision));
        let decision = String::from_utf8(decision).expect("decisions are text");
        Ok(ReceiptCode([rules, facts, part(CodePart::Decision, [decision.as_str()])]))
    }

    /// Reads a code as a person copies it: in small letters, with or without what stands between its parts, with
    /// O for 0, I or L for 1, or in full width; nothing where it is no code.
    pub fn read(text: &str) -> Option<ReceiptCode> {
        let signs = text.chars().map(readjudicate::narrow).filter(|c| c.is_alphanumeric());
        let signs: Option<Vec<u8>> = signs.map(sign).collect();
        let signs: [u8; 3 * LENGTH] = signs?.try_into().ok()?;
        let mut parts = signs.as_chunks::<LENGTH>().0.iter().copied();
        Some(ReceiptCode([parts.next()?, parts.next()?, parts.next()?]))
    }

    /// The parts in which two codes differ.
    pub fn differs(&self, other: &ReceiptCode) -> Vec<CodePart> {
        let pairs = self.0.iter().zip(&other.0).zip(CodePart::ALL);
        pairs.filter(|((one, other), _)| one != other).map(|(_, part)| part).collect()
    }
}

impl Display for ReceiptCode {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        for (at, part) in self.0.iter().enumerate() {
            let part = std::str::from_utf8(part).expect("signs are ASCII");
            write!(f, "{}{part}", if at == 0 { "" } else { "-" })?;
        }
        Ok(())
    }
}

/// What a code on a sheet of paper turns out to be.
#[derive(Clone, Debug)]
pub enum Checked {
    /// A decision of the ledger has it.
    Fits {
        /// The posting that made it.
        found: Box<Found>,
        /// What the bill was paid by it: so much must stand on the sheet.
        payable: Money,
        /// Whether this program decides so from the same rules and facts.
        repeats: Repeats,
        /// Whether no later posting decided the bill otherwise.
        is_newest: bool,
    },
    /// None has it. In the one that is nearest to it, these parts are others.
    Differs {
        /// The nearest decision: the newest of those with the fewest other parts.
        nearest: Box<Found>,
        /// What it was paid.
        payable: Money,
        /// The parts that differ.
        parts: Vec<CodePart>,
    },
}

/// Whether a decision was made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// It was, and is the same.
    Same,
    /// It was made by an engine that meant something else by rules or facts.
    OtherEngine,
}

/// Looks for the decision on a bill that has a code.
///
/// # Errors
///
/// When no such bill was decided, what was decided is decided otherwise now by an engine that means the same, or
/// the ledger cannot be read.
pub fn check_code(
    ledger: &Ledger,
    bill_id: &str,
    code: &ReceiptCode,
) -> Result<Checked, NightError> {
    let (sheets, recall) = (Sheets::of(ledger, bill_id)?, Recall::of(ledger));
    let unknown = || NightError::UnknownBill { bill: bill_id.to_owned() };
    let newest = sheets.postings.last().map(|found| sheets.shown(found)).ok_or_else(unknown)?;
    let pays =
        |found: &Found| -> Money { sheets.shown(found).decided.iter().map(Decided::payable).sum() };
    let mut nearest: Option<(&Found, Vec<CodePart>)> = None;
    // A sheet has the code of the first posting that has it so.
    for found in sheets.first_of_each().into_iter().rev() {
        let parts = ReceiptCode::of(&recall, found, bill_id)?.differs(code);
        if parts.is_empty() {
            return Ok(Checked::Fits {
                payable: pays(found),
                is_newest: sheets.shown(found) == newest,
                found: Box::new(found.clone()),
                repeats: repeats(&recall, found)?,
            });
        }
        if nearest.as_ref().is_none_or(|(_, fewest)| parts.len() < fewest.len()) {
            nearest = Some((found, parts));
        }
    }
    let (nearest, parts) = nearest.expect("the bill was decided");
    Ok(Checked::Differs { payable: pays(nearest), nearest: Box::new(nearest.clone()), parts })
}

fn repeats(recall: &Recall, found: &Found) -> Result<Repeats, NightError> {
    if found.meaning != MEANING {
        return Ok(Repeats::OtherEngine);
    }
    recall.on_what_was_known(found, |book, intake| readjudicate::check(found, book, intake))?;
    Ok(Repeats::Same)
}

/// All that was known of a member when a posting was made: ids, columns and rows in the order in which they came, and
/// the manual facts.
fn facts(recall: &Recall, found: &Found) -> Result<Vec<String>, NightError> {
    let (known, _) = recall.known_then(found)?;
    let main = &found.latest.content.member_id;
    let mut texts = vec![found.latest.content.manual_facts.clone()];
    for latest in &known.members {
        let Content { member_id, manual_facts, .. } = &latest.content;
        texts.push(member_id.clone());
        // Only of relatives: facts of other ids of the member are the member's.
        texts.extend((member_id != main && !manual_facts.is_empty()).then(|| manual_facts.clone()));
        for Brought { columns, rows, .. } in known.rows.get(&latest.member).into_iter().flatten() {
            if let Some(columns) = known.columns.get(columns) {
                let columns = [&columns.members, &columns.enrolments, &columns.bills];
                texts.extend(columns.into_iter().cloned());
            }
            texts.extend(rows.iter().cloned());
        }
    }
    Ok(texts)
}

/// The part of a code over some texts.
fn part<'t>(of: CodePart, texts: impl IntoIterator<Item = &'t str>) -> [u8; LENGTH] {
    let mut hash = Sha256::new();
    for text in std::iter::once(of.code()).chain(texts) {
        // The length keeps `ab`, `c` from being `a`, `bc`.
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    let [one, two, three, ..] = <[u8; 32]>::from(hash.finalize());
    let bits = u32::from_be_bytes([0, one, two, three]) >> 4;
    [15, 10, 5, 0].map(|shift| SIGNS[(bits >> shift) as usize % SIGNS.len()])
}

/// The sign that a person means.
fn sign(c: char) -> Option<u8> {
    let sign = match c.to_ascii_uppercase() {
        'O' => b'0',
        'I' | 'L' => b'1',
        other => u8::try_from(other).ok()?,
    };
    SIGNS.contains(&sign).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hashlib of Python: the name and each text, each behind its length of eight bytes. Codes stand on paper, so
    /// that these never change.
    #[test]
    fn a_part_is_the_first_twenty_bits() {
        assert_eq!(&part(CodePart::Rules, []), b"W277");
        assert_eq!(&part(CodePart::Facts, ["ab", "c"]), b"FG2F");
        assert_eq!(&part(CodePart::Facts, ["a", "bc"]), b"FQJK");
    }

    #[test]
    fn a_code_is_read_as_it_is_shown() {
        let code = ReceiptCode([*b"0A1Z", *b"9QX4", *b"HJKV"]);
        assert_eq!(ReceiptCode::read(&code.to_string()), Some(code));
        assert_eq!(ReceiptCode::read("oaiz9qx4hjkv"), Some(code)); // as it may be misread
        assert_eq!(ReceiptCode::read("０Ａ１Ｚ－９ＱＸ４－ＨＪＫＶ"), Some(code));
        for wrong in ["", "0A1Z-9QX4-HJK", "0A1Z-9QX4-HJKVV", "0A1Z-9QX4-HJKU", "0A1Z-9QX4-HJK验"]
        {
            assert_eq!(ReceiptCode::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parts_that_differ_are_named() {
        let [one, other] =
            ["0A1Z-9QX4-HJKV", "0A1Z-9QX5-HJKW"].map(|text| ReceiptCode::read(text).unwrap());
        assert_eq!(one.differs(&other), [CodePart::Facts, CodePart::Decision]);
        assert_eq!(one.differs(&one), []);
    }
}
