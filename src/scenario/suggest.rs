//! What was perhaps meant by an address at which nothing stands: the one that is near to it, or else
//! what there is at the level down to which it is right.

use strsim::damerau_levenshtein;
use toml_edit::DocumentMut;

use super::rule_path::{RulePath, Step, describes, values};
use crate::scheme::{nearest, quoted_list};
use crate::words::{self, Sentence};

/// The most names that are suggested: for more, the reader may as well open the file.
const MOST_NAMES: usize = 12;
/// Of more that are equally near, none is suggested as the one that was meant.
const MOST_NEAR: usize = 3;

/// Where something stands.
type Path = Vec<Step>;

/// What to write in place of an address of nothing.
pub(super) fn suggest(written: &RulePath, documents: &[DocumentMut]) -> Sentence {
    meant(written, documents).unwrap_or_else(|| below(written, documents))
}

/// The address, or the few, that are near to one of nothing.
pub(super) fn meant(written: &RulePath, documents: &[DocumentMut]) -> Option<Sentence> {
    let all = places(documents);
    let looks = [corrected, ending_so, named_so];
    let near = looks.iter().map(|look| look(&all, &written.steps));
    let near = near.into_iter().find(|near| (1..=MOST_NEAR).contains(&near.len()))?;
    let near: Vec<String> = near.iter().map(|path| written.beside(path).to_string()).collect();
    Some(match &near[..] {
        [one] => words::rules::did_you_mean(one),
        several => words::replay::is_one_meant(quoted_list(several.iter().map(String::as_str))),
    })
}

