//! Charts of a report, as pictures inside a page: they open from disk and print in grey.
//!
//! Every bar and line has its name and its figure beside it, so that colours alone carry no meaning. A place on a chart
//! is a binary fraction; the text beside it was made without one.

#![expect(clippy::float_arithmetic, reason = "a place on a picture; no amount is made from it")]

use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::figures::grouped;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoord, RangedCoord>>;
type RangedCoord = plotters::coord::types::RangedCoordf64;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// What an axis shows: its name with the unit, and how many of the places are one of the unit.
pub(super) struct Axis {
    pub title: String,
    pub worth: u32,
}

/// Bars with a heading.
pub(super) struct Group {
    pub heading: String,
    pub bars: Vec<Bar>,
}

/// A bar: what it is of, how long it is, what stands at its end, and which of [`SHADES`] it has.
pub(super) struct Bar {
    pub label: String,
    pub length: f64,
    pub shown: String,
    pub shade: usize,
}

/// The members between two edges.
pub(super) struct Column {
    pub height: f64,
    pub shown: String,
    pub is_loss: bool,
}

/// A line through one value for each place of the axis.
pub(super) struct Line {
    pub name: String,
    pub heights: Vec<f64>,
    /// What is written at each place; `None` for nothing.
    pub shown: Vec<Option<String>>,
}

/// A level across the whole chart, to compare lines with.
pub(super) struct Level {
    pub name: String,
    pub height: f64,
}

/// As wide as the text of a page of A4, in points of which 12 make a line of text.
const WIDTH: u32 = 680;
/// The size of text, as the library counts it: 11 on the page.
const TEXT: f64 = 13.6;
const BAR: u32 = 17;
const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
const FAINT: RGBColor = RGBColor(0xd8, 0xd8, 0xd8);

/// Colours that colour-blind readers can distinguish, light and dark in turns, so that neighbours differ in grey, too.
/// The first is that of the baseline; the last shows what there is without any scheme.
pub(super) const SHADES: [RGBColor; 8] = [
    RGBColor(0xbb, 0xbb, 0xbb),
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xf0, 0xb8, 0x4a),
    RGBColor(0x00, 0x7d, 0x5c),
    RGBColor(0x9a, 0xd0, 0xee),
    RGBColor(0xb5, 0x4a, 0x00),
    RGBColor(0xe2, 0xa9, 0xc8),
    RGBColor(0xff, 0xff, 0xff),
];
/// The place of the last of [`SHADES`].
pub(super) const WITHOUT: usize = SHADES.len() - 1;
const LOSS: RGBColor = RGBColor(0xfb, 0xe3, 0xcd);

/// Colours of lines, which are too thin for pale ones.
const PENS: [RGBColor; 7] = [
    INK,
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xb5, 0x4a, 0x00),
    RGBColor(0x00, 0x7d, 0x5c),
    RGBColor(0x8e, 0x3b, 0x73),
    RGBColor(0x3a, 0x8f, 0xc4),
    RGBColor(0x80, 0x62, 0x00),
];
/// Dashes of lines: the length of a dash and of what is between; the first line is whole.
const DASHES: [(u32, u32); 6] = [(9, 4), (3, 3), (16, 4), (6, 6), (2, 5), (12, 8)];

/// The shade of one of several scenarios.
pub(super) fn shade(side: usize) -> usize {
    match side {
        0 => 0,
        scenario => 1 + (scenario - 1) % (WITHOUT - 1),
    }
}

/// Lying bars, in groups: every bar has its name before it and its figure behind it.
pub(super) fn bars(label: &str, groups: &[Group], axis: &Axis) -> String {
    let headed = |group: &Group| u32::from(!group.heading.is_empty());
    let rows: u32 = groups.iter().map(|group| headed(group) + group.bars.len() as u32).sum();
    let rows = f64::from(rows) + 0.5 * groups.len() as f64;
    let all = || groups.iter().flat_map(|group| &group.bars);
    let size = (WIDTH, (rows * f64::from(BAR)) as u32 + 50);
    let names = widest(all().map(|bar| bar.label.as_str())).min(246);
    let figures = widest(all().map(|bar| bar.shown.as_str()));
    drawn(size, label, |root| {
        let mut chart = ChartBuilder::on(root)
            .margin_left(names + 8)
            .margin_right(figures + 10)
            .margin_top(4)
            .x_label_area_size(40)
            .build_cartesian_2d(range(all().map(|bar| bar.length)), rows..0.0)?;
        scale_below(&mut chart, axis)?;
        let mut row = 0.25;
        for group in groups {
            if headed(group) == 1 {
                let place = chart.backend_coord(&(0.0, row + 0.5));
                root.draw(&text(&group.heading, (0, place.1), HPos::Left, true))?;
                row += 1.0;
            }
            for bar in &group.bars {
                lying(root, &mut chart, bar, row)?;
                row += 1.0;
            }
            row += 0.5;
        }
        Ok(())
    })
}

