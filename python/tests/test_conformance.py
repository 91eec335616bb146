"""The wheel decides what the conformance pack says; the runner finds an engine that does not."""

import csv
import json
import subprocess
import sys

import pyarrow as pa
import pytest
from conftest import ROOT, TABLES, texts

import huzhu

PACK = ROOT / "conformance"
OFFICES = json.loads((PACK / "offices/pack.json").read_text(encoding="utf-8"))["offices"]


def answers(folder):
    """What the pack says of an office."""
    with (folder / "decisions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(decided, columns):
    """Rows of decisions as the pack writes them."""
    text = lambda cell: "" if cell is None else str(cell)
    return [{name: text(row[name]) for name in columns} for row in decided]


@pytest.mark.parametrize("office", OFFICES, ids=lambda office: office["id"])
def test_the_wheel_decides_as_the_pack_says(office):
    rules = huzhu.Rules.load(PACK / office["rules"])
    folder = PACK / "offices" / office["id"]
    decided = rules.adjudicate(**{name: texts(folder, name, rules) for name in TABLES})
    expected = answers(folder)
    assert found(pa.table(decided).to_pylist(), list(expected[0])) == expected


def run(*words):
    return subprocess.run([sys.executable, PACK / "run.py", *words], capture_output=True, text=True, check=False)


def test_the_program_and_the_wheel_pass_as_commands(program):
    batch = [program, "batch", "--rules", "{rules}", "--data", "{data}", "--out", "{out}"]
    assert run("--", *batch).returncode == 0
    wheel = run("--only", "pinghu", "--", sys.executable, PACK / "wheel.py", "{rules}", "{data}", "{out}")
    assert wheel.returncode == 0 and "1 of 1 offices" in wheel.stdout


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("pass", "no decisions.csv (exit code 0)"),
        ("import shutil; shutil.copy(data + '/bills.csv', out + '/decisions.csv')", "lacks the columns"),
        ("text = open(data + '/decisions.csv').read(); open(out + '/decisions.csv', 'w').write(text.replace('300.01', '300.00'))", "300.00, 300.00; the pack: paid, 300.01, 300.01"),
        ("open(out + '/decisions.csv', 'w').writelines(open(data + '/decisions.csv').readlines()[:-1])", "nothing; the pack:"),
    ],
)
def test_an_engine_that_does_not_pass_is_told_where(script, told):
    script = f"import sys; data, out = sys.argv[1:]; {script}"
    failed = run("--only", "pinghu", "--", sys.executable, "-c", script, "{data}", "{out}")
    assert failed.returncode == 1 and told in failed.stdout and "0 of 1 offices" in failed.stdout


def test_a_copy_stands_alone(tmp_path, program):
    assert run("--export", tmp_path / "pack").returncode == 0
    batch = [program, "batch", "--rules", "{rules}", "--data", "{data}", "--out", "{out}"]
    command = [sys.executable, tmp_path / "pack/run.py", "--only", "hangzhou", "--", *batch]
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    assert alone.returncode == 0, alone.stdout
    assert list((tmp_path / "pack/offices/hangzhou/rules").glob("*.toml"))
