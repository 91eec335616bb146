//! Rule books: the editions of one scheme, by date.

use std::path::Path;

use super::accumulator::{self, Accumulator};
use super::caps;
use super::corrections::Corrections;
use super::edition::Edition;
use super::error::BookError;
use super::group::{self, Group};
use super::head::Head;
use super::joined::{benefits, check_alike, check_dates, read_heads, vocabulary};
use super::language::cover_from::{CoverFrom, Later};
use super::language::keyboard::advise_by_text;
use super::language::reader::read_text;
use super::language::table::suggest;
use super::language::window::Slots;
use super::plan::Plan;
use super::provision::cover_begins::CoverBegins;
use super::provision::enrol::{Ways, WaysOfEdition};
use super::review::Review;
use super::source::Source;
use crate::claim::{Enrolment, Vocabulary};
use crate::date::Day;
use crate::diagnostic::Reviewed;
use crate::words::{self, Sentence};

/// The editions of one scheme, every rule of them checked.
#[derive(Clone, Debug)]
pub struct Book {
    /// The id of the scheme.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) title: Sentence,
    /// What the words in its files mean.
    pub(crate) vocabulary: Vocabulary,
    /// What becomes of what was paid too much, and of bills that come again.
    pub(crate) corrections: Corrections,
    /// Which flagged bills a night holds.
    pub(crate) review: Review,
    /// The editions, by date, without gap or overlap.
    pub(crate) editions: Vec<Edition>,
    /// Ids of all benefits, in rule order: the columns of decisions.csv.
    pub(crate) benefits: Vec<String>,
    /// Benefits of which only one is paid.
    pub(crate) groups: Vec<Group>,
    pub(crate) slots: Slots,
    pub(crate) accumulators: Vec<Accumulator>,
}

impl AsRef<Vocabulary> for Book {
    fn as_ref(&self) -> &Vocabulary {
        &self.vocabulary
    }
}

impl Book {
    /// The id of the scheme.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    pub fn title(&self) -> &Sentence {
        &self.title
    }

    /// What the words in its files mean.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What becomes of what was paid too much, and of bills that come again.
    pub fn corrections(&self) -> Corrections {
        self.corrections
    }

    /// Which flagged bills a night holds.
    pub fn review(&self) -> &Review {
        &self.review
    }

    /// The editions, by date, without gap or overlap.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// Ids of all benefits, in rule order: the columns of decisions.csv.
    pub fn benefits(&self) -> &[String] {
        &self.benefits
    }
}

impl Book {
    /// Reads and compiles the rules of a file or folder.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, or with every mistake of every file.
    pub fn load(path: &Path) -> Result<Book, BookError> {
        Book::compile(Source::read(path)?)
    }

    /// Compiles rule texts.
    ///
    /// ```
    /// use huzhu::scheme::{Book, Source};
    ///
    /// let text = include_str!("../../rules/pinghu/2022.toml").to_owned();
    /// let book = Book::compile(vec![Source { path: "2022.toml".into(), text }]).unwrap();
    /// assert_eq!(book.id(), "pinghu");
    /// ```
    ///
    /// # Errors
    ///
    /// Every mistake of every text at once.
    pub fn compile(sources: Vec<Source>) -> Result<Book, BookError> {
        let mut books = Book::compile_all(vec![sources])?;
        Ok(books.pop().expect("one book for each list of texts"))
    }

    /// Compiles several books that read the same files, in their order: the words of each are those
    /// of all, so that what is read once is decided under any of them.
    ///
    /// ```
    /// use huzhu::scheme::{Book, Source};
    ///
    /// let printed = include_str!("../../rules/pinghu/2022.toml").to_owned();
    /// let lower = printed.replace("pays = \"50%\"", "pays = \"45%\"");
    /// let source = |text| vec![Source { path: "2022.toml".into(), text }];
    /// let books = Book::compile_all(vec![source(printed), source(lower)]).unwrap();
    /// assert_eq!(books[0].vocabulary(), books[1].vocabulary());
    /// ```
    ///
    /// # Errors
    ///
    /// Every mistake of every text at once; among them what they read differently: the currency, the
    /// dates that count, what a bill is known by, or a field or list of one name that is not the same.
    pub fn compile_all(books: Vec<Vec<Source>>) -> Result<Vec<Book>, BookError> {
        let mut files: Vec<Reviewed> = Vec::new();
        let mut heads: Vec<Vec<(usize, Head)>> = Vec::new();
        for sources in books {
            let first = files.len();
            files.extend(sources.into_iter().map(|one| Reviewed::new(&one.path, one.text)));
            let heads_of_book = read_heads(&mut files, first);
            check_alike(&heads_of_book, &mut files);
            heads.push(heads_of_book);
        }
        let words = vocabulary(&heads, &mut files);
        let compiled: Option<Vec<Book>> = words.and_then(|words| {
            // Every book is compiled, so that every mistake is reported.
            let all = heads.iter().map(|heads| compile(words.clone(), heads, &mut files));
            all.collect::<Vec<_>>().into_iter().collect()
        });
        if files.iter().all(|file| file.found.is_empty())
            && let Some(mut books) = compiled
        {
            let asks = books.iter().any(Book::asks_diagnosis);
            let household = books.iter().any(|book| book.slots.asks_household());
            let asks_enrolled_on =
                books.iter().fold(0, |plans, book| plans | book.asks_enrolled_on());
            let asks_receipts = books.iter().fold(0, |plans, book| plans | book.asks_receipts());
            for Book { vocabulary, .. } in &mut books {
                vocabulary.asks_diagnosis = asks;
                vocabulary.asks_receipts = asks_receipts;
                vocabulary.asks_enrolled_on = asks_enrolled_on;
                vocabulary.asks_household = household;
            }
            return Ok(books);
        }
        files.retain(|file| !file.found.is_empty());
        files.iter_mut().for_each(advise_by_text);
        Err(BookError::Rules(files))
    }

