"""Police and health hold some of the same people.

Each counts once, nothing is lost, no key stays.
"""

import json
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from support.needed import needed
from support.worlds import make_communities, make_records, write_city

import geo
from geo import pipeline
from geo.analyses.population.methods.account import close_account
from geo.analyses.population.model import Population
from geo.analyses.population.record_counts import RecordCounts
from geo.core.record_batch import Batch
from geo.export import write_run
from geo.spatial.index.community_index import CommunityIndex

COUNTED = needed("population")
CODES = [f"99010100100{n}" for n in (1, 2, 3)]


def person(n):
    return f"62122719{n % 90 + 10:02}0101{n:04}"


def add_sources(folder, police, health, order=("公安", "卫健"), first="police", settings=""):
    """Two lists of (community, person, origin) rows beside the records of the city."""
    for name, rows in {"police": police, "health": health}.items():
        frame = pd.DataFrame(rows, columns=["社区代码", "证件号码", "户籍地代码"])
        frame["姓名"] = "张三"
        frame.to_csv(folder / "records" / f"{name}.csv", index=False, encoding="utf-8")
    files = ["records/police.csv", "records/health.csv"]
    if first != "police":
        files.reverse()
    text = (folder / "city.toml").read_text("utf-8")
    (folder / "city.toml").write_text(
        text.replace(
            'files = ["records/records.csv"]',
            f'files = {json.dumps(files)}\nperiod = "2026-10"\nmatch = ["证件号码"]\n'
            "largest_loss_percent = 100\n"
            f"sources = {json.dumps(list(order), ensure_ascii=False)}\n"
            'source_files = { "records/police.csv" = "公安", "records/health.csv" = "卫健" }\n'
            + settings,
        ),
        "utf-8",
    )
    return folder


POLICE = [(CODES[0], person(n), "622630") for n in range(60)] + [
    (CODES[1], person(n), "朝阳区") for n in range(60, 100)
]
HEALTH = (
    [(CODES[0], person(n), "622630") for n in range(30)]  # also police, same place
    + [(CODES[2], person(n), "徽县") for n in range(60, 70)]  # also police, elsewhere
    + [(CODES[2], person(n), "") for n in range(200, 230)]  # health only
)


def run(folder):
    return geo.run(geo.City.open(folder), analyses=COUNTED)


def people(results):
    return dict(
        zip(
            results.communities["community_code"],
            results.communities["floating_population"],
            strict=True,
        )
    )


@pytest.fixture
def folder(tmp_path):
    return write_city(tmp_path / "city")


@pytest.mark.long
def test_each_person_counts_once_where_the_first_source_has_them(folder):
    results = run(add_sources(folder, POLICE, HEALTH))
    assert people(results) == {CODES[0]: 60, CODES[1]: 40, CODES[2]: 30}
    results = run(
        add_sources(write_city(folder.parent / "b"), POLICE, HEALTH, order=("卫健", "公安"))
    )
    assert people(results) == {CODES[0]: 60, CODES[1]: 30, CODES[2]: 40}


def test_the_account_closes_and_says_who_was_merged(folder):
    results = run(add_sources(folder, POLICE, HEALTH))
    closed = close_account(results[Population].record_account, results[Population].rejected_records)
    assert closed["closes"].all()
    assert closed["rows"].sum() == 170
    assert (
        closed["counted_persons"].sum()
        == 130
        == results[Population].counts["floating_population"].sum()
    )
    merged = results[Population].record_account[
        results[Population].record_account["outcome"] == "counted_once"
    ]
    assert merged[["file", "rows", "persons"]].to_numpy().tolist() == [
        ["records/health.csv", 40, 40]
    ]
    rejected = results[Population].rejected_records[
        results[Population].rejected_records["reason"] == "counted_once"
    ]
    assert rejected["row"].tolist() == list(range(2, 42))
    notes = results[Population].notes.set_index("note")["rows"]
    assert notes["elsewhere"] == 10


def test_origins_add_up_to_the_people_counted(folder):
    results = run(add_sources(folder, POLICE, HEALTH))
    by_origin = (
        results[Population]
        .origins.groupby(["community_code", "period"])["floating_population"]
        .sum()
    )
    counted = results[Population].counts.set_index(["community_code", "period"])[
        "floating_population"
    ]
    assert by_origin.to_dict() == counted.to_dict()
    states = results[Population].origins.groupby("state")["floating_population"].sum()
    assert states.to_dict() == {"ambiguous": 40, "missing": 30, "resolved": 60}


