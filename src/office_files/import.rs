//! `[import.NAME]`: what an office says about its own files.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::OfficeFileError;
use super::names::{own, plain};
use super::unit::Unit;
use crate::claim::Vocabulary;
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::scheme::{Node, Read, Reader, Reports, Value, read_text};
use crate::words::{self, data as say};

/// All tables of `[import]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imports(pub(super) Vec<Import>);

/// What an office says about one kind of its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Import {
    pub name: String,
    /// Our columns by the plain name of theirs; empty for one that is not read.
    pub columns: BTreeMap<String, String>,
    /// Units of amounts, by the plain name of their column.
    pub units: BTreeMap<String, Unit>,
    /// What holds where the file says nothing, by our column.
    pub values: BTreeMap<String, String>,
    /// What words of the office mean, by our column.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
}

impl Imports {
    /// Reads the tables of a TOML file, which may hold other things beside them.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, has no `[import.NAME]`, or has mistakes in one.
    pub fn read(path: &Path, vocabulary: &Vocabulary) -> Result<Imports, OfficeFileError> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|why| {
            OfficeFileError::NoImport(say::unreadable(&shown, words::system(&why)))
        })?;
        Imports::of_text(path, text, vocabulary)
    }

    /// Reads the tables of a TOML text, which mistakes call by this path.
    ///
    /// # Errors
    ///
    /// When it has no `[import.NAME]`, or has mistakes in one.
    pub fn of_text(
        path: &Path,
        text: String,
        vocabulary: &Vocabulary,
    ) -> Result<Imports, OfficeFileError> {
        let mut file = Reviewed::new(path, text);
        let read = read_text(&file.text, &mut file.found, |reader| {
            let node = reader.optional("import");
            reader.rest();
            node.map(|node| reader.part_of(node, "import", |reader| of_file(reader, vocabulary)))
                .transpose()
        });
        match read {
            Ok(Some(imports)) if file.found.is_empty() => Ok(imports),
            Ok(None) => Err(OfficeFileError::NoImport(say::no_imports(path.display().to_string()))),
            _ => Err(OfficeFileError::Import(Box::new(file))),
        }
    }

    /// The table for files with these columns: of those all of whose columns are there, the one with the most.
    ///
    /// # Errors
    ///
    /// When several fit equally well.
    pub(super) fn of(
        &self,
        header: &[String],
        place: &str,
    ) -> Result<Option<&Import>, OfficeFileError> {
        let cells: Vec<String> = header.iter().map(|cell| plain(cell)).collect();
        let fits = |import: &&Import| import.columns.keys().all(|name| cells.contains(name));
        let most = self.0.iter().filter(fits).map(|import| import.columns.len()).max();
        let best = |import: &&Import| Some(import.columns.len()) == most;
        let all: Vec<&Import> = self.0.iter().filter(fits).filter(best).collect();
        match all.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            several => Err(OfficeFileError::SeveralImports {
                place: place.to_owned(),
                names: several.iter().map(|import| import.name.clone()).collect(),
            }),
        }
    }

    /// Our column that any of the tables says a cell of a header means.
    pub(super) fn meaning(&self, cell: &str) -> Option<String> {
        let name = plain(cell);
        let found = self.0.iter().find_map(|import| import.columns.get(&name));
        found.filter(|column| !column.is_empty()).cloned()
    }
}

fn of_file(reader: &mut Reader<Diagnostics>, vocabulary: &Vocabulary) -> Read<Imports> {
    let tables = reader.rest().into_iter();
    let all: Vec<Read<Import>> = tables
        .map(|(name, (_, node))| {
            let key = name.clone();
            reader.part_of(node, &key, |reader| one(reader, name, vocabulary))
        })
        .collect();
    all.into_iter().collect::<Read<Vec<Import>>>().map(Imports)
}

fn one(reader: &mut Reader<Diagnostics>, name: String, vocabulary: &Vocabulary) -> Read<Import> {
    let columns = texts(reader, "columns");
    let units = reader.table("units", |reader| {
        let all = reader.rest().into_iter();
        let one = |(name, (_, node)): (String, (_, Node))| {
            Ok((plain(&name), reader.option(&node, &name, &Unit::ALL)?))
        };
        all.map(one).collect::<Read<BTreeMap<String, Unit>>>()
    });
    let values = texts(reader, "values");
    let words = reader.table("words", |reader| {
        let all = reader.rest().into_iter();
        let one = |(column, (span, node)): (String, (_, Node))| {
            known(reader, &column, span, vocabulary)?;
            let words = reader.part_of(node, &column, entries)?;
            Ok((column, words.into_iter().map(|(word, (value, _))| (word, value)).collect()))
        };
        all.map(one).collect::<Read<BTreeMap<String, BTreeMap<String, String>>>>()
    });
    let mut import = Import { name, ..Import::default() };
    for (header, (column, span)) in columns? {
        if !column.is_empty() {
            known(reader, &column, span, vocabulary)?;
        }
        import.columns.insert(plain(&header), column);
    }
    for (column, (value, span)) in values? {
        known(reader, &column, span, vocabulary)?;
        import.values.insert(column, value);
    }
    import.units = units?.unwrap_or_default();
    import.words = words?.unwrap_or_default();
    Ok(import)
}

/// A place in the file.
type Span = std::ops::Range<usize>;
/// Texts by name, each with its place.
type Texts = BTreeMap<String, (String, Span)>;

/// The table of texts at a key; empty where it is not written.
fn texts(reader: &mut Reader<Diagnostics>, key: &'static str) -> Read<Texts> {
    Ok(reader.table(key, entries)?.unwrap_or_default())
}

fn entries(reader: &mut Reader<Diagnostics>) -> Read<Texts> {
    let all = reader.rest().into_iter();
    let one = |(name, (_, node)): (String, (_, Node))| match node.value {
        Value::Text(text) => Ok((name, (text.trim().to_owned(), node.span))),
        _ => Err(reader.error(node.span, words::rules::not_text(name))),
    };
    all.map(one).collect()
}

/// Reports a name that is none of our columns.
fn known(
    reader: &mut Reader<Diagnostics>,
    column: &str,
    span: Span,
    vocabulary: &Vocabulary,
) -> Read<()> {
    match own(column, vocabulary) {
        Some(_) => Ok(()),
        None => Err(reader.error(span, say::unknown_column(column))),
    }
}
