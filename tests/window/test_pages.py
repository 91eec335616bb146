"""What a clerk meets besides the answer: mistakes, ranges, past bills, the sheet to take home. All by keyboard."""

from office import stories
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from walk import ANSWERED, typed

UNKNOWN = "990000198001010012"


def texts(clerk, selector):
    return [one.text for one in clerk.driver.find_elements(By.CSS_SELECTOR, selector)]


def filled(clerk, names):
    boxes = {name: clerk.driver.find_element(By.NAME, name) for name in names}
    return {name: box.get_property("value") for name, box in boxes.items()}


def test_a_mistake_has_the_focus_and_leads_to_its_box_and_nothing_typed_is_lost(clerk, lang):
    clerk.speaks(lang)
    clerk.finds(ANSWERED["member"])
    wrong = {**typed(ANSWERED), "discharge": "2026-06-31", "total": "12。5", "hospital_level": "", "hospital_id": "H1"}
    clerk.asks(wrong)
    clerk.waits_for(kind="faults")  # The head of the page says what is wrong, and is read aloud first.
    for column in ["hospital_level", "discharge", "total"]:
        box = clerk.driver.find_element(By.NAME, column)
        assert box.get_dom_attribute("aria-invalid") == "true"
        assert clerk.reads(f"#{box.get_dom_attribute('aria-describedby')}"), "and what is wrong is read with the box"
    clerk.reaches(tag="a", href="#total")
    clerk.types(Keys.ENTER)
    assert clerk.focus()["name"] == "total"
    typed_in = {name: text for name, text in wrong.items() if name != "rest_is_zero"}
    assert filled(clerk, typed_in) == typed_in
    clerk.asks({"hospital_level": "2", "discharge": "2026-07-06", "total": "4500"})
    assert "915.00" in clerk.reads(".result")


def test_an_unknown_member_is_said_at_the_box_and_can_be_typed_again(clerk, lang):
    clerk.speaks(lang)
    clerk.finds(UNKNOWN)
    said = {"zh": "未查到该会员", "en": "no member of this id is known"}[lang]
    assert said in clerk.reads(".faults") and said in clerk.reads("#member_id-fault")
    clerk.fills(clerk.reaches(name="member_id"), ANSWERED["member"])
    clerk.goes()
    assert clerk.path().startswith("/member/")


def test_what_is_not_known_gives_a_range_and_names_the_figure(clerk, lang):
    clerk.speaks(lang)
    clerk.finds(ANSWERED["member"])
    bill = {**ANSWERED["bill"], "critical_paid": "0", "assistance_paid": "0", "other_paid": "0"}
    clerk.asks({name: text for name, text in bill.items() if name != "pool_paid"})
    # Of 4,000 at most 60 % x 0.95 = 2,280 are paid, and at least nothing; beside it 3 nights, 60.
    between = {"zh": "预计支付互助金 60.00 至 2,340.00", "en": "the cover pays between 60.00 and 2,340.00"}
    assert clerk.reads(".result") == between[lang]
    assert {"zh": "统筹基金支付", "en": "paid by the pooled fund"}[lang] in texts(clerk, ".answer li")


def test_a_past_bill_opens_into_its_steps_and_a_sheet_to_take_home(clerk, lang):
    clerk.speaks(lang)
    clerk.finds(ANSWERED["member"])
    page = clerk.path()
    clerk.follows(f"{page}/bill/0")
    assert {"zh": "预计支付互助金 80.00", "en": "the cover pays 80.00"}[lang] in clerk.reads()
    assert {"zh": "4 天，每天 20.00", "en": "4 day(s)"}[lang] in clerk.reads()
    clerk.follows(page)
    clerk.follows(f"{page}/notice/0")
    assert ANSWERED["member"] in clerk.reads(), "the sheet to take home has the whole id"
    clerk.driver.back()


def test_pages_change_their_language_and_stay_where_they_are(clerk):
    clerk.speaks("zh")
    clerk.finds(ANSWERED["member"])
    here = clerk.path()
    clerk.fills(clerk.reaches(name="total"), "45")
    clerk.speaks("en")
    assert clerk.path() == here and "the bill" in clerk.reads()
    assert filled(clerk, ["total"]) == {"total": "45"}, "what was typed goes along, also half of a bill"


def test_a_settlement_is_pasted_and_a_bill_compared_otherwise(clerk, lang):
    clerk.speaks(lang)
    clerk.finds(ANSWERED["member"])
    clerk.pastes("category,hospital_level,admission,discharge\ninpatient,2,2026-07-01,2026-07-06\n")
    assert filled(clerk, ["admission", "discharge", "total"]) == {
        "admission": "2026-07-01",
        "discharge": "2026-07-06",
        "total": "",
    }
    clerk.asks(typed(ANSWERED))
    clerk.compares({"if_hospital_level": "3"})
    assert {"zh": "差别的原因", "en": "where the difference comes from"}[lang] in clerk.reads(".answer")
    # At level 3, 60 % of 1,500 x 0.90 = 810 and 3 nights 60, in place of 855 and 60.
    answer = {"zh": "预计支付互助金 915.00 预计支付互助金 870.00", "en": "the cover pays 915.00 the cover pays 870.00"}
    assert answer[lang] in clerk.reads(".answer")


def test_a_settlement_is_dropped_as_a_file_and_what_cannot_be_read_keeps_what_was_typed(clerk, lang, tmp_path):
    clerk.speaks(lang)
    clerk.finds(ANSWERED["member"])
    clerk.fills(clerk.reaches(name="total"), "45")
    settlement, old = tmp_path / "settlement.csv", tmp_path / "old.csv"
    row = "就医类别,入院日期,出院日期\n住院,2026-07-01,2026-07-06\n"
    settlement.write_text(row, "utf-8")
    old.write_bytes(row.encode("gb18030"))
    clerk.drops(old)
    clerk.waits_for(kind="faults")
    said = {"zh": "文件不是 UTF-8 文本", "en": "the file is not text in UTF-8"}[lang]
    assert said in clerk.reads(".faults") and said in clerk.reads("#dropped-fault")
    assert filled(clerk, ["total"]) == {"total": "45"}
    clerk.reaches(name="dropped")
    clerk.driver.switch_to.active_element.send_keys(str(settlement))
    clerk.presses("fill_in")
    expected = {"category": "inpatient", "admission": "2026-07-01", "discharge": "2026-07-06", "total": ""}
    assert filled(clerk, expected) == expected


def test_a_member_is_found_by_name_and_unit(clerk, lang):
    clerk.speaks(lang)
    clerk.follows("/")
    clerk.fills(clerk.reaches(name="name"), "郑 七")
    clerk.fills(clerk.reaches(name="unit"), "9900.02")
    clerk.goes()
    assert "990***58" in clerk.reads()
    clerk.reaches(tag="a", says="郑七")
    clerk.goes()
    assert {"zh": "单位：9900.02", "en": "unit: 9900.02"}[lang] in clerk.reads()


def test_a_page_shows_a_part_of_the_id_and_no_address_has_it(clerk):
    for story in stories():
        clerk.finds(story["member"])
        assert story["member"] not in clerk.driver.page_source
        assert story["member"] not in clerk.driver.current_url


def test_who_leaves_is_out(window, clerk):
    clerk.comes_to("/")
    clerk.presses("leave")
    clerk.comes_to("/")
    assert not clerk.driver.find_elements(By.TAG_NAME, "input")
    clerk.comes_to(window.link())