fn lying(root: &Area, chart: &mut Chart, bar: &Bar, row: f64) -> Drawn {
    let corners = [(0.0, row + 0.1), (bar.length, row + 0.9)];
    chart.draw_series([
        Rectangle::new(corners, SHADES[bar.shade].filled()),
        Rectangle::new(corners, INK.stroke_width(1)),
    ])?;
    let (left, middle) = chart.backend_coord(&(bar.length.min(0.0), row + 0.5));
    let (right, _) = chart.backend_coord(&(bar.length.max(0.0), row + 0.5));
    root.draw(&text(&shortened(&bar.label), (left - 5, middle), HPos::Right, false))?;
    root.draw(&text(&bar.shown, (right + 4, middle), HPos::Left, false))
}

/// Standing bars between edges, losses at the left and pale, gains at the right and dark.
pub(super) fn histogram(
    label: &str,
    columns: &[Column],
    edges: &[String],
    axes: [&str; 2],
    sides: [&str; 2],
) -> String {
    drawn((WIDTH, 215), label, |root| {
        let most = columns.iter().map(|column| column.height).fold(1.0, f64::max);
        let mut chart = ChartBuilder::on(root)
            .margin(6)
            .margin_top(22)
            .x_label_area_size(58)
            .y_label_area_size(60)
            .build_cartesian_2d(0.0..columns.len() as f64, 0.0..most * 1.12)?;
        let mut mesh = chart.configure_mesh();
        mesh.disable_x_mesh().x_labels(0).y_labels(5).light_line_style(TRANSPARENT);
        mesh.bold_line_style(FAINT).axis_style(INK).label_style(style(false));
        mesh.y_desc(axes[0]).y_label_formatter(&|height| whole(*height)).draw()?;
        for (at, column) in columns.iter().enumerate() {
            standing(root, &mut chart, column, at as f64)?;
        }
        let floor = chart.backend_coord(&(0.0, 0.0)).1;
        for (at, edge) in edges.iter().enumerate() {
            let x = chart.backend_coord(&(at as f64, 0.0)).0;
            root.draw(&PathElement::new([(x, floor), (x, floor + 4)], INK))?;
            // Two rows in turns, so that long amounts do not run into each other.
            root.draw(&text(edge, (x, floor + 12 + 12 * (at as i32 % 2)), HPos::Center, false))?;
        }
        root.draw(&text(axes[1], (WIDTH as i32 / 2, floor + 44), HPos::Center, false))?;
        between(root, &mut chart, columns, sides)
    })
}

fn standing(root: &Area, chart: &mut Chart, column: &Column, at: f64) -> Drawn {
    let corners = [(at + 0.06, 0.0), (at + 0.94, column.height)];
    let shade = if column.is_loss { LOSS } else { SHADES[1] };
    chart.draw_series([
        Rectangle::new(corners, shade.filled()),
        Rectangle::new(corners, INK.stroke_width(1)),
    ])?;
    let (x, top) = chart.backend_coord(&(at + 0.5, column.height));
    root.draw(&text(&column.shown, (x, top - 8), HPos::Center, false))
}

/// Where losses end and gains begin, in words.
fn between(root: &Area, chart: &mut Chart, columns: &[Column], sides: [&str; 2]) -> Drawn {
    let losses = columns.iter().filter(|column| column.is_loss).count();
    let (x, floor) = chart.backend_coord(&(losses as f64, 0.0));
    root.draw(&PathElement::new([(x, 8), (x, floor + 6)], INK.stroke_width(2)))?;
    if losses > 0 {
        root.draw(&text(sides[0], (x - 8, 12), HPos::Right, true))?;
    }
    if losses < columns.len() {
        root.draw(&text(sides[1], (x + 8, 12), HPos::Left, true))?;
    }
    Ok(())
}

