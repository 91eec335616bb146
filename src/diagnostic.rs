//! Complaints about a text that a person wrote, each with its place.

use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

use crate::words::{self, Lang, Sentence};

/// Whether a text can be used as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It cannot.
    #[default]
    Error,
    /// It can, and is hardly what was meant.
    Warning,
}

/// One mistake in a rule file: what is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Bytes of the text, closed-open.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: Sentence,
    /// What to do, where there is advice.
    pub help: Option<Sentence>,
    /// Whether the text can be used all the same.
    pub severity: Severity,
    /// A text that shows it, where there is one: a case.
    pub example: Option<String>,
}

/// The proof that a mistake was reported. A reader that has no value returns it, so that "absent" (`None`) and
/// "wrong, and reported" (`Err(Reported)`) are two things; only [`Diagnostics`] can make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported(());

/// Every mistake found in one file, in the order found; the same mistake stands once.
///
/// A text with more than [`Diagnostics::MOST`] is not what its reader takes it for: those beyond are
/// left out, which the report says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    /// The last of those left out.
    beyond: Option<Diagnostic>,
}

impl Diagnostic {
    fn new(span: Range<usize>, message: Sentence) -> Diagnostic {
        Diagnostic { span, message, help: None, severity: Severity::Error, example: None }
    }
}

impl Diagnostics {
    /// The most mistakes that are kept of one text.
    pub const MOST: usize = 500;

    /// Adds a mistake; set `help` on what it returns, where there is advice.
    pub fn error(&mut self, span: Range<usize>, message: Sentence) -> &mut Diagnostic {
        let known = self.found.iter().position(|d| d.span == span && d.message == message);
        if known.is_none() && self.found.len() == Diagnostics::MOST {
            return self.beyond.insert(Diagnostic::new(span, message));
        }
        let at = known.unwrap_or_else(|| {
            self.found.push(Diagnostic::new(span, message));
            self.found.len() - 1
        });
        &mut self.found[at]
    }

    /// Adds a mistake with what to do about it, where there is advice.
    pub fn advise(
        &mut self,
        span: Range<usize>,
        message: Sentence,
        help: impl Into<Option<Sentence>>,
    ) -> Reported {
        self.error(span, message).help = help.into();
        Reported(())
    }

    /// Adds a mistake.
    ///
    /// ```
    /// use huzhu::diagnostic::{Diagnostics, Reported};
    /// use huzhu::words::Sentence;
    ///
    /// fn rate(text: &str, found: &mut Diagnostics) -> Result<u8, Reported> {
    ///     let why = || Sentence::new("not a number".into(), "不是数字".into());
    ///     text.parse().map_err(|_| found.report(0..text.len(), why()))
    /// }
    ///
    /// let mut found = Diagnostics::default();
    /// assert_eq!(rate("60", &mut found), Ok(60));
    /// assert!(rate("sixty", &mut found).is_err());
    /// assert_eq!(found.len(), 1);
    /// ```
    pub fn report(&mut self, span: Range<usize>, message: Sentence) -> Reported {
        self.error(span, message);
        Reported(())
    }

    /// Adds what is hardly meant, with a text that shows it.
    pub(crate) fn warn(
        &mut self,
        span: Range<usize>,
        message: Sentence,
        help: Sentence,
        example: Option<String>,
    ) {
        let warning = self.error(span, message);
        (warning.severity, warning.help, warning.example) =
            (Severity::Warning, Some(help), example);
    }

    /// Every mistake that is kept, to add to what it says.
    pub(crate) fn each_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.found.iter_mut()
    }

    /// Whether the text is without a mistake.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many mistakes there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether some were left out.
    pub fn has_more(&self) -> bool {
        self.beyond.is_some()
    }

    /// The mistakes in the order of the text.
    pub fn in_order(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.found.iter().collect();
        sorted.sort_by_key(|mistake| mistake.span.start);
        sorted
    }
}

