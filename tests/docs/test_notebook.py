"""The notebook for analysts runs from top to bottom and leaves its two figures."""

import nbformat
import pytest
from nbclient import NotebookClient
from support.street_city import write_street_city
from tooling.pages import DOCS

NOTEBOOK = DOCS / "notebooks" / "first_analysis.ipynb"


@pytest.mark.long
def test_the_notebook_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    write_street_city(tmp_path / "data")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in shown if output.output_type == "error"]
    assert any("staff_shortfall" in str(output.get("data", "")) for output in shown)
    assert {path.name for path in tmp_path.glob("*.png")} == {"shortfall.png", "coverage.png"}


def test_it_is_stored_without_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert not any(cell.outputs or cell.execution_count for cell in code)
