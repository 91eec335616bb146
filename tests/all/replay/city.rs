//! Invented cities, and replays of them through the library.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use huzhu::batch;
use huzhu::date::Day;
use huzhu::generate::{self, generate};
use huzhu::intake::Inputs;
use huzhu::money::{Money, Rate};
use huzhu::progress::Progress;
use huzhu::replay::{self, HistorySource, Job, Pseudonyms, ReplayError, Scope, Solve};
use huzhu::report::Report;
use huzhu::scenario::{Scenario, Sweep, Trend};
use huzhu::scheme::{Book, Source};
use huzhu::words::Lang;
use tempfile::TempDir;

use crate::nightly::office::{Facts, home, told};

/// The three files of an invented city.
pub struct City {
    folder: TempDir,
}

impl City {
    /// Of so many members and bills, enrolled in these plans.
    pub fn new(members: u32, bills: u32, plans: &str) -> City {
        City::made(members, bills, plans, None)
    }

    /// One of whose rows this share is spoiled.
    pub fn dirty(members: u32, bills: u32, dirty: &str) -> City {
        City::made(members, bills, "city:3", Some(dirty.parse().unwrap()))
    }

    fn made(members: u32, bills: u32, plans: &str, dirty: Option<huzhu::money::Rate>) -> City {
        let folder = tempfile::tempdir().unwrap();
        let plans = plans.split(',').map(|plan| plan.parse().unwrap()).collect();
        let city = generate::City {
            members,
            bills,
            seed: 11,
            plans,
            dirty,
            order: generate::RowOrder::Members,
        };
        generate(&city, folder.path()).unwrap();
        City { folder }
    }

    /// One of these files.
    pub fn of(files: [&str; 3]) -> City {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in NAMES.iter().zip(files) {
            fs::write(folder.path().join(name), text).unwrap();
        }
        City { folder }
    }

