//! What must hold of any text that is given as a rule file, or as a file of cases, and of any bytes that
//! are given as the files of an office. `tests/all/fuzz_corpus.rs` runs the same bodies over the corpus and
//! over mutations.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use huzhu::adjudication::Adjudicator;
use huzhu::batch::{self, Job, Report};
use huzhu::claim::{BillForm, Column, EnrolmentForm, FieldKind, MemberForm, MemberRecord, Owner};
use huzhu::date::Day;
use huzhu::diagnostic::Reviewed;
use huzhu::explanation::explain;
use huzhu::intake::Inputs;
use huzhu::money::Money;
use huzhu::output::reports::Options;
use huzhu::scheme::{Book, BookError, Source};
use huzhu::words::Lang;

/// A text is either a book, which decides a history at the bounds of the door, or has mistakes,
/// each with a place that can be shown.
#[allow(dead_code, reason = "each target uses one of the three")]
pub fn rules(text: &str) {
    match compile(text) {
        Ok(book) => {
            assert!(compile(text).is_ok(), "what compiles once compiles again");
            decide(&book);
        }
        Err(BookError::Rules(files)) => files.iter().for_each(show),
        Err(BookError::File(why)) => panic!("no file was read: {why}"),
    }
}

/// A text is either cases, each of which can be run, or has mistakes.
#[allow(dead_code, reason = "each target uses one of the three")]
pub fn cases(book: &Book, text: &str) {
    let source = Source { path: "cases.toml".into(), text: text.to_owned() };
    match huzhu::cases::read(book, source) {
        Ok(cases) => cases.iter().for_each(|case| drop(huzhu::cases::run(book, case))),
        Err(file) => show(&file),
    }
}

/// Members, enrolments and bills, with a line `===` between: either a file cannot be used, which is told,
/// or each of its rows is accounted for, and those that are rejected come back as they were.
#[allow(dead_code, reason = "each target uses one of the three")]
pub fn files(book: &Book, bytes: &[u8]) {
    let folder = room();
    let out = folder.path().join("out");
    let files = split(bytes);
    for (name, file) in NAMES.iter().zip(files) {
        fs::write(folder.path().join(name), file).expect("there is room");
    }
    let job = Job {
        book,
        rules: &[],
        inputs: &Inputs::in_folder(folder.path()),
        out: &out,
        threads: Some(1),
        explains: true,
        notices: huzhu::explanation::notice::Wanted::None,
        reports: Options::default(),
        lang: Lang::Chinese,
        watch: &(),
    };
    match batch::run(&job) {
        Ok(report) => account(&report, files, &out),
        Err(why) => {
            assert!(!why.sentences().is_empty(), "a run that fails says why");
            assert!(!out.exists(), "nothing of it is kept");
        }
    }
}

const NAMES: [&str; 3] = ["members.csv", "enrolments.csv", "bills.csv"];

/// A folder, in memory where there is such a place: outputs are put on disk.
fn room() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("there is room")
}

/// Three files; those that are missing are empty.
fn split(bytes: &[u8]) -> [&[u8]; 3] {
    const BETWEEN: &[u8] = b"\n===\n";
    let (mut files, mut rest) = ([&[][..]; 3], bytes);
    for file in &mut files {
        let found = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN);
        let end = found.unwrap_or(rest.len());
        (*file, rest) = (&rest[..end], &rest[(end + BETWEEN.len()).min(rest.len())..]);
    }
    files
}

/// Holds the counts to another reader of CSV, and rejected rows to the file they came in.
fn account(report: &Report, files: [&[u8]; 3], out: &Path) {
    for (counts, (name, file)) in report.manifest.inputs.iter().zip(NAMES.iter().zip(files)) {
        let reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let rows: Vec<csv::ByteRecord> = reader.into_byte_records().map_while(Result::ok).collect();
        // What becomes of a quote that is open at a line's end, the other reader does not know.
        let goes_on =
            |row: &csv::ByteRecord| row.as_slice().iter().any(|byte| b"\r\n".contains(byte));
        // In the form of an office's own there may be titles and totals beside the rows.
        if is_ours(file) && !rows.iter().any(goes_on) {
            assert_eq!(counts.rows, rows.len() as u64, "{name}");
        }
        let sum =
            counts.used + counts.rejected + counts.duplicates + counts.superseded + counts.void;
        assert_eq!(sum, counts.rows, "{name}");
        let rejected = fs::read(out.join("rejected").join(name)).unwrap_or_default();
        assert_eq!(rejected.is_empty(), counts.rejected == 0, "{name}");
        // In front of a row stand its line, its codes and what is to be done.
        let known = lines(file).flat_map(|line| {
            let bare = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
            [line, bare, behind(line)]
        });
        let known: HashSet<&[u8]> = known.collect();
        let is_known = |line: &&[u8]| known.contains(line) || known.contains(behind(line));
        // What was read in the form of an office's own is rejected in ours: its header is then none of the file's.
        let is_as_it_came = lines(&rejected).next().is_some_and(|header| is_known(&header));
        for line in lines(&rejected).filter(|_| is_as_it_came) {
            assert!(line.is_empty() || is_known(&line), "{name}: {line:?}");
        }
    }
}

