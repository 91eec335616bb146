//! Who a member is, as the row of members says that was posted last.

use super::Ledger;
use crate::words::Sentence;

/// What tells two people apart. Names are left out: they are never shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The date of birth.
    pub birth: String,
    /// The sex.
    pub sex: String,
    /// The unit.
    pub unit: String,
}

impl Ledger {
    /// Who has an id; nothing where no file of members has named it.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn person(&self, id: &str) -> Result<Option<Person>, Sentence> {
        let sql = "SELECT c.members, p.person FROM member m JOIN posting p ON p.no = m.posting \
                   JOIN columns c ON c.no = p.columns WHERE m.id = ?1";
        let found = self.rows(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.into_iter().next().and_then(|(header, rows): (String, String)| of(&header, &rows)))
    }
}

/// The last of some rows under a header.
fn of(header: &str, rows: &str) -> Option<Person> {
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(rows.as_bytes());
    let row = csv.records().last()?.ok()?;
    let cell = |name: &str| {
        let at = header.trim_end().split(',').position(|known| known == name);
        at.and_then(|at| row.get(at)).unwrap_or_default().trim().to_owned()
    };
    Some(Person { birth: cell("birth_date"), sex: cell("sex"), unit: cell("org_code") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_by_the_columns_that_a_row_is_under() {
        let person = of("member_id,sex,name,birth_date\n", "A,F,\"Li, Na\",1990-01-02\n");
        let (birth, sex, unit) = ("1990-01-02".to_owned(), "F".to_owned(), String::new());
        assert_eq!(person, Some(Person { birth, sex, unit }));
        assert_eq!(of("member_id,sex\n", ""), None);
    }
}
