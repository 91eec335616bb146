//! Rules of their own: members for whom changed rules were not adopted go on under those that were in
//! force for them until then.
//!
//! Editions that only add days to come change nothing that was decided. So behind the last day of such
//! rules stand the later editions of the night, unless they would change what was decided of the member.

use std::collections::{BTreeMap, BTreeSet};

use super::adjudicate::decide_under;
use super::error::NightError;
use super::load_known;
use super::load_known::Whole;
use super::rules::Rules;
use crate::adjudication::{Adjudicator, Decision};
use crate::date::Day;
use crate::diagnostic::{Finding, Reviewed};
use crate::intake::LoadedMember;
use crate::ledger::{Decided, Ledger, sources};
use crate::manual_facts::ManualFact;
use crate::scheme::{Book, BookError, Source};
use crate::words::{self, Lang, Sentence};

/// The rules that members go on under, and who these are.
#[derive(Debug, Default)]
pub(super) struct Own {
    rules: BTreeMap<Vec<String>, OwnRules>,
    members: BTreeMap<String, Vec<String>>,
}

/// Rules that some go on under.
#[derive(Debug)]
pub(super) struct OwnRules {
    plain: Terms,
    /// The same, with later editions of the night behind them.
    further: Option<Terms>,
}

/// A rule book, and its files as a ledger keeps them.
#[derive(Debug)]
pub(super) struct Terms {
    pub book: Book,
    pub rules: Rules,
}

impl Own {
    /// Reads the rules of members, as [`Ledger::left_out`] lists them.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or such rules cannot go on beside those of the night.
    pub fn read(
        ledger: &Ledger,
        members: BTreeMap<String, Vec<String>>,
        night: (&Book, &Rules),
    ) -> Result<Own, NightError> {
        let all: BTreeSet<&Vec<String>> = members.values().collect();
        let read = |own: &Vec<String>| Ok((own.clone(), OwnRules::read(ledger, own, night)?));
        let rules: Result<_, NightError> = all.into_iter().map(read).collect();
        Ok(Own { rules: rules?, members })
    }

    /// The rules that a member goes on under; nothing for one who follows those of the night.
    pub fn of(&self, id: &str) -> Option<&OwnRules> {
        self.members.get(id).map(|hash| &self.rules[hash])
    }

    /// Rules that no run has kept yet.
    pub fn further(&self) -> impl Iterator<Item = &Rules> {
        self.rules.values().filter_map(|own| own.further.as_ref()).map(|terms| &terms.rules)
    }
}

impl OwnRules {
    fn read(
        ledger: &Ledger,
        own: &[String],
        (book, rules): (&Book, &Rules),
    ) -> Result<OwnRules, NightError> {
        let (first, behind) = own.split_first().expect("a member goes on under some rules");
        let plain = Terms::of_hash(ledger, first)?;
        plain.fits_into(book)?;
        let mut further = None;
        for hash in behind {
            let Terms { book, rules } = Terms::of_hash(ledger, hash)?;
            further = further.as_ref().unwrap_or(&plain).followed_by(&book, &rules)?.or(further);
        }
        further = further.as_ref().unwrap_or(&plain).followed_by(book, rules)?.or(further);
        Ok(OwnRules { plain, further })
    }

    /// The terms to decide a person on of whom this was known.
    ///
    /// # Errors
    ///
    /// When what was known cannot be read under these rules.
    pub fn terms(&self, before: &Whole) -> Result<&Terms, NightError> {
        let Some(further) = &self.further else { return Ok(&self.plain) };
        let with_later = further.decide(before)?.1;
        // What the rules alone cannot read was not decided under them.
        let alone = self.plain.decide(before);
        let changes = alone.is_ok_and(|(_, alone)| alone != with_later);
        Ok(if changes { &self.plain } else { further })
    }
}

impl Terms {
    fn of_hash(ledger: &Ledger, hash: &str) -> Result<Terms, NightError> {
        let sources = sources(&ledger.rules_of_hash(hash)?);
        let rules = Rules::of(&sources);
        let book = Book::compile(sources);
        let unread = |_| NightError::OwnRulesUnread { rules: rules.name().to_owned() };
        let book = book.map_err(unread)?;
        match book.vocabulary.asks_household {
            true => Err(NightError::OwnRulesHousehold { rules: rules.name().to_owned() }),
            false => Ok(Terms { book, rules }),
        }
    }

