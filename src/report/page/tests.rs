//! The page of a report made by hand: it holds what the report holds, and is HTML whatever names hold.
//!
//! `BLESS=1 cargo test` rewrites `tests/replay_page/`; open it in a browser, and read the difference.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use roxmltree::{Document, ParsingOptions};

use super::page;
use crate::date::Day;
use crate::fingerprint::Fingerprint;
use crate::report::*;
use crate::scenario::Change;
use crate::words::Lang;

const LANGS: [(&str, Lang); 2] = [("zh", Lang::Chinese), ("en", Lang::English)];

fn owned(text: &str) -> String {
    text.to_owned()
}

fn both(en: &str, zh: &str) -> Bilingual {
    Bilingual { en: owned(en), zh: owned(zh) }
}

fn range(low: &str, high: &str) -> Option<Range> {
    Some(Range { low: owned(low), high: owned(high) })
}

/// Minor units as a decimal.
fn fen(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", amount.abs() / 100, amount.abs() % 100)
}

fn side(name: &str, total: i64, difference: Option<Difference>) -> ScenarioReport {
    ScenarioReport {
        name: owned(name),
        rules: vec![Fingerprint { file: format!("{name}.toml"), sha256: "5d".repeat(32) }],
        changes: Vec::new(),
        total: fen(total),
        interval: range(&fen(total - 40_000_000), &fen(total + 41_000_000)),
        bills_with_benefit: total as u64 / 80_000,
        members_with_benefit: total as u64 / 130_000,
        difference,
    }
}

fn bins(losses: &[u64], gains: &[u64]) -> Vec<Bin> {
    const EDGES: [i64; 9] = [0, 100, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000];
    let edge = |at: usize| EDGES.get(at).copied();
    let lost = losses.iter().enumerate().rev().map(|(at, members)| Bin {
        from: edge(at + 1).map(|edge| -edge),
        to: Some(-EDGES[at]),
        members: *members,
    });
    let gained = gains.iter().enumerate().map(|(at, members)| Bin {
        from: Some(EDGES[at]),
        to: edge(at + 1),
        members: *members,
    });
    lost.chain(gained).collect()
}

fn percentiles(differences: [i64; 9]) -> Vec<Percentile> {
    let numbers = [1, 5, 10, 25, 50, 75, 90, 95, 99].into_iter();
    let percentile = |(of_hundred, fen_of)| Percentile { of_hundred, difference: fen(fen_of) };
    numbers.zip(differences).map(percentile).collect()
}

fn better() -> ScenarioReport {
    let difference = Difference {
        total: owned("19549999.99"),
        share: Some(owned("84.02%")),
        interval: range("18955120.40", "20161043.77"),
        gainers: 12_304,
        gains: owned("19549999.99"),
        losers: 0,
        losses: owned("0.00"),
        unmoved: 31_207,
        percentiles: percentiles([
            1_250, 4_100, 9_900, 24_800, 71_000, 160_300, 380_000, 611_000, 1_904_000,
        ]),
        bins: bins(&[], &[1_204, 2_388, 3_120, 2_754, 1_998, 640, 168, 30, 2]),
    };
    let change = |address: &str, was: &str, is: &str| Change {
        address: owned(address),
        was: Some(owned(was)),
        is: Some(owned(is)),
    };
    let changes = vec![
        change("benefit.medical.bands.rates[0].pays", "65%", "80%"),
        change("parameters.ceiling", "100000", "150000"),
    ];
    ScenarioReport { changes, ..side("new terms", 4_281_760_350, Some(difference)) }
}

fn cheaper() -> ScenarioReport {
    let difference = Difference {
        total: owned("-1204500.25"),
        share: Some(owned("-5.18%")),
        interval: range("-1310992.10", "-1099803.66"),
        gainers: 11,
        gains: owned("120.00"),
        losers: 3_410,
        losses: owned("1204620.25"),
        unmoved: 40_100,
        percentiles: percentiles([
            -500_000, -310_000, -120_000, -61_000, -23_000, -8_000, -2_100, -700, -120,
        ]),
        bins: bins(&[510, 1_404, 890, 420, 130, 56], &[0, 11]),
    };
    side("threshold 8,000", 2_206_310_326, Some(difference))
}

