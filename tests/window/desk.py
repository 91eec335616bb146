"""A window with users in one language, and a browser before it."""

from keyboard import Clerk, chromium
from office import BY_NAME, Office
from selenium.webdriver.common.by import By

PASSWORD = "Kranich 2026!"
MEMBER, ELSEWHERE = BY_NAME["over_the_limit"]["member"], BY_NAME["unit_changed"]["member"]
OWN, RESTRICTED = BY_NAME["late"]["member"], BY_NAME["nothing_due"]["member"]
USERS = {
    "Li": ["--role", "supervisor", "--everyone"],
    "Chen": ["--role", "clerk", "--part", "9900.01", "--own", OWN],
    "Shen": ["--role", "auditor", "--everyone"],
}


class Desk:
    """An office with users who have set their passwords, its window, and who sits before the browser."""

    def __init__(self, huzhu, folder, lang, is_script_on=False):
        self.lang, self.office = lang, Office(huzhu, folder)
        links = [self.office.new_user(name, *rights) for name, rights in USERS.items()]
        self.office.users("restrict", RESTRICTED)
        self.window = self.office.window(lang)
        self.clerk = Clerk(chromium(folder / "profile", is_script_on))
        self.clerk.comes_to(self.window.address)
        self.clerk.resizes("desk")
        for link in links:
            self.sets_password(link, PASSWORD, PASSWORD)

    def says(self, zh, en):
        """Holds the page to a sentence, in the language of the window."""
        page = self.clerk.reads()
        assert {"zh": zh, "en": en}[self.lang] in page, page

    def sets_password(self, link, one, other):
        self.clerk.comes_to(link)
        self.clerk.fills(self.clerk.reaches(name="password"), one)
        self.clerk.fills(self.clerk.reaches(name="again"), other)
        self.clerk.goes()

    def tries(self, name, password):
        """Leaves, where somebody is in, and fills in name and password."""
        self.clerk.comes_to("/")
        if not self.clerk.driver.find_elements(By.NAME, "password"):
            self.clerk.presses("leave")
            self.clerk.comes_to("/")
        self.clerk.fills(self.clerk.reaches(name="name"), name)
        self.clerk.fills(self.clerk.reaches(name="password"), password)
        self.clerk.goes()

    def comes_in(self, name):
        self.tries(name, PASSWORD)
        self.clerk.waits_for(name="member_id")

    def gives_reason(self, reason):
        self.clerk.waits_for(name="reason")
        self.clerk.types(reason)
        self.clerk.goes()

    def close(self):
        self.clerk.driver.quit()
        self.window.close()
