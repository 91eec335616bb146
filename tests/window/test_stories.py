"""Ten workers at the counter, asked about by keyboard, in both languages, in a browser that runs no script."""

import re

import pytest
from office import fen, stories

ANSWER = {
    "zh": {
        "pays": "预计支付互助金 ([0-9,.]+)",
        "denied": "本单不予给付",
        "nothing": "本单应付互助金为零",
        "left": "个人仍需负担：([0-9,.]+)",
    },
    "en": {
        "pays": "the cover pays ([0-9,.]+)",
        "denied": "this bill is denied",
        "nothing": "nothing is payable on this bill",
        "left": "left to the worker: ([0-9,.]+)",
    },
}
TOGETHER = {"zh": "全部结算单合计增加 ([0-9,.]+)", "en": "all bills together: ([0-9,.]+) more"}


def amount(pattern, text):
    found = re.search(pattern, text)
    assert found, f"{pattern} is not on the page: {text}"
    return fen(found[1])


def test_the_browser_of_the_clerk_runs_no_script(clerk):
    before = clerk.driver.current_url
    clerk.driver.get("data:text/html,<title>off</title><script>document.title = 'on'</script>")
    assert clerk.driver.title == "off"
    clerk.driver.get(before)


@pytest.mark.parametrize("story", stories(), ids=lambda story: story["name"])
def test_a_worker_is_answered_to_the_fen_by_keyboard_alone(clerk, lang, story):
    clerk.speaks(lang)
    clerk.finds(story["member"])
    clerk.asks({"settled_on": story["bill"]["discharge"], **story["bill"], "rest_is_zero": "yes"})
    clerk.opens("steps")
    words, result, page = ANSWER[lang], clerk.reads(".result"), clerk.reads()
    if story["pays"]:
        assert amount(words["pays"], result) == story["pays"], story["by_hand"]
    else:
        assert result == words[story["says"]], story["by_hand"]
    assert amount(words["left"], page) == story["left"], story["by_hand"]
    if "others" in story:
        assert amount(TOGETHER[lang], page) == story["pays"] + story["others"], story["by_hand"]
    assert story["page"][lang] in page