/// Parts of what each side pays, in hundredths, that add up to the whole.
fn rows(sides: &[ScenarioReport], parts: &[(&str, &str, &str, i64)]) -> Vec<GroupRow> {
    let of = |total: &str, part: i64| {
        let total: i64 = total.replace('.', "").parse().unwrap();
        total / 100 * part
    };
    let row = |&(value, en, zh, part): &(&str, &str, &str, i64)| GroupRow {
        value: owned(value),
        title: both(en, zh),
        bills: 900 * part as u64,
        members: 435 * part as u64,
        sides: (sides.iter())
            .map(|side| GroupPaid {
                payable: fen(of(&side.total, part)),
                bills: side.bills_with_benefit * part as u64 / 100,
                members: side.members_with_benefit * part as u64 / 100,
            })
            .collect(),
    };
    parts.iter().map(row).collect()
}

fn groups(sides: &[ScenarioReport]) -> Vec<Breakdown> {
    let dimension = |by: &str, en: &str, zh: &str, parts: &[(&str, &str, &str, i64)]| Breakdown {
        by: owned(by),
        title: both(en, zh),
        rows: rows(sides, parts),
    };
    let years = [
        ("2022", "2022", "2022 年", 30),
        ("2023", "2023", "2023 年", 34),
        ("2024", "2024", "2024 年", 36),
    ];
    let benefits = [
        ("medical", "in-patient medical aid", "住院医疗互助金", 88),
        ("daily", "daily hospital money", "每日住院津贴", 12),
    ];
    let levels =
        [("1", "level 1", "一级", 20), ("2", "level 2", "二级", 35), ("3", "level 3", "三级", 45)];
    let sexes = [("F", "women", "女", 46), ("M", "men", "男", 54)];
    let towns: Vec<(String, i64)> =
        (1..=20).map(|town| (format!("weihai.huancui.{town:02}"), 5)).collect();
    let towns: Vec<_> =
        towns.iter().map(|(town, part)| (&**town, &**town, &**town, *part)).collect();
    vec![
        dimension("year", "year", "年度", &years),
        dimension("benefit", "benefit", "互助金项目", &benefits),
        dimension("hospital_level", "hospital level", "医院等级", &levels),
        dimension("sex", "sex", "性别", &sexes),
        dimension("town", "town", "街道乡镇", &towns),
    ]
}

fn burden(sides: &[ScenarioReport]) -> BurdenReport {
    let bands = |heavy: u64| {
        let years = [
            61_000 - 120 * heavy,
            9_000,
            4_000,
            30 * heavy,
            20 * heavy,
            9 * heavy,
            5 * heavy,
            heavy,
        ];
        let edges = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000, 50_000];
        let band =
            |at: usize| Band { from: edges[at], to: edges.get(at + 1).copied(), years: years[at] };
        (0..edges.len()).map(band).collect()
    };
    let side = |(at, name): (usize, Option<&str>)| ScenarioBurden {
        name: name.map(owned),
        own: fen(11_204_000_055 - 1_200_000_000 * at as i64),
        share: (at > 0).then(|| format!("{}.50%", 100 - 12 * at)),
        above: 420 - 60 * at as u64,
        excess: fen(311_204_055 - 12_000_000 * at as i64),
        bands: bands(110 - 12 * at as u64),
    };
    let names = std::iter::once(None).chain(sides.iter().map(|side| Some(&*side.name)));
    BurdenReport { years: 73_115, sides: names.enumerate().map(side).collect() }
}

fn fund(sides: &[ScenarioReport]) -> FundReport {
    let month = |at: i64, monthly: i64| FundMonth {
        month: format!("{}-{:02}", 2022 + at / 12, at % 12 + 1),
        months: 1,
        exposure: owned("43511.00"),
        received: fen(if at % 12 == 0 { 1_500_000_000 } else { 0 }),
        earned: fen(125_000_000),
        paid: fen(monthly),
        balance: fen((at / 12 + 1) * 1_500_000_000 - (at + 1) * monthly),
    };
    let side = |side: &ScenarioReport| {
        let total: i64 = side.total.replace('.', "").parse().unwrap();
        ScenarioFund {
            name: side.name.clone(),
            contributions: owned("45000000.00"),
            loss_ratio: Some(owned("51.70%")),
            months: (0..36).map(|at| month(at, total / 36)).collect(),
        }
    };
    FundReport { sides: sides.iter().map(side).collect() }
}

