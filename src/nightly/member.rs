//! One member tonight: decided on all that is known, and compared with what was posted.

use std::collections::{BTreeSet, HashMap};

use super::balance::{self, Moves};
use super::moves::{self, NewlySaid, News};
use super::outputs::{Withdrawal, write_decided};
use super::own::Terms;
use super::person::NewRows;
use super::recall::Whole;
use super::{Night, Share, Tonight, bill_hash, recall};
use crate::adjudication::{Adjudicator, Decision, decisions};
use crate::exchange::{Dossier, in_order_of_rows, row, write_decision, write_flags, write_reasons};
use crate::ledger::{Content, Decided, Entry, Latest, Moved, NewPayment, NewPosting, Saying};
use crate::money::Money;
use crate::nightly::said::Facts;
use crate::payment::{self, Holding, InHand, take};
use crate::scheme::Book;
use crate::words::Sentence;

/// A member, what was known before, and what came.
pub(super) struct AtHand<'t> {
    pub night: &'t Night<'t>,
    pub tonight: Tonight<'t>,
    pub before: &'t HashMap<&'t str, &'t Latest>,
}

/// What was known of a member before tonight, and under other ids of the same person.
struct Before {
    /// The member's number and newest posting.
    place: Option<(i64, i64)>,
    content: Content,
    /// What the other ids still have is posted away from them,
    away: Vec<NewPosting>,
    /// and to the member.
    entries: Vec<Entry>,
}

/// What is decided on all bills of a member, in the order of rows, with what was said of the member.
///
/// # Errors
///
/// When the rules do not know what was said of.
pub(crate) fn decide_under(
    book: &Book,
    adjudicator: &mut Adjudicator,
    dossier: &mut Dossier,
    said: &[Saying],
) -> Result<(Vec<Decision>, Vec<Decided>), Sentence> {
    let facts = Facts::of(book, dossier, said)?;
    facts.leave_out_settled(dossier);
    let mut decided = decisions(adjudicator, &facts.history(dossier));
    in_order_of_rows(book, dossier, &mut decided);
    let rows = decided.iter().map(|one| posted(book, adjudicator, dossier, one)).collect();
    Ok((decided, rows))
}

/// A decision as a ledger keeps it.
fn posted(
    book: &Book,
    adjudicator: &Adjudicator,
    dossier: &Dossier,
    decision: &Decision,
) -> Decided {
    let bill = &dossier.bills[decision.bill];
    let plan = decision.plan.map(|plan| book.vocabulary.plans[plan as usize].clone());
    let edition = adjudicator.standings()[decision.bill].edition(book);
    let mut reasons = Vec::new();
    write_reasons(book, decision, &mut reasons);
    let paid = decision.benefits.iter().filter(|(_, paid)| paid.minor() != 0);
    Decided {
        bill_id: dossier.bill_id(bill).to_owned(),
        plan: plan.unwrap_or_default(),
        status: decision.status.code().to_owned(),
        reasons: String::from_utf8(reasons).expect("codes are ASCII"),
        settled_on: bill.settled_on,
        edition: edition.map_or(String::new(), |edition| edition.id.clone()),
        benefits: paid
            .map(|(benefit, paid)| (book.benefits[*benefit as usize].clone(), *paid))
            .collect(),
    }
}

