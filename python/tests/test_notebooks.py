"""The notebooks run from the first cell to the last; their assertions hold the figures."""

import os
import pathlib
import subprocess

import nbclient
import nbformat
import pytest

BOOKS = sorted((pathlib.Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
CITY = "generate --members 5000 --bills 12000 --seed 15 --plan medical,allowance --out"


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_in_its_own_folder_as_jupyter_does(path, program, tmp_path, monkeypatch):
    city = tmp_path / "weihai_city"
    subprocess.run([program, *CITY.split(), city], check=True, capture_output=True)
    monkeypatch.setenv("HUZHU_CITY", str(city))
    book = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(book, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    ran = [cell for cell in book.cells if cell.cell_type == "code"]
    assert len(ran) > 5 and all(cell.execution_count for cell in ran)
    if os.environ.get("BLESS"):
        nbformat.write(book, path)


def test_there_are_two():
    assert [path.stem for path in BOOKS] == ["actuary", "adjuster"]
