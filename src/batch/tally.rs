//! Sums and counts of a batch, which must come to the same from all sides.

use std::collections::{BTreeMap, BTreeSet};

use crate::adjudication::{Decision, Reason, Status};
use crate::explanation::notice::Wanted;
use crate::intake::InputCounts;
use crate::money::MoneySum;
use crate::output::{BenefitTotal, BillCounts, Breakdown, FaultCounts, Payment, Summary};
use crate::scheme::Book;
use crate::words::Lang;

/// Sums and counts over all members.
pub(super) struct Tally {
    pub bills: BillCounts,
    denied_by_reason: BTreeMap<String, u64>,
    /// Bills that carry a flag, by its code.
    pub flags: BTreeMap<&'static str, u64>,
    /// What each benefit of the book pays.
    benefits: Vec<MoneySum>,
    payments: u64,
    due_now: MoneySum,
    /// Notices written; and the bills, where only some are wanted.
    pub notices: u64,
    pub noticed: BTreeSet<String>,
}

impl Tally {
    pub fn new(book: &Book) -> Tally {
        Tally {
            bills: BillCounts::default(),
            denied_by_reason: BTreeMap::new(),
            flags: BTreeMap::new(),
            benefits: vec![MoneySum::ZERO; book.benefits.len()],
            payments: 0,
            due_now: MoneySum::ZERO,
            notices: 0,
            noticed: BTreeSet::new(),
        }
    }

    /// Ids of bills of which a notice is wanted and that have none.
    pub fn without_notice(&self, asked: Wanted) -> Vec<String> {
        match asked {
            Wanted::None | Wanted::All => Vec::new(),
            Wanted::Only(ids) => ids.difference(&self.noticed).cloned().collect(),
        }
    }

    /// Adds one member.
    pub fn add(&mut self, book: &Book, decisions: &[Decision], payment: Option<&Payment<'_>>) {
        for of_one_bill in decisions.chunk_by(|a, b| a.bill == b.bill) {
            self.add_bill(book, of_one_bill);
        }
        for (benefit, paid) in decisions.iter().flat_map(|decision| &decision.benefits) {
            self.benefits[*benefit as usize] += *paid;
        }
        self.payments += u64::from(payment.is_some());
        self.due_now += payment.map_or(MoneySum::ZERO, |payment| payment.amount);
    }

    fn add_bill(&mut self, book: &Book, decisions: &[Decision]) {
        self.bills.decided += 1;
        match decisions.iter().map(|decision| decision.status).max() {
            Some(Status::Paid) => self.bills.paid += 1,
            Some(Status::Nil) => self.bills.nil += 1,
            Some(Status::Denied) | None => {
                self.bills.denied += 1;
                let reasons = decisions.iter().flat_map(|decision| &decision.reasons);
                let whys = reasons.filter(|reason| !matches!(reason, Reason::Flag(_)));
                // Under several plans one reason counts once.
                let codes: BTreeSet<String> = whys.flat_map(|reason| reason.codes(book)).collect();
                for code in codes {
                    *self.denied_by_reason.entry(code).or_default() += 1;
                }
            }
        }
    }

    /// Adds what was counted of other members.
    pub fn merge(&mut self, other: Tally) {
        let BillCounts { decided, paid, nil, denied } = other.bills;
        self.bills.decided += decided;
        self.bills.paid += paid;
        self.bills.nil += nil;
        self.bills.denied += denied;
        for (code, count) in other.denied_by_reason {
            *self.denied_by_reason.entry(code).or_default() += count;
        }
        for (code, count) in other.flags {
            *self.flags.entry(code).or_default() += count;
        }
        self.benefits.iter_mut().zip(other.benefits).for_each(|(sum, more)| *sum += more);
        self.payments += other.payments;
        self.due_now += other.due_now;
        self.notices += other.notices;
        self.noticed.extend(other.noticed);
    }

    /// # Panics
    ///
    /// If the payments do not come to what the benefits pay: that would be a bug, and no payment may
    /// leave it.
    pub fn summary(
        self,
        book: &Book,
        counts: &[InputCounts; 3],
        faults: FaultCounts,
        breakdown: Breakdown,
    ) -> Summary {
        let [members, enrolments, _] = counts;
        let payable: MoneySum = self.benefits.iter().copied().sum();
        assert_eq!(payable, self.due_now, "payments come to what the benefits pay");
        let districts: MoneySum = breakdown.by_district.iter().map(|district| district.paid).sum();
        assert_eq!(payable, districts, "and so do the districts of the reports");
        let all = |count: fn(&InputCounts) -> u64| counts.iter().map(count).sum();
        let show = |sum: MoneySum| sum.show(book.vocabulary.currency);
        let benefit = |(number, &paid): (usize, &MoneySum)| {
            let title = book.benefit_title(number);
            BenefitTotal {
                id: book.benefits[number].clone(),
                title: title.text(Lang::English).to_owned(),
                title_zh: title.text(Lang::Chinese).to_owned(),
                payable: show(paid),
            }
        };
        Summary {
            format: Summary::FORMAT,
            scheme: book.id.clone(),
            currency: book.vocabulary.currency.code(),
            members: members.used,
            enrolments: enrolments.used,
            bills: self.bills,
            denied_by_reason: self.denied_by_reason,
            flags: self.flags,
            rejected_by_code: faults.rejected,
            member_flags: faults.member_flags,
            rejected_rows: all(|counts| counts.rejected),
            duplicates: all(|counts| counts.duplicates),
            superseded: all(|counts| counts.superseded),
            void: all(|counts| counts.void),
            payable: show(payable),
            benefits: self.benefits.iter().enumerate().map(benefit).collect(),
            payments: self.payments,
            due_now: show(self.due_now),
            breakdown,
        }
    }
}
