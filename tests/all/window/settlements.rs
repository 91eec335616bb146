//! Settlements that are pasted or dropped as a file: what is read, what is said of what cannot be, and what is kept.

use super::visitor::{ANNA, Answer, Browser, Office};

/// What a hospital exports of a stay of 8,000.00, of which the pooled fund pays 3,000.00.
const SETTLEMENT: &str = r#"{ "output": { "setlinfo": {
    "setl_id": "S9", "psn_name": "Anna", "certno": "990000198001010012", "med_type": "21", "begndate": "2024-05-02",
    "enddate": "2024-05-06", "setl_time": "2024-05-06 09:30:00", "medfee_sumamt": 8000.00, "fulamt_ownpay_amt": 500,
    "overlmt_selfpay": 0, "preselfpay_amt": "300.00", "inscp_scp_amt": 7200, "act_pay_dedc": 0, "hifp_pay": 3000,
    "fund_pay_sumamt": 3000, "psn_part_amt": 4990, "pool_prop_selfpay": 0.6, "dise_no": "I10", "made_up": 1 } } }"#;

#[test]
fn a_settlement_that_is_pasted_fills_the_boxes_and_says_what_it_did_not_take() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let read = pastes(&browser, &page, SETTLEMENT);
    assert_eq!(read.status, 200, "{}", read.body);
    for (column, text) in [
        ("admission", "2024-05-02"),
        ("settled_on", "2024-05-06"),
        ("total", "8000.00"),
        ("class_b_prepay", "300.00"),
        ("pool_paid", "3000"),
        ("diagnosis", "I10"),
        ("bill_id", "S9"),
    ] {
        assert!(
            read.body.contains(&format!("name=\"{column}\" value=\"{text}\"")),
            "{column}: {}",
            read.body
        );
    }
    // An amount that the settlement leaves out stays empty.
    assert!(read.body.contains("name=\"critical_paid\" value=\"\""), "{}", read.body);
    let text = read.text();
    for said in [
        "made_up : no box of the sheet",
        "pool_prop_selfpay : a rate, not an amount",
        "psn_name : says who the person is",
        "medical cost in total is 8000.00, while funds, person and hospital come to 7990.00",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("not this member's"), "{text}");
    let other = SETTLEMENT.replace("990000198001010012", "990000198001010039");
    let text = pastes(&browser, &page, &other).text();
    assert!(text.contains("the id in the settlement is not this member's"), "{text}");
    let text = pastes(&browser, &page, "{ \"setl_id\": ").text();
    assert!(text.contains("cannot be read at 1:12"), "{text}");
}

#[test]
fn a_header_and_a_row_are_read_by_our_names_and_by_those_of_exported_lists() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    for table in [
        "category,hospital_level,admission,discharge,total,pool_paid\ninpatient,3,2024-05-02,2024-05-06,8000.00,3000.00\n",
        "就医类别\t医院等级\t入院日期\t出院日期\t总费用\t统筹基金支付\n住院\t三级甲等\t2024/5/2\t20240506\t8000.00\t3000.00",
    ] {
        let read = pastes(&browser, &page, table);
        for (column, text) in
            [("admission", "2024-05-02"), ("discharge", "2024-05-06"), ("total", "8000.00")]
        {
            let boxed = format!("name=\"{column}\" value=\"{text}\"");
            assert!(read.body.contains(&boxed), "{boxed}: {}", read.body);
        }
        assert!(read.body.contains("<option value=\"3\" selected>"), "{}", read.body);
        assert!(read.body.contains("<option value=\"inpatient\" selected>"), "{}", read.body);
    }
}

const MIB: usize = 1 << 20;

/// Sends the boxes for a settlement as a browser does, with others of the sheet.
fn settles(
    browser: &Browser,
    page: &str,
    boxes: &[(&str, &str)],
    (file, bytes): (&str, &[u8]),
) -> Answer {
    let key = ("form_key", browser.form_key.as_str());
    let mut body = Vec::new();
    let mut part = |about: &str, bytes: &[u8]| {
        let head = format!("--xx\r\nContent-Disposition: form-data; {about}\r\n\r\n");
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    };
    // In the order of the page: the boxes of the sheet come behind the file.
    part(&format!("name=\"{}\"", key.0), key.1.as_bytes());
    let is_pasted = |one: &&(&str, &str)| one.0 == "pasted";
    boxes.iter().filter(is_pasted).for_each(|(_, text)| part("name=\"pasted\"", text.as_bytes()));
    part(&format!("name=\"dropped\"; filename=\"{file}\""), bytes);
    for (name, text) in boxes.iter().filter(|one| !is_pasted(one)) {
        part(&format!("name=\"{name}\""), text.as_bytes());
    }
    body.extend(b"--xx--\r\n");
    browser.posts(&format!("{page}/paste"), "multipart/form-data; boundary=xx", body)
}

fn pastes(browser: &Browser, page: &str, text: &str) -> Answer {
    settles(browser, page, &[("pasted", text)], ("", b""))
}

