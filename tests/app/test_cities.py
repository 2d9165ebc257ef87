"""Cities that are open: bounded, each with a file of outlines that goes with it."""

import time
from concurrent.futures import wait
from dataclasses import replace

import pytest
from support.worlds import write_city

from geo.app import cities
from geo.formats.paths import MARK


@pytest.fixture
def served(tmp_path, monkeypatch):
    """The folder of outlines, and a shelf without any city."""
    folder = tmp_path / "static"
    folder.mkdir()
    monkeypatch.setattr(cities, "STATIC", tmp_path)
    monkeypatch.setattr(cities, "_layer_folder", lambda: folder)
    monkeypatch.setattr(cities, "_SHELF", cities._Shelf())
    return folder


@pytest.fixture
def opened(tmp_path, served):
    def open_one(name):
        folder = tmp_path / name
        if not folder.exists():
            write_city(folder)
        _, future = cities.begin(folder)
        wait([future])
        return future.result()

    return open_one


def test_a_city_that_is_let_go_takes_its_outlines_along(served, opened):
    first, other = opened("a"), opened("b")
    assert set(served.iterdir()) == {first.layer.path, other.layer.path}
    cities.forget(first.city.folder)
    assert set(served.iterdir()) == {other.layer.path}


def test_outlines_all_may_see_keep_their_name_and_those_of_uploads_have_none_to_guess(
    tmp_path, served, opened, monkeypatch
):
    monkeypatch.setattr(cities, "refuse_endless", lambda *_: None)
    first = opened("a")
    cities.forget(first.city.folder)
    assert opened("a").layer.path == first.layer.path
    uploaded = write_city(tmp_path / "b")
    (uploaded / MARK).touch()
    own = [opened("b").layer.path.stem for _ in range(2) if cities.forget(uploaded) is None]
    assert own[0] != own[1]
    assert {len(name) for name in own} == {43}


def test_a_city_opened_again_lacks_nothing_once_its_page_is_drawn(served, opened, monkeypatch):
    opened("a")
    monkeypatch.setattr(cities, "_SHELF", cities._Shelf())  # the server starts anew
    monkeypatch.setattr(cities, "FIRST_DRAWN_S", 0.0)
    results = opened("a").results
    made = []

    def note(of):
        made.append(of)

    monkeypatch.setattr(type(results), "complete", note)
    for _ in range(2):
        cities.complete(opened("a").city.folder)
    for _ in range(100):
        if not made:
            time.sleep(0.05)
    assert made == [results]


def test_a_city_whose_files_changed_has_one_file_of_outlines(served, opened):
    first = opened("a")
    with (first.city.folder / "city.toml").open("a") as file:
        file.write("# another\n")
    assert opened("a") is not first
    assert len(list(served.iterdir())) == 1


@pytest.mark.parametrize("most", [{"open_cities": 2}, {"layers_bytes": 1}])
def test_open_cities_are_bounded_in_number_and_bytes(served, opened, monkeypatch, most):
    monkeypatch.setattr(cities, "LIMITS", replace(cities.LIMITS, **most))
    for name in "abcd":
        opened(name)
    assert len(list(served.iterdir())) == most.get("open_cities", 1)
    assert len(cities._SHELF.jobs) == most.get("open_cities", 1)


def test_a_folder_is_read_again_when_anything_in_it_changes(tmp_path, monkeypatch):
    folder = write_city(tmp_path / "city")
    opened = []
    monkeypatch.setattr(cities.City, "open", _counted(cities.City.open, opened))
    first = cities.content_of(folder)
    assert cities.content_of(folder) == first
    assert len(opened) == 1
    staff = folder / "staff.csv"
    staff.write_bytes(staff.read_bytes() + b"990101001001,1\n")
    second = cities.content_of(folder)
    assert second != first
    (folder / "city.toml").write_text((folder / "city.toml").read_text("utf-8") + "\n", "utf-8")
    third = cities.content_of(folder)
    (folder / "another.csv").write_text("a\n")
    assert cities.content_of(folder) == third != second
    assert len(opened) == 4


def _counted(function, calls):
    def counted(*args, **settings):
        calls.append(args)
        return function(*args, **settings)

    return counted
