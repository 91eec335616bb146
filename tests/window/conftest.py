"""What the tests share: one office and its window, and a browser of each kind."""

import pathlib
import signal

import pytest
from keyboard import Clerk, chromium
from office import Office, huzhu_of

LANGUAGES = ["zh", "en"]


def pytest_addoption(parser):
    parser.addoption("--huzhu", default="target/release/huzhu", help="the program to test")
    parser.addoption("--axe", default="node_modules/axe-core/axe.min.js", help="axe, to look at the pages with")
    parser.addoption("--pictures", help="a folder to write pictures of all pages to: docs/")


def pytest_configure():
    # What a shell starts in the background ignores Ctrl-C, and so does what that starts: the window would stay open.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def office(pytestconfig, tmp_path_factory):
    return Office(huzhu_of(pytestconfig.getoption("--huzhu")), tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def window(office):
    window = office.window()
    yield window
    window.close()


def let_in(window, folder, is_script_on):
    driver = chromium(folder, is_script_on)
    clerk = Clerk(driver)
    clerk.comes_to(window.link())
    clerk.resizes("desk")
    return clerk


@pytest.fixture(scope="session")
def clerk(window, tmp_path_factory):
    """A clerk whose browser runs no script, as the window asks for none."""
    clerk = let_in(window, tmp_path_factory.mktemp("plain"), is_script_on=False)
    yield clerk
    clerk.driver.quit()


@pytest.fixture(scope="session")
def inspector(window, tmp_path_factory):
    """The same in a browser that runs scripts, as axe needs one."""
    inspector = let_in(window, tmp_path_factory.mktemp("scripts"), is_script_on=True)
    yield inspector
    inspector.driver.quit()


@pytest.fixture(params=LANGUAGES)
def lang(request):
    return request.param


@pytest.fixture(scope="session")
def axe(pytestconfig):
    path = pathlib.Path(pytestconfig.getoption("--axe"))
    assert path.is_file(), f"there is no {path}: `npm ci` beside tests/window/package.json brings axe"
    return path.read_text("utf-8")
