//! The tables of a ledger, and how an older ledger becomes one of today.

use rusqlite::Connection;

/// What SQLite keeps of whose file it is: `hzlg`.
pub(crate) const APPLICATION: i32 = 0x687a_6c67;

/// The version of the tables. A ledger of an older one is migrated, step by step.
pub(crate) const VERSION: i32 = STEPS.len() as i32;

/// What each version adds to the one before.
const STEPS: [&[&str]; 7] = [
    &[FIRST],
    &[ENTRIES_IN_POSTINGS],
    &[PAYMENTS_IN_HAND],
    &[VALUES],
    &[ACTS],
    &[LOOKED_FOR, CONTRIBUTIONS, PENDS, BANK_FORMATS, SALTS],
    &[SPELLED_OTHERWISE],
];

/// Rows are only ever added. What changes can be found again from them: `member.posting` points to the
/// newest of a member's postings that counts, and `payment.in_hand` is what of a payment has not left.
const FIRST: &str = "
CREATE TABLE scheme(id TEXT NOT NULL, currency TEXT NOT NULL, decimals INTEGER NOT NULL);

-- Rule books, by the hash of all their files; `files` is a JSON list of {file, text}.
CREATE TABLE rules(no INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, files TEXT NOT NULL);

-- A night. `posted_on` is the day it counts for, `seal` that of its last posting, `facts` the last
-- of the facts that it knew.
CREATE TABLE run(
    no INTEGER PRIMARY KEY, posted_on TEXT NOT NULL, rules INTEGER NOT NULL, engine TEXT NOT NULL,
    prepared_by TEXT NOT NULL, manifest TEXT NOT NULL, summary TEXT NOT NULL, seal BLOB NOT NULL,
    facts INTEGER NOT NULL);

-- The headers under which rows of facts are written, as CSV.
CREATE TABLE columns(
    no INTEGER PRIMARY KEY, members TEXT NOT NULL, enrolments TEXT NOT NULL, bills TEXT NOT NULL);

CREATE TABLE member(no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, posting INTEGER NOT NULL);

-- All that is known of a member after a run, as CSV rows in the order in which they came, and what
-- was decided on it. `entitled` is what all benefits pay, `paid` what was prepared for the bank,
-- `stood` what was paid too much and let stand; all in minor units and from the start.
CREATE TABLE posting(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, member INTEGER NOT NULL, before INTEGER,
    columns INTEGER NOT NULL, person TEXT NOT NULL, periods TEXT NOT NULL, bills TEXT NOT NULL,
    said TEXT NOT NULL, decisions TEXT NOT NULL, entitled INTEGER NOT NULL, paid INTEGER NOT NULL,
    stood INTEGER NOT NULL, seal BLOB NOT NULL);

