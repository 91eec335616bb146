"""A walk through every page of the window, by keyboard: what the tests of looks look at."""

from desk import MEMBER, OWN, RESTRICTED
from office import BY_NAME

ANSWERED = BY_NAME["threshold_opened_later"]


def typed(story):
    """The bill of a story as a clerk fills it in."""
    return {"settled_on": story["bill"]["discharge"], **story["bill"], "rest_is_zero": "yes"}


def before_anybody(clerk):
    clerk.finds("990000198001010012")
    yield "unknown"
    clerk.follows("/")
    clerk.fills(clerk.reaches(name="name"), "No Such Name")
    clerk.goes()
    yield "no_such_name"
    clerk.finds(ANSWERED["member"])
    yield "member"


def bills(clerk):
    bill = typed(ANSWERED)
    clerk.asks(bill)
    clerk.opens("steps")
    yield "answer"
    clerk.compares({"if_hospital_level": "1"})
    yield "compared"
    clerk.finds(ANSWERED["member"])
    clerk.pastes("category,admission,total,made_up\ninpatient,2026-07-01,4500.00,1\n")
    yield "pasted"
    clerk.finds(ANSWERED["member"])
    clerk.asks({name: text for name, text in bill.items() if name not in ("pool_paid", "rest_is_zero")})
    yield "range"
    clerk.finds(ANSWERED["member"])
    clerk.asks({**bill, "discharge": "2026-06-31", "total": "12。5", "hospital_level": "", "hospital_id": "H1"})
    yield "mistakes"
    clerk.finds(BY_NAME["waiting"]["member"])
    clerk.asks(typed(BY_NAME["waiting"]))
    yield "denied"


def past(clerk):
    clerk.finds(ANSWERED["member"])
    page = clerk.path()
    clerk.follows(f"{page}/bill/0")
    yield "bill"
    clerk.follows(page)
    clerk.follows(f"{page}/notice/0")
    yield "notice"
    clerk.comes_to(f"{page}/bill/99")
    yield "no_page"


def without_a_ledger(clerk, office):
    ledger, away = office.folder / "town.ledger", office.folder / "away"
    ledger.rename(away)
    try:
        clerk.finds(ANSWERED["member"])
        yield "no_answer"
    finally:
        away.rename(ledger)


def outside(clerk):
    clerk.comes_to("/")
    clerk.presses("leave")
    yield "left"
    clerk.comes_to("/")
    yield "stranger"


def every_page(clerk, office, lang):
    """Comes to each page, and gives its name."""
    clerk.comes_to("/")
    clerk.speaks(lang)
    yield "find"
    yield from before_anybody(clerk)
    yield from bills(clerk)
    yield from past(clerk)
    yield from without_a_ledger(clerk, office)
    yield from outside(clerk)


def every_page_for_users(desk):
    """Comes to each page that only a window with users has, and gives its name."""
    clerk = desk.clerk
    link = desk.office.new_user("Bai", "--role", "clerk", "--part", "9900.02")
    clerk.comes_to(link)
    yield "password"
    desk.sets_password(link, "short", "short")
    yield "weak_password"
    desk.tries("Bai", "Reiher 2026!")
    yield "wrong_password"
    desk.comes_in("Chen")
    clerk.finds(OWN)
    yield "own_file"
    desk.comes_in("Li")
    clerk.finds(RESTRICTED)
    yield "reason"
    desk.gives_reason("asked at the counter")
    yield "restricted"
    clerk.presses("whole_id")
    desk.gives_reason("to write a letter")
    yield "whole_id"
    clerk.presses("users")
    yield "users"
    desk.comes_in("Shen")
    clerk.presses("looks")
    yield "looks"
    clerk.finds(MEMBER)
    yield "audited"
