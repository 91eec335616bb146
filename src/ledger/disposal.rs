//! Disposal: what stays of a posting, and of the rows of acts, when the personal part goes.
//!
//! Figures stay: kind, plan, benefit, edition, amount and day of every entry, and what each bill was paid, under a
//! number in the place of its id. What stays of each row has a hash in `disposed`, which the act of the disposal
//! seals: so a part that is taken away without an act is found, and so is what is changed afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::act::{ACTS, Act};
use super::known::{Columns, Latest};
use super::number::{ColumnsId, MemberNumber, PostingId};
use super::personal::Personal;
use super::posting::{Content, Decided, Entry};
use super::seal::{self, Seal};
use super::sealed_rows::{Extents, Table};
use super::{About, Ledger, LedgerError, Places};
use crate::claim::KeptRow;
use crate::intake::mask;
use crate::manual_facts::ManualFact;

/// Tables beside the postings whose rows name persons.
pub(crate) const OF_PERSONS: [&str; 5] = ["payee", "fact", "death", "hold", "receipt"];

/// What stands in the place of an id of a member: `~17`.
pub(crate) fn pseudonym(member: MemberNumber) -> String {
    format!("~{member}")
}

/// Whom a disposal is of, and what names them.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// The number of a member, by id.
    pub members: BTreeMap<String, MemberNumber>,
    /// What stands in the place of the id of a bill: `~17.1`. It is the same wherever the bill is named, since funders
    /// follow a bill from entry to entry.
    pub bills: BTreeMap<String, String>,
    /// Ids of their payments: these stay, and the reasons of acts on them go.
    pub payments: BTreeSet<String>,
    /// Their postings, first to last, each with its member.
    pub postings: Vec<(PostingId, MemberNumber)>,
}

impl Named {
    /// What stands in the place of the id of something that is held; nothing where it is of no one of these.
    fn instead(&self, what: &str, id: &str) -> Option<String> {
        match what {
            "member" => self.members.get(id).map(|member| pseudonym(*member)),
            "bill" => self.bills.get(id).cloned(),
            _ => self.payments.contains(id).then(|| id.to_owned()),
        }
    }

    /// Whether something that is held is of one of these.
    pub fn has(&self, what: &str, id: &str) -> bool {
        self.instead(what, id).is_some()
    }

    /// What stands in the place of a bill that a posting names; nothing where it names none.
    fn bill(&self, id: &str) -> String {
        self.bills.get(id).cloned().unwrap_or_default()
    }

    /// What stays of the content of a posting.
    fn content_left(
        &self,
        content: &Content,
        decided: Vec<Decided>,
        member: MemberNumber,
    ) -> Content {
        let mut decisions = Vec::new();
        for one in decided {
            let bill_id = self.bill(&one.bill_id);
            Decided { bill_id, reasons: String::new(), ..one }.write(&mut decisions);
        }
        let nothing = String::new;
        Content {
            member_id: pseudonym(member),
            person: nothing(),
            periods: nothing(),
            bills: nothing(),
            // Who bears an entry depends on the rules.
            manual_facts: ManualFact::rules(&content.manual_facts)
                .map_or_else(nothing, |hash| ManualFact::Rules { hash }.line()),
            decisions: String::from_utf8(decisions).expect("decisions are UTF-8"),
            ..content.clone()
        }
    }

    /// What stays of the entries of a posting.
    fn entries_left(&self, entries: &[Entry]) -> Vec<Entry> {
        let left = |entry: &Entry| {
            let (bill_id, reason) = (self.bill(&entry.bill_id), entry.cause().to_owned());
            Entry { bill_id, reason, ..entry.clone() }
        };
        entries.iter().map(left).collect()
    }
}

/// What was disposed of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Disposed {
    /// Ids of members.
    pub members: u64,
    /// Postings.
    pub postings: u64,
}

