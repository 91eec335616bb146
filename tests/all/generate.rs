//! Invented cities: the same for the same seed, of nobody, right to the fen, and dirty where asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use huzhu::batch::{self, Job, Report};
use huzhu::date::Day;
use huzhu::explanation::notice::Wanted;
use huzhu::generate::{City, GenerateError, RowOrder, Written, generate};
use huzhu::intake::Inputs;
use huzhu::scheme::Book;
use huzhu::words::Lang;
use tempfile::TempDir;

const NAMES: [&str; 3] = ["members.csv", "enrolments.csv", "bills.csv"];

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn city(members: u32, bills: u32) -> City {
    let plans = vec!["city:3".parse().unwrap()];
    City { members, bills, seed: 7, plans, dirty: None, order: RowOrder::Members }
}

/// A city as it is on disk.
struct Made {
    folder: TempDir,
    written: Written,
}

impl Made {
    fn of(city: &City) -> Made {
        let folder = tempfile::tempdir().unwrap();
        let written = generate(city, folder.path()).unwrap();
        Made { folder, written }
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    fn texts(&self) -> [String; 3] {
        NAMES.map(|name| self.text(name))
    }

    /// The rows of a file, cells by column.
    fn rows(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        let text = self.text(name);
        let (header, rows) = text.split_once('\n').unwrap();
        let cells = |row: &str| row.split(',').map(str::to_owned).collect::<Vec<_>>();
        let row = |row| cells(header).into_iter().zip(cells(row)).collect();
        rows.lines().map(row).collect()
    }

    fn decided(&self, rules: &str) -> (Report, String) {
        let book = Book::load(&home(rules));
        let book = book.unwrap_or_else(|why| panic!("{}", why.render(Lang::English)));
        let out = self.folder.path().join("out");
        let inputs = Inputs::in_folder(self.folder.path());
        let (out, lang) = (out.as_path(), Lang::English);
        let (rules, threads, explains, notices) = (&[][..], None, false, Wanted::None);
        let (book, inputs, reports, watch) = (&book, &inputs, Default::default(), &());
        let job =
            Job { book, rules, inputs, out, threads, explains, notices, reports, lang, watch };
        (batch::run(&job).unwrap(), fs::read_to_string(out.join("rejects.csv")).unwrap())
    }
}

fn fen(amount: &str) -> i64 {
    let (yuan, fen) = amount.split_once('.').expect("amounts have two decimals");
    assert_eq!(fen.len(), 2, "{amount}");
    yuan.parse::<i64>().unwrap() * 100 + fen.parse::<i64>().unwrap()
}

fn huzhu(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.args(arguments).env("LC_ALL", "C").output().unwrap()
}

#[test]
fn the_same_city_is_the_same_bytes_for_any_number_of_threads() {
    // Enough for several blocks of each file.
    let clean = city(9_000, 20_000);
    for city in [clean.clone(), City { dirty: Some("3%".parse().unwrap()), ..clean }] {
        let first = Made::of(&city).texts();
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let again = pool.install(|| Made::of(&city).texts());
            assert!(first == again, "with {threads} threads");
        }
        let other = Made::of(&City { seed: 8, ..city }).texts();
        assert!(first.iter().zip(&other).all(|(one, other)| one != other));
    }
}

#[test]
fn the_small_city_of_the_repository_is_made_by_the_command_that_is_told_beside_it() {
    let city = City { seed: 2024, ..city(1_000, 3_000) };
    let made = Made::of(&city);
    for name in NAMES {
        let kept = fs::read_to_string(home("data/city_small").join(name)).unwrap();
        assert!(made.text(name) == kept, "{name} is as it was made, on this machine too");
    }
    let told = fs::read_to_string(home("CONTRIBUTING.md")).unwrap();
    assert!(told.contains("huzhu generate --members 1000 --bills 3000 --seed 2024"));
}

#[test]
fn a_city_in_no_order_has_the_same_rows_elsewhere_and_the_same_bills() {
    let plans = vec!["city:3".parse().unwrap(), "other".parse().unwrap()];
    let tidy = City { plans, ..city(9_000, 2_000) };
    let texts = [RowOrder::Members, RowOrder::City]
        .map(|order| Made::of(&City { order, ..tidy.clone() }).texts());
    let [members, enrolments, bills] = [0, 1, 2].map(|file| [&texts[0][file], &texts[1][file]]);
    assert!(bills[0] == bills[1]);
    for [tidy, city] in [members, enrolments] {
        assert_eq!(tidy.lines().next(), city.lines().next());
        let sorted = |text: &str| {
            let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
            rows.sort_unstable();
            rows
        };
        assert!(sorted(tidy) == sorted(city));
        let in_place =
            tidy.lines().skip(1).zip(city.lines().skip(1)).filter(|(one, other)| one == other);
        assert!(in_place.count() < 10, "rows lie elsewhere");
    }
}

