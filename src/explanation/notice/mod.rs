//! Notices (核定通知书): what was decided on a bill, as a sheet of paper that a member is handed.
//!
//! One page of A4 in HTML, with the clause and the working of every benefit, what every payer bears, how to
//! object, and room for a stamp: what is long is printed smaller. It opens from disk: no script, no network, no fonts but the machine's own.
//! The words are those of previews. One file holds any number of notices and is written as they
//! come: [`begin`], then [`write()`] for each, then [`end`].

mod contents;
mod fit;
mod page;
mod letter;
mod publication;

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::Formatter;
use crate::scheme::Book;
use crate::words::{Lang, notices};

pub use contents::{Beside, Notice};
pub use letter::{Letter, LetterBill, LetterPart, write_letter};
pub(crate) use page::marked;
pub use publication::{PublicationSheet, SheetRow, write_publication};

/// The bills that a notice is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted<'w> {
    /// None.
    #[default]
    None,
    /// Every bill that is decided.
    All,
    /// Those with these ids.
    Only(&'w BTreeSet<String>),
}

impl Wanted<'_> {
    /// Whether a notice is asked for of the bill with that id.
    pub fn has(self, bill_id: &str) -> bool {
        match self {
            Wanted::None => false,
            Wanted::All => true,
            Wanted::Only(ids) => ids.contains(bill_id),
        }
    }
}

/// How a bill is worked out, as a part of a page: each plan with its benefits, steps and limits, and the balance.
pub(crate) fn worked_out(book: &Book, notice: &Notice, lang: Lang) -> maud::Markup {
    page::Page { formatter: Formatter { book, lang }, notice, has_steps: true }.worked_out()
}

/// Begins a file of notices.
///
/// # Errors
///
/// When it cannot be written.
pub fn begin(out: &mut impl Write, lang: Lang) -> io::Result<()> {
    out.write_all(page::head(&notices::title(), lang).as_bytes())
}

/// Writes one notice, on a page of its own and no more than one: it is set smaller where it is long, and where
/// that is not enough the steps of benefits are left out, which the sheet then says.
///
/// Every text is escaped: ids may hold anything. No clock is looked at; the place of the date is left
/// blank.
///
/// # Errors
///
/// When it cannot be written.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::adjudication::Adjudicator;
/// use huzhu::claim::{MemberRecord, RecordText};
/// use huzhu::explanation::explain;
/// use huzhu::explanation::notice::{self, Beside, Notice};
/// use huzhu::scheme::Book;
/// use huzhu::words::Lang;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let record = MemberRecord::read(&book, RecordText {
///     members: "member_id,birth_date,sex,hardship\nM1,1980-05-01,F,no",
///     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
///     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
///             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00",
/// }).unwrap();
/// let history = record.history(&book).unwrap();
///
/// let mut adjudicator = Adjudicator::new(&book);
/// let explanations = explain(&mut adjudicator, &history);
/// let mut page = Vec::new();
/// notice::begin(&mut page, Lang::Chinese)?;
/// for explanation in &explanations {
///     let deadlines = &adjudicator.deadlines(&history, explanation.place);
///     let notice = Notice { bill_id: "B1", member_id: "M1", explanation, deadlines, beside: Beside::default() };
///     notice::write(&mut page, &book, &notice, Lang::Chinese)?;
/// }
/// notice::end(&mut page, 1, Lang::Chinese)?;
/// let page = String::from_utf8(page).unwrap();
/// assert!(page.contains("2,616.49")); // 5232.97 x 50% = 2616.485
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(out: &mut impl Write, book: &Book, notice: &Notice, lang: Lang) -> io::Result<()> {
    let page =
        |has_steps| page::Page { formatter: Formatter { book, lang }, notice, has_steps }.whole();
    let whole = fit::on_one_sheet(page(true).into_string(), || page(false).into_string());
    writeln!(out, "{whole}")
}

/// Ends a file of so many notices; one without any says so.
///
/// # Errors
///
/// When it cannot be written.
pub fn end(out: &mut impl Write, written: u64, lang: Lang) -> io::Result<()> {
    if written == 0 {
        writeln!(out, "<p>{}</p>", notices::none().text(lang))?;
    }
    writeln!(out, "{}", page::END)
}