-- How money moved with a posting; `event_on` is when the bill was settled.
CREATE TABLE entry(
    no INTEGER PRIMARY KEY, posting INTEGER NOT NULL, kind TEXT NOT NULL, bill_id TEXT NOT NULL,
    plan TEXT NOT NULL, benefit TEXT NOT NULL, edition TEXT NOT NULL, amount INTEGER NOT NULL,
    event_on TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX entry_of_posting ON entry(posting);

-- Whose a bill is, by a hash of its id.
CREATE TABLE bill(hash INTEGER NOT NULL, member INTEGER NOT NULL, PRIMARY KEY(hash, member))
    WITHOUT ROWID;

-- What a run prepared for the bank.
CREATE TABLE payment(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, member INTEGER NOT NULL, amount INTEGER NOT NULL);
CREATE INDEX payment_of_run ON payment(run);

-- A file for the bank, made of a run; `file` is its SHA-256.
CREATE TABLE release(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL UNIQUE, file TEXT NOT NULL,
    payments INTEGER NOT NULL, total INTEGER NOT NULL, happened_on TEXT NOT NULL,
    author TEXT NOT NULL, reason TEXT NOT NULL);

-- What became of a payment: `released` with a release to a payee, `returned` by a file of the bank,
-- of which `file` is the SHA-256; a returned one is released again.
CREATE TABLE transfer(
    no INTEGER PRIMARY KEY, payment INTEGER NOT NULL, kind TEXT NOT NULL, release INTEGER,
    payee INTEGER, file TEXT, happened_on TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL);
CREATE INDEX transfer_of_release ON transfer(release);
CREATE INDEX transfer_of_payment ON transfer(payment);

-- Where money of a member goes; the newest counts.
CREATE TABLE payee(
    no INTEGER PRIMARY KEY, member_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    account TEXT NOT NULL, happened_on TEXT NOT NULL);
CREATE INDEX payee_of_member ON payee(member_id);

-- What people said that is in no file: `same_person`, `override`, `opening`; `body` is JSON.
CREATE TABLE fact(
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, member_id TEXT NOT NULL, body TEXT NOT NULL,
    happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX fact_of_member ON fact(member_id);

-- Months of posting that were closed, or opened again: `lock`, `unlock`.
CREATE TABLE month(
    no INTEGER PRIMARY KEY, month TEXT NOT NULL, kind TEXT NOT NULL, happened_on TEXT NOT NULL,
    author TEXT NOT NULL, reason TEXT NOT NULL);
";

/// How money moved, in the row of its posting: a list of `[kind, bill_id, plan, benefit, edition, amount,
/// event_on, reason]`, as JSON. A row for each entry took a third of the time of a first load. `entry`
/// shows them as before, numbered a million to a posting, which has fewer.
const ENTRIES_IN_POSTINGS: &str = "
ALTER TABLE posting ADD COLUMN entries TEXT NOT NULL DEFAULT '[]';
UPDATE posting SET entries = (
    SELECT json_group_array(json_array(kind, bill_id, plan, benefit, edition, amount, event_on, reason)
                            ORDER BY no)
    FROM entry WHERE entry.posting = posting.no);
DROP TABLE entry;
CREATE VIEW entry AS
    SELECT p.no * 1000000 + e.key + 1 AS no, p.no AS posting, e.value ->> 0 AS kind,
        e.value ->> 1 AS bill_id, e.value ->> 2 AS plan, e.value ->> 3 AS benefit,
        e.value ->> 4 AS edition, e.value ->> 5 AS amount, e.value ->> 6 AS event_on,
        e.value ->> 7 AS reason
    FROM posting p, json_each(p.entries) e;
";

/// What of each payment is in hand, and the id that the bank knows it by. A payment that is no longer due is
/// withdrawn; a run may be released more than once, since what is held leaves later; each act by hand
/// has an account of the operating system beside the name.
///
/// Payments of an older ledger keep the ids that banks have seen.
const PAYMENTS_IN_HAND: &str = "
-- What of `paid` was withdrawn again before it left, from the start.
ALTER TABLE posting ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;

-- `before` is what was prepared for the member before it; `part_of` the payment of which it is the part
-- that did not leave; `in_hand` what has not left and was not withdrawn.
ALTER TABLE payment ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE payment ADD COLUMN before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN part_of INTEGER;
ALTER TABLE payment ADD COLUMN in_hand INTEGER NOT NULL DEFAULT 0;
UPDATE payment SET id = (SELECT id FROM scheme) || printf('-%09d', no), in_hand = iif(coalesce(
    (SELECT kind FROM transfer WHERE payment = payment.no ORDER BY no DESC LIMIT 1), 'returned')
    = 'returned', amount, 0);
UPDATE payment SET before = earlier.sum FROM (
    SELECT no, sum(amount) OVER (PARTITION BY member ORDER BY no) - amount AS sum FROM payment) earlier
    WHERE earlier.no = payment.no;
DROP INDEX payment_of_run;
CREATE INDEX payment_of_member ON payment(member);

-- Also `withdrawn` by a run, and `parted`: what did not leave is a payment of its own. `amount` is how much
-- of the payment it is.
ALTER TABLE transfer ADD COLUMN amount INTEGER NOT NULL DEFAULT 0;
ALTER TABLE transfer ADD COLUMN run INTEGER;
ALTER TABLE transfer ADD COLUMN login TEXT NOT NULL DEFAULT '';
UPDATE transfer SET amount = (SELECT amount FROM payment WHERE payment.no = transfer.payment);

-- A run may have several.
CREATE TABLE releases(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, file TEXT NOT NULL, payments INTEGER NOT NULL,
    total INTEGER NOT NULL, happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
    login TEXT NOT NULL DEFAULT '');
INSERT INTO releases SELECT *, '' FROM release;
DROP TABLE release;
ALTER TABLE releases RENAME TO release;
CREATE INDEX release_of_run ON release(run);

-- The last transfer and hold that the run looked at: who is concerned by later ones is looked at by the next.
ALTER TABLE run ADD COLUMN transfers INTEGER;
ALTER TABLE run ADD COLUMN holds INTEGER;

-- Payments, bills and members whose money is not to leave: `hold`, `stop`, and `unhold`, which ends both.
CREATE TABLE hold(
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, what TEXT NOT NULL, id TEXT NOT NULL,
    happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, login TEXT NOT NULL);

-- Runs that posted nothing and count no more.
CREATE TABLE taken_back(
    run INTEGER PRIMARY KEY, happened_on TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
    login TEXT NOT NULL);

-- The account of the operating system that an act was done from, and the second person who agreed.
ALTER TABLE run ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN second TEXT NOT NULL DEFAULT '';
ALTER TABLE payee ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE payee ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE month ADD COLUMN login TEXT NOT NULL DEFAULT '';
";

/// Facts as values, each with the posting that brought it: see [`super::migrate`], which makes them of the CSV
/// rows of older ledgers, where each posting repeats all that was known.
///
/// `person`, `periods` and `bills` of a posting hold only what came with it: a JSON list of rows, each a list
/// of values under the header of its columns; amounts are minor units, and what stands at the default of its
/// column is null. A row of a person may say in `valid_from` from which day it holds, and one of a bill in
/// `lines` what it is made up of. The views show them as rows.
const VALUES: &str = "
-- What the files of members and enrolments said of the member when they were last read: a number that tells
-- whether they say something new. It can be made again from them, and is not sealed.
ALTER TABLE member ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
-- Who is decided together with others; the member alone where there is nothing.
ALTER TABLE member ADD COLUMN household INTEGER;

-- The meaning of the engine that a posting was decided under; empty before meanings had names.
ALTER TABLE run ADD COLUMN meaning TEXT NOT NULL DEFAULT '';

-- Personal data that a row names by its salted hash, so that it can be erased and seals still hold.
CREATE TABLE personal(
    hash BLOB PRIMARY KEY, salt BLOB NOT NULL, member INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;

-- What people do to money, in one chain of seals with the postings: `what` names the table and number of
-- the row that says it, `posting` the last posting before.
CREATE TABLE act(
    no INTEGER PRIMARY KEY, what TEXT NOT NULL, of INTEGER NOT NULL, posting INTEGER NOT NULL,
    seal BLOB NOT NULL);

-- When the tables were brought from an older version, and what the last seal was under it.
CREATE TABLE migrated(
    no INTEGER PRIMARY KEY, version INTEGER NOT NULL, engine TEXT NOT NULL, postings INTEGER NOT NULL,
    seal BLOB NOT NULL);

CREATE VIEW person_row AS
    SELECT p.run, p.no AS posting, p.member, p.columns, e.key AS place, e.value AS cells
    FROM posting p, json_each(p.person) e WHERE p.person <> '';
CREATE VIEW period_row AS
    SELECT p.run, p.no AS posting, p.member, p.columns, e.key AS place, e.value AS cells
    FROM posting p, json_each(p.periods) e WHERE p.periods <> '';
CREATE VIEW bill_row AS
    SELECT p.run, p.no AS posting, p.member, p.columns, e.key AS place, e.value AS cells
    FROM posting p, json_each(p.bills) e WHERE p.bills <> '';
";

/// Every act of a person and every night, in one chain of seals with the postings: see [`super::act`]. The table
/// that was foreseen held nothing.
const ACTS: &str = "
DROP TABLE act;
-- `about` and `id` name what it is of; `posting` is the newest posting of then, `extents` how far the act goes
-- in each table, as JSON.
CREATE TABLE act(
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, id TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL, author TEXT NOT NULL, happened_on TEXT NOT NULL,
    reason TEXT NOT NULL, login TEXT NOT NULL, second TEXT NOT NULL, posting INTEGER NOT NULL,
    extents TEXT NOT NULL, seal BLOB NOT NULL);

-- The columns under which rows came with the run.
ALTER TABLE run ADD COLUMN columns INTEGER NOT NULL DEFAULT 0;
UPDATE run SET columns = of.columns FROM (
    SELECT run, max(columns) columns FROM posting WHERE person <> '' OR periods <> '' OR bills <> ''
    GROUP BY run) of WHERE of.run = run.no;

-- Who may not be the same person, and how many names a payment needs: `body` is the text of the file;
-- the newest counts.
CREATE TABLE duties(
    no INTEGER PRIMARY KEY, body TEXT NOT NULL, happened_on TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL, login TEXT NOT NULL, second TEXT NOT NULL);

-- Payments that a person agreed to: each payment of a run that was in hand then, by its number and amount, to
-- the payees of then, by the first row of those.
CREATE TABLE approval(
    no INTEGER PRIMARY KEY, payment INTEGER NOT NULL, amount INTEGER NOT NULL, payee INTEGER,
    happened_on TEXT NOT NULL, author TEXT NOT NULL, login TEXT NOT NULL);
CREATE INDEX approval_of_payment ON approval(payment);

-- A payee of several has a share, `1/3`; `first` is the first row of those who were entered together: they count
-- together, and the newest of a member count. A payment may be the part of one of them: the row of that payee.
ALTER TABLE payee ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payee ADD COLUMN payee_id TEXT NOT NULL DEFAULT '';
ALTER TABLE payee ADD COLUMN bank TEXT NOT NULL DEFAULT '';
ALTER TABLE payee ADD COLUMN branch TEXT NOT NULL DEFAULT '';
ALTER TABLE payee ADD COLUMN share TEXT NOT NULL DEFAULT '1';
UPDATE payee SET first = no;
ALTER TABLE payment ADD COLUMN payee INTEGER;

-- The day on which a member died, as it was recorded; nothing where that was taken back. The newest row of a person
-- counts.
CREATE TABLE death(
    no INTEGER PRIMARY KEY, member_id TEXT NOT NULL, died_on TEXT, happened_on TEXT NOT NULL,
    author TEXT NOT NULL, reason TEXT NOT NULL, login TEXT NOT NULL);

-- In the order in which they were taken back, which is not that of runs.
CREATE TABLE took_back(
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, happened_on TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL, login TEXT NOT NULL);
INSERT INTO took_back(run, happened_on, author, reason, login)
    SELECT run, happened_on, author, reason, login FROM taken_back ORDER BY run;
DROP TABLE taken_back;
ALTER TABLE took_back RENAME TO taken_back;

-- What of `paid` the member paid back, from the start.
ALTER TABLE posting ADD COLUMN repaid INTEGER NOT NULL DEFAULT 0;

-- Members who were written to about what they owe: by number, how much that was, and the posting by which they owed it.
CREATE TABLE letter(
    no INTEGER PRIMARY KEY, member INTEGER NOT NULL, posting INTEGER NOT NULL, amount INTEGER NOT NULL,
    happened_on TEXT NOT NULL, author TEXT NOT NULL, login TEXT NOT NULL);
CREATE INDEX letter_of_member ON letter(member);

-- A transfer may also be `confirmed` by a file of the bank: no money moves with it.

-- The night that holds a bill for a flag; null where a person holds.
ALTER TABLE hold ADD COLUMN run INTEGER;
UPDATE hold SET run = (SELECT min(no) FROM run WHERE holds >= hold.no)
    WHERE kind = 'hold' AND what = 'bill' AND author = (SELECT id FROM scheme);

-- [`VIEWS`] takes the place of these.
DROP VIEW entry;
DROP VIEW person_row;
DROP VIEW period_row;
DROP VIEW bill_row;
";

/// Few postings leave something owed, and few members are without a posting: both are looked for after each night.
const LOOKED_FOR: &str = "
CREATE INDEX posting_that_owes ON posting(member) WHERE paid - stood - entitled > 0;
CREATE INDEX member_without_posting ON member(no) WHERE posting = 0;
";

/// What came in, and how many people units say work there: facts that decide no bill.
const CONTRIBUTIONS: &str = "
-- Contributions, as they were entered. A receipt is known by its reference, plan and payer, a unit or a member; its
-- newest row counts, and one that is void takes it back. It is in the books on the day for which it was entered.
CREATE TABLE receipt(
    no INTEGER PRIMARY KEY, reference TEXT NOT NULL, received_on TEXT NOT NULL, amount INTEGER NOT NULL,
    plan TEXT NOT NULL, unit TEXT NOT NULL, member_id TEXT NOT NULL, edition TEXT NOT NULL,
    revision INTEGER NOT NULL, void INTEGER NOT NULL, happened_on TEXT NOT NULL, author TEXT NOT NULL,
    login TEXT NOT NULL, salt BLOB);

-- How many people, and how many women, a unit declared on a day; of one day the newest row counts.
CREATE TABLE head_count(
    no INTEGER PRIMARY KEY, unit TEXT NOT NULL, name TEXT NOT NULL, counted_on TEXT NOT NULL,
    employees INTEGER NOT NULL, women INTEGER, happened_on TEXT NOT NULL, author TEXT NOT NULL,
    login TEXT NOT NULL);
";

/// What holds wait for, who sees to it and by when: in a table of its own, so that what acts sealed of holds stands.
const PENDS: &str = "
CREATE TABLE pend(
    no INTEGER PRIMARY KEY, hold INTEGER NOT NULL, code TEXT NOT NULL, owner TEXT NOT NULL,
    until TEXT NOT NULL);
";

/// The forms in which banks want their files, and the files that releases wrote in them. `file` of a release is the
/// list of its payments with the columns of the ledger, as before.
const BANK_FORMATS: &str = "
-- How a bank wants its files, as JSON: each once, however many releases are written in it.
CREATE TABLE bank_format(no INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE);

-- The files of a release in their order; `file` is the SHA-256 of each.
CREATE TABLE bank_file(
    no INTEGER PRIMARY KEY, release INTEGER NOT NULL, format INTEGER NOT NULL, file TEXT NOT NULL,
    payments INTEGER NOT NULL, total INTEGER NOT NULL);
CREATE INDEX bank_file_of_release ON bank_file(release);
";

/// Personal data can go, and the chain of seals stays whole: see [`super::disposal`]. The table that was foreseen held
/// nothing.
const SALTS: &str = "
DROP TABLE personal;

-- Random bytes beside personal data, hashed with it; null for rows from before. Of a posting whose personal part is
-- gone, `personal` is its hash.
ALTER TABLE posting ADD COLUMN salt BLOB;
ALTER TABLE posting ADD COLUMN personal BLOB;
ALTER TABLE act ADD COLUMN salt BLOB;
ALTER TABLE payee ADD COLUMN salt BLOB;
ALTER TABLE fact ADD COLUMN salt BLOB;
ALTER TABLE death ADD COLUMN salt BLOB;
ALTER TABLE hold ADD COLUMN salt BLOB;

-- 1 where all that the ledger knew of the member was disposed of: only figures are left.
ALTER TABLE member ADD COLUMN disposed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX member_disposed_of ON member(no) WHERE disposed = 1;

-- What is left: a hash of the row `at` of `posting` or `act`, or of the rows of another table which the act `at` added.
-- The newest counts.
CREATE TABLE disposed(no INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL, hash BLOB NOT NULL);

-- The key of the words by which the log of looks names members; there from the first night on.
CREATE TABLE looks(no INTEGER PRIMARY KEY, key BLOB NOT NULL);
";

/// The few members whose id may be another spelling of one, by the conditions of [`super::spelling`]: whoever names a
/// member has them looked at, and half a million others would take half a second.
const SPELLED_OTHERWISE: &str = "
CREATE INDEX member_in_other_digits ON member(id)
    WHERE octet_length(id) >= 15 AND (octet_length(id) <> 18 OR substr(id, -1) = 'x');
CREATE INDEX member_in_other_width ON member(id) WHERE octet_length(id) <> length(id) OR instr(id, ' ') > 0;
";

/// What counts. Rows of a run that was taken back stay; a reader of what
/// the ledger knows reads these views, which leave them out. `in_hand` of its payments is nothing, and `posting` of its
/// members the one before.
pub(crate) const VIEWS: &str = "
CREATE VIEW run_in_force AS SELECT * FROM run WHERE no NOT IN (SELECT run FROM taken_back);
CREATE VIEW posting_in_force AS SELECT * FROM posting WHERE run NOT IN (SELECT run FROM taken_back);
CREATE VIEW payment_in_force AS SELECT * FROM payment WHERE run NOT IN (SELECT run FROM taken_back);
CREATE VIEW transfer_in_force AS
    SELECT * FROM transfer WHERE coalesce(run, 0) NOT IN (SELECT run FROM taken_back);
CREATE VIEW hold_in_force AS SELECT * FROM hold WHERE coalesce(run, 0) NOT IN (SELECT run FROM taken_back);
-- Rules are adopted by a run.
CREATE VIEW fact_in_force AS SELECT * FROM fact WHERE kind <> 'adopted' OR coalesce(
    (SELECT min(no) FROM run WHERE facts >= fact.no), 0) NOT IN (SELECT run FROM taken_back);
-- Members of whom something is known.
CREATE VIEW known_member AS SELECT * FROM member WHERE posting > 0 AND disposed = 0;
CREATE VIEW entry AS
    SELECT p.no * 1000000 + e.key + 1 AS no, p.no AS posting, e.value ->> 0 AS kind,
        e.value ->> 1 AS bill_id, e.value ->> 2 AS plan, e.value ->> 3 AS benefit,
        e.value ->> 4 AS edition, e.value ->> 5 AS amount, e.value ->> 6 AS event_on,
        e.value ->> 7 AS reason
    FROM posting_in_force p, json_each(p.entries) e;
CREATE VIEW person_row AS
    SELECT p.run, p.no AS posting, p.member, p.columns, e.key AS place, e.value AS cells
    FROM posting_in_force p, json_each(p.person) e WHERE p.person <> '';
CREATE VIEW period_row AS
    SELECT p.run, p.no AS posting, p.member, p.columns, e.key AS place, e.value AS cells
    FROM posting_in_force p, json_each(p.periods) e WHERE p.periods <> '';
CREATE VIEW bill_row AS
    SELECT p.run, p.no AS posting, p.member, p.columns, e.key AS place, e.value AS cells
    FROM posting_in_force p, json_each(p.bills) e WHERE p.bills <> '';
";

/// The version from which on a ledger has [`VIEWS`], which those of today take the place of.
const WITH_VIEWS: i32 = 5;

/// Brings the tables from a version to today's, within one transaction of the caller's.
pub(crate) fn migrate(db: &Connection, from: i32) -> rusqlite::Result<()> {
    if from >= WITH_VIEWS {
        for view in VIEWS.lines().filter_map(|line| line.strip_prefix("CREATE VIEW ")) {
            let name = view.split(' ').next().unwrap_or_default();
            db.execute_batch(&format!("DROP VIEW IF EXISTS {name}"))?;
        }
    }
    for step in STEPS[usize::try_from(from).unwrap_or(0)..].iter().copied().flatten() {
        db.execute_batch(step)?;
    }
    db.execute_batch(VIEWS)?;
    db.pragma_update(None, "application_id", APPLICATION)?;
    db.pragma_update(None, "user_version", VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema_of(db: &Connection) -> Vec<(String, String)> {
        let sql = "SELECT name, coalesce(sql, '') FROM sqlite_master ORDER BY name";
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Also one that has the views already, under which the steps since would change tables.
    #[test]
    fn a_ledger_of_any_version_comes_to_the_tables_of_today() {
        let today = Connection::open_in_memory().unwrap();
        migrate(&today, 0).unwrap();
        for from in 1..=VERSION {
            let db = Connection::open_in_memory().unwrap();
            let steps = STEPS.iter().take(usize::try_from(from).unwrap()).copied().flatten();
            steps.for_each(|step| db.execute_batch(step).unwrap());
            if from >= WITH_VIEWS {
                db.execute_batch(VIEWS).unwrap();
            }
            migrate(&db, from).unwrap();
            assert_eq!(schema_of(&db), schema_of(&today), "from version {from}");
        }
    }
}