fn drops(browser: &Browser, page: &str, bytes: &[u8]) -> Answer {
    settles(browser, page, &[], ("stay.json", bytes))
}

fn has_total(answer: &Answer, total: &str) -> bool {
    answer.body.contains(&format!("name=\"total\" value=\"{total}\""))
}

#[test]
fn a_file_that_is_dropped_is_read_as_what_is_pasted() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let table = "\u{feff}就医类别,总费用\r\n住院,8000.00\r\n";
    for text in [SETTLEMENT, table] {
        let (dropped, pasted) =
            (drops(&browser, &page, text.as_bytes()), pastes(&browser, &page, text));
        assert_eq!(dropped.status, 200, "{}", dropped.body);
        assert!(has_total(&dropped, "8000.00"), "{}", dropped.body);
        assert_eq!(dropped.body, pasted.body);
    }
    // Between a file and a text the file is read, and the page says so.
    let both = [("pasted", "total\n1.00\n")];
    let read = settles(&browser, &page, &both, ("stay.csv", b"total\n2.00\n"));
    assert!(has_total(&read, "2.00"), "{}", read.body);
    assert!(read.text().contains("the file was read, and not the text"), "{}", read.text());
}

#[test]
fn of_a_file_that_cannot_be_read_the_page_says_why_at_its_box_and_keeps_what_was_typed() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let typed = [("pasted", "from the <clipboard>"), ("total", "8,0"), ("cause", "accident")];
    // 总费用 in GB18030.
    let in_gb18030 = b"\xd7\xdc\xb7\xd1\xd3\xc3\n8000.00\n";
    let (a_mib, more) = (vec![b' '; MIB], vec![b'x'; MIB + 1]);
    let (scan, endless) = (vec![0xff; 5 * MIB], vec![b'x'; 9 * MIB]);
    for (bytes, why) in [
        (&in_gb18030[..], "the file is not text in UTF-8"),
        (b"\xff\xfet\0o\0t\0a\0l\0", "the file is not text in UTF-8"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "the file is not text in UTF-8"),
        (b"", "the file is empty"),
        (&a_mib, "nothing was pasted, and no file dropped"),
        (&more, "the settlement is longer than 1 MiB"),
        (&scan, "the settlement is longer than 1 MiB"),
    ] {
        let said = settles(&browser, &page, &typed, ("stay.csv", bytes));
        assert_eq!(said.status, 422, "{why}");
        assert!(said.text().contains(why), "{why}: {}", said.text());
        for part in [
            "id=\"dropped-fault\"",
            "href=\"#dropped\"",
            "name=\"total\" value=\"8,0\"",
            "from the &lt;clipboard&gt;</textarea>",
            "<option value=\"accident\" selected>",
        ] {
            assert!(said.body.contains(part), "{part} of {why}: {}", said.body);
        }
    }
    let said = settles(&browser, &page, &typed, ("stay.csv", &endless));
    assert_eq!(said.status, 413);
    // In Chinese too; and what was typed is on the page of the other language.
    let chinese = browser.fills(&page, &[&typed[..], &[("speak", "zh")]].concat());
    assert!(chinese.body.contains("from the &lt;clipboard&gt;</textarea>"), "{}", chinese.body);
    let said = drops(&browser, &page, in_gb18030).text();
    assert!(said.contains("文件不是 UTF-8 文本"), "{said}");
    let too_long = settles(&browser, &page, &[("pasted", &"x".repeat(MIB + 1))], ("", b""));
    assert!(too_long.body.contains("id=\"pasted-fault\""), "{}", too_long.text());
    assert!(too_long.text().contains("超过 1 MiB"), "{}", too_long.text());
}

/// A form with a file is held to the same as all others: from a page of the session, and with the key that it carries.
#[test]
fn a_file_of_another_site_is_not_read() {
    let office = Office::new();
    let window = office.window();
    let mut browser = window.browser();
    let page = browser.finds(ANNA);
    let key = std::mem::take(&mut browser.form_key);
    assert_eq!(drops(&browser, &page, b"total\n1.00\n").status, 403);
    browser.form_key = key.replace(|_| true, "0");
    assert_eq!(drops(&browser, &page, b"total\n1.00\n").status, 403);
    // As a form without parts it is none, and broken parts are none either.
    browser.form_key = key;
    assert_eq!(browser.fills(&format!("{page}/paste"), &[("pasted", "total\n1.00\n")]).status, 403);
    for broken in
        ["", "--xx", "--xx\r\n\r\n", "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb"]
    {
        let kind = "multipart/form-data; boundary=xx";
        assert_eq!(browser.posts(&format!("{page}/paste"), kind, broken).status, 403, "{broken}");
    }
    assert_eq!(drops(&browser, &page, b"total\n1.00\n").status, 200);
    // Who is not let in sends nothing.
    "window=0".clone_into(&mut browser.cookie);
    assert_eq!(drops(&browser, &page, b"total\n1.00\n").status, 401);
}
