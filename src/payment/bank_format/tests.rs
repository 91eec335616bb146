//! Formats as an office writes them, files as a bank takes them, and results as it writes them.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::error::FormatError;
use super::fault::BankFault;
use super::format::{BankFormat, Serial};
use super::read::bank_format;
use super::results::read_rows;
use super::write::{BankFile, Issue};
use crate::date::Day;
use crate::ledger::{PayeeId, PaymentId, RunId};
use crate::money::{Currency, Money};
use crate::payment::ready::Leaving;
use crate::payment::result_row::ResultRow;
use crate::payment::{Payee, PayeeKind, Share};
use crate::scheme::Source;
use crate::words::Sentence;

fn read(text: &str) -> Result<BankFormat, Vec<String>> {
    let source = Source { path: "huzhu.toml".into(), text: text.to_owned() };
    let shown = |one: &crate::diagnostic::Finding| {
        let help = one.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
        format!("{}: {}{help}", one.line, one.message)
    };
    bank_format(source, "icbc").map_err(|why| match why {
        FormatError::Mistakes(file) => file.findings().iter().map(shown).collect(),
        FormatError::Unknown { known, .. } => known,
    })
}

/// The format of a bank with these lines, and columns of serial, payee, account and amount without names.
fn with(lines: &str) -> BankFormat {
    let columns = ["serial", "payee", "account", "amount"];
    let columns = columns.map(|field| format!("{{ holds = \"{field}\" }}")).join(", ");
    read(&format!("[bank.icbc]\ncolumns = [{columns}]\n{lines}\n")).unwrap()
}

fn leaving(no: i64, name: &str, minor: i64) -> Leaving {
    let payee = Payee {
        kind: PayeeKind::Member,
        name: name.to_owned(),
        account: format!("6222 02-{no:04}"),
        payee_id: String::new(),
        bank: String::new(),
        branch: String::new(),
        share: Share::WHOLE,
    };
    Leaving {
        no: PaymentId::from(no),
        id: format!("P{no:016}"),
        run: RunId::from(17),
        member_id: format!("M{no}"),
        amount: Money::from_minor(minor),
        payee_no: PayeeId::from(no),
        payee,
    }
}

fn issue() -> Issue {
    let on = Day::parse("2026-03-01").unwrap();
    Issue { run: RunId::from(17), on, currency: Currency::CNY }
}

fn files(format: &BankFormat, leaving: &[Leaving]) -> Vec<BankFile> {
    format.files(leaving, &issue()).unwrap_or_else(|why| panic!("{why:?}"))
}

fn text(file: &BankFile) -> &str {
    str::from_utf8(&file.bytes).unwrap()
}

/// What the bank would not take, in English.
fn refused(format: &BankFormat, leaving: &[Leaving]) -> Vec<String> {
    let why = format.files(leaving, &issue()).err().expect("it is refused");
    why.iter().map(|fault: &BankFault| fault.sentence("icbc").to_string()).collect()
}

