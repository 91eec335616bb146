//! Lines of a bill as cases and previews write them: a table for each, or the cell that bills.csv has.
//!
//! ```toml
//! lines = [
//!   { class = "B", day = "2024-03-02", amount = "120.00" },
//!   { class = "bed", day = "2024-03-02", amount = "80.00" },
//! ]
//! ```

use super::reader::{Read, Reader, Reports};
use super::table::{Node, Value};
use crate::claim::{BETWEEN, line_cell};

/// The cell that lines are in a row of bills.
pub(crate) fn lines_cell<S: Reports>(reader: &mut Reader<S>, node: Node) -> Read<String> {
    let Value::List(lines) = node.value else {
        return reader.scalar(&node, "lines").map(str::to_owned);
    };
    let cells = lines.into_iter().map(|line| reader.part_of(line, "lines", read_line));
    let cells: Vec<Read<String>> = cells.collect();
    let cells: Vec<String> = cells.into_iter().collect::<Read<_>>()?;
    Ok(cells.join(&BETWEEN.to_string()))
}

fn read_line<S: Reports>(reader: &mut Reader<S>) -> Read<String> {
    let class = reader.required("class").and_then(|node| text(reader, &node, "class"));
    let day = reader.optional("day").map(|node| text(reader, &node, "day")).transpose();
    let amount = reader.required("amount").and_then(|node| text(reader, &node, "amount"));
    Ok(line_cell(&class?, &day?.unwrap_or_default(), &amount?))
}

fn text<S: Reports>(reader: &mut Reader<S>, node: &Node, key: &str) -> Read<String> {
    match &node.value {
        Value::Date(day) => Ok(day.clone()),
        _ => reader.scalar(node, key).map(str::to_owned),
    }
}
