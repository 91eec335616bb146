use super::layout;

/// What is written, and how it is laid out.
fn is(written: &str, laid: &str) {
    assert_eq!(layout(written).unwrap(), laid, "of {written:?}");
    assert_eq!(layout(laid).unwrap(), laid, "laid out again");
}

#[test]
fn blanks_stand_one_way() {
    is("  [ a . b ]  \n  x=1\ny   =    \"2\"  \n", "[a.b]\nx = 1\ny = \"2\"\n");
    is(
        "a = [ 1,2 , 3 , ]\nb={ x=1,y =2 }\nc = []\nd = {}\n",
        "a = [1, 2, 3]\nb = { x = 1, y = 2 }\nc = []\nd = {}\n",
    );
    is("a . b = 1\nc = { d . e = 1 }\n", "a.b = 1\nc = { d.e = 1 }\n");
    is("\u{feff}a = 1\r\n[b]\r\nc = 2", "a = 1\n\n[b]\nc = 2\n");
}

#[test]
fn one_blank_line_stands_before_a_header_and_at_most_one_elsewhere() {
    is(
        "\n\na = 1\n\n\n\nb = 2\n[c]\n\nd = 3\n[[e]]\n[[e]]\n\n\n",
        "a = 1\n\nb = 2\n\n[c]\nd = 3\n\n[[e]]\n\n[[e]]\n",
    );
}

#[test]
fn a_comment_stays_beside_what_it_is_about() {
    is(
        "# head\n\n\n# of a\n[a] # a\n  # of x\nx = 1      # x\ny = 2# y\n# end",
        "# head\n\n# of a\n[a] # a\n# of x\nx = 1      # x\ny = 2 # y\n# end\n",
    );
    // Above a header that stands right below a value, too.
    is("[a]\nx = 1\n# of b\n[b]\n", "[a]\nx = 1\n\n# of b\n[b]\n");
}

#[test]
fn a_list_keeps_its_lines() {
    is(
        "a = [ # codes\n\"C00*\",   \"C01*\", # throat\n\n\n      # skin\n\t\"C43*\" # last\n  ]\n",
        "a = [ # codes\n  \"C00*\", \"C01*\", # throat\n\n  # skin\n  \"C43*\", # last\n]\n",
    );
    is("a = [\n[1,\n2],[3,4]\n]\n", "a = [\n  [\n    1,\n    2,\n  ], [3, 4],\n]\n");
    is("a = [\n# none\n]\n", "a = [\n  # none\n]\n");
}

#[test]
fn a_table_in_braces_is_one_line_and_its_comments_stand_above_it() {
    is("a = {\n  x = 1, # one\n  # two\n  y = 2,\n}\n", "# one\n# two\na = { x = 1, y = 2 }\n");
    is(
        "a = [\n  { x = 1,\n    # two\n    y = 2 },\n  { x = 3 },\n]\n",
        "a = [\n  # two\n  { x = 1, y = 2 },\n  { x = 3 },\n]\n",
    );
}

#[test]
fn texts_stay_as_they_are_but_for_escapes_that_only_toml_1_1_has() {
    is(
        "a = 'C:\\x'\nb = \"\\u4e92\"\nc = \"\"\"\n  two\n  lines\"\"\"\n",
        "a = 'C:\\x'\nb = \"\\u4e92\"\nc = \"\"\"\n  two\n  lines\"\"\"\n",
    );
    is("a = \"\\x41\\\\x\"\n", "a = 'A\\x'\n");
}

#[test]
fn what_is_no_toml_is_not_laid_out() {
    assert!(layout("a = = 1\n").is_err());
}

proptest::proptest! {
    /// `layout` itself stops where the text would say something else.
    #[test]
    fn laid_out_twice_is_laid_out_once(parts in proptest::collection::vec(0..PARTS.len(), 0..12)) {
        let text: String = parts.iter().enumerate().map(|(at, part)| PARTS[*part].replace('N', &at.to_string())).collect();
        let once = layout(&text).unwrap();
        proptest::prop_assert_eq!(layout(&once).unwrap(), once.clone());
        let comments = |text: &str| {
            let mut all: Vec<String> = text.lines().filter_map(|line| Some(line.split_once('#')?.1.trim().to_owned())).collect();
            all.sort();
            all
        };
        proptest::prop_assert_eq!(comments(&once), comments(&text));
        proptest::prop_assert!(once.lines().all(|line| line.trim_end() == line), "no line ends in blanks");
    }
}

/// Parts of files, each with names of its own.
const PARTS: [&str; 12] = [
    "\n\n",
    "# comment N\n",
    "   # indented N\n\n",
    "kN=1\n",
    "k.N = [ 1,\n 2 # two N\n ,3]\n",
    "kN = { a=[ { b = 1 },\n   # inside N\n { b= 2 } ] , c.d = 'x' } # behind N\n",
    "  [ sN ]#header N\n",
    "\n\n[[ lN ]]\n",
    "[sN.\"a b\" . c]\r\nx = \"y\"\r\n",
    "kN = [\n\n# lead N\n\n\"a\", \"b\"]\n",
    "kN = {\n x = { # deep N\n y = [\n1,\n2]\n }\n}\n",
    "kN = \"\"\"\na text of N\n\"\"\"\n",
];
