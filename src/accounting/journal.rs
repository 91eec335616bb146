//! The ledger as an hledger journal, and its entries as a table.
//!
//! All accounts but that of people under two ids are by funder. Benefits are an expense of their funder against
//! what it owes to the member. A payment that is prepared moves to `liabilities:payments`, and to the bank when it is
//! released; one that is returned moves back. What is written off is an expense of its own, and what a member paid back
//! is in the bank again. A member who was paid too much is left with a balance on the other side, which the next
//! benefits use up: what is to be offset needs no entry. Where these are another funder's, it owes that to the first:
//! `liabilities:funders`. Contributions are income of the scheme.
//!
//! The journal of one month begins with what every account had before: one transaction of the day before, which the
//! postings of that day check as those of the last day check its end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::Row;

use super::at_bank::Transfer;
use super::balance::as_of;
use super::by_funder::{Posted, by_funder};
use super::entries_table::entries_table;
use super::error::AccountingError;
use super::funders::Funders;
use super::line::{Line, Member};
use super::parts::{Parts, SCHEME};
use super::receipts::{Contribution, contributions, received_by};
use crate::date::Day;
use crate::ledger::posting::Moved;
use crate::ledger::private_file::PrivateFile;
use crate::ledger::{Ledger, Month};
use crate::money::{Currency, Money};

/// What to export.
#[derive(Clone, Copy, Debug)]
pub struct Journal<'j> {
    /// The journal.
    pub to: &'j Path,
    /// The table of entries, where it is wanted.
    pub entries: Option<&'j Path>,
    /// Whether accounts of members and bills are named by their ids, not by numbers.
    pub full_ids: bool,
    /// The only month that is wanted; nothing for all there is.
    pub month: Option<Month>,
}

/// The journal on its way out.
struct Writer {
    sheet: PrivateFile,
    currency: Currency,
    full_ids: bool,
    month: Option<Month>,
    /// Where the transaction at hand lies.
    lies: Lies,
    /// What each account had before the month.
    opening: BTreeMap<String, Money>,
    /// Transactions of the month, which stand behind the opening.
    body: String,
    /// The last day that anything happened on.
    last: Option<Day>,
    /// Every account, so that a typing mistake in a journal that includes this one is found.
    accounts: BTreeSet<String>,
}

/// What is owed to members, what is prepared for the bank, and the bank.
const MEMBERS: &str = "liabilities:members";
const PAYMENTS: &str = "liabilities:payments";
const BANK: &str = "assets:bank";
const WRITTEN_OFF: &str = "expenses:written-off";
/// What funders owe to each other: nothing in all.
const FUNDERS: &str = "liabilities:funders";
/// What goes from one id of a person to another: nothing in all.
const JOINED: &str = "equity:same-person";
const BENEFITS: &str = "expenses:benefits";
const CONTRIBUTIONS: &str = "income:contributions";

/// Where a transaction lies beside the month that is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lies {
    Before,
    Within,
    Behind,
}

/// Writes the journal, and the table of entries where it is wanted.
///
/// # Errors
///
/// When the ledger cannot be read, or a file not be written: also where something is in its place.
pub fn export(ledger: &Ledger, what: &Journal) -> Result<(), AccountingError> {
    crate::ledger::is_free(what.to)?;
    what.entries.map_or(Ok(()), crate::ledger::is_free)?;
    ledger.view(|ledger| export_now(ledger, what))
}

fn export_now(ledger: &Ledger, what: &Journal) -> Result<(), AccountingError> {
    let (scheme, currency) = ledger.kept_in()?;
    let all = [MEMBERS, PAYMENTS, BANK, WRITTEN_OFF, FUNDERS, JOINED, BENEFITS, CONTRIBUTIONS];
    let mut journal = Writer {
        sheet: PrivateFile::begin(what.to)?,
        currency,
        full_ids: what.full_ids,
        month: what.month,
        lies: Lies::Within,
        opening: BTreeMap::new(),
        body: String::new(),
        last: None,
        accounts: all.map(str::to_owned).into(),
    };
    journal.head(&scheme)?;
    let (funders, transfers) = by_funder(ledger, |funders, posted| journal.post(funders, posted))?;
    write_transfers(ledger, &mut journal, &funders, &transfers)?;
    for one in contributions(ledger)?.unwrap_or_default() {
        journal.contribution(&funders, &one)?;
    }
    journal.opening(ledger)?;
    match what.month {
        Some(month) => journal.balances(ledger, month.last())?,
        None => journal.last.map_or(Ok(()), |day| journal.balances(ledger, day))?,
    }
    journal.name_accounts()?;
    let journal = journal.sheet.close()?;
    let table = |path| entries_table(ledger, path, currency, what.month);
    match what.entries.map(table).transpose()? {
        Some(table) => Ok(journal.keep_both(table)?),
        None => Ok(journal.keep()?),
    }
}

