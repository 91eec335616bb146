"""A browser that is driven by its keyboard alone: nothing is clicked, and nothing is written into by a script."""

import re
from urllib.parse import urljoin, urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": (1366, 768), "phone": (390, 844), "large": (2560, 1440)}
MOST_TABS = 150  # more than any page has to tab through
SECONDS = 20  # the longest that a page may take to come
# What has the focus. Selenium asks this of the browser itself, which answers where pages may run no script too.
FOCUS = """
const at = document.activeElement, tag = at.localName, of = (name) => at.getAttribute(name) || "";
const says = ["a", "button", "summary"].includes(tag) ? at.innerText.trim() : "";
const holds = tag === "summary" ? [...at.parentNode.querySelectorAll("[name]")].map((one) => one.name) : [];
const seen = getComputedStyle(at).outlineStyle !== "none";
return { tag, name: of("name"), type: of("type"), href: of("href"), kind: of("class"), says, holds, seen };
"""
# What buttons, links and parts of a page are called.
WORDS = {
    "zh": {
        "other": "English",
        "leave": "退出",
        "ask": "试算",
        "steps": "计算过程",
        "paste": "粘贴医保结算数据或拖入文件",
        "fill_in": "填入结算单",
        "what_if": "换个条件试算",
        "compare": "比较",
        "whole_id": "显示完整编号",
        "looks": "查看日志",
        "users": "用户",
    },
    "en": {
        "other": "中文",
        "leave": "leave the window",
        "ask": "work out what is paid",
        "steps": "how it is worked out",
        "paste": "paste a settlement, or drop its file",
        "fill_in": "fill in the boxes",
        "what_if": "what if",
        "compare": "compare",
        "whole_id": "show the whole id",
        "looks": "who looked",
        "users": "users",
    },
}


def chromium(profile, is_script_on=True):
    """Debian's chromium with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in [*FLAGS, f"--user-data-dir={profile}"]:
        options.add_argument(flag)
    if not is_script_on:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


class Clerk:
    """Who sits before the browser, and has only the keyboard."""

    def __init__(self, driver):
        self.driver = driver

    def comes_to(self, address):
        """Opens an address as who pastes it into the address line: a whole one, or another of this window."""
        self.driver.get(urljoin(self.driver.current_url, address))

    def path(self):
        return urlsplit(self.driver.current_url).path

    def resizes(self, name):
        width, height = SIZES[name]
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": name == "phone"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def types(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def focus(self):
        return self.driver.execute_script(FOCUS)

    def reaches(self, **wanted):
        """Tabs until what has the focus has these values; where the focus is can be seen all the way."""
        for _ in range(MOST_TABS):
            here = self.focus()
            if fits(here, wanted):
                return here
            self.types(Keys.TAB)
            here = self.focus()
            assert here["seen"] or here["tag"] == "body", f"nobody sees the focus on {here}"
        raise AssertionError(f"no Tab comes to {wanted} on {self.driver.current_url}")

    def waits_for(self, **wanted):
        """Waits until the page itself gives the focus to what has these values, so that one can type at once."""
        wait = WebDriverWait(self.driver, SECONDS, poll_frequency=0.02)
        wait.until(lambda _: fits(self.focus(), wanted), f"the page gives no focus to {wanted}")

    def goes(self, key=Keys.ENTER):
        """Presses a key that brings another page, and waits for that page."""
        page = self.driver.find_element(By.TAG_NAME, "html")
        self.types(key)
        WebDriverWait(self.driver, SECONDS, poll_frequency=0.02).until(staleness_of(page))

    def follows(self, address):
        """Goes to a link of the page."""
        self.reaches(tag="a", href=address)
        self.goes()

    def presses(self, word):
        """Presses what is called so, and waits for the page that it brings."""
        self.reaches(says=WORDS[self.language()][word])
        self.goes()

    def opens(self, word):
        """Opens a part of the page that is folded away, by what it is called."""
        self.reaches(tag="summary", says=WORDS[self.language()][word])
        self.types(Keys.ENTER)

    def language(self):
        return self.driver.find_element(By.TAG_NAME, "html").get_dom_attribute("lang").removesuffix("-CN")

    def speaks(self, lang):
        """Sees to it that pages are in a language."""
        if self.language() != lang:
            self.presses("other")
        assert self.language() == lang

    def finds(self, member):
        """Looks for a member from wherever the clerk is."""
        self.follows("/")
        self.waits_for(name="member_id")
        self.types(member)
        self.goes()

    def asks(self, bill):
        """Fills in a bill, box by box as Tab comes to them, and sends it off."""
        boxes = self.driver.find_elements(By.CSS_SELECTOR, "form:has(select[name=category]) [name]")
        order = [box.get_dom_attribute("name") for box in boxes]
        for name in sorted(bill, key=order.index):
            if not boxes[order.index(name)].is_displayed():
                self.reaches(tag="summary", holds=name)
                self.types(Keys.ENTER)
            self.fills(self.reaches(name=name), bill[name])
        self.presses("ask")

    def pastes(self, text):
        """Pastes a settlement, and has the boxes filled in from it."""
        self.opens("paste")
        self.fills(self.reaches(name="pasted"), text)
        self.presses("fill_in")

    def drops(self, path):
        """Puts a file into its box, which a browser takes as dropped there, and has the boxes filled in from it."""
        self.opens("paste")
        self.reaches(name="dropped")
        self.driver.switch_to.active_element.send_keys(str(path))
        self.presses("fill_in")

    def compares(self, otherwise):
        """Fills in what would be otherwise, and compares."""
        self.opens("what_if")
        for name, text in otherwise.items():
            self.fills(self.reaches(name=name), text)
        self.presses("compare")

    def fills(self, box, text):
        """Fills in the box that has the focus. Tab has marked what stands there, so that it is replaced."""
        if box["tag"] == "select":
            self.chooses(text)
        else:
            self.types(Keys.SPACE if box["type"] == "checkbox" else text or Keys.DELETE)

    def chooses(self, value):
        box = self.driver.switch_to.active_element
        for _ in box.find_elements(By.TAG_NAME, "option"):
            if box.get_property("value") == value:
                return
            self.types(Keys.ARROW_DOWN)
        assert box.get_property("value") == value, f"there is no {value} to choose"

    def reads(self, what="body"):
        """The text of a part of the page as it is seen."""
        return re.sub(r"\s+", " ", self.driver.find_element(By.CSS_SELECTOR, what).text)


def fits(here, wanted):
    """Whether what has the focus has these values; of what it holds, whether that is among it."""
    return all(value in here[name] if name == "holds" else value == here[name] for name, value in wanted.items())