#[test]
fn all_mistakes_are_reported_at_once_each_with_its_line_and_remedy() {
    let text = "ledger = \"of others\"\n[bank.icbc]\nencodin = \"gbk\"\nseparator = \"||\"\nquotes = \"no\"\nleast_rows = 6\nmost_rows = 10\n\
                columns = [\n{ header = \"帐号\", holds = \"account\" },\n{ holds = \"amounts\" },\n\
                { header = \"a|b\", holds = \"payee\", text = \"x\" },\n{ header = \"㛃{run}\", text = \"{day}\" },\n]\n\
                [bank.icbc.totals]\nrow = \"middle\"\ncells = [\"{sum}\"]\n\
                [bank.icbc.results]\ncolumns = [{ holds = \"result\" }]\npaid = [\"0000\"]\n";
    assert_eq!(
        read(text).unwrap_err(),
        [
            "3: unknown key `encodin`; did you mean `encoding`?",
            "4: `||` is not known here; write one of `,` `;` `|` `^` `#` `tab`; did you mean `|`?",
            "5: `quotes` is neither `true` nor `false`; write one of them, without quotes",
            "6: with `most_rows` 10, `least_rows` 6 leaves numbers of payments that fit into no files; write at most 5",
            "10: `amounts` is not known here; write one of `serial` `payee` `account` `amount` `payee_id` `bank` \
             `branch` `payment_id` `member_id` `kind` `share`; did you mean `amount`?",
            "11: `holds` and `text` stand beside each other; keep `holds` for what is known of a payment, or `text` \
             for the same text in each row",
            "12: a header takes no placeholder, and `{run}` is none here; write it without braces",
            "12: `{day}` is no placeholder here; write `{run}` `{date}` `{yyyymmdd}` `{serial}` `{payment_id}`, or the \
             text without braces",
            "15: `middle` is not known here; write one of `first` `last`",
            "16: `{sum}` is no placeholder here; write `{count}` `{total}` `{part}` `{parts}` `{run}` `{date}` \
             `{yyyymmdd}`, or the text without braces",
            "18: no column names the payment; give one `holds = \"serial\"` or `holds = \"payment_id\"`",
        ]
    );
}

/// What the head of the reader shows is what it reads.
#[test]
fn the_format_at_the_head_of_the_reader_is_one() {
    let head = include_str!("read.rs").lines().map_while(|line| line.strip_prefix("//!"));
    let head =
        head.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let format = read(head.split("```toml").nth(1).unwrap().split("```").next().unwrap()).unwrap();
    assert_eq!((format.columns.len(), format.least_rows, format.most_rows), (6, 5, Some(1000)));
    assert!(format.result_words().is_some() && format.totals.is_some());
}

#[test]
fn what_cannot_be_a_format_is_refused_with_what_to_write() {
    let columns = "columns = [{ holds = \"account\" }, { holds = \"amount\" }]";
    let cases = [
        ("[bank.icbc]\nencoding = \"gbk\"\n", "missing `columns`"),
        (
            "[bank.icbc]\nencoding = \"gbk\"\ncolumns = [{ holds = \"account\" }]\n",
            "no column holds `amount`",
        ),
        (
            &format!("[bank.icbc]\n{columns}\n"),
            "missing `encoding`; write `encoding = \"gb18030\"`",
        ),
        (
            "[bank.icbc]\nencoding = \"gbk\"\ncolumns = [{ header = \"㛃\", holds = \"account\" }, { header = \"b\", holds = \"amount\" }]\n",
            "`㛃` cannot stand in the file: `㛃` (U+36C3) cannot be written in `gbk`",
        ),
        (
            "[bank.icbc]\nencoding = \"gbk\"\ncolumns = [{ header = \"a\", holds = \"account\" }, { holds = \"amount\" }]\n",
            "this column has no `header`, and others have",
        ),
        (
            &format!(
                "[bank.icbc]\nencoding = \"gbk\"\n{columns}\n[bank.icbc.results]\ncolumns = [{{ holds = \"serial\" }}]\n"
            ),
            "no column says what became of a payment",
        ),
        (
            &format!(
                "[bank.icbc]\nencoding = \"gbk\"\n{columns}\n[bank.icbc.results]\ncolumns = [{{ holds = \"serial\" }}, {{ holds = \"result\" }}]\npaid = [\"0\"]\n"
            ),
            "`returned` names none of the bank's words",
        ),
        (
            &format!(
                "[bank.icbc]\nencoding = \"gbk\"\n{columns}\n[bank.icbc.results]\ncolumns = [{{ holds = \"serial\" }}, {{ holds = \"result\" }}]\npaid = [\"0\"]\nreturned = [\"0\"]\n"
            ),
            "`0` is named in `paid` and in `returned`",
        ),
        (
            &format!(
                "[bank.icbc]\nencoding = \"gbk\"\n{columns}\n[bank.icbc.results]\ncolumns = [{{ holds = \"serial\" }}, {{ holds = \"serial\" }}, {{ holds = \"reason\" }}]\n"
            ),
            "another column holds the same",
        ),
        ("[bank.\"a b\"]\n", "`a b` cannot be the name of a bank"),
        ("[bank]\nicbc = 5\n", "must be a table"),
    ];
    for (text, expected) in cases {
        let why = read(text).unwrap_err();
        assert!(why.iter().any(|why| why.contains(expected)), "{text}: {why:?}");
    }
    assert_eq!(read("[bank.ccb]\nencoding = \"gbk\"\ncolumns = [{ holds = \"account\" }, { holds = \"amount\" }]\n").unwrap_err(), ["ccb"]);
    assert_eq!(read("rules = \"r\"\n").unwrap_err(), [""; 0]);
}

