//! How small a notice is set, so that it prints on one sheet: its height is estimated from its tags and the width
//! of its texts, since it is not laid out before it is printed. Too high is safe, too low is not.

#![expect(clippy::float_arithmetic, reason = "millimetres of a sheet; no amount is made from them")]

/// What a sheet is filled with at most, in millimetres, of 277.0: letters of another machine may be wider. The
/// width is that of texts. Where Chromium prints it, a notice is as high as is estimated here, or up to 3 % less.
const HEIGHT: f64 = 264.0;
const WIDTH: f64 = 180.0;
/// The table of signatures, and what stands around it.
const SIGNATURES: f64 = 31.0;
const MILLIMETRES_A_POINT: f64 = 0.3528;

/// A class of the style sheet, the size of its letters in points, and how high its lines are in these.
struct Size {
    class: &'static str,
    points: f64,
    line: f64,
}

/// The largest first.
const SIZES: [Size; 4] = [
    Size { class: "notice", points: 10.0, line: 1.3 },
    Size { class: "notice small", points: 9.0, line: 1.3 },
    Size { class: "notice smaller", points: 8.0, line: 1.3 },
    Size { class: "notice smallest", points: 7.0, line: 1.2 },
];

/// The notice in the largest letters in which it fits on one sheet; `brief` where it fits in none, in the
/// largest in which that does, or else in the smallest.
pub(super) fn on_one_sheet(whole: String, brief: impl FnOnce() -> String) -> String {
    let fitting = |html: &str| SIZES.iter().find(|size| size.height(html) <= HEIGHT);
    if let Some(size) = fitting(&whole) {
        return size.set(whole);
    }
    let brief = brief();
    let size = fitting(&brief).unwrap_or(&SIZES[SIZES.len() - 1]);
    size.set(brief)
}

impl Size {
    fn set(&self, html: String) -> String {
        html.replacen(r#"class="notice""#, &format!(r#"class="{}""#, self.class), 1)
    }

    /// How high a notice is in millimetres.
    fn height(&self, html: &str) -> f64 {
        let em = self.points * MILLIMETRES_A_POINT;
        let blocks = blocks(html).map(|block| block.height(self.line, WIDTH / em));
        SIGNATURES + em * blocks.sum::<f64>()
    }
}

/// What begins a line of its own: a tag with what is inside it.
struct Block<'h> {
    tag: &'h str,
    inner: &'h str,
}

const TAGS: [&str; 7] = ["p", "h1", "h2", "h3", "li", "tr", "table"];

/// Every line of a notice, but for those of the signatures, which are last.
fn blocks(html: &str) -> impl Iterator<Item = Block<'_>> {
    let end = html.find(r#"<table class="sign""#).unwrap_or(html.len());
    html[..end].split('<').filter_map(move |part| {
        let name = part.split(['>', ' ']).next()?;
        let tag = TAGS.into_iter().find(|tag| *tag == name)?;
        let from = part.as_ptr() as usize - html.as_ptr() as usize;
        let inner = &html[from..end];
        let close = inner.find(&format!("</{tag}>")).unwrap_or(inner.len());
        Some(Block { tag, inner: &inner[..close] })
    })
}

impl Block<'_> {
    /// How high it is, in the size of letters, where lines have this height and a line so much room.
    fn height(&self, line: f64, room: f64) -> f64 {
        let (around, letters, room) = match self.tag {
            "table" => return 0.5,
            "h1" => (0.0, 1.7, room),
            "h2" => (1.0, 1.1, room),
            "h3" => (0.5, 1.0, room),
            "tr" => return self.row(line, room),
            "li" => (0.03, 1.03, room - 2.0),
            _ => (0.2, 1.03, room - 2.0),
        };
        around + letters * line * lines(width(self.inner) * letters, room)
    }

    /// A row is as high as the highest of its cells.
    fn row(&self, line: f64, room: f64) -> f64 {
        const AMOUNT: f64 = 7.6;
        let cells: Vec<&str> = cells(self.inner).collect();
        let amounts = cells.iter().filter(|cell| cell.contains("amount")).count();
        let texts = cells.len() - amounts;
        let is_facts = texts == cells.len() && cells.len() > 2;
        let width_of = |at: usize| match (is_facts, at % 2) {
            (true, 0) => 8.0,
            (true, _) => room / 2.0 - 8.0,
            _ if cells.len() == 1 => room,
            _ if amounts > 0 => room - AMOUNT * amounts as f64,
            _ => (room - 8.0).min(room * 0.6),
        };
        let lines_of = |(at, cell): (usize, &&str)| match cell.contains("amount") {
            true => 1.0,
            false => lines(width(cell), width_of(at) - 1.0),
        };
        let most = cells.iter().enumerate().map(lines_of).fold(1.0, f64::max);
        0.13 + 1.02 * line * most
    }
}

/// The cells of a row, each with the end of its own tag.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.split("</t").filter_map(|cell| {
        let at = cell.find("<td").or_else(|| cell.find("<th"))?;
        Some(&cell[at..])
    })
}

fn lines(width: f64, room: f64) -> f64 {
    (width / room.max(1.0)).ceil().max(1.0)
}

/// How wide a text is, in the size of its letters, without its tags. A line that breaks between words is a
/// little shorter than it could be.
fn width(html: &str) -> f64 {
    let mut inside = false;
    let of = |c: char| {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                return 0.0;
            }
            _ => {}
        }
        match c {
            _ if inside => 0.0,
            c if (c as u32) < 0x2000 => 0.52,
            _ => 1.0,
        }
    };
    html.chars().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A notice with so many rows in a table of steps.
    fn notice(rows: usize) -> String {
        let row = "<tr><td>a step</td><td class=\"amount\">1.00</td></tr>".repeat(rows);
        format!(
            "<article class=\"notice\"><table class=\"steps\"><tbody>{row}</tbody></table></article>"
        )
    }

    fn class(rows: usize) -> String {
        let html = on_one_sheet(notice(rows), || notice(1).replace("a step", "brief"));
        let brief = if html.contains("brief") { " brief" } else { "" };
        html.split('"').nth(1).unwrap().to_owned() + brief
    }

    #[test]
    fn the_more_there_is_the_smaller_it_is_set_and_what_fits_in_no_size_is_brief() {
        // 233 mm for rows of 5.1 mm, 4.6, 4.1 and 3.3.
        let classes = [40, 48, 54, 65, 80].map(class);
        let expected =
            ["notice", "notice small", "notice smaller", "notice smallest", "notice brief"];
        assert_eq!(classes, expected);
    }

    #[test]
    fn a_text_that_needs_two_lines_is_as_high_as_two() {
        let high = |text: &str| SIZES[0].height(&format!("<p>{text}</p>")) - SIGNATURES;
        let (one, two) = (high(&"字".repeat(40)), high(&"字".repeat(70)));
        assert!(one > 4.0 && two > 1.7 * one, "{one} {two}");
        assert!(high(&"w".repeat(70)) < two, "Latin letters are half as wide");
    }

    #[test]
    fn the_signatures_have_their_own_height() {
        let signed = "<p>a</p><table class=\"sign\"><tr><td>b</td></tr></table>";
        assert_eq!(SIZES[0].height(signed), SIZES[0].height("<p>a</p>"));
    }
}
