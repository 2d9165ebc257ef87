"""Lists of those who left."""

from geo.city.datasets.out_migrants import read_out_migrants
from geo.city.settings import OutMigrantSettings

HEADERS = ["户籍村代码", "现居住地", "人数"]


def out_migrants(write, *files):
    sources = [write(f"{at}.csv", rows) for at, rows in enumerate(files)]
    return read_out_migrants(sources, OutMigrantSettings(files=("*.csv",)))


def rows(read):
    return read.frame.fillna("").to_numpy().tolist()


def test_pairs_are_summed_over_files(write):
    first = [HEADERS, ["621227100200", "北京市", "3"], ["621227100200", "", "1"]]
    second = [HEADERS, ["621227100200", "北京市", "4"], ["", "110000", "2"]]
    read = out_migrants(write, first, second)
    assert not read.issues
    assert sorted(rows(read)) == [
        ["", "110000", 2], ["621227100200", "", 1], ["621227100200", "北京市", 7],
    ]  # fmt: skip


def test_without_a_count_a_row_is_one_person(write):
    read = out_migrants(write, [HEADERS[:2], ["a1", "北京"], ["a1", "北京"]])
    assert rows(read) == [["a1", "北京", 2]]


def test_counts_that_are_none_are_left_out_and_told(write, told):
    read = out_migrants(
        write, [HEADERS, ["a1", "北京", "两"], ["a1", "北京", "2"], ["a1", "北京", "-1"]]
    )
    issue = told(read.issues, "issue.out_migrants_count", "两")
    assert (issue.row, issue.rows, issue.stops) == (2, 2, False)
    assert rows(read) == [["a1", "北京", 2]]


def test_names_are_not_read(write):
    headers = [*HEADERS, "姓名", "身份证号"]
    read = out_migrants(write, [headers, ["a1", "北京", "2", "王小明", "11010519491231002X"]])
    assert {column.column for column in read.dropped if column.personal} == {"姓名", "身份证号"}


def test_a_file_that_is_no_list_is_told(write):
    assert out_migrants(write, [["甲", "乙"], ["1", "2"]]).stopping


def test_no_file_at_all():
    assert read_out_migrants([], OutMigrantSettings()).frame.empty
