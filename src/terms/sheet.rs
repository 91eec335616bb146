//! The sheet of one edition: its sections, and what stands at its head. `text.rs` and `page.rs` are its two forms.

use super::section::Section;
use super::writer::Writer;
use crate::date::Day;
use crate::explanation::Formatter;
use crate::fingerprint::{Fingerprint, file_name, sha256};
use crate::scheme::{Book, Edition, Source};
use crate::words::{Lang, Sentence, terms};

/// One edition in sentences, in one language.
pub(crate) struct Terms<'b> {
    pub(super) formatter: Formatter<'b>,
    pub(super) edition: &'b Edition,
    pub(super) sections: Vec<Section>,
    /// The files of the book, by their content.
    files: Vec<Fingerprint>,
}

impl<'b> Terms<'b> {
    /// The terms of an edition of a book, which was compiled from these files.
    pub fn new(book: &'b Book, edition: &'b Edition, sources: &[Source], lang: Lang) -> Terms<'b> {
        let formatter = Formatter { book, lang };
        let print = |source: &Source| Fingerprint {
            file: file_name(&source.path),
            sha256: sha256(source.text.as_bytes()),
        };
        let files = sources.iter().map(print).collect();
        let sections = Writer::new(formatter, edition).whole();
        Terms { formatter, edition, sections, files }
    }
}

impl Terms<'_> {
    pub(super) fn say(&self, sentence: &Sentence) -> String {
        self.formatter.say(sentence)
    }

    /// The name of the scheme.
    pub(super) fn title(&self) -> String {
        self.say(&self.formatter.book.title)
    }

    /// What stands at the head of the sheet, each with its name.
    pub(super) fn head(&self) -> Vec<(String, String)> {
        let edition = self.edition;
        let days = match edition.to == Day::LAST {
            true => terms::in_force_from(edition.from),
            false => terms::in_force(edition.from, edition.to),
        };
        let (title, days) = (self.say(&edition.title), self.say(&days));
        let edition = terms::edition_of(title, &edition.id, days);
        let files = self.files.iter().map(|file| format!("{} {}", file.file, file.sha256));
        let files: Vec<String> = files.collect();
        let between = if self.formatter.lang == Lang::Chinese { "，" } else { ", " };
        let code = self.formatter.book.vocabulary.currency.code();
        let amounts = match code {
            "CNY" => terms::amounts_in_yuan(),
            code => terms::amounts(code),
        };
        vec![
            (self.say(&terms::edition()), self.say(&edition)),
            (self.say(&terms::source()), self.edition.source.clone()),
            (self.say(&terms::files()), files.join(between)),
            (self.say(&terms::program()), env!("CARGO_PKG_VERSION").to_owned()),
            (self.say(&terms::currency()), self.say(&amounts)),
        ]
    }

    /// All values: the clause, what it is, and the value.
    pub(super) fn values(&self) -> Vec<[String; 3]> {
        let items = self
            .sections
            .iter()
            .flat_map(|section| section.items.iter().map(move |item| (section, item)));
        let rows = items.flat_map(|(section, item)| {
            item.values.iter().map(move |value| {
                let clause = value.clause.as_ref().or(section.clause.as_ref());
                let of = self.say(&terms::below(&section.heading, &item.name));
                let of = match value.name.is_empty() {
                    true => of,
                    false => self.say(&terms::below(of, &value.name)),
                };
                [clause.cloned().unwrap_or_default(), of, value.value.clone()]
            })
        });
        rows.collect()
    }
}