/// Lines over places in order, such as months; each has its name at its end.
pub(super) fn lines(
    label: &str,
    places: &[String],
    lines: &[Line],
    level: Option<&Level>,
    axes: (&Axis, &str),
) -> String {
    let (axis, across) = axes;
    let names = lines.iter().map(|line| line.name.as_str());
    let names = names.chain(level.map(|level| level.name.as_str()));
    let right = widest(names).min(190) + 14;
    let last = (places.len().max(2) - 1) as f64;
    let heights = lines.iter().flat_map(|line| line.heights.iter().copied());
    let heights = heights.chain(level.map(|level| level.height));
    // Room beside the first and last of heights that are written out.
    let (range, room) = match lines.iter().any(|line| !line.shown.is_empty()) {
        true => (close_range(heights), last * 0.07),
        false => (range(heights), 0.0),
    };
    drawn((WIDTH, 240), label, |root| {
        let mut chart = ChartBuilder::on(root)
            .margin(8)
            .margin_right(right)
            .x_label_area_size(44)
            .y_label_area_size(70)
            .build_cartesian_2d(-room..last + room, range)?;
        let mut mesh = chart.configure_mesh();
        mesh.disable_x_mesh().x_labels(0).y_labels(6).light_line_style(TRANSPARENT);
        mesh.bold_line_style(FAINT).axis_style(INK).label_style(style(false));
        let mark = |height: &f64| scaled(*height, axis.worth);
        mesh.y_desc(axis.title.as_str()).y_label_formatter(&mark).draw()?;
        below(root, &chart, places, across)?;
        if let Some(level) = level {
            let ends = [(-room, level.height), (last + room, level.height)];
            chart.draw_series([DashedPathElement::new(ends, 3, 4, INK.stroke_width(1))])?;
        }
        for (at, line) in lines.iter().enumerate() {
            through(root, &mut chart, line, at)?;
        }
        at_ends(root, &chart, lines, level)
    })
}

/// The names of places, as many as there is room for.
fn below(root: &Area, chart: &Chart, places: &[String], across: &str) -> Drawn {
    let height = root.dim_in_pixel().1 as i32;
    let room = (WIDTH - 200) / (widest(places.iter().map(String::as_str)) + 12);
    let every = places.len().div_ceil(room.max(1) as usize).max(1);
    for (at, place) in places.iter().enumerate().step_by(every) {
        let (x, _) = chart.backend_coord(&(at as f64, 0.0));
        let floor = height - 52;
        root.draw(&PathElement::new([(x, floor), (x, floor + 5)], INK))?;
        root.draw(&text(place, (x, floor + 14), HPos::Center, false))?;
    }
    root.draw(&text(across, (WIDTH as i32 / 2, height - 12), HPos::Center, false))
}

fn through(root: &Area, chart: &mut Chart, line: &Line, at: usize) -> Drawn {
    let points = || line.heights.iter().enumerate().map(|(at, height)| (at as f64, *height));
    let pen = PENS[at % PENS.len()].stroke_width(2);
    if at == 0 {
        chart.draw_series([PathElement::new(points().collect::<Vec<_>>(), pen)])?;
    } else {
        let (dash, gap) = DASHES[(at - 1) % DASHES.len()];
        chart.draw_series([DashedPathElement::new(points(), dash, gap, pen)])?;
    }
    for (point, shown) in points().zip(&line.shown) {
        let Some(shown) = shown else { continue };
        let (x, y) = chart.backend_coord(&point);
        root.draw(&Circle::new((x, y), 3, INK.filled()))?;
        root.draw(&text(shown, (x, y - 10), HPos::Center, false))?;
    }
    Ok(())
}

