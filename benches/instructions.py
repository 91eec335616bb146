"""Counts the instructions of small runs, so that a change that costs 3 % is seen on any machine, however busy.

    python3 benches/instructions.py target/release/huzhu            # compares with benches/instructions.json
    python3 benches/instructions.py target/release/huzhu --record   # writes it anew

Each run is counted by valgrind's cachegrind on one thread. A run of more than 3 % more instructions than recorded is a
failure; so is one of more than 3 % fewer, since a gain that is not recorded lets the next change lose it. Instructions
are no seconds: what waits for memory is measured in pairs on a quiet machine (see benches/runs).
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).parent.parent
RECORD = Path(__file__).with_name("instructions.json")
MOST = 0.03
LEVELS = ["--sweep", "parameters.year_deductible=300..1300:10"]


def runs(weihai):
    """What is counted, by name; `weihai` is a folder with an invented town."""
    city = ["--data", HOME / "data/city_small"]
    return {
        "batch": ["batch", "--rules", HOME / "rules/city", *city],
        "fold": ["replay", "--baseline", HOME / "rules/city", *LEVELS, *city],
        "batch_weihai": ["batch", "--rules", HOME / "rules/weihai", "--data", weihai],
    }


def count(huzhu, arguments, folder):
    """The instructions of one run."""
    counter = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={folder}/counts"]
    command = [*counter, huzhu, *arguments, "--threads", "1", "--out", f"{folder}/out"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{arguments[0]} ended with {run.returncode}:\n{run.stderr}")
    found = re.search(r"I\s+refs:\s+([\d,]+)", run.stderr)
    if not found:
        sys.exit(f"valgrind counted nothing:\n{run.stderr}")
    return int(found[1].replace(",", ""))


def counts(huzhu):
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        weihai = f"{folder}/weihai"
        size = ["--members", "1000", "--bills", "3000", "--seed", "15", "--plan", "medical,allowance"]
        subprocess.run([huzhu, "generate", *size, "--out", weihai], check=True, capture_output=True)
        for name, arguments in runs(weihai).items():
            with tempfile.TemporaryDirectory(dir=folder) as out:
                figures[name] = count(huzhu, arguments, out)
    return figures


def main():
    figures = counts(Path(sys.argv[1]).resolve())
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if sys.argv[2:] == ["--record"]:
        record = {"compiler": compiler, "instructions": figures}
        RECORD.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        return
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    moved = []
    for name, figure in figures.items():
        before = record["instructions"][name]
        change = (figure - before) / before
        print(f"{name}: {figure:,} instructions, {change:+.2%} of what is recorded")
        if abs(change) > MOST:
            moved.append(name)
    if moved:
        compilers = f"recorded with {record['compiler']}, built with {compiler}"
        sys.exit(f"{', '.join(moved)}: moved by more than {MOST:.0%} ({compilers}); if that is meant, record it anew")


if __name__ == "__main__":
    main()