    /// Whether any edition asks for diagnoses.
    fn asks_diagnosis(&self) -> bool {
        self.editions.iter().any(|edition| edition.asks_diagnosis)
    }

    /// The plans whose cover begins with the receipt of the contribution under any edition: one bit each.
    pub(crate) fn asks_receipts(&self) -> u16 {
        let plans = self.editions.iter().flat_map(|edition| &edition.plans);
        let asking = plans.filter(|plan| plan.asks_receipts());
        asking.fold(0, |plans, plan| plans | 1 << plan.number)
    }

    /// The plans that ask under any edition on which day a member enrolled: one bit each.
    fn asks_enrolled_on(&self) -> u16 {
        let plans = self.editions.iter().flat_map(|edition| &edition.plans);
        let asking = plans.filter(|plan| plan.asks_enrolled_on());
        asking.fold(0, |plans, plan| plans | 1 << plan.number)
    }

    /// Whether a plan asks on which day a member enrolled, of a period that starts on a day: the edition of that day
    /// says when one may enrol and when cover begins, and every one that may serve bills of the period what service
    /// it asks for.
    pub(crate) fn asks_enrolled_on_of(&self, plan: &str, start: Day) -> bool {
        let own = self.edition_at(start).and_then(|at| self.editions.get(at)?.plan(plan));
        let later = self.editions.iter().filter(|edition| start <= edition.to);
        own.is_some_and(|plan| plan.cover_asks_enrolled_on())
            || later
                .filter_map(|edition| edition.plan(plan))
                .any(|plan| plan.service_asks_enrolled_on())
    }

    /// The first day on which a period gives cover: its start, or where its plan waits for the contribution the day
    /// after that came in, if that is later, or the day of enrolling. After every bill where nothing came in. The
    /// edition in force on the first day of the period says which.
    ///
    /// ```
    /// use huzhu::claim::EnrolmentForm;
    /// use huzhu::date::Day;
    /// use huzhu::scheme::{Book, Source};
    ///
    /// let text = include_str!("../../rules/pinghu/2022.toml");
    /// let text = text.replacen("[[plan]]", "[[plan]]\ncover_begins = \"day_after_receipt\"", 1);
    /// let book = Book::compile(vec![Source { path: "2022.toml".into(), text }]).unwrap();
    /// let day = |text| Day::parse(text).unwrap();
    /// let form = EnrolmentForm::new("medical", day("2022-01-01"), day("2022-12-31"));
    /// let from = |paid_on| book.cover_from(&form.clone().paid_on(day(paid_on)).read(&book).unwrap()).to_string();
    /// assert_eq!(from("2021-12-20"), "2022-01-01");
    /// assert_eq!(from("2022-01-10"), "2022-01-11");
    /// assert!(book.cover_from(&form.read(&book).unwrap()) > Day::LAST);
    /// ```
    pub fn cover_from(&self, period: &Enrolment) -> Day {
        self.cover_of(period).map_or(period.start, |cover| cover.day(period))
    }

    /// Whether the cover of a period waits for its contribution.
    pub fn waits_for_receipt(&self, period: &Enrolment) -> bool {
        let waits = self.cover_of(period).and_then(|cover| cover.waits(period));
        waits == Some(Later::DayAfterReceipt)
    }

    /// The first days of cover of a plan, which are the same in every edition that has it.
    fn cover_of(&self, period: &Enrolment) -> Option<&CoverFrom> {
        let mut plans = self.editions.iter().flat_map(|edition| &edition.plans);
        Some(&plans.find(|plan| plan.number == period.plan)?.cover_from)
    }

    /// The edition in force on a basis date, by its place.
    #[inline]
    pub fn edition_at(&self, day: Day) -> Option<usize> {
        self.editions.iter().position(|edition| edition.from <= day && day <= edition.to)
    }

    /// What adds up from bill to bill beyond one stay, by name: what an
    /// [`Opening`](crate::claim::Opening) may be of.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use huzhu::scheme::Book;
    ///
    /// let book = Book::load(Path::new("rules/resident_critical_above")).unwrap();
    /// let names: Vec<&str> = book.accumulators().iter().map(|one| one.name()).collect();
    /// assert_eq!(names, ["critical.deductible", "critical.bands"]);
    /// ```
    pub fn accumulators(&self) -> &[Accumulator] {
        &self.accumulators
    }

