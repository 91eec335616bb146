//! The ledger as an hledger journal, and its entries as a table.
//!
//! Benefits are an expense of their funder against what is owed to the member. A payment that is prepared moves to
//! `liabilities:payments`, and to the bank when it is released; one that is returned moves back. What
//! is let stand is an expense of its own, and what a member paid back is in the bank again. A member who was paid
//! too much is left with a balance on the other side, which the next benefits use up: what is to be set off needs no
//! entry.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Row;

use super::error::AccountingError;
use super::funders::{DECIDED_UNDER, Funders, funders};
use super::provenance::provenance;
use crate::date::Day;
use crate::ledger::posting::Moved;
use crate::ledger::private_file::PrivateFile;
use crate::ledger::{Ledger, PostingId, RunId};
use crate::money::{Currency, Money};
use crate::output::cell;

/// What to export.
#[derive(Clone, Copy, Debug)]
pub struct Journal<'j> {
    /// The journal.
    pub to: &'j Path,
    /// The table of entries, where it is wanted.
    pub entries: Option<&'j Path>,
    /// Whether accounts of members and bills are named by their ids, not by numbers.
    pub full_ids: bool,
}

/// An entry with its posting.
struct Line {
    no: i64,
    posting: PostingId,
    run: RunId,
    posted_on: Day,
    member: Member,
    kind: Option<Moved>,
    bill_id: String,
    plan: String,
    benefit: String,
    amount: Money,
    event_on: Day,
    edition: String,
    rules: i64,
}

/// A member, by number and id.
struct Member {
    no: i64,
    id: String,
}

/// Every entry, in the order of posting.
fn lines() -> String {
    format!(
        "SELECT e.no, e.posting, p.run, r.posted_on, p.member, m.id, e.kind, e.bill_id, e.plan, e.benefit, \
         e.amount, e.event_on, e.edition, {DECIDED_UNDER} FROM entry e \
         JOIN posting p ON p.no = e.posting JOIN run r ON r.no = p.run \
         JOIN member m ON m.no = p.member ORDER BY e.posting, e.no"
    )
}

impl Line {
    fn of(row: &Row) -> rusqlite::Result<Line> {
        Ok(Line {
            no: row.get(0)?,
            posting: row.get(1)?,
            run: row.get(2)?,
            posted_on: row.get(3)?,
            member: Member { no: row.get(4)?, id: row.get(5)? },
            kind: Moved::of(&row.get::<_, String>(6)?),
            bill_id: row.get(7)?,
            plan: row.get(8)?,
            benefit: row.get(9)?,
            amount: row.get(10)?,
            event_on: row.get(11)?,
            edition: row.get(12)?,
            rules: row.get(13)?,
        })
    }
}

/// The journal on its way out.
struct Writer {
    sheet: PrivateFile,
    currency: Currency,
    full_ids: bool,
    funders: Funders,
    /// The last day that anything happened on.
    last: Option<Day>,
    /// The posting whose entries are being written.
    posting: PostingId,
}

/// What is owed to members, what is prepared for the bank, and the bank.
const MEMBERS: &str = "liabilities:members";
const PAYMENTS: &str = "liabilities:payments";
const BANK: &str = "assets:bank";
const STOOD: &str = "expenses:stood";
/// What goes from one id of a person to another: nothing in all.
const JOINED: &str = "equity:same-person";
const BENEFITS: &str = "expenses:benefits";

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
    let mut journal = Writer {
        sheet: PrivateFile::begin(what.to)?,
        currency,
        full_ids: what.full_ids,
        funders: funders(ledger)?,
        last: None,
        posting: PostingId::default(),
    };
    journal.head(&scheme)?;
    name_accounts(ledger, &mut journal)?;
    ledger.each(&lines(), Line::of, |line| journal.entry(&line))?;
    transfers(ledger, &mut journal)?;
    closing_balances(ledger, &mut journal)?;
    let journal = journal.sheet.close()?;
    let table = what.entries.map(|path| table(ledger, path, currency)).transpose()?;
    match table {
        Some(table) => Ok(journal.keep_both(table)?),
        None => Ok(journal.keep()?),
    }
}

