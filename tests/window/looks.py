"""What is wrong with the looks of a page: what axe finds, what goes beyond the side of a screen. And pictures of it."""

import pathlib

from keyboard import SIZES

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