/// What there is in the part that is addressed, or in the part down to which an address is right.
pub(super) fn below(written: &RulePath, documents: &[DocumentMut]) -> Sentence {
    let all = places(documents);
    let mut names = next(&all, &written.steps[..right_down_to(&all, &written.steps)]);
    while let [part] = &names[..]
        && !all.contains(part)
    {
        names = next(&all, part); // A part in which there is only another says nothing yet.
    }
    let names: Vec<String> = names.iter().map(|name| written.beside(name).to_string()).collect();
    named(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What there is, but no more of it than can be read.
pub(crate) fn named(names: &[&str]) -> Sentence {
    let told = quoted_list(names.iter().copied().take(MOST_NAMES));
    match names.len().saturating_sub(MOST_NAMES) {
        0 => words::replay::there_are(told),
        more => words::replay::there_are_more(told, more),
    }
}

/// Where values stand that decide something, in the order of the texts.
fn places(documents: &[DocumentMut]) -> Vec<Path> {
    let mut all: Vec<Path> = Vec::new();
    for (at, _) in documents.iter().flat_map(values).filter(|(at, _)| !describes(at)) {
        let path = at.parse::<RulePath>().map(|address| address.steps);
        all.extend(path.ok().filter(|path| !all.contains(path)));
    }
    all
}

/// Down to how many steps there is something.
fn right_down_to(all: &[Path], written: &[Step]) -> usize {
    let is_right = |depth: &usize| all.iter().any(|path| path.starts_with(&written[..*depth]));
    (0..=written.len()).rev().find(is_right).unwrap_or(0)
}

/// What there is one step below a part.
fn next(all: &[Path], part: &[Step]) -> Vec<Path> {
    let mut found: Vec<Path> = Vec::new();
    for path in all.iter().filter(|path| path.starts_with(part)) {
        let path = path[..path.len().min(part.len() + 1)].to_vec();
        if path.len() > part.len() && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

/// The address with each step that is no name spelled as one that is near.
fn corrected(all: &[Path], written: &[Step]) -> Vec<Path> {
    let mut found = vec![Path::new()];
    for step in written {
        found = found.iter().flat_map(|part| steps_like(step, next(all, part), all)).collect();
    }
    found
}

/// Of the paths one step further those that end in this step, or else in one that is near to it.
fn steps_like(step: &Step, further: Vec<Path>, all: &[Path]) -> Vec<Path> {
    let step = match step {
        // In a patch a place stands between dots, and `limit.0` is written on the command line too.
        Step::Name(name) => name.parse().map_or(step.clone(), Step::Place),
        Step::Place(_) => step.clone(),
    };
    if let Some(path) = further.iter().find(|path| path.last() == Some(&step)) {
        return vec![path.clone()];
    }
    match (&step, further.first().and_then(|path| path.last())) {
        // Where the place was left out, the first is meant.
        (Step::Name(_), Some(Step::Place(_))) => steps_like(&step, next(all, &further[0]), all),
        (Step::Name(name), _) => ending_like(name, &further),
        (Step::Place(_), _) => Vec::new(),
    }
}

/// Addresses that end as this one does, of which the beginning was left out.
fn ending_so(all: &[Path], written: &[Step]) -> Vec<Path> {
    all.iter().filter(|path| path.ends_with(written)).cloned().collect()
}

/// Addresses of a name like the last, where not even the first step is right: `ceiling`, `limits.ceiling`.
fn named_so(all: &[Path], written: &[Step]) -> Vec<Path> {
    match written.last() {
        Some(Step::Name(name)) if right_down_to(all, written) == 0 => ending_like(name, all),
        _ => Vec::new(),
    }
}

/// Paths that end in the name, or the names, nearest to this one.
fn ending_like(name: &str, paths: &[Path]) -> Vec<Path> {
    let names: Vec<&str> = paths.iter().filter_map(last_name).collect();
    let near = near(name, &names);
    let is_near = |path: &&Path| last_name(path).is_some_and(|one| near.contains(&one));
    paths.iter().filter(is_near).cloned().collect()
}

fn last_name(path: &Path) -> Option<&str> {
    match path.last() {
        Some(Step::Name(name)) => Some(name),
        _ => None,
    }
}

/// The names that are nearest to a word, if any is near: all that begin with it, or as few letters away.
fn near<'w>(word: &str, names: &[&'w str]) -> Vec<&'w str> {
    // A letter or two are near to any other two.
    let best = nearest(word, names.iter().copied()).filter(|_| word.chars().count() > 2);
    let Some(best) = best else {
        return names.iter().copied().filter(|name| *name == word).collect();
    };
    let far = |name: &str| damerau_levenshtein(word, name);
    let is_as_near = |name: &&str| match best.starts_with(word) {
        true => name.starts_with(word),
        false => far(name) == far(best),
    };
    names.iter().copied().filter(is_as_near).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
[edition]
id = "2024"
from = "2024-01-01"

[parameters]
ceiling = "50000"
band_1_pays = "60%"
band_2_pays = "70%"

[[benefit]]
id = "medical"
base = "in_scope"

[benefit.threshold]
at_least = "6000"

[benefit.bands]
rates = [{ to = "40000", pays = "band_1_pays" }, { pays = "band_2_pays" }]

[[benefit.limit]]
amount = "ceiling"
window = "cover"

[[benefit]]
id = "daily"
base = "total"
"#;

    fn told(look: fn(&RulePath, &[DocumentMut]) -> Sentence, written: &str) -> String {
        look(&written.parse().unwrap(), &[RULES.parse().unwrap()]).to_string()
    }

    #[test]
    fn what_is_near_is_told_alone() {
        for (written, meant) in [
            ("parameters.cieling", "parameters.ceiling"),
            ("parameter.cieling", "parameters.ceiling"),
            ("parameter", "parameters"),
            ("benefit.medcal.base", "benefit.medical.base"),
            ("benefit.medical.thresh.at_lest", "benefit.medical.threshold.at_least"),
            // A place that was left out, or stands between dots.
            ("benefit.medical.limit.amount", "benefit.medical.limit[0].amount"),
            ("benefit.medical.limit.0.amount", "benefit.medical.limit[0].amount"),
            // The end alone.
            ("ceiling", "parameters.ceiling"),
            ("ceilng", "parameters.ceiling"),
            ("limits.ceiling", "parameters.ceiling"),
            ("medical.limit[0].amount", "benefit.medical.limit[0].amount"),
            ("2024:parameters.cieling", "2024:parameters.ceiling"),
        ] {
            assert_eq!(told(suggest, written), format!("did you mean `{meant}`?"), "{written}");
        }
    }

    #[test]
    fn a_few_that_are_equally_near_are_told_together() {
        let both = words::replay::is_one_meant("`parameters.band_1_pays` `parameters.band_2_pays`");
        let both = both.to_string();
        assert_eq!(told(suggest, "parameters.band_4_pays"), both);
        assert_eq!(told(suggest, "parameters.band"), both);
    }

    #[test]
    fn where_nothing_is_near_names_of_the_level_are_told() {
        for (written, names) in [
            ("nonsense.xyz", "`edition` `parameters` `benefit`"),
            ("x", "`edition` `parameters` `benefit`"),
            ("benefit.dental.base", "`benefit.medical` `benefit.daily`"),
            ("benefit.daily.kind", "`benefit.daily.base`"),
            (
                "benefit.medical.limit[3].amount",
                "`benefit.medical.limit[0].amount` `benefit.medical.limit[0].window`",
            ),
        ] {
            assert_eq!(
                told(suggest, written),
                words::replay::there_are(names).to_string(),
                "{written}"
            );
        }
    }

    #[test]
    fn of_a_part_its_names_are_told_and_no_more_than_a_dozen() {
        let rates = "`benefit.medical.bands.rates[0]` `benefit.medical.bands.rates[1]`";
        assert_eq!(
            told(below, "benefit.medical.bands"),
            words::replay::there_are(rates).to_string()
        );
        let many: String = (0..20).map(|at| format!("p{at} = \"1\"\n")).collect();
        let many: DocumentMut = format!("[parameters]\n{many}").parse().unwrap();
        let told = below(&"parameters".parse().unwrap(), &[many]).to_string();
        assert!(told.ends_with("`parameters.p11` and 8 more"), "{told}");
    }
}
