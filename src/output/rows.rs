//! decisions.csv, payments.csv and rejects.csv.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::io;

use sha2::{Digest, Sha256};

use super::summary::decimal;
use crate::adjudication::Decision;
use crate::claim::Bill;
use crate::intake::BLOCKED;
use crate::intake::Dossier;
use crate::intake::RefusedRow;
use crate::intake::Reject;
use crate::money::{Currency, Money};
use crate::scheme::{Book, FLAGS};
use crate::words::Lang;

/// Puts decisions of one member in the order of decisions.csv: by settlement date, bill id, plan.
pub(crate) fn in_order_of_rows(book: &Book, dossier: &Dossier, decisions: &mut [Decision]) {
    let plan =
        |decision: &Decision| decision.plan.map(|plan| &book.vocabulary.plans[plan as usize]);
    decisions.sort_by(|a, b| {
        let (one, other) = (&dossier.bills[a.bill], &dossier.bills[b.bill]);
        by_settlement(one, other, dossier).then_with(|| plan(a).cmp(&plan(b)))
    });
}

/// The order of rows that tell of bills.
pub(crate) fn by_settlement(one: &Bill, other: &Bill, dossier: &Dossier) -> Ordering {
    let id = |bill: &Bill| dossier.bill_id(bill);
    one.settled_on.cmp(&other.settled_on).then_with(|| id(one).cmp(id(other)))
}

/// The header of decisions.csv: a column for each benefit of the book.
pub fn decisions_header(book: &Book, out: &mut Vec<u8>) {
    let head = ["bill_id", "member_id", "plan", "status", "reasons", "payable"].into_iter();
    row(out, head.chain(book.benefits.iter().map(String::as_str)));
}

/// Writes the row of one decision. A benefit that is not eligible pays nothing, and says so.
pub fn write_decision(book: &Book, dossier: &Dossier, decision: &Decision, out: &mut Vec<u8>) {
    let vocabulary = &book.vocabulary;
    let bill = &dossier.bills[decision.bill];
    cell(out, dossier.bill_id(bill));
    out.push(b',');
    cell(out, dossier.id);
    out.push(b',');
    out.extend(decision.plan.map_or("", |plan| &vocabulary.plans[plan as usize]).as_bytes());
    out.push(b',');
    out.extend(decision.status.code().as_bytes());
    out.push(b',');
    write_reasons(book, decision, out);
    out.push(b',');
    amount(vocabulary.currency, decision.payable, out);
    for benefit in 0..book.benefits.len() {
        let here = decision.benefits.iter().find(|(number, _)| *number as usize == benefit);
        out.push(b',');
        amount(vocabulary.currency, here.map_or(Money::ZERO, |&(_, amount)| amount), out);
    }
    out.push(b'\n');
}

/// Writes the codes of the reasons of a decision.
pub(crate) fn write_reasons(book: &Book, decision: &Decision, out: &mut Vec<u8>) {
    let from = out.len();
    for reason in &decision.reasons {
        reason.each_code(book, |benefit, code| {
            if out.len() > from {
                out.push(b';');
            }
            if let Some(benefit) = benefit {
                out.extend(benefit.as_bytes());
                out.push(b':');
            }
            out.extend(code.as_bytes());
        });
    }
}

/// Begins flags.csv.
pub(crate) fn flags_header(out: &mut Vec<u8>) {
    row(out, ["member_id", "bill_id", "flag"]);
}

/// The flags among the codes of reasons of one bill, each once, in their order, written as rows of flags.csv.
pub(crate) fn write_flags<'c>(
    member_id: &str,
    bill_id: &str,
    codes: impl Iterator<Item = &'c str>,
    out: &mut Vec<u8>,
) -> Vec<&'static str> {
    let mut flags: Vec<&'static str> = Vec::new(); // Of nearly all bills none.
    for flag in codes.filter_map(|code| FLAGS.into_iter().find(|flag| *flag == code)) {
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags.iter().for_each(|flag| row(out, [member_id, bill_id, flag]));
    flags
}

/// A row of texts, as people read them: see [`cell`].
pub(crate) fn row<'c>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = &'c str>) {
    row_of(out, cells, cell);
}

/// A row of texts as they are: see [`exact_cell`].
pub(crate) fn exact_row<'c>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = &'c str>) {
    row_of(out, cells, exact_cell);
}

fn row_of<'c>(
    out: &mut Vec<u8>,
    cells: impl IntoIterator<Item = &'c str>,
    cell: fn(&mut Vec<u8>, &str),
) {
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        cell(out, text);
    }
    out.push(b'\n');
}