    /// The accumulator that a name means on a day, by its place in [`Book::accumulators`]. Where
    /// editions have one of the same name over different windows, or in different measures, it is
    /// that of the edition in force on the day, of the next one after it that has any, or else of
    /// the last before it.
    ///
    /// # Errors
    ///
    /// Which name is nearest, or all of them, where nothing adds up under that name.
    pub fn accumulator(&self, name: &str, day: Day) -> Result<usize, Option<Sentence>> {
        let on_the_day = self.editions.partition_point(|edition| edition.to < day);
        let all = self.accumulators.iter().enumerate().filter(|(_, one)| one.name == name);
        let found = all.min_by_key(|(_, one)| one.distance(on_the_day));
        let names = || self.accumulators.iter().map(|one| one.name.as_str());
        found.map(|(place, _)| place).ok_or_else(|| suggest(name, names()))
    }

    /// The title of a plan: that of the last edition that has it.
    pub(crate) fn plan_title(&self, number: u8) -> &Sentence {
        let all = self.editions.iter().rev().flat_map(|edition| &edition.plans);
        let mut found = all.filter(|plan| plan.number == number);
        &found.next().expect("every plan of a book is in an edition").title
    }

    /// The title of a benefit: that of the last edition that has it.
    pub fn benefit_title(&self, number: usize) -> &Sentence {
        let all = self.editions.iter().rev().flat_map(|edition| &edition.benefits);
        let mut found = all.filter(|benefit| benefit.number as usize == number);
        &found.next().expect("every benefit of a book is in an edition").title
    }
}

fn compile(
    vocabulary: Vocabulary,
    heads: &[(usize, Head)],
    files: &mut [Reviewed],
) -> Option<Book> {
    let first = &heads.first()?.1;
    let benefits = benefits(heads);
    check_dates(heads, files);
    let mut slots = Slots::default();
    let mut editions = Vec::new();
    for (number, _) in heads {
        slots.begin_edition(editions.len());
        let Reviewed { text, found, .. } = &mut files[*number];
        let edition = read_text(text, found, |reader| {
            Edition::read(reader, &vocabulary, &benefits, &mut slots)
        });
        editions.push(edition);
    }
    if slots.is_full() {
        let (last, head) = heads.last()?;
        let message = words::rules::too_many("limit", caps::ACCUMULATORS);
        files[*last].found.report(head.place("edition", ""), message);
    }
    let mut editions = editions.into_iter().collect::<Result<Vec<Edition>, _>>().ok()?;
    let groups = group::group(&mut editions);
    find_cover(&mut editions);
    find_ways(&mut editions);
    let accumulators = accumulator::all(&slots, &vocabulary.plans);
    Some(Book {
        id: first.scheme.id.clone(),
        title: first.scheme.title.clone(),
        vocabulary,
        corrections: first.scheme.corrections,
        review: first.scheme.review.clone(),
        editions,
        benefits,
        groups,
        slots,
        accumulators,
    })
}

/// Tells every plan in which editions its periods may begin their cover later: a period may reach from one edition into
/// another.
fn find_cover(editions: &mut [Edition]) {
    let all =
        editions.iter().flat_map(|edition| edition.plans.iter().map(move |plan| (edition, plan)));
    let later = all.filter_map(|(edition, plan)| match plan.cover_begins {
        CoverBegins::Later(later) => Some((plan.number, (edition.from, edition.to, later))),
        CoverBegins::PeriodStart => None,
    });
    let later: Vec<_> = later.collect();
    let cover_of = |plan: u8| {
        let own = later.iter().filter(|(number, _)| *number == plan);
        CoverFrom::later(own.map(|(_, later)| *later).collect())
    };
    for plan in editions.iter_mut().flat_map(|edition| &mut edition.plans) {
        plan.cover_from = cover_of(plan.number);
        let requires = plan.holder.as_mut().and_then(|holder| holder.requires.as_mut());
        requires.into_iter().for_each(|other| other.from = cover_of(other.number));
    }
}

/// Tells every plan which ways to enrol there are for its periods, by the edition in which they start.
fn find_ways(editions: &mut [Edition]) {
    let all = editions.iter().flat_map(|edition| {
        let of = |plan: &Plan| Some((plan.number, plan.holder.as_ref()?.own_ways.clone()));
        let ways = edition.plans.iter().filter_map(of).filter(|(_, ways)| !ways.is_empty());
        let (from, to) = (edition.from, edition.to);
        ways.map(move |(plan, ways)| (plan, WaysOfEdition { from, to, ways }))
    });
    let all: Vec<(u8, WaysOfEdition)> = all.collect();
    for plan in editions.iter_mut().flat_map(|edition| &mut edition.plans) {
        let own = all.iter().filter(|(number, _)| *number == plan.number);
        let own: Vec<WaysOfEdition> = own.map(|(_, ways)| ways.clone()).collect();
        if !own.is_empty() {
            plan.holder.get_or_insert_default().ways = Ways(own);
        }
    }
}
