"""The corridor workbook, opened and read back."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from click.testing import CliRunner
from support import corridor_results

import geo
from geo.analyses.corridors import workbook as corridor_workbook
from geo.analyses.corridors.model import Corridors
from geo.analyses.corridors.workbook import corridor_workbook_bytes
from geo.analyses.sharing.model import Sharing
from geo.cli.main import main

SHEETS = {
    "zh": ["拟签协议", "协作走廊", "协议台账", "邻近共享", "市内", "两端不明"],
    "en": [
        *("Agreements to sign", "Corridors", "Register", "Sharing", "Within the city"),
        "Unresolved",
    ],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = corridor_results.write(tmp_path_factory.mktemp("book") / "city")
    return geo.run(geo.City.open(folder))


def opened(results, language="en"):
    return openpyxl.load_workbook(BytesIO(corridor_workbook_bytes(results, language)))


def rows(sheet):
    """Return the rows of a sheet by its heads, up to the first empty one."""
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    heads, body = table[0], table[2:]
    width = next((at for at, head in enumerate(heads) if head is None), len(heads))
    found = []
    for row in body:
        if row[1] is None:  # a note has one cell
            break
        found.append(dict(zip(heads[:width], row[:width], strict=True)))
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_five_sheets_in_the_language_asked_for_and_nothing_live(made, language):
    book = opened(made, language)
    assert book.sheetnames == SHEETS[language]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert "=西县" in texts
    assert not {text for text in texts if "corridor_" in text or "{" in text}


def test_corridors_by_rank_with_codes_as_text(made):
    told = rows(opened(made)["Corridors"])
    frame = made[Corridors].frame
    assert [row["Rank"] for row in told] == [1, 2, 3, 4, 5]
    assert sum(row["Flow"] for row in told) == frame["flow"].sum()
    assert [row["Partner code"] for row in told] == frame["partner_code"].tolist()
    assert [row["State"] for row in told] == frame["state"].tolist()
    assert {row["Above expectation"] for row in told} == {"yes", "no"}
    assert {row["Significant"] for row in told} == {"no"}


def test_those_whose_ends_are_not_known_are_not_called_unsigned(made):
    told = rows(opened(made)["Unresolved"])
    assert {(row["Why"], row["Flow"]) for row in told} == {
        ("not given", 7), ("may be several places", 3), ("province only", 2),
    }  # fmt: skip
    chinese = rows(opened(made, "zh")["两端不明"])
    assert {row["情况"] for row in chinese} == {"未填", "可能是几个地方", "只知道省"}


def test_flow_of_both_sheets_add_up_to_everybody(made):
    book = opened(made)
    known = [row["Flow"] for sheet in ("Corridors", "Unresolved") for row in rows(book[sheet])]
    assert sum(known) == corridor_results.FLOW


def test_sharing_names_both_ends_and_the_boundary(made):
    told = rows(opened(made)["Sharing"])
    assert [(row["Provider"], row["Recipient"], row["Crosses"]) for row in told] == [
        ("社区1", "社区1", "district"),
        ("社区1", "社区1", "subdistrict"),
    ]
    assert [(row["Staff"], row["People who gain"]) for row in told] == [(1, 405), (1, 237)]


def test_a_sheet_too_long_is_cut_and_says_so(made, monkeypatch):
    monkeypatch.setattr(corridor_workbook, "MOST_ROWS", 2)
    sheet = opened(made)["Corridors"]
    assert len(rows(sheet)) == 2
    notes = [cell.value for cell in sheet["A"] if isinstance(cell.value, str)]
    assert any("5" in note and "2" in note for note in notes[-1:])


def test_without_any_corridor_there_are_sheets_and_sentences(made):
    empty = made.having(replace_frame(made[Corridors]))
    empty = empty.having(Sharing())
    book = opened(empty)
    assert rows(book["Agreements to sign"]) == []
    assert rows(book["Corridors"]) == []
    assert any("no table" in str(cell.value) or "agreements" in str(cell.value)
               for cell in book["Corridors"]["A"])  # fmt: skip


def replace_frame(corridors):
    return replace(corridors, frame=corridors.frame.iloc[:0])


def test_the_command_writes_it_and_the_list(made, tmp_path):
    folder, out = corridor_results.write(tmp_path / "city"), tmp_path / "out"
    given = ["export", str(folder), "--out", str(out), "--format", "corridors", "--language", "zh"]
    ran = CliRunner().invoke(main, given)
    assert ran.exit_code == 0, ran.output
    assert {path.name for path in out.iterdir()} == {"agreements_to_sign.csv", "corridors.xlsx"}
    assert (out / "corridors.xlsx").read_bytes() == corridor_workbook_bytes(made, "zh")