#[test]
fn there_are_exactly_as_many_members_and_bills_as_asked_for() {
    for (members, bills) in [(1, 0), (1, 1), (2, 200), (3, 599), (5_000, 4_099)] {
        let made = Made::of(&city(members, bills));
        assert_eq!(made.rows("members.csv").len(), members as usize);
        let rows = made.rows("bills.csv");
        let ids: BTreeSet<_> = rows.iter().map(|row| &row["bill_id"]).collect();
        assert_eq!((rows.len(), ids.len()), (bills as usize, bills as usize));
        let enrolments = made.rows("enrolments.csv").len() as u64;
        let counted = Written { members: members.into(), enrolments, bills: bills.into() };
        assert_eq!(made.written, counted);
    }
}

#[test]
fn ids_are_right_and_unique_and_of_nobody() {
    // The provinces of GB/T 2260; 83 is that of residence permits.
    let provinces: BTreeSet<u32> = [11..=15, 21..=23, 31..=37, 41..=46, 50..=54, 61..=65]
        .into_iter()
        .flatten()
        .chain([71, 81, 82, 83])
        .collect();
    let made = Made::of(&city(8_000, 0));
    let mut seen = BTreeSet::new();
    for row in made.rows("members.csv") {
        let id = &row["member_id"];
        assert_eq!(id.len(), 18);
        // ISO 7064 MOD 11-2: the digits, weighed by powers of two, are one more than a multiple of 11.
        let value = |c: char| if c == 'X' { 10 } else { c.to_digit(10).unwrap() };
        let weighed = id.chars().fold(0, |sum, c| (sum * 2 + value(c)) % 11);
        assert_eq!(weighed, 1, "{id}");
        assert_eq!(id[6..14], row["birth_date"].replace('-', ""));
        assert!(Day::parse(&row["birth_date"]).is_some());
        assert_eq!(row["sex"], if value(id.chars().nth(16).unwrap()) % 2 == 1 { "M" } else { "F" });
        // Neither a province nor, behind the 9 of foreigners' cards, another one.
        let number = |digits: &str| digits.parse::<u32>().unwrap();
        assert!(!provinces.contains(&number(&id[..2])) && !provinces.contains(&number(&id[1..3])));
        assert!(seen.insert(id.clone()), "{id} is another member's");
    }
}

#[test]
fn amounts_of_every_bill_add_up_and_payers_stay_within_scope() {
    let made = Made::of(&city(3_000, 9_001));
    let hardship: BTreeSet<String> = (made.rows("members.csv").into_iter())
        .filter(|member| member["hardship"] == "yes")
        .map(|member| member["member_id"].clone())
        .collect();
    for bill in made.rows("bills.csv") {
        let amount = |name: &str| fen(&bill[name]);
        let sum = |names: &[&str]| names.iter().map(|name| amount(name)).sum::<i64>();
        let parts = ["out_of_catalogue", "over_limit", "class_b_prepay", "in_scope"];
        assert_eq!(amount("total"), sum(&parts), "{bill:?}");
        let above_deductible = amount("in_scope") - amount("deductible");
        assert!(amount("pool_paid") <= above_deductible * 95 / 100, "{bill:?}");
        let funds = ["pool_paid", "critical_paid", "assistance_paid", "other_paid"];
        assert!(sum(&funds) <= amount("in_scope"), "{bill:?}");
        assert!(amount("assistance_paid") == 0 || hardship.contains(&bill["member_id"]));
        let day = |name: &str| Day::parse(&bill[name]).unwrap();
        let days = ["admission", "discharge", "settled_on", "submitted_on"].map(day);
        assert!(days.is_sorted(), "{bill:?}");
    }
}

#[test]
fn two_bills_of_one_stay_meet_and_charge_its_deductible_once() {
    let mut stays: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for bill in Made::of(&city(2_000, 8_000)).rows("bills.csv") {
        stays.entry(bill["stay_id"].clone()).or_default().push(bill);
    }
    stays.remove("");
    assert!((60..200).contains(&stays.len()), "{}", stays.len());
    for bills in stays.values() {
        let [first, second] = &bills[..] else { panic!("{bills:?}") };
        assert_eq!(first["member_id"], second["member_id"]);
        assert_eq!(first["hospital_id"], second["hospital_id"]);
        assert_eq!(first["discharge"], second["admission"]);
        assert_eq!(second["deductible"], "0.00");
    }
}

