//! Acts: what people and nights did stands in one chain of seals, and nothing can be changed beside it.

use std::fs;
use std::path::Path;

use huzhu::ledger::{Access, Ledger};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::leaves::Willow;

const A1: [&str; 5] = ["A1", "A", "2024-03-01", "2024-03-11", "6000.00"];
const B1: [&str; 5] = ["B1", "B", "2024-03-05", "2024-03-06", "1500.00"];
const C1: [&str; 5] = ["C1", "C", "2024-03-05", "2024-03-06", "1500.00"];

/// An office that did everything that can be done to a ledger.
fn office() -> Willow {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    willow.payees("6333");
    assert_eq!(willow.released("1", "one.csv"), ["A 3030.00", "B 500.00"]);
    let [a, b] = [0, 1].map(|at| willow.ids("one.csv").remove(at));
    willow.write("result.csv", &format!("payment_id,result\n{a},success\n"));
    willow.says(&["ledger", "confirmed", "w.ledger", "result.csv", "--by", "Qian"]);
    willow.write("back.csv", &format!("payment_id,reason\n{b},closed\n"));
    willow.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    let by = ["--by", "Li", "--reason", "by hand"];
    let facts: [&[&str]; 3] = [
        &["override", "w.ledger", "B1", "medical", "200.00"],
        &["opening", "w.ledger", "C", "medical.deductible", "2024-01-01", "100.00", "2023-12-31"],
        &["same-person", "w.ledger", "C", "D", "--second", "Sun"],
    ];
    for fact in facts {
        let output = willow.run(&[&["ledger"][..], fact, &by].concat());
        // Whatever of these is refused is not an act; the first one has to be.
        assert!(output.status.success() || fact[0] != "override", "{output:?}");
    }
    willow.night("2024-04-02", &[(C1, "")]);
    willow.act("hold", &["--member", "C"]);
    willow.act("unhold", &["--member", "C"]);
    willow.act("stop", &["--bill", "C1"]);
    willow.night("2024-04-03", &[]);
    willow.act("take-back", &["3"]);
    willow.night("2024-05-03", &[(A1, "void")]);
    willow.act("lock", &["2024-04"]);
    willow.act("unlock", &["2024-04"]);
    willow.says(&["ledger", "approve", "w.ledger", "2", "--by", "Sun"]);
    willow.write("duties.toml", "distinct = [\"prepare\", \"release\"]\n");
    let set = ["ledger", "duties", "w.ledger", "--set", "duties.toml"];
    willow.says(&[&set[..], &by].concat());
    willow.write(
        "heirs.csv",
        "member_id,kind,payee,account,share,payee_id,bank,branch\n\
         B,heir,Li,6222001,1/2,990000800101008,ICBC,Bay\nB,unit,Works,6222002,50%,,,\n",
    );
    willow.says(&["ledger", "payees", "w.ledger", "heirs.csv", "--by", "Wu"]);
    willow.act("died", &["B", "--died-on", "2024-03-31"]);
    willow.says(&["ledger", "release", "w.ledger", "2", "--by", "Qian", "--out", "two.csv"]);
    willow.act("died", &["B", "--undo"]);
    willow.act("died", &["A", "--died-on", "2024-03-31"]);
    willow.is_whole();
    willow
}

/// Cells on which nothing depends.
const FREE: [(&str, &str); 2] = [
    // Whether a file says something new is asked anew where this differs.
    ("member", "seen"),
    // Foreseen, and read by nothing.
    ("member", "household"),
];

/// What the verification of a file finds; one that cannot be opened is found out too.
fn faults(path: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    match Ledger::open(path, Access::Read) {
        Err(why) => faults.push(why.to_string()),
        Ok(ledger) => {
            let found = ledger.verify(&mut |why| faults.push(why.to_string()));
            faults.extend(found.err().map(|why| why.to_string()));
        }
    }
    faults
}