/// Payments that went to the bank, and came back.
fn write_transfers(
    ledger: &Ledger,
    journal: &mut Writer,
    funders: &Funders,
    transfers: &[(Transfer, Parts)],
) -> Result<(), AccountingError> {
    let sql = "SELECT t.no, p.id FROM transfer_in_force t LEFT JOIN payment p ON p.no = t.payment \
               ORDER BY t.no";
    let named = |row: &Row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default()));
    let named: Vec<(i64, String)> = ledger.rows(sql, (), named)?;
    for ((no, payment), (transfer, parts)) in named.iter().zip(transfers) {
        let sign = match transfer.kind.as_str() {
            "released" => 1,
            "returned" => -1,
            _ => continue,
        };
        let kind = &transfer.kind;
        journal.transaction(transfer.on, &format!("transfer {no}, payment {payment}, {kind}"))?;
        for (funder, amount) in parts.iter() {
            let of = |account: &str| format!("{account}:{}", name(funders.name(funder)));
            let amount = if sign > 0 { amount } else { -amount };
            journal.pair(of(PAYMENTS), of(BANK), amount, "")?;
        }
    }
    Ok(())
}

impl Writer {
    fn put(&mut self, text: &str) -> Result<(), AccountingError> {
        Ok(self.sheet.put(text.as_bytes())?)
    }

    fn head(&mut self, scheme: &str) -> Result<(), AccountingError> {
        // hledger wants a point in the pattern, also where no decimals follow.
        let decimals = "0".repeat(self.currency.decimals() as usize);
        let code = self.currency.code();
        self.put(&format!("; {}\ncommodity {code} 1000.{decimals}\n", name(scheme)))
    }

    /// What a member is called in accounts.
    fn member(&self, member: &Member) -> String {
        if self.full_ids { name(&member.id) } else { member.no.to_string() }
    }

    fn amount(&self, amount: Money) -> String {
        format!("{} {}", self.currency.code(), self.currency.show(amount))
    }

    /// Begins a transaction; what follows is of it.
    fn transaction(&mut self, day: Day, what: &str) -> Result<(), AccountingError> {
        self.lies = match self.month {
            Some(month) if day < month.first() => Lies::Before,
            Some(month) if day > month.last() => Lies::Behind,
            _ => Lies::Within,
        };
        if self.lies != Lies::Within {
            return Ok(());
        }
        self.last = self.last.max(Some(day));
        self.add(&format!("\n{day} * {what}\n"))
    }

    /// Writes a part of a transaction: behind the opening, where only a month is wanted.
    fn add(&mut self, text: &str) -> Result<(), AccountingError> {
        match self.month {
            Some(_) => self.body += text,
            None => self.put(text)?,
        }
        Ok(())
    }

    /// What every account had before the month, and what the postings of then say it was; then the month.
    fn opening(&mut self, ledger: &Ledger) -> Result<(), AccountingError> {
        let Some(month) = self.month else { return Ok(()) };
        let (before, body) = (month.first() - 1, std::mem::take(&mut self.body));
        let mut opening = std::mem::take(&mut self.opening);
        opening.retain(|_, amount| *amount != Money::ZERO);
        if !opening.is_empty() {
            self.put(&format!("\n{before} * opening balances\n"))?;
        }
        for (account, amount) in opening {
            let amount = self.amount(amount);
            self.put(&format!("    {account}  {amount}\n"))?;
            self.accounts.insert(account);
        }
        self.balances(ledger, before)?;
        self.put(&body)
    }

    /// What the newest postings and receipts of a day come to, for hledger to check against the entries.
    fn balances(&mut self, ledger: &Ledger, day: Day) -> Result<(), AccountingError> {
        let then = as_of(ledger, day)?;
        let known = [
            (BENEFITS, then.entitled),
            (WRITTEN_OFF, then.written_off),
            (MEMBERS, then.paid - then.entitled - then.written_off),
            (CONTRIBUTIONS, -received_by(ledger, day)?),
        ];
        self.put(&format!("\n{day} * what the newest postings of all members come to\n"))?;
        for (account, balance) in known {
            let (nothing, balance) = (self.amount(Money::ZERO), self.amount(balance));
            self.put(&format!("    {account}  {nothing} =* {balance}\n"))?;
        }
        Ok(())
    }

