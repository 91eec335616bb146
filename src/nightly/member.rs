//! One member tonight: decided on all that is known, compared with what was posted, and posted where something
//! changed or money has to follow.

use std::collections::{BTreeSet, HashMap};

use super::at_hand::AtHand;
use super::before::Before;
use super::cash::{self, Circumstances, Moves};
use super::error::NightError;
use super::grandfathered::Terms;
use super::movements::{self, Change, HouseholdNews, NewFacts};
use super::new_rows::NewRows;
use super::night::Night;
use super::share::Share;
use super::summary::Withdrawal;
use crate::adjudication::Adjudicator;
use crate::intake::LoadedMember;
use crate::ledger::{Content, Decided, Entry, NewPayment, NewPosting, PaymentId, bill_hash};
use crate::manual_facts::ManualFact;
use crate::money::Money;
use crate::output::write_flags;
use crate::payment::in_hand::take_to_keep;
use crate::payment::{self, Holding, InHand, take};
use crate::scheme::SetOff;

/// What was posted of a member beside what is decided tonight.
struct Compared {
    earlier: Vec<Decided>,
    after: Vec<Decided>,
    new_facts: NewFacts,
    /// Whether the member adopts the rules of the night.
    adopts: bool,
    /// How entitlement moves, for the ledger and for changes.csv.
    entries: Vec<Entry>,
    changes: Vec<Change>,
}

impl Compared {
    /// Whether the member is as posted: only money in hand could still call for a posting.
    fn is_quiet(&self) -> bool {
        !self.new_facts.is_any() && !self.adopts && self.earlier == self.after
    }

    /// What all bills pay.
    fn entitled(&self) -> Money {
        self.after.iter().map(Decided::payable).sum()
    }

    /// How much more bills are paid that were decided on an earlier night.
    fn restored(&self) -> Money {
        self.changes.iter().map(|change| (change.new - change.old).or_zero()).sum()
    }
}

/// A member's night: what was known and posted before, what is known and decided now, and how money follows.
struct Outcome {
    before: Before,
    /// What is known now, without what is decided on it.
    content: Content,
    compared: Compared,
    cash: Cash,
}

/// How money follows: what moves, of which payments in hand it is withdrawn.
struct Cash {
    moves: Moves,
    payments: Vec<InHand>,
    held: Vec<Money>,
}

