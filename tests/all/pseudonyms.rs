//! Pseudonyms: what rules pay on files with other ids is the same to the fen, row by row, and nothing in them says whose
//! they are but what the page says.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use huzhu::batch::{Decided, DecidedBill, decide};
use huzhu::generate::{City, RowOrder, generate};
use huzhu::intake::{Files, Inputs};
use huzhu::pseudonyms::{Job, PseudonymError, Written, run};
use huzhu::scheme::Book;
use huzhu::words::Lang;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::common::{book, rules};
use crate::oracle::generate::any_household_example;
use crate::oracle::tables::Tables;

const NAMES: [&str; 3] = ["members.csv", "enrolments.csv", "bills.csv"];

const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship,name,phone\n\
    990000198001010018,1980-01-01,M,99.01.学校,no,张三丰,13800138000\n\
    99000019800101008X,1980-01-01,F,99.01.学校,yes,李四光,13900139000\n";
const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on\n\
    990000198001010018,city,2023-01-01,2024-12-31,1,2022-12-01\n\
    990000800101008,city,2023-01-01,2024-12-31,2,2022-12-05\n";
const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,\
    total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid,remark\n\
    B-77,990000198001010018,inpatient,H-人民医院,2,2024-06-01,2024-06-05,2024-06-06,急性心梗 I21.0,9234.56,12.30,0.00,\
    500.00,3600.05,0.00,0.00,0.00,张三丰 cash\n\
    B-78,９９００００１９８００１０１００８x,inpatient,H-人民医院,3,2024-06-02,2024-06-09,2024-06-10,\
    李四光 99000019800101008X 13900139000,8234.56,12.30,0.00,500.00,3600.05,0.00,0.00,0.00,\n";

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Files, a key and files with pseudonyms.
struct Office {
    folder: TempDir,
}

impl Office {
    fn of(texts: [&str; 3]) -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(office.path("in")).unwrap();
        for (name, text) in NAMES.iter().zip(texts) {
            fs::write(office.path("in").join(name), text).unwrap();
        }
        office
    }

    fn of_folder(folder: &Path) -> Office {
        let texts = NAMES.map(|name| fs::read_to_string(folder.join(name)).unwrap());
        Office::of(texts.each_ref().map(String::as_str))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run_with(&self, book: &Book, key: &str, out: &str) -> Result<Written, PseudonymError> {
        run(&Job {
            vocabulary: book.vocabulary(),
            inputs: &Inputs::in_folder(&self.path("in")),
            key: &self.path(key),
            out: &self.path(out),
            watch: &(),
        })
    }

    fn run(&self, book: &Book) -> Written {
        self.run_with(book, "key", "out").unwrap()
    }

    fn texts(&self, folder: &str) -> [String; 3] {
        NAMES.map(|name| fs::read_to_string(self.path(folder).join(name)).unwrap())
    }

    fn decided(&self, book: &Book, folder: &str) -> Decided {
        decide(book, Files::of(self.texts(folder).each_ref().map(String::as_str))).unwrap()
    }
}

/// A decision without ids.
fn without_ids(one: &DecidedBill) -> DecidedBill {
    DecidedBill { bill_id: String::new(), member_id: String::new(), ..one.clone() }
}

/// Decisions are the same row by row, and each id has one pseudonym that no other has.
fn assert_alike(before: &Decided, after: &Decided) {
    assert_eq!(before.bills.len(), after.bills.len());
    let mut renamed: [HashMap<&str, &str>; 2] = Default::default();
    for (one, other) in before.bills.iter().zip(&after.bills) {
        assert_eq!(without_ids(one), without_ids(other));
        let ids = [(&one.member_id, &other.member_id), (&one.bill_id, &other.bill_id)];
        for ((id, pseudonym), renamed) in ids.into_iter().zip(&mut renamed) {
            assert_eq!(renamed.entry(id).or_insert(pseudonym), pseudonym);
            assert_ne!(id, pseudonym);
        }
    }
    for renamed in renamed {
        let all: BTreeSet<&str> = renamed.values().copied().collect();
        assert_eq!(all.len(), renamed.len());
    }
}

