//! The tables of CONTRIBUTING.md are made from the first sentences of the modules and of the tests.

use std::fs;

use super::{at, head, hold, page};

/// A table in a page that is made from code.
struct Made {
    /// The comment after which it stands, up to the next comment.
    from: &'static str,
    /// The file whose `mod` lines are its rows, in their order.
    root: &'static str,
    /// The folder of the modules.
    folder: &'static str,
    /// What stands before the name of a module, and behind one that is no folder.
    prefix: &'static str,
    end: &'static str,
}

const MADE: [Made; 2] = [
    Made { from: "<!-- modules -->\n", root: "src/lib.rs", folder: "src", prefix: "", end: "" },
    Made {
        from: "<!-- tests -->\n",
        root: "tests/all/main.rs",
        folder: "tests/all",
        prefix: "tests/all/",
        end: ".rs",
    },
];
const END: &str = "<!-- made by `BLESS=1 cargo test --test all manual::` -->";

#[test]
fn the_tables_of_modules_and_tests_are_made_from_their_first_sentences() {
    let mut right = page("CONTRIBUTING.md");
    for made in MADE {
        let (before, rest) = right.split_once(made.from).expect("the table has its place");
        let (_, after) = rest.split_once(END).expect("the table has an end");
        right = format!("{before}{}{}{END}{after}", made.from, table(&made));
    }
    hold("CONTRIBUTING.md", &right).unwrap();
}

/// One row for each module: its name, and the first sentence of its file.
fn table(made: &Made) -> String {
    let declared = |line: &str| {
        let name = line.rsplit_once("mod ")?.1.strip_suffix(';')?;
        Some(name.to_owned()).filter(|_| !line.trim_start().starts_with("//"))
    };
    let root = page(made.root);
    let rows = root.lines().filter_map(declared).map(|name| {
        let [alone, room] = ["", "/mod"].map(|end| at(&format!("{}/{name}{end}.rs", made.folder)));
        let (path, slash) = if alone.exists() { (alone, made.end) } else { (room, "/") };
        let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path:?}: {why}"));
        let sentence = first_sentence(&head(&text));
        assert!(!sentence.is_empty(), "{path:?} begins with what it holds, behind `//!`");
        format!("| `{}{name}{slash}` | {sentence} |\n", made.prefix)
    });
    format!("\n| module | holds |\n|---|---|\n{}\n", rows.collect::<String>())
}

/// The first sentence of a text, without links and full stop.
fn first_sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default().trim().replace('\n', " ");
    let end = paragraph.find(". ").unwrap_or(paragraph.trim_end_matches('.').len());
    paragraph[..end].replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}
