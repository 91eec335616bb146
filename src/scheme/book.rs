//! Rule books: the editions of one scheme, by date.

use std::fs;
use std::path::{Path, PathBuf};

use super::accumulator::{self, Accumulator};
use super::corrections::Corrections;
use super::edition::{Edition, Head};
use super::language::table::{Span, Table, suggest};
use super::language::window::{MOST_ACCUMULATORS, Slots};
use super::provision::alternatives::{self, Group};
use super::review::Review;
use crate::claim::{Column, Field, FieldKind, OWN_AMOUNTS, Vocabulary, VocabularyId};
use crate::date::Day;
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::words::{self, Sentence};

/// The editions of one scheme, every rule of them checked.
#[derive(Clone, Debug)]
pub struct Book {
    /// The id of the scheme.
    pub id: String,
    /// What people call it.
    pub title: Sentence,
    /// What the words in its files mean.
    pub vocabulary: Vocabulary,
    /// What becomes of what was paid too much, and of bills that come again.
    pub corrections: Corrections,
    /// Which flagged bills a night holds.
    pub review: Review,
    /// The editions, by date, without gap or overlap.
    pub editions: Vec<Edition>,
    /// Ids of all benefits, in rule order: the columns of decisions.csv.
    pub benefits: Vec<String>,
    /// Benefits of which only one is paid.
    pub(crate) groups: Vec<Group>,
    pub(crate) slots: Slots,
    accumulators: Vec<Accumulator>,
}

impl AsRef<Vocabulary> for Book {
    fn as_ref(&self) -> &Vocabulary {
        &self.vocabulary
    }
}

/// One rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it is, as messages should name it.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// Why there is no rule book.
#[derive(Clone, Debug)]
pub enum BookError {
    /// A file or folder cannot be read.
    File(Sentence),
    /// The rules have mistakes.
    Rules(Vec<Reviewed>),
}

impl BookError {
    /// All that is wrong, as a person reads it.
    pub fn render(&self, lang: words::Lang) -> String {
        match self {
            BookError::File(why) => format!("{}\n", why.text(lang)),
            BookError::Rules(files) => files.iter().map(|file| file.render(lang)).collect(),
        }
    }
}

const MOST_BYTES: u64 = 1 << 20;
/// Benefits, plans, lists and categories are told apart by bits.
const MOST_BENEFITS: usize = 64;
const MOST_PLANS: usize = 16;

impl Source {
    /// Reads the rule files of a path: one file, or every `.toml` of a folder that is not a file of
    /// cases (`cases*.toml`).
    ///
    /// # Errors
    ///
    /// When a file or folder cannot be read, or holds no rules.
    pub fn read(path: &Path) -> Result<Vec<Source>, BookError> {
        let mut paths = if path.is_dir() { toml_files(path)? } else { vec![path.to_owned()] };
        paths.retain(|file| file == path || !is_cases(file));
        paths.sort();
        if paths.is_empty() {
            return Err(BookError::File(words::rules::no_rules(path.display())));
        }
        paths.iter().map(|path| Source::read_one(path)).collect()
    }

    /// Reads one file, rules or cases.
    ///
    /// # Errors
    ///
    /// When it cannot be read as text.
    pub fn read_one(path: &Path) -> Result<Source, BookError> {
        let failed = |why: std::io::Error| {
            BookError::File(words::rules::unreadable(path.display(), words::system(&why)))
        };
        if fs::metadata(path).map_err(failed)?.len() > MOST_BYTES {
            return Err(BookError::File(words::rules::too_big(path.display(), MOST_BYTES)));
        }
        let bytes = fs::read(path).map_err(failed)?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Source { path: path.to_owned(), text }),
            Err(_) => Err(BookError::File(words::rules::not_utf8(path.display()))),
        }
    }
}

