//! What of each payment falls on each line of a bill (分摊到明细).
//!
//! A payment is apportioned over the lines of the classes that its benefit asks for, and over all lines where it asks
//! for none, in proportion to their amounts, to the fen, by the largest remainder.

use serde_json::{Map, Value, json};

use super::Explanation;
use crate::claim::{Column, FieldKind, Line, Vocabulary, apportion, class_of, lines_in};
use crate::money::Money;
use crate::scheme::Book;

/// Every line of a bill with what each benefit pays on it, for programs; nothing where the bill has no lines.
pub(crate) fn paid_on_lines(book: &Book, explanation: &Explanation, text: &str) -> Option<Value> {
    let vocabulary = &book.vocabulary;
    let lines = lines_in(text, vocabulary).filter(|lines| !lines.is_empty())?;
    let edition = &book.editions[explanation.edition?];
    let mut shown: Vec<Value> = lines.iter().map(|line| show(line, vocabulary)).collect();
    for working in explanation.workings.iter().filter(|working| working.paid > Money::ZERO) {
        let benefit = &edition.benefits[working.place];
        let classes = classes_of(&benefit.asks_for(), vocabulary);
        let bears = |line: &Line| match classes.is_empty() || classes.contains(&line.class) {
            true => line.amount,
            false => Money::ZERO,
        };
        let parts = apportion(working.paid, &lines.iter().map(bears).collect::<Vec<_>>());
        for (line, part) in shown.iter_mut().zip(parts).filter(|(_, part)| *part > Money::ZERO) {
            line["pays"][&benefit.id] = json!(vocabulary.currency.show(part));
        }
    }
    Some(Value::Array(shown))
}

fn show(line: &Line, vocabulary: &Vocabulary) -> Value {
    let amount = vocabulary.currency.show(line.amount);
    let class = class_of(line, vocabulary);
    let day = line.day.map_or(String::new(), |day| day.to_string());
    json!({ "class": class, "day": day, "amount": amount, "pays": Map::new() })
}

/// The classes of the sums of lines among columns that a benefit asks for.
fn classes_of(columns: &[Column], vocabulary: &Vocabulary) -> Vec<u8> {
    let asked = vocabulary
        .fields
        .iter()
        .filter(|field| field.amount_column().is_some_and(|column| columns.contains(&column)));
    let named = asked.flat_map(|field| match &field.kind {
        FieldKind::Lines { classes, .. } => &classes[..],
        _ => &[],
    });
    let place = |name: &String| vocabulary.line_classes.iter().position(|known| known == name);
    named.filter_map(place).map(|place| place as u8).collect()
}
