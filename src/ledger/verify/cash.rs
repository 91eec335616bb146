//! Whether cash is accounted for: every payment by what became of it, and of every person
//! `released - returned - repaid + in hand = entitled + written off + to be recovered`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::fault::Reporter;
use super::postings::{Checked, Standing};
use super::unchecked::Unchecked;
use crate::intake::mask;
use crate::ledger::sql::OUT_OF_HAND;
use crate::ledger::{Ledger, LedgerError, MemberNumber, PaymentId, RunId};
use crate::words;

/// A person: every number that an id of theirs has.
type People = HashMap<MemberNumber, MemberNumber>;

/// What a payment comes to.
struct Sums {
    no: PaymentId,
    id: String,
    member: MemberNumber,
    in_hand: Unchecked,
    /// What its transfers leave in hand.
    left: Unchecked,
    /// What of it the bank has.
    gone: Unchecked,
    /// The least that a transfer of it is.
    least: Unchecked,
}

impl Ledger {
    /// Looks at every payment and every person; how many payments there are.
    pub(super) fn check_cash(
        &self,
        checked: &Checked,
        report: Reporter,
    ) -> Result<u64, LedgerError> {
        let payments = self.sums_of_payments()?;
        let people = self.people(checked)?;
        let mut cash: BTreeMap<MemberNumber, (Unchecked, Unchecked)> = BTreeMap::new();
        let zero = Unchecked::ZERO;
        for one in &payments {
            if one.in_hand != one.left
                || [one.left, one.gone].into_iter().any(|sum| sum < zero)
                || one.least <= zero
            {
                let (in_hand, left) = (self.shown(one.in_hand), self.shown(one.left));
                report(words::payments::in_hand_wrong(&one.id, in_hand, left));
            }
            let person = people.get(&one.member).copied().unwrap_or(one.member);
            let (gone, in_hand) = cash.entry(person).or_default();
            *gone += one.gone;
            *in_hand += one.left;
        }
        self.check_ids(&payments, report);
        self.check_identity(checked, &people, &cash, report)?;
        self.check_withdrawn(checked, &people, report)?;
        self.check_parts(report)?;
        self.check_taken_back(report)?;
        Ok(payments.len() as u64)
    }

    fn sums_of_payments(&self) -> Result<Vec<Sums>, LedgerError> {
        let sql = format!(
            "SELECT p.no, p.id, p.member, p.in_hand, iif(b.run IS NULL, p.amount - coalesce(t.out, 0), 0), \
             coalesce(t.gone, 0), coalesce(t.least, 1) FROM payment p \
             LEFT JOIN (SELECT DISTINCT run FROM taken_back) b ON b.run = p.run LEFT JOIN \
             (SELECT payment, sum({OUT_OF_HAND}) out, sum(CASE kind WHEN 'released' THEN amount \
             WHEN 'returned' THEN -amount ELSE 0 END) gone, min(amount) least \
             FROM transfer_in_force GROUP BY payment) t ON t.payment = p.no ORDER BY p.no"
        );
        self.rows(&sql, (), |row| {
            Ok(Sums {
                no: row.get(0)?,
                id: row.get(1)?,
                member: row.get(2)?,
                in_hand: row.get(3)?,
                left: row.get(4)?,
                gone: row.get(5)?,
                least: row.get(6)?,
            })
        })
    }

