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
const at = document.activeElement, seen = getComputedStyle(at).outlineStyle !== "none";
const of = (name) => at.getAttribute(name) || "";
return { tag: at.localName, name: of("name"), type: of("type"), href: of("href"), kind: of("class"), id: at.id, seen };
"""


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
            if all(here[name] == value for name, value in wanted.items()):
                return here
            self.types(Keys.TAB)
            here = self.focus()
            assert here["seen"] or here["tag"] == "body", f"nobody sees the focus on {here}"
        raise AssertionError(f"no Tab comes to {wanted} on {self.driver.current_url}")

    def goes(self, key=Keys.ENTER):
        """Presses a key that brings another page, and waits for that page."""
        page = self.driver.find_element(By.TAG_NAME, "html")
        self.types(key)
        WebDriverWait(self.driver, SECONDS, poll_frequency=0.02).until(staleness_of(page))

    def follows(self, address):
        """Goes to a link of the page."""
        self.reaches(tag="a", href=address)
        self.goes()

    def sends(self, kind=""):
        """Presses the button of a form."""
        self.reaches(tag="button", kind=kind)
        self.goes()

    def language(self):
        return self.driver.find_element(By.TAG_NAME, "html").get_dom_attribute("lang").removesuffix("-CN")

    def speaks(self, lang):
        """Sees to it that pages are in a language."""
        if self.language() != lang:
            self.follows(f"/speak/{lang}")
        assert self.language() == lang

    def finds(self, member):
        """Looks for a member from wherever the clerk is."""
        self.follows("/")
        assert self.focus()["name"] == "member_id", "who comes to the first page can type at once"
        self.types(member)
        self.goes()

    def asks(self, bill):
        """Fills in a bill, box by box as Tab comes to them, and sends it off."""
        boxes = self.driver.find_elements(By.CSS_SELECTOR, "main [name]")
        order = [box.get_dom_attribute("name") for box in boxes]
        for name in sorted(bill, key=order.index):
            if not boxes[order.index(name)].is_displayed():
                self.opens()
            self.fills(self.reaches(name=name), bill[name])
        self.sends()

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

    def opens(self):
        """Opens the next part of the page that is folded away."""
        self.reaches(tag="summary")
        self.types(Keys.ENTER)

    def reads(self, what="body"):
        """The text of a part of the page as it is seen."""
        return re.sub(r"\s+", " ", self.driver.find_element(By.CSS_SELECTOR, what).text)
