//! What each column of a table means for one kind of record, and how its cells are read.

use std::collections::BTreeMap;

use super::error::{HeldKind, OfficeFileError};
use super::header::FoundHeader;
use super::import::{Import, Imports};
use super::names;
use super::origin::letters;
use super::row::Holds;
use super::table::Table;
use super::unit::Unit;
use super::words_of_cells::Words;
use crate::claim::{Column, FieldKind, Header, PAID_ON, RecordKind, Vocabulary};
use crate::diagnostic::misspelt;

/// How the cells of a column are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CellKind {
    AsIs,
    Amount(Unit),
    Day,
    Word(Box<Words>),
}

/// Where the cells of an output column come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comes {
    /// From a column of the file.
    Cell(usize),
    /// From the resident number in a column of the file.
    BirthOf(usize),
    SexOf(usize),
    /// From nowhere: only what is declared holds.
    Declared,
}

/// A column of ours that comes of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub column: String,
    /// What the file calls it; empty where it has no such column.
    pub header: String,
    pub comes: Comes,
    pub kind: CellKind,
    /// What holds where the cell is empty.
    pub otherwise: Option<String>,
    /// Whether the unit of its amounts is declared.
    pub has_unit: bool,
}

impl Target {
    /// Whether its digits are no number: zeros in front and at the end belong to them.
    pub fn is_text(&self) -> bool {
        TEXTS.contains(&self.column.as_str())
    }

    /// Refuses a column that holds another kind of value than it means.
    fn check_held(&self, table: &Table) -> Result<(), OfficeFileError> {
        let Comes::Cell(at) = self.comes else { return Ok(()) };
        let holds = table.holds.get(at).copied();
        let Some(held) = holds.and_then(|holds| other_kind(&self.column, holds)) else {
            return Ok(());
        };
        let (place, header) = (table.name.clone(), self.header.clone());
        Err(OfficeFileError::HoldsOther { place, header, column: self.column.clone(), held })
    }

    /// The address of its cell on a line of a spreadsheet; nothing where it comes from none.
    pub fn cell_of(&self, line: u32) -> Option<String> {
        let Comes::Cell(at) = self.comes else { return None };
        Some(format!("{}{line}", letters(at)))
    }
}

/// What a table means for one kind of record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mapping {
    pub targets: Vec<Target>,
    /// How many cells a row has.
    pub width: usize,
    /// Columns that must be there and are not.
    pub missing: Vec<String>,
    /// Where the flag of refunds stands.
    pub refund: Option<usize>,
}

impl Mapping {
    /// Where ids of members and of bills stand.
    pub fn ids(&self) -> Vec<usize> {
        let place = |target: &Target| match target.comes {
            Comes::Cell(at) => Some(at),
            _ => None,
        };
        self.targets.iter().filter(|target| is_id(&target.column)).filter_map(place).collect()
    }
}

/// A table with its header and what that means.
pub(super) struct Mapped<'t> {
    pub table: &'t Table,
    pub header: FoundHeader,
    pub mapping: Mapping,
}

impl Mapped<'_> {
    /// That columns are missing, where some are.
    pub fn lacks(&self) -> Option<OfficeFileError> {
        let columns = self.mapping.missing.clone();
        let (place, line) = (self.table.name.clone(), self.header.line);
        (!columns.is_empty()).then_some(OfficeFileError::Missing { place, line, columns })
    }
}

/// What a table is mapped by.
#[derive(Clone, Copy)]
pub(super) struct Meaning<'m> {
    pub imports: &'m Imports,
    pub vocabulary: &'m Vocabulary,
}

