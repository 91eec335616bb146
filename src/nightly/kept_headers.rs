//! How rows that a ledger keeps are read under the words of rules: by the columns they were kept under.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::claim::RecordKind;
use crate::claim::{Keeper, KeptRow, Record, RowReader, Vocabulary};
use crate::intake::{MemberVersion, Revision, digest};
use crate::ledger::{Columns, ColumnsId, Places};

/// How rows under some columns are read.
pub(super) struct Header<'v> {
    pub layout: RowReader<'v>,
    pub places: Places,
    /// Writes what counts where a row is held against one of tonight's.
    keeper: Keeper<'v>,
}

/// All columns that a ledger keeps rows of members, enrolments and bills under, by number.
pub(super) struct Headers<'v>(HashMap<ColumnsId, [Header<'v>; 3]>);

impl<'v> Headers<'v> {
    /// Finds the columns.
    pub fn of(all: &HashMap<ColumnsId, Columns>, vocabulary: &'v Vocabulary) -> Headers<'v> {
        let header = |kind, line: &String| Header::of(kind, line, vocabulary);
        let of = |(no, columns): (&ColumnsId, &Columns)| {
            let Columns { members, enrolments, bills } = columns;
            let headers = [
                header(RecordKind::Members, members),
                header(RecordKind::Enrolments, enrolments),
                header(RecordKind::Bills, bills),
            ];
            (*no, headers)
        };
        Headers(all.iter().map(of).collect())
    }

    /// How rows of a kind are read that are kept under columns of this number.
    ///
    /// # Panics
    ///
    /// If there are none: the reader of a ledger makes sure that there are.
    pub fn of_kind(&self, kind: RecordKind, columns: ColumnsId) -> &Header<'v> {
        let headers = self.0.get(&columns).expect("a posting names columns that are kept");
        &headers[kind as usize]
    }
}

impl<'v> Header<'v> {
    fn of(kind: RecordKind, line: &str, vocabulary: &'v Vocabulary) -> Header<'v> {
        let names = Columns::names(line);
        let owner = kind.owner();
        let layout = RowReader::of_checked(names.iter().map(String::as_str), kind, vocabulary);
        let counted: Vec<String> =
            kind.columns(vocabulary).into_iter().map(str::to_owned).collect();
        let number = counted.len();
        let keeper = Keeper::new(counted, number, &layout, owner, vocabulary);
        Header { layout, places: Places::of(&names), keeper }
    }

    /// What a row says of a member; nothing where it cannot be read under these rules.
    pub fn member_version(&self, row: &KeptRow) -> Option<MemberVersion> {
        // Ledgers of before may keep a status of the office's own, in a row that knows no days.
        let knows_days = self.layout.place("valid_from").is_some();
        let void = knows_days && self.places.is_void(row);
        let member = match void {
            true => self.layout.void_member(row),
            false => self.layout.member(row),
        };
        let revision = if knows_days { self.places.revision(row) } else { Revision::None };
        Some(MemberVersion { revision, void, ..MemberVersion::of(&self.layout, row, member.ok()?) })
    }

    /// The id of the member whom a row is about, in its one spelling.
    pub fn member_id<'r>(&self, row: &'r KeptRow) -> Cow<'r, str> {
        let ids = self.layout.vocabulary().member_ids;
        match row.show(self.places.member_id) {
            Cow::Borrowed(id) => ids.fold(id),
            Cow::Owned(id) => Cow::Owned(ids.fold(&id).into_owned()),
        }
    }

    /// What a row says, as a number that no other has: the same as of a row in a file that says it.
    pub fn content(&self, record: Record, row: &KeptRow) -> [u8; 16] {
        let mut text = Vec::new();
        self.keeper.write_counted(record, row, &mut text);
        digest(&text)
    }
}
