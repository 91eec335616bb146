"""The API, by strangers' tools that know of it only what its description says.

schemathesis sends what the description allows and what it forbids, and holds the answers to the description. A client
that openapi-python-client writes from the description asks about the stories.
"""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from office import BY_NAME, HERE, fen, stories

FIRST = BY_NAME["threshold_opened_later"]["member"]
ZEROS = ["out_of_catalogue", "pool_paid", "critical_paid", "assistance_paid", "other_paid"]
TAKES = {
    "cover": "OnDay",
    "limits": "OnDay",
    "history": "OfMember",
    "preview": "OfBill",
    "explain": "OfPastBill",
    "notice": "OfNotice",
}
EXAMPLES = "40"  # bodies for each address, beside those at the edges of what the description allows


def tool(name):
    """A program that is installed beside this Python."""
    return Path(sys.executable).with_name(name)


def runs(words, **environment):
    """Runs a tool, which has to end well."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    known = {**os.environ, **environment, "PATH": path}
    done = subprocess.run(words, env=known, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_api_answers_as_it_is_described_whatever_is_sent(window, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    known = {"KNOWN_MEMBER": FIRST, "KNOWN_BILL": "L-1", "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}
    words = [tool("schemathesis"), "--config-file", HERE / "schemathesis.toml", "run", "--seed", "1", "--no-color"]
    key = ["--header", f"Authorization: Bearer {window.key}"]
    said = runs([*words, *key, "--max-examples", EXAMPLES, f"{window.address}/api/v1/openapi.json"], **known)
    assert "Operations:       6 selected / 6 total" in said


@pytest.fixture(scope="session")
def client(window, tmp_path_factory):
    """The client that the generator wrote; whatever it cannot read of the description is a mistake."""
    folder = tmp_path_factory.mktemp("client")
    written = ["generate", "--url", f"{window.address}/api/v1/openapi.json", "--output-path", folder / "written_client"]
    runs([tool("openapi-python-client"), *written, "--meta", "none", "--fail-on-warning"])
    sys.path.insert(0, str(folder))
    yield importlib.import_module("written_client")
    sys.path.remove(str(folder))


@pytest.fixture
def asks(client, window):
    """Asks one address with the texts of a body, by the types of the client."""

    def ask(operation, body, key=window.key):
        models = importlib.import_module("written_client.models")
        module = importlib.import_module(f"written_client.api.default.{operation}")
        connection = client.AuthenticatedClient(base_url=window.address, token=key)
        answer = module.sync(client=connection, body=getattr(models, TAKES[operation]).from_dict(body))
        assert answer is not None, f"{operation} answers what is not described"
        return answer

    return ask


@pytest.mark.parametrize("story", stories(), ids=lambda story: story["name"])
def test_a_written_client_is_answered_to_the_fen(asks, story):
    bill = {"settled_on": story["bill"]["discharge"], **dict.fromkeys(ZEROS, "0"), **story["bill"]}
    answer = asks("preview", {"member_id": story["member"], "bill": bill})
    assert fen(answer.payable) == story["pays"], story["by_hand"]
    assert fen(answer.balance.member_bears) == story["left"], story["by_hand"]
    assert sum(fen(other.change) for other in answer.preview.others) == story.get("others", 0), story["by_hand"]
    billed, parts = fen(answer.balance.billed), [*answer.balance.payers, *answer.balance.benefits]
    assert billed == sum(fen(part.amount) for part in parts) + story["left"]


def test_what_is_missing_gives_a_range_and_no_amount(asks):
    bill = {**BY_NAME["threshold_opened_later"]["bill"], **dict.fromkeys(ZEROS[2:], "0")}
    del bill["pool_paid"]
    answer = asks("preview", {"member_id": FIRST, "bill": bill})
    assert answer.payable is None and answer.benefits is None and answer.balance is None
    # Of 4,000 at most 60 % x 0.95 = 2,280 are paid, and at least nothing; beside it 3 nights, 60.
    assert (answer.preview.range_.least, answer.preview.range_.most) == ("60.00", "2340.00")
    assert [one.column for one in answer.preview.look_for] == ["pool_paid"]


def test_cover_and_limits_are_those_of_the_day(asks):
    member = BY_NAME["unit_changed"]["member"]
    for day, standings in [("2026-07-01", {"over", "to_come"}), ("2026-07-20", {"over", "in_force"})]:
        answer = asks("cover", {"member_id": member, "day": day})
        assert {str(period.standing) for period in answer.periods} == standings
        assert bool(answer.reasons) == ("in_force" not in standings)
    # In March 9,600 of 10,000 and 10 of 30 nights were used up.
    answer = asks("limits", {"member_id": BY_NAME["over_the_limit"]["member"], "day": "2026-07-01"})
    assert [(limit.benefit, limit.left) for limit in answer.limits] == [("aid", "400.00"), ("daily", 20)]


def test_a_past_bill_is_listed_explained_and_printed(asks):
    member = {"member_id": BY_NAME["second_hospital"]["member"]}
    [line] = asks("history", member).bills
    assert (line.bill_id, line.total, line.payable, line.posted) == ("F-1", "7000.00", "2500.00", "2500.00")
    explained = asks("explain", {**member, "bill_id": "F-1"})
    assert (explained.payable, explained.posted) == ("2500.00", "2500.00")
    assert [benefit.paid for benefit in explained.benefits] == ["2400.00", "100.00"]
    for lang, title in [("zh", "核定通知书"), ("en", "notice of decision")]:
        notice = asks("notice", {**member, "bill_id": "F-1", "lang": lang})
        assert title in notice.html and "2,500.00" in notice.html and notice.number in notice.html


def test_a_bill_of_another_member_is_not_shown(asks):
    for operation in ["explain", "notice"]:
        problem = asks(operation, {"member_id": FIRST, "bill_id": "F-1"})
        assert (problem.status, problem.errors[0].field) == (404, "bill_id")


def test_what_is_wrong_names_its_fields_and_a_wrong_key_gets_nothing(asks):
    bill = {"category": "inpatient", "hospital_level": "3", "admission": "2026-07-06", "discharge": "2026-07-01"}
    problem = asks("preview", {"member_id": FIRST, "bill": {**bill, "total": "12。5"}})
    assert (problem.status, [fault.field for fault in problem.errors]) == (422, ["discharge", "total"])
    problem = asks("cover", {"member_id": FIRST}, key="0" * 64)
    assert (problem.status, problem.errors) == (401, [])
