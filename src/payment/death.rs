//! The day on which a member died (死亡日期), a fact of the person under whatever id: from the moment it is known
//! nothing leaves to the member's own account or guardian. What benefits pay does not change.

use std::collections::{HashMap, HashSet};

use super::error::PaymentError;
use super::payee::{Payee, PayeeKind};
use crate::claim::MemberIds;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, MemberNumber, Name, Signed};
use crate::money::Money;

/// A death that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Death {
    /// The day.
    pub died_on: Day,
    /// Who recorded it, when and why.
    pub signed: Signed,
}

/// Deaths that are known, by the main id of each person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deaths {
    by_main: HashMap<String, Death>,
    mains: HashMap<String, String>,
}

impl Deaths {
    /// Reads them; of one person the newest row counts, and one without a day takes back what was known.
    pub(crate) fn of(ledger: &Ledger) -> Result<Deaths, LedgerError> {
        let sql =
            "SELECT member_id, died_on, happened_on, author, reason, login FROM death ORDER BY no";
        let rows = ledger.rows(sql, (), |row| {
            let (by, reason, login) = (row.get::<_, String>(3)?, row.get(4)?, row.get(5)?);
            let signed =
                Signed { by: Name::kept(&by), on: row.get(2)?, reason, login, second: None };
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<Day>>(1)?, signed))
        })?;
        if rows.is_empty() {
            return Ok(Deaths::default());
        }
        let mains = ledger.same_people()?.into_iter().collect();
        let mut deaths = Deaths { by_main: HashMap::new(), mains };
        for (id, died_on, signed) in rows {
            let main = deaths.main(&id).to_owned();
            match died_on {
                Some(died_on) => drop(deaths.by_main.insert(main, Death { died_on, signed })),
                None => drop(deaths.by_main.remove(&main)),
            }
        }
        Ok(deaths)
    }

    fn main<'d>(&'d self, id: &'d str) -> &'d str {
        self.mains.get(id).map_or(id, String::as_str)
    }

    /// The death of whom an id names, under whatever id it was recorded.
    pub(crate) fn get(&self, id: &str) -> Option<&Death> {
        self.by_main.get(self.main(id))
    }

    /// What was the own of whom an id names; nothing of those who live.
    pub(super) fn own_of(&self, ledger: &Ledger, id: &str) -> Result<Option<Own>, LedgerError> {
        let main = self.main(id);
        if !self.by_main.contains_key(main) {
            return Ok(None);
        }
        let mut own = Own::default();
        let others = self.mains.iter().filter(|(_, of)| *of == main).map(|(other, _)| &**other);
        for id in others.chain([main]) {
            own.add(ledger, id)?;
        }
        Ok(Some(own))
    }
}

/// How money is known to go to a member who has died, under any name of the payee.
#[derive(Default)]
pub(super) struct Own {
    ids: HashSet<String>,
    names: Vec<Name>,
    accounts: HashSet<String>,
}

impl Own {
    /// Adds what is known under one id.
    fn add(&mut self, ledger: &Ledger, id: &str) -> Result<(), LedgerError> {
        let sql = format!(
            "SELECT {} FROM payee y WHERE y.member_id = ?1 AND y.kind = ?2",
            Payee::COLUMNS
        );
        let rows = ledger.rows(&sql, (id, PayeeKind::Member), |row| Payee::read(row, 0))?;
        self.accounts.extend(rows.iter().map(Payee::account_as_one));
        let name = ledger.person(id)?.map(|person| Name::kept(&person.name));
        self.names.extend(name.filter(|name| !name.is_empty()));
        self.ids.insert(MemberIds::Usual.fold(id).into_owned());
        Ok(())
    }

    /// Whether a payee ends with the member's death: by its kind, or since the account or the identity number was the
    /// member's. An heir of the same name has an identity number.
    pub(super) fn has(&self, payee: &Payee) -> bool {
        let is_namesake = || {
            let name = Name::kept(&payee.name);
            payee.payee_id.is_empty() && self.names.iter().any(|own| own.is_same_person(&name))
        };
        payee.kind.ends_with_death()
            || self.accounts.contains(&payee.account_as_one())
            || self.ids.contains(&payee.payee_id)
            || is_namesake()
    }
}