    /// Writes what came in.
    fn contribution(
        &mut self,
        funders: &Funders,
        one: &Contribution,
    ) -> Result<(), AccountingError> {
        let Contribution { reference, received_on, booked_on, plan, edition, amount } = one;
        let scheme = name(funders.name(SCHEME));
        let edition =
            if edition.is_empty() { String::new() } else { format!(", {}", name(edition)) };
        self.transaction(*booked_on, &format!("receipt {}{edition}", name(reference)))?;
        let (to, from) =
            (format!("{BANK}:{scheme}"), format!("{CONTRIBUTIONS}:{scheme}:{}", name(plan)));
        self.pair(to, from, *amount, &format!("  ; date2:{received_on}"))
    }

    /// Writes an amount from one account to another.
    fn pair(
        &mut self,
        to: String,
        from: String,
        amount: Money,
        tags: &str,
    ) -> Result<(), AccountingError> {
        match self.lies {
            Lies::Behind => {}
            Lies::Before => {
                *self.opening.entry(to).or_default() += amount;
                *self.opening.entry(from).or_default() += -amount;
            }
            Lies::Within => {
                let (plus, minus) = (self.amount(amount), self.amount(-amount));
                self.add(&format!("    {to}  {plus}{tags}\n    {from}  {minus}{tags}\n"))?;
                self.accounts.extend([to, from]);
            }
        }
        Ok(())
    }

    /// Writes a posting: what each entry moves of each funder, and what one funder owes to another since.
    fn post(&mut self, funders: &Funders, posted: &Posted) -> Result<(), AccountingError> {
        let is_shown = |line: &Line| line.kind.is_some_and(is_shown);
        if !posted.lines.iter().any(is_shown) && posted.between.is_empty() {
            return Ok(());
        }
        let Some(first) = posted.lines.first() else { return Ok(()) };
        let member = self.member(&first.member);
        let what = format!("run {}, posting {}", first.run, first.posting);
        self.transaction(first.posted_on, &what)?;
        for (line, parts) in posted.entries() {
            let tags = self.tags(line);
            for (funder, amount) in parts.iter() {
                if let Some((to, from)) = accounts(line, &name(funders.name(funder)), &member) {
                    self.pair(to, from, amount, &tags)?;
                }
            }
        }
        for (funder, amount) in posted.between.iter() {
            let funder = name(funders.name(funder));
            let (to, from) =
                (format!("{MEMBERS}:{funder}:{member}"), format!("{FUNDERS}:{funder}"));
            self.pair(to, from, amount, "")?;
        }
        Ok(())
    }

    /// What an entry is found by: its day, its number and, with full ids, its bill.
    fn tags(&self, line: &Line) -> String {
        let tags = format!("  ; date2:{}, entry:{}", line.event_on, line.no);
        match self.full_ids && !line.bill_id.is_empty() {
            true => format!("{tags}, bill:{}", name(&line.bill_id).replace(',', "-")),
            false => tags,
        }
    }

    /// Names every account, so that a typing mistake in a journal that includes this one is found.
    fn name_accounts(&mut self) -> Result<(), AccountingError> {
        let accounts = std::mem::take(&mut self.accounts);
        self.put("\n")?;
        accounts.iter().try_for_each(|account| self.put(&format!("account {account}\n")))
    }
}

/// Whether an entry of a kind moves money between accounts; of others only the side of a balance shows it.
fn is_shown(kind: Moved) -> bool {
    !matches!(kind, Moved::Recoverable | Moved::Offset)
}

/// The accounts of a funder that an entry moves money to and from; nothing where it is not shown.
fn accounts(line: &Line, funder: &str, member: &str) -> Option<(String, String)> {
    let of = |account: &str| format!("{account}:{funder}");
    let member = format!("{MEMBERS}:{funder}:{member}");
    Some(match line.kind? {
        Moved::Accrual | Moved::Reversal => {
            (format!("{}:{}:{}", of(BENEFITS), name(&line.plan), name(&line.benefit)), member)
        }
        Moved::Paid | Moved::Withdrawn => (member, of(PAYMENTS)),
        Moved::Repaid => (member, of(BANK)),
        Moved::WriteOff => (of(WRITTEN_OFF), member),
        Moved::Joined => (member, JOINED.to_owned()),
        Moved::Recoverable | Moved::Offset => return None,
    })
}

/// A text as part of an account's name, where `:` parts, two blanks end and `;` comments.
fn name(text: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    if text.is_empty() { "-".to_owned() } else { text.chars().map(plain).collect() }
}
