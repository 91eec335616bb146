//! Every link of a page leads somewhere, every page is in the contents of the book, and no page leads out of the book.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use super::{at, page, pages};

/// A page as the book shows it: what it includes stands in its place.
fn whole(path: &str) -> String {
    let text = page(path);
    let Some((before, rest)) = text.split_once("{{#include ../") else { return text };
    let (name, after) = rest.split_once("}}").expect("an include is closed");
    format!("{before}{}{after}", page(name))
}

/// The lines of a page outside its blocks of code.
pub(super) fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// The anchors of a page: its headings, as GitHub and mdBook both make them.
pub(super) fn anchors(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let headings = prose(text).filter(|line| line.starts_with('#'));
    let headings = headings.filter_map(|line| line.trim_start_matches('#').strip_prefix(' '));
    let slug = |heading: &str| {
        let kept = heading.trim().chars().filter_map(|c| match c {
            c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        });
        kept.flat_map(char::to_lowercase).collect::<String>()
    };
    let numbered = |slug: String| {
        let before = *seen.entry(slug.clone()).and_modify(|count| *count += 1).or_insert(0);
        if before == 0 { slug } else { format!("{slug}-{before}") }
    };
    headings.map(slug).map(numbered).collect()
}

/// The targets of a page's links and pictures, without what stands in code.
fn targets(text: &str) -> Vec<String> {
    let mut targets = Vec::new();
    for line in prose(text) {
        // Code in the words of a link goes, the link stays.
        let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("code");
        let ends = plain.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        targets.extend(ends.map(str::to_owned));
    }
    targets
}

#[test]
fn every_link_leads_to_a_page_and_a_heading() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for path in pages() {
        let folder = Path::new(&path).parent().expect("a page is in a folder");
        let is_of_web = |target: &String| target.starts_with("http");
        for target in targets(&page(&path)).into_iter().filter(|target| !is_of_web(target)) {
            seen += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let file = match file {
                "" => path.clone(),
                file => folder.join(file).to_string_lossy().into_owned(),
            };
            let has_anchor = || anchors(&whole(&file)).iter().any(|known| known == anchor);
            if !at(&file).exists() || !(anchor.is_empty() || has_anchor()) {
                faults.push(format!("{path}: {target}"));
            }
        }
    }
    assert!(seen > 60, "links are found");
    assert_eq!(faults, [""; 0]);
}

/// Pages of the book are shown without the repository around them, and so are those that they include.
#[test]
fn no_page_of_the_book_leads_out_of_it() {
    for path in pages().iter().filter(|path| path.starts_with("docs/")) {
        let folder = Path::new(path).parent().expect("a page is in a folder");
        for target in targets(&whole(path)) {
            let is_of_web = target.starts_with("http");
            let file = target.split('#').next().unwrap_or_default();
            let leads_inside =
                || stays_in_docs(&folder.join(file)) && at(".").join(folder).join(file).exists();
            assert!(is_of_web || leads_inside(), "{path}: {target}");
        }
    }
}

/// Whether a path never leaves the folder of the book on its way.
fn stays_in_docs(path: &Path) -> bool {
    let mut parts = path.components();
    let mut depth = 0;
    parts.next() == Some(Component::Normal("docs".as_ref()))
        && parts.all(|part| {
            depth += if part == Component::ParentDir { -1 } else { 1 };
            depth >= 0 && !matches!(part, Component::RootDir | Component::Prefix(_))
        })
}

#[test]
fn a_path_that_leaves_the_book_is_found() {
    let stays = |path: &str| stays_in_docs(Path::new(path));
    assert!(["docs/night.md", "docs/zh/../night.md", "docs/zh/"].into_iter().all(stays));
    let leaves = ["docs/../README.md", "docs/zh/../../docs/night.md", "/night.md", "src/lib.rs"];
    assert!(!leaves.into_iter().any(stays));
}

#[test]
fn the_contents_of_the_book_list_every_page_once() {
    let mut listed = targets(&page("docs/SUMMARY.md"));
    listed.sort();
    let of_docs =
        pages().into_iter().filter_map(|path| Some(path.strip_prefix("docs/")?.to_owned()));
    let ours: Vec<String> = of_docs.filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(listed, ours);
    let leads = |first: &str, name: &str| {
        assert!(page(first).contains(&format!("]({name})")), "{first} does not lead to {name}");
    };
    for name in ours.iter().filter(|name| *name != "README.md") {
        match name.strip_prefix("zh/") {
            None | Some("README.md") => leads("docs/README.md", name),
            Some(name) => leads("docs/zh/README.md", name),
        }
    }
}

/// Pages name files of the repository by their paths; rooms may go without `src/`.
#[test]
fn every_file_that_a_page_names_is_there() {
    let mut faults = Vec::new();
    for path in pages().iter().filter(|path| !path.contains("CHANGELOG")) {
        let text = page(path);
        let is_of_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '.' | '-');
        let words = text.split(|c: char| !is_of_path(c)).filter(|word| word.ends_with(".rs"));
        for word in words.filter(|word| word.contains('/') && !word.contains("NAME")) {
            let is_there = ["", "src/"].iter().any(|room| at(&format!("{room}{word}")).exists());
            if !is_there && !word.starts_with("//") {
                faults.push(format!("{path}: {word}"));
            }
        }
    }
    assert_eq!(faults, [""; 0]);
}
