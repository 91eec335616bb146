//! To whom money of a member goes: one payee, or several in parts.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};

use super::share::Share;
use crate::ledger::sql::not_legible;
use crate::ledger::{Name, PayeeId};
use crate::money::Money;
use crate::words::{self, Sentence};

/// Who a payee is to the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayeeKind {
    /// The member, while the member lives.
    Member,
    /// Who acts for the member, while the member lives.
    Guardian,
    /// An heir of the member.
    Heir,
    /// The unit that the member belongs to.
    Unit,
}

impl PayeeKind {
    /// Every kind.
    pub const ALL: [PayeeKind; 4] =
        [PayeeKind::Member, PayeeKind::Guardian, PayeeKind::Heir, PayeeKind::Unit];

    /// The stable code, as the file of payees has it.
    pub fn code(self) -> &'static str {
        match self {
            PayeeKind::Member => "member",
            PayeeKind::Guardian => "guardian",
            PayeeKind::Heir => "heir",
            PayeeKind::Unit => "unit",
        }
    }

    /// The kind that has a code.
    pub fn named(code: &str) -> Option<PayeeKind> {
        PayeeKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What a person calls it.
    pub fn words(self) -> Sentence {
        match self {
            PayeeKind::Member => words::payees::kind_member(),
            PayeeKind::Guardian => words::payees::kind_guardian(),
            PayeeKind::Heir => words::payees::kind_heir(),
            PayeeKind::Unit => words::payees::kind_unit(),
        }
    }

    /// Whether nothing goes there once the member has died: their own account, or a guardian.
    pub fn ends_with_death(self) -> bool {
        matches!(self, PayeeKind::Member | PayeeKind::Guardian)
    }
}

impl ToSql for PayeeKind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.code().into())
    }
}

impl FromSql for PayeeKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<PayeeKind> {
        let code = value.as_str()?;
        PayeeKind::named(code).ok_or_else(|| not_legible(words::payees::payee_kind(code)))
    }
}

/// Where money of a member goes, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Payee {
    /// Who it is to the member.
    pub kind: PayeeKind,
    /// The name of the account's holder.
    pub name: String,
    /// The number of the account.
    pub account: String,
    /// The identity number of the holder; empty where it is not known.
    pub payee_id: String,
    /// The bank; empty where it is not known.
    pub bank: String,
    /// The branch of the bank; empty where it is not known.
    pub branch: String,
    /// How much of every payment goes there.
    pub share: Share,
}

impl Payee {
    /// The columns that [`Payee::read`] reads, of a table `y`.
    pub(super) const COLUMNS: &str =
        "y.kind, y.name, y.account, y.payee_id, y.bank, y.branch, y.share";

    /// Reads [`Payee::COLUMNS`] from a column on.
    pub(super) fn read(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Payee> {
        Ok(Payee {
            kind: row.get(at)?,
            name: row.get(at + 1)?,
            account: row.get(at + 2)?,
            payee_id: row.get(at + 3)?,
            bank: row.get(at + 4)?,
            branch: row.get(at + 5)?,
            share: row.get(at + 6)?,
        })
    }

    /// The account, however it is written.
    pub(super) fn account_as_one(&self) -> String {
        let folded = Name::kept(&self.account).to_uppercase();
        folded.chars().filter(|c| c.is_alphanumeric()).collect()
    }

    /// Whether money goes to the same account under the same name, however these are written.
    pub(super) fn goes_to(&self, other: &Payee) -> bool {
        self.account_as_one() == other.account_as_one()
            && Name::kept(&self.name).is_same_person(&Name::kept(&other.name))
    }

    /// Whether it is the same person with the same share: the name, the account or the identity number
    /// is as it was, and the others may have been mended.
    fn is_same_part(&self, other: &Payee) -> bool {
        let is_same_id = self.payee_id == other.payee_id && !self.payee_id.is_empty();
        let is_same_name = Name::kept(&self.name).is_same_person(&Name::kept(&other.name));
        let is_same_account = self.account_as_one() == other.account_as_one();
        (self.kind, self.share) == (other.kind, other.share)
            && (is_same_id || is_same_name || is_same_account)
    }

    /// The account, of which only the end is shown.
    ///
    /// ```
    /// use huzhu::payment::{Payee, PayeeKind, Share};
    ///
    /// let payee = |account: &str| Payee {
    ///     kind: PayeeKind::Heir,
    ///     name: "Li".to_owned(),
    ///     account: account.to_owned(),
    ///     payee_id: String::new(),
    ///     bank: String::new(),
    ///     branch: String::new(),
    ///     share: Share::WHOLE,
    /// };
    /// assert_eq!(payee("6222 0200 0000 1234").masked_account(), "****1234");
    /// assert_eq!(payee("1234").masked_account(), "****");
    /// ```
    pub fn masked_account(&self) -> String {
        let account: Vec<char> = self.account_as_one().chars().collect();
        let tail = if account.len() > 4 {
            account.iter().rev().take(4).rev().collect()
        } else {
            String::new()
        };
        format!("****{tail}")
    }
}

/// A payee as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The number of its row.
    pub(super) no: PayeeId,
    /// The number of the first row of all that were entered together: it stands for them.
    pub(super) first: PayeeId,
    pub(super) payee: Payee,
}

impl Row {
    /// The columns that [`Row::read`] reads, of a table `y`, before those of [`Payee::COLUMNS`].
    pub(super) fn columns() -> String {
        format!("y.no, y.first, {}", Payee::COLUMNS)
    }

    pub(super) fn read(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Row> {
        Ok(Row { no: row.get(at)?, first: row.get(at + 1)?, payee: Payee::read(row, at + 2)? })
    }
}

/// To whom a payment goes: all payees that were entered together, or the one of them whose part it is. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Payees {
    rows: Vec<Row>,
}

