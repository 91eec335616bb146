"""Holds the schema of rule files to rules: `check.py SCHEMA [--bless]`, with the schema that `huzhu schema` prints.

A validator that shares no code with the program accepts every book of this repository, and refuses the mistakes of
the gallery but for those that `unseen.txt` lists, which no schema can see: names that are not declared, bands with a gap,
choices that other keys ask for. taplo, which editors run, says the same of the books.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNSEEN = pathlib.Path(__file__).with_name("unseen.txt")
HEAD = "# Mistakes of tests/gallery that a schema cannot see; `check.py SCHEMA --bless` writes them anew.\n"


def plain(value):
    """TOML as JSON; a date without quotes is no text, and stays something that no key takes."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value if isinstance(value, (str, int, float, bool)) else {"date": str(value)}


def whole(fixture):
    """A fixture with the sections of base.toml that it leaves out, as tests/all/gallery.rs has it."""
    if fixture.startswith("# alone"):
        return fixture
    for section in (ROOT / "tests/gallery/base.toml").read_text("utf-8").split("\n\n"):
        header = section.split("\n")[0]
        if section.startswith("[") and not any(line.startswith(header) for line in fixture.splitlines()):
            fixture += f"\n{section.rstrip()}\n"
    return fixture


def faults(validator, text):
    """What is wrong with a file, or nothing."""
    try:
        table = plain(tomllib.loads(text))
    except tomllib.TOMLDecodeError as why:
        return [f"not TOML: {why}"]
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message[:120]}" for one in validator.iter_errors(table)]


def is_rules(path):
    return not path.name.startswith("cases")


def main():
    schema = pathlib.Path(sys.argv[1])
    document = json.loads(schema.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(document)
    validator = jsonschema.Draft202012Validator(document)
    books = sorted(path for folder in ("rules", "tests/mechanisms") for path in (ROOT / folder).glob("**/*.toml") if is_rules(path))
    wrong = [(path, faults(validator, path.read_text("utf-8"))) for path in books]
    wrong = [f"{path}: {found}" for path, found in wrong if found]
    assert len(books) > 20 and not wrong, "\n".join(wrong)

    seen, unseen = 0, []
    for path in sorted((ROOT / "tests/gallery").glob("*.toml")):
        text = path.read_text("utf-8")
        if path.name == "base.toml" or text.startswith("[[case]]"):
            continue
        if faults(validator, whole(text)):
            seen += 1
        else:
            unseen.append(path.stem)
    listed = HEAD + "".join(f"{name}\n" for name in unseen)
    if "--bless" in sys.argv:
        UNSEEN.write_text(listed, "utf-8")
    known = UNSEEN.read_text("utf-8").splitlines()[1:]
    assert known == unseen, f"seen now: {set(known) - set(unseen)}; not seen any more: {set(unseen) - set(known)}"

    taplo = pathlib.Path(sys.executable).with_name("taplo")
    lint = [taplo, "lint", "--schema", schema.resolve().as_uri()]
    subprocess.run([*lint, *books], check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as folder:
        misspelt = pathlib.Path(folder, "misspelt.toml")
        text = (ROOT / "tests/gallery/base.toml").read_text("utf-8")
        misspelt.write_text(text.replace("against_bill", "against_bil"), "utf-8")
        said = subprocess.run([*lint, misspelt], capture_output=True, text=True)
        assert said.returncode != 0 and "against_bil" in said.stderr, f"taplo takes a key that is misspelt: {said}"
    print(f"schema: {len(books)} files of rules accepted, {seen} mistakes of the gallery seen, {len(unseen)} that no schema sees")


main()