/// What is found in a copy of the ledger after something was done to it in SQL.
fn after(willow: &Willow, sql: &str) -> Vec<String> {
    let copy = willow.path("copy.ledger");
    fs::copy(willow.path("w.ledger"), &copy).unwrap();
    let db = Connection::open(&copy).unwrap();
    match db.execute_batch(sql) {
        Ok(()) => drop(db),
        // What SQLite itself does not let happen is no way to change a ledger.
        Err(rusqlite::Error::SqliteFailure(code, _))
            if code.code == rusqlite::ErrorCode::ConstraintViolation =>
        {
            return vec!["a constraint".to_owned()];
        }
        Err(why) => panic!("{sql}: {why}"),
    }
    faults(&copy)
}

/// Tables with their columns, and some of their rows by number.
fn tables(willow: &Willow) -> Vec<(String, Vec<String>, Vec<i64>)> {
    let db = Connection::open(willow.path("w.ledger")).unwrap();
    let list = |sql: &str| -> Vec<String> {
        let mut statement = db.prepare(sql).unwrap();
        statement.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let tables =
        list("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    let with_rows = |table: String| {
        let columns = list(&format!("SELECT name FROM pragma_table_info('{table}')"));
        let mut statement = match db.prepare(&format!("SELECT rowid FROM {table} ORDER BY rowid")) {
            Ok(statement) => statement,
            // A table without numbers: its rows are an index, of which each has two.
            Err(_) => return (table, columns, Vec::new()),
        };
        let rows: Vec<i64> =
            statement.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return (table, columns, rows);
        };
        let mut some = vec![*first, rows[rows.len() / 2], *last];
        some.dedup();
        (table, columns, some)
    };
    tables.into_iter().map(with_rows).collect()
}

/// One of these rows, another for each column.
fn one_of(rows: &[i64], column: usize) -> &[i64] {
    let at = column % rows.len().max(1);
    rows.get(at..=at).unwrap_or_default()
}

/// What else could stand in a cell: text that is a little different, another day, a number more, another byte.
fn other(cell: &Value) -> String {
    match cell {
        Value::Null => "1".to_owned(),
        // Far from the numbers of other rows.
        Value::Integer(number) => (number + 1_000).to_string(),
        Value::Real(_) => unreachable!("no such number is written"),
        Value::Text(text) if text.len() == 10 && text.starts_with("20") => {
            "'2024-04-17'".to_owned()
        }
        Value::Text(text) => format!("'{}x'", text.replace('\'', "''")),
        Value::Blob(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{:02x}", byte ^ 1)).collect();
            format!("x'{hex}'")
        }
    }
}

/// `HUZHU_CELLS=all` looks at the first row of each table, one in the middle and the last, in every column.
#[test]
fn verify_names_every_cell_that_is_changed_by_hand() {
    let willow = office();
    assert_eq!(after(&willow, ""), [""; 0]);
    let db = Connection::open(willow.path("w.ledger")).unwrap();
    let (mut overlooked, mut changed) = (Vec::new(), 0);
    let whole = std::env::var("HUZHU_CELLS").is_ok_and(|cells| cells == "all");
    for (table, columns, rows) in tables(&willow) {
        for (at, column) in columns.iter().enumerate() {
            for row in if whole { &rows[..] } else { one_of(&rows, at) } {
                let cell = format!("SELECT {column} FROM {table} WHERE rowid = {row}");
                let cell: Value = db.query_row(&cell, (), |row| row.get(0)).unwrap();
                let sql =
                    format!("UPDATE {table} SET {column} = {} WHERE rowid = {row}", other(&cell));
                changed += 1;
                if after(&willow, &sql).is_empty() {
                    overlooked.push(sql);
                }
            }
        }
    }
    overlooked.retain(|sql| {
        !FREE
            .iter()
            .any(|(table, column)| sql.starts_with(&format!("UPDATE {table} SET {column} = ")))
    });
    assert!(changed > if whole { 200 } else { 150 }, "{changed}");
    assert_eq!(overlooked, [""; 0]);
}

