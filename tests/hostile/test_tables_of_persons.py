"""Tables with what is about persons, and names of files: nothing of it is read, told or kept."""

import io
import logging

import pandas as pd
import pytest
from hostile import make
from support.hostile_city import CANARY

from geo.analyses.population.model import Population

ID_NUMBERS = ["11010519491231002X", "440524188001010014", "11010519491231002X"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (ID_NUMBERS, "personal.id_number"),
        (["110105491231002", "440524800101001", "110105491231003"], "personal.id_number"),
        (["13800138000", "139 0013 9000", "+86 15912345678"], "personal.phone"),
        (["a@b.cn", "c.d@e.com", "f@g.org"], "personal.email"),
    ],
)
@pytest.mark.parametrize("header", ["记录编号", "户籍地", "来源部门"])
def test_persons_under_an_innocent_header_that_is_read(city, sentences, values, kind, header):
    from geo.core.i18n import say

    rows = [
        [*make.HEADERS[:4], header],
        *([*row[:4], of] for row, of in zip(make.ROWS, values, strict=True)),
    ]
    make.write_csv(city.path("records.csv"), rows)
    results, issues = city.run()
    assert results is None
    for language, sentence in zip(("zh", "en"), sentences(issues, "issue.personal"), strict=True):
        assert header in sentence
        assert say(kind, language) in sentence
        assert not any(value in sentence for value in values)


ADDRESSES = [f"租住在东街{at}号院{at}栋，{at}月搬来，在工地干活" for at in range(12)]


@pytest.mark.parametrize(
    ("values", "kind"),
    [(["王小明", "欧阳雪", "李雷", "张丽华"] * 3, "personal.name"), (ADDRESSES, "personal.text")],
)
@pytest.mark.parametrize("header", ["社区代码", "记录编号", "来源部门", "统计月份", "人数"])
def test_names_and_addresses_under_a_header_that_is_read(city, sentences, values, kind, header):
    from geo.core.i18n import say

    rows = [["经度", "纬度", header], *(["103.505", "40.505", value] for value in values)]
    make.write_csv(city.path("records.csv"), rows)
    results, issues = city.run()
    assert results is None
    # A clerk may have named communities where codes are asked for: that is asked about.
    places = (header, kind) == ("社区代码", "personal.name")
    what = "issue.personal_or_place" if places else "issue.personal"
    for language, sentence in zip(("zh", "en"), sentences(issues, what), strict=True):
        assert header in sentence
        assert say(kind, language) in sentence
    for issue in issues:
        assert not any(value in issue.sentence("zh") for value in values)


def test_an_address_says_where_somebody_is_from_and_is_let_go(city, whole):
    rows = [
        ["经度", "纬度", "户籍地"],
        *(["103.505", "40.505", f"甘肃省徽县{street}，近十年一直住在那里"] for street in ADDRESSES),
    ]
    make.write_csv(city.path("records.csv"), rows)
    results, _ = city.run()
    whole(results, len(ADDRESSES), len(ADDRESSES))
    assert set(results[Population].origins["prefecture_name"]) == {"陇南市"}
    kept = [getattr(value, "to_csv", value.__str__)() for value in vars(results).values()]
    assert not any("东街" in text for text in kept)


def test_a_header_about_persons_is_read_as_nothing_else(city, sentences):
    make.write_csv(city.path("records.csv"), [["经度", "纬度", "姓名"], ["103.5", "40.5", "Ann"]])
    city.columns = 'columns = { source = "姓名" }'
    results, issues = city.run()
    assert results is None
    assert all("姓名" in told for told in sentences(issues, "issue.personal_header"))


@pytest.mark.parametrize(
    "values",
    [
        ID_NUMBERS,
        ["13800138000", "13900139000", "15912345678"],
        ["王小明", "欧阳雪", "李雷"],
    ],
)
@pytest.mark.parametrize(
    "write", [make.write_csv, make.write_xlsx, make.write_parquet, make.write_points]
)
def test_persons_under_an_innocent_header_that_is_not_read(city, whole, values, write):
    rows = [[*make.HEADERS, "甲"], *([*row, of] for row, of in zip(make.ROWS, values, strict=True))]
    suffix = {make.write_csv: "csv", make.write_xlsx: "xlsx", make.write_parquet: "parquet"}
    path = city.path(f"records.{suffix.get(write, 'gpkg')}")
    write(path, rows)
    city.records = path.name
    results, _ = city.run()
    whole(results)
    dropped = (
        results[Population]
        .dropped[results[Population].dropped["file"] == city.records]
        .set_index("column")["personal"]
    )
    assert dropped["甲"]


def test_nothing_of_a_row_is_logged_told_or_kept(city, caplog, capfd):
    headers = [
        "经度",
        "纬度",
        "社区代码",
        "人数",
        "记录编号",
        "户籍地",
        "来源部门",
        "统计月份",
        "姓名",
        "甲",
    ]
    rows = [headers, *([f"{CANARY}{at}{column}" for column in headers] for at in range(30))]
    broken = make.csv_text(rows).encode("gb18030")
    with caplog.at_level(logging.DEBUG):
        for name, content in {
            "records.csv": broken,
            "broken.csv": broken + f'{CANARY},{CANARY},"{CANARY}'.encode("gb18030"),
            "long.csv": broken + (CANARY + ",").encode("gb18030") * 30,
        }.items():
            city.path(name).write_bytes(content)
            city.records = name
            results, _ = city.run()
            if results is not None:
                kept = io.StringIO()
                for table in (
                    results.communities.drop(columns="geometry"),
                    results[Population].cells,
                    results[Population].record_account,
                    results[Population].rejected_records,
                    results[Population].dropped,
                ):
                    table.to_csv(kept)
                assert CANARY not in kept.getvalue()
    assert CANARY not in caplog.text
    told = capfd.readouterr()
    assert CANARY not in told.out + told.err


# --- names -------------------------------------------------------------------------------------


def test_uploaded_names_never_become_paths():
    from hypothesis import given, settings
    from hypothesis import strategies as st

    from geo.formats.filenames import safe_name

    nasty = st.sampled_from(
        ["..", "/", "\\", "\0", "~", "CON", "nul.csv", ".", ":", "\u202e", "a", "数"]
    )
    names = st.lists(st.one_of(nasty, st.text(max_size=5))).map("".join)

    @settings(max_examples=200, deadline=None)
    @given(name=names, taken=st.lists(names, max_size=3))
    def check(name, taken):
        made = safe_name(name, taken)
        assert made
        assert not set('/\\:*?"<>|\0') & set(made)
        assert not made.startswith(".")
        assert made.count(".") <= 1
        assert len(made) <= 80
        assert made.split(".")[0].casefold() not in {"con", "nul", "aux", "prn"}
        assert made.casefold() not in {other.casefold() for other in taken}

    check()


def test_numbers_that_are_codes_are_no_persons(city, whole):
    """A record number with as many digits as a phone number, and one with 18 digits."""
    numbers = ["370102202610000001", "370102202610000002", "370102202610000003"]
    rows = [
        make.HEADERS,
        *([*row[:4], number] for row, number in zip(make.ROWS, numbers, strict=True)),
    ]
    make.write_csv(city.path("records.csv"), rows)
    results, _ = city.run()
    whole(results)
    frame = pd.DataFrame(rows)
    assert len(frame) == 4
