"""Everybody is in a period, or in the account as of a period not known; a slip reports nothing."""

import pandas as pd
import pytest
from hostile import make
from support.hostile_city import City

import geo
from geo.analyses.population.methods.account import close_account, refuse_open_account
from geo.analyses.population.model import count_records
from geo.analyses.population.periods import period_issues, reported_period
from geo.core.issues import TableError, UnexpectedError
from geo.core.periods import doubtful_periods
from geo.core.row_account import RowAccount
from geo.formats.summary_rows import SummaryRows

CODES = [row[2] for row in make.ROWS if row[2]]
HEADERS = ["社区代码", "人数", "统计月份"]


@pytest.fixture
def counted(tmp_path):
    """Count files of (people, month) in one community: the counts, what is told, the city."""

    def made(*files, period="", headers=HEADERS):
        city = City(tmp_path)
        names = []
        for at, rows in enumerate(files):
            cells = [[CODES[0], *row] for row in rows]
            width = len(cells[0])
            names.append(make.write_csv(tmp_path / f"r{at}.csv", (headers[:width], *cells)).name)
        text = f"""name = "小城"
[boundaries]
communities = "{city.layer}"
coordinates = "wgs84"
[records]
files = {names!r}
coordinates = "wgs84"
period = "{period}"
"""
        (tmp_path / "city.toml").write_text(text.replace("'", '"'), "utf-8")
        opened = geo.City.open(tmp_path)
        counts = count_records(opened, opened.communities.frame, opened.standards)
        refuse_open_account(counts.record_account, counts.rejected_records, opened.record_rows)
        return counts, opened

    return made


def people(counts, *, by):
    return counts.record_account[lambda of: of["stage"] == "locate"].groupby(by)["persons"].sum()


def test_a_blank_or_unread_month_is_a_line_of_the_account(counted, told, tmp_path):
    rows = [["9000", "2026-10"], ["300", ""], ["20", "十月份的"], ["4", "2026年9月"], ["5", " "]]
    counts, city = counted(rows)
    read = pd.read_csv(tmp_path / "r0.csv")
    assert people(counts, by="outcome").to_dict() == {"code": 9004, "no_period": 325}
    assert people(counts, by="outcome").sum() == read["人数"].sum()
    assert counts.counts["floating_population"].sum() == 9004
    assert counts.periods == ("2026-09", "2026-10")
    assert counts.rejected_records["row"].tolist() == [3, 4, 6]
    issue = told(period_issues(city, counts), "issue.period_not_known", "325", "3, 4, 6")
    assert (issue.row, issue.rows) == (3, 3)
    told(city.record_issues, "issue.period_unread", "十月份的")


def test_one_file_without_the_column(counted, told):
    counts, city = counted([["1000", "2026-10"]], [["700"], ["1"]])
    assert people(counts, by=["file", "outcome"]).to_dict() == {
        ("r0.csv", "code"): 1000,
        ("r1.csv", "no_period"): 701,
    }
    issue = told(period_issues(city, counts), "issue.loss_period", "701")
    assert (issue.file, issue.row, issue.rows, issue.stops) == ("r1.csv", 2, 2, True)


def test_where_nobody_has_a_month_everybody_counts(counted):
    counts, city = counted([["1000", ""], ["1", ""]])
    assert counts.periods == ("",)
    assert counts.counts["floating_population"].sum() == 1001
    assert not period_issues(city, counts)


def test_a_slip_of_the_pen_reports_nothing_alone(counted, told):
    rows = [["1000", "2026-09"], ["1000", "2026-10"], ["3", "2062-10"], ["2", "1926-10"]]
    counts, city = counted(rows)
    with pytest.raises(TableError) as error:
        reported_period(city, counts)
    issue = told(error.value.issues, "issue.period_asked", "2062-10", "2026-10", "[records]")
    assert (issue.file, issue.row, issue.stops) == ("r0.csv", 4, True)
    assert told(period_issues(city, counts), "issue.period_far", "1926-10").row == 5
    counts, city = counted(rows, period="2026-10")
    assert reported_period(city, counts) == "2026-10"
    assert sum(issue.what == "issue.period_far" for issue in period_issues(city, counts)) == 2


@pytest.mark.parametrize(
    ("population", "doubtful"),
    [
        ({"2026-10": 1}, ()),
        ({"2025-10": 80, "2026-10": 100}, ()),
        ({"2020-11": 10, "2026-10": 100}, ()),
        ({"2026-10": 100, "2026-11": 9}, ("2026-11",)),
        ({"2026-01": 9, "2026-10": 100}, ()),
    ],
)
def test_which_periods_are_doubtful(population, doubtful):
    assert doubtful_periods(population) == doubtful


def test_an_account_that_does_not_close_is_an_error_of_ours(counted, monkeypatch):
    counts, _ = counted([["1000", "2026-10"], ["3", ""]])
    account, rejected = counts.record_account, counts.rejected_records
    assert close_account(account, rejected)["closes"].all()
    for given, listed in (
        ([RowAccount("r0.csv", 3, 3, {})], rejected),
        ([RowAccount("r0.csv", 2, 2, {})], rejected.iloc[:0]),
        ([RowAccount("r0.csv", 2, 2, {}), RowAccount("r1.csv", 1, 1, {})], rejected),
    ):
        with pytest.raises(UnexpectedError):
            refuse_open_account(account, listed, given)
    monkeypatch.setattr(SummaryRows, "take", lambda _, batch, **__: batch.iloc[1:])
    with pytest.raises(UnexpectedError):
        counted([["1000", "2026-10"], ["3", ""]])
