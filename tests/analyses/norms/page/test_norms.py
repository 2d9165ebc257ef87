"""The page of norms: all side by side, one on the map, the workbook to take away."""

import io

import openpyxl

from geo.analyses.norms.model import Norms
from geo.analyses.norms.tables import norms_table
from geo.analyses.norms.workbook import norms_workbook, units_short
from geo.core.i18n import say
from geo.core.number_format import number


def test_every_norm_has_its_line_and_the_chosen_one_its_figures(start, html, figures, results):
    app = start("norms", lang="en")
    shown, norms = html(app), results[Norms].norms
    assert len(norms) == 4
    for key in ("people_per_staff", "dedicated_post", "community_workers", "family_doctors"):
        assert say(f"policy_norm.{key}", "en") in shown
    for reason in set(norms["reason"]) - {""}:
        assert say(f"norm_reason.{reason}", "en") in shown
    first = norms.iloc[0]
    assert number(first["required_staff"]) == figures(app)[say("norms.figure.required", "en")][0]
    assert say("norms.wisn.none", "en") in shown
    short = units_short(results, "en", first["norm"])
    assert len(app.dataframe[0].value) == len(short)


def test_the_workbook_has_a_sheet_for_each_and_no_formula(results):
    norms = results[Norms]
    renamed = norms.norms.assign(norm=norms.norms["norm"].mask(norms.norms.index == 0, "=1+1"))
    hostile = results.having(
        Norms(
            renamed.assign(policy=""),
            norms.units.iloc[:0],
            norms.roles,
            norms.needs,
            norms.activities,
        )
    )
    book = openpyxl.load_workbook(io.BytesIO(norms_workbook(hostile, "en")))
    assert book.sheetnames == [
        say(f"norms.sheet.{name}", "en") for name in ("norms", "short", "wisn")
    ]
    cells = [cell for row in book.worksheets[0] for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
    assert norms_table(hostile)["norm"].iloc[0] == "=1+1"