/// Bytes that need no quotes.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut special: &[u8] = b",\"\n\r";
    while let [byte, rest @ ..] = special {
        plain[*byte as usize] = false;
        special = rest;
    }
    plain
};

/// What a spreadsheet has to begin a formula with, also of the width of Chinese letters; and what it
/// leaves away before one.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that a spreadsheet does not run: what could be a formula stands behind an apostrophe, which
/// makes it text. What has the form of a number, as amounts below zero have, is none.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    match text.as_bytes().first() {
        Some(b'\t' | b'\n' | b'\r' | b'\'' | b'+' | b'-' | b'=' | b'@' | 0xef..)
            if is_formula(text) =>
        {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text), // As nearly all.
    }
}

/// A text as it was before [`harmless`].
pub(crate) fn as_it_was(text: &str) -> &str {
    text.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(text)
}

/// Whether a text could be a formula. One behind apostrophes has one more, so that it comes back whole.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = number.strip_suffix('%').unwrap_or(number);
    let digits =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b",.".contains(&byte));
    text.starts_with(FORMULA) && (number.starts_with([',', '.']) || !digits(number))
}

/// A text as people read it, perhaps in a spreadsheet, in quotes where it would not stand without. See
/// [`exact_cell`] for what programs read.
pub(crate) fn cell(out: &mut Vec<u8>, text: &str) {
    exact_cell(out, &harmless(text));
}

/// A text as it is, in quotes where it would not stand without: in what a ledger keeps and a bank is
/// sent.
pub(crate) fn exact_cell(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    if bytes.iter().all(|byte| PLAIN[*byte as usize]) {
        out.extend(bytes);
        return;
    }
    out.push(b'"');
    for byte in bytes {
        out.extend(std::iter::repeat_n(byte, if *byte == b'"' { 2 } else { 1 }));
    }
    out.push(b'"');
}

/// An amount, as [`Currency::show`] writes it: there are a dozen in every row.
pub(crate) fn amount(currency: Currency, amount: Money, out: &mut Vec<u8>) {
    let (decimals, minor) = (currency.decimals(), amount.minor());
    if minor == 0 && decimals == 2 {
        return out.extend(b"0.00"); // As most.
    }
    let mut digits = [b'0'; 24];
    let (mut at, mut rest) = (digits.len(), minor.unsigned_abs());
    let point = digits.len() - decimals as usize;
    while rest > 0 || at >= point {
        if at == point && decimals > 0 {
            at -= 1;
            digits[at] = b'.';
        }
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    if minor < 0 {
        out.push(b'-');
    }
    out.extend(&digits[at..]);
}

/// What a member is to get now: a row of payments.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment<'i> {
    /// The same for the same decisions, so that a bank can tell a payment sent twice.
    pub id: String,
    /// The member.
    pub member_id: &'i str,
    /// Minor units, above zero.
    pub amount: i128,
}

impl<'i> Payment<'i> {
    /// Hexadecimal digits of an id.
    const ID_DIGITS: usize = 20;

    /// What the decisions on one member's bills, in the order of rows, come to.
    pub fn of(book: &Book, dossier: &Dossier<'i>, decisions: &[Decision]) -> Option<Payment<'i>> {
        let amount = decisions.iter().map(|decision| i128::from(decision.payable.minor())).sum();
        if amount <= 0 {
            return None;
        }
        let mut said = Vec::with_capacity(64 * (decisions.len() + 1));
        let mut say = |text: &[u8]| {
            // The length keeps `ab`, `c` from being `a`, `bc`.
            said.extend((text.len() as u64).to_le_bytes());
            said.extend(text);
        };
        say(book.id.as_bytes());
        say(dossier.id.as_bytes());
        for decision in decisions {
            let plan = decision.plan.map_or("", |plan| &book.vocabulary.plans[plan as usize]);
            say(dossier.bill_id(&dossier.bills[decision.bill]).as_bytes());
            say(plan.as_bytes());
            say(&decision.payable.minor().to_le_bytes());
        }
        let id = crate::fingerprint::hex(&Sha256::digest(&said)[..Payment::ID_DIGITS / 2]);
        Some(Payment { id, member_id: dossier.id, amount })
    }

    /// The header of payments.csv.
    pub fn header(out: &mut Vec<u8>) {
        row(out, ["payment_id", "member_id", "kind", "amount"]);
    }

    /// Writes the row of the payment.
    pub fn write(&self, currency: Currency, out: &mut Vec<u8>) {
        for text in [&self.id, self.member_id, "payment"] {
            cell(out, text);
            out.push(b',');
        }
        match i64::try_from(self.amount) {
            Ok(minor) => amount(currency, Money::from_minor(minor), out),
            Err(_) => out.extend(decimal(currency, self.amount).as_bytes()),
        }
        out.push(b'\n');
    }
}

/// rejects.csv, one row a fault.
pub struct Rejects<W: io::Write> {
    csv: csv::Writer<W>,
    lang: Lang,
}

impl<W: io::Write> Rejects<W> {
    /// Begins with the header; sentences are in `lang`.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(out: W, lang: Lang) -> io::Result<Rejects<W>> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["file", "line", "column", "value", "code", "sentence"])?;
        Ok(Rejects { csv, lang })
    }