fn experience(sides: &[ScenarioReport]) -> ExperienceReport {
    let row = |terms: &str, year: &str, plan: &str, is_finished| ExperienceRow {
        terms: owned(terms),
        key: ExperienceKey {
            year: owned(year),
            plan: owned(plan),
            age: String::new(),
            sex: String::new(),
            district: String::new(),
        },
        plan_title: both("in-patient medical aid", "住院医疗互助金"),
        is_finished,
        people_days: 15_881_515,
        plan_days: 19_200_000,
        people_months: owned("522132.00"),
        plan_months: owned("631232.25"),
        claims: 9_120,
        claimants: 7_011,
        billed: owned("210999000.40"),
        paid: owned("7760030.20"),
        earned: Some(owned("15000000.00")),
        frequency: Some(owned("209.60")),
        severity: Some(owned("850.88")),
        cost: Some(owned("14.86")),
        loss_ratio: Some(owned("51.73%")),
    };
    let of_side = |side: &ScenarioReport| {
        [row(&side.name, "2023", "", true), row(&side.name, "2024", "medical", false)]
    };
    ExperienceReport {
        through: owned("2024-10-31"),
        rows: sides.iter().flat_map(of_side).collect(),
    }
}

fn completion(sides: &[ScenarioReport]) -> CompletionReport {
    let estimate = |ultimate: &str, to_come: &str| {
        Some(Estimate { ultimate: owned(ultimate), to_come: owned(to_come) })
    };
    let row = |origin: Option<i32>| CompletionRow {
        origin,
        development_months: origin.map(|year| (2025 - year) * 12),
        people_days: 15_881_515,
        paid: owned("7760030.20"),
        to_ultimate: Some(owned("1.100000")),
        chain_ladder: estimate("8536033.22", "776003.02"),
        error: Some(StandardError {
            amount: owned("100000.00"),
            to_come: Range { low: owned("580003.02"), high: owned("972003.02") },
        }),
        bornhuetter_ferguson: estimate("8500000.00", "739969.80"),
        why_none: None,
    };
    let none = CompletionRow {
        to_ultimate: None,
        chain_ladder: None,
        error: None,
        why_none: Some("no_development"),
        ..row(Some(2024))
    };
    let side = |side: &ScenarioReport| ScenarioCompletion {
        name: side.name.clone(),
        rows: vec![row(Some(2023)), none.clone(), row(None)],
        notes: vec![both("there is no standard error", "没有标准误差")],
    };
    CompletionReport { valued_on: owned("2024-12-31"), sides: sides.iter().map(side).collect() }
}

fn provisions(terms: &str) -> Vec<ProvisionEffect> {
    let provision = |place: &str, en: &str, zh: &str, effect: Option<&str>| ProvisionEffect {
        terms: owned(terms),
        address: format!("benefit.medical.{place}"),
        title: both(en, zh),
        effect: effect.map(owned),
    };
    vec![
        provision(
            "limit[0]",
            "in-patient medical aid: limit 1",
            "住院医疗互助金：第 1 项封顶线",
            Some("310400.00"),
        ),
        provision(
            "threshold",
            "in-patient medical aid: threshold",
            "住院医疗互助金：起报标准",
            Some("6120030.50"),
        ),
        provision(
            "deductible",
            "in-patient medical aid: deductible",
            "住院医疗互助金：起付线",
            Some("-2210.00"),
        ),
        provision("days", "daily hospital money: days", "每日住院津贴：天数", None),
    ]
}

fn sweep(addresses: &[&str], levels: &[&[&str]]) -> SweepReport {
    let point = |(at, levels): (usize, &&[&str])| SweepPoint {
        levels: levels.iter().copied().map(owned).collect(),
        total: fen(2_326_760_351 + 160_000_000 * (at as i64 - 1)),
        difference: fen(160_000_000 * (at as i64 - 1)),
        bills_with_benefit: 29_084,
        members_with_benefit: 17_898,
        above: 360 - 10 * at as u64,
        loss_ratio: Some(owned("51.70%")),
    };
    SweepReport {
        terms: owned("present terms"),
        addresses: addresses.iter().copied().map(owned).collect(),
        points: levels.iter().enumerate().map(point).collect(),
    }
}

fn asked() -> ReportQuestion {
    ReportQuestion {
        question: None,
        author: None,
        dated: None,
        from: Day::parse("2022-01-01"),
        to: Day::parse("2024-12-31"),
        valued_on: Day::parse("2025-03-31"),
        unit: None,
        named: None,
        sample: None,
        seed: 7,
        replicates: 1_000,
        opening: owned("0.00"),
        above: owned("30000.00"),
        least_members: 5,
        growth: None,
        over: owned("present terms"),
        sweeps: Vec::new(),
        solves: Vec::new(),
        provisions: true,
        stress: None,
        by_bill: false,
        ids: "numbered",
    }
}

