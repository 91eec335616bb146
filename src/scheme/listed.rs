//! Lists of benefits: those under a shared limit, and alternatives.

use crate::scheme::language::reader::{Read, Reader, Reports, all};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Span, suggest};
use crate::words;

/// A benefit of the edition, as lists of benefits ask for it.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Its id; empty where it has none.
    pub id: String,
    /// Its plan, where it is known.
    pub plan: Option<u8>,
    /// The kinds of bill it is for, one bit a category; none where they are not known.
    pub categories: u64,
    /// Whether it is paid by the day.
    pub is_by_day: bool,
    /// Whether it is paid at all, and not only computed.
    pub pays_out: bool,
}

/// A benefit that a list names.
#[derive(Clone, Debug)]
pub(crate) struct Listed<'c> {
    /// Its place in the edition.
    pub at: u8,
    /// Where it is named.
    pub span: Span,
    pub benefit: &'c Candidate,
}

/// The kinds of bill that any of some benefits is for, one bit a category.
pub(crate) fn categories_of(listed: &[Listed]) -> u64 {
    listed.iter().fold(0, |all, one| all | one.benefit.categories)
}

/// Takes `benefits`: two or more, each once, and none that is only computed.
pub(crate) fn read_benefits<'c>(
    reader: &mut Reader<Scope>,
    known: &'c [Candidate],
) -> Read<Vec<Listed<'c>>> {
    let place = reader.value_span("benefits");
    let names = reader.texts("benefits")?;
    if names.len() < 2 {
        reader.error(place, words::rules::two_at_least("benefits"));
    }
    let listed = all(names.into_iter().map(|(name, span)| {
        match known.iter().enumerate().find(|(_, benefit)| benefit.id == name) {
            Some((at, benefit)) => Ok(Listed { at: at as u8, span, benefit }),
            None => {
                let ids = known.iter().map(|one| one.id.as_str()).filter(|id| !id.is_empty());
                let help = suggest(&name, ids);
                Err(reader.advise(span, words::rules::unknown_benefit(name), help))
            }
        }
    }))?;
    let mut seen = Vec::new();
    for one in &listed {
        if seen.contains(&one.at) {
            return Err(reader.error(one.span.clone(), words::rules::id_twice(&one.benefit.id)));
        }
        seen.push(one.at);
        if !one.benefit.pays_out {
            let message = words::rules::computed_is_not_paid(&one.benefit.id);
            reader.error(one.span.clone(), message);
        }
    }
    Ok(listed)
}
