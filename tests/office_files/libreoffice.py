"""What an office opens in LibreOffice is what huzhu wrote; and what LibreOffice saves is read as our own files are.

    python3 libreoffice.py HUZHU SOFFICE DATA RULES FOLDER

HUZHU is the program, SOFFICE that of LibreOffice, DATA the three files of an office in our own form, RULES its rules,
FOLDER is empty. First a batch and `huzhu excel`: each workbook, and the CSV with a mark, is opened by LibreOffice and
written as CSV, and held to the files of the run, cell by cell. Then LibreOffice saves DATA as .xlsx, .xls and .ods, ids as texts,
days as days and amounts as numbers: `huzhu map` understands each, and a batch decides the same.
"""

import csv
import subprocess
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

# How LibreOffice is told to read and to write CSV: commas, quotes, UTF-8 (76), from the first line on.
CSV = "44,34,76,1"
TEXT, DAY = 2, 5  # of a column of a CSV that is opened; days are year, month, day
# Behind the columns: the language, quotes where they are needed, what is stored and not what is shown, no formulas, every
# sheet into a file of its own.
STORED_SHEETS = f"csv:Text - txt - csv (StarCalc):{CSV},,0,false,false,false,false,false,-1"
STORED = f"csv:Text - txt - csv (StarCalc):{CSV},,0,false,false,false"
DAYS = {"birth_date", "start", "end", "enrolled_on", "admission", "discharge", "settled_on", "submitted_on"}
TEXTS = {"bill_id", "member_id", "org_code", "hospital_id", "payment_id", "stay_id"}
BROKEN_DAY = ("2024-", "2024-13")  # a month that no year has, so that a row is rejected


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def office(soffice, folder, to, paths, opened_as=None):
    """Converts files by LibreOffice, with a profile of its own."""
    profile = (folder / "profile").resolve().as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    command += [f"--infilter=CSV:{opened_as}"] if opened_as else []
    code, told = run(*command, "--convert-to", to, "--outdir", folder, *paths)
    assert code == 0, told


def columns(header):
    """What each column of a CSV is, for LibreOffice: what is not named is guessed, which spoils ids."""
    kinds = [(at, TEXT if name in TEXTS else DAY if name in DAYS else 1) for at, name in enumerate(header, 1)]
    return CSV + "," + "/".join(f"{at}/{kind}" for at, kind in kinds)


def same(ours, theirs):
    """Whether two cells say the same: texts to the letter, amounts to the fen."""
    if ours == theirs:
        return True
    try:
        return "." in ours and Decimal(ours) == Decimal(theirs)
    except InvalidOperation:
        return False


def compare(what, ours, theirs):
    assert len(ours) > 1, f"{what} has rows"
    assert len(ours) == len(theirs), f"{what}: {len(ours)} rows were written, {len(theirs)} are read"
    for line, (one, other) in enumerate(zip(ours, theirs), 1):
        other = other + [""] * (len(one) - len(other))
        for name, a, b in zip(ours[0], one, other, strict=True):
            assert same(a, b), f"{what}, row {line}, {name}: {a!r} was written, {b!r} is read"
    print(f"{what}: {len(ours) - 1} rows are as they were written")


def spoiled(data, folder):
    """The files of the office with one bill that is rejected."""
    folder.mkdir()
    for name in ["members.csv", "enrolments.csv", "bills.csv"]:
        text = (data / name).read_text(encoding="utf-8")
        if name == "bills.csv":
            head, tail = text.split(BROKEN_DAY[0], 1)
            text = head + BROKEN_DAY[1] + tail[2:]
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def batch(huzhu, rules, data, out):
    code, told = run(huzhu, "--lang", "en", "batch", "--rules", rules, "--data", data, "--out", out)
    assert code in (0, 3), told
    return out


def what_an_office_opens(huzhu, soffice, data, rules, folder):
    out = batch(huzhu, rules, spoiled(data, folder / "data"), folder / "out")
    code, told = run(huzhu, "--lang", "en", "excel", out, "--csv")
    assert code == 0, told
    office(soffice, folder, STORED_SHEETS, [out / "results.xlsx", out / "rejects.xlsx"])
    for name in ["decisions", "payments", "rejects"]:
        compare(f"results.xlsx, {name}", rows(out / f"{name}.csv"), rows(folder / f"results-{name}.csv"))
        marked = out / f"{name}-excel.csv"
        office(soffice, folder, STORED, [marked], columns(rows(marked)[0]))
        compare(f"{marked.name}", rows(out / f"{name}.csv"), rows(folder / marked.name))
    compare("rejects.xlsx, bills", rows(out / "rejected/bills.csv"), rows(folder / "rejects-bills.csv"))


def what_an_office_saves(huzhu, soffice, data, rules, folder):
    own = batch(huzhu, rules, data, folder / "own")
    saved = folder / "saved"
    saved.mkdir()
    endings = ["xls", "xlsx", "ods"]
    for name, ending in [("members", "ods"), ("enrolments", "xlsx"), *(("bills", ending) for ending in endings)]:
        path = data / f"{name}.csv"
        office(soffice, folder, ending, [path], columns(rows(path)[0]))
        (folder / f"{name}.{ending}").rename(saved / f"{name}.{ending}")
        code, told = run(huzhu, "--lang", "en", "map", saved / f"{name}.{ending}", "--rules", rules)
        assert code == 0 and f"\nenough for {name}.csv" in told, told
    for ending in endings:
        aside = [(saved / f"bills.{other}", folder / f"bills.{other}") for other in endings if other != ending]
        for there, away in aside:
            there.rename(away)
        read = batch(huzhu, rules, saved, folder / f"read-{ending}")
        for name in ["decisions.csv", "payments.csv"]:
            assert (own / name).read_bytes() == (read / name).read_bytes(), f"{name} of bills.{ending}"
        print(f"bills.{ending}: decided as our own files are")
        for there, away in aside:
            away.rename(there)


def main():
    huzhu, soffice, *paths = sys.argv[1:]
    data, rules, folder = map(Path, paths)
    for step in [what_an_office_opens, what_an_office_saves]:
        below = folder / step.__name__
        below.mkdir(parents=True)
        step(huzhu, soffice, data, rules, below)


main()
