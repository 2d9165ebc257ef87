"""Records counted in parts, anywhere and in any order, come to what one pass comes to."""

import functools
import pickle

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.partitions import in_one, same, write_records
from support.worlds import write_city

import geo
from geo.analyses.population.context import content_of, context_of
from geo.analyses.population.partitions import (
    PART_BYTES,
    count_partition,
    count_parts,
    partitions,
    undivided,
)


def in_parts(folder, rows, order=None, areas=None, size=PART_BYTES):
    """Count in parts, each pickled to and fro, and done in some order."""
    city = geo.City.open(folder)

    def run(jobs):
        done = {}
        for at in order(len(jobs)) if order else range(len(jobs)):
            part = count_partition(pickle.loads(pickle.dumps(jobs[at])))
            done[at] = pickle.loads(pickle.dumps(part))
        return [done[at] for at in range(len(jobs))]

    total = context_of(city.folder, city.settings, content_of(city)).new_record_counts(
        city, city.standards, areas
    )
    parts = count_parts(partitions(city, city.standards, areas, rows, size), run, total)
    city.remember(parts)
    total.settle()
    return total, city, parts


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return records, those that end in totals or not, and what one pass over them comes to."""

    @functools.cache
    def of(total):
        folder = write_records(write_city(tmp_path_factory.mktemp("p") / "city"), total=total)
        if total:
            with (folder / "records" / "b.csv").open("a", encoding="utf-8") as file:
                file.write("合计,,,9\n")
        return folder, *in_one(folder)

    return of


@pytest.mark.long
@pytest.mark.parametrize("total", [False, True])
def test_parts_come_to_the_whole(whole, total):
    """Rows keep their numbers; a file that ends in a total is read again as a whole."""
    folder, record_counts, city = whole(total)
    parted, remembered, parts = in_parts(
        folder, rows=250, order=lambda n: reversed(range(n)), size=5000
    )
    assert len(parts) == (2 if total else 2 + 2)
    same(record_counts, parted)
    by_point = record_counts.cells[record_counts.cells["outcome"].isin(["point", "snap"])]
    assert (
        record_counts.demand_points["floating_population"].sum()
        == by_point["floating_population"].sum()
        > 0
    )
    assert remembered.record_issues == city.record_issues
    pd.testing.assert_frame_equal(remembered.dropped, city.dropped)
    pd.testing.assert_frame_equal(remembered.rows, city.rows)
    record_account = record_counts.record_account
    assert record_account.query("stage == 'read' and outcome == 'duplicate'")["rows"].sum() > 100
    assert set(record_counts.notes["note"]) >= {"alike", "origin_ambiguous", "origin_unknown"}


@pytest.mark.long
@settings(max_examples=2, deadline=None)
@given(st.integers(200, 700), st.integers(6000, 12000), st.randoms(use_true_random=False))
def test_any_parts_in_any_order(whole, rows, size, random):
    folder, record_counts, _ = whole(total=False)
    any_order = functools.partial(in_parts, order=lambda n: random.sample(range(n), n))
    same(record_counts, any_order(folder, rows, size=size)[0])


def test_a_csv_with_quotes_goes_to_one_worker(tmp_path):
    folder = write_records(write_city(tmp_path / "city"))
    file = folder / "records" / "b.csv"
    file.write_text(file.read_text("utf-8").replace("公安", '"公\n安"'), "utf-8")
    city = geo.City.open(folder)
    jobs = partitions(city, city.standards, part_bytes=2000)
    assert [job.source.name for job in jobs] == ["records/a.parquet", "records/b.csv"]
    assert [(issue.what, issue.file) for issue in undivided(jobs, 2000)] == [
        ("issue.csv_undivided", "records/b.csv")
    ]
    assert undivided(jobs) == ()


def test_all_parts_share_the_communities_that_the_first_has_read(tmp_path, monkeypatch):
    city = geo.City.open(write_records(write_city(tmp_path / "city")))
    first, second, *_ = partitions(city, city.standards, part_rows=90)
    count_partition(pickle.loads(pickle.dumps(first)))
    monkeypatch.setattr("geo.city.folder.read_communities", None)  # whoever calls it fails
    count_partition(pickle.loads(pickle.dumps(second)))


def test_a_part_holds_no_row_and_shows_no_secret(tmp_path):
    folder = write_records(write_city(tmp_path / "city"))
    city = geo.City.open(folder)
    job = partitions(city, city.standards)[0]
    part = count_partition(job)
    secret = job.secret.value
    assert secret.hex() not in repr(job)
    assert repr(secret) not in repr(job)
    packed = pickle.dumps(part)
    assert secret not in packed
    assert b"62122719" not in packed