impl AtHand<'_> {
    /// Decides the member, and adds what is to be posted and written.
    ///
    /// # Errors
    ///
    /// When the rules do not know what was said of the member.
    pub fn decide(
        &self,
        came: NewRows,
        adjudicator: &mut Adjudicator,
        dossier: &mut Dossier,
        share: &mut Share,
    ) -> Result<(), Sentence> {
        let mut before = self.known(dossier.id);
        let own = self.own_terms(dossier.id, &before.content.said)?;
        let had_own = Saying::rules(&before.content.said).is_some();
        let news = self.news(&mut before, &came, dossier.id);
        let own_rules = own.map(|terms| terms.rules.hash.as_str());
        let content = Content {
            member_id: dossier.id.to_owned(),
            person: came.person,
            periods: came.periods,
            bills: came.bills,
            said: Saying::under_rules(&before.content.said, own_rules),
            ..Content::default()
        };
        let after = self.decisions(own, &content, adjudicator, dossier, share)?;
        share.tally.count_new(&after, &came.bill_ids);
        let earlier = Decided::read(&before.content.decisions);
        let earlier = earlier.expect("a ledger keeps whole decisions");
        self.flag(dossier.id, &earlier, &after, share);
        let (entries, mut changes) = moves::moved(&earlier, &after, &news);
        let book = self.night.book;
        changes.extend(came.replaced.iter().map(|period| moves::replaced(book, period)));
        let is_named = self.tonight.adopted.is_some_and(|adopted| adopted.names(dossier.id));
        let adopts = is_named || (had_own && own.is_none());
        let is_quiet = !news.is_any() && !adopts && earlier == after;
        share.seen.extend(came.others_seen);
        let keep_seen = |share: &mut Share| {
            share.seen.extend(came.seen.map(|seen| (dossier.id.to_owned(), seen)));
        };
        if is_quiet && !self.tonight.looked_at.contains(dossier.id) {
            keep_seen(share);
            return Ok(());
        }
        let payments = self.in_hand(dossier.id);
        let held = self.held(&payments, &after);
        let cash_news = balance::News {
            restored: changes.iter().map(|change| (change.new - change.old).or_zero()).sum(),
            only_order: moves::only_order(&earlier, &news),
            sent_before: self.sent_before(dossier.id) > Money::ZERO,
        };
        let entitled = after.iter().map(Decided::payable).sum();
        let in_hand = balance::InHand::of(&payments, &held);
        let terms = &own.map_or(book, |terms| &terms.book).corrections;
        let cash = balance::follow(&before.content, in_hand, entitled, cash_news, terms);
        if is_quiet && cash.entries.is_empty() {
            keep_seen(share);
            return Ok(());
        }
        let decided = Content { decisions: lines(&after), entitled, ..content };
        let mut posting = self.posting(before, decided, entries, &cash, share);
        posting.withdrawn = take(&payments, &held, cash.withdrawn());
        let withdrawals = withdrawals(dossier.id, &payments, &posting.withdrawn);
        share.tally.withdraw(&withdrawals);
        share.withdrawals.extend(withdrawals);
        let of_bills = changes.iter().filter(|change| !change.bill_id.is_empty());
        share.tally.count_changes(of_bills.count());
        posting.bills = came.bill_ids.iter().map(|id| bill_hash(id)).collect();
        posting.seen = came.seen;
        share.postings.push((posting, changes));
        Ok(())
    }

    /// Tells of flags, and holds each bill that newly carries one that the rules name. One that is held is
    /// left as it is, and so is one that was held for that flag before: whoever let it go has looked at it.
    fn flag(&self, member: &str, earlier: &[Decided], after: &[Decided], share: &mut Share) {
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

    /// What came of a person tonight; what was said is added to what is known.
    fn news(&self, before: &mut Before, came: &NewRows, id: &str) -> News {
        let said = self.news_said(id, &before.content);
        before.content.said += &said;
        if !before.away.is_empty() {
            before.content.said = self.in_order(&before.content.said);
        }
        let said = Saying::read(&said).expect("a ledger keeps whole facts");
        let said = NewlySaid::of(&said);
        let adopts = self.tonight.adopted.is_some_and(|adopted| adopted.by(id));
        News {
            rows: !came.is_empty(),
            // Only where something was decided before it matters which of them came.
            bills: match before.content.decisions.is_empty() {
                true => BTreeSet::new(),
                false => came.bill_ids.iter().cloned().collect(),
            },
            periods: !came.periods.is_empty(),
            person: !came.person.is_empty(),
            rules: adopts && !self.tonight.since.is_engine(),
            engine: adopts && self.tonight.since.engine,
            said: NewlySaid { joined: said.joined || !before.away.is_empty(), ..said },
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
        let content = Content { paid: cash.paid, written_off: cash.stood, withdrawn, ..decided };
        let all: Vec<Entry> =
            entries.into_iter().chain(before.entries).chain(self.cash(cash)).collect();
        share.tally.move_money(&all);
        share.postings.extend(before.away.into_iter().map(|posting| (posting, Vec::new())));
        let prepared = before.content.paid + before.content.withdrawn;
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

    /// Tells of bills that an opening has, which are not decided, and of openings that open nothing.
    fn tell_openings(
        book: &Book,
        dossier: &mut Dossier,
        said: &[Saying],
        share: &mut Share,
    ) -> Result<(), Sentence> {
        let facts = Facts::of(book, dossier, said)?;
        for opening in facts.idle(book, &dossier.enrolments) {
            let name = &book.accumulators()[opening.accumulator as usize].name;
            let day = opening.day.to_string();
            row(&mut share.openings, [dossier.id, "opens_nothing", "", name, &day]);
            share.tally.openings_idle += 1;
        }
        for bill in facts.leave_out_settled(dossier) {
            let (id, day) = (dossier.bill_id(&bill), bill.settled_on.to_string());
            row(&mut share.openings, [dossier.id, "settled_elsewhere", id, "", &day]);
            share.tally.settled_elsewhere += 1;
        }
        Ok(())
    }

    /// The terms that the member goes on under; nothing where those of the night are.
    fn own_terms(&self, main: &str, said: &str) -> Result<Option<&Terms>, Sentence> {
        let Tonight { own, known, same, .. } = self.tonight;
        match own.of(main) {
            Some(own) => Ok(Some(own.terms(&Whole::of(known, same, main, said))?)),
            None => Ok(None),
        }
    }

    /// Decides all bills of the member, under own terms or those of the night, and writes the rows.
    fn decisions(
        &self,
        own: Option<&Terms>,
        content: &Content,
        adjudicator: &mut Adjudicator,
        dossier: &mut Dossier,
        share: &mut Share,
    ) -> Result<Vec<Decided>, Sentence> {
        let (book, Tonight { arrived, known, same, .. }) = (self.night.book, self.tonight);
        if let Some(terms) = own {
            let Content { member_id, person, periods, bills, said, .. } = content;
            let rows = [person, periods, bills].map(String::clone);
            let whole = Whole::of(known, same, member_id, said);
            let whole = whole.with(recall::columns_of(arrived), rows);
            let (decided, after) = terms.with(&whole, |book, dossier, said| {
                AtHand::tell_openings(book, dossier, said, share)?;
                decide_under(book, &mut Adjudicator::new(book), dossier, said)
            })?;
            share.tally.add(&decided);
            let out = &mut share.decisions;
            after.iter().for_each(|one| write_decided(book, &content.member_id, one, out));
            return Ok(after);
        }
        let said = Saying::read(&content.said).expect("a ledger keeps whole facts");
        AtHand::tell_openings(book, dossier, &said, share)?;
        let (decided, after) = decide_under(book, adjudicator, dossier, &said)?;
        share.tally.add(&decided);
        let out = &mut share.decisions;
        decided.iter().for_each(|decision| write_decision(book, dossier, decision, out));
        Ok(after)
    }

    /// What was said of the member, under whatever id, that no night knows yet; and ids of the member that
    /// nobody speaks of, since they are only another spelling.
    fn news_said(&self, id: &str, before: &Content) -> String {
        let of_member = |member_id: &str| self.tonight.merge.main_of(member_id) == id;
        let facts = self.tonight.said.iter().filter(|fact| of_member(&fact.member_id));
        let mut said: String = facts.map(|fact| fact.what.line()).collect();
        for other in self.tonight.merge.ids(id).skip(1) {
            let line = Saying::SamePerson { other: other.to_owned() }.line();
            if !before.joins(other) && !said.contains(&line) {
                said += &line;
            }
        }
        said
    }

    /// What was said of a person under several ids, in the order in which it was said: of the same, the last
    /// holds.
    fn in_order(&self, said: &str) -> String {
        let mut lines: Vec<String> = said.lines().map(|line| format!("{line}\n")).collect();
        let mut ordered = String::new();
        for fact in self.tonight.ever_said {
            let line = fact.what.line();
            if let Some(at) = lines.iter().position(|said| *said == line) {
                ordered += &lines.remove(at);
            }
        }
        // What nobody said, but a night: the rules that a member goes on under.
        lines.concat() + &ordered
    }

    fn known(&self, id: &str) -> Before {
        let own = self.before.get(id);
        let nothing = || Content { member_id: id.to_owned(), ..Content::default() };
        let mut before = Before {
            place: own.map(|own| (own.member, own.posting)),
            content: own.map_or_else(nothing, |own| own.content.clone()),
            away: Vec::new(),
            entries: Vec::new(),
        };
        for other in self.tonight.merge.ids(id).skip(1) {
            let known = self.before.get(other);
            if let Some(known) = known.filter(|known| !known.content.is_empty()) {
                self.join(&mut before, known);
            }
        }
        before
    }

    /// Takes over all that is known and was paid under another id of the same person.
    fn join(&self, before: &mut Before, other: &Latest) {
        let Content { said, decisions, .. } = &other.content;
        let content = &mut before.content;
        content.said += said;
        content.entitled += other.content.entitled;
        content.paid += other.content.paid;
        content.written_off += other.content.written_off;
        let decided = Decided::read(decisions).expect("a ledger keeps whole decisions");
        let news = News::default();
        let (mut entries, _) = moves::moved(&decided, &[], &news);
        entries.iter_mut().for_each(|entry| entry.reason = SAME.to_owned());
        let owed = other.content.owed().or_zero();
        let moved =
            [(Moved::Joined, other.content.paid), (Moved::Stood, other.content.written_off)];
        for (kind, amount) in moved.into_iter().filter(|(_, amount)| *amount != Money::ZERO) {
            entries.push(self.of_member(kind, -amount, SAME));
            before.entries.push(self.of_member(kind, amount, SAME));
        }
        if owed > Money::ZERO {
            entries.push(self.of_member(Moved::SetOff, owed, SAME));
            before.entries.push(self.of_member(Moved::Recovery, owed, SAME));
        }
        // What was withdrawn stays, since it tells what was prepared under that id.
        let (member_id, withdrawn) = (other.content.member_id.clone(), other.content.withdrawn);
        let nothing = Content { member_id, withdrawn, ..Content::default() };
        let place = Some((other.member, other.posting));
        before.away.push(NewPosting::new(place, nothing, &entries));
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

    /// What somebody holds of a person's payments.
    fn holding(&self, payments: &[InHand]) -> Holding {
        let holdings = &self.tonight.payments.holdings;
        let held = payments.iter().find_map(|payment| holdings.get(&payment.member));
        held.cloned().unwrap_or_default()
    }

    fn cash(&self, cash: &Moves) -> Vec<Entry> {
        cash.entries.iter().map(|&(kind, amount, why)| self.of_member(kind, amount, why)).collect()
    }

    /// A movement of the member as a whole.
    fn of_member(&self, kind: Moved, amount: Money, why: &str) -> Entry {
        Entry {
            kind,
            bill_id: String::new(),
            plan: String::new(),
            benefit: String::new(),
            edition: String::new(),
            amount,
            event_on: self.night.posted_on,
            reason: why.to_owned(),
        }
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

/// What is withdrawn, as it is written for people.
fn withdrawals(
    member_id: &str,
    payments: &[InHand],
    withdrawn: &[(i64, Money)],
) -> Vec<Withdrawal> {
    let of = |(no, amount): &(i64, Money)| {
        let payment = payments.iter().find(|payment| payment.no == *no);
        let InHand { id, run, amount: in_hand, .. } = payment.expect("it is taken from these");
        let (member_id, left) = (member_id.to_owned(), *in_hand - *amount);
        Withdrawal { payment_id: id.clone(), run: *run, member_id, amount: *amount, left }
    };
    withdrawn.iter().map(of).collect()
}

/// Why money goes from one id of a person to another.
const SAME: &str = "same_person";

/// Decisions as a posting keeps them.
fn lines(decided: &[Decided]) -> String {
    let mut lines = Vec::new();
    decided.iter().for_each(|decided| decided.write(&mut lines));
    String::from_utf8(lines).expect("ids are UTF-8")
}