/// Names every account, so that a typing mistake in a journal that includes this one is found.
fn name_accounts(ledger: &Ledger, journal: &mut Writer) -> Result<(), AccountingError> {
    let sql = format!(
        "SELECT DISTINCT {DECIDED_UNDER}, e.edition, e.plan, e.benefit FROM entry e \
         JOIN posting p ON p.no = e.posting JOIN run r ON r.no = p.run \
         WHERE e.kind IN ('due', 'reversal')"
    );
    let names = |row: &Row| {
        let text = |at: usize| row.get::<_, String>(at);
        Ok((row.get::<_, i64>(0)?, [text(1)?, text(2)?, text(3)?]))
    };
    let named = ledger.rows(&sql, (), names)?.into_iter();
    let account = |(rules, [edition, plan, benefit]): (i64, [String; 3])| {
        expense(journal.funders.of(rules, &edition, &benefit), &plan, &benefit)
    };
    let benefits: BTreeSet<String> = named.map(account).collect();
    for name in [MEMBERS, PAYMENTS, BANK, STOOD, JOINED, BENEFITS] {
        journal.put(&format!("account {name}\n"))?;
    }
    for account in benefits {
        journal.put(&format!("account {account}\n"))?;
    }
    let member = |row: &Row| Ok(Member { no: row.get(0)?, id: row.get(1)? });
    ledger.each("SELECT no, id FROM member ORDER BY no", member, |member| {
        let account = journal.member(&member);
        journal.put(&format!("account {account}\n"))
    })
}

/// Payments that went to the bank, and came back.
fn transfers(ledger: &Ledger, journal: &mut Writer) -> Result<(), AccountingError> {
    let sql = "SELECT t.no, t.kind, t.happened_on, p.id, t.amount FROM transfer t \
               JOIN payment p ON p.no = t.payment WHERE t.kind IN ('released', 'returned') \
               ORDER BY t.no";
    let read = |row: &Row| {
        let (no, kind, day): (i64, String, Day) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((no, kind, day, row.get(3)?, row.get(4)?))
    };
    ledger.each(sql, read, |(no, kind, day, payment, amount): (i64, String, Day, String, Money)| {
        let amount = if kind == "returned" { -amount } else { amount };
        journal.transaction(day, &format!("transfer {no}, payment {payment}, {kind}"))?;
        journal.pair(PAYMENTS, BANK, amount, "")
    })
}

