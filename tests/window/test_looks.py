"""Every page of a window without users, in both languages, at three sizes."""

from looks import looks_at, violations
from walk import every_page


def test_axe_sees_what_is_wrong(inspector, axe):
    inspector.driver.get("data:text/html,<input><p style='color:%23ddd'>pale")
    found = " ".join(violations(inspector.driver, axe))
    for rule in ["label:", "color-contrast:", "html-has-lang:"]:
        assert rule in found


def test_every_page_is_without_a_fault_and_as_wide_as_the_screen(inspector, office, window, axe, lang, pytestconfig):
    inspector.comes_to(window.link())
    wrong, seen = [], []
    for name in every_page(inspector, office, lang):
        seen.append(name)
        wrong += looks_at(inspector, axe, (name, lang), pytestconfig.getoption("--pictures"))
    assert not wrong, "\n".join(wrong)
    assert len(seen) == len(set(seen)) == 16, seen