/// A report of the baseline and such scenarios, with nothing that may be left out.
fn small(scenarios: Vec<ScenarioReport>) -> Report {
    let baseline = side("present terms", 2_326_760_351, None);
    let sides: Vec<_> = [baseline.clone()].into_iter().chain(scenarios.clone()).collect();
    let values = |first: &str, second: &str| {
        let values = sides.iter().enumerate().map(|(at, _)| if at == 1 { second } else { first });
        values.map(|value| (value != "-").then(|| owned(value))).collect()
    };
    let term = |address: &str, first, second| RuleValueRow {
        address: owned(address),
        values: values(first, second),
    };
    Report {
        format: Report::FORMAT,
        engine: "0.1.0",
        scheme: owned("weihai"),
        title: both("Weihai trade-union mutual aid", "威海市工会会员爱心互助保障工程"),
        currency: "CNY",
        question: asked(),
        inputs: vec![Fingerprint { file: owned("bills.csv"), sha256: "a0".repeat(32) }],
        members: 43_511,
        bills: 90_998,
        terms: vec![
            term("benefit.medical.bands.rates[0].pays", "65%", "80%"),
            term("parameters.ceiling", "100000", "150000"),
            term("schedules.level_deductible.is.none", "900", "-"),
        ],
        parts: BTreeMap::from([
            (owned("benefit.medical"), both("medical aid", "住院医疗互助金")),
            (owned("parameters.ceiling"), both("ceiling", "封顶线")),
            (owned("schedules.level_deductible"), both("deductible by hospital", "医院起付标准")),
            (owned("parameters.band_1_pays"), both("rate, band 1", "第 1 段给付比例")),
        ]),
        groups: groups(&sides),
        burden: burden(&sides),
        fund: None,
        experience: experience(&sides),
        measured: Vec::new(),
        credibility: Vec::new(),
        completion: None,
        adequacy: None,
        stress: None,
        provisions: Vec::new(),
        sweep: None,
        solved: Vec::new(),
        alarms: Vec::new(),
        warnings: Vec::new(),
        baseline,
        scenarios,
    }
}

fn measured() -> Vec<MeasuredTrend> {
    let growth = |year, alike: Option<&str>| MeasuredGrowth {
        year,
        frequency: owned("3.20%"),
        severity: owned("-1.05%"),
        cost: owned("2.12%"),
        cost_as_it_was: owned("4.00%"),
        alike: alike.map(owned),
    };
    let rows = vec![growth(Some(2024), Some("99.80%")), growth(None, None)];
    let without = |name: &str, why| MeasuredTrend {
        name: owned(name),
        rows: Vec::new(),
        why_none: Some(why),
    };
    vec![
        MeasuredTrend { name: owned("present terms"), rows, why_none: None },
        without("new terms", "several_editions"),
        without("cheaper terms", "no_two_years"),
    ]
}

fn credibility() -> ScenarioCredibility {
    let unit = |value: &str, claims| UnitExperience {
        unit: owned(value),
        title: both(value, value),
        people_months: owned("1200.00"),
        claims,
        paid: owned("36000.00"),
        earned: Some(owned("40000.00")),
        loss_ratio: Some(owned("90.00%")),
        cost: Some(owned("30.00")),
        credibility: owned("0.250"),
        credible_cost: Some(owned("37.50")),
    };
    let rows =
        (0..22).map(|number| unit(&format!("1001.01.01.{number:05}"), 80 + number)).collect();
    let cost = Some(owned("40.00"));
    ScenarioCredibility { name: owned("present terms"), full: owned("1354"), cost, rows }
}