#[test]
fn rows_have_the_columns_of_the_bank_and_totals_where_it_wants_them() {
    let format = read(
        "[bank.icbc]\nencoding = \"utf-8\"\nseparator = \"|\"\nline_end = \"lf\"\nname_blanks = \"remove\"\n\
         amounts = \"fen\"\ncolumns = [{ header = \"序号\", holds = \"serial\" }, { header = \"户名\", holds = \"payee\" }, \
         { header = \"账号\", holds = \"account\" }, { header = \"金额\", holds = \"amount\" }, \
         { header = \"附言\", text = \"互助金{run}/{yyyymmdd}/{payment_id}\" }]\n\
         [bank.icbc.totals]\nrow = \"first\"\ncells = [\"{count}\", \"{total}\", \"{date}\", \"{part}/{parts}\"]\n",
    );
    let two = [leaving(1, "张 伟", 303_000), leaving(2, "Li Si", 5)];
    assert_eq!(
        text(&files(&format.unwrap(), &two)[0]),
        "2|303005|2026-03-01|1/1\n序号|户名|账号|金额|附言\n\
         1|张伟|6222020001|303000|互助金17/20260301/P0000000000000001\n\
         2|LiSi|6222020002|5|互助金17/20260301/P0000000000000002\n"
    );
    let format = with(
        "encoding = \"utf-8-bom\"\n[bank.icbc.totals]\nrow = \"last\"\ncells = [\"合计\", \"{total}\"]",
    );
    let two = files(&format, &two);
    assert_eq!(
        text(&two[0]),
        "\u{feff}1,张 伟,6222020001,3030.00\r\n2,Li Si,6222020002,0.05\r\n合计,3030.05\r\n"
    );
    assert_eq!((two[0].payments, two[0].total), (2, Money::from_minor(303_005)));
}

#[test]
fn cells_that_the_bank_could_not_read_are_refused_with_the_payee_named() {
    let format = with("encoding = \"gbk\"\nname_blanks = \"refuse\"");
    let names = ["张㛃", "张,伟", "张 伟", "=1+1", "张\u{200b}", ""];
    let all: Vec<Leaving> = (1..).zip(names).map(|(no, name)| leaving(no, name, 100)).collect();
    let refused = refused(&format, &all);
    let expected = [
        "payment `P0000000000000001` to `张㛃` cannot be written for `icbc`, column `payee`: `㛃` (U+36C3) cannot be written in `gbk`",
        "`,` stands in it, and the format has no quotes around cells",
        "a blank stands in the name",
        "a spreadsheet would take it for a formula",
        "a line break, a tab or another unseen character stands in it",
        "it is empty; enter the payee with it",
    ];
    assert_eq!(refused.len(), expected.len(), "{refused:?}");
    for (refused, expected) in refused.iter().zip(expected) {
        assert!(refused.contains(expected), "{refused}");
    }
    // Where a cell may stand in quotes, a separator may stand in the cell.
    let format = with("encoding = \"utf-8\"\nquotes = true\nline_end = \"lf\"");
    let quoted = files(&format, &[leaving(1, "Smith, \"Al\"", 100)]);
    assert_eq!(text(&quoted[0]), "1,\"Smith, \"\"Al\"\"\",6222020001,1.00\n");
}

