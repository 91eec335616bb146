//! Reads bank formats, as an office writes them.
//!
//! ```toml
//! [bank.icbc]
//! encoding = "gb18030"          # or gbk, utf-8, utf-8-bom
//! separator = ","               # left out, a comma; or ; | ^ # tab
//! line_end = "crlf"             # left out, crlf; or lf
//! quotes = false                # left out, false: no quotes around cells
//! serial = "file"               # left out, file: from 1 in each file; release: on through all files
//! amounts = "yuan"              # left out, yuan: 3030.00; fen: 303000
//! name_blanks = "remove"        # left out, keep; or refuse
//! least_rows = 5                # left out, 1
//! most_rows = 1000              # left out, all in one file
//! columns = [
//!     { header = "序号", holds = "serial" },
//!     { header = "姓名", holds = "payee" },
//!     { header = "帐号", holds = "account" },
//!     { header = "金额", holds = "amount" },
//!     { header = "身份证", holds = "payee_id", may_be_empty = true },
//!     { header = "备注", text = "互助金 {run}" },
//! ]
//!
//! [bank.icbc.totals]            # left out, no row of totals
//! row = "last"                  # or first
//! cells = ["合计", "{count}", "{total}"]
//!
//! [bank.icbc.results]           # left out, the bank's results are not read
//! columns = [
//!     { header = "序号", holds = "serial" },
//!     { header = "姓名", holds = "payee" },
//!     { header = "帐号", holds = "account" },
//!     { header = "金额", holds = "amount" },
//!     { header = "处理结果", holds = "result" },
//!     { header = "失败原因", holds = "reason" },
//!     { header = "流水号" },
//! ]
//! paid = ["成功"]
//! returned = ["失败"]
//! lines_before = 0
//! lines_after = 0
//! ```

use super::encoding::Encoding;
use super::error::FormatError;
use super::fault::CellFault;
use super::format::{
    Amounts, BankFormat, Field, Holds, LineEnd, NameBlanks, ResultColumn, ResultField,
    ResultFormat, SentColumn, Separator, Serial, Totals, TotalsRow,
};
use super::texts::{Cells, OF_ROWS, OF_TOTALS, unknown_placeholder};
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::scheme::{Node, Read, Reader, Reports, Source, Span, Value, quoted_list, read_text};
use crate::words::{self, Sentence, banks as say};

/// More columns than a bank asks for.
const MOST_COLUMNS: usize = 64;
/// More payments than a file of any bank takes.
const MOST_ROWS: usize = 10_000_000;
/// The longest name of a bank.
const LONGEST_NAME: usize = 64;

/// The format `[bank.NAME]` in a file. What else stands in the file is read by others.
///
/// # Errors
///
/// Every mistake in any bank format of the file, with its place and what to do; or that there is no such bank.
pub fn bank_format(source: Source, bank: &str) -> Result<BankFormat, FormatError> {
    let path = source.path.clone();
    let mut file = Reviewed::new(&source.path, source.text);
    let read = read_text(&file.text, &mut file.found, |reader| {
        let formats = bank_formats(reader);
        reader.rest();
        formats
    });
    let formats = match read {
        Ok(formats) if file.found.is_empty() => formats,
        _ => return Err(FormatError::Mistakes(Box::new(file))),
    };
    let known = formats.iter().map(|format| format.name.clone()).collect();
    let found = formats.into_iter().find(|format| format.name == bank);
    found.ok_or_else(|| FormatError::Unknown { path, bank: bank.to_owned(), known })
}

/// All formats in the tables `[bank.NAME]`.
pub(crate) fn bank_formats(reader: &mut Reader<Diagnostics>) -> Read<Vec<BankFormat>> {
    let Some(node) = reader.optional("bank") else { return Ok(Vec::new()) };
    reader.part_of(node, "bank", |reader| {
        let tables = reader.rest().into_iter();
        let formats: Vec<_> =
            tables.map(|(name, (span, node))| one(reader, name, span, node)).collect();
        formats.into_iter().collect()
    })
}

