//! Lines of a bill (费用明细): what its total is the sum of, each of a class and, where known, of a day.
//!
//! A bill has them in its column `lines`, one behind the other: `B|2024-03-02|120.00;bed|2024-03-02|80.00`. A file
//! lines.csv beside bills.csv is put there at the door. Rules ask for them through fields `of = "lines"`: the sum of
//! the lines of some classes, of each day no more than the rules let count.

use std::collections::BTreeMap;

use super::{Field, FieldKind, Vocabulary};
use crate::date::Day;
use crate::money::Money;
use crate::words::{Sentence, data};

/// Stands between two lines.
pub(crate) const BETWEEN: char = ';';
/// Stands between class, day and amount of a line.
pub(crate) const WITHIN: char = '|';

/// The most lines that one bill may have; more are refused as data.
pub(crate) const MOST_LINES: usize = 10_000;

/// A line of a bill (费用明细): so much of its total is of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The day that it is of, where it says so.
    pub day: Option<Day>,
    /// The class, by its place among the scheme's.
    pub class: u8,
    /// How much of the bill's total it is.
    pub amount: Money,
}

/// What is wrong with the lines of a bill.
pub(super) struct LineFault {
    pub code: &'static str,
    /// The line as it came; empty where all of them are meant.
    pub line: String,
    pub sentence: Sentence,
}

impl LineFault {
    fn new(code: &'static str, line: &str, sentence: Sentence) -> LineFault {
        LineFault { code, line: line.to_owned(), sentence }
    }
}

/// The lines in a cell that was read already; nothing where it has none that can be read under these rules.
pub(crate) fn lines_in(text: &str, vocabulary: &Vocabulary) -> Option<Vec<Line>> {
    read(text, vocabulary).ok()
}

/// The lines in a cell, in the order in which they stand there.
pub(super) fn read(text: &str, vocabulary: &Vocabulary) -> Result<Vec<Line>, LineFault> {
    let parts = || text.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty());
    if parts().count() > MOST_LINES {
        return Err(LineFault::new("too_many_lines", "", data::too_many_lines(MOST_LINES)));
    }
    parts().map(|part| read_line(part, vocabulary)).collect()
}

fn read_line(text: &str, vocabulary: &Vocabulary) -> Result<Line, LineFault> {
    let parts: Vec<&str> = text.split(WITHIN).map(str::trim).collect();
    let [class, day, amount] = *parts.as_slice() else {
        return Err(LineFault::new("bad_line", text, data::bad_line(text)));
    };
    let known = vocabulary.line_classes.iter().position(|known| known == class);
    let Some(known) = known else {
        let all = super::error::quoted(&vocabulary.line_classes);
        return Err(LineFault::new("unknown_word", text, data::unknown_word(class, all)));
    };
    let day = match day {
        "" => None,
        _ => match Day::parse(day) {
            Some(day) => Some(day),
            None => return Err(LineFault::new("bad_date", text, data::bad_date(day))),
        },
    };
    let amount = match vocabulary.currency.parse(amount) {
        Ok(amount) if amount >= Money::ZERO => amount,
        Ok(_) => {
            let sentence = data::negative_line(amount);
            return Err(LineFault::new("negative_amount", text, sentence));
        }
        Err(why) => return Err(LineFault::new("bad_amount", text, why.sentence())),
    };
    Ok(Line { day, class: known as u8, amount })
}

/// Whether lines come to the total of their bill.
pub(super) fn come_to(
    lines: &[Line],
    total: Money,
    vocabulary: &Vocabulary,
) -> Result<(), LineFault> {
    let sum: i128 = lines.iter().map(|line| i128::from(line.amount.minor())).sum();
    if sum == i128::from(total.minor()) {
        return Ok(());
    }
    // At most 10,000 lines of the largest amount: their sum can be shown.
    let sum = Money::from_minor(i64::try_from(sum).unwrap_or(i64::MAX));
    let show = |amount| vocabulary.currency.show(amount);
    let sentence = data::lines_not_total(show(sum), show(total));
    Err(LineFault::new("lines_not_total", "", sentence))
}

