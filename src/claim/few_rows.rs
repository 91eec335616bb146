//! Texts of a few rows: the history of one member, a header.

use csv::StringRecord;

/// The rows of a CSV text, of whatever width, without the blank ones.
///
/// Nearly all of them are split here: to make a reader of the csv crate takes longer than to read such a text (50
/// microseconds, csv-core 0.1.13).
pub(crate) fn few_rows(text: &str) -> Vec<StringRecord> {
    if !text.contains(['"', '\r', '\u{feff}']) {
        let lines = text.split('\n').filter(|line| !line.is_empty());
        return lines.map(|line| line.split(',').collect()).collect();
    }
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.into_records().map(|row| row.expect("a text can be read from memory")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_split_as_the_csv_crate_splits_it(text in "[a,\\n 张\\u{feff}]{0,30}") {
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader.has_headers(false).flexible(true).from_reader(text.as_bytes());
            let rows: Vec<StringRecord> = reader.into_records().map(Result::unwrap).collect();
            prop_assert_eq!(few_rows(&text), rows);
        }
    }

    #[test]
    fn quotes_hold_commas_and_ends_of_lines() {
        let rows = few_rows("a,\"b,\nc\"\r\n\r\nd,e\r\n");
        assert_eq!(
            rows,
            [StringRecord::from(vec!["a", "b,\nc"]), StringRecord::from(vec!["d", "e"])]
        );
    }
}