/// A text with its path, and the mistakes found in it.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The file, as the reader named it.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
    /// What is wrong with it.
    pub found: Diagnostics,
}

/// A mistake as a program reads it: `huzhu check --format json`.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Finding {
    /// Whether the file can be used all the same.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// From one.
    pub line: usize,
    /// From one, in characters.
    pub column: usize,
    /// What is wrong, in English.
    pub message: String,
    /// The same in Chinese.
    pub message_zh: String,
    /// What to do, in English.
    pub help: Option<String>,
    /// The same in Chinese.
    pub help_zh: Option<String>,
    /// A case that shows it, where there is one.
    pub example: Option<String>,
}

impl Reviewed {
    /// A text in which nothing has been found yet.
    pub fn new(path: &Path, text: String) -> Reviewed {
        Reviewed { path: path.to_owned(), text, found: Diagnostics::default() }
    }

    /// Every mistake with its source line, a caret under the place, and what to do.
    pub fn render(&self, lang: Lang) -> String {
        let found = self.found.in_order().into_iter();
        let mut told: String = found.map(|mistake| self.render_one(mistake, lang)).collect();
        if self.found.has_more() {
            let more = words::rules::more_mistakes(Diagnostics::MOST);
            told += &format!("{}: {}\n\n", self.path.display(), more.text(lang));
        }
        told
    }

    fn render_one(&self, mistake: &Diagnostic, lang: Lang) -> String {
        let help = words::rules::help();
        let (level, kind) = match mistake.severity {
            Severity::Error => (Level::ERROR, words::rules::error()),
            Severity::Warning => (Level::WARNING, words::probes::warning()),
        };
        let path = self.path.display().to_string();
        let end = mistake.span.end.clamp(mistake.span.start, self.text.len());
        let place = Snippet::source(&self.text)
            .path(&path)
            .annotation(AnnotationKind::Primary.span(self.one_line(mistake.span.start..end)));
        let title = level.with_name(kind.text(lang)).primary_title(mistake.message.text(lang));
        let mut group = title.element(place);
        if let Some(advice) = &mistake.help {
            group =
                group.element(Level::HELP.with_name(help.text(lang)).message(advice.text(lang)));
        }
        let example = mistake.example.iter().map(|example| {
            let head = words::probes::example();
            format!("{}\n\n{example}\n", head.text(lang))
        });
        let example: String = example.collect();
        format!("{}\n\n{example}", Renderer::plain().render(&[group]))
    }

    /// The first line of a span: a table's span would fill the screen.
    fn one_line(&self, span: Range<usize>) -> Range<usize> {
        let line = self.text[span.clone()].find('\n').unwrap_or(span.len());
        span.start..span.start + line
    }

    /// Every mistake as a program reads it.
    pub fn findings(&self) -> Vec<Finding> {
        self.found.in_order().into_iter().map(|mistake| self.finding(mistake)).collect()
    }

    fn finding(&self, mistake: &Diagnostic) -> Finding {
        let before = &self.text[..mistake.span.start.min(self.text.len())];
        let help = |lang| mistake.help.as_ref().map(|help| help.text(lang).to_owned());
        Finding {
            file: self.path.display().to_string(),
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|&c| c != '\n').count() + 1,
            message: mistake.message.text(Lang::English).to_owned(),
            message_zh: mistake.message.text(Lang::Chinese).to_owned(),
            help: help(Lang::English),
            help_zh: help(Lang::Chinese),
            example: mistake.example.clone(),
            severity: mistake.severity,
        }
    }
}

/// The known word that a third of the letters of `word`, mistyped, would explain.
pub(crate) fn misspelt<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    if word.len() > 64 {
        return None; // No one mistypes a word of that length, and comparing it takes long.
    }
    let mistakes = |other: &str| strsim::damerau_levenshtein(word, other);
    let near = known.min_by_key(|other| mistakes(other));
    near.filter(|other| mistakes(other) * 3 <= word.chars().count().max(3))
}