/// What a field of lines comes to: the sum of the lines of its classes, of each day no more than counts.
pub(super) fn sum(
    field: &Field,
    lines: &[Line],
    vocabulary: &Vocabulary,
) -> Result<Money, LineFault> {
    let FieldKind::Lines { classes, each_day_at_most, .. } = &field.kind else {
        unreachable!("only fields of lines are summed")
    };
    let is_of = |line: &&Line| classes.contains(class_of(line, vocabulary));
    let of_field = lines.iter().filter(is_of);
    let Some(most) = *each_day_at_most else {
        return Ok(of_field.map(|line| line.amount).sum());
    };
    let mut days: BTreeMap<Day, Money> = BTreeMap::new();
    for line in of_field {
        let Some(day) = line.day else {
            let shown = show(line, vocabulary);
            let sentence = data::line_without_day(&field.name);
            return Err(LineFault::new("line_without_day", &shown, sentence));
        };
        *days.entry(day).or_default() += line.amount;
    }
    Ok(days.into_values().map(|of_day| of_day.min(most)).sum())
}

/// Lines in their one spelling: by day, class and amount. What cannot be read under these rules stays as it is.
pub(super) fn in_one_spelling_of(text: &str, vocabulary: &Vocabulary) -> String {
    let Ok(mut lines) = read(text, vocabulary) else { return text.to_owned() };
    lines.sort_unstable();
    let shown: Vec<String> = lines.iter().map(|line| show(line, vocabulary)).collect();
    shown.join(&BETWEEN.to_string())
}

/// The class of a line that was read under these rules.
pub(crate) fn class_of<'v>(line: &Line, vocabulary: &'v Vocabulary) -> &'v String {
    let class = vocabulary.line_classes.get(line.class as usize);
    class.expect("a line is of a class of the rules that read it")
}

fn show(line: &Line, vocabulary: &Vocabulary) -> String {
    let Line { day, amount, .. } = line;
    let class = class_of(line, vocabulary);
    let day = day.map_or(String::new(), |day| day.to_string());
    format!("{class}{WITHIN}{day}{WITHIN}{}", vocabulary.currency.show(*amount))
}

/// A line as it stands in the cell of a bill.
pub(crate) fn cell(class: &str, day: &str, amount: &str) -> String {
    format!("{class}{WITHIN}{day}{WITHIN}{amount}")
}

/// What a payment comes to on each of some amounts (按最大余额法分摊): in proportion, whole minor units, the units that
/// are left over to those with the largest remainders, of equal ones to the first. The parts come to `paid`; where
/// the amounts come to nothing there are none to bear it, and each gets nothing.
///
/// ```
/// use huzhu::claim::apportion;
/// use huzhu::money::Money;
///
/// let fen = Money::from_minor;
/// let parts = apportion(fen(100), &[fen(1), fen(1), fen(1)]);
/// assert_eq!(parts, [fen(34), fen(33), fen(33)]);
/// ```
pub fn apportion(paid: Money, amounts: &[Money]) -> Vec<Money> {
    let whole: i128 = amounts.iter().map(|amount| i128::from(amount.minor())).sum();
    if whole <= 0 {
        return vec![Money::ZERO; amounts.len()];
    }
    let product = |amount: &Money| i128::from(paid.minor()) * i128::from(amount.minor());
    let mut parts: Vec<(i128, i128)> = (amounts.iter().map(product))
        .map(|product| (product.div_euclid(whole), product.rem_euclid(whole)))
        .collect();
    let left = i128::from(paid.minor()) - parts.iter().map(|part| part.0).sum::<i128>();
    let mut largest: Vec<&mut (i128, i128)> = parts.iter_mut().collect();
    largest.sort_by_key(|part| std::cmp::Reverse(part.1)); // Stable: of equal ones the first.
    largest.into_iter().take(left as usize).for_each(|part| part.0 += 1);
    parts.into_iter().map(|(part, _)| Money::from_minor(part as i64)).collect()
}
