//! A report of a period: all its tables, and what they come to.

use std::collections::BTreeMap;

use serde_json::json;

use super::error::StatisticsError;
use super::figures::Figures;
use super::gather::{Gathered, gather};
use super::head_counts::head_counts;
use super::period::{Period, Span};
use super::table::Style;
use crate::date::Day;
use crate::fingerprint::sha256;
use crate::ledger::{Ledger, Month};
use crate::money::{Currency, Money, Rate};
use crate::nightly::readjudicate::newest_rules;
use crate::output::HouseholdTotal;
use crate::output::reports::{self, Options};
use crate::scheme::Book;
use crate::words::Lang;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The period.
    pub span: Span,
    /// Own cost in a year above which a member is on the hardship list; nothing for no list.
    pub hardship: Option<Money>,
    /// The share of a household's yearly income above which its own cost in a year is on the list of households;
    /// nothing for no such list.
    pub hardship_share: Option<Rate>,
    /// Whether the lists have whole ids.
    pub full_ids: bool,
    /// The fewest members who were helped of whom statistics.csv shows anything.
    pub least_members: u64,
    /// The language of titles.
    pub lang: Lang,
}

/// A report.
#[derive(Clone, Debug)]
pub struct Report {
    /// The period.
    pub period: Period,
    /// What it comes to.
    pub figures: Figures,
    /// What each plan comes to, by its id, where the rules have several.
    pub plans: BTreeMap<String, Figures>,
    /// The period that it is compared with and what that comes to; nothing where nothing was posted by then.
    pub compared: Option<(Period, Figures)>,
    /// The first day of the period that is not over or not closed, so that more may be posted for it.
    pub open_from: Option<Day>,
    /// Where the ledger begins within the period that it is compared with: the day that its first run counts for.
    pub begins_within: Option<Day>,
    /// Whether so few members were helped that statistics.csv shows nothing of them.
    pub hides_few: bool,
    /// Households whose own cost is above a share of their income; nothing where that is not asked for.
    pub households: Option<HouseholdTotal>,
    /// Of all amounts.
    pub currency: Currency,
    /// The newest seal of the ledger.
    pub seal: String,
    /// The files, each with its name.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Makes the report of a period from what a ledger posted.
///
/// # Errors
///
/// When nothing was posted by the end of the period, the rules have no such edition, what the ledger knows cannot be
/// read under its newest rules, or the tables do not come to what the postings moved.
pub fn report(ledger: &Ledger, request: &Request) -> Result<Report, StatisticsError> {
    ledger.view(|ledger| {
        let book = newest_rules(ledger)?;
        let (begins, newest) = days(ledger)?;
        let period = Period::of(request.span.clone(), &book)?;
        if period.posted().1 < begins {
            return Err(StatisticsError::NothingPosted { last: period.last(), begins });
        }
        let compared = period.compared(&book).filter(|before| before.posted().1 >= begins);
        let compared = match compared {
            // Only its figures are wanted.
            Some(before) => {
                let options = options(&before, newest, None);
                Some((gather(ledger, &book, &before, &options)?.figures, before))
            }
            None => None,
        };
        let options = options(&period, newest, Some(request));
        let gathered = gather(ledger, &book, &period, &options)?;
        let declared = head_counts(ledger, options.on.unwrap_or(newest))?;
        let Gathered { intake, collected, households, figures } = gathered;
        let known = reports::Known { declared: Some(&declared), households: &households };
        let (breakdown, tables) = reports::tables(&book, &intake, &collected, &options, &known);
        let seal = ledger.newest_seal()?;
        let begins_within = compared.as_ref().map(|(_, before)| before.posted().0);
        let (before, compared) = compared.unzip();
        let open_from = ledger.open_month()?.map_or(begins, Month::first).max(period.first());
        let mut report = Report {
            begins_within: begins_within.filter(|first| *first < begins).map(|_| begins),
            hides_few: false,
            households: breakdown.households,
            currency: book.vocabulary.currency,
            files: tables.into_iter().map(|(name, bytes)| (short(name), bytes)).collect(),
            figures: figures.all,
            plans: figures.plans,
            open_from: (open_from <= period.last()).then_some(open_from),
            compared: compared.zip(before.as_ref().map(|before| before.all.clone())),
            period,
            seal,
        };
        report.sum_up(&book, request, &before.unwrap_or_default().plans);
        Ok(report)
    })
}

/// The day that the first run counts for, and that of the newest.
fn days(ledger: &Ledger) -> Result<(Day, Day), StatisticsError> {
    let first: Option<Day> = ledger.one("SELECT min(posted_on) FROM run_in_force")?;
    let nothing = || crate::ledger::LedgerError::nothing_posted(ledger.path());
    let newest = ledger.last_day()?.ok_or_else(nothing)?;
    Ok((first.unwrap_or(newest), newest))
}

/// Options of the tables: members stand where they stood on the last day of the period, or the day of the newest run
/// where that is earlier.
fn options(period: &Period, newest: Day, request: Option<&Request>) -> Options {
    Options {
        on: Some(period.last().min(newest).max(period.first())),
        within: Some((period.first(), period.last())),
        hardship: request.and_then(|request| request.hardship),
        hardship_share: request.and_then(|request| request.hardship_share),
        full_ids: request.is_some_and(|request| request.full_ids),
    }
}

/// The name of a table in a folder of its own.
fn short(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

impl Report {
    /// The format of manifest.json and its version.
    pub const FORMAT: &'static str = "huzhu-ledger-report/1";

    /// The file that says what all others are made from.
    pub const MANIFEST: &'static str = "manifest.json";

    /// Adds statistics.csv, and manifest.json, which says what all files are made from.
    fn sum_up(&mut self, book: &Book, request: &Request, before: &BTreeMap<String, Figures>) {
        let Request { lang, least_members, .. } = *request;
        let style = Style { lang, currency: self.currency, least_members };
        let compared = self.compared.as_ref().map(|(period, figures)| (period, figures));
        let mut table = style.head((&self.period, &self.figures), compared);
        // What one plan leaves out is all plans less the others: where one has too few, none is shown.
        let few = |plans: &BTreeMap<String, Figures>| plans.values().any(|of| style.hides(of));
        let (few_now, few_before, none) = (few(&self.plans), few(before), Figures::default());
        for (plan, figures) in &self.plans {
            let before = compared.map(|_| (before.get(plan).unwrap_or(&none), few_before));
            style.figures(plan, (figures, few_now), before, &mut table);
        }
        style.seal(&self.seal, &mut table);
        self.hides_few = style.hides(&self.figures) || few_now;
        self.files.push(("statistics.csv".to_owned(), table));
        let file = |(name, bytes): &(String, Vec<u8>)| {
            let (length, hash) = (bytes.len(), sha256(bytes));
            json!({ "file": name, "bytes": length, "sha256": hash })
        };
        let files: Vec<_> = self.files.iter().map(file).collect();
        let manifest = json!({
            "format": Report::FORMAT, "engine": env!("CARGO_PKG_VERSION"), "scheme": book.id,
            "period": self.period.to_string(), "from": self.period.first().to_string(),
            "to": self.period.last().to_string(), "basis": "posted_on",
            "compared": self.compared.as_ref().map(|(period, _)| period.to_string()),
            "currency": self.currency.code(), "posted": self.figures.posted().show(self.currency),
            "open_from": self.open_from.map(|day| day.to_string()),
            "seal": self.seal, "outputs": files,
        });
        let text =
            serde_json::to_string_pretty(&manifest).expect("texts and numbers can be written");
        self.files.push((Report::MANIFEST.to_owned(), (text + "\n").into_bytes()));
    }
}