    /// One of these rows.
    pub fn with(facts: &Facts) -> City {
        let folder = tempfile::tempdir().unwrap();
        facts.write(folder.path());
        City { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn files(&self) -> [String; 3] {
        NAMES.map(|name| fs::read_to_string(self.path().join(name)).unwrap())
    }

    pub fn inputs(&self) -> Inputs {
        Inputs::in_folder(self.path())
    }

    /// What one batch decides under these rules: of every bill what all plans pay, in minor units.
    pub fn decided(&self, terms: &Scenario) -> BTreeMap<String, i64> {
        let out = tempfile::tempdir().unwrap();
        let book = Book::compile(terms.sources.clone()).unwrap();
        let report = batch::run(&batch::Job {
            book: &book,
            rules: &[],
            inputs: &self.inputs(),
            out: out.path(),
            threads: None,
            explains: false,
            notices: huzhu::explanation::notice::Wanted::None,
            reports: huzhu::output::reports::Options::default(),
            lang: Lang::English,
            watch: &(),
        });
        report.unwrap_or_else(|why| panic!("{}", told(&why.sentences())));
        let decisions = table(&fs::read_to_string(out.path().join("decisions.csv")).unwrap());
        assert!(!decisions.is_empty());
        sums(&decisions, "bill_id", "payable")
    }
}

const NAMES: [&str; 3] = ["members.csv", "enrolments.csv", "bills.csv"];

/// Rules of a folder of `rules/`, or of one edition of it, under that name.
pub fn terms(name: &str) -> Scenario {
    let path = home("rules").join(name);
    match Scenario::read(path.to_str().unwrap()) {
        Ok(terms) => terms.called(name),
        Err(why) => panic!("{why}"),
    }
}

/// Some terms with values changed, each `KEY=VALUE`.
pub fn set(terms: &Scenario, values: &[&str]) -> Scenario {
    let set = |terms: Scenario, text: &&str| {
        let (address, value) = text.split_once('=').unwrap();
        let changed = terms.set(&address.parse().unwrap(), value);
        changed.unwrap_or_else(|why| panic!("{why}"))
    };
    values.iter().fold(terms.clone(), set).called(values.join(", "))
}

/// Some terms with a patch.
pub fn patched(terms: &Scenario, patch: &str) -> Scenario {
    let patch = Source { path: "patch.toml".into(), text: patch.to_owned() };
    let patched = terms.patched(&patch);
    patched.unwrap_or_else(|why| panic!("{}", why.render(Lang::English))).called("patch")
}

/// What is asked of a replay: [`Asked::of`] asks for as little as can be.
#[derive(Clone)]
pub struct Asked {
    pub terms: Vec<Scenario>,
    pub over: usize,
    pub sweeps: Vec<Sweep>,
    pub solves: Vec<Solve>,
    pub provisions: bool,
    pub stress: Option<Rate>,
    pub valued_on: Option<Day>,
    pub threads: Option<usize>,
    pub scope: Scope,
    pub growth: Trend,
    pub opening: Money,
    pub replicates: usize,
    pub seed: u64,
    pub ids: Pseudonyms,
    pub by_bill: bool,
    pub least_members: u64,
}

impl Asked {
    pub fn of(terms: &[Scenario]) -> Asked {
        Asked {
            terms: terms.to_vec(),
            over: 0,
            sweeps: Vec::new(),
            solves: Vec::new(),
            provisions: false,
            stress: None,
            valued_on: None,
            threads: None,
            scope: Scope::default(),
            growth: Trend::default(),
            opening: Money::ZERO,
            replicates: 0,
            seed: 1,
            ids: Pseudonyms::Numbered,
            by_bill: false,
            least_members: 1,
        }
    }

    /// With a line of every bill, and whole ids.
    pub fn by_bill(self) -> Asked {
        Asked { ids: Pseudonyms::Whole, by_bill: true, ..self }
    }

    pub fn run(
        &self,
        history: HistorySource,
        out: &Path,
        watch: &dyn Progress,
    ) -> Result<Report, ReplayError> {
        let job = Job {
            scenarios: &self.terms,
            over: self.over,
            sweeps: &self.sweeps,
            solves: &self.solves,
            provisions: self.provisions,
            stress: self.stress,
            valued_on: self.valued_on,
            threads: self.threads,
            scope: &self.scope,
            trend: &self.growth,
            opening: self.opening,
            above: Money::from_minor(3_000_000),
            replicates: self.replicates,
            seed: self.seed,
            pseudonyms: &self.ids,
            by_bill: self.by_bill,
            least_members: self.least_members,
            question: None,
            author: None,
            dated: None,
            progress: watch,
        };
        replay::run(&job, history, out, Lang::English)
    }

    /// The report of a city.
    pub fn on(&self, city: &City) -> Told {
        self.told(HistorySource::Files(&city.inputs()))
    }

    /// The report of a ledger.
    pub fn on_ledger(&self, ledger: &Path) -> Told {
        self.told(HistorySource::Ledger(ledger))
    }

    fn told(&self, history: HistorySource) -> Told {
        let folder = tempfile::tempdir().unwrap();
        let report =
            self.run(history, folder.path(), &()).unwrap_or_else(|why| panic!("{}", said(&why)));
        Told { folder, report }
    }
}

/// Why there is no report, as it is said in English.
pub fn said(why: &ReplayError) -> String {
    why.to_string()
}

/// A report and the files beside it.
pub struct Told {
    folder: TempDir,
    pub report: Report,
}

/// Rows by the names of their columns.
pub type Rows = Vec<BTreeMap<String, String>>;

impl Told {
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    pub fn table(&self, name: &str) -> Rows {
        table(&self.text(name))
    }

    /// Every file by its name.
    pub fn files(&self) -> BTreeMap<String, String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.map(|name| (name.clone(), self.text(&name))).collect()
    }

    /// What each set of terms pays in all, in minor units, the baseline first.
    pub fn totals(&self) -> Vec<i64> {
        let sides = std::iter::once(&self.report.baseline).chain(&self.report.scenarios);
        sides.map(|side| minor(&side.total)).collect()
    }

    /// Of every bill what some terms pay, in minor units; asked for [`Asked::by_bill`].
    pub fn by_bill(&self, terms: &str) -> BTreeMap<String, i64> {
        sums(&self.table("by_bill.csv"), "bill_id", terms)
    }
}

pub fn table(text: &str) -> Rows {
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    csv.deserialize().map(Result::unwrap).collect()
}

/// Sums of an amount by what is in another column, in minor units.
pub fn sums(rows: &Rows, by: &str, amount: &str) -> BTreeMap<String, i64> {
    let mut all = BTreeMap::new();
    for row in rows {
        *all.entry(row[by].clone()).or_insert(0) += minor(&row[amount]);
    }
    all
}

/// Minor units of an amount of two decimals, below zero too.
pub fn minor(text: &str) -> i64 {
    assert_eq!(text.len() - text.find('.').expect("an amount has decimals"), 3, "{text}");
    text.replace('.', "").parse().unwrap()
}

/// All that lies below a folder, with what is in it.
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(within) = open.pop() {
        for entry in fs::read_dir(&within).unwrap() {
            let path = entry.unwrap().path();
            open.extend(path.is_dir().then(|| path.clone()));
            found.insert(path.clone(), fs::read(&path).ok());
        }
    }
    found
}