impl AtHand<'_> {
    /// Decides the member, and adds what is to be posted and written.
    ///
    /// # Errors
    ///
    /// When the rules do not know what a manual fact of the member names.
    pub fn decide(
        &self,
        (mut came, household): (NewRows, HouseholdNews),
        adjudicator: &mut Adjudicator,
        dossier: &mut LoadedMember,
        share: &mut Share,
    ) -> Result<(), NightError> {
        let member = dossier.id.to_owned();
        let mut before = self.known(&member);
        let terms = self.own_terms(&member, &before.content.manual_facts)?;
        let adopts = self.adopts(&member, &before, terms);
        let new_facts = self.new_facts(&mut before, &came, &member);
        let new_facts = NewFacts { household, ..new_facts };
        let content = known_now(&member, &mut came, &before, terms);
        let after = self.decisions(terms, &content, adjudicator, dossier, share)?;
        share.tally.count_new(&after, &came.bill_ids);
        let compared = self.compare(&before, after, new_facts, adopts, &came);
        self.flag(&member, &compared, share);
        share.seen.append(&mut came.others_seen);
        let cash = self.cash(&member, &before, &compared, terms);
        if compared.is_quiet() && cash.moves.entries.is_empty() {
            share.seen.extend(came.seen.map(|seen| (member, seen)));
            return Ok(());
        }
        self.post(Outcome { before, content, compared, cash }, came, share);
        Ok(())
    }

    /// Whether the member adopts the rules of the night: by name, or by no longer going on under others.
    fn adopts(&self, member: &str, before: &Before, terms: Option<&Terms>) -> bool {
        let is_named = self.tonight.adopted.is_some_and(|adopted| adopted.names(member));
        let had_own = ManualFact::rules(&before.content.manual_facts).is_some();
        is_named || (had_own && terms.is_none())
    }

    fn compare(
        &self,
        before: &Before,
        after: Vec<Decided>,
        new_facts: NewFacts,
        adopts: bool,
        came: &NewRows,
    ) -> Compared {
        let earlier = Decided::read(&before.content.decisions);
        let earlier = earlier.expect("a ledger keeps whole decisions");
        let (entries, mut changes) = movements::moved(&earlier, &after, &new_facts);
        let replaced = came.replaced.iter();
        changes.extend(replaced.map(|period| movements::replaced(self.night.book, period)));
        Compared { earlier, after, new_facts, adopts, entries, changes }
    }

    /// How the member's money follows what is decided; not asked where nothing changed and the money need not be
    /// looked at.
    fn cash(
        &self,
        member: &str,
        before: &Before,
        compared: &Compared,
        terms: Option<&Terms>,
    ) -> Cash {
        if compared.is_quiet() && !self.tonight.looked_at.contains(member) {
            return Cash { moves: Moves::default(), payments: Vec::new(), held: Vec::new() };
        }
        let payments = self.in_hand(member);
        let held = self.held(&payments, &compared.after);
        let in_hand = cash::InHand::of(&payments, &held);
        let not_yet_offset = self.not_yet_offset(member);
        let circumstances = Circumstances {
            restored: compared.restored()
                + self.come_again(member, before, compared, not_yet_offset),
            reordering_only: movements::reordering_only(&compared.earlier, &compared.new_facts),
            sent_before: self.sent_before(member) > Money::ZERO,
            not_yet_offset,
        };
        let corrections = &terms.map_or(self.night.book, |terms| &terms.book).corrections;
        let entitled = compared.entitled();
        let moves = cash::follow(&before.content, in_hand, entitled, circumstances, corrections);
        Cash { moves, payments, held }
    }

    /// What bills pay that were taken back and come again: they are no new ones. Asked only where something was
    /// written off that this would pay once more, or is owed that is not offset yet.
    fn come_again(
        &self,
        member: &str,
        before: &Before,
        compared: &Compared,
        not_yet_offset: Money,
    ) -> Money {
        if before.content.written_off == Money::ZERO && not_yet_offset == Money::ZERO {
            return Money::ZERO;
        }
        let merge = self.tonight.merge;
        let rows = merge.brought(member).into_iter().flat_map(|brought| merge.bills_in(brought));
        let known: BTreeSet<String> =
            rows.filter(|row| !row.is_void()).map(|row| row.key).collect();
        let earlier: BTreeSet<&str> =
            compared.earlier.iter().map(|one| one.bill_id.as_str()).collect();
        let again = |one: &&Decided| {
            known.contains(&one.bill_id) && !earlier.contains(one.bill_id.as_str())
        };
        compared.after.iter().filter(again).map(Decided::payable).sum()
    }

    /// Adds the posting of a member, with what of payments in hand it withdraws.
    fn post(&self, outcome: Outcome, came: NewRows, share: &mut Share) {
        let Outcome { before, content, compared, cash } = outcome;
        let entitled = compared.entitled();
        let decided = Content { decisions: lines(&compared.after), entitled, ..content };
        let mut posting = self.posting(before, decided, compared.entries, &cash.moves, share);
        let take = match self.night.book.corrections.set_off {
            SetOff::AtOnce => take,
            SetOff::AfterLetter => take_to_keep,
        };
        posting.withdrawn = take(&cash.payments, &cash.held, cash.moves.withdrawn());
        posting.bills = came.bill_ids.iter().map(|id| bill_hash(id)).collect();
        posting.seen = came.seen;
        let member = &posting.content.member_id;
        let withdrawals = withdrawals(member, &cash.payments, &posting.withdrawn);
        share.tally.withdraw(&withdrawals);
        share.withdrawals.extend(withdrawals);
        let of_bills = compared.changes.iter().filter(|change| !change.bill_id.is_empty());
        share.tally.count_changes(of_bills);
        share.postings.push((posting, compared.changes));
    }

    /// Writes flags, and holds each bill that newly carries one that the rules name. One that is held is
    /// left as it is, and so is one that was held for that flag before: a person looked at it and let it go.
    fn flag(&self, member: &str, compared: &Compared, share: &mut Share) {
        let Compared { earlier, after, .. } = compared;
        let names = |flag: &&&str| self.night.book.review.hold.iter().any(|named| named == **flag);
        for of_one in after.chunk_by(|a, b| a.bill_id == b.bill_id) {
            let codes = of_one.iter().flat_map(|one| one.reasons.split(';'));
            let bill = &of_one[0].bill_id;
            let flags = write_flags(member, bill, codes, &mut share.flags);
            share.tally.flag(&flags);
            let carried = |flag: &str| {
                let before = earlier.iter().filter(|one| one.bill_id == *bill);
                before.flat_map(|one| one.reasons.split(';')).any(|code| code == flag)
            };
            let reviewed = self.tonight.reviewed;
            let is_new = |flag: &&&str| !carried(flag) && !reviewed.has(bill, flag);
            if let Some(flag) = flags.iter().filter(names).find(is_new)
                && !reviewed.is_held(bill)
            {
                share.holds.push((bill.clone(), flag));
                share.tally.hold();
            }
        }
    }

    /// What is posted of a member, and away from the other ids of the same person.
    fn posting(
        &self,
        before: Before,
        decided: Content,
        entries: Vec<Entry>,
        cash: &Moves,
        share: &mut Share,
    ) -> NewPosting {
        let withdrawn = before.content.withdrawn + cash.withdrawn();
        let repaid = before.content.repaid;
        let (paid, written_off) = (cash.paid, cash.written_off);
        let content = Content { paid, written_off, withdrawn, repaid, ..decided };
        let all: Vec<Entry> =
            entries.into_iter().chain(before.entries).chain(self.movements_of_cash(cash)).collect();
        share.tally.move_money(&all);
        share.postings.extend(before.away.into_iter().map(|posting| (posting, Vec::new())));
        let prepared = before.content.prepared();
        let payment = cash.payment().map(|due| self.payment(&content.member_id, prepared, due));
        let mut posting = NewPosting::new(before.place, content, &all);
        posting.payment = payment;
        posting
    }

    /// What of each payment in hand is held, once the member is decided so.
    fn held(&self, payments: &[InHand], after: &[Decided]) -> Vec<Money> {
        // Most have nothing in hand, and then nothing of it can be held.
        if payments.is_empty() {
            return Vec::new();
        }
        self.holding(payments).held(payments, pays(after))
    }

    /// A payment of what is due now, after so much was prepared before.
    fn payment(&self, member_id: &str, prepared: Money, due: Money) -> NewPayment {
        let (scheme, salt) = (&self.night.book.id, &self.tonight.payments.salt);
        payment::prepare(scheme, member_id, prepared, due, salt)
    }

    /// Payments in hand of a person, under whatever id, the oldest first.
    fn in_hand(&self, id: &str) -> Vec<InHand> {
        let ids = self.tonight.merge.ids(id);
        let numbers = ids.filter_map(|id| Some(self.before.get(id)?.member));
        let of = |member| self.tonight.payments.in_hand.get(&member).into_iter().flatten().cloned();
        let mut payments: Vec<InHand> = numbers.flat_map(of).collect();
        payments.sort_unstable_by_key(|payment| payment.no);
        payments
    }

    /// What was sent to a person before a restore and booked then.
    fn sent_before(&self, id: &str) -> Money {
        let ids = self.tonight.merge.ids(id);
        let numbers = ids.filter_map(|id| Some(self.before.get(id)?.member));
        numbers.filter_map(|number| self.tonight.payments.sent_before.get(&number)).copied().sum()
    }

    /// What of a person's debts may not be offset tonight. The rules of the night say so, also where the person goes on
    /// under others.
    fn not_yet_offset(&self, id: &str) -> Money {
        let debts = &self.tonight.payments.debts;
        let ids = self.tonight.merge.ids(id);
        let numbers = ids.filter_map(|id| Some(self.before.get(id)?.member));
        let of = |number| debts.get(&number).map_or(&[][..], |debts| debts);
        let Night { book, posted_on, .. } = self.night;
        numbers.map(|no| payment::not_yet_offset(of(no), &book.corrections, *posted_on)).sum()
    }

    /// What is held of a person's payments.
    fn holding(&self, payments: &[InHand]) -> Holding {
        let holdings = &self.tonight.payments.holdings;
        let held = payments.iter().find_map(|payment| holdings.get(&payment.member));
        held.cloned().unwrap_or_default()
    }

    fn movements_of_cash(&self, cash: &Moves) -> Vec<Entry> {
        cash.entries.iter().map(|&(kind, amount, why)| self.of_member(kind, amount, why)).collect()
    }
}