/// Names at the ends of lines, moved apart where lines end close to each other.
fn at_ends(root: &Area, chart: &Chart, lines: &[Line], level: Option<&Level>) -> Drawn {
    let ends = lines.iter().filter_map(|line| Some((line.name.as_str(), *line.heights.last()?)));
    let ends = ends.chain(level.map(|level| (level.name.as_str(), level.height)));
    let last = chart.x_range().end;
    let mut ends: Vec<(i32, i32, &str)> = ends
        .map(|(name, height)| {
            let (x, y) = chart.backend_coord(&(last, height));
            (y, x, name)
        })
        .collect();
    ends.sort_unstable();
    let mut least = i32::MIN;
    for (y, x, name) in ends {
        let y = y.max(least);
        root.draw(&text(&shortened(name), (x + 6, y), HPos::Left, false))?;
        least = y + 13;
    }
    Ok(())
}

/// A scale below lying bars.
fn scale_below(chart: &mut Chart, axis: &Axis) -> Drawn {
    let mut mesh = chart.configure_mesh();
    mesh.disable_y_mesh().y_labels(0).x_labels(6).light_line_style(TRANSPARENT);
    mesh.bold_line_style(FAINT).axis_style(INK).label_style(style(false));
    let mark = |length: &f64| scaled(*length, axis.worth);
    mesh.x_desc(axis.title.as_str()).x_label_formatter(&mark).draw()
}

/// From the least to the most, zero always among them, and never empty.
fn range(values: impl Iterator<Item = f64>) -> std::ops::Range<f64> {
    let (least, most) = values
        .fold((0.0, 0.0), |(least, most), value| (f64::min(least, value), f64::max(most, value)));
    if least == most { 0.0..1.0 } else { least * 1.05..most * 1.05 }
}

/// From a little below the least to a little above the most: a curve shows how it bends, not how high it stands.
fn close_range(values: impl Iterator<Item = f64>) -> std::ops::Range<f64> {
    let (least, most) = values.fold((f64::MAX, f64::MIN), |(least, most), value| {
        (f64::min(least, value), f64::max(most, value))
    });
    let room = if most > least { (most - least) * 0.15 } else { most.abs().max(1.0) };
    least - room..most + room
}

/// A mark of a scale, in the unit of the axis.
fn scaled(place: f64, worth: u32) -> String {
    let mark = place / f64::from(worth);
    let text = if mark.fract() == 0.0 { format!("{mark}") } else { format!("{mark:.1}") };
    grouped(&text)
}

/// A mark of a scale of counts; between two of them there is none.
fn whole(count: f64) -> String {
    if count.fract() == 0.0 { grouped(&count.to_string()) } else { String::new() }
}

fn style(is_bold: bool) -> TextStyle<'static> {
    let weight = if is_bold { FontStyle::Bold } else { FontStyle::Normal };
    TextStyle::from(("sans-serif", TEXT, weight).into_font()).color(&INK)
}

fn text(
    text: &str,
    at: (i32, i32),
    side: HPos,
    is_bold: bool,
) -> Text<'static, (i32, i32), String> {
    Text::new(text.to_owned(), at, style(is_bold).pos(Pos::new(side, VPos::Center)))
}

/// How much room texts take: an estimate, since no font is at hand.
fn widest<'t>(texts: impl Iterator<Item = &'t str>) -> u32 {
    texts.map(|text| width(&shortened(text))).max().unwrap_or_default()
}

fn width(text: &str) -> u32 {
    unicode_width::UnicodeWidthStr::width(text) as u32 * 6
}

/// A name that would take the room of the chart is cut; tables have it whole.
fn shortened(name: &str) -> String {
    const MOST: u32 = 240;
    if width(name) <= MOST {
        return name.to_owned();
    }
    let mut kept = String::new();
    for letter in name.chars() {
        if width(&kept) + 18 > MOST {
            break;
        }
        kept.push(letter);
    }
    kept + "…"
}

/// A picture as it stands in a page.
fn drawn(size: (u32, u32), label: &str, draw: impl FnOnce(&Area) -> Drawn) -> String {
    let mut svg = String::new();
    let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
    draw(&root).and_then(|()| root.present()).expect("a text takes all that is drawn");
    drop(root);
    inside_a_page(&svg, size, label)
}

/// HTML knows the tags of SVG: the name space, and with it the only address of the network, is left out. The page
/// gives the size.
fn inside_a_page(svg: &str, (width, height): (u32, u32), label: &str) -> String {
    let (_, drawing) = svg.split_once('>').expect("a picture begins with its tag");
    let label = maud::html! { (label) }.into_string();
    format!(
        r#"<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">{drawing}"#
    )
}