fn adequacy() -> AdequacyReport {
    let error = ReserveError {
        amount: owned("21000.00"),
        share: Some(owned("13.10%")),
        holds_95: Some(owned("196970.01")),
        left_95: Some(owned("-46970.01")),
    };
    let reserve = |method, to_come: &str, error| Reserve {
        method,
        to_come: owned(to_come),
        left: owned("-10321.45"),
        free: owned("-60321.45"),
        error,
        draws_95: Some(owned("201344.10")),
        left_draws_95: Some(owned("-51344.10")),
    };
    let of = |name: &str, reserves| ScenarioAdequacy {
        name: owned(name),
        opening: owned("0.00"),
        received: owned("450000.00"),
        earned: owned("400000.00"),
        paid: owned("300000.00"),
        balance: owned("150000.00"),
        unearned: owned("50000.00"),
        unpaid: (name == "present terms").then(|| owned("12000.00")),
        in_hand: (name == "present terms").then(|| owned("162000.00")),
        reserves,
    };
    let sides = vec![
        of(
            "present terms",
            vec![
                reserve("chain_ladder", "160321.45", Some(error)),
                reserve("bornhuetter_ferguson", "158000.00", None),
            ],
        ),
        of("new terms", vec![reserve("bornhuetter_ferguson", "158000.00", None)]),
    ];
    AdequacyReport { valued_on: owned("2024-12-31"), sides }
}

fn stress() -> StressReport {
    let row = |stress, changed, more: &str, result: Option<&str>| StressRow {
        terms: owned("present terms"),
        stress,
        changed,
        members: 40_000,
        claims: 12_000,
        paid: owned("8000000.00"),
        more: owned(more),
        earned: result.map(|_| owned("9000000.00")),
        loss_ratio: result.map(|_| owned("88.89%")),
        result: result.map(owned),
    };
    let untold = StressRow { terms: owned("new terms"), ..row("as_it_was", 0, "0.00", None) };
    let rows = vec![
        row("as_it_was", 0, "0.00", Some("1000000.00")),
        row("stays_of_same_members", 2_400, "1200000.00", Some("-200000.00")),
        row("stays_of_other_members", 2_400, "1300000.00", Some("-300000.00")),
        row("costs", 12_000, "1700000.00", Some("-700000.00")),
        row("ward", 50, "400000.00", Some("600000.00")),
        row("young_third_lapses", 13_333, "-900000.00", Some("-1100000.00")),
        untold,
    ];
    StressReport { year: 2024, share: owned("20%"), rows, hidden: 1 }
}

/// A report with everything there is.
fn full() -> Report {
    let mut report = small(vec![better(), cheaper()]);
    let sides: Vec<_> =
        [report.baseline.clone()].into_iter().chain(report.scenarios.clone()).collect();
    report.question.question =
        Some(owned("What would 80 % in the first band and a limit of 150,000 cost?"));
    report.fund = Some(fund(&sides));
    report.completion = Some(completion(&sides));
    report.question.author = Some(owned("Li \"}</style> Wei"));
    report.question.dated = Day::parse("2025-06-30");
    report.measured = measured();
    report.credibility = vec![credibility()];
    report.adequacy = Some(adequacy());
    report.stress = Some(stress());
    report.provisions = provisions("present terms");
    let levels: [&[&str]; 5] = [&["90000"], &["100000"], &["110000"], &["120000"], &["130000"]];
    report.sweep = Some(sweep(&["parameters.ceiling"], &levels));
    let at =
        |level: &str, figure: &str| Some(SolvedAt { level: owned(level), figure: owned(figure) });
    report.solved = vec![Solved {
        address: owned("parameters.ceiling"),
        figure: Figure::Total,
        target: owned("25000000"),
        below: at("110900", "24996120.11"),
        above: at("111000", "25003804.90"),
        note: Some(both("the figure does not go one way", "该数字并非单向变化")),
    }];
    report.alarms = vec![both("most of history is missing", "大部分历史数据未能计入")];
    report.warnings = vec![both("6 rows of bills were rejected", "有 6 行结算单未通过校验")];
    report
}

fn parsed(html: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(html, options).unwrap_or_else(|why| panic!("{why}:\n{html}"))
}

fn text(document: &Document) -> String {
    document.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect()
}

/// Reports of every shape.
fn shapes() -> Vec<Report> {
    let six =
        (1..=6).map(|number| ScenarioReport { name: format!("scenario {number}"), ..better() });
    let mut grid = full();
    let levels: [&[&str]; 4] = [&["60%", "1"], &["60%", "2"], &["70%", "1"], &["70%", "2"]];
    grid.sweep = Some(sweep(&["parameters.band_1_pays", "parameters.ceiling"], &levels));
    vec![full(), small(vec![better()]), small(Vec::new()), small(six.collect()), grid]
}

/// One line a part, so that a difference can be read; a browser does not see it.
fn in_lines(html: &str) -> String {
    ["<tr", "<p", "<h1", "<h2", "<h3", "<section", "<table", "<li", "<figure"]
        .into_iter()
        .fold(owned(html), |text, tag| text.replace(&format!(">{tag}"), &format!(">\n{tag}")))
}

