//! Rows of amounts for a screen: labels to the left, amounts under each other by their points, wide
//! characters counted as two.

use unicode_width::UnicodeWidthStr;

/// Rows below each other.
#[derive(Default)]
pub(crate) struct TextTable {
    rows: Vec<Row>,
}

struct Row {
    label: String,
    cells: Vec<String>,
}

impl TextTable {
    /// Adds a label with its cells.
    pub fn row(&mut self, label: impl Into<String>, cells: impl IntoIterator<Item = String>) {
        let cells = cells.into_iter().collect();
        self.rows.push(Row { label: label.into(), cells });
    }

    /// Adds a line that belongs to the row above it and does not keep to the columns.
    pub fn note(&mut self, text: impl AsRef<str>) {
        self.row(format!("  {}", text.as_ref()), []);
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows as lines, each behind a margin.
    pub fn lines(&self, margin: usize) -> String {
        let labels = self.rows.iter().filter(|row| !row.cells.is_empty());
        let label_width = labels.map(|row| row.label.width()).max().unwrap_or(0);
        let columns = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let shapes: Vec<Shape> = (0..columns).map(|column| self.shape(column)).collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = format!("{}{}", " ".repeat(margin), row.label);
            if !row.cells.is_empty() {
                line += &" ".repeat(label_width - row.label.width());
            }
            for (cell, shape) in row.cells.iter().zip(&shapes) {
                line += "  ";
                line += &shape.fit(cell);
            }
            out += line.trim_end();
            out.push('\n');
        }
        out
    }

    fn shape(&self, column: usize) -> Shape {
        let mut shape = Shape::default();
        for cell in self.rows.iter().filter_map(|row| row.cells.get(column)) {
            let (before, after) = split(cell);
            shape.before = shape.before.max(before.width());
            shape.after = shape.after.max(after.width());
        }
        for cell in self.rows.iter().filter_map(|row| row.cells.get(column)) {
            shape.whole = shape.whole.max(cell.width());
        }
        shape.whole = shape.whole.max(shape.before + shape.after);
        shape
    }
}

/// How wide a column is, before and after the point.
#[derive(Default)]
struct Shape {
    before: usize,
    after: usize,
    whole: usize,
}

impl Shape {
    /// Amounts stand under each other by their points; words end where amounts end.
    fn fit(&self, cell: &str) -> String {
        let (before, after) = split(cell);
        if after.is_empty() {
            return format!("{}{cell}", " ".repeat(self.whole - cell.width()));
        }
        let right = self.after - after.width();
        let left = self.whole - right - before.width() - after.width();
        format!("{}{cell}{}", " ".repeat(left), " ".repeat(right))
    }
}

/// An amount before and from its point on; a word is all before it.
fn split(cell: &str) -> (&str, &str) {
    let amount = cell.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+');
    match cell.find('.').filter(|_| amount) {
        Some(point) => cell.split_at(point),
        None if amount => (cell, ""),
        None => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stand_under_each_other_whatever_the_words() {
        let mut grid = TextTable::default();
        grid.row("步骤", ["计算后".to_owned()]);
        grid.row("rate", ["2,616.485".to_owned()]);
        grid.row("互助金", ["12.00".to_owned()]);
        assert_eq!(grid.lines(1), " 步骤       计算后\n rate    2,616.485\n 互助金     12.00\n");
    }
}