fn one(reader: &mut Reader<Diagnostics>, name: String, span: Span, node: Node) -> Read<BankFormat> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(is_plain) {
        return Err(reader.error(span, say::not_a_bank_name(name, LONGEST_NAME)));
    }
    let key = name.clone();
    reader.part_of(node, &key, |reader| of_bank(reader, name))
}

fn of_bank(reader: &mut Reader<Diagnostics>, name: String) -> Read<BankFormat> {
    let encoding = match reader.has("encoding") {
        true => reader.choice("encoding", &Encoding::ALL),
        false => reader.required_like("encoding", "\"gb18030\"").map(|_| Encoding::Gb18030),
    };
    let separator = choice(reader, "separator", &Separator::ALL, Separator::Comma);
    let line_end = choice(reader, "line_end", &LineEnd::ALL, LineEnd::Crlf);
    let quotes = flag(reader, "quotes");
    let serial = choice(reader, "serial", &Serial::ALL, Serial::File);
    let amounts = choice(reader, "amounts", &Amounts::ALL, Amounts::Yuan);
    let name_blanks = choice(reader, "name_blanks", &NameBlanks::ALL, NameBlanks::Keep);
    let rows = rows(reader);
    // Texts are held to the cells that they stand in as far as these are known.
    let cells = Cells {
        encoding: encoding.unwrap_or(Encoding::Utf8),
        separator: separator.unwrap_or(Separator::Comma),
        quotes: quotes.unwrap_or(true),
    };
    let columns = sent_columns(reader, cells);
    let totals = reader.table("totals", |reader| totals(reader, cells));
    let results = reader.table("results", results);
    let (least_rows, most_rows) = rows?;
    Ok(BankFormat {
        name,
        encoding: encoding?,
        separator: separator?,
        line_end: line_end?,
        quotes: quotes?,
        columns: columns?,
        serial: serial?,
        amounts: amounts?,
        name_blanks: name_blanks?,
        least_rows,
        most_rows,
        totals: totals?,
        results: results?,
    })
}

/// How many payments a file has at least, and at most.
fn rows(reader: &mut Reader<Diagnostics>) -> Read<(usize, Option<usize>)> {
    let span = reader.value_span("least_rows");
    let (least, most) = (count(reader, "least_rows", 1), count(reader, "most_rows", 1));
    let (least, most) = (least?.unwrap_or(1), most?);
    match most {
        // Else some number of payments could not be spread over files.
        Some(most) if least * 2 > most + 1 => {
            Err(reader.error(span, say::least_rows_too_many(least, most, most.div_ceil(2))))
        }
        most => Ok((least, most)),
    }
}

fn sent_columns(reader: &mut Reader<Diagnostics>, cells: Cells) -> Read<Vec<SentColumn>> {
    let span = reader.value_span("columns");
    let columns = columns(reader, |reader| {
        let header = text(reader, "header", cells, &[]);
        let holds = holds(reader, cells);
        let may_be_empty = flag(reader, "may_be_empty");
        Ok(SentColumn { header: header?, holds: holds?, may_be_empty: may_be_empty? })
    })?;
    let headers = columns.iter().map(|(column, span)| (column.header.as_deref(), span.clone()));
    headers_fit(reader, headers.collect())?;
    let columns: Vec<SentColumn> = columns.into_iter().map(|(column, _)| column).collect();
    let holds = |field| columns.iter().any(|column| column.holds == Holds::Field(field));
    match [Field::Account, Field::Amount].into_iter().find(|field| !holds(*field)) {
        Some(field) => Err(reader.error(span, say::column_needed(field.code()))),
        None => Ok(columns),
    }
}

