//! Texts in both languages.

use serde::Serialize;

use crate::words::{Lang, Sentence};

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bilingual {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Bilingual {
    /// What has several titles: each of them once.
    pub(crate) fn either(titles: &[Bilingual]) -> Bilingual {
        let each = |lang| {
            let mut texts: Vec<&str> = Vec::new();
            for text in titles.iter().map(|title| title.text(lang)) {
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
            texts.join(" / ")
        };
        Bilingual { en: each(Lang::English), zh: each(Lang::Chinese) }
    }

    /// The text in one language.
    pub(crate) fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::English => &self.en,
            Lang::Chinese => &self.zh,
        }
    }
}

impl From<&Sentence> for Bilingual {
    fn from(text: &Sentence) -> Bilingual {
        Bilingual {
            en: text.text(Lang::English).to_owned(),
            zh: text.text(Lang::Chinese).to_owned(),
        }
    }
}