/// The `.toml` files of a folder.
fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, BookError> {
    let failed = |why: std::io::Error| {
        BookError::File(words::rules::unreadable(folder.display(), words::system(&why)))
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// The files of cases of a folder, in order of name.
pub(crate) fn case_files(folder: &Path) -> Result<Vec<PathBuf>, BookError> {
    if !folder.is_dir() {
        let beside = folder.parent().filter(|parent| parent.is_dir());
        return beside.map_or(Ok(Vec::new()), case_files);
    }
    let mut paths = toml_files(folder)?;
    paths.retain(|path| is_cases(path));
    paths.sort();
    Ok(paths)
}

/// The rule books of a path: the path itself, or, where a folder holds no rule file, every folder
/// inside it that does, at any depth, in order of name.
///
/// # Errors
///
/// When a folder cannot be read, or none holds rules.
pub fn book_folders(path: &Path) -> Result<Vec<PathBuf>, BookError> {
    let found = folders_below(path, 0)?;
    if found.is_empty() {
        return Err(BookError::File(words::rules::no_rules(path.display())));
    }
    Ok(found)
}

fn folders_below(path: &Path, depth: usize) -> Result<Vec<PathBuf>, BookError> {
    let own = !path.is_dir() || toml_files(path)?.iter().any(|file| !is_cases(file));
    if own || depth > 8 {
        return Ok(vec![path.to_owned()]);
    }
    let failed = |why: std::io::Error| {
        BookError::File(words::rules::unreadable(path.display(), words::system(&why)))
    };
    let entries: Result<Vec<_>, _> = fs::read_dir(path).map_err(failed)?.collect();
    let mut inside: Vec<PathBuf> =
        entries.map_err(failed)?.iter().map(|entry| entry.path()).collect();
    inside.retain(|path| path.is_dir());
    inside.sort();
    let below: Result<Vec<_>, _> =
        inside.iter().map(|path| folders_below(path, depth + 1)).collect();
    Ok(below?.into_iter().flatten().collect())
}

/// Whether a file is one of cases, by its name.
fn is_cases(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("cases"))
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
    /// assert_eq!(book.id, "pinghu");
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
    /// assert_eq!(books[0].vocabulary, books[1].vocabulary);
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
        let words = vocabulary(&heads.concat(), &mut files);
        let compiled: Option<Vec<Book>> = words.and_then(|words| {
            // Every book is compiled, so that every mistake is told.
            let all = heads.iter().map(|heads| compile(words.clone(), heads, &mut files));
            all.collect::<Vec<_>>().into_iter().collect()
        });
        if files.iter().all(|file| file.found.is_empty())
            && let Some(mut books) = compiled
        {
            let asks = books.iter().any(Book::asks_diagnosis);
            books.iter_mut().for_each(|book| book.vocabulary.asks_diagnosis = asks);
            return Ok(books);
        }
        files.retain(|file| !file.found.is_empty());
        Err(BookError::Rules(files))
    }

    /// Whether a benefit of any edition asks for diagnoses.
    fn asks_diagnosis(&self) -> bool {
        let mut benefits = self.editions.iter().flat_map(|edition| &edition.benefits);
        benefits.any(|benefit| benefit.conditions.ask_diagnosis())
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
    /// let names: Vec<&str> = book.accumulators().iter().map(|one| one.name.as_str()).collect();
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

    /// The title of a benefit: that of the last edition that has it.
    pub fn benefit_title(&self, number: usize) -> &Sentence {
        let all = self.editions.iter().rev().flat_map(|edition| &edition.benefits);
        let mut found = all.filter(|benefit| benefit.number as usize == number);
        &found.next().expect("every benefit of a book is in an edition").title
    }
}

/// The heads of the files of one book that have one, each with the number of its file, by date; the
/// book's files are those from `first` on.
fn read_heads(files: &mut [Reviewed], first: usize) -> Vec<(usize, Head)> {
    let mut heads: Vec<(usize, Head)> = Vec::new();
    for (number, file) in files.iter_mut().enumerate().skip(first) {
        let mut found = Diagnostics::default();
        let head = Table::read(&file.text, &mut found, |table, found| {
            let head = Head::read(table, found);
            table.rest();
            Some(head)
        });
        match head {
            Some(head) => heads.push((number, head)), // What is wrong in it is told by `compile`.
            None => file.found = found,
        }
    }
    heads.sort_by_key(|(_, head)| (!head.is_whole, head.from));
    heads
}

/// Complains where editions of one book disagree on what is the scheme's.
fn check_alike(heads: &[(usize, Head)], files: &mut [Reviewed]) {
    let Some((_, first)) = heads.first() else { return };
    for (number, head) in heads.iter().filter(|(_, head)| head.is_whole) {
        let alike = [
            (head.scheme == first.scheme, "id"),
            (head.title == first.title, "title"),
            (head.corrections == first.corrections, "corrections"),
            (head.review == first.review, "review"),
        ];
        for (_, key) in alike.into_iter().filter(|(same, _)| !same) {
            let place = head.place("scheme", key);
            files[*number].found.error(place, words::rules::same_in_all(key));
        }
    }
}

/// The words of all editions that read the same files; complaints where they disagree.
fn vocabulary(heads: &[(usize, Head)], files: &mut [Reviewed]) -> Option<Vocabulary> {
    let first = heads.first()?.1.clone();
    let mut vocabulary = Vocabulary {
        currency: first.currency,
        basis: first.basis,
        order: first.order,
        categories: first.categories.clone(),
        revisions: first.corrections.revisions,
        bill_number: first.bill_number,
        stay_gap: first.stay_gap,
        undated_facts: first.undated_facts,
        member_ids: first.member_ids,
        fields: Vec::new(),
        lists: Vec::new(),
        asks_diagnosis: false,
        plans: Vec::new(),
        id: VocabularyId::NONE,
    };
    for (number, head) in heads {
        let file = &mut files[*number];
        let alike = [
            (head.currency == first.currency, "currency"),
            (head.basis == first.basis, "basis"),
            (head.order == first.order, "order"),
            (head.bill_number == first.bill_number, "bill_number"),
            (head.stay_gap == first.stay_gap, "stay_gap"),
            (head.undated_facts == first.undated_facts, "undated_facts"),
            (head.member_ids == first.member_ids, "member_ids"),
            (head.categories == first.categories, "categories"),
        ];
        for (_, key) in alike.into_iter().filter(|(same, _)| head.is_whole && !same) {
            file.found.error(head.place("scheme", key), words::rules::same_in_all(key));
        }
        for (field, span) in &head.fields {
            add_field(field, span, &mut vocabulary.fields, file);
        }
        for (list, span) in &head.lists {
            match vocabulary.lists.iter().find(|(name, _)| *name == list.0) {
                Some(known) if known.1 != list.1 => {
                    file.found.error(span.clone(), words::rules::same_list(&list.0));
                }
                Some(_) => {}
                None => vocabulary.lists.push(list.clone()),
            }
        }
        for plan in &head.plans {
            if !vocabulary.plans.contains(plan) {
                vocabulary.plans.push(plan.clone());
            }
        }
    }
    fits(&vocabulary, heads, files).then(|| vocabulary.sealed())
}

/// Adds a field of an edition to those of the book, where it gets a place of its own; what has one
/// name must be declared alike.
fn add_field(field: &Field, span: &Span, fields: &mut Vec<Field>, file: &mut Reviewed) {
    if let Some(known) = fields.iter_mut().find(|known| known.name == field.name) {
        if !known.declared_like(field) {
            file.found.error(span.clone(), words::rules::same_field(&field.name));
        }
        return;
    }
    let kind =
        |amount: bool| move |f: &&Field| matches!(f.kind, FieldKind::Amount { .. }) == amount;
    let mut field = field.clone();
    let (number, most) = match &mut field.kind {
        FieldKind::Amount { column, .. } => {
            let number = fields.iter().filter(kind(true)).count();
            *column = Column::own(number.min(OWN_AMOUNTS - 1));
            (number, OWN_AMOUNTS)
        }
        FieldKind::Word { slot, .. } => {
            let own = fields.iter().filter(kind(false)).filter(|f| f.owner == field.owner);
            let number = own.count();
            *slot = Vocabulary::own_slot(field.owner, number);
            (number, Vocabulary::own_words(field.owner))
        }
    };
    if number >= most {
        file.found.error(span.clone(), words::rules::too_many("fields", most));
        return;
    }
    fields.push(field);
}

/// Whether there is room for what the editions name, or complaints.
fn fits(vocabulary: &Vocabulary, heads: &[(usize, Head)], files: &mut [Reviewed]) -> bool {
    let Some((last, head)) = heads.last() else { return false };
    let counts = [
        (vocabulary.plans.len(), MOST_PLANS, "plan"),
        (vocabulary.lists.len(), MOST_BENEFITS, "lists"),
        (vocabulary.categories.len(), MOST_BENEFITS, "categories"),
        (benefits(heads).len(), MOST_BENEFITS, "benefit"),
    ];
    let over = counts.into_iter().filter(|(count, most, _)| count > most);
    let place = head.place("scheme", "categories");
    over.fold(true, |_, (_, most, key)| {
        files[*last].found.error(place.clone(), words::rules::too_many(key, most));
        false
    })
}

/// Ids of the benefits of all editions: of the latest edition first as written, then of earlier ones
/// those that are no more.
fn benefits(heads: &[(usize, Head)]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for id in heads.iter().rev().flat_map(|(_, head)| &head.benefits) {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
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
        let edition = Table::read(text, found, |table, found| {
            Edition::read(table, &vocabulary, &benefits, &mut slots, found)
        });
        editions.push(edition);
    }
    if slots.is_full() {
        let (last, head) = heads.last()?;
        let message = words::rules::too_many("limit", MOST_ACCUMULATORS);
        files[*last].found.error(head.place("edition", ""), message);
    }
    let mut editions = editions.into_iter().collect::<Option<Vec<Edition>>>()?;
    let groups = alternatives::group(&mut editions);
    let accumulators = accumulator::all(&slots, &vocabulary.plans);
    Some(Book {
        id: first.scheme.clone(),
        title: first.title.clone(),
        vocabulary,
        corrections: first.corrections,
        review: first.review.clone(),
        editions,
        benefits,
        groups,
        slots,
        accumulators,
    })
}

/// Says where editions leave a gap or overlap, and where two have one id.
fn check_dates(heads: &[(usize, Head)], files: &mut [Reviewed]) {
    let heads: Vec<_> = heads.iter().filter(|(_, head)| head.is_whole).collect();
    for pair in heads.windows(2) {
        let [(earlier, before), (number, head)] = pair else { continue };
        let place = head.place("edition", "from");
        let Some(to) = before.to else {
            let help = words::rules::write_it(format!("to = \"{}\"", head.from - 1));
            let place = before.place("edition", "");
            files[*earlier].found.advise(place, words::rules::edition_open(&head.edition), help);
            continue;
        };
        let days = head.from - to - 1;
        let help = words::rules::write_it(format!("from = \"{}\"", to + 1));
        if days > 0 {
            let message = words::rules::edition_gap(days, &before.edition);
            files[*number].found.advise(place, message, help);
        } else if days < 0 {
            let message = words::rules::edition_overlap(-days, &before.edition);
            files[*number].found.advise(place, message, help);
        }
    }
    for (at, (number, head)) in heads.iter().enumerate() {
        if heads[..at].iter().any(|(_, other)| other.edition == head.edition) {
            let place = head.place("edition", "id");
            files[*number].found.error(place, words::rules::id_twice(&head.edition));
        }
    }
}