    /// The number of the main id, by the number of each id.
    fn people(&self, checked: &Checked) -> Result<People, LedgerError> {
        let mut people: People = checked.members.keys().map(|no| (*no, *no)).collect();
        let same = self.same_people()?;
        if same.is_empty() {
            return Ok(people);
        }
        // Also of people who were disposed of, who are known no more.
        let ids =
            self.rows("SELECT id, no FROM member", (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let numbers: HashMap<String, MemberNumber> = ids.into_iter().collect();
        for (other, main) in same {
            if let (Some(&other), Some(&main)) = (numbers.get(&other), numbers.get(&main)) {
                people.insert(other, main);
            }
        }
        Ok(people)
    }

    /// An id names one payment.
    fn check_ids(&self, payments: &[Sums], report: Reporter) {
        let mut first: HashMap<&str, PaymentId> = HashMap::new();
        for one in payments {
            if one.id.is_empty() || first.insert(&one.id, one.no).is_some() {
                report(words::payments::id_twice(&one.id, one.no));
            }
        }
    }

    fn check_identity(
        &self,
        checked: &Checked,
        people: &People,
        cash: &BTreeMap<MemberNumber, (Unchecked, Unchecked)>,
        report: Reporter,
    ) -> Result<(), LedgerError> {
        let mut sums: BTreeMap<MemberNumber, [Unchecked; 4]> = BTreeMap::new();
        for (member, standing) in &checked.members {
            let Standing { entitled, paid, written_off, repaid, .. } = standing;
            let person = people.get(member).copied().unwrap_or(*member);
            let all = sums.entry(person).or_default();
            for (sum, own) in all.iter_mut().zip([entitled, paid, written_off, repaid]) {
                *sum += *own;
            }
        }
        let all: BTreeSet<MemberNumber> = sums.keys().chain(cash.keys()).copied().collect();
        for person in all {
            let [entitled, paid, written_off, repaid] =
                sums.get(&person).copied().unwrap_or_default();
            let (gone, in_hand) = cash.get(&person).copied().unwrap_or_default();
            let owed = paid - written_off - entitled;
            let gone = gone - repaid;
            if gone + in_hand == paid && owed >= Unchecked::ZERO {
                continue;
            }
            let id = self.member_id(person).map_or_else(|_| format!("#{person}"), |id| mask(&id));
            let [gone, in_hand, entitled, written_off, owed] =
                [gone, in_hand, entitled, written_off, owed].map(|amount| self.shown(amount));
            report(words::payments::cash_wrong(id, gone, in_hand, entitled, written_off, owed));
        }
        Ok(())
    }

    /// What runs withdrew from payments is what their entries say, person by person.
    fn check_withdrawn(
        &self,
        checked: &Checked,
        people: &People,
        report: Reporter,
    ) -> Result<(), LedgerError> {
        let sql = "SELECT coalesce(t.run, 0), p.member, t.amount FROM transfer_in_force t \
                   JOIN payment p ON p.no = t.payment WHERE t.kind = 'withdrawn'";
        let rows: Vec<(RunId, MemberNumber, Unchecked)> =
            self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut differs: BTreeMap<(RunId, MemberNumber), Unchecked> = BTreeMap::new();
        let person = |member: MemberNumber| people.get(&member).copied().unwrap_or(member);
        for (run, member, amount) in rows {
            *differs.entry((run, person(member))).or_default() += amount;
        }
        for (&(run, member), amount) in &checked.withdrawn {
            *differs.entry((run, person(member))).or_default() += -*amount;
        }
        for ((run, person), by) in differs.into_iter().filter(|(_, by)| *by != Unchecked::ZERO) {
            let id = self.member_id(person).map_or_else(|_| format!("#{person}"), |id| mask(&id));
            report(words::payments::withdrawn_wrong(run, id, self.shown(by)));
        }
        Ok(())
    }

    /// Of a run that was taken back nothing ever left.
    fn check_taken_back(&self, report: Reporter) -> Result<(), LedgerError> {
        let sql = "SELECT run FROM taken_back WHERE run NOT IN (SELECT no FROM run) OR run IN \
                   (SELECT p.run FROM payment p JOIN transfer t ON t.payment = p.no \
                   WHERE t.kind = 'released')";
        for run in self.rows(sql, (), |row| row.get::<_, RunId>(0))? {
            report(words::payments::taken_back_wrong(run));
        }
        Ok(())
    }

    /// Parts of payments come to what was parted from them.
    fn check_parts(&self, report: Reporter) -> Result<(), LedgerError> {
        let sql = "SELECT id, parted, parts FROM (SELECT p.id id, \
                   (SELECT coalesce(sum(amount), 0) FROM transfer WHERE payment = p.no \
                   AND kind = 'parted') parted, (SELECT sum(amount) FROM payment \
                   WHERE part_of = p.no) parts FROM payment p WHERE p.no IN \
                   (SELECT payment FROM transfer WHERE kind = 'parted' UNION \
                   SELECT part_of FROM payment WHERE part_of IS NOT NULL)) \
                   WHERE parts IS NOT parted";
        let rows: Vec<(String, Unchecked, Option<Unchecked>)> =
            self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (id, parted, parts) in rows {
            let (parted, parts) = (self.shown(parted), self.shown(parts.unwrap_or_default()));
            report(words::payments::parts_wrong(id, parted, parts));
        }
        Ok(())
    }
}
