//! Rules of their own: members for whom changed rules were not adopted go on under those of their last
//! decision.
//!
//! Editions that only add days to come change nothing that was decided. So behind the last day of such
//! rules stand the later editions of the night, unless they would change what was decided of the member.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rules, again, decide_under, recall};
use crate::adjudication::{Adjudicator, Decision};
use crate::date::Day;
use crate::exchange::{Dossier, recall as read_known};
use crate::ledger::{Columns, Content, Decided, Known, Latest, Ledger, Saying};
use crate::scheme::{Book, Source};
use crate::words::{self, Sentence};

/// Who adopts the rules of the night, which change what was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Adopted {
    /// All go on as before.
    Nobody,
    /// No rules of anybody's own are left.
    Everybody,
    /// Members with these ids.
    Only {
        /// The ids.
        ids: BTreeSet<String>,
        /// Whether all others are left out from tonight on; else only those who were are.
        anew: bool,
    },
}

impl Adopted {
    /// Whether a member adopts the rules of the night.
    pub fn by(&self, id: &str) -> bool {
        match self {
            Adopted::Nobody => false,
            Adopted::Everybody => true,
            Adopted::Only { ids, .. } => ids.contains(id),
        }
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        matches!(self, Adopted::Only { ids, .. } if ids.is_empty())
    }

    /// Whether the member is named: the ledger then keeps that the rules were adopted, also where they
    /// change nothing.
    pub fn names(&self, id: &str) -> bool {
        matches!(self, Adopted::Only { .. }) && self.by(id)
    }
}

/// The rules that members go on under, and who these are.
#[derive(Debug, Default)]
pub(super) struct Own {
    rules: BTreeMap<String, OwnRules>,
    members: BTreeMap<String, String>,
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
    /// Reads the rules of members, who are told by id with the hash of these.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or such rules cannot go on beside those of the night.
    pub fn read(
        ledger: &Ledger,
        members: BTreeMap<String, String>,
        night: (&Book, &Rules),
    ) -> Result<Own, Sentence> {
        let hashes: BTreeSet<&String> = members.values().collect();
        let read = |hash: &String| {
            let rules = OwnRules::read(&ledger.rules_of_hash(hash)?, night)?;
            Ok((hash.clone(), rules))
        };
        let rules: Result<_, Sentence> = hashes.into_iter().map(read).collect();
        Ok(Own { rules: rules?, members })
    }

    /// The rules that a member goes on under; nothing for one who follows those of the night. Of two ids
    /// of one person, the one that all is told under comes first.
    pub fn of(&self, id: &str, same: &[(String, String)]) -> Option<&OwnRules> {
        let others = || same.iter().filter(|(_, main)| main == id).map(|(other, _)| other.as_str());
        let hash = [id].into_iter().chain(others()).find_map(|id| self.members.get(id));
        hash.map(|hash| &self.rules[hash])
    }

    /// Rules that no run has kept yet.
    pub fn further(&self) -> impl Iterator<Item = &Rules> {
        self.rules.values().filter_map(|own| own.further.as_ref()).map(|terms| &terms.rules)
    }
}

impl OwnRules {
    fn read(files: &str, (book, rules): (&Book, &Rules)) -> Result<OwnRules, Sentence> {
        let sources = again::sources(files);
        let plain = Terms::compile(sources.clone())?;
        plain.fits_into(book)?;
        let end = plain.book.editions.last().map_or(Day::LAST, |edition| edition.to);
        let later = later_than(end, book, rules);
        if later.is_empty() {
            return Ok(OwnRules { plain, further: None });
        }
        let further = Terms::compile([sources, later].concat());
        let ends = |_| words::ledger::own_ends(plain.rules.name(), end);
        let further = Some(further.map_err(ends)?);
        Ok(OwnRules { plain, further })
    }

    /// The terms to decide a member on of whom this was known and decided.
    pub fn terms(
        &self,
        before: &Content,
        columns: &Columns,
        same: &[(String, String)],
    ) -> Result<&Terms, Sentence> {
        let Some(further) = &self.further else { return Ok(&self.plain) };
        let earlier = Decided::read(&before.decisions).expect("a ledger keeps whole decisions");
        if earlier.is_empty() || further.decide(before, columns, same)?.1 == earlier {
            return Ok(further);
        }
        Ok(&self.plain)
    }
}

impl Terms {
    fn compile(sources: Vec<Source>) -> Result<Terms, Sentence> {
        let rules = Rules::of(&sources);
        let book = Book::compile(sources);
        let unread = |_| words::ledger::own_unread(rules.name());
        Ok(Terms { book: book.map_err(unread)?, rules })
    }

    /// Makes sure that tonight's rows have all columns that these rules ask for.
    fn fits_into(&self, night: &Book) -> Result<(), Sentence> {
        let (own, night) = (recall::columns(&self.book), recall::columns(night));
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
            false => Err(words::ledger::own_columns(self.rules.name(), missing.join(" "))),
        }
    }

    /// Decides a member on all that is known, written under these columns, as an explanation of the
    /// posting will.
    ///
    /// # Errors
    ///
    /// When what is known cannot be read under these rules.
    pub fn decide(
        &self,
        content: &Content,
        columns: &Columns,
        same: &[(String, String)],
    ) -> Result<(Vec<Decision>, Vec<Decided>), Sentence> {
        self.with(content, columns, same, |book, dossier, said| {
            decide_under(book, &mut Adjudicator::new(book), dossier, said)
        })
    }

    /// Does something with all that is known of a member, read under these rules.
    ///
    /// # Errors
    ///
    /// When it cannot be read, and what fails with it.
    pub fn with<T>(
        &self,
        content: &Content,
        columns: &Columns,
        same: &[(String, String)],
        act: impl FnOnce(&Book, &mut Dossier, &[Saying]) -> Result<T, Sentence>,
    ) -> Result<T, Sentence> {
        let unread = || words::ledger::own_unread(self.rules.name());
        let latest = Latest { member: 0, posting: 0, columns: 0, content: content.clone() };
        let known = Known { members: vec![latest], columns: vec![(0, columns.clone())] };
        let known = recall::today(&self.book, known);
        let rows = recall::rows(&self.book, &known, same.to_vec());
        let intake = read_known(rows, &self.book.vocabulary, &()).map_err(|_| unread())?;
        let member = intake.member(&content.member_id).ok_or_else(unread)?;
        let mut dossier = intake.dossiers().open(member);
        if !dossier.refused.is_empty() {
            return Err(unread());
        }
        let said = Saying::read(&content.said).expect("a ledger keeps whole facts");
        act(&self.book, &mut dossier, &said)
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
    again::sources(&rules.json).into_iter().filter(begins_later).collect()
}