/// All that is known of the member now, without what is decided on it.
fn known_now(member: &str, came: &mut NewRows, before: &Before, terms: Option<&Terms>) -> Content {
    let own_rules = terms.map(|terms| terms.rules.hash.as_str());
    Content {
        member_id: member.to_owned(),
        person: std::mem::take(&mut came.person),
        periods: std::mem::take(&mut came.periods),
        bills: std::mem::take(&mut came.bills),
        manual_facts: ManualFact::under_rules(&before.content.manual_facts, own_rules),
        ..Content::default()
    }
}

/// What each bill pays in all.
fn pays(decided: &[Decided]) -> impl Fn(&str) -> Money {
    let mut sums: HashMap<String, Money> = HashMap::new();
    for one in decided {
        *sums.entry(one.bill_id.clone()).or_default() += one.payable();
    }
    move |bill| sums.get(bill).copied().unwrap_or_default()
}

/// What is withdrawn, as rows of withdrawn.csv.
fn withdrawals(
    member_id: &str,
    payments: &[InHand],
    withdrawn: &[(PaymentId, Money)],
) -> Vec<Withdrawal> {
    let of = |(no, amount): &(PaymentId, Money)| {
        let payment = payments.iter().find(|payment| payment.no == *no);
        let InHand { id, run, amount: in_hand, .. } = payment.expect("it is taken from these");
        let (member_id, left) = (member_id.to_owned(), *in_hand - *amount);
        Withdrawal { payment_id: id.clone(), run: *run, member_id, amount: *amount, left }
    };
    withdrawn.iter().map(of).collect()
}

/// Decisions as a posting keeps them.
fn lines(decided: &[Decided]) -> String {
    let mut lines = Vec::new();
    decided.iter().for_each(|decided| decided.write(&mut lines));
    String::from_utf8(lines).expect("ids are UTF-8")
}