    /// The same, with the editions of other rules behind them that begin after their last day; nothing where
    /// there are none.
    fn followed_by(&self, book: &Book, rules: &Rules) -> Result<Option<Terms>, NightError> {
        let end = self.book.editions.last().map_or(Day::LAST, |edition| edition.to);
        let later = later_than(end, book, rules);
        if later.is_empty() {
            return Ok(None);
        }
        let sources = [sources(&self.rules.json), later].concat();
        let book = Book::compile(sources.clone());
        let book = book.map_err(|why| does_not_fit(self.rules.name(), end, &why))?;
        if book.vocabulary.asks_household {
            return Err(NightError::OwnRulesHousehold { rules: self.rules.name().to_owned() });
        }
        Ok(Some(Terms { book, rules: Rules::of(&sources) }))
    }

    /// Makes sure that tonight's rows have all columns that these rules ask for.
    fn fits_into(&self, night: &Book) -> Result<(), NightError> {
        let (own, night) = (load_known::columns(&self.book), load_known::columns(night));
        let pairs = [
            (&own.members, &night.members),
            (&own.enrolments, &night.enrolments),
            (&own.bills, &night.bills),
        ];
        let names = |header: &str| header.trim_end().split(',').map(str::to_owned).collect();
        let missing = pairs.into_iter().flat_map(|(own, night)| {
            let (own, night): (BTreeSet<String>, BTreeSet<String>) = (names(own), names(night));
            own.difference(&night).map(|name| format!("`{name}`")).collect::<Vec<_>>()
        });
        let missing: Vec<String> = missing.collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(NightError::OwnRulesColumns {
                rules: self.rules.name().to_owned(),
                columns: missing.join(" "),
            }),
        }
    }

    /// Decides a person on all that is known, as an explanation of the posting will.
    ///
    /// # Errors
    ///
    /// When what is known cannot be read under these rules.
    pub fn decide(&self, whole: &Whole) -> Result<(Vec<Decision>, Vec<Decided>), NightError> {
        self.with(whole, |book, dossier, manual_facts| {
            decide_under(book, &mut Adjudicator::new(book), dossier, manual_facts)
        })
    }

    /// Does something with all that is known of a member, read under these rules.
    ///
    /// # Errors
    ///
    /// When it cannot be read, and what fails with it.
    pub fn with<T>(
        &self,
        whole: &Whole,
        act: impl FnOnce(&Book, &mut LoadedMember, &[ManualFact]) -> Result<T, NightError>,
    ) -> Result<T, NightError> {
        let unread = || NightError::OwnRulesUnread { rules: self.rules.name().to_owned() };
        let facts_of = load_known::FactsByMember::new();
        let intake = load_known::intake(&whole.known, &whole.same, &self.book, &facts_of);
        let intake = intake.map_err(|_| unread())?;
        let member = intake.member(&whole.main).ok_or_else(unread)?;
        let mut dossier = intake.records().load(member);
        let manual_facts =
            ManualFact::read(&whole.manual_facts).expect("a ledger keeps whole facts");
        act(&self.book, &mut dossier, &manual_facts)
    }
}

/// The files of tonight's editions that begin after a day.
fn later_than(day: Day, book: &Book, rules: &Rules) -> Vec<Source> {
    if !book.editions.iter().any(|edition| edition.from > day) {
        return Vec::new();
    }
    let begins_later = |source: &Source| {
        let alone = Book::compile(vec![source.clone()]);
        alone.is_ok_and(|book| book.editions.iter().all(|edition| edition.from > day))
    };
    sources(&rules.json).into_iter().filter(begins_later).collect()
}

/// Why later editions of the night cannot stand behind rules that end: what they say otherwise.
fn does_not_fit(name: &str, end: Day, why: &BookError) -> NightError {
    let in_language = |lang| {
        let found = match why {
            BookError::File(why) => why.sentence().text(lang).to_owned(),
            BookError::Rules(files) => first_mistake(files, lang),
        };
        words::ledger::own_ends(name, end, found).text(lang).to_owned()
    };
    NightError::OwnRulesEnd(Sentence::new(in_language(Lang::English), in_language(Lang::Chinese)))
}

/// The first thing that is wrong with files, and where.
fn first_mistake(files: &[Reviewed], lang: Lang) -> String {
    let first = files.iter().find_map(|file| file.findings().into_iter().next());
    let in_language = |found: Finding| {
        let message = if lang == Lang::Chinese { found.message_zh } else { found.message };
        format!("{}:{}: {message}", found.file, found.line)
    };
    first.map_or(String::new(), in_language)
}