/// Rows of which something was taken away, by table.
type Touched = BTreeSet<(&'static str, i64)>;

impl Ledger {
    /// Takes the personal part of some members away, for good, within a transaction of the caller's. Freed bytes are
    /// written over.
    pub(crate) fn dispose_of(&self, gone: &Named) -> Result<Disposed, LedgerError> {
        self.batch("PRAGMA secure_delete = ON;")?;
        for (posting, member) in &gone.postings {
            self.strip_posting(*posting, *member, gone)?;
        }
        let members: BTreeSet<MemberNumber> = gone.members.values().copied().collect();
        for member in &members {
            let sql = "UPDATE member SET id = ?2, seen = 0, disposed = 1 WHERE no = ?1";
            self.run(sql, (member, pseudonym(*member)))?;
        }
        let sql = "DELETE FROM bill WHERE member IN (SELECT no FROM member WHERE disposed = 1)";
        self.run(sql, ())?;
        let touched = self.strip_rows(gone)?;
        let acts = self.rows(ACTS, (), Act::read)?;
        self.seal_rows_left(&acts, &touched)?;
        self.strip_acts(acts, gone, &touched)?;
        let postings = gone.postings.len() as u64;
        Ok(Disposed { members: members.len() as u64, postings })
    }

    /// What names some members: ids, bills, payments and postings.
    pub(crate) fn named(&self, members: &BTreeSet<MemberNumber>) -> Result<Named, LedgerError> {
        let mut named = Named::default();
        for member in members {
            named.members.insert(self.member_id(*member)?, *member);
            let sql = "SELECT id FROM payment WHERE member = ?1";
            named.payments.extend(self.rows(sql, [member], |row| row.get::<_, String>(0))?);
        }
        self.look_through("SELECT no, member FROM posting ORDER BY no", (), |row| {
            let (no, member) = (row.get(0)?, row.get(1)?);
            named.postings.extend(members.contains(&member).then_some((no, member)));
            Ok(())
        })?;
        let mut counts: BTreeMap<MemberNumber, usize> = BTreeMap::new();
        for (posting, member) in &named.postings {
            for bill in self.bills_of_posting(*posting)? {
                named.bills.entry(bill).or_insert_with(|| {
                    let count = counts.entry(*member).or_default();
                    *count += 1;
                    format!("{}.{count}", pseudonym(*member))
                });
            }
        }
        // Facts may be of an id of the person of which nothing ever came.
        for (other, main) in self.same_people()? {
            if let Some(member) = named.members.get(&main).copied() {
                named.members.entry(other).or_insert(member);
            }
        }
        Ok(named)
    }

    /// A posting whose personal part is to go.
    fn whole_posting(&self, no: PostingId) -> Result<(Latest, Vec<Entry>, Personal), LedgerError> {
        let path = self.path().to_owned();
        self.posting(no)?.ok_or(LedgerError::PostingNotReadable { path, posting: no })
    }

    /// Ids of the bills that a posting brought, decided or moved.
    fn bills_of_posting(&self, no: PostingId) -> Result<BTreeSet<String>, LedgerError> {
        let (latest, entries, _) = self.whole_posting(no)?;
        let brought = self.bills_in(latest.columns, &latest.content.bills)?;
        let decided = self.decided(&latest.content.decisions, no)?;
        let ids = brought.into_iter().chain(entries.into_iter().map(|entry| entry.bill_id));
        let ids = ids.chain(decided.into_iter().map(|one| one.bill_id));
        Ok(ids.filter(|id| !id.is_empty()).collect())
    }

    fn strip_posting(
        &self,
        no: PostingId,
        member: MemberNumber,
        gone: &Named,
    ) -> Result<(), LedgerError> {
        let (Latest { content, .. }, entries, personal) = self.whole_posting(no)?;
        let kept = personal.kept(&content, &entries);
        let decided = self.decided(&content.decisions, no)?;
        let left = gone.content_left(&content, decided, member);
        let entries = gone.entries_left(&entries);
        let sql = "UPDATE posting SET person = '', periods = '', bills = '', said = ?2, decisions = ?3, \
                   entries = ?4, salt = NULL, personal = ?5 WHERE no = ?1";
        let Content { manual_facts, decisions, .. } = &left;
        let row = (no, manual_facts, decisions, Entry::write(&entries), kept.as_slice());
        self.run(sql, row)?;
        self.keep_left("posting", no.number(), &seal::unsalted(&left, &entries))
    }

    /// Ids of the bills that a posting brought.
    fn bills_in(&self, columns: ColumnsId, rows: &str) -> Result<Vec<String>, LedgerError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "SELECT bills FROM columns WHERE no = ?1";
        let header: Vec<String> = self.rows(sql, [columns], |row| row.get(0))?;
        let places = Places::of(&Columns::names(header.first().map_or("", String::as_str)));
        let rows = KeptRow::list(rows).unwrap_or_default();
        let ids = |row: &KeptRow| {
            [places.bill_id, places.takes_back].map(|place| row.show(place).into_owned())
        };
        Ok(rows.iter().flat_map(ids).filter(|id| !id.is_empty()).collect())
    }

    /// Keeps what is left of a row, or of the rows of an act.
    fn keep_left(&self, table: &str, at: i64, hash: &Seal) -> Result<(), LedgerError> {
        let sql = "INSERT INTO disposed(name, at, hash) VALUES(?1, ?2, ?3)";
        self.run(sql, (table, at, hash.as_slice()))
    }

    /// Takes away what rows beside the postings say of persons.
    fn strip_rows(&self, gone: &Named) -> Result<Touched, LedgerError> {
        let mut touched = Touched::new();
        self.strip_joins(gone, &mut touched)?;
        for (id, member) in &gone.members {
            let named = pseudonym(*member);
            for (table, sql) in [
                (
                    "payee",
                    "UPDATE payee SET member_id = ?2, name = '', account = '', payee_id = '', \
                           bank = '', branch = '', salt = NULL WHERE member_id = ?1 RETURNING no",
                ),
                (
                    "fact",
                    "UPDATE fact SET kind = 'disposed', member_id = ?2, body = '{}', reason = '', \
                          salt = NULL WHERE member_id = ?1 RETURNING no",
                ),
                (
                    "death",
                    "UPDATE death SET member_id = ?2, died_on = NULL, reason = '', salt = NULL \
                           WHERE member_id = ?1 RETURNING no",
                ),
                (
                    "receipt",
                    "UPDATE receipt SET member_id = ?2, salt = NULL WHERE member_id = ?1 \
                           RETURNING no",
                ),
            ] {
                let rows = self.rows(sql, (id, &named), |row| row.get::<_, i64>(0))?;
                touched.extend(rows.into_iter().map(|no| (table, no)));
            }
        }
        self.strip_holds(gone, &mut touched)?;
        self.strip_adoptions(gone, &mut touched)?;
        Ok(touched)
    }

    /// Ids of one person stay one person under the numbers that take their place: else sums of a person would be sums
    /// of each id.
    fn strip_joins(&self, gone: &Named, touched: &mut Touched) -> Result<(), LedgerError> {
        let sql = "SELECT no, member_id, body FROM fact WHERE kind = 'same_person' ORDER BY no";
        let joins: Vec<(i64, String, String)> =
            self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let named = |id: &String| gone.members.get(id).map(|member| pseudonym(*member));
        for (no, main, body) in joins {
            let Some(ManualFact::SamePerson { other }) = ManualFact::of("same_person", &body)
            else {
                continue;
            };
            let (Some(main), Some(other)) = (named(&main), named(&other)) else { continue };
            let left = ManualFact::SamePerson { other }.body();
            let sql = "UPDATE fact SET member_id = ?2, body = ?3, reason = '', salt = NULL \
                       WHERE no = ?1";
            self.run(sql, (no, main, left))?;
            touched.insert(("fact", no));
        }
        Ok(())
    }

    fn strip_holds(&self, gone: &Named, touched: &mut Touched) -> Result<(), LedgerError> {
        let holds: Vec<(i64, String, String)> =
            self.rows("SELECT no, what, id FROM hold ORDER BY no", (), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        for (no, what, id) in holds {
            if let Some(named) = gone.instead(&what, &id) {
                let sql = "UPDATE hold SET id = ?2, reason = '', salt = NULL WHERE no = ?1";
                self.run(sql, (no, named))?;
                touched.insert(("hold", no));
            }
        }
        Ok(())
    }

    /// Lists of who adopted rules name members.
    fn strip_adoptions(&self, gone: &Named, touched: &mut Touched) -> Result<(), LedgerError> {
        let sql = "SELECT no, body FROM fact WHERE kind = 'adopted'";
        let adopted: Vec<(i64, String)> =
            self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (no, body) in adopted {
            let named = |id: &str| gone.members.get(id).map(|member| pseudonym(*member));
            if let Some(left) = super::adoption::renamed(&body, named) {
                let sql = "UPDATE fact SET body = ?2, salt = randomblob(16) WHERE no = ?1";
                self.run(sql, (no, left))?;
                touched.insert(("fact", no));
            }
        }
        Ok(())
    }

    /// Keeps a hash of the rows of each act of which something was taken away.
    fn seal_rows_left(&self, acts: &[Act], touched: &Touched) -> Result<(), LedgerError> {
        let mut known = Extents::default();
        for act in acts {
            let extents = self.extents_of(act)?;
            for name in OF_PERSONS {
                let (after, last) = (known.last(name), extents.last(name));
                if has_any(touched, name, (after, last)) {
                    let hash = Table::named(name).hash(self, after, last)?;
                    self.keep_left(name, act.no.number(), &hash)?;
                }
            }
            known = extents;
        }
        Ok(())
    }

    fn extents_of(&self, act: &Act) -> Result<Extents, LedgerError> {
        let damaged = || LedgerError::damaged(self.path(), format!("act {}", act.no));
        Extents::read(&act.extents).ok_or_else(damaged)
    }

    /// Takes away what acts say of persons: what they are about, and why.
    fn strip_acts(
        &self,
        acts: Vec<Act>,
        gone: &Named,
        touched: &Touched,
    ) -> Result<(), LedgerError> {
        let masks: BTreeSet<String> = gone.members.keys().map(|id| mask(id)).collect();
        let mut payees = 0;
        for mut act in acts {
            let last = self.extents_of(&act)?.last("payee");
            let has_payees = has_any(touched, "payee", (payees, last));
            payees = last;
            let is_touched =
                is_stripped(&mut act, gone) || has_payees && has_names(&mut act, &masks);
            if !is_touched {
                continue;
            }
            act.salt = None;
            let sql = "UPDATE act SET id = ?2, before = ?3, after = ?4, reason = ?5, salt = NULL WHERE no = ?1";
            let (deed, reason) = (&act.deed, &act.signed.reason);
            self.run(sql, (act.no, &deed.id, &deed.before, &deed.after, reason))?;
            self.keep_left("act", act.no.number(), &act.left())?;
        }
        Ok(())
    }
}

/// Whether something was taken away of a row of a table behind one up to another.
fn has_any(touched: &Touched, table: &'static str, (after, last): (i64, i64)) -> bool {
    let behind = (Bound::Excluded((table, after)), Bound::Included((table, last.max(after))));
    touched.range(behind).next().is_some()
}

/// What stands in the place of what an act is about; nothing where that is of no one of these.
fn about_instead(act: &Act, gone: &Named) -> Option<String> {
    match act.deed.about {
        About::Member | About::Bill | About::Payment => {
            gone.instead(act.deed.about.code(), &act.deed.id)
        }
        _ => None,
    }
}

/// Whether an act is about one of these.
pub(super) fn is_about(act: &Act, named: &Named) -> bool {
    about_instead(act, named).is_some()
}

/// Takes away what an act says of a person; whether it says anything. Amounts and states of a payment stay.
fn is_stripped(act: &mut Act, gone: &Named) -> bool {
    let Some(instead) = about_instead(act, gone) else { return false };
    act.signed.reason.clear();
    act.deed.id = instead;
    if act.deed.about != About::Payment {
        act.deed.before.clear();
        act.deed.after.clear();
    }
    true
}

/// Takes away of an act on payees what it says of some members: `990***18: member ****0017`; whether it does.
fn has_names(act: &mut Act, masks: &BTreeSet<String>) -> bool {
    let is_other = |part: &&str| !part.split_once(": ").is_some_and(|(id, _)| masks.contains(id));
    let others = |text: &str| text.split("; ").filter(is_other).collect::<Vec<_>>().join("; ");
    let (before, after) = (others(&act.deed.before), others(&act.deed.after));
    let differs = (&before, &after) != (&act.deed.before, &act.deed.after);
    (act.deed.before, act.deed.after) = (before, after);
    differs
}