def test_sources_side_by_side(folder):
    results = run(add_sources(folder, POLICE, HEALTH))
    told = results[Population].sources.set_index("community_code")
    columns = ["source_a", "population_a", "source_b", "population_b", "both", "only_a", "only_b"]
    assert told.loc[CODES[0], columns].tolist() == ["公安", 60, "卫健", 30, 30, 30, 0]
    assert told.loc[CODES[1], columns].tolist() == ["公安", 40, "卫健", 0, 10, 30, 0]
    assert told.loc[CODES[2], columns].tolist() == ["公安", 0, "卫健", 40, 0, 0, 30]
    assert told["disagreement"].tolist() == [0.5, 1.0, 1.0]


def test_the_estimate_stands_apart_from_the_count(folder):
    results = run(add_sources(folder, POLICE, HEALTH))
    city = (
        results[Population].estimates[results[Population].estimates["district_code"].isna()].iloc[0]
    )
    assert (city["population_a"], city["population_b"], city["both"], city["listed"]) == (
        100,
        70,
        40,
        130,
    )
    assert city["estimate"] == round(101 * 71 / 41 - 1)
    assert results.city_total["floating_population"].tolist() == [130]
    assert results[Population].estimates["district_code"].dropna().tolist() == ["990101"]


def test_a_person_twice_in_one_list_counts_once(folder):
    police = [(CODES[0], person(1), ""), (CODES[1], person(1), ""), (CODES[1], person(2), "")]
    results = run(add_sources(folder, police, [(CODES[2], person(3), "")]))
    assert people(results) == {CODES[0]: 1, CODES[1]: 1, CODES[2]: 1}
    assert results[Population].sources["population_a"].sum() == 2


def test_a_number_many_share_is_nobodys(folder):
    police = [(CODES[0], "123456789012345678", "")] * 9 + [(CODES[0], "", "")] * 3
    results = run(add_sources(folder, police, HEALTH))
    assert people(results)[CODES[0]] == 12 + 30
    assert results[Population].notes.set_index("note")["rows"]["id_shared"] == 9
    assert close_account(results[Population].record_account, results[Population].rejected_records)[
        "closes"
    ].all()


def test_a_record_that_finds_no_community_merges_with_nobody(folder):
    police = [("990101009999", person(1), "")]
    results = run(add_sources(folder, police, [(CODES[2], person(1), "")]))
    assert people(results)[CODES[2]] == 1
    assert "counted_once" not in set(results[Population].record_account["outcome"])


@pytest.mark.long
def test_the_order_of_files_and_rows_does_not_matter(folder):
    plain = run(add_sources(folder, POLICE, HEALTH))
    shuffled = random.Random(1)
    other = run(
        add_sources(
            write_city(folder.parent / "b"),
            shuffled.sample(POLICE, len(POLICE)),
            shuffled.sample(HEALTH, len(HEALTH)),
            first="health",
        )
    )
    for name in ("counts", "origins", "sources", "estimates", "record_account", "notes"):
        pd.testing.assert_frame_equal(
            getattr(plain[Population], name), getattr(other[Population], name)
        )


def test_without_the_column_nothing_is_matched_and_it_is_said(folder):
    add_sources(folder, POLICE, HEALTH)
    table = pd.read_csv(folder / "records" / "health.csv", dtype="str").drop(columns="证件号码")
    table.to_csv(folder / "records" / "health.csv", index=False)
    results = run(folder)
    assert sum(people(results).values()) == 170
    assert "issue.match_missing" in {issue.what for issue in results.issues}
    assert set(results[Population].estimates["state"]) == {"unmatched"}
    assert results[Population].estimates["estimate"].isna().all()


def test_without_match_both_lists_count(folder):
    add_sources(folder, POLICE, HEALTH)
    text = (folder / "city.toml").read_text("utf-8").replace('match = ["证件号码"]\n', "")
    (folder / "city.toml").write_text(text, "utf-8")
    results = run(folder)
    assert sum(people(results).values()) == 170
    assert results[Population].sources["both"].isna().all()
    assert results[Population].estimates.empty