impl Meaning<'_> {
    /// Our column that a cell of a header may mean.
    pub fn of(&self, cell: &str) -> Option<String> {
        let declared = self.imports.meaning(cell);
        declared.or_else(|| names::column(cell, self.vocabulary))
    }

    /// The mapping of a table for a kind of record, whatever is missing in it.
    ///
    /// # Errors
    ///
    /// Every column that means what another one means, whose unit is not yuan and not declared, or that holds other
    /// things than it means.
    pub fn mapping(
        &self,
        table: &Table,
        header: &FoundHeader,
        kind: RecordKind,
    ) -> Result<Mapping, Vec<OfficeFileError>> {
        let place = table.name.as_str();
        let import = self.imports.of(&header.cells, place).map_err(|why| vec![why])?;
        let columns = columns(&header.cells, import, self.vocabulary);
        let (mut targets, mut faults) = (Vec::new(), Vec::new());
        for ((at, cell), column) in header.cells.iter().enumerate().zip(&columns) {
            let Some(target) = self.target((at, cell), column.as_deref(), import, kind) else {
                continue;
            };
            faults.extend(check_unit(place, header, import, &target).err());
            if kind.columns(self.vocabulary).contains(&target.column.as_str()) {
                faults.extend(target.check_held(table).err());
            }
            targets.push(target);
        }
        faults.extend(twice(place, &targets));
        keep_one_unit_of_title(&mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        self.complete(&mut targets, import, kind);
        let names: Vec<&str> = targets.iter().map(|target| target.column.as_str()).collect();
        let missing = Header::of_file(&names, kind, self.vocabulary).missing;
        let refund = header.cells.iter().position(|cell| names::is_refund_flag(cell));
        let refund = refund.filter(|_| kind == RecordKind::Bills);
        Ok(Mapping { targets, width: header.cells.len(), missing, refund })
    }

    /// What comes of one column; nothing where it belongs to another kind of record, or is not read. A column of
    /// which nothing is known goes along under its own name, so that intake counts it among those that are ignored.
    fn target(
        &self,
        (at, cell): (usize, &str),
        column: Option<&str>,
        import: Option<&Import>,
        kind: RecordKind,
    ) -> Option<Target> {
        let known = kind.columns(self.vocabulary);
        let name = match column {
            Some("") => return None,
            Some(column) if !known.contains(&column) => return None,
            Some(column) => column,
            None if cell.is_empty() || names::is_refund_flag(cell) => return None,
            None if TO_MEND.contains(&cell) => return None,
            None => cell,
        };
        let declared = import.and_then(|import| import.units.get(&names::plain(cell)).copied());
        let unit = declared.unwrap_or(Unit::Yuan);
        let cells = (import, kind, unit);
        Some(Target {
            column: name.to_owned(),
            header: cell.to_owned(),
            comes: Comes::Cell(at),
            kind: self.cell_kind(name, cell, cells),
            otherwise: import.and_then(|import| import.values.get(name).cloned()),
            has_unit: declared.is_some(),
        })
    }

    fn cell_kind(
        &self,
        column: &str,
        header: &str,
        (import, kind, unit): (Option<&Import>, RecordKind, Unit),
    ) -> CellKind {
        let field = kind.fields(self.vocabulary).find(|field| field.name == column);
        if is_amount(column) {
            return CellKind::Amount(unit);
        }
        match field.map(|field| &field.kind) {
            Some(FieldKind::Amount { .. }) => return CellKind::Amount(unit),
            Some(FieldKind::Date { .. }) => return CellKind::Day,
            _ if is_day(column) => return CellKind::Day,
            _ => {}
        }
        let words = Words::of(column, header, import, (kind, self.vocabulary));
        words.map_or(CellKind::AsIs, |words| CellKind::Word(Box::new(words)))
    }

    /// Adds what comes from resident numbers, and what is declared for every row.
    fn complete(&self, targets: &mut Vec<Target>, import: Option<&Import>, kind: RecordKind) {
        let place = |targets: &[Target], name: &str| {
            let mut all = targets.iter().filter(|target| target.column == name);
            all.find_map(|target| match target.comes {
                Comes::Cell(at) => Some((at, target.header.clone())),
                _ => None,
            })
        };
        // A column that is misspelt is told, and what it says not replaced by what the number says.
        let is_misspelt = |column: &str| {
            targets.iter().any(|target| misspelt(&target.column, [column].into_iter()).is_some())
        };
        let of_number = ["birth_date", "sex"].map(|column| !is_misspelt(column));
        let id = place(targets, "member_id").filter(|_| kind == RecordKind::Members);
        let mut add = |column: &str, header: String, comes: Comes| {
            if targets.iter().any(|target| target.column == column) {
                return;
            }
            let otherwise = import.and_then(|import| import.values.get(column).cloned());
            let (column, kind, has_unit) = (column.to_owned(), CellKind::AsIs, true);
            targets.push(Target { column, header, comes, kind, otherwise, has_unit });
        };
        if let Some((at, header)) = id {
            let [birth_date, sex] = of_number;
            if birth_date {
                add("birth_date", header.clone(), Comes::BirthOf(at));
            }
            if sex {
                add("sex", header, Comes::SexOf(at));
            }
        }
        let known = kind.columns(self.vocabulary);
        let declared = import.into_iter().flat_map(|import| import.values.keys());
        for column in declared.filter(|column| known.contains(&column.as_str())) {
            add(column, String::new(), Comes::Declared);
        }
    }
}