/// Five payments at least and ten at most: by hand.
#[test]
fn payments_are_spread_over_files_of_the_size_that_the_bank_takes() {
    let format = with("encoding = \"utf-8\"\nleast_rows = 5\nmost_rows = 10");
    let sizes = |payments| format.sizes(payments);
    assert_eq!(sizes(4), None);
    assert_eq!(sizes(5), Some(vec![5]));
    assert_eq!(sizes(10), Some(vec![10]));
    assert_eq!(sizes(11), Some(vec![6, 5]));
    assert_eq!(sizes(16), Some(vec![10, 6]));
    assert_eq!(sizes(20), Some(vec![10, 10]));
    assert_eq!(sizes(31), Some(vec![10, 10, 6, 5]));
    assert_eq!(with("encoding = \"utf-8\"").sizes(3), Some(vec![3]));
    let few: Vec<Leaving> = (1..=4).map(|no| leaving(no, "张伟", 100)).collect();
    let why = "`icbc` takes files of 5 payments or more, and 4 would leave; release them in another form, \
               or without `--bank`, and pay them another way";
    assert_eq!(refused(&format, &few), [why]);
}

#[test]
fn serial_numbers_begin_in_each_file_or_go_on() {
    let seven: Vec<Leaving> = (1..=7).map(|no| leaving(no, "张伟", 100)).collect();
    let serials = |lines: &str| -> Vec<String> {
        let format = with(&format!("encoding = \"utf-8\"\nmost_rows = 3\n{lines}"));
        let serial = |line: &str| line.split(',').next().unwrap().to_owned();
        files(&format, &seven).iter().flat_map(|file| text(file).lines().map(serial)).collect()
    };
    assert_eq!(serials(""), ["1", "2", "3", "1", "2", "3", "1"]);
    assert_eq!(serials("serial = \"release\""), ["1", "2", "3", "4", "5", "6", "7"]);
}

/// A format that a release keeps is read as it was written.
#[test]
fn a_format_is_kept_whole() {
    let format = with(
        "encoding = \"gb18030\"\nmost_rows = 3\n[bank.icbc.totals]\nrow = \"last\"\ncells = [\"{total}\"]",
    );
    let kept = serde_json::to_string(&format).unwrap();
    assert_eq!(serde_json::from_str::<BankFormat>(&kept).unwrap(), format);
    assert!(
        serde_json::from_str::<BankFormat>(&kept.replace("\"tab", "\"x").replace("line_end", "x"))
            .is_err()
    );
}

/// What a bank says in a file of these bytes, or every mistake in it.
fn read_bytes(format: &BankFormat, bytes: &[u8]) -> Result<Vec<ResultRow>, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("result.txt");
    std::fs::write(&path, bytes).unwrap();
    let (name, rows) = (path.display().to_string(), read_rows(&path, format, Currency::CNY));
    let shown = |why: &Sentence| why.to_string().replace(&name, "result.txt");
    let rows = rows.map_err(|why| why.iter().map(shown).collect::<Vec<_>>())?;
    Ok(rows.rows.into_iter().map(|(_, row)| row).collect())
}

/// Serial number, result, amount and reason of each row.
fn rows_of(format: &BankFormat, bytes: &[u8]) -> Result<Vec<[String; 4]>, Vec<String>> {
    let rows = read_bytes(format, bytes)?.into_iter();
    Ok(rows.map(|row| [row.serial, row.result, row.amount, row.reason]).collect())
}