/// The death of whom an id names; nothing where none is known.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn death_of(ledger: &Ledger, member_id: &str) -> Result<Option<Death>, LedgerError> {
    Ok(Deaths::of(ledger)?.get(member_id).cloned())
}

/// Records on which day a member died, or that a day that was recorded is wrong, with a reason; the day that was known
/// before. A day that is known already changes nothing.
///
/// # Errors
///
/// When there is no reason, no such member, the day is before the birth, or there is nothing to take back; or the
/// ledger cannot be written.
pub fn died(
    ledger: &mut Ledger,
    member_id: &str,
    died_on: Option<Day>,
    signed: Signed,
) -> Result<Option<Day>, PaymentError> {
    let signed = signed.with_reason()?;
    ledger.is_open(signed.on)?;
    ledger.act(&signed, |ledger| {
        ledger.member(member_id)?;
        let before = death_of(ledger, member_id)?.map(|known| known.died_on);
        match died_on {
            None if before.is_none() => {
                return Err(PaymentError::NotDead { member: mask(member_id) });
            }
            Some(day) if before == Some(day) => return Ok((before, None)),
            Some(day) => was_born(ledger, member_id, day)?,
            None => {}
        }
        let sql = "INSERT INTO death(member_id, died_on, happened_on, author, reason, login, salt) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6, randomblob(16))";
        let Signed { by, on, reason, login, .. } = &signed;
        ledger.run(sql, (member_id, died_on, on, by, reason, login))?;
        let shown = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        let deed = Deed::new(ActKind::Died, About::Member, member_id);
        Ok((before, Some(deed.changing(shown(before), shown(died_on)))))
    })
}

/// Makes sure that a member was born by a day, where the birth is known.
fn was_born(ledger: &Ledger, member_id: &str, day: Day) -> Result<(), PaymentError> {
    let birth = ledger.person(member_id)?.and_then(|person| Day::parse(&person.birth));
    match birth {
        Some(birth) if day < birth => Err(PaymentError::DiedBeforeBirth { day, birth }),
        _ => Ok(()),
    }
}

/// A payment that went to an account that ends with the member's death.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentToDead {
    /// Its id.
    pub id: String,
    /// The day on which it left.
    pub released: Day,
    /// What left.
    pub amount: Money,
}

/// Payments of a person who has died that went to the member's own account or guardian on a day or later, and did not
/// come back.
///
/// # Errors
///
/// When no member has this id, or the ledger cannot be read.
pub fn sent_since_death(
    ledger: &Ledger,
    member_id: &str,
    day: Day,
) -> Result<Vec<SentToDead>, LedgerError> {
    let (number, _) = ledger.member(member_id)?;
    let Some(own) = Deaths::of(ledger)?.own_of(ledger, member_id)? else { return Ok(Vec::new()) };
    let numbers = ledger.with_same(&[number])?;
    let numbers = numbers.iter().map(MemberNumber::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT p.id, t.happened_on, t.amount, {} FROM transfer t \
         JOIN payment p ON p.no = t.payment JOIN payee y ON y.no = t.payee \
         WHERE p.member IN ({numbers}) AND t.kind = 'released' AND t.happened_on >= ?1 \
         AND NOT EXISTS (SELECT 1 FROM transfer WHERE payment = t.payment AND no > t.no \
         AND kind = 'returned') ORDER BY t.no",
        Payee::COLUMNS
    );
    let rows = ledger.rows(&sql, [day], |row| {
        let sent = SentToDead { id: row.get(0)?, released: row.get(1)?, amount: row.get(2)? };
        Ok((sent, Payee::read(row, 3)?))
    })?;
    Ok(rows.into_iter().filter(|(_, payee)| own.has(payee)).map(|(sent, _)| sent).collect())
}