#[test]
fn verify_names_rows_that_are_gone_that_came_besides_and_whatever_else_is_in_the_file() {
    let willow = office();
    let mut overlooked = Vec::new();
    for (table, columns, rows) in tables(&willow) {
        for row in &rows {
            let gone = format!("DELETE FROM {table} WHERE rowid = {row}");
            let others: Vec<&str> = columns[1..].iter().map(String::as_str).collect();
            let others = others.join(", ");
            let besides = match columns[0].as_str() {
                "no" if !matches!(table.as_str(), "member" | "rules") => format!(
                    "INSERT INTO {table}({others}) SELECT {others} FROM {table} WHERE rowid = {row}"
                ),
                _ => String::new(),
            };
            for sql in [gone, besides].into_iter().filter(|sql| !sql.is_empty()) {
                if after(&willow, &sql).is_empty() {
                    overlooked.push(sql);
                }
            }
        }
    }
    let besides = [
        "CREATE TRIGGER t AFTER INSERT ON payment BEGIN UPDATE payee SET account = 'x'; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE t(x)",
        "DROP VIEW entry; CREATE VIEW entry AS SELECT 1 AS no, 1 AS posting, 'due' AS kind",
        "CREATE TEMP TABLE unseen(x); CREATE INDEX i ON payee(account)",
        "DELETE FROM bill",
        "INSERT INTO bill VALUES(7, 1)",
        "INSERT INTO member(id, posting) VALUES('Z', 0)",
        "INSERT INTO rules(hash, files) VALUES('z', '[]')",
    ];
    overlooked.extend(
        besides.iter().filter(|sql| after(&willow, sql).is_empty()).map(|sql| sql.to_string()),
    );
    assert_eq!(overlooked, [""; 0]);
}

/// A release whose rows are taken out again would let the file be sent twice.
#[test]
fn a_release_that_is_deleted_is_named() {
    let willow = office();
    let sql = "DELETE FROM transfer WHERE release = 1; DELETE FROM release WHERE no = 1; \
               UPDATE payment SET in_hand = amount";
    let found = after(&willow, sql).join("\n");
    assert!(found.contains("of `release`, which it added, are not what it sealed"), "{found}");
    assert!(found.contains("of `transfer`, which it added, are not what it sealed"), "{found}");
}

/// Whoever makes the whole chain anew is found by a seal that was noted elsewhere.
#[test]
fn a_seal_that_was_noted_holds_a_ledger_that_was_made_anew() {
    let willow = office();
    let ledger = Ledger::open(&willow.path("w.ledger"), Access::Read).unwrap();
    let noted: Vec<String> = ledger
        .acts()
        .unwrap()
        .iter()
        .map(|act| act.seal.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    assert_eq!(noted.last(), Some(&ledger.newest_seal().unwrap()));
    let mut found = Vec::new();
    for seal in &noted {
        ledger.verify_to(Some(seal), &mut |why| found.push(why.to_string())).unwrap();
    }
    assert_eq!(found, [""; 0]);
    // Another ledger, whole by itself, in which the same was done but for one bill.
    let other = Willow::new();
    other.night("2024-04-01", &[(A1, "")]);
    let other = Ledger::open(&other.path("w.ledger"), Access::Read).unwrap();
    other
        .verify_to(noted.last().map(String::as_str), &mut |why| found.push(why.to_string()))
        .unwrap();
    assert!(found.len() == 1 && found[0].contains("that was noted"), "{found:?}");
}

/// What the list shows of a file finds its act again.
#[test]
fn acts_are_found_by_kind_person_day_and_what_they_are_about() {
    let willow = office();
    let list = |more: &[&str]| willow.says(&[&["ledger", "acts", "w.ledger"][..], more].concat());
    let returned = list(&["--kind", "returned"]);
    assert!(returned.contains("-> 500.00 (1)"), "{returned}");
    let hash = returned.split("file ").nth(1).unwrap().split_whitespace().next().unwrap();
    assert_eq!((hash.len(), list(&["--about", hash])), (16, returned));
    let by_li = list(&["--by", "\u{ff2c}i", "--to", "2024-04-30"]);
    assert!(by_li.contains("benefit decided manually"), "{by_li}");
    assert!(!by_li.contains("by Qian"), "{by_li}");
    let none = list(&["--kind", "restore"]);
    assert!(none.starts_with("no act is of this kind"), "{none}");
}
