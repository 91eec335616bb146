//! The files of a first scheme, in the language of who begins it.

use crate::words::Lang;

/// What stands in them for the folder.
pub(super) const NAME: &str = "NAME";

/// What stands in them for the id of the scheme.
pub(super) const ID: &str = "\"ID\"";

/// The files, each with its text.
pub(super) type Template = [(&'static str, &'static str); 5];

/// The files in a language.
pub(super) fn template(lang: Lang) -> Template {
    let (rules, cases) = match lang {
        Lang::English => {
            (include_str!("template/rules.en.toml"), include_str!("template/cases.en.toml"))
        }
        Lang::Chinese => {
            (include_str!("template/rules.zh.toml"), include_str!("template/cases.zh.toml"))
        }
    };
    [
        ("2026.toml", rules),
        ("cases.toml", cases),
        ("data/members.csv", include_str!("template/members.csv")),
        ("data/enrolments.csv", include_str!("template/enrolments.csv")),
        ("data/bills.csv", include_str!("template/bills.csv")),
    ]
}
