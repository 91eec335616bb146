//! What people call a value of the rules, by where it stands.

use std::collections::BTreeMap;

use crate::report::{Bilingual, Change, Report, ScenarioReport};
use crate::scheme::key_name;
use crate::words::choices::choice;
use crate::words::{Lang, Sentence, decisions, report as words, values};

/// Names of what rules give a title, and the language of all names.
pub(super) struct Names<'r> {
    scheme: (&'r str, &'r str),
    parts: &'r BTreeMap<String, Bilingual>,
    lang: Lang,
}

impl<'r> Names<'r> {
    /// Plans, benefits, lists and whatever else has a title are called what their rules call them.
    pub fn of(report: &'r Report, lang: Lang) -> Names<'r> {
        let scheme = (report.scheme.as_str(), report.title.text(lang));
        Names { scheme, parts: &report.parts, lang }
    }

    /// The title of a plan or benefit, where an address means the whole of it.
    pub fn of_part(&self, address: &str) -> Option<&'r str> {
        let path = address.split_once(':').map_or(address, |(_, path)| path);
        let is_part = ["plan.", "benefit."].iter().any(|kind| path.starts_with(kind));
        self.title(path).filter(|_| is_part)
    }

    /// The title of what stands at a path.
    fn title(&self, path: &str) -> Option<&'r str> {
        Some(self.parts.get(path)?.text(self.lang))
    }

    /// `benefit.medical.limit[0].amount` as its benefit, limit and amount; nothing for what does not begin
    /// with anything that has a name here. Further on, what has no name stands as it is written.
    pub fn of_address(&self, address: &str) -> Option<String> {
        let (edition, path) = match address.split_once(':') {
            Some((edition, path)) => (Some(edition), path),
            None => (None, address),
        };
        let parts: Vec<_> = path.split('.').collect();
        let (first, rest) = match parts.as_slice() {
            ["parameters", name] => (self.parameter(name), &[][..]),
            ["parameters", item, "is"] => (self.dated(item)?, &[][..]),
            ["benefit", id, rest @ ..] => (self.titled("benefit", id, words::benefit), rest),
            ["plan", id, rest @ ..] => (self.titled("plan", id, words::plan), rest),
            ["limit", id, rest @ ..] => (self.titled("limit", id, words::shared_limit), rest),
            ["numbers", name, rest @ ..] => (self.titled("numbers", name, words::number), rest),
            ["schedules", name, "is", rest @ ..] | ["schedules", name, rest @ ..] => {
                (self.titled("schedules", name, words::schedule), rest)
            }
            ["edition", "from"] => (self.text(&words::in_force_from()), &[][..]),
            ["edition", "to"] => (self.text(&words::in_force_to()), &[][..]),
            ["lists", item] => (self.item(item)?, &[][..]),
            ["amounts", name, rest @ ..] => {
                (self.titled("amounts", name, words::named_amount), rest)
            }
            ["totals", name, rest @ ..] => (self.titled("totals", name, words::named_total), rest),
            ["fields", name, rest @ ..] => (self.titled("fields", name, words::column), rest),
            _ => return None,
        };
        let mut names: Vec<String> = Vec::new();
        names.extend(edition.map(|id| self.titled("edition", id, words::edition)));
        names.push(first);
        for (at, part) in rest.iter().enumerate() {
            let above = at.checked_sub(1).map(|above| rest[above]);
            if *part == "is" && at + 1 < rest.len() {
                continue; // A value of a table is called by its key.
            }
            let kinds = || (*part == "categories").then(decisions::fact_category);
            let known = key_name(part, above).or_else(kinds);
            names.push(known.map_or_else(|| (*part).to_owned(), |name| self.text(&name)));
        }
        Some(names.join(" · "))
    }

    /// What a scenario is called that was given no name: by what it changes, and not by the paths that were set.
    pub fn of_unnamed(&self, scenario: &ScenarioReport) -> Option<String> {
        let is_changed = |path: &str| scenario.changes.iter().any(|one| one.address == path);
        let is_set =
            |text: &str| text.split_once('=').is_some_and(|(path, _)| is_changed(path.trim()));
        if scenario.changes.is_empty() || !scenario.name.split(", ").all(is_set) {
            return None;
        }
        let change = |change: &Change| {
            let name = self.of_address(&change.address)?;
            let shown = |value: &Option<String>| match value {
                Some(value) => self.of_value(&change.address, value),
                None => "—".to_owned(),
            };
            Some(format!("{name} {} → {}", shown(&change.was), shown(&change.is)))
        };
        let all: Option<Vec<String>> = scenario.changes.iter().map(change).collect();
        Some(all?.join(if self.lang == Lang::Chinese { "；" } else { "; " }))
    }

    /// What rules are called whose folder has the name of the scheme: by its title, or by that of the edition that
    /// is held.
    pub fn of_rules(&self, scenario: &ScenarioReport) -> Option<String> {
        let (scheme, title) = self.scheme;
        match scenario.name.strip_prefix(scheme)?.strip_prefix('@') {
            Some(edition) => Some(self.titled("edition", edition, words::edition)),
            None => (scenario.name == scheme).then(|| title.to_owned()),
        }
    }

    /// A value as it stands in rules, where it is a word that people call otherwise: a kind of bill, a value of a fact,
    /// or a choice. What an author named stays as it is.
    pub fn of_value(&self, address: &str, value: &str) -> String {
        if let Some(list) = value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            let words = list.split(',').map(|word| word.trim().trim_matches('"'));
            let words: Vec<String> = words.map(|word| self.of_value(address, word)).collect();
            return words.join(if self.lang == Lang::Chinese { "、" } else { ", " });
        }
        let path = address.rsplit('.').next().unwrap_or(address);
        let key = path.split_once('[').map_or(path, |(key, _)| key);
        let known = match key {
            "categories" | "category" => {
                self.title(&format!("category.{value}")).map(str::to_owned)
            }
            "cause" | "sex" | "hospital_level" => Some(self.text(&values::usual(key, value))),
            _ if address.contains("parameters.") || address.contains("lists.") => None,
            _ => choice(value).map(|choice| self.text(&choice)),
        };
        known.unwrap_or_else(|| value.to_owned())
    }

    /// The title of something that rules may give one, or else what its id is called.
    fn titled<'i>(&self, kind: &str, id: &'i str, named: impl Fn(&'i str) -> Sentence) -> String {
        let title = self.title(&format!("{kind}.{id}")).map(str::to_owned);
        title.unwrap_or_else(|| self.text(&named(id)))
    }

    fn text(&self, name: &Sentence) -> String {
        name.text(self.lang).to_owned()
    }

    /// `listed_diseases[0]`: a list, and the place in it.
    fn item(&self, item: &str) -> Option<String> {
        let (list, place) = item.strip_suffix(']')?.split_once('[')?;
        let place = place.parse::<usize>().ok()?.checked_add(1)?;
        Some(match self.title(&format!("lists.{list}")) {
            Some(title) => self.text(&words::item_of(title, place)),
            None => self.text(&words::item(list, place)),
        })
    }

    /// `year_deductible[1]`: a parameter that changes by date, and the place of one value.
    fn dated(&self, item: &str) -> Option<String> {
        let (name, place) = item.strip_suffix(']')?.split_once('[')?;
        let place: usize = place.parse().ok()?;
        let value = words::value_by_date(place.checked_add(1)?);
        Some(format!("{} · {}", self.parameter(name), self.text(&value)))
    }

    fn parameter(&self, name: &str) -> String {
        self.titled("parameters", name, words::parameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_called_by_what_it_holds_and_an_unknown_one_by_nothing() {
        let title = |zh: &str| Bilingual { en: String::new(), zh: zh.to_owned() };
        let parts = BTreeMap::from([
            ("benefit.medical".to_owned(), title("住院医疗互助金")),
            ("plan.medical".to_owned(), title("住院医疗项目")),
            ("edition.2024".to_owned(), title("第十六期")),
            ("lists.cancers".to_owned(), title("恶性肿瘤")),
            ("fields.job".to_owned(), title("工种")),
            ("category.inpatient".to_owned(), title("住院")),
            ("parameters.ceiling".to_owned(), title("年度封顶线")),
            ("parameters.year_deductible".to_owned(), title("起付线")),
            ("amounts.self_paid".to_owned(), title("个人自付")),
            ("totals.year_own".to_owned(), title("年度自付合计")),
            ("numbers.over_60".to_owned(), title("超过 60 岁的年数")),
            ("schedules.by_site".to_owned(), title("就医地起付标准")),
            ("limit.all".to_owned(), title("各项共用封顶线")),
        ]);
        let names = Names { scheme: ("weihai", "威海"), parts: &parts, lang: Lang::Chinese };
        let name = |address| names.of_address(address).unwrap_or_default();
        let band = name("benefit.medical.bands.rates[0].pays");
        assert_eq!(band, "住院医疗互助金 · 分段 · 第 1 段 · 给付比例");
        assert_eq!(name("2015:parameters.ceiling"), "2015 期 · 年度封顶线");
        assert_eq!(name("parameters.band_2_pays"), "参数 band_2_pays", "no name is guessed");
        assert_eq!(name("parameters.own"), "参数 own");
        assert_eq!(
            name("benefit.medical.limit[1].amount"),
            "住院医疗互助金 · 第 2 项封顶线 · 金额"
        );
        assert_eq!(name("benefit.daily.days.pays"), "互助金 daily · 按日津贴 · 每日标准");
        assert_eq!(name("2015:plan.medical.fee"), "2015 期 · 住院医疗项目 · 互助费");
        assert_eq!(names.of_part("2015:plan.medical"), Some("住院医疗项目"));
        assert_eq!(names.of_part("plan.medical.fee"), None);
        assert_eq!(names.of_part("parameters.ceiling"), None, "its row shows values");
        assert_eq!(name("plan.p.waiting.days"), "保障项目 p · 等待期 · 天数");
        assert_eq!(name("plan.p.fee"), "保障项目 p · 互助费");
        assert_eq!(name("benefit.medical.factor.is.1"), "住院医疗互助金 · 系数 · 1");
        assert_eq!(name("plan.p.filing.after"), "保障项目 p · 申报 · 起算时点");
        assert_eq!(name("parameters.year_deductible[1].is"), "起付线 · 按日期的第 2 个值");
        assert_eq!(name("lists.listed_diseases[1]"), "清单 listed_diseases · 第 2 项");
        assert_eq!(name("schedules.by_level.is.3"), "对照表 by_level · 3");
        assert_eq!(name("schedules.by_site.is.far"), "就医地起付标准 · far");
        assert_eq!(name("limit.both.amount"), "共用封顶线 both · 金额");
        assert_eq!(name("limit.all.amount"), "各项共用封顶线 · 金额");
        assert_eq!(name("amounts.self_paid"), "个人自付");
        assert_eq!(name("amounts.cost.by"), "金额项 cost · by");
        assert_eq!(name("totals.year_own.of"), "年度自付合计 · of");
        assert_eq!(name("totals.month_own.of"), "合计 month_own · of");
        assert_eq!(name("numbers.over_60.at_most"), "超过 60 岁的年数 · 最多");
        assert_eq!(name("benefit.medical.own[0]"), "住院医疗互助金 · own[0]", "as it is written");
        assert_eq!(name("lists.cancers[0]"), "恶性肿瘤 · 第 1 项");
        assert_eq!(name("fields.job.values[0]"), "工种 · values[0]");
        assert_eq!(name("2024:parameters.ceiling"), "第十六期 · 年度封顶线");
        let value = |address, value| names.of_value(address, value);
        assert_eq!(value("benefit.medical.categories[0]", "inpatient"), "住院");
        let both = value("benefit.medical.categories", "[\"inpatient\", \"dental\"]");
        assert_eq!(both, "住院、dental");
        assert_eq!(name("benefit.medical.categories"), "住院医疗互助金 · 就医类别");
        assert_eq!(value("benefit.medical.categories[1]", "dental"), "dental", "of no title");
        assert_eq!(value("plan.medical.filing.after", "period_end"), "参保期终止日");
        assert_eq!(value("benefit.medical.when.cause", "accident"), "意外");
        assert_eq!(value("benefit.medical.limit[0].amount", "5000"), "5000");
        assert_eq!(value("lists.cancers[0]", "up"), "up", "a code of the author's");
        assert_eq!(name("edition.from"), "条款生效日");
        assert_eq!(name("own.part"), "");
        assert_eq!(name("lists.x"), "");
    }
}