impl Payees {
    /// Payees that were entered together; nothing where their shares do not come to the whole: a bank's file may be all
    /// that is known of some.
    pub(super) fn of(mut rows: Vec<Row>) -> Option<Payees> {
        rows.sort_by_key(|row| row.no);
        let is_whole = Share::sum(rows.iter().map(|row| row.payee.share)) == Some(Share::WHOLE);
        is_whole.then_some(Payees { rows })
    }

    /// One of those that were entered together, to whom all of a payment goes.
    pub(super) fn only(row: Row) -> Payees {
        Payees { rows: vec![row] }
    }

    /// The number that stands for all who were entered together, also where the payment goes to one of them.
    pub(super) fn no(&self) -> PayeeId {
        self.rows.first().map_or(PayeeId::default(), |row| row.first)
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row that takes the place of another one here: the same row, or, where the same people have the same
    /// shares, the one of the same person.
    pub(super) fn in_place_of(&self, then: &Row, others: &[Row]) -> Option<&Row> {
        if let Some(same) = self.rows.iter().find(|row| row.no == then.no) {
            return Some(same);
        }
        let pairs = self.rows.iter().zip(others);
        let is_same = self.rows.len() == others.len()
            && pairs.clone().all(|(now, then)| now.payee.is_same_part(&then.payee));
        let mut pairs = pairs.filter(|_| is_same);
        pairs.find(|(_, other)| other.no == then.no).map(|(now, _)| now)
    }

    /// What of an amount goes to whom: the parts come to it, the last takes what is left of a minor unit, and
    /// no payee has a part of nothing.
    pub(super) fn split(&self, amount: Money) -> Vec<(&Row, Money)> {
        let mut left = amount;
        let mut parts = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let is_last = at + 1 == self.rows.len();
            let part = if is_last { left } else { row.payee.share.of(amount).min(left) };
            left = left - part;
            parts.push((row, part));
        }
        parts.retain(|(_, part)| *part > Money::ZERO);
        parts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Payees with these shares.
    fn payees(shares: &[Share]) -> Option<Payees> {
        let row = |(at, share): (usize, &Share)| {
            let payee = Payee {
                kind: PayeeKind::Heir,
                name: format!("N{at}"),
                account: format!("62220{at}"),
                payee_id: String::new(),
                bank: String::new(),
                branch: String::new(),
                share: *share,
            };
            Row { no: PayeeId::from(at as i64 + 1), first: PayeeId::from(1), payee }
        };
        Payees::of(shares.iter().enumerate().map(row).collect())
    }

    fn thirds() -> Payees {
        payees(&["1/3".parse().unwrap(); 3]).unwrap()
    }

    #[test]
    fn the_last_takes_the_fen_and_no_payee_is_sent_nothing() {
        let split = |minor| {
            let thirds = thirds();
            let parts = thirds.split(Money::from_minor(minor)).into_iter();
            parts.map(|(row, part)| (row.no.number(), part.minor())).collect::<Vec<_>>()
        };
        assert_eq!(split(10_000), [(1, 3_333), (2, 3_333), (3, 3_334)]);
        assert_eq!(split(1), [(3, 1)]);
        assert_eq!(split(2), [(3, 2)]);
        assert_eq!(split(4), [(1, 1), (2, 1), (3, 2)]);
    }

    #[test]
    fn payees_whose_shares_do_not_come_to_the_whole_are_none() {
        assert_eq!(payees(&["1/3".parse().unwrap(); 2]), None);
        assert_eq!(payees(&[]), None);
    }

    /// Where only an account is another, a part is still the same person's.
    #[test]
    fn a_part_goes_where_its_payee_went_unless_a_share_is_another() {
        let (then, mut now) = (thirds(), thirds());
        let later = |no: PayeeId| PayeeId::from(no.number() + 3);
        now.rows.iter_mut().for_each(|row| (row.no, row.first) = (later(row.no), later(row.first)));
        now.rows[1].payee.account = "6333".to_owned();
        now.rows[2].payee.name = "Mended".to_owned();
        let second =
            |now: &Payees| now.in_place_of(&then.rows[1], &then.rows).map(|row| row.no.number());
        assert_eq!(second(&now), Some(5));
        assert_eq!(second(&then), Some(2));
        now.rows[0].payee.name = "Another".to_owned();
        now.rows[0].payee.account = "6444".to_owned();
        assert_eq!(second(&now), None);
        assert_eq!(payees(&[Share::WHOLE]).unwrap().in_place_of(&then.rows[1], &then.rows), None);
    }

    /// Weights of up to nine payees, as shares that come to the whole.
    fn shares() -> impl Strategy<Value = Vec<Share>> {
        prop::collection::vec(1..100u32, 1..9).prop_map(|weights| {
            let all: u32 = weights.iter().sum();
            weights.iter().map(|weight| format!("{weight}/{all}").parse().unwrap()).collect()
        })
    }

    proptest! {
        #[test]
        fn parts_come_to_what_leaves_and_are_off_by_less_than_a_fen_each(
            shares in shares(), minor in 1..1_000_000_000i64,
        ) {
            let payees = payees(&shares).unwrap();
            let amount = Money::from_minor(minor);
            let parts = payees.split(amount);
            prop_assert_eq!(parts.iter().map(|(_, part)| *part).sum::<Money>(), amount);
            let last = payees.rows.last().unwrap().no;
            for (row, part) in parts {
                let own = row.payee.share.of(amount);
                let most = if row.no == last { own + Money::from_minor(shares.len() as i64) } else { own };
                prop_assert!(part > Money::ZERO && own <= part && part <= most, "{row:?}: {part:?}");
            }
        }
    }
}
