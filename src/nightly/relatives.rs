//! Relatives of a member tonight: what is known and came of them, as facts that the member is decided on.

use std::collections::BTreeSet;

use super::at_hand::AtHand;
use super::error::NightError;
use super::movements::HouseholdNews;
use super::new_rows::NewRows;
use super::person::Opened;
use super::share::Share;
use crate::adjudication::Adjudicator;
use crate::claim::Relative;
use crate::intake::{IncomingReader, LoadedMember};
use crate::ledger::{Content, Decided};
use crate::manual_facts::{Facts, ManualFact};

/// The relatives of a member, and what came of them.
#[derive(Default)]
struct Relatives {
    /// Nothing where the rules do not ask.
    all: Option<Vec<Relative>>,
    news: HouseholdNews,
}

impl AtHand<'_> {
    /// Decides the member with relatives as facts, and adds what is to be posted and written.
    ///
    /// # Errors
    ///
    /// When the rules do not know what a manual fact of the member or of a relative names.
    pub fn decide_among_relatives(
        &self,
        came: NewRows,
        (adjudicator, cells): (&mut Adjudicator, &mut IncomingReader),
        dossier: &mut LoadedMember,
        share: &mut Share,
    ) -> Result<(), NightError> {
        let Relatives { all, news } = self.relatives(dossier.id, cells)?;
        dossier.relatives = all;
        self.decide((came, news), adjudicator, dossier, share)
    }

    /// The relatives of a member, each as decided on tonight: where rows of a relative are refused, as known before.
    ///
    /// # Errors
    ///
    /// When the rules do not know what a fact of a relative names.
    fn relatives(&self, main: &str, cells: &mut IncomingReader) -> Result<Relatives, NightError> {
        if !self.night.book.vocabulary.asks_household {
            return Ok(Relatives::default());
        }
        let (mut all, mut news) = (Vec::new(), HouseholdNews::Nothing);
        for relative in self.tonight.linked_households.relatives(main) {
            let merge = self.tonight.merge;
            let mut before = self.known(relative);
            let Opened { dossier, new_rows, .. } = merge.open(relative, Some(cells));
            // Of a relative of whom a row is refused nothing came.
            let (dossier, came) = match dossier {
                Some(dossier) => (Some(dossier), new_rows),
                None => (merge.open_known(relative).dossier, NewRows::default()),
            };
            let earlier = before.content.clone();
            let new_facts = self.new_facts(&mut before, &came, relative);
            if self.tonight.touched.contains(relative) && new_facts.is_any() {
                news = news.max(news_of(&earlier, &before.content, &came));
            }
            let manual_facts = &before.content.manual_facts;
            let manual_facts = ManualFact::read(manual_facts).expect("a ledger keeps whole facts");
            let facts = dossier.map(|one| Facts::relative(self.night.book, one, &manual_facts));
            all.extend(facts.transpose()?);
        }
        Ok(Relatives { all: Some(all), news })
    }
}

/// What came of a relative, of whom this was known before and is known now.
fn news_of(before: &Content, now: &Content, came: &NewRows) -> HouseholdNews {
    let earlier = Decided::read(&before.decisions).expect("a ledger keeps whole decisions");
    let earlier: BTreeSet<&str> = earlier.iter().map(|one| one.bill_id.as_str()).collect();
    let is_known = |id: &String| earlier.contains(id.as_str());
    // Who comes for the first time brings nothing but bills to the household.
    let is_new = earlier.is_empty();
    let says_more = !came.periods.is_empty() || !came.person.is_empty();
    let others = !is_new && says_more
        || before.manual_facts != now.manual_facts
        || came.bill_ids.iter().any(is_known);
    if others { HouseholdNews::Others } else { HouseholdNews::NewBills }
}
