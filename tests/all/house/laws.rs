//! Laws that are counted: functions are short, what comes from outside is never indexed, sentences stand in
//! `words`. What stands against one is listed in `tests/house/debts.txt`, by file: all together it may only fall.
//!
//! `BLESS=1 cargo test --test all house::` writes down what has fallen, or moved to another file, and refuses what has
//! grown. Where a debt is taken on for a reason, the list is changed by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::circles;
use super::source::{self, Counted, Source, sources};

/// Rooms that read what comes from outside, where a wrong index would be somebody else's mistake.
const FROM_OUTSIDE: [&str; 8] = [
    "claim/",
    "intake/",
    "office_files/",
    "scheme/",
    "cases/",
    "preview/",
    "manual_facts/",
    "ledger/",
];

/// Rooms in which money is posted.
const OF_MONEY: [&str; 4] = ["manual_facts/", "ledger/", "payment/", "accounting/"];

/// Where sentences stand: in `words`, and beside two lists that say what each thing is called.
const OF_SENTENCES: [&str; 3] = ["words/", "adjudication/observer.rs", "claim/column.rs"];

/// Lines of code that fit a screen.
const SCREEN: usize = 50;

/// Arguments that can be told apart where a function is called.
const ARGUMENTS: usize = 5;

/// Lines of a file that can be read in one sitting.
const SITTING: usize = 500;

/// Characters of a line that fit a window.
const WINDOW: usize = 120;

/// A law, and what breaks it in a file.
type Law = (&'static str, fn(&Source, &Counted) -> Vec<String>);

const LAWS: [Law; 9] = [
    ("function of more than 50 lines", |_, counted| {
        let long = counted.functions.iter().filter(|function| function.lines > SCREEN);
        long.map(|function| format!("{}: {} lines", function.name, function.lines)).collect()
    }),
    ("function of more than 5 arguments", |_, counted| {
        let many = counted.functions.iter().filter(|function| function.arguments > ARGUMENTS);
        many.map(|function| format!("{}: {} arguments", function.name, function.arguments))
            .collect()
    }),
    ("file of more than 500 lines", |source, _| {
        let lines = source.text.lines().count();
        Vec::from_iter((lines > SITTING).then(|| format!("{lines} lines")))
    }),
    ("line of more than 120 characters", |source, _| {
        let long = source.text.lines().filter(|line| line.chars().count() > WINDOW);
        if source.room() == "words" { vec![] } else { long.map(str::to_owned).collect() }
    }),
    ("index into what comes from outside", |source, counted| {
        let lines = counted.indexed.iter().map(|line| format!("line {line}"));
        if source.is_in(&FROM_OUTSIDE) { lines.collect() } else { vec![] }
    }),
    ("sentence outside `words`", |source, counted| {
        let sentences = counted.literals.iter().filter(|text| is_sentence(text));
        if source.is_in(&OF_SENTENCES) { vec![] } else { sentences.cloned().collect() }
    }),
    ("promise of fewer than three words", |_, counted| {
        let short = counted.promises.iter().filter(|text| text.split(' ').count() < 3);
        short.cloned().collect()
    }),
    ("error that is a sentence", |source, counted| {
        let lines = counted.sentences_as_errors.iter().map(|line| format!("line {line}"));
        if source.room() == "words" { vec![] } else { lines.collect() }
    }),
    ("bare number where money is posted", |source, counted| {
        if source.is_in(&OF_MONEY) { counted.raw_fields.clone() } else { vec![] }
    }),
];

/// The law of all files together: none is tied to itself through others.
const CIRCLE: &str = "import that closes a circle of files";

/// Three words one after another, which is more than a key, a column or a name has.
fn is_sentence(text: &str) -> bool {
    let is_word = |word: &str| {
        word.len() > 1
            && word.trim_end_matches([',', ':', ';']).chars().all(|c| c.is_ascii_lowercase())
    };
    let words: Vec<&str> = text.split(' ').collect();
    !is_sql(text) && words.windows(3).any(|three| three.iter().all(|word| is_word(word)))
}

/// Whether a text is of SQL, which no person reads.
fn is_sql(text: &str) -> bool {
    let verbs = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "PRAGMA", "FROM", "WHERE", "ORDER",
        "BEGIN",
    ];
    verbs.iter().any(|verb| text.contains(verb))
}