#[test]
fn a_city_has_the_shape_of_one() {
    let made = Made::of(&city(8_000, 16_000));
    let count = |rows: &[BTreeMap<String, String>], column: &str| {
        let mut count = BTreeMap::<String, usize>::new();
        rows.iter().for_each(|row| *count.entry(row[column].clone()).or_default() += 1);
        let mut counts: Vec<usize> = count.into_values().collect();
        counts.sort_unstable();
        counts
    };
    let units = count(&made.rows("members.csv"), "org_code");
    assert!(units[units.len() / 2] < 60 && units[units.len() - 1] > 600, "{units:?}");
    let periods = made.rows("enrolments.csv");
    assert!((19_500..21_000).contains(&periods.len()), "{}", periods.len());
    let late = periods.iter().filter(|row| !row["start"].ends_with("-01-01")).count();
    assert!((periods.len() / 20..periods.len() / 5).contains(&late), "{late}");
    let bills = made.rows("bills.csv");
    let ill = count(&bills, "member_id");
    let many: usize = ill.iter().rev().take(800).sum();
    assert!(ill.len() < 7_000 && many > 5_000, "{} members, {many} bills", ill.len());
    for column in ["category", "hospital_level", "cause"] {
        assert!(count(&bills, column).len() >= 3);
    }
}

#[test]
fn a_clean_city_is_decided_without_a_reject_and_mostly_paid() {
    let (report, rejects) = Made::of(&city(3_000, 6_000)).decided("rules/city");
    assert_eq!(rejects.lines().count(), 1, "{rejects}");
    let summary = &report.summary;
    let left_out = [summary.rejected_rows, summary.duplicates, summary.superseded, summary.void];
    assert_eq!(left_out, [0; 4]);
    assert_eq!(summary.bills.decided, 6_000);
    assert!((3_600..5_400).contains(&summary.bills.paid), "{:?}", summary.bills);
    for reason in ["no_cover", "waiting_period"] {
        let denied = summary.denied_by_reason[reason];
        assert!((60..900).contains(&denied), "{reason}: {denied}");
    }
    assert!(report.manifest.inputs.iter().all(|input| input.ignored_columns.is_empty()));
}

#[test]
fn several_plans_are_held_side_by_side() {
    let plans = ["medical", "allowance"].map(|plan| plan.parse().unwrap()).to_vec();
    let made = Made::of(&City { plans, ..city(2_000, 2_000) });
    let enrolments = made.rows("enrolments.csv");
    let of = |plan: &str| enrolments.iter().filter(|row| row["plan"] == plan).count();
    assert!(of("medical") * 2 / 5 < of("allowance") && of("allowance") < of("medical") * 3 / 5);
    let (report, _) = made.decided("rules/weihai");
    assert_eq!(report.summary.rejected_rows, 0);
    assert!(report.summary.bills.paid > 600, "{:?}", report.summary.bills);
}