/// What the postings say it all comes to, for hledger to check against the entries.
fn closing_balances(ledger: &Ledger, journal: &mut Writer) -> Result<(), AccountingError> {
    let sums = "SELECT coalesce(sum(p.entitled), 0), coalesce(sum(p.paid), 0), \
                coalesce(sum(p.stood), 0) FROM member m JOIN posting p ON p.no = m.posting";
    let sums: Vec<[Money; 3]> =
        ledger.rows(sums, (), |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
    let [entitled, paid, written_off] = sums[0];
    let Some(day) = journal.last else { return Ok(()) };
    journal.transaction(day, "what the newest postings of all members come to")?;
    let known =
        [(BENEFITS, entitled), (STOOD, written_off), (MEMBERS, paid - entitled - written_off)];
    for (account, balance) in known {
        let (nothing, balance) = (journal.amount(Money::ZERO), journal.amount(balance));
        journal.put(&format!("    {account}  {nothing} =* {balance}\n"))?;
    }
    Ok(())
}

/// The table of entries: for development triangles, by the day by which a bill belongs to an edition
/// and the day of posting.
fn table(
    ledger: &Ledger,
    path: &Path,
    currency: Currency,
) -> Result<crate::ledger::private_file::Closed, AccountingError> {
    let mut sheet = PrivateFile::begin(path)?;
    sheet.put(b"origin,event_on,posted_on,kind,bill_id,plan,benefit,funder,amount\n")?;
    let (funders, mut origins) = (funders(ledger)?, provenance(ledger)?);
    let mut out = Vec::new();
    ledger.each(&lines(), Line::of, |line| -> Result<(), AccountingError> {
        out.clear();
        let kind = line.kind.map_or("", Moved::code);
        let of_benefit = !line.benefit.is_empty();
        let funder = funders.of(line.rules, &line.edition, &line.benefit);
        let funder = if of_benefit { funder } else { "" };
        let Line { event_on, posted_on, bill_id, plan, benefit, .. } = &line;
        let day = match bill_id.is_empty() {
            true => None,
            false => origins.of(line.posting, line.rules, bill_id)?,
        };
        let origin = day.unwrap_or(*event_on);
        // Nothing develops before it begins: programs for triangles leave such rows out.
        let origin = origin.min(*posted_on);
        let days = [origin, *event_on, *posted_on].map(|day| day.to_string());
        let [origin, event_on, posted_on] = &days;
        for text in [origin, event_on, posted_on, kind, bill_id, plan, benefit, funder] {
            cell(&mut out, text);
            out.push(b',');
        }
        out.extend(currency.show(line.amount).as_bytes());
        out.push(b'\n');
        Ok(sheet.put(&out)?)
    })?;
    Ok(sheet.close()?)
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

    fn member(&self, member: &Member) -> String {
        let id = if self.full_ids { name(&member.id) } else { member.no.to_string() };
        format!("{MEMBERS}:{id}")
    }

    fn amount(&self, amount: Money) -> String {
        format!("{} {}", self.currency.code(), self.currency.show(amount))
    }

    fn transaction(&mut self, day: Day, what: &str) -> Result<(), AccountingError> {
        self.last = self.last.max(Some(day));
        self.put(&format!("\n{day} * {what}\n"))
    }

    /// Writes an amount from one account to another.
    fn pair(
        &mut self,
        to: &str,
        from: &str,
        amount: Money,
        tags: &str,
    ) -> Result<(), AccountingError> {
        let (plus, minus) = (self.amount(amount), self.amount(-amount));
        self.put(&format!("    {to}  {plus}{tags}\n    {from}  {minus}{tags}\n"))
    }

    fn entry(&mut self, line: &Line) -> Result<(), AccountingError> {
        let member = self.member(&line.member);
        let funder = self.funders.of(line.rules, &line.edition, &line.benefit);
        let Some((to, from)) = accounts(line, funder, &member) else { return Ok(()) };
        if self.posting != line.posting {
            self.posting = line.posting;
            let what = format!("run {}, posting {}", line.run, line.posting);
            self.transaction(line.posted_on, &what)?;
        }
        let mut tags = format!("  ; date2:{}, entry:{}", line.event_on, line.no);
        if self.full_ids && !line.bill_id.is_empty() {
            tags += &format!(", bill:{}", name(&line.bill_id).replace(',', "-"));
        }
        self.pair(&to, &from, line.amount, &tags)
    }
}

/// The accounts that an entry moves money to and from; nothing where only the side of a balance shows it.
fn accounts(line: &Line, funder: &str, member: &str) -> Option<(String, String)> {
    let member = member.to_owned();
    match line.kind? {
        Moved::Accrual | Moved::Reversal => {
            Some((expense(funder, &line.plan, &line.benefit), member))
        }
        Moved::Paid | Moved::Withdrawn => Some((member, PAYMENTS.to_owned())),
        Moved::Repaid => Some((member, BANK.to_owned())),
        Moved::WriteOff => Some((STOOD.to_owned(), member)),
        Moved::Joined => Some((member, JOINED.to_owned())),
        Moved::Recoverable | Moved::Offset => None,
    }
}

fn expense(funder: &str, plan: &str, benefit: &str) -> String {
    format!("{BENEFITS}:{}:{}:{}", name(funder), name(plan), name(benefit))
}

/// A text as part of an account's name, where `:` parts, two blanks end and `;` comments.
fn name(text: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    if text.is_empty() { "-".to_owned() } else { text.chars().map(plain).collect() }
}
