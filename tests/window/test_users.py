"""A window with users: who comes in, who sees what, and who looked. By keyboard, in both languages."""

import pytest
from conftest import LANGUAGES
from desk import ELSEWHERE, MEMBER, OWN, PASSWORD, RESTRICTED, Desk
from looks import looks_at
from office import huzhu_of
from walk import every_page_for_users


@pytest.fixture(scope="module", params=LANGUAGES)
def desk(request, pytestconfig, tmp_path_factory):
    huzhu = huzhu_of(pytestconfig.getoption("--huzhu"))
    desk = Desk(huzhu, tmp_path_factory.mktemp(f"users-{request.param}"), request.param)
    yield desk
    desk.close()


def test_a_password_is_set_by_a_link_and_lets_in(desk):
    link = desk.office.new_user("Bai", "--role", "supervisor", "--everyone")
    desk.sets_password(link, PASSWORD, "Reiher 2026!")
    desk.says("两次输入不一致", "the two are not the same")
    desk.sets_password(link, "short", "short")
    desk.says("密码至少 10 个字符", "a password has at least 10 characters")
    desk.sets_password(link, PASSWORD, PASSWORD)
    desk.tries("Bai", "Reiher 2026!")
    desk.says("姓名或密码不正确", "name or password is wrong")
    desk.comes_in("Bai")
    desk.clerk.comes_to(link)
    desk.says("链接已使用或已超过一天", "the link was used, or is older than a day")


def test_a_clerk_sees_the_members_of_one_part_and_not_the_own_file(desk):
    desk.comes_in("Chen")
    desk.clerk.finds(MEMBER)
    desk.says("钱二 990***40", "钱二 990***40")
    desk.clerk.finds(ELSEWHERE)
    desk.says("该会员由其他经办机构办理", "another office looks after this member")
    desk.clerk.finds(RESTRICTED)
    desk.says("该会员须由主管办理", "a supervisor looks after this member")
    desk.clerk.finds(OWN)
    desk.says("不得查看本人的资料", "this file is your own")


def test_a_supervisor_says_why_a_restricted_member_and_a_whole_id_are_looked_at(desk):
    desk.comes_in("Li")
    desk.clerk.finds(RESTRICTED)
    desk.says("查看原因", "why do you look?")
    desk.gives_reason("asked at the counter")
    desk.says("褚十 990***06", "褚十 990***06")
    assert RESTRICTED not in desk.clerk.reads()
    desk.clerk.presses("whole_id")
    desk.gives_reason("to write a letter")
    assert RESTRICTED in desk.clerk.reads()


def test_an_auditor_learns_who_looked_at_whom_and_sees_no_name(desk):
    desk.comes_in("Chen")
    desk.clerk.finds(MEMBER)
    desk.comes_in("Shen")
    desk.clerk.presses("looks")
    desk.says("日志完整", "the log is whole")
    desk.clerk.fills(desk.clerk.reaches(name="by"), "Chen")
    desk.clerk.goes()
    page = desk.clerk.reads("table")
    assert "Chen" in page and "990***40" in page and MEMBER not in page
    desk.clerk.finds(MEMBER)
    assert "990***40" in desk.clerk.reads() and "钱二" not in desk.clerk.reads()


def test_every_page_for_users_is_without_a_fault_and_as_wide_as_the_screen(pytestconfig, tmp_path, axe, lang):
    desk = Desk(huzhu_of(pytestconfig.getoption("--huzhu")), tmp_path, lang, is_script_on=True)
    try:
        wrong, seen = [], []
        for name in every_page_for_users(desk):
            seen.append(name)
            wrong += looks_at(desk.clerk, axe, (name, lang), pytestconfig.getoption("--pictures"))
        assert not wrong, "\n".join(wrong)
        assert len(seen) == len(set(seen)) == 10, seen
    finally:
        desk.close()
