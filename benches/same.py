"""Whether two builds write the same of dirty cities: what must hold before anything is said to be faster.

    python3 benches/same.py BEFORE AFTER [SEEDS]

BEFORE and AFTER are two builds of the program. Of each seed (ten) a city is made with one row in fifty spoiled, in no
order; it is sent plain, with the line ends of Windows, with every cell in quotes, and with ids in their old 15 digits.
Every file that AFTER writes, on 1, 2, 3 and 16 threads, must be the one that BEFORE writes, byte for byte; of the
manifest only the version of the program is left out.
"""

import csv
import filecmp
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RULES = Path(__file__).parent.parent / "rules/city"
FILES = ["members.csv", "enrolments.csv", "bills.csv"]
THREADS = ["1", "2", "3", "16"]


def plain(text):
    return text


def crlf(text):
    return text.replace("\n", "\r\n")


def quoted(text):
    rows = list(csv.reader(text.splitlines(keepends=True)))
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return "\n".join(lines) + "\n"


def old_ids(text):
    return re.sub(r"\b(\d{6})19(\d{9})[\dX]\b", r"\1\2", text)


FORMS = [plain, crlf, quoted, old_ids]


def batch(program, data, out, threads):
    command = [program, "batch", "--rules", RULES, "--data", data, "--out", out]
    command += ["--threads", threads, "--accept-rejects", "1000000"]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if not (out / "manifest.json").exists():
        sys.exit(f"{program} on {data}: {done.stderr}")


def manifest(folder):
    all_of_it = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    all_of_it.pop("engine")
    return all_of_it


def names(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def differing(one, other):
    """Files that one run wrote otherwise than another, or not at all."""
    differ = names(one) ^ names(other)
    same = names(one) & names(other) - {Path("manifest.json")}
    differ |= {name for name in same if not filecmp.cmp(one / name, other / name, shallow=False)}
    if manifest(one) != manifest(other):
        differ.add(Path("manifest.json"))
    return sorted(map(str, differ))


def main():
    before, after = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    compared = rejected = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for seed in range(1, seeds + 1):
            made, sent = folder / "made", folder / "sent"
            command = [before, "generate", "--members", "3000", "--bills", "8000", "--seed", str(seed)]
            command += ["--dirty", "2%", "--order", "city", "--out", made]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            for form in FORMS:
                shutil.rmtree(sent, ignore_errors=True)
                sent.mkdir()
                for name in FILES:
                    text = (made / name).read_bytes().decode("utf-8", "surrogateescape")
                    (sent / name).write_bytes(form(text).encode("utf-8", "surrogateescape"))
                expected = folder / "expected"
                shutil.rmtree(expected, ignore_errors=True)
                batch(before, sent, expected, "2")
                rejected += json.loads((expected / "summary.json").read_text(encoding="utf-8"))["rejected_rows"]
                for threads in THREADS:
                    out = folder / "out"
                    shutil.rmtree(out, ignore_errors=True)
                    batch(after, sent, out, threads)
                    filecmp.clear_cache()  # It knows files by path, size and time, and the paths are used again.
                    if differ := differing(expected, out):
                        sys.exit(f"seed {seed}, {form.__name__}, {threads} threads: {', '.join(differ)}")
                    compared += 1
            shutil.rmtree(made)
    if rejected == 0:
        sys.exit("no city was dirty")
    print(f"{compared} runs wrote what was written before; {rejected} rows were rejected in all")


if __name__ == "__main__":
    main()