/// What a column of the file holds: what is known of a payment, or a text.
fn holds(reader: &mut Reader<Diagnostics>, cells: Cells) -> Read<Holds> {
    match (reader.has("holds"), reader.has("text")) {
        (true, true) => {
            let span = reader.second_of(&["holds", "text"]);
            reader.rest();
            Err(reader.error(span, say::holds_and_text()))
        }
        (false, true) => {
            let text = text(reader, "text", cells, &OF_ROWS)?;
            Ok(Holds::Text(text.unwrap_or_default()))
        }
        (true, false) => reader.choice("holds", &Field::ALL).map(Holds::Field),
        (false, false) => {
            let like = "\"payee\"";
            reader.required_like("holds", like).map(|_| Holds::Field(Field::Payee))
        }
    }
}

fn totals(reader: &mut Reader<Diagnostics>, fit: Cells) -> Read<Totals> {
    let row = match reader.has("row") {
        true => reader.choice("row", &TotalsRow::ALL),
        false => reader.required_like("row", "\"last\"").map(|_| TotalsRow::Last),
    };
    let written = reader.required_like("cells", "[\"{count}\", \"{total}\"]");
    let cells = written.and_then(|node| {
        let Value::List(items) = node.value else {
            return Err(reader.error(node.span, words::rules::not_a_list("cells")));
        };
        let cell = |item: Node| match &item.value {
            Value::Text(text) => fits(reader, (text, &item.span), fit, &OF_TOTALS),
            _ => Err(reader.error(item.span, words::rules::not_text("cells"))),
        };
        items.into_iter().map(cell).collect::<Vec<_>>().into_iter().collect::<Read<Vec<_>>>()
    });
    Ok(Totals { row: row?, cells: cells? })
}

fn results(reader: &mut Reader<Diagnostics>) -> Read<ResultFormat> {
    let span = reader.value_span("columns");
    let columns = result_columns(reader);
    let paid = reader.optional_texts("paid");
    let returned = reader.optional_texts("returned");
    let before = count(reader, "lines_before", 0);
    let after = count(reader, "lines_after", 0);
    let (columns, paid, returned) = (columns?, paid?, returned?);
    let has = |field| columns.iter().any(|column| column.holds == Some(field));
    let names = has(ResultField::Serial) || has(ResultField::PaymentId);
    let wrong = match (has(ResultField::Result), paid.is_empty(), returned.is_empty()) {
        _ if !names => Some(say::results_name_nothing()),
        (true, false, false) => None,
        (true, true, _) => Some(say::result_words_missing("paid")),
        (true, false, true) => Some(say::result_words_missing("returned")),
        (false, true, true) if has(ResultField::Reason) => None,
        (false, true, true) => Some(say::results_say_nothing()),
        (false, ..) => Some(say::result_words_idle()),
    };
    if let Some(why) = wrong {
        return Err(reader.error(span, why));
    }
    let is_paid = |text: &String| paid.iter().any(|(word, _)| word == text);
    if let Some((text, span)) = returned.iter().find(|(text, _)| is_paid(text)) {
        return Err(reader.error(span.clone(), say::result_word_twice(text)));
    }
    let texts = |words: Vec<(String, Span)>| words.into_iter().map(|(text, _)| text).collect();
    Ok(ResultFormat {
        columns,
        paid: texts(paid),
        returned: texts(returned),
        lines_before: before?.unwrap_or(0),
        lines_after: after?.unwrap_or(0),
    })
}

fn result_columns(reader: &mut Reader<Diagnostics>) -> Read<Vec<ResultColumn>> {
    let columns = columns(reader, |reader| {
        let header = match reader.has("header") {
            true => reader.text("header").map(|text| Some(text.trim().to_owned())),
            false => Ok(None),
        };
        let holds = reader.optional_choice("holds", &ResultField::ALL);
        Ok(ResultColumn { header: header?, holds: holds? })
    })?;
    let headers = columns.iter().map(|(column, span)| (column.header.as_deref(), span.clone()));
    headers_fit(reader, headers.collect())?;
    for (at, (column, span)) in columns.iter().enumerate() {
        let mut before = columns.iter().take(at);
        if column.holds.is_some() && before.any(|(other, _)| other.holds == column.holds) {
            return Err(reader.error(span.clone(), say::held_twice()));
        }
        let mut before = columns.iter().take(at);
        if column.header.is_some() && before.any(|(other, _)| other.header == column.header) {
            return Err(reader.error(span.clone(), say::header_twice()));
        }
    }
    Ok(columns.into_iter().map(|(column, _)| column).collect())
}