/// The column of a file.
fn column(text: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let Some(at) = reader.headers().unwrap().iter().position(|column| column == name) else {
        return Vec::new();
    };
    reader.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

fn huzhu(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.args(arguments).env("LC_ALL", "C").output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn what_the_city_is_paid_is_the_same_row_by_row() {
    let (book, office) = (rules("city"), Office::of_folder(&home("data/city_small")));
    let written = office.run(&book);
    assert_eq!((written.rows, written.left_out), ([1_000, 2_499, 3_000], [0; 3]));
    let (before, after) = (office.decided(&book, "in"), office.decided(&book, "out"));
    assert_eq!(before.bills.iter().map(|one| one.payable.minor()).sum::<i64>(), 246_792_189);
    assert_alike(&before, &after);
}

/// People made up by others, with ids of their own and diagnoses that are digits, which the rules list.
#[test]
fn what_others_made_up_is_paid_the_same() {
    let (book, office) = (rules("synthea"), Office::of_folder(&home("data/synthea")));
    office.run(&book);
    let before = office.decided(&book, "in");
    assert!(before.bills.iter().any(|one| one.payable.minor() > 0));
    assert_alike(&before, &office.decided(&book, "out"));
}

/// Rows that cannot be used may hold anything anywhere: they are left out, and so is what they block.
#[test]
fn rows_that_cannot_be_used_are_left_out_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let city = City {
        members: 400,
        bills: 1_500,
        seed: 11,
        plans: vec!["city:3".parse().unwrap()],
        dirty: Some("8%".parse().unwrap()),
        order: RowOrder::City,
    };
    generate(&city, folder.path()).unwrap();
    let (book, office) = (rules("city"), Office::of_folder(folder.path()));
    let written = office.run(&book);
    let (before, after) = (office.decided(&book, "in"), office.decided(&book, "out"));
    let lines: BTreeSet<(&str, u64)> =
        before.rejects.iter().map(|one| (one.file.as_str(), one.line)).collect();
    assert!(lines.len() > 100);
    assert!(written.left_out.iter().sum::<u64>() >= lines.len() as u64);
    assert_eq!(after.rejects, []);
    assert_alike(&before, &after);
}

/// The city's rules with lines of `[scheme]` more.
fn city_with(lines: &str) -> Book {
    let text = fs::read_to_string(home("rules/city/1.toml")).unwrap();
    book(&[&text.replacen("[scheme]\n", &format!("[scheme]\n{lines}\n"), 1)])
}

/// Where each hospital numbers its own bills, those of one day are in the order of hospital and number together: `H-1/2`
/// stands before `H/1`, and `H/1` before `H0/1`. What is left of a year's limit goes to the first.
#[test]
fn bills_of_hospitals_that_number_their_own_keep_their_order() {
    let book = city_with("bill_number = \"of_hospital\"");
    let (header, row) = BILLS.split_once('\n').unwrap();
    let row = row.lines().next().unwrap();
    let bill = |hospital: &str, number: &str, day: u32| {
        let row = row.replace("B-77", number).replace("H-人民医院", hospital);
        let row = row.replace("9234.56", &format!("{}234.56", 10 * day));
        row.replace("2024-06-01,2024-06-05", &format!("2024-06-{day:02},2024-06-{day:02}"))
    };
    let bills = [bill("H0", "1", 1), bill("H", "1", 2), bill("H-1", "2", 3), bill("H/0", "7", 4)];
    let office = Office::of([MEMBERS, ENROLMENTS, &format!("{header}\n{}\n", bills.join("\n"))]);
    office.run(&book);
    let before = office.decided(&book, "in");
    let ids: Vec<&str> = before.bills.iter().map(|one| one.bill_id.as_str()).collect();
    assert_eq!(ids, ["H-1/2", "H/0/7", "H/1", "H0/1"]);
    let paid: BTreeSet<i64> = before.bills.iter().map(|one| one.payable.minor()).collect();
    assert!(paid.len() > 1, "the order decides who gets what is left");
    assert_alike(&before, &office.decided(&book, "out"));
}

/// A pseudonym is no resident number: rules that take these alone are handed on without that line.
#[test]
fn rules_that_take_resident_numbers_alone_are_handed_on_without_that_line() {
    let (resident, any) = (city_with("member_ids = \"resident\""), city_with(""));
    let office = Office::of([MEMBERS, ENROLMENTS, BILLS]);
    office.run(&resident);
    assert_alike(&office.decided(&resident, "in"), &office.decided(&any, "out"));
    assert!(office.decided(&resident, "out").bills.is_empty());
}

/// One after the other, under one header that has the columns of all.
fn joined(tables: &[String]) -> String {
    let mut columns: Vec<String> = Vec::new();
    let mut rows: Vec<BTreeMap<String, String>> = Vec::new();
    for table in tables {
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        columns.extend(
            header.iter().filter(|name| !columns.contains(name)).cloned().collect::<Vec<_>>(),
        );
        for row in reader.records() {
            let row = row.unwrap();
            rows.push(header.iter().cloned().zip(row.iter().map(str::to_owned)).collect());
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns).unwrap();
    for row in rows {
        let cell = |name: &String| row.get(name).cloned().unwrap_or_default();
        writer.write_record(columns.iter().map(cell)).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// Under generated rules, also such as add up over households, where the bills of several members meet.
    #[test]
    fn generated_rules_decide_the_same(example in any_household_example()) {
        let book = book(&example.editions());
        let all = example.tables();
        let texts = [|one: &Tables| one.members.clone(), |one: &Tables| one.enrolments.clone(), |one: &Tables| one.bills.clone()]
            .map(|of: fn(&Tables) -> String| joined(&all.iter().map(of).collect::<Vec<_>>()));
        let office = Office::of(texts.each_ref().map(String::as_str));
        office.run(&book);
        assert_alike(&office.decided(&book, "in"), &office.decided(&book, "out"));
    }
}

#[test]
fn a_replay_of_pseudonyms_is_the_replay_of_the_city() {
    let (book, office) = (rules("city"), Office::of_folder(&home("data/city_small")));
    office.run(&book);
    for folder in ["in", "out"] {
        let (data, out) = (office.path(folder), office.path(&format!("replay-{folder}")));
        let ran = huzhu(&[
            "replay",
            "--baseline",
            text(&home("rules/city")),
            "--set",
            "parameters.year_deductible=300",
            "--data",
            text(&data),
            "--out",
            text(&out),
        ]);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    let files = |folder: &str| {
        let all = fs::read_dir(office.path(folder)).unwrap().map(|file| file.unwrap().path());
        let is_table = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "csv");
        let tables = all.filter(is_table);
        tables
            .map(|path| (path.file_name().unwrap().to_owned(), fs::read(&path).unwrap()))
            .collect()
    };
    let [before, after]: [BTreeMap<_, _>; 2] = ["replay-in", "replay-out"].map(files);
    assert!(before.len() > 5 && before.keys().eq(after.keys()));
    for (name, bytes) in &before {
        let names_places = String::from_utf8_lossy(bytes).contains("9900.");
        assert!(names_places || after[name] == *bytes, "{name:?}");
    }
}

#[test]
fn nothing_in_the_files_says_whose_they_are() {
    let (book, office) = (rules("city"), Office::of([MEMBERS, ENROLMENTS, BILLS]));
    office.run(&book);
    assert!(office.decided(&book, "in").rejects.is_empty());
    assert_alike(&office.decided(&book, "in"), &office.decided(&book, "out"));
    let mut all = office.texts("out").concat();
    all += &fs::read_to_string(office.path("out/manifest.json")).unwrap();
    for secret in [
        "990000198001010018",
        "99000019800101008X",
        "990000800101008",
        "00101008",
        "张三丰",
        "李四光",
        "1380013",
        "1390013",
        "B-77",
        "B-78",
        "人民医院",
        "学校",
        "99.01",
        "cash",
        "急性心梗",
        "phone",
        "remark",
        "name",
    ] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
    let [members, enrolments, bills] = office.texts("out");
    assert_eq!(column(&members, "birth_date"), ["1980-01-01"; 2]);
    assert_eq!(column(&bills, "diagnosis"), ["I210", "0"]);
    // The number of 15 digits, and the one of full width and a small x, are those of the second member.
    let people = column(&members, "member_id");
    assert_eq!(column(&enrolments, "member_id"), people);
    assert_eq!(column(&bills, "member_id"), people);
}

#[test]
fn no_id_of_a_city_is_left_in_its_files() {
    let (book, office) = (rules("city"), Office::of_folder(&home("data/city_small")));
    office.run(&book);
    let [members, _, bills] = office.texts("in");
    let after = office.texts("out").concat();
    let left: BTreeSet<&str> = after.split([',', '\n', '|']).collect();
    let mut ids = column(&members, "member_id");
    ids.extend(["org_code"].iter().flat_map(|name| column(&members, name)));
    let columns = ["bill_id", "hospital_id", "stay_id"];
    ids.extend(columns.iter().flat_map(|name| column(&bills, name)));
    for id in ids.iter().filter(|id| !id.is_empty()) {
        assert!(!left.contains(id.as_str()), "{id}");
    }
    let of_people = column(&members, "member_id");
    assert!(of_people.iter().all(|id| !after.contains(id)));
}

/// A row that takes something back need say no more than what, and one of which a later revision holds need not be
/// readable: the rest of them may hold anything, and what the program does not read is not handed on. (A row that takes
/// back a period is read as a whole.)
#[test]
fn a_cell_that_does_not_count_is_not_handed_on() {
    const ANYTHING: [&str; 4] = ["张三丰", "13800138000", "99000019800101008X", "cash 张三丰"];
    let with = |text: &str, columns: &str, empty: &str, row: &str| {
        let (header, rows) = text.split_once('\n').unwrap();
        let rows: String = rows.lines().map(|row| format!("{row}{empty}\n")).collect();
        format!("{header}{columns}\n{rows}{row}\n")
    };
    for anything in ANYTHING {
        let member = format!(
            "990000198001010018,{anything},{anything},99.01.学校,{anything},李四光,{anything},\
             2024-01-01,void"
        );
        let members = with(MEMBERS, ",valid_from,status", ",,", &member);
        let rest = format!("{anything},").repeat(10);
        let cells = format!("inpatient,H-人民医院,2,{anything},2024-06-05,{anything}");
        let void = format!("B-79,990000198001010018,{cells},{rest}void,");
        let older = format!("B-77,990000198001010018,{cells},{rest},0");
        let bills = with(BILLS, ",status,revision", ",,1", &format!("{void}\n{older}"));
        let (book, office) = (rules("city"), Office::of([&members, ENROLMENTS, &bills]));
        let written = office.run(&book);
        assert_eq!((written.rows, written.left_out), ([3, 2, 4], [0; 3]), "{anything}");
        let after = office.texts("out").concat();
        assert!(!after.contains(anything), "{anything}: {after}");
        assert_alike(&office.decided(&book, "in"), &office.decided(&book, "out"));
    }
}

#[test]
fn one_key_gives_the_same_files_and_another_key_others() {
    let (book, office) = (rules("city"), Office::of_folder(&home("data/city_small")));
    let first = office.run_with(&book, "key", "one").unwrap();
    let again = office.run_with(&book, "key", "two").unwrap();
    assert_eq!((first.made_key, again.made_key), (true, false));
    assert_eq!(first.outputs, again.outputs);
    let other = office.run_with(&book, "other", "three").unwrap();
    assert_ne!(first.key, other.key);
    let [one, three] = ["one", "three"].map(|folder| office.texts(folder));
    let ids =
        |texts: &[String; 3]| column(&texts[0], "member_id").into_iter().collect::<BTreeSet<_>>();
    assert_eq!(ids(&one).intersection(&ids(&three)).count(), 0);
}

/// A later file has some of the people, and others.
#[test]
fn a_person_has_one_pseudonym_in_every_run() {
    let book = rules("city");
    let office = Office::of([MEMBERS, ENROLMENTS, BILLS]);
    office.run(&book);
    let later = MEMBERS.replace("990000198001010018", "990000199001010013");
    fs::write(office.path("in/members.csv"), &later).unwrap();
    fs::write(office.path("in/enrolments.csv"), ENROLMENTS.split_inclusive('\n').next().unwrap())
        .unwrap();
    fs::write(office.path("in/bills.csv"), BILLS.split_inclusive('\n').next().unwrap()).unwrap();
    office.run_with(&book, "key", "later").unwrap();
    let [before, after] =
        ["out", "later"].map(|folder| column(&office.texts(folder)[0], "member_id"));
    assert_eq!(before[1], after[1]);
    assert_ne!(before[0], after[0]);
}

#[test]
fn what_the_office_has_in_its_own_form_is_read() {
    let book = rules("city");
    let office = Office::of([MEMBERS, ENROLMENTS, BILLS]);
    office.run(&book);
    let own = office.texts("out");
    let chinese = MEMBERS.replace(
        "member_id,birth_date,sex,org_code,hardship,name,phone",
        "身份证号,出生日期,性别,单位编码,困难职工,姓名,手机号",
    );
    let import =
        "[import.roster]\ncolumns = { \"单位编码\" = \"org_code\", \"困难职工\" = \"hardship\" }\n";
    fs::write(office.path("in/members.csv"), chinese).unwrap();
    fs::write(office.path("in/import.toml"), import).unwrap();
    office.run_with(&book, "key", "again").unwrap();
    let again = office.texts("again");
    for name in ["member_id", "birth_date", "sex", "org_code", "hardship"] {
        assert_eq!(column(&own[0], name), column(&again[0], name), "{name}");
    }
    assert_eq!(own[1..], again[1..]);
}

#[cfg(unix)]
#[test]
fn the_key_and_the_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (book, office) = (rules("city"), Office::of([MEMBERS, ENROLMENTS, BILLS]));
    office.run(&book);
    let mode = |name: &str| fs::metadata(office.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("key"), mode("out/members.csv"), mode("out")), (0o600, 0o600, 0o700));
    fs::set_permissions(office.path("key"), fs::Permissions::from_mode(0o640)).unwrap();
    let refused = office.run_with(&book, "key", "other").unwrap_err();
    assert!(matches!(refused, PseudonymError::KeyOfOthers(_)), "{refused}");
    assert!(!office.path("other").exists());
}

#[test]
fn a_key_that_can_be_guessed_or_would_be_handed_on_is_refused() {
    let (book, office) = (rules("city"), Office::of([MEMBERS, ENROLMENTS, BILLS]));
    let refused = office.run_with(&book, "out/key", "out").unwrap_err();
    assert!(matches!(refused, PseudonymError::KeyAmongOutputs(_)), "{refused}");
    office.run_with(&book, "short", "out").unwrap();
    fs::write(office.path("short"), "guess me\n").unwrap();
    let refused = office.run_with(&book, "short", "other").unwrap_err();
    assert!(matches!(refused, PseudonymError::KeyTooShort(_)), "{refused}");
    assert!(!office.path("other").exists());
}

#[test]
fn the_command_says_what_it_did_and_what_the_files_still_are() {
    let (city, data) = (home("rules/city"), home("data/city_small"));
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let ran = |lang: &str, out: &str| {
        huzhu(&[
            "pseudonymise",
            "--rules",
            text(&city),
            "--data",
            text(&data),
            "--key",
            text(&path("key")),
            "--out",
            text(&path(out)),
            "--lang",
            lang,
        ])
    };
    let [english, chinese] = [ran("en", "a"), ran("zh", "b")];
    assert_eq!((english.status.code(), chinese.status.code()), (Some(0), Some(0)));
    let [english, chinese] = [english, chinese].map(|one| String::from_utf8(one.stderr).unwrap());
    for said in [
        "1000 members, 2499 enrolment periods, 3000 bills",
        "the key was made",
        "still personal data",
    ] {
        assert!(english.contains(said), "{english}");
    }
    assert!(chinese.contains("仍属个人信息") && !chinese.contains("已生成密钥"), "{chinese}");
    let refused = PseudonymError::KeyTooShort("k".into());
    assert!(refused.sentences()[0].text(Lang::Chinese).contains("过短"));
}