#[test]
fn results_are_read_by_the_names_of_their_columns_in_whatever_order() {
    let format = with(
        "encoding = \"gb18030\"\nseparator = \"|\"\namounts = \"fen\"\n[bank.icbc.results]\nlines_before = 1\nlines_after = 1\n\
         columns = [{ header = \"序号\", holds = \"serial\" }, { header = \"状态\", holds = \"result\" }, \
         { header = \"金额\", holds = \"amount\" }, { header = \"流水\" }]\npaid = [\"成功\"]\nreturned = [\"失败\"]",
    );
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let good = gb(
        "工行回盘\r\n流水|金额|状态|序号\r\nX1|303000|成功|1\r\n\r\nX2|5|失败|2\r\n合计|303005||\r\n",
    );
    let row = |cells: [&str; 4]| cells.map(str::to_owned);
    let expected = [row(["1", "成功", "3030.00", ""]), row(["2", "失败", "0.05", ""])];
    assert_eq!(rows_of(&format, &good).unwrap(), expected);
    let bad = gb("t\n序号|状态|金额|交易|金额\n1|成功|5\nend\n");
    assert_eq!(
        rows_of(&format, &bad).unwrap_err(),
        [
            "result.txt:2: `[bank.icbc.results]` has no column `交易`; add it, without `holds` where it is passed over",
            "result.txt:2: the file has the column `金额` twice; keep one",
            "result.txt:2: the file has no column `流水`; see whether it is a file of results, and `lines_before` of \
             `[bank.icbc.results]`",
        ]
    );
    let bad = gb("t\n序号|状态|金额|流水\n1|成功|5\n2|成功|3030.00|X\nend\n");
    let why = rows_of(&format, &bad).unwrap_err();
    assert!(
        why[0].starts_with("result.txt:3: the row has 3 cells, and the format 4 columns"),
        "{why:?}"
    );
    assert!(
        why[1].starts_with("result.txt:4: the amount `3030.00` is no whole number of fen"),
        "{why:?}"
    );
    // The bank has left out the sum this time.
    let why =
        rows_of(&format, &gb("t\n序号|状态|金额|流水\n1|成功|5|X\n2|失败|5|Y\n")).unwrap_err();
    assert!(why[0].starts_with("result.txt:4: the line speaks of a payment"), "{why:?}");
    let why = rows_of(&format, "t\n序号|状态\n".as_bytes()).unwrap_err();
    assert!(why[0].starts_with("result.txt:2: the line is not `gb18030`"), "{why:?}");
}

/// Any format that may be written, with all columns that a bank can send back.
fn any_format() -> impl Strategy<Value = String> {
    let encodings = prop::sample::select(vec!["gb18030", "gbk", "utf-8", "utf-8-bom"]);
    let separators = prop::sample::select(vec![",", ";", "|", "^", "#", "tab"]);
    let shape = (encodings, separators, any::<[bool; 6]>(), 0usize..3, 1usize..5);
    let order = Just(vec!["serial", "payee", "account", "amount", "payment_id"]).prop_shuffle();
    let text = "[a-z,;|^#\" 金㛃]{0,3}";
    (shape, order, text).prop_map(|((encoding, separator, is, totals, most), order, text)| {
        let [quotes, lf, headers, fen, release, remove] = is;
        let header = |name: &str| if headers { format!("header = \"h {name}\", ") } else { String::new() };
        let column = |name: &&str| format!("{{ {}holds = \"{name}\" }}", header(name));
        let columns: Vec<String> = order.iter().map(column).collect();
        let (own, back) = (columns.join(", "), columns.join(", "));
        let text = toml::Value::String(text).to_string();
        let (before, after) = [(0, 0), (1, 0), (0, 1)][totals];
        let row = ["", "row = \"first\"", "row = \"last\""][totals];
        let totals = match totals {
            0 => String::new(),
            _ => format!("[bank.icbc.totals]\n{row}\ncells = [\"{{total}}\", {text}]\n"),
        };
        let passed = if headers { "header = \"h text\"" } else { "" };
        let with_text = format!("{own}, {{ {}text = {text}, may_be_empty = true }}", header("text"));
        let pick = |is: bool, yes: &str, no: &str| if is { yes.to_owned() } else { no.to_owned() };
        let (ends, fens) = (pick(lf, "lf", "crlf"), pick(fen, "fen", "yuan"));
        let (serial, blanks) = (pick(release, "release", "file"), pick(remove, "remove", "keep"));
        format!(
            "[bank.icbc]\nencoding = \"{encoding}\"\nseparator = \"{separator}\"\nquotes = {quotes}\nline_end = \"{ends}\"\n\
             amounts = \"{fens}\"\nserial = \"{serial}\"\nname_blanks = \"{blanks}\"\nleast_rows = {}\nmost_rows = {most}\n\
             columns = [{with_text}]\n{totals}[bank.icbc.results]\nlines_before = {before}\nlines_after = {after}\n\
             columns = [{back}, {{ {passed} }}, {{ {}holds = \"reason\" }}]\n",
            most.div_ceil(2),
            header("reason"),
        )
    })
}