/// Our column that a name of a table means, by what the office says or by what is usual.
#[cfg(feature = "arrow")]
pub(crate) fn meant(name: &str, vocabulary: &Vocabulary, imports: &Imports) -> Option<String> {
    Meaning { imports, vocabulary }.of(name)
}

/// Columns whose digits are no number: zeros in front belong to them.
const TEXTS: [&str; 10] = [
    "member_id",
    "bill_id",
    "takes_back",
    "hospital_id",
    "household_id",
    "stay_id",
    "org_code",
    "plan",
    "diagnosis",
    "name",
];

/// Another kind of value than a column of ours means, where its cells are such.
pub(crate) fn other_kind(column: &str, holds: Holds) -> Option<HeldKind> {
    match holds {
        Holds::Whole | Holds::Decimal if TEXTS.contains(&column) => Some(HeldKind::WholeNumbers),
        Holds::Text | Holds::Decimal | Holds::Day | Holds::Whole => None,
        Holds::Float => Some(HeldKind::Floats),
        Holds::Moment => Some(HeldKind::Moments),
        Holds::Other => Some(HeldKind::NoCells),
    }
}

/// What a run puts in front of rejected rows, for them to be mended.
pub(crate) const TO_MEND: [&str; 3] = ["reject_line", "reject_code", "reject_reason"];

/// Whether a column of ours says whose a row is, or which bill: what has one is a record.
pub(super) fn is_id(column: &str) -> bool {
    matches!(column, "member_id" | "bill_id")
}

/// Columns that hold days.
const DAYS: [&str; 11] = [
    "birth_date",
    "valid_from",
    "start",
    "end",
    "enrolled_on",
    PAID_ON,
    "admission",
    "discharge",
    "settled_on",
    "submitted_on",
    "diagnosed_on",
];

/// Whether a column of ours that every scheme has holds days.
pub(super) fn is_day(column: &str) -> bool {
    DAYS.contains(&column)
}

/// Whether a column of ours that every scheme has holds amounts.
pub(crate) fn is_amount(column: &str) -> bool {
    column == "household_income" || Column::in_files().any(|(_, name)| name == column)
}

/// Our columns by the place of theirs. What is declared goes before what a name seems to mean.
fn columns(
    header: &[String],
    import: Option<&Import>,
    vocabulary: &Vocabulary,
) -> Vec<Option<String>> {
    let declared = |cell: &String| import?.columns.get(&names::plain(cell)).cloned();
    let meaning = |cell: &String| declared(cell).or_else(|| names::column(cell, vocabulary));
    header.iter().map(meaning).collect()
}

/// Refuses a unit that is not yuan and that nobody has declared.
fn check_unit(
    place: &str,
    header: &FoundHeader,
    import: Option<&Import>,
    target: &Target,
) -> Result<(), OfficeFileError> {
    let is_declared =
        import.is_some_and(|import| import.units.contains_key(&names::plain(&target.header)));
    if !matches!(target.kind, CellKind::Amount(_)) || is_declared {
        return Ok(());
    }
    let (place, header_name) = (place.to_owned(), target.header.clone());
    match (names::name(&target.header).unit, header.unit) {
        (Some(unit), _) => Err(OfficeFileError::UnitNamed { place, header: header_name, unit }),
        (None, Some(unit)) => Err(OfficeFileError::UnitOfAll { place, unit, header: header_name }),
        (None, None) => Ok(()),
    }
}

/// The unit of a title holds for all of its amounts: one sentence says so, with the first of them as the example.
fn keep_one_unit_of_title(faults: &mut Vec<OfficeFileError>) {
    let mut has_one = false;
    faults.retain(|fault| match fault {
        OfficeFileError::UnitOfAll { .. } => !std::mem::replace(&mut has_one, true),
        _ => true,
    });
}

/// Refuses columns that mean one of ours together: a fault of each of ours.
fn twice(place: &str, targets: &[Target]) -> Vec<OfficeFileError> {
    let mut by_column: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for target in targets {
        by_column.entry(&target.column).or_default().push(target.header.clone());
    }
    let several = by_column.into_iter().filter(|(_, headers)| headers.len() > 1);
    let fault = |(column, headers): (&str, Vec<String>)| {
        let (place, column) = (place.to_owned(), column.to_owned());
        OfficeFileError::Twice { place, headers, column }
    };
    several.map(fault).collect()
}