#[test]
fn a_report_with_everything_reads_as_recorded() {
    for (code, lang) in LANGS {
        let found = in_lines(&page(&full(), lang));
        let path = format!("{}/tests/replay_page/full.{code}.html", env!("CARGO_MANIFEST_DIR"));
        let path = Path::new(&path);
        if std::env::var_os("BLESS").is_some() {
            fs::write(path, &found).unwrap();
        }
        let expected = fs::read_to_string(path).unwrap_or_default();
        assert!(found == expected, "{} differs; BLESS=1 rewrites it", path.display());
    }
}

#[test]
fn a_plan_that_only_some_rules_have_is_shown_by_its_title_alone() {
    let mut report = small(vec![better()]);
    report.parts.insert(owned("plan.allowance"), both("allowance item", "住院津贴项目"));
    let values = vec![None, Some(owned("住院津贴项目 allowance item"))];
    report.terms.push(RuleValueRow { address: owned("2024:plan.allowance"), values });
    let (zh, en) = (page(&report, Lang::Chinese), page(&report, Lang::English));
    assert!(zh.contains("住院津贴项目") && !zh.contains("allowance"));
    assert!(en.contains("allowance item") && !en.contains("住院津贴项目"));
}

#[test]
fn each_sheet_has_title_author_day_and_number_and_no_name_ends_the_style() {
    for (code, lang) in LANGS {
        let html = page(&full(), lang);
        let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        assert!(style.contains("counter(page)"), "{code}");
        assert!(
            style.contains(r"Li\20 \22 \7d \3c \2f style\3e \20 Wei\20 \b7 \20 2025\2d 06\2d 30"),
            "{style}"
        );
        assert_eq!(style.matches('{').count(), style.matches('}').count(), "{code}");
    }
}

#[test]
fn a_scenario_without_a_name_is_called_by_what_it_changes() {
    let name = "benefit.medical.bands.rates[0].pays=80%, parameters.ceiling=150000";
    let mut report = small(vec![ScenarioReport { name: owned(name), ..better() }]);
    report.warnings = vec![both(&format!("`{name}` is dear"), &format!("`{name}` 偏贵"))];
    let seen = |lang| text(&parsed(&page(&report, lang)));
    let (en, zh) = (seen(Lang::English), seen(Lang::Chinese));
    assert!(zh.contains("分段 · 第 1 段 · 给付比例 65% → 80%；封顶线 100000 → 150000"), "{zh}");
    assert!(en.contains("ceiling 100000 → 150000"), "{en}");
    assert!(!zh.contains("parameters.ceiling") && !en.contains("parameters.ceiling=150000"));
    let second =
        ScenarioReport { name: owned("parameters.ceiling=1"), ..report.scenarios[0].clone() };
    report.scenarios = vec![report.scenarios[0].clone(), second];
    assert!(
        seen_names(&report).contains(&owned("parameters.ceiling=1")),
        "no two are called the same"
    );
}

/// A committee reads the title of the scheme; a name that somebody gave stays.
#[test]
fn rules_of_the_scheme_itself_are_called_by_its_title() {
    let mut report = small(vec![better()]);
    assert_eq!(seen_names(&report)[0], "present terms");
    report.baseline.name = report.scheme.clone();
    assert_eq!(seen_names(&report)[0], "威海市工会会员爱心互助保障工程");
    report.parts.insert(owned("edition.2024"), both("period 16", "第十六期"));
    report.scenarios[0].name = owned("weihai@2024");
    assert_eq!(seen_names(&report)[1], "第十六期");
    report.scenarios[0].name = owned("威海市工会会员爱心互助保障工程");
    assert_eq!(seen_names(&report)[0], "weihai", "no two are called the same");
}

fn seen_names(report: &Report) -> Vec<String> {
    let renamed = report.clone().renamed(&super::names_of_unnamed(report, Lang::Chinese));
    renamed.by_scenario().map(|side| side.name.clone()).collect()
}

#[test]
fn of_growth_the_answer_is_that_of_a_year() {
    let mut report = small(vec![better()]);
    let growth = TrendReport { to: 2026, costs: vec![owned("5%")], bills: Vec::new(), more: None };
    report.question.growth = Some(growth);
    let years =
        report.experience.rows.iter().filter(|row| {
            row.terms == "present terms" && row.key.plan.is_empty() && row.is_finished
        });
    let years = years.count();
    assert!(years > 0);
    let seen = text(&parsed(&page(&report, Lang::English)));
    assert!(seen.contains(&format!("on average over {years} finished years")), "{seen}");
    assert!(
        seen.find("a year").unwrap() < seen.find("19,549,999.99").unwrap(),
        "before all totals"
    );
}

