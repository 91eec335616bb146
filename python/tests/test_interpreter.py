"""huzhu beside the interpreter: its lock, its signals, its documentation."""

import ast
import doctest
import inspect
import os
import pathlib
import signal
import threading
import time

import pyarrow as pa
import pytest
from conftest import ROOT, turns_meanwhile

import huzhu

def many(table, times):
    """The same people so many times, under other ids."""
    parts = []
    for number in range(times):
        part = table
        for column in ("bill_id", "member_id"):
            if column in part.column_names:
                ids = pa.array([f"{number}x{one}" for one in part[column].to_pylist()])
                part = part.set_column(part.column_names.index(column), column, ids)
        parts.append(part)
    return pa.concat_tables(parts)


def test_the_interpreter_goes_on_meanwhile(rules, city):
    tables = {name: many(table, 20) for name, table in city.items()}
    assert turns_meanwhile(rules.adjudicate, **tables) > 20


def test_control_c_ends_it_between_shares_of_members(rules, city):
    tables = {name: many(table, 60) for name, table in city.items()}
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        while time.monotonic() - began < 60:
            rules.adjudicate(**tables, threads=1)
    assert len(rules.adjudicate(**city)) == 3000, "and the next one is whole"


@pytest.mark.parametrize("page", ["docs/python.md", "docs/zh/python.md"])
def test_examples_of_pages_run(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    ran = doctest.testfile(str(ROOT / page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE, encoding="utf-8")
    assert ran.attempted > 10 and ran.failed == 0


def test_examples_of_docstrings_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    of_package = doctest.DocTestFinder().find(huzhu, "huzhu")
    methods = [getattr(huzhu.Rules, name) for name in dir(huzhu.Rules) if not name.startswith("__")]
    of_rules = [test for method in methods for test in doctest.DocTestFinder().find(method, "Rules", globs={})]
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    of_replay = doctest.DocTestFinder().find(huzhu.replay, "replay", globs={})
    for test in of_package + of_rules + of_replay:
        runner.run(test)
    assert runner.tries > 18 and runner.failures == 0


def test_everything_public_has_a_docstring_and_a_type():
    stub = ast.parse((pathlib.Path(huzhu.__file__).parent / "_huzhu.pyi").read_text())
    typed = {node.name: node for node in stub.body if isinstance(node, ast.ClassDef)}
    for name in huzhu.__all__:
        one = getattr(huzhu, name)
        if not inspect.isclass(one):
            continue
        assert one.__doc__, name
        own = {key for key in vars(one) if not key.startswith("_")} if not issubclass(one, Exception) else {"mistakes"} & set()
        of_stub = {node.name for node in typed[name].body if isinstance(node, ast.FunctionDef)}
        assert own == {member for member in of_stub if not member.startswith("_")}, name
        undocumented = [key for key in own if not getattr(one, key).__doc__]
        assert not undocumented or "Mistake" in name, undocumented
    assert (pathlib.Path(huzhu.__file__).parent / "py.typed").exists()


def test_signatures_are_those_of_the_stub():
    stub = ast.parse((pathlib.Path(huzhu.__file__).parent / "_huzhu.pyi").read_text())
    [rules] = [node for node in stub.body if isinstance(node, ast.ClassDef) and node.name == "Rules"]
    for node in rules.body:
        if isinstance(node, ast.FunctionDef) and not node.decorator_list and not node.name.startswith("_"):
            names = [one.arg for one in node.args.args + node.args.kwonlyargs]
            names += [node.args.vararg.arg] if node.args.vararg else []
            assert list(inspect.signature(getattr(huzhu.Rules, node.name)).parameters) == names, node.name
    [replay] = [node for node in stub.body if isinstance(node, ast.FunctionDef)]
    names = [one.arg for one in replay.args.args + replay.args.kwonlyargs]
    assert replay.name == "replay" and list(inspect.signature(huzhu.replay).parameters) == names
