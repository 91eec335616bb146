//! What a schedule by facts says: its rows, and the value of all cells that no row is for.

use super::CellReader;
use super::pattern::Ranges;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Span;
use crate::words;

/// One row of a schedule while it is read: for each fact its ranges, and the value.
pub(super) struct Line<T> {
    pub span: Span,
    pub ranges: Vec<Ranges>,
    pub value: T,
}

/// The value of all cells that no row is for.
pub(super) struct Otherwise<T> {
    pub value: Read<Option<T>>,
    /// Where it is written, if it is.
    span: Option<Span>,
}

impl<T: Copy> Otherwise<T> {
    pub fn read(reader: &mut Reader<Scope>, cell: CellReader<T>) -> Otherwise<T> {
        let node = reader.optional("otherwise");
        let span = node.as_ref().map(|node| node.span.clone());
        let value = node.map(|node| cell(reader.scope, &node, "otherwise")).transpose();
        Otherwise { value, span }
    }

    /// Reports cells without a value, and a value that is for no cell.
    pub fn check(&self, gaps: &[String], is_idle: bool, span: Span, scope: &mut Scope) -> Read<()> {
        self.value?;
        match &self.span {
            None if !gaps.is_empty() => {
                let more = if gaps.len() > 3 { ", ..." } else { "" };
                let what = gaps[..gaps.len().min(3)].join("; ") + more;
                let help = words::rules::schedule_gap_help();
                Err(scope.advise(span, words::rules::schedule_gap(what), help))
            }
            Some(span) if is_idle => {
                let help = words::rules::remove_key("otherwise");
                let message = words::rules::schedule_idle_otherwise();
                Err(scope.advise(span.clone(), message, help))
            }
            _ => Ok(()),
        }
    }
}
