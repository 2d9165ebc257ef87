"""The corridor workbook, opened and read back."""

from dataclasses import replace
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.utils import column_index_from_string, get_column_letter
from support import corridor_results

import geo
from geo.analyses.corridors import workbook as corridor_workbook
from geo.analyses.corridors.model import Corridors
from geo.analyses.corridors.workbook import corridor_workbook_bytes
from geo.analyses.sharing.model import Sharing
from geo.cli.main import main
from geo.publish.titles import file_name

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


@pytest.fixture(scope="module")
def book(made):
    """Return the workbook of the results as it is read back, in a language."""
    return cache(lambda language: opened(made, language))


def opened(results, language="en"):
    return openpyxl.load_workbook(BytesIO(corridor_workbook_bytes(results, language)))


def rows(sheet):
    """Return the rows of a sheet by its headers, up to the first empty one."""
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    headers, body = table[0], table[2:]
    width = next((at for at, header in enumerate(headers) if header is None), len(headers))
    found = []
    for row in body:
        if len([value for value in row if value is not None]) < 3:  # signatures and notes
            break
        found.append(dict(zip(headers[:width], row[:width], strict=True)))
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_five_sheets_in_the_language_asked_for_and_nothing_live(book, language):
    read = book(language)
    assert read.sheetnames == SHEETS[language]
    cells = [cell for sheet in read for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert "=西县" in texts
    assert not {text for text in texts if "corridor_" in text or "{" in text}


def test_corridors_by_rank_with_codes_as_text(made, book):
    told = rows(book("en")["Corridors"])
    frame = made[Corridors].frame
    assert [row["Rank"] for row in told] == [1, 2, 3, 4, 5]
    assert sum(row["Flow"] for row in told) == frame["flow"].sum()
    assert [row["Partner code"] for row in told] == frame["partner_code"].tolist()
    assert [row["State"] for row in told] == frame["state"].tolist()
    assert {row["Above expectation"] for row in told} == {"yes", "no"}
    assert {row["Significant"] for row in told} == {"no"}


def test_those_whose_ends_are_not_known_are_not_called_unsigned(book):
    told = rows(book("en")["Unresolved"])
    assert {(row["Why"], row["Flow"]) for row in told} == {
        ("not given", 7), ("may be several places", 3), ("province only", 2),
    }  # fmt: skip
    chinese = rows(book("zh")["两端不明"])
    assert {row["情况"] for row in chinese} == {"未填", "可能是几个地方", "只知道省"}


def test_flow_of_both_sheets_add_up_to_everybody(book):
    sheets = book("en")
    known = [row["Flow"] for sheet in ("Corridors", "Unresolved") for row in rows(sheets[sheet])]
    assert sum(known) == corridor_results.FLOW


def test_sharing_names_both_ends_and_the_boundary(book):
    told = rows(book("en")["Sharing"])
    assert [(row["Provider"], row["Recipient"], row["Crosses"]) for row in told] == [
        ("社区1", "社区1", "district"),
        ("社区1", "社区1", "subdistrict"),
    ]
    assert [(row["Staff"], row["People who gain"]) for row in told] == [(1, 405), (1, 237)]


def test_a_sheet_too_long_is_cut_and_says_so(made, monkeypatch):
    monkeypatch.setattr(corridor_workbook, "MOST_ROWS", 2)
    sheet = opened(made)["Corridors"]
    assert len(rows(sheet)) == 2
    notes = [
        next(filter(None, values), "") for values in sheet.iter_rows(min_row=8, values_only=True)
    ]
    assert any("5" in str(note) and "2" in str(note) for note in notes[-1:])


def test_without_any_corridor_there_are_sheets_and_sentences(made):
    empty = made.having(replace_frame(made[Corridors]))
    empty = empty.having(Sharing())
    book = opened(empty)
    assert rows(book["Agreements to sign"]) == []
    assert rows(book["Corridors"]) == []
    texts = [str(text) for row in book["Corridors"].iter_rows(values_only=True) for text in row]
    assert any("no table" in text or "agreements" in text for text in texts)


def replace_frame(corridors):
    return replace(corridors, frame=corridors.frame.iloc[:0])


def test_the_command_writes_it_and_the_list(made, tmp_path):
    folder, out = corridor_results.write(tmp_path / "city"), tmp_path / "out"
    given = ["export", str(folder), "--out", str(out), "--format", "corridors", "--language", "zh"]
    ran = CliRunner().invoke(main, given)
    assert ran.exit_code == 0, ran.output
    names = {path.suffix: path for path in out.iterdir()}
    assert names[".xlsx"].name == file_name(made, "corridor_sheet.corridors", ".xlsx", "zh")
    assert names[".csv"].name == file_name(made, "corridor_sheet.drafts", ".csv", "zh")
    assert names[".xlsx"].read_bytes() == corridor_workbook_bytes(made, "zh")


def test_shares_are_percent_p_is_told_by_its_norm_and_the_values_stay(made, book):
    sheet = book("en")["Corridors"]
    headers = [cell.value for cell in sheet[4]]
    cells = dict(zip(headers, sheet[6], strict=True))
    assert cells["Share of people"].number_format == "0.0%_)"
    assert cells["Adjusted p-value"].number_format == '[<0.05]"< 0.05"_);0.00_)'
    frame = made[Corridors].frame
    assert cells["Share of people"].value == pytest.approx(frame["flow_share"].iloc[0], abs=1e-6)
    assert cells["Adjusted p-value"].value == pytest.approx(
        frame["p_value_adjusted"].iloc[0], abs=1e-6
    )


def test_agreements_name_their_places(book):
    register = rows(book("en")["Register"])
    assert register
    codes = {row["First code"] for row in register} | {row["Second code"] for row in register}
    told = {row["First place"] for row in register} | {row["Second place"] for row in register}
    assert not codes & told


def test_printed_two_pages_wide_with_whom_a_row_is_of_on_both_and_no_codes(book):
    sheet = book("en")["Corridors"]
    assert (sheet.page_setup.fitToWidth, int(sheet.page_setup.fitToHeight)) == (2, 0)
    assert sheet.print_title_cols == "$A:$C"
    headers = {cell.value: cell.column_letter for cell in sheet[4]}
    last = sheet.print_area.replace("$", "").split(":")[-1].rstrip("0123456789")
    printed = column_index_from_string(last)
    assert column_index_from_string(headers["Partner code"]) > printed
    # A page of A4 has 1036 pixels; cells of 10 points are printed with 9 at 90 %.
    letters = [get_column_letter(at) for at in range(1, printed + 1)]
    pixels = [7 * sheet.column_dimensions[letter].width for letter in letters]
    assert sum(pixels) + sum(pixels[:3]) <= 2 * 1036 / 0.9


def test_of_a_district_are_its_corridors_alone(made):
    code = made[Corridors].frame["local_code"].iloc[0]
    told = rows(opened(made.of_district(code))["Corridors"])
    frame = made[Corridors].frame
    assert sum(row["Flow"] for row in told) == frame.loc[frame["local_code"] == code, "flow"].sum()