/// The codes of which no dirty city has a row, as the page of commands names them beside `--dirty`.
fn codes_without_a_mistake() -> Vec<String> {
    let page = fs::read_to_string(home("docs/commands.md")).unwrap();
    let row = page.lines().find(|line| line.starts_with("| `--dirty SHARE`")).unwrap();
    let (_, codes) = row.split_once("these do not occur: ").unwrap();
    codes.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The codes that rejects.csv may have, from their table in the page of codes.
fn reject_codes() -> BTreeSet<String> {
    let page = fs::read_to_string(home("docs/codes.md")).unwrap();
    let table = page.split("\n## Reject codes\n").nth(1).unwrap();
    let table = table.split("\nCodes of member_flags.csv").next().unwrap();
    let codes = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    codes.map(str::to_owned).collect()
}

#[test]
fn a_dirty_city_shows_every_mistake_but_those_that_the_page_of_commands_names() {
    let made = Made::of(&City { dirty: Some("10%".parse().unwrap()), ..city(3_000, 6_000) });
    let (report, rejects) = made.decided("rules/city");
    let found = rejects.lines().skip(1).map(|row| row.split(',').nth(4).unwrap().to_owned());
    let found: BTreeSet<String> = found.collect();
    let mut codes = reject_codes();
    for code in codes_without_a_mistake() {
        assert!(codes.remove(&code), "{code} is no code");
    }
    assert_eq!(found, codes);
    let summary = &report.summary;
    for left_out in [summary.duplicates, summary.superseded, summary.void] {
        assert!(left_out > 10, "{summary:?}");
    }
    assert!(made.written.bills > 6_000, "some mistakes are rows too many");
}

#[test]
fn about_the_share_that_is_asked_for_is_dirty() {
    let clean = city(4_000, 8_000);
    let lines = |made: Made| made.texts().map(|text| text.lines().count() as i64);
    let all = lines(Made::of(&clean));
    let texts = Made::of(&clean).texts();
    let dirty = Made::of(&City { dirty: Some("2%".parse().unwrap()), ..clean.clone() }).texts();
    for (at, rows) in all.into_iter().enumerate() {
        // Dirty bills have two more columns, empty where nothing is amiss.
        let plain =
            |line: &str| line.strip_suffix(",,").filter(|_| at == 2).unwrap_or(line).to_owned();
        let left: BTreeSet<String> = dirty[at].lines().map(plain).collect();
        let gone = texts[at].lines().filter(|line| !left.contains(*line)).count() as i64;
        assert!(gone > rows / 400 && gone < rows / 40, "{gone} of {rows}");
    }
    let none = Made::of(&City { dirty: Some("0%".parse().unwrap()), ..clean }).texts();
    assert!(none[..2] == texts[..2]);
}

#[test]
fn the_program_tells_what_it_wrote_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a/city");
    let out = out.to_str().unwrap();
    let arguments = ["generate", "--members", "50", "--bills", "20", "--seed", "1", "--out", out];
    let first = huzhu(&arguments);
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    let told = String::from_utf8(first.stderr).unwrap();
    assert!(told.starts_with("written: 50 rows of members, "), "{told}");
    assert!(told.ends_with(&format!(", 20 of bills, in `{out}`\n")), "{told}");
    let before = fs::read(Path::new(out).join("bills.csv")).unwrap();
    let again = huzhu(&[&arguments[..], &["--lang", "zh"]].concat());
    assert_eq!(again.status.code(), Some(2));
    let told = String::from_utf8(again.stderr).unwrap();
    assert!(told.contains("members.csv` 已存在，不会被覆盖"), "{told}");
    assert_eq!(fs::read(Path::new(out).join("bills.csv")).unwrap(), before);
    assert_eq!(fs::read_dir(out).unwrap().count(), 3, "nothing is left beside them");
}

#[test]
fn counts_are_for_programs_too() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let arguments = ["generate", "--members", "5", "--bills", "2", "--seed", "1", "--out", out];
    let output = huzhu(&[&arguments[..], &["--format", "json"]].concat());
    let counts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((counts["members"].as_u64(), counts["bills"].as_u64()), (Some(5), Some(2)));
}

#[test]
fn a_city_that_cannot_be_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let path = out.to_str().unwrap();
    let with = |more: &[&str]| {
        let base = ["generate", "--seed", "1", "--out", path];
        let output = huzhu(&[&base[..], more].concat());
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let ten = ["--members", "10", "--bills", "10"];
    for (more, told) in [
        (&["--members", "10", "--bills", "2001"][..], "10 members have at most 2000 bills"),
        (&["--members", "0", "--bills", "0"], "`0` cannot be used for `--members <N>`"),
        (&[&ten[..], &["--dirty", "1"]].concat(), "`1` is not a rate between 0% and 100%"),
        (&[&ten[..], &["--plan", "a,b:0"]].concat(), "`b:0` is not a plan; write its id"),
        (&[&ten[..], &["--plan", "a,b:2,a:3"]].concat(), "the plan `a` is named twice"),
        (&["--bills", "10"], "`--members <N>` is missing"),
    ] {
        let sentence = with(more);
        assert!(sentence.contains(told), "{sentence}");
    }
    assert!(!out.exists());
    fs::write(&out, "").unwrap();
    assert!(with(&ten).contains("is not a folder"));
    let taken = generate(&City { bills: 601, ..city(3, 0) }, folder.path());
    assert!(matches!(taken, Err(GenerateError::TooManyBills { members: 3, most: 600 })));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_what_comes_out() {
    use std::os::unix::fs::PermissionsExt;
    let made = Made::of(&city(10, 10));
    for name in NAMES {
        let mode = fs::metadata(made.folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let limited = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_huzhu")])
        .args(["generate", "--members", "500", "--bills", "2000", "--seed", "1", "--out"])
        .arg(&out)
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    assert_eq!(limited.status.code(), Some(1), "{limited:?}");
    let told = String::from_utf8(limited.stderr).unwrap();
    assert!(told.contains("cannot be written: "), "{told}");
    assert!(told.ends_with("nothing of this run is kept\n"), "{told}");
    assert!(!out.exists(), "the folder was made for this run");
}
