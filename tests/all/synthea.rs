//! A run over people whom somebody else made up, held to a second reading of the same files: the `csv`
//! crate, decimals, and the terms of `rules/synthea` worked with a pencil. Nothing of the program is
//! used here but the program.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const FILES: [&str; 3] = ["members.csv", "enrolments.csv", "bills.csv"];
const FUNDS: [&str; 4] = ["pool_paid", "critical_paid", "assistance_paid", "other_paid"];

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

type Row = HashMap<String, String>;

/// The rows of a CSV file, by the names of its columns.
fn rows(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn date(row: &Row, column: &str) -> Date {
    row[column].parse().unwrap()
}

fn amount(row: &Row, column: &str) -> Decimal {
    row[column].parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A run over three files: the folder is kept as long as its results are looked at.
struct Run {
    folder: TempDir,
}

impl Run {
    fn over(files: &[String; 3]) -> Run {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in FILES.iter().zip(files) {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.arg("batch").arg("--rules").arg(home("rules/synthea"));
        huzhu.arg("--data").arg(folder.path()).arg("--out").arg(folder.path().join("out"));
        let output = huzhu.args(["--explain", "--lang", "en"]).output().unwrap();
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
        let run = Run { folder };
        assert_eq!(code == Some(3), !rows(&run.out("rejects.csv")).is_empty());
        run
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }

    fn out(&self, name: &str) -> String {
        String::from_utf8(self.bytes(&format!("out/{name}"))).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.out(name)).unwrap()
    }

    fn hash(&self, name: &str) -> String {
        let hash = Sha256::digest(self.bytes(name));
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Every output, by name.
    fn outputs(&self) -> BTreeMap<String, Vec<u8>> {
        let (mut outputs, mut folders) = (BTreeMap::new(), vec!["out".to_owned()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(self.folder.path().join(&folder)).unwrap() {
                let entry = entry.unwrap();
                let name = format!("{folder}/{}", entry.file_name().into_string().unwrap());
                if entry.file_type().unwrap().is_dir() {
                    folders.push(name);
                } else {
                    outputs.insert(name.clone(), self.bytes(&name));
                }
            }
        }
        outputs
    }
}

/// The files as they were published.
fn published() -> [String; 3] {
    FILES.map(|name| fs::read_to_string(home("data/synthea").join(name)).unwrap())
}

/// The same with what real files also have: rows that cannot be used, rows sent twice, corrected and
/// taken back.
fn damaged() -> [String; 3] {
    let [mut members, mut enrolments, mut bills] = published();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let row = |text: &str, at: usize| lines(text)[at].clone();
    // A member without sex, a member twice, a period twice, a period of nobody.
    let twice = row(&members, 20);
    members = members.replacen(",F,", ",,", 1) + &twice + "\n";
    let twice = row(&enrolments, 9);
    let (_, period) = twice.split_once(',').unwrap();
    enrolments += &format!("{twice}\nnobody,{period}\n");
    let mut rows: Vec<String> = Vec::new();
    for (at, row) in lines(&bills).into_iter().enumerate() {
        match at {
            0 => rows.push(row + ",revision,status"),
            _ if at % 10 == 1 => {
                let other = row.replacen(",0.00,", ",0.01,", 1);
                rows.extend([format!("{row},1,"), format!("{other},2,final")]);
            }
            _ if at % 10 == 2 => rows.extend([format!("{row},1,"), format!("{row},2,void")]),
            _ if at % 10 == 3 => rows.extend([format!("{row},,"), format!("{row},,")]),
            _ if at % 10 == 4 => rows.push(format!("{row},,").replacen(",0.00,", ",-1,", 1)),
            _ if at % 10 == 5 => {
                let other = row.replacen(",0.00,", ",0.01,", 1);
                rows.extend([format!("{row},3,"), format!("{other},3,")]);
            }
            _ if at % 10 == 6 => rows.push(format!("{row},")),
            _ => rows.push(format!("{row},,")),
        }
    }
    bills = rows.join("\n") + "\n";
    [members, enrolments, bills]
}

static PUBLISHED: LazyLock<Run> = LazyLock::new(|| Run::over(&published()));
static DAMAGED: LazyLock<Run> = LazyLock::new(|| Run::over(&damaged()));

fn runs() -> [&'static Run; 2] {
    [&PUBLISHED, &DAMAGED]
}

/// One enrolment period, the last day inside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Period {
    start: Date,
    end: Date,
}

/// The input files, read a second time.
struct Reading {
    /// Periods by member, in order.
    periods: HashMap<String, Vec<Period>>,
    /// Rows of bills, in the order of the file; of one id there may be several.
    bills: Vec<Row>,
}

impl Reading {
    fn of(run: &Run) -> Reading {
        let text = |name| String::from_utf8(run.bytes(name)).unwrap();
        let mut periods: HashMap<String, Vec<Period>> = HashMap::new();
        for row in rows(&text("enrolments.csv")) {
            let period = Period { start: date(&row, "start"), end: date(&row, "end") };
            periods.entry(row["member_id"].clone()).or_default().push(period);
        }
        for periods in periods.values_mut() {
            periods.sort();
            periods.dedup();
        }
        // Rows whose cells cannot be told apart have too few of them.
        let mut reader = csv::ReaderBuilder::new();
        let bills = text("bills.csv");
        let mut reader = reader.flexible(true).from_reader(bills.as_bytes());
        let header = reader.headers().unwrap().clone();
        let cells = reader.records().map(Result::unwrap);
        let named = cells.map(|row| header.iter().zip(row.iter()).map(both).collect());
        Reading { periods, bills: named.collect() }
    }

    /// The period that a day is in: the earliest of those that contain it.
    fn period(&self, member: &str, day: Date) -> Option<Period> {
        let periods = self.periods.get(member)?;
        periods.iter().copied().find(|period| period.start <= day && day <= period.end)
    }

    /// Whether a period goes on where an earlier one ended, with at most 31 days between.
    fn renews(&self, member: &str, period: Period) -> bool {
        let earlier = self.periods[member].iter().filter(|other| other.start < period.start);
        let end = earlier.map(|other| other.end).max();
        end.is_some_and(|end| period.start <= end + 32.days())
    }

    /// The first day on which an admission is paid for.
    fn waits_until(&self, bill: &Row, period: Period) -> Date {
        let emergency = bill["category"] == "emergency";
        match self.renews(&bill["member_id"], period) {
            true => period.start,
            false => period.start + if emergency { 30 } else { 90 }.days(),
        }
    }

    /// The row of bills.csv that a decision is on.
    fn bill(&self, decision: &Row) -> &Row {
        let of_id = |row: &&Row| row["bill_id"] == decision["bill_id"];
        let revision = |row: &&Row| {
            row.get("revision").and_then(|revision| revision.parse::<u32>().ok()).unwrap_or(0)
        };
        self.bills.iter().filter(of_id).max_by_key(revision).expect("it decides what was sent")
    }
}

fn both((name, cell): (&str, &str)) -> (String, String) {
    (name.to_owned(), cell.to_owned())
}

/// What is left of a bill when all payers have paid.
fn left(bill: &Row) -> Decimal {
    amount(bill, "total") - FUNDS.iter().map(|fund| amount(bill, fund)).sum::<Decimal>()
}

/// What the bands give up to a position, the deductible earning nothing.
fn bands(position: Decimal) -> Decimal {
    let above = |edge: &str| (position - decimal(edge)).max(Decimal::ZERO);
    // Each band pays more than the one before it.
    above("100") * decimal("0.50")
        + above("1000") * decimal("0.15")
        + above("5000") * decimal("0.15")
}

#[test]
fn every_bill_sent_is_decided_rejected_or_left_out_once() {
    for run in runs() {
        let reading = Reading::of(run);
        let decided = rows(&run.out("decisions.csv"));
        let ids: BTreeSet<&str> = decided.iter().map(|row| row["bill_id"].as_str()).collect();
        assert_eq!(ids.len(), decided.len(), "one plan, so one row a bill");
        let mut rejected: BTreeSet<usize> = BTreeSet::new();
        for reject in rows(&run.out("rejects.csv")) {
            if reject["file"] == "bills.csv" {
                rejected.insert(reject["line"].parse().unwrap());
            }
        }
        let mut of_id: BTreeMap<&str, Vec<(bool, &Row)>> = BTreeMap::new();
        for (at, row) in reading.bills.iter().enumerate() {
            of_id.entry(&row["bill_id"]).or_default().push((rejected.contains(&(at + 2)), row));
        }
        for (id, rows) in &of_id {
            let usable = rows.iter().any(|(rejected, _)| !rejected);
            let void = rows.iter().any(|(_, row)| row.get("status").is_some_and(|s| s == "void"));
            assert_eq!(ids.contains(id), usable && !void, "{id} is lost, or decided as well");
        }
        assert!(ids.iter().all(|id| of_id.contains_key(id)), "what is decided was sent");
        let usable = (reading.bills.len() - rejected.len()) as u64;
        let counts = &run.json("manifest.json")["inputs"][2];
        let count = |key: &str| counts[key].as_u64().unwrap();
        assert_eq!(count("rows"), reading.bills.len() as u64);
        assert_eq!(count("used"), decided.len() as u64);
        assert_eq!(count("rejected"), rejected.len() as u64);
        assert_eq!(
            usable - count("used"),
            count("duplicates") + count("superseded") + count("void")
        );
    }
}

/// So that whoever sent them can mend them there and send them again.
#[test]
fn rejected_rows_go_back_as_they_came() {
    for run in runs() {
        let rejects = rows(&run.out("rejects.csv"));
        for file in FILES {
            let of_file = rejects.iter().filter(|reject| reject["file"] == file);
            let lines: BTreeSet<usize> =
                of_file.map(|reject| reject["line"].parse().unwrap()).collect();
            let sent = String::from_utf8(run.bytes(file)).unwrap();
            let sent: Vec<&str> = sent.lines().collect();
            let back = [1].into_iter().chain(lines).map(|line| format!("{}\n", sent[line - 1]));
            let name = format!("rejected/{file}");
            let there = run.outputs().remove(&format!("out/{name}"));
            match there {
                Some(text) => {
                    // In front of each stand its line, the codes and what is to be done.
                    let text = String::from_utf8(text).unwrap();
                    let rows = text.lines().map(|row| row.splitn(4, ',').last().unwrap());
                    let rows: String = rows.map(|row| format!("{row}\n")).collect();
                    assert_eq!(rows, back.collect::<String>());
                }
                None => assert_eq!(back.count(), 1, "{name} is missing"),
            }
        }
    }
}

#[test]
fn nothing_is_paid_outside_of_cover_or_within_the_waiting_period() {
    let (mut waiting, mut uncovered) = (0, 0);
    for run in runs() {
        let reading = Reading::of(run);
        let decided = rows(&run.out("decisions.csv"));
        for decision in &decided {
            let bill = reading.bill(decision);
            let admission = date(bill, "admission");
            let period = reading.period(&bill["member_id"], admission);
            let covered = period.is_some_and(|p| admission >= reading.waits_until(bill, p));
            assert_eq!(decision["status"] == "denied", !covered, "{}", decision["bill_id"]);
            let reason = |code: &str| decision["reasons"].split(';').any(|reason| reason == code);
            assert_eq!(reason("no_cover"), period.is_none());
            assert_eq!(reason("waiting_period"), period.is_some() && !covered);
            assert!(covered || amount(decision, "payable").is_zero());
            uncovered += u32::from(period.is_none());
            waiting += u32::from(period.is_some() && !covered);
        }
    }
    assert!(uncovered > 100 && waiting > 0, "the data have both");
}

/// Deductible, bands, ceiling, days and what is left of the bill: every amount once more.
#[test]
fn every_amount_is_what_a_pencil_gives() {
    for run in runs() {
        let reading = Reading::of(run);
        let mut decided = rows(&run.out("decisions.csv"));
        decided.retain(|decision| decision["status"] != "denied");
        decided.sort_by_key(|row| {
            let bill = reading.bill(row);
            (row["member_id"].clone(), date(bill, "settled_on"), row["bill_id"].clone())
        });
        let mut position: HashMap<(String, Period), Decimal> = HashMap::new();
        let mut paid: HashMap<(String, Period), Decimal> = HashMap::new();
        let mut days: HashMap<(String, i16), u64> = HashMap::new();
        let mut nights: BTreeSet<(String, Date)> = BTreeSet::new();
        let (mut cut, mut on_the_limit) = (0, 0);
        for decision in &decided {
            let bill = reading.bill(decision);
            let (member, admission) = (bill["member_id"].clone(), date(bill, "admission"));
            let period = reading.period(&member, admission).unwrap();
            let before = position.entry((member.clone(), period)).or_default();
            let after = *before + left(bill);
            let medical = (bands(after) - bands(*before))
                .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
            *before = after;
            let paid = paid.entry((member.clone(), period)).or_default();
            on_the_limit += u32::from(*paid + medical > decimal("4000"));
            let medical = medical.min(decimal("4000") - *paid).min(left(bill));
            *paid += medical;
            assert!(*paid <= decimal("4000"));

            let (mut day, mut granted) = (admission + 2.days(), 0);
            let used = days.entry((member.clone(), admission.year())).or_default();
            while bill["category"] == "inpatient" && day < date(bill, "discharge") && *used < 20 {
                if nights.insert((member.clone(), day)) {
                    (*used, granted) = (*used + 1, granted + 1);
                }
                day += 1.day();
            }
            let daily = decimal("30") * Decimal::from(granted);
            cut += u32::from(daily > left(bill) - medical);
            let daily = daily.min(left(bill) - medical);

            assert_eq!(amount(decision, "medical"), medical, "{}", decision["bill_id"]);
            assert_eq!(amount(decision, "daily"), daily, "{}", decision["bill_id"]);
            assert_eq!(amount(decision, "payable"), medical + daily);
            assert!(medical + daily <= left(bill), "no more than is left of the bill");
            assert_eq!(decision["status"] == "paid", medical + daily > Decimal::ZERO);
        }
        assert!(cut > 0 && on_the_limit > 0, "the data reach the limits");
    }
}

#[test]
fn payments_come_to_what_is_decided() {
    for run in runs() {
        let mut due: BTreeMap<String, Decimal> = BTreeMap::new();
        for decision in rows(&run.out("decisions.csv")) {
            *due.entry(decision["member_id"].clone()).or_default() += amount(&decision, "payable");
        }
        due.retain(|_, due| *due > Decimal::ZERO);
        let payments = rows(&run.out("payments.csv"));
        let ids: BTreeSet<&str> = payments.iter().map(|row| row["payment_id"].as_str()).collect();
        assert_eq!(ids.len(), payments.len(), "no id stands for two payments");
        let paid = payments.iter().map(|row| (row["member_id"].clone(), amount(row, "amount")));
        assert_eq!(paid.clone().collect::<BTreeMap<_, _>>(), due);
        assert_eq!(paid.count(), due.len(), "one payment a member");
    }
}

#[test]
fn summary_and_manifest_reconcile() {
    for run in runs() {
        let (summary, manifest) = (run.json("summary.json"), run.json("manifest.json"));
        let decided = rows(&run.out("decisions.csv"));
        let status = |status: &str| decided.iter().filter(|row| row["status"] == status).count();
        assert_eq!(summary["bills"]["decided"], decided.len());
        for code in ["paid", "nil", "denied"] {
            assert_eq!(summary["bills"][code], status(code), "{code}");
        }
        assert_eq!(summary["bills"], manifest["bills"]);
        let sum = |column: &str| decided.iter().map(|row| amount(row, column)).sum::<Decimal>();
        let told = |value: &Value| decimal(value.as_str().unwrap());
        assert_eq!(told(&summary["payable"]), sum("payable"));
        assert_eq!(told(&summary["due_now"]), sum("payable"));
        for benefit in summary["benefits"].as_array().unwrap() {
            assert_eq!(told(&benefit["payable"]), sum(benefit["id"].as_str().unwrap()));
        }
        assert_eq!(summary["payments"], rows(&run.out("payments.csv")).len());
        assert_eq!(summary["currency"], "USD");
        let mut by_code: BTreeMap<String, u64> = BTreeMap::new();
        for reject in rows(&run.out("rejects.csv")) {
            *by_code.entry(reject["code"].clone()).or_default() += 1;
        }
        assert_eq!(summary["rejected_by_code"], serde_json::to_value(by_code).unwrap());
        for (input, name) in manifest["inputs"].as_array().unwrap().iter().zip(FILES) {
            let count = |key: &str| input[key].as_u64().unwrap();
            let kinds = ["used", "rejected", "duplicates", "superseded", "void"];
            assert_eq!(count("rows"), kinds.map(count).iter().sum::<u64>(), "{name}");
            let lines = String::from_utf8(run.bytes(name)).unwrap().lines().count() as u64;
            assert_eq!(count("rows"), lines - 1, "{name}");
            assert_eq!((&input["file"], &input["sha256"]), (&name.into(), &run.hash(name).into()));
        }
        for key in ["duplicates", "superseded", "void"] {
            let inputs = manifest["inputs"].as_array().unwrap().iter();
            assert_eq!(summary[key], inputs.map(|input| input[key].as_u64().unwrap()).sum::<u64>());
        }
        for output in manifest["outputs"].as_array().unwrap() {
            let hash = run.hash(&format!("out/{}", output["file"].as_str().unwrap()));
            assert_eq!(output["sha256"], hash);
        }
        let rules = Sha256::digest(fs::read(home("rules/synthea/1.toml")).unwrap());
        let rules: String = rules.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(manifest["rules"][0]["sha256"], rules);
    }
}

#[test]
fn a_second_run_gives_the_same_files_and_another_order_the_same_decisions() {
    for (run, files) in runs().into_iter().zip([published(), damaged()]) {
        assert_eq!(run.outputs(), Run::over(&files).outputs());
        let backwards = Run::over(&files.map(|text| {
            let mut lines: Vec<&str> = text.lines().collect();
            lines[1..].reverse();
            lines.join("\n")
        }));
        for name in ["decisions.csv", "payments.csv", "explanations.jsonl", "summary.json"] {
            assert_eq!(run.out(name), backwards.out(name), "{name}");
        }
    }
}
