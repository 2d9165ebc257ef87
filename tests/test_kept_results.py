"""Results that are kept are those of a run of the same files, norms, day and code, and no others."""

from contextlib import chdir
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from support.same_values import assert_same
from support.street_city import write_street_city

from geo import kept_results
from geo.analyses import ANALYSES
from geo.analyses.access.model import AccessModel
from geo.analyses.access.tables import access_table
from geo.city.folder import City
from geo.core import artifacts
from geo.core.analysis import ExportOptions
from geo.core.artifacts import CACHE_VARIABLE
from geo.core.results import Deferred
from geo.core.serialization import serialize
from geo.export import export, formats
from geo.kept_results import classes_kept, results_of, run_and_keep
from geo.pipeline import input_digests, run


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of this test's own."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path):
    return write_street_city(tmp_path / "city")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The results of the city, once for all tests."""
    return run(City.open(write_street_city(tmp_path_factory.mktemp("ran") / "city")))


@pytest.fixture
def runs(monkeypatch, ran):
    """How often the city is run; it is not, as its results are known."""
    counted = []

    def counting(city, **_):
        counted.append(1)
        return replace(ran, input_digests=input_digests(city))

    monkeypatch.setattr(kept_results, "run", counting)
    return counted


def without_model(results):
    """Return results without what is made anew."""
    kept = {kind: of for kind, of in results.products.items() if kind is not AccessModel}
    return replace(results, products=kept)


def files_of(cache):
    return sorted((cache / "artifacts").glob("results-*.bin"))


@pytest.mark.long
def test_kept_results_are_those_of_the_run_and_write_the_same_bytes(folder, runs, ran, tmp_path):
    run_and_keep(City.open(folder))
    kept = results_of(City.open(folder))
    assert len(runs) == 1
    assert list(kept.products) == list(ran.products)
    assert_same(without_model(kept), without_model(ran))
    for name, results in {"ran": ran, "kept": kept}.items():
        export(results, tmp_path / name, formats(), ExportOptions("zh"))
    written = [path for path in sorted((tmp_path / "ran").rglob("*")) if path.is_file()]
    assert len(written) > len(formats())
    for path in written:
        other = tmp_path / "kept" / path.relative_to(tmp_path / "ran")
        assert other.read_bytes() == path.read_bytes(), path.name


def test_what_knows_single_points_is_not_kept_but_made_anew(folder, runs, ran):
    run_and_keep(City.open(folder))
    kept = results_of(City.open(folder))
    deferred = [kind for kind, of in kept.products.items() if isinstance(of, Deferred)]
    assert deferred == [AccessModel]
    assert_same(access_table(kept), access_table(ran))
    assert kept[AccessModel] is kept.get(AccessModel)
    assert_same(kept[AccessModel].demand_points, ran[AccessModel].demand_points)


def test_classes_that_are_kept_are_declared_and_those_of_points_are_not(ran):
    serialize(
        without_model(ran), classes_kept()
    )  # nothing of a run is of a class that is not declared
    assert "geo.analyses.population.record_counts:RecordCounts" not in classes_kept()
    made = {of.product for analysis in ANALYSES for of in analysis.remade}
    assert made == {"geo.analyses.access.model:AccessModel"}


def add_a_person(folder, monkeypatch):
    with (folder / "records" / "records.csv").open("a", encoding="utf-8") as records:
        records.write(",,990101001001,1\n")


def change_a_norm(folder, monkeypatch):
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write("[standards]\naccess_minutes = 7\n")


def change_the_code(folder, monkeypatch):
    monkeypatch.setattr(artifacts, "_code_version", lambda: "another")


def change_a_library(folder, monkeypatch):
    monkeypatch.setattr(kept_results, "version", lambda name: f"{name} 99")


def change_the_day(folder, monkeypatch):
    monkeypatch.setattr(kept_results, "reference_date", lambda _: date(1999, 1, 1))


@pytest.mark.parametrize(
    "change",
    [add_a_person, change_a_norm, change_the_code, change_a_library, change_the_day],
    ids=lambda change: change.__name__,
)
def test_whatever_changes_brings_a_new_run(folder, runs, monkeypatch, change):
    run_and_keep(City.open(folder))
    results_of(City.open(folder))
    assert len(runs) == 1
    change(folder, monkeypatch)
    results_of(City.open(folder))
    assert len(runs) == 2
    results_of(City.open(folder))
    assert len(runs) == 2


def test_accepted_losses_have_results_of_their_own(folder, runs):
    run_and_keep(City.open(folder))
    results_of(City.open(folder, accept_loss=True))
    assert len(runs) == 2


def test_the_same_files_elsewhere_have_the_same_results(folder, runs, tmp_path):
    run_and_keep(City.open(folder))
    other = folder.rename(tmp_path / "moved")
    with chdir(tmp_path):
        results_of(City.open("moved"))
    assert len(runs) == 1
    assert other.exists()


def test_files_that_change_during_a_run_leave_nothing(folder, cache, ran, monkeypatch):
    def changing(city, **_):
        digests = input_digests(city)
        add_a_person(folder, monkeypatch)
        return replace(ran, input_digests=digests)

    monkeypatch.setattr(kept_results, "run", changing)
    run_and_keep(City.open(folder))
    assert files_of(cache) == []


def test_what_is_broken_of_another_key_or_no_results_is_made_anew(folder, runs, cache):
    city = City.open(folder)
    run_and_keep(city)
    [path] = files_of(cache)
    whole = path.read_bytes()
    forged = {
        "broken": lambda: path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 4]) + whole[-8:]),
        "short": lambda: path.write_bytes(whole[:999]),
        "no results": lambda: _save(city, path, ["tuple", []]),
        "another class": lambda: _save(city, path, ["class", "os:system"]),
    }
    for number, forge in enumerate(forged.values(), start=2):
        forge()
        results_of(city)
        assert len(runs) == number
        results_of(city)
        assert len(runs) == number
    other = path.with_name(path.name.replace(path.name[8:72], "0" * 64))
    path.rename(other)
    results_of(city)
    assert len(runs) == number + 1


def _save(city, path, node):
    path.unlink()
    key = path.stem.removeprefix("results-")
    city.store.save("results", key, {"content": np.empty(0, "u1")}, node)


def test_results_that_are_too_large_are_not_kept(folder, cache, runs, monkeypatch):
    monkeypatch.setattr(kept_results, "MOST_BYTES", 1000)
    run_and_keep(City.open(folder))
    assert files_of(cache) == []