/// Whether a file begins with a header of ours.
fn is_ours(file: &[u8]) -> bool {
    const HEADERS: [&str; 3] = [
        "member_id birth_date sex org_code hardship",
        "member_id plan start end units enrolled_on",
        "bill_id member_id category hospital_id hospital_level admission discharge settled_on diagnosis total \
         out_of_catalogue class_b_prepay deductible pool_paid critical_paid assistance_paid other_paid",
    ];
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let header = lines(file).next().map(|line| String::from_utf8_lossy(line).into_owned());
    let header = header.unwrap_or_default();
    let names: HashSet<&str> = header.split(',').map(str::trim).collect();
    HEADERS.iter().any(|all| all.split(' ').all(|name| names.contains(name)))
}

/// What stands behind the first three cells of a line, none of which has a comma or a quote.
fn behind(line: &[u8]) -> &[u8] {
    let comma = line.iter().enumerate().filter(|(_, byte)| **byte == b',').nth(2);
    comma.map_or(&[], |(at, _)| &line[at + 1..])
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| b"\r\n".contains(byte))
}

fn compile(text: &str) -> Result<Book, BookError> {
    Book::compile(vec![Source { path: "rules.toml".into(), text: text.to_owned() }])
}

fn show(file: &Reviewed) {
    assert!(!file.found.is_empty(), "a file that is told of has a mistake");
    for mistake in file.found.in_order() {
        let said = |lang| !mistake.message.text(lang).is_empty();
        assert!(said(Lang::English) && said(Lang::Chinese), "a mistake is told in both languages");
        let place = file.text.get(mistake.span.clone());
        assert!(place.is_some(), "{:?} is a place in the text", mistake.span);
    }
    assert_eq!(file.findings().len(), file.found.len());
    assert!(!file.render(Lang::English).is_empty() && !file.render(Lang::Chinese).is_empty());
}

/// An empty history, and one with the largest amounts that are let in.
fn decide(book: &Book) {
    let born = own(book, Owner::Member, MemberForm::new(day(1970), "M", false), MemberForm::field);
    let empty = MemberRecord::new(book, "M", &born).expect("the member is right");
    let all = |record: &MemberRecord| {
        let history = record.history(book).expect("facts are of the book");
        explain(&mut Adjudicator::new(book), &history).len()
    };
    assert_eq!(all(&empty), 0);
    for edition in book.editions() {
        let first = edition.from();
        let mut record = empty.clone();
        for plan in book.vocabulary().plans() {
            let period = EnrolmentForm::new(plan, first, (first + 36_500).min(Day::LAST));
            record.add_enrolment(book, &period).expect("periods are right");
        }
        let totals = [0, 1, 100_000, 12_345_678, Money::MOST.minor(), Money::MOST.minor()];
        for (id, total) in totals.into_iter().enumerate() {
            let admission = (first + 90 + id as i32).min(Day::LAST);
            let bill = BillForm::new("inpatient", "1")
                .days(admission, (admission + 10).min(Day::LAST))
                .settled_on((admission + 10).min(Day::LAST))
                .amount(Column::Total, Money::from_minor(total));
            let bill = own(book, Owner::Bill, bill, BillForm::field);
            record.add_bill(book, &id.to_string(), &bill).expect("bills are right");
        }
        assert_eq!(all(&record), totals.len(), "every bill is explained");
    }
}

/// A form with the columns that a scheme declares without a default.
fn own<F>(book: &Book, owner: Owner, form: F, field: impl Fn(F, &str, &str) -> F) -> F {
    let own = book.vocabulary().fields().iter().filter(|field| field.owner == owner);
    own.fold(form, |form, one| match &one.kind {
        FieldKind::Word { values, default: None, .. } => field(form, &one.name, &values[0]),
        FieldKind::Amount { default: None, may_be_empty: false, .. } => field(form, &one.name, "0"),
        _ => form,
    })
}

fn day(year: u32) -> Day {
    Day::parse(&format!("{year}-01-01")).expect("the year has four digits")
}