#[test]
fn every_shape_of_report_is_well_formed_and_fetches_nothing() {
    for (report, (_, lang)) in shapes().iter().flat_map(|report| LANGS.map(|lang| (report, lang))) {
        let html = page(report, lang);
        let document = parsed(&html);
        assert!(!document.descendants().any(|node| node.has_tag_name("script")));
        assert!(!document.descendants().any(|node| node.attribute("src").is_some()));
        for outside in ["http:", "https:", "src=", "url(", "@import"] {
            assert!(!html.contains(outside), "{outside}");
        }
        assert_eq!(html, page(report, lang), "the same report gives the same page");
    }
}

#[test]
fn every_headline_figure_stands_on_the_page() {
    for (_, lang) in LANGS {
        let html = page(&full(), lang);
        let text = text(&parsed(&html));
        for figure in [
            "23,267,603.51",
            "42,817,603.50",
            "22,063,103.26",
            "+19,549,999.99",
            "+84.02%",
            "−1,204,500.25",
            "−5.18%",
            "18,955,120.40",
            "−1,310,992.10",
            "12,304",
            "31,207",
            "3,410",
            "1,204,620.25",
            "43,511",
            "90,998",
            "25,003,804.90",
            "+6,120,030.50",
        ] {
            assert!(text.contains(figure), "{figure}");
        }
    }
}

#[test]
fn terms_that_differ_in_fees_alone_differ_in_the_first_box() {
    let none = Difference {
        total: owned("0.00"),
        gains: owned("0.00"),
        losses: owned("0.00"),
        ..Difference::default()
    };
    let mut report = small(vec![side("higher fee", 2_326_760_351, Some(none))]);
    let sides = [report.baseline.clone(), report.scenarios[0].clone()];
    let mut fund = fund(&sides);
    fund.sides[1].contributions = owned("54000000.00");
    fund.sides[1].loss_ratio = Some(owned("43.08%"));
    fund.sides[1].months.last_mut().unwrap().balance = owned("30732396.49");
    report.fund = Some(fund);
    let first = |lang| {
        let html = page(&report, lang);
        let document = parsed(&html);
        let answer = document.descendants().find(|node| node.attribute("class") == Some("answer"));
        answer.unwrap().descendants().filter_map(|node| node.text()).collect::<String>()
    };
    let (en, zh) = (first(Lang::English), first(Lang::Chinese));
    assert!(en.contains("contributions 45.00 million yuan → 54.00 million yuan"), "{en}");
    assert!(en.contains("loss ratio 51.70% → 43.08%"), "{en}");
    assert!(zh.contains("缴费 4,500.00 万元 → 5,400.00 万元；赔付率 51.70% → 43.08%"), "{zh}");
    assert!(zh.contains("2024-12 结余"), "{zh}");
}

#[test]
fn what_must_be_known_first_stands_before_any_figure() {
    for (lang, alarm) in [(Lang::English, "most of history"), (Lang::Chinese, "大部分历史数据")]
    {
        let html = page(&full(), lang);
        let text = text(&parsed(&html));
        assert!(text.find(alarm).unwrap() < text.find("84.02%").unwrap());
    }
}

#[test]
fn provisions_that_hold_nothing_back_are_not_drawn() {
    let mut report = small(Vec::new());
    report.provisions = provisions("present terms");
    let charts = |report: &Report| page(report, Lang::English).matches("<figure").count();
    let before = charts(&report);
    for provision in &mut report.provisions {
        provision.effect = provision.effect.as_ref().map(|_| owned("0.00"));
    }
    assert_eq!(charts(&report), before - 1);
    assert!(page(&report, Lang::English).contains("no provision holds anything back"));
    assert!(page(&report, Lang::Chinese).contains("各项规定对这批结算单均未起作用"));
}

#[test]
fn a_level_that_meets_its_target_is_named_once() {
    let mut report = full();
    report.solved[0].above = report.solved[0].below.clone();
    let html = page(&report, Lang::English);
    // In the answer, and in the table further down.
    assert_eq!(html.matches("110,900 gives 24,996,120.11").count(), 2);
}

