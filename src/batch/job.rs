//! What a batch is asked to do.

use std::path::Path;

use crate::explanation::notice::Wanted;
use crate::fingerprint::Fingerprint;
use crate::intake::Inputs;
use crate::output::reports;
use crate::progress::Progress;
use crate::scheme::Book;
use crate::words::Lang;

/// All that a run needs.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The rules.
    pub book: &'a Book,
    /// The files the rules were read from.
    pub rules: &'a [Fingerprint],
    /// What to read.
    pub inputs: &'a Inputs,
    /// Where to write.
    pub out: &'a Path,
    /// Threads; nothing for as many as the machine has.
    pub threads: Option<usize>,
    /// Whether to write explanations.jsonl.
    pub explains: bool,
    /// The bills of which notices.html holds a notice; with none it is not written.
    pub notices: Wanted<'a>,
    /// Options of the reports.
    pub reports: reports::Options,
    /// The language of the sentences in rejects.csv, and of notices.
    pub lang: Lang,
    /// Hears how far the run is, and may stop it.
    pub watch: &'a dyn Progress,
}