/// The name of a payee, which some formats do not take.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => "[张伟李A-Z]{1,4}[ ·]?[a-z]{1,4}",
        1 => "[张㛃𠮷'\",;|^#= ]{1,4}",
    ]
}

proptest! {
    /// Whatever the format, and whatever payees it takes: what is written, and read again as the bank's answer, names
    /// each payment once with its amount, and the sums agree.
    #[test]
    fn what_is_written_is_read_again(
        text in any_format(),
        people in prop::collection::vec((any_name(), 1i64..10_000_000), 1..12),
    ) {
        // Some texts do not fit into the format, and are refused.
        prop_assume!(read(&text).is_ok());
        let format = read(&text).unwrap();
        let all: Vec<Leaving> = (1..).zip(&people).map(|(no, (name, minor))| leaving(no, name.trim(), *minor)).collect();
        let files = format.files(&all, &issue());
        prop_assume!(files.is_ok());
        let files = files.unwrap_or_default();
        prop_assert_eq!(files.iter().map(|file| file.payments).sum::<usize>(), all.len());
        let mut back: BTreeMap<String, Money> = BTreeMap::new();
        let mut before = 0;
        for file in &files {
            // The bank adds its reason to each row but the totals.
            let rows = read_bytes(&format, &answered(&format, &text, &file.bytes));
            let rows = rows.unwrap_or_else(|why| panic!("{why:?}\n{text}"));
            let first = if format.serial == Serial::File { 1 } else { before + 1 };
            let mut sum = Money::ZERO;
            for (serial, row) in (first..).zip(rows) {
                let amount = Currency::CNY.parse(&row.amount).unwrap();
                prop_assert_eq!(row.serial, serial.to_string());
                prop_assert_eq!(&row.reason, "closed");
                prop_assert!(back.insert(row.id, amount).is_none());
                sum += amount;
            }
            before += file.payments;
            prop_assert_eq!(sum, file.total);
        }
        let sent: BTreeMap<String, Money> = all.iter().map(|one| (one.id.clone(), one.amount)).collect();
        prop_assert_eq!(back, sent);
    }
}

proptest! {
    /// Whatever a bank sends: it is read, or refused.
    #[test]
    fn no_file_of_a_bank_is_too_strange(
        text in any_format(),
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "([0-9a-z,;|^#\"\t金]{0,20}\r?\n){0,9}".prop_map(String::into_bytes),
        ],
    ) {
        if let Ok(format) = read(&text) {
            let rows = read_bytes(&format, &bytes);
            prop_assert!(rows.is_ok() || rows.is_err_and(|why| !why.is_empty()));
        }
    }
}

/// A file with a cell behind each of its lines, the names of columns among them.
fn answered(format: &BankFormat, text: &str, bytes: &[u8]) -> Vec<u8> {
    let separator = if text.contains("\"tab\"") { "\t" } else { text.split('"').nth(3).unwrap() };
    let has_header = text.contains("header = ");
    let first = usize::from(text.contains("row = \"first\""));
    let (mut out, lines) = (Vec::new(), bytes.split_inclusive(|byte| *byte == b'\n'));
    for (at, line) in lines.enumerate() {
        let end = if line.ends_with(b"\r\n") { 2 } else { 1 };
        let cell = if has_header && at == first { "h reason" } else { "closed" };
        out.extend(&line[..line.len() - end]);
        format.encoding.write(&format!("{separator}{cell}\n"), &mut out).unwrap();
    }
    out
}