def test_a_run_writes_counts_and_estimates_and_nothing_personal(folder, monkeypatch, caplog):
    made = []
    plain = geo.city.datasets.pseudonyms.Pseudonyms.keys

    def listen(self, columns):
        made.append(plain(self, columns))
        return made[-1]

    monkeypatch.setattr("geo.city.datasets.pseudonyms.Pseudonyms.keys", listen)
    city = geo.City.open(add_sources(folder, POLICE, HEALTH))
    results = pipeline.run(city)
    secret = city._read[0]._pseudonyms._secret
    out = folder.parent / "out"
    files = {path.name: path for path in write_run(results, out)}
    told = b"".join(path.read_bytes() for path in files.values())
    told += repr(results).encode() + repr(city).encode() + caplog.text.encode()
    told += "".join(issue.sentence("zh") for issue in results.issues).encode()
    for n in range(230):
        assert person(n).encode() not in told
    assert "张三".encode() not in told
    assert len(np.concatenate(made)) == 170
    for key in np.concatenate(made):
        assert str(key).encode() not in told
        assert key.tobytes() not in told
        assert key.byteswap().tobytes() not in told
        assert f"{key:x}".encode() not in told
    assert secret not in told
    assert secret.hex().encode() not in told
    dropped = results[Population].dropped.set_index("column")["personal"]
    assert dropped["证件号码"].all()
    origins_sources_and_estimates_are_there(files)


def origins_sources_and_estimates_are_there(written):
    origins = pd.read_csv(written["origins.csv"], dtype={"prefecture_code": "str"})
    assert origins["floating_population"].sum() == 130
    assert origins.set_index("state").loc["resolved", "prefecture_name"] == "陇南市"
    assert len(pd.read_csv(written["sources.csv"])) == 3
    manifest = json.loads(written["manifest.json"].read_text("utf-8"))
    assert manifest["estimates"][0]["estimate"] == round(101 * 71 / 41 - 1)
    assert "不计入" in manifest["estimates"][0]["told"]


@pytest.mark.parametrize(
    ("setting", "what"),
    [
        ("origin_year = 1900", "issue.setting_year"),
        ("origin_year = true", "issue.setting_year"),
        ('origin_year = "2010"', "issue.setting_year"),
        ("sheet = 3", "issue.setting_type"),
    ],
)
def test_settings_are_checked(folder, setting, what):
    with pytest.raises(geo.YipanError) as told:
        geo.City.open(add_sources(folder, POLICE, HEALTH, settings=setting + "\n"))
    assert what in {issue.what for issue in told.value.issues}


ROWS = st.lists(
    st.tuples(
        st.sampled_from([*CODES, None]),
        st.integers(0, 8),
        st.sampled_from(["公安", "卫健", "", None]),
        st.sampled_from(["2026-09", "2026-10"]),
    ),
    max_size=16,
)


@settings(max_examples=8, deadline=None)
@given(ROWS, st.integers(4, 16))
def test_any_records_in_any_batches(rows, size):
    """Against the rule as one would say it: by person and period, the first of the first source."""
    communities = make_communities(
        [box(103.50, 40.50, 103.51, 40.51), box(103.51, 40.50, 103.52, 40.51), None]
    )
    records = (
        make_records(
            [
                {"community_code": code, "source": source, "period": period}
                for code, _, source, period in rows
            ]
        )
        if rows
        else None
    )
    record_counts = RecordCounts(CommunityIndex(communities), 50.0, first_sources=("公安",))
    if records is not None:
        records["person_key"] = np.array([key for _, key, _, _ in rows], dtype=np.uint64)
        for start in range(0, len(records), size):
            record_counts.add(Batch.of(records.iloc[start : start + size].reset_index(drop=True)))
    record_counts.settle()

    rank = {"公安": 0, "卫健": 1, "": 2, None: 2}
    in_source = pd.Series(
        [(key, rank[source], period) for code, key, source, period in rows if code and key],
        dtype="object",
    ).value_counts()
    expected, seen = {}, set()
    for _, (code, key, source, period) in sorted(
        enumerate(rows), key=lambda at: (rank[at[1][2]], at[0])
    ):
        if not code:
            continue
        nobody = not key or in_source[(key, rank[source], period)] > 5
        if nobody or (key, period) not in seen:
            expected[code, period] = expected.get((code, period), 0) + 1
        if not nobody:
            seen.add((key, period))
    counted = record_counts.counts.set_index(["community_code", "period"])["floating_population"]
    assert counted[counted > 0].to_dict() == expected
    if rows:
        assert close_account(record_counts.record_account, record_counts.rejected_records)[
            "closes"
        ].all()
    assert record_counts.overlaps["floating_population"].sum() == len(seen)
