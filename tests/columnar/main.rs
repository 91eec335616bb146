//! Parquet and Arrow, of a program that is built with `columnar`: a program of tests of their own, since no others change with
//! the feature.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where it fails, and says what it looked at"
)]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../all/office_files/usual.rs"]
mod usual;

use std::sync::Arc;

use arrow_array::builder::{Decimal128Builder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, Float64Array, Int64Array, LargeStringArray, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use huzhu::office_files::{HeldKind, OfficeFileError};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

use usual::{ENROLMENTS, MEMBERS, Office, bills, known, night, own, refused};

const DAYS: [&str; 7] =
    ["birth_date", "start", "end", "enrolled_on", "admission", "discharge", "settled_on"];
const AMOUNTS: [&str; 8] = [
    "total",
    "out_of_catalogue",
    "class_b_prepay",
    "deductible",
    "pool_paid",
    "critical_paid",
    "assistance_paid",
    "other_paid",
];

fn day(text: &str) -> i32 {
    let day: jiff::civil::Date = text.parse().unwrap();
    day.since(jiff::civil::date(1970, 1, 1)).unwrap().get_days()
}

/// Whole units of the last of four decimals.
fn decimal(text: &str) -> i128 {
    text.replace('.', "").parse::<i128>().unwrap() * 100
}

/// A column of texts as what it is: amounts as decimals of four places, days as days, words from a dictionary.
fn column(name: &str, cells: &[&str]) -> ArrayRef {
    let some = cells.iter().map(|cell| Some(*cell).filter(|cell| !cell.is_empty()));
    match name {
        name if DAYS.contains(&name) => {
            Arc::new(Date32Array::from_iter(some.map(|cell| cell.map(day))))
        }
        name if AMOUNTS.contains(&name) => {
            let mut amounts = Decimal128Builder::new().with_precision_and_scale(18, 4).unwrap();
            some.for_each(|cell| amounts.append_option(cell.map(decimal)));
            Arc::new(amounts.finish())
        }
        "units" => {
            Arc::new(Int64Array::from_iter(some.map(|cell| cell.map(|cell| cell.parse().unwrap()))))
        }
        "sex" | "category" => {
            let mut words = StringDictionaryBuilder::<Int32Type>::new();
            some.for_each(|cell| words.append_option(cell));
            Arc::new(words.finish())
        }
        "name" => Arc::new(LargeStringArray::from_iter(some)),
        _ => Arc::new(StringArray::from_iter(some)),
    }
}

fn batch(own: &str) -> RecordBatch {
    let mut lines = own.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let columns = names.iter().enumerate().map(|(at, name)| {
        let cells: Vec<&str> = rows.iter().map(|row| row[at]).collect();
        (*name, column(name, &cells), true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

fn parquet(batch: &RecordBatch, packed: Compression) -> Vec<u8> {
    let properties =
        WriterProperties::builder().set_compression(packed).set_max_row_group_row_count(Some(5));
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build())).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn arrow(batch: &RecordBatch, packed: Option<CompressionType>) -> [Vec<u8>; 2] {
    let options = || IpcWriteOptions::default().try_with_compression(packed).unwrap();
    let schema = batch.schema();
    let mut file = FileWriter::try_new_with_options(Vec::new(), &schema, options()).unwrap();
    file.write(batch).unwrap();
    let mut stream = StreamWriter::try_new_with_options(Vec::new(), &schema, options()).unwrap();
    stream.write(batch).unwrap();
    [file.into_inner().unwrap(), stream.into_inner().unwrap()]
}

/// Rows whose buffers are smaller when they are packed.
fn long_batch() -> RecordBatch {
    let bills = bills();
    let (header, rows) = bills.split_once('\n').unwrap();
    batch(&format!("{header}\n{}", rows.repeat(20)))
}

/// The usual office, of which one file is in columns.
fn office(name: &str, bytes: &[u8]) -> Office {
    let office = Office::usual();
    std::fs::remove_file(office.path(&format!("{name}.csv"))).unwrap();
    office.write(&format!("{name}.parquet"), bytes);
    office
}

#[test]
fn columns_are_read_as_our_own_files_however_they_are_packed() {
    let own = known(&Office::usual().inputs()).unwrap();
    let all = [
        ("members", MEMBERS.to_owned()),
        ("enrolments", ENROLMENTS.to_owned()),
        ("bills", bills()),
    ];
    for (name, text) in all {
        let batch = batch(&text);
        let packed = [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::ZSTD(Default::default()),
            Compression::GZIP(Default::default()),
            Compression::LZ4_RAW,
        ];
        let parquet = packed.map(|packed| parquet(&batch, packed));
        let packed = [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)];
        let arrow = packed.into_iter().flat_map(|packed| arrow(&batch, packed));
        for bytes in parquet.into_iter().chain(arrow) {
            assert_eq!(known(&office(name, &bytes).inputs()).unwrap(), own, "{name}");
        }
    }
}

#[test]
fn an_amount_of_more_than_fen_and_nothing_where_an_amount_must_stand_are_refused_with_their_row() {
    let text = bills().replacen(".00,0.00,0.00\n", ".00,0.00,\n", 1);
    let whole = batch(&text);
    let mut amounts = Decimal128Builder::new().with_precision_and_scale(18, 4).unwrap();
    (0..12).for_each(|row| amounts.append_value(200_000_000 + i128::from(row == 2)));
    let total = whole.schema().index_of("total").unwrap();
    let mut columns = whole.columns().to_vec();
    columns[total] = Arc::new(amounts.finish());
    let bytes =
        parquet(&RecordBatch::try_new(whole.schema(), columns).unwrap(), Compression::SNAPPY);
    let office = office("bills", &bytes);
    let told = usual::rejects(&office);
    assert!(told.contains("bills.parquet,3,total,20000.0001"), "{told}");
    assert!(told.contains("bills.parquet,1,other_paid,,missing_value"), "{told}");
}

#[test]
fn a_column_that_holds_another_kind_of_value_than_it_means_is_refused_with_its_name() {
    let cells = 12;
    let ids = || Arc::new(Int64Array::from_iter_values(0..cells)) as ArrayRef;
    let floats = || {
        Arc::new(Float64Array::from_iter_values((0..cells).map(|at| at as f64 + 0.1))) as ArrayRef
    };
    let moments = || Arc::new(TimestampMicrosecondArray::from_iter_values(0..cells)) as ArrayRef;
    let bytes = || {
        Arc::new(arrow_array::BinaryArray::from_iter_values((0..cells).map(|_| b"1"))) as ArrayRef
    };
    for (name, column, held) in [
        ("member_id", ids(), HeldKind::WholeNumbers),
        ("bill_id", ids(), HeldKind::WholeNumbers),
        ("total", floats(), HeldKind::Floats),
        ("admission", moments(), HeldKind::Moments),
        ("diagnosis", bytes(), HeldKind::NoCells),
    ] {
        let usual = batch(&bills());
        let schema = usual.schema();
        let columns = schema.fields().iter().zip(usual.columns()).map(|(field, usual)| {
            let is_it = field.name() == name;
            (field.name().clone(), if is_it { column.clone() } else { usual.clone() }, true)
        });
        let changed = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
        let why = refused(&office("bills", &parquet(&changed, Compression::SNAPPY)).inputs());
        let OfficeFileError::HoldsOther { header, held: told, .. } = why else { panic!("{why}") };
        assert_eq!((header.as_str(), told), (name, held));
    }
}

#[test]
fn a_column_that_nobody_asks_for_may_hold_anything() {
    let own = known(&Office::usual().inputs()).unwrap();
    let usual = batch(&bills());
    let seen: ArrayRef = Arc::new(TimestampMicrosecondArray::from_iter_values(0..12));
    let schema = usual.schema();
    let columns = schema
        .fields()
        .iter()
        .zip(usual.columns())
        .map(|(field, column)| (field.name().clone(), column.clone(), true))
        .chain([("exported_at".to_owned(), seen, true)])
        .collect::<Vec<_>>();
    let wider = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    assert_eq!(
        known(&office("bills", &parquet(&wider, Compression::SNAPPY)).inputs()).unwrap(),
        own
    );
}

/// How `huzhu map` ends over such bills, and what it tells. A program that the system ends has no code.
fn mapped(bytes: &[u8]) -> (Option<i32>, String) {
    let office = office("bills", bytes);
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/city");
    let map = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"))
        .args(["map", "bills.parquet", "--rules", rules])
        .current_dir(office.folder.path())
        .output()
        .unwrap();
    (map.status.code(), String::from_utf8_lossy(&map.stderr).into_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Whatever is wrong with its bytes, a file is read or refused, and nothing is half-read.
    #[test]
    fn a_file_that_breaks_off_or_is_changed_is_refused_or_read(
        at in any::<prop::sample::Index>(), by in 1..=255_u8, form in 0..3_usize, cut in any::<bool>(),
    ) {
        let batch = batch(&bills());
        let [file, stream] = arrow(&batch, None);
        let mut bytes = [parquet(&batch, Compression::SNAPPY), file, stream][form].clone();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] ^= by;
        }
        let (code, told) = mapped(&bytes);
        prop_assert!(matches!(code, Some(0 | 1)) && !told.contains("panicked"), "{at} {told}");
    }

    /// A length that is written before a packed buffer asks for memory: whatever it says, no program is ended by it.
    #[test]
    fn a_packed_file_whose_lengths_are_changed_is_refused_or_read(
        seed in any::<u64>(), of_file in any::<bool>(), zstd in any::<bool>(),
    ) {
        let packed = if zstd { CompressionType::ZSTD } else { CompressionType::LZ4_FRAME };
        let [file, stream] = arrow(&long_batch(), Some(packed));
        let mut bytes = if of_file { file } else { stream };
        // Where lengths stand: small numbers of eight bytes, at places that eight divides.
        let lengths: Vec<usize> = (0..bytes.len() / 8).filter(|at| {
            let number = i64::from_le_bytes(bytes[at * 8..at * 8 + 8].try_into().unwrap());
            (1..100_000).contains(&number)
        }).collect();
        let at = lengths[seed as usize % lengths.len()] * 8;
        bytes[at + 2 + (seed >> 32) as usize % 6] = (seed >> 48) as u8 | 1;
        let (code, told) = mapped(&bytes);
        prop_assert!(matches!(code, Some(0 | 1)) && !told.contains("panicked"), "{at} {told}");
    }
}

#[test]
fn a_data_platform_that_sends_parquet() {
    let office = usual::office_with(
        "bills.csv",
        "bills.parquet",
        &parquet(&batch(&bills()), Compression::SNAPPY),
    );
    assert_eq!(night(&office, "", &[("bills.parquet", "bills")]).0, own());
}