    /// Writes one fault.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&mut self, reject: &Reject) -> io::Result<()> {
        let Reject { file, line, column, value, code, sentence } = reject;
        let (line, sentence) = (line.to_string(), sentence.text(self.lang));
        let cells = [file, &line, column, value, *code, sentence];
        Ok(self.csv.write_record(cells.map(|text| harmless(text).into_owned()))?)
    }

    /// Ends the rows and gives the output back.
    ///
    /// # Errors
    ///
    /// When the rest cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.csv.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Writes a refused row as it came, behind its line, the codes and what is to be done. No comma, quote or
/// line end is in what stands in front, so that nothing in the row itself, be it an open quote, reads
/// differently.
pub(crate) fn write_to_mend(refused: &RefusedRow, lang: Lang, out: &mut Vec<u8>) {
    let RefusedRow { line, rejects, raw, .. } = refused;
    let mut codes: Vec<&str> = Vec::new();
    for Reject { code, .. } in rejects {
        if !codes.contains(code) {
            codes.push(code);
        }
    }
    let reason = |reject: &Reject| match reject.column.as_str() {
        _ if reject.code == BLOCKED => reject.sentence.text(lang).to_owned(),
        "" => reject.sentence.text(lang).to_owned(),
        column => format!("{column}: {}", reject.sentence.text(lang)),
    };
    let reasons: Vec<String> = rejects.iter().map(reason).collect();
    let flat = |letter: char| match letter {
        ',' => ';',
        '"' => '\'',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    let reasons: String = reasons.join(" | ").chars().map(flat).collect();
    for cell in [&line.to_string(), &codes.join(";"), &*harmless(&reasons)] {
        out.extend(cell.as_bytes());
        out.push(b',');
    }
    out.extend(raw);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_see_them() {
        for currency in [Currency::CNY, Currency::JPY, Currency::KWD] {
            for minor in [0, 1, 9, 10, 99, 100, 101, 12_345, -1, -398_050, i64::MAX] {
                let (mut out, money) = (Vec::new(), Money::from_minor(minor));
                amount(currency, money, &mut out);
                assert_eq!(String::from_utf8(out).unwrap(), currency.show(money));
            }
        }
    }

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        cell(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_a_spreadsheet_would_run_stands_behind_an_apostrophe() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("-M1", "'-M1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("＝1+1", "'＝1+1"),
            ("－x", "'－x"),
            ("'=1+1", "''=1+1"),
            ("-.5", "'-.5"),
        ] {
            assert_eq!(written(text), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_ids_and_words_are_as_they_are() {
        let plain = [
            "",
            "-",
            "+",
            "0",
            "-5",
            "+5",
            "-3.20",
            "-3.2%",
            "M-1",
            "A=B",
            "a@b.cn",
            "990***18",
            "'s",
            "'",
            "2024-01-01",
            "within_deductible",
            "B1#2",
            "互助=",
            "险",
            "，",
            "\u{feff}",
        ];
        for text in plain {
            assert_eq!(written(text), text);
        }
        assert_eq!(written("-1,234.50"), "\"-1,234.50\"");
    }

    proptest::proptest! {
        /// No spreadsheet runs what is written, and who reads it back has what was written.
        #[test]
        fn a_cell_is_harmless_and_comes_back(text in "('|[-=+@\t\r\n＝]){0,3}[0-9.,%a'=-]{0,5}") {
            let seen = harmless(&text);
            proptest::prop_assert!(!is_formula(&seen) || seen.starts_with('\''));
            proptest::prop_assert_eq!(as_it_was(&seen), &text);
        }
    }

    #[test]
    fn cells_are_quoted_as_the_csv_crate_does() {
        for text in ["", "a", "a,b", "say \"x\"", "two\nlines", "\r", " a ", "中"] {
            let mut out = Vec::new();
            exact_row(&mut out, ["x", text]);
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(["x", text]).unwrap();
            assert_eq!(out, csv.into_inner().unwrap(), "{text:?}");
        }
    }
}