/// The columns of a table, each with its place.
fn columns<T>(
    reader: &mut Reader<Diagnostics>,
    read: impl Fn(&mut Reader<Diagnostics>) -> Read<T>,
) -> Read<Vec<(T, Span)>> {
    if !reader.has("columns") {
        let like = "[{ holds = \"account\" }, ...]";
        return reader.required_like("columns", like).map(|_| Vec::new());
    }
    reader.at_most("columns", MOST_COLUMNS)?;
    let columns = reader.tables("columns", |reader| Ok((read(reader)?, reader.span())));
    columns.into_iter().collect()
}

/// Makes sure that all columns have a header, or none has.
fn headers_fit(reader: &mut Reader<Diagnostics>, headers: Vec<(Option<&str>, Span)>) -> Read<()> {
    let with = headers.iter().filter(|(header, _)| header.is_some()).count();
    match headers.iter().find(|(header, _)| header.is_none()) {
        Some((_, span)) if with > 0 => Err(reader.error(span.clone(), say::header_missing())),
        _ => Ok(()),
    }
}

/// Takes the text at `key`, if it is written, which has to fit into a cell.
fn text(
    reader: &mut Reader<Diagnostics>,
    key: &'static str,
    cells: Cells,
    known: &[&str],
) -> Read<Option<String>> {
    let Some(node) = reader.optional(key) else { return Ok(None) };
    match &node.value {
        Value::Text(text) => fits(reader, (text, &node.span), cells, known).map(Some),
        _ => Err(reader.error(node.span, words::rules::not_text(key))),
    }
}

/// Makes sure that a text with these placeholders fits into a cell.
fn fits(
    reader: &mut Reader<Diagnostics>,
    (text, span): (&String, &Span),
    cells: Cells,
    known: &[&str],
) -> Read<String> {
    let wrong: Option<Sentence> = match unknown_placeholder(text, known) {
        Some(written) if known.is_empty() => Some(say::no_placeholder(written)),
        Some(written) => {
            Some(say::unknown_placeholder(written, quoted_list(known.iter().copied())))
        }
        None => cells.unfit(text).map(|why: CellFault| say::text_unfit(text, why.sentence())),
    };
    match wrong {
        Some(why) => Err(reader.error(span.clone(), why)),
        None => Ok(text.clone()),
    }
}

/// Takes the choice at `key`; where it is not written, the usual one.
fn choice<T: Copy>(
    reader: &mut Reader<Diagnostics>,
    key: &'static str,
    options: &[(&str, T)],
    usual: T,
) -> Read<T> {
    Ok(reader.optional_choice(key, options)?.unwrap_or(usual))
}

/// Takes the flag at `key`; where it is not written, no.
fn flag(reader: &mut Reader<Diagnostics>, key: &'static str) -> Read<bool> {
    match reader.optional(key) {
        None => Ok(false),
        Some(Node { value: Value::Flag(flag), .. }) => Ok(flag),
        Some(node) => Err(reader.error(node.span, say::not_a_flag(key))),
    }
}

/// Takes the whole number at `key`, if it is written.
fn count(reader: &mut Reader<Diagnostics>, key: &'static str, least: usize) -> Read<Option<usize>> {
    let Some(node) = reader.optional(key) else { return Ok(None) };
    let text = reader.scalar(&node, key)?;
    match text.parse().ok().filter(|number| (least..=MOST_ROWS).contains(number)) {
        Some(number) => Ok(Some(number)),
        None => {
            let why = words::night::not_between(key, text, least, MOST_ROWS);
            Err(reader.error(node.span.clone(), why))
        }
    }
}
