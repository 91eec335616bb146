//! XML of which no form is read: what it begins with, so that it can be told what it is.

/// The tag that XML begins with; nothing where a text is none.
pub(super) fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    let is_declared = rest.starts_with("<?xml");
    // Declarations and comments may stand before it.
    while rest.starts_with("<?") || rest.starts_with("<!") {
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let tag = rest.strip_prefix('<')?.split(|c: char| c.is_whitespace() || "/>".contains(c));
    let tag = tag.into_iter().next().filter(|tag| tag.starts_with(char::is_alphabetic))?;
    (is_declared || rest.contains("</")).then_some(tag)
}

/// Whether XML that begins with a tag is neither a web page nor a workbook as Excel 2003 wrote it.
pub(super) fn is_other(tag: &str) -> bool {
    let is_of_sheets = tag == "Workbook" || tag.ends_with(":Workbook");
    !is_of_sheets && (tag.contains(':') || !OF_PAGES.iter().any(|of| tag.eq_ignore_ascii_case(of)))
}

/// Tags that pages begin with, or what is left of them where a system writes no more than the table.
const OF_PAGES: [&str; 24] = [
    "html", "head", "body", "table", "meta", "style", "div", "center", "form", "title", "link",
    "script", "p", "span", "font", "b", "br", "h1", "h2", "h3", "h4", "caption", "thead", "tr",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_is_known_by_its_first_tag() {
        let of = |text| root(text).filter(|tag| is_other(tag));
        let flat = "\u{feff}<?xml version=\"1.0\"?>\n<!-- a > b -->\n<office:document office:version=\"1.2\">";
        assert_eq!(of(flat), Some("office:document"));
        assert_eq!(of("<?xml version=\"1.0\"?><结算单><行/></结算单>"), Some("结算单"));
        assert_eq!(of("<Bundle><entry/></Bundle>"), Some("Bundle"));
        for not in [
            "<?xml version=\"1.0\"?><!DOCTYPE html><html><body></body></html>",
            "<TABLE border=1><tr><td>1</td></tr></TABLE>",
            "<h3>住院</h3><table><tr><td>1</td></tr></table>",
            "<?xml version=\"1.0\"?><ss:Workbook></ss:Workbook>",
            "<5 days,member_id",
            "member_id,<b>",
            "",
        ] {
            assert_eq!(of(not), None, "{not}");
        }
    }
}
