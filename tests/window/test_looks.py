"""Every page, in both languages: what axe finds, whether it goes beyond the side of a screen, and pictures of it."""

import pathlib

import pytest
from desk import Desk
from keyboard import SIZES
from office import huzhu_of
from walk import every_page, every_page_for_users

AXE = "axe.run(document, { resultTypes: ['violations'] }).then(arguments[0], (why) => arguments[0](String(why)))"
MISLAID = """
const side = document.documentElement.clientWidth, all = [...document.querySelectorAll("body *")];
const is_beyond = (one) => document.documentElement.scrollWidth > side && one.getBoundingClientRect().right > side + 1;
const is_broken = (one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    const lines = new Set([...range.getClientRects()].map((line) => line.top));
    return one.localName === "td" && /^[0-9,.]+$/.test(one.innerText.trim()) && lines.size > 1;
};
const told = (what, of) => all.filter(of).map((one) => `${what}: ${one.outerHTML.slice(0, 120)}`);
return [...told("beyond the side", is_beyond), ...told("an amount in two lines", is_broken)];
"""
# What the docs show, in Chinese; the other pages are written beside it, to be looked at.
SHOWN = {("answer", "desk"): "window", ("answer", "phone"): "window-phone", ("answer", "large"): "window-large"}


@pytest.fixture(scope="session")
def axe(pytestconfig):
    path = pathlib.Path(pytestconfig.getoption("--axe"))
    assert path.is_file(), f"there is no {path}: `npm ci` beside tests/window/package.json brings axe"
    return path.read_text("utf-8")


def violations(driver, axe):
    """What axe finds wrong with the page that is open."""
    driver.execute_script(axe)
    found = driver.execute_async_script(AXE)
    assert not isinstance(found, str), found
    assert found["testEngine"]["name"] == "axe-core"
    return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']]}" for one in found["violations"]]


def keep_picture(driver, folder, page, lang):
    """Writes a picture to where the docs have it, or to a folder beside that is no part of them."""
    docs = f"{SHOWN[page]}.png" if lang == "zh" and page in SHOWN else f"looked-at/{'-'.join(page)}.{lang}.png"
    (folder / docs).parent.mkdir(exist_ok=True)
    driver.save_screenshot(str(folder / docs))


def test_axe_sees_what_is_wrong(inspector, axe):
    inspector.driver.get("data:text/html,<input><p style='color:%23ddd'>pale")
    found = " ".join(violations(inspector.driver, axe))
    for rule in ["label:", "color-contrast:", "html-has-lang:"]:
        assert rule in found


def looks_at(clerk, axe, page, pictures):
    """What is wrong with the page that is open, at each size."""
    wrong, (name, lang) = [], page
    for size in SIZES:
        clerk.resizes(size)
        wrong += [f"{name} {size}: {one}" for one in clerk.driver.execute_script(MISLAID)]
        if size != "large":
            wrong += [f"{name} {size}: {one}" for one in violations(clerk.driver, axe)]
        if pictures:
            keep_picture(clerk.driver, pathlib.Path(pictures), (name, size), lang)
    clerk.resizes("desk")
    return wrong


def test_every_page_is_without_a_fault_and_as_wide_as_the_screen(inspector, office, window, axe, lang, pytestconfig):
    inspector.comes_to(window.link())
    wrong, seen = [], []
    for name in every_page(inspector, office, lang):
        seen.append(name)
        wrong += looks_at(inspector, axe, (name, lang), pytestconfig.getoption("--pictures"))
    assert not wrong, "\n".join(wrong)
    assert len(seen) == len(set(seen)) == 16, seen


def test_so_is_every_page_for_users(pytestconfig, tmp_path, axe, lang):
    desk = Desk(huzhu_of(pytestconfig.getoption("--huzhu")), tmp_path, lang, is_script_on=True)
    try:
        wrong, seen = [], []
        for name in every_page_for_users(desk):
            seen.append(name)
            wrong += looks_at(desk.clerk, axe, (name, lang), pytestconfig.getoption("--pictures"))
        assert not wrong, "\n".join(wrong)
        assert len(seen) == len(set(seen)) == 9, seen
    finally:
        desk.close()