#[test]
fn groups_put_together_add_up_to_the_total() {
    let html = page(&small(vec![better()]), Lang::English);
    let document = parsed(&html);
    let rest = document.descendants().find(|node| {
        node.has_tag_name("th")
            && node.descendants().any(|inner| inner.text() == Some("the other 5"))
    });
    let row: Vec<_> = rest.unwrap().parent().unwrap().children().collect();
    let cell = |at: usize| row[at].text().unwrap_or_default();
    // A quarter of all, to the fen that the parts were made of.
    assert_eq!((cell(1), cell(2), cell(3)), ("10,875", "5,816,900.75", "10,704,400.75"));
}

#[test]
fn a_name_may_hold_anything() {
    let mut report = full();
    let hostile = "</td><script>alert(1)</script> & \"x\" `y` \u{1} \u{202e}";
    report.title = both(hostile, hostile);
    report.baseline.name = owned(hostile);
    report.scenarios[0].name = owned(hostile);
    report.question.question = Some(owned(hostile));
    report.warnings = vec![both(hostile, hostile)];
    report.groups[1].rows[0].title = both(hostile, hostile);
    report.provisions[0].title = both(hostile, hostile);
    report.terms[0].address = owned(hostile);
    report.terms[0].values[0] = Some(owned(hostile));
    for (_, lang) in LANGS {
        let html = page(&report, lang);
        assert!(!html.contains("<script"));
        assert!(text(&parsed(&html)).contains("<script>alert(1)</script> & \"x\""));
    }
}

#[test]
fn without_other_terms_nothing_is_compared() {
    let html = page(&small(Vec::new()), Lang::English);
    let text = text(&parsed(&html));
    assert!(text.contains("there are no other terms to compare"));
    assert!(!text.contains("members who gain"));
}

#[test]
fn where_a_few_gain_or_lose_neither_sum_is_told() {
    let mut report = small(vec![cheaper()]);
    report.scenarios[0].difference.as_mut().unwrap().gainers = 1;
    let shown = |report: &Report| text(&parsed(&page(report, Lang::English)));
    let hidden = shown(&report);
    assert!(
        hidden.contains("fewer than 5 members gain; 3,410 members lose; the amount is not shown")
    );
    for sum in ["120.00", "1,204,620.25", "members lose 1", "one member gains"] {
        assert!(!hidden.contains(sum), "{sum}: {hidden}");
    }
    // Where all who gain or lose are a few, the difference is theirs.
    let moved = report.scenarios[0].difference.as_mut().unwrap();
    (moved.losers, moved.gainers) = (3, 1);
    let few = shown(&report);
    let head = &few[..few.find("at a glance").unwrap()];
    assert!(head.contains("fewer than 5 members receive more or less; the amount is not shown"));
    assert!(!head.contains("1.20 million") && !head.contains("5.18"), "{head}");
    // Where nothing is suppressed, all is shown.
    report.question.least_members = 1;
    assert!(shown(&report).contains("one member gains"));
}

#[test]
fn levels_answer_at_the_head_where_no_other_terms_are_asked_for() {
    let mut report = small(Vec::new());
    let at =
        |level: &str, figure: &str| Some(SolvedAt { level: owned(level), figure: owned(figure) });
    report.solved = vec![Solved {
        address: owned("parameters.ceiling"),
        figure: Figure::Total,
        target: owned("24000000"),
        below: at("81200", "23999120.00"),
        above: at("81300", "24001005.50"),
        note: None,
    }];
    let head = |report: &Report| {
        let shown = text(&parsed(&page(report, Lang::English)));
        let end = shown.find("at a glance").unwrap_or(shown.len());
        shown[..end].to_owned()
    };
    let solved = head(&report);
    assert!(solved.contains("81,200 – 81,300"), "{solved}");
    assert!(solved.contains("81,200 gives 23,999,120.00; 81,300 gives 24,001,005.50"), "{solved}");
    assert!(!solved.contains("no other terms"), "{solved}");
    report.solved[0].below = None;
    report.solved[0].above = None;
    assert!(head(&report).contains("no level that was tried meets it"));
    report.solved.clear();
    report.sweep = Some(sweep(&["parameters.ceiling"], &[&["60000"], &["80000"], &["100000"]]));
    let swept = head(&report);
    assert!(swept.contains("levels tried and shown: 3"), "{swept}");
    assert!(swept.contains("60,000 gives") && swept.contains("100,000 gives"), "{swept}");
    assert!(!swept.contains("no other terms"), "{swept}");
}