#[test]
fn what_stands_against_a_law_only_falls() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/house/debts.txt");
    let found = debts(Path::new("src"));
    let listed = fs::read_to_string(&path).map(|page| read(&page)).unwrap_or_default();
    let counts: BTreeMap<Key, usize> =
        found.iter().map(|(key, what)| (key.clone(), what.len())).collect();
    if counts == listed {
        return;
    }
    let more =
        |(key, what): &(&Key, &Vec<String>)| what.len() > listed.get(*key).copied().unwrap_or(0);
    let grown: BTreeMap<_, _> = found.iter().filter(more).collect();
    // What moves to another file is no more than before.
    let all = |debts: &BTreeMap<Key, usize>, law: &str| -> usize {
        debts.iter().filter(|((of, _), _)| of == law).map(|(_, count)| count).sum()
    };
    let laws = LAWS.map(|(law, _)| law);
    let falls = laws.iter().chain([&CIRCLE]).all(|law| all(&counts, law) <= all(&listed, law));
    if std::env::var_os("BLESS").is_some() && (falls || !path.exists()) {
        return fs::write(path, page(&counts)).unwrap();
    }
    assert!(falls, "more stands against laws of the house than is listed: {grown:#?}");
    panic!(
        "what stands against the laws has fallen or moved, write that down with BLESS=1: {grown:#?}"
    );
}

/// A planted fault against each law is found.
#[test]
fn no_law_is_blind() {
    let src = Path::new(env!("CARGO_TARGET_TMPDIR")).join("laws");
    fs::create_dir_all(src.join("ledger")).unwrap();
    let mut planted =
        format!("struct Posting {{\n    amount: i64,\n}}\n\n// {}\n", "-".repeat(WINDOW));
    planted += "fn wide(a: A, b: A, c: A, d: A, e: A, f: A) -> Result<(), Sentence> {\n";
    planted += &"    one();\n".repeat(SITTING);
    planted += "    Err(format!(\"there is no {}\", list[0].expect(\"a thing\")))\n}\n";
    fs::write(src.join("ledger/planted.rs"), planted).unwrap();
    fs::create_dir_all(src.join("claim/bill")).unwrap();
    let plant = |path: &str, text: &str| fs::write(src.join(path), text).unwrap();
    plant("lib.rs", "mod claim;\nmod ledger;\npub use claim::Bill;\n");
    plant("claim/mod.rs", "mod bill;\nmod day;\npub use bill::Bill;\nuse day::Day;\n");
    plant("claim/bill.rs", "use super::day::{self, Day};\npub struct Bill;\n");
    plant("claim/day.rs", "pub struct Day;\n\nfn of(bill: &crate::Bill) -> Self {}\n");
    let found = debts(&src);
    let counts: Vec<_> = found.iter().map(|((law, _), what)| (law.as_str(), what.len())).collect();
    let mut each: Vec<_> = LAWS.iter().map(|(law, _)| (*law, 1)).collect();
    each.extend([(CIRCLE, 1), (CIRCLE, 1)]);
    each.sort();
    assert_eq!(counts, each, "{found:#?}");
}

/// A law and a file.
type Key = (String, String);

/// What breaks each law in each file.
fn debts(src: &Path) -> BTreeMap<Key, Vec<String>> {
    let sources = sources(src);
    let circles = circles::circles(&circles::imports(&sources));
    let mut debts: BTreeMap<_, _> =
        circles.into_iter().map(|(file, ties)| ((CIRCLE.to_owned(), file), ties)).collect();
    for source in &sources {
        let counted = source::count(source);
        for (law, breaks) in LAWS {
            let what = breaks(source, &counted);
            if !what.is_empty() {
                debts.insert((law.to_owned(), source.path.clone()), what);
            }
        }
    }
    debts
}

fn page(debts: &BTreeMap<Key, usize>) -> String {
    let mut page = String::from(
        "# What stands against the laws of `tests/all/house/laws.rs`: a count only falls.\n",
    );
    let mut last = "";
    for ((law, file), count) in debts {
        if law != last {
            writeln!(page, "\n{law}:").unwrap();
            last = law;
        }
        writeln!(page, "{count:>4}  {file}").unwrap();
    }
    page
}

fn read(page: &str) -> BTreeMap<Key, usize> {
    let (mut law, mut debts) = ("", BTreeMap::new());
    for line in page.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.trim().split_once("  ") {
            Some((count, file)) => {
                debts.insert((law.to_owned(), file.to_owned()), count.parse().expect("a count"));
            }
            None => law = line.trim_end_matches(':'),
        }
    }
    debts
}
