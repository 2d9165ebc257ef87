"""What pages ask first of a city is worked out behind the first page."""

from threading import current_thread
from types import SimpleNamespace

import pytest
from support.street_city import write_street_city

from geo.analyses.access.memo import Memo
from geo.app import cities


@pytest.fixture(scope="module")
def write_folder():
    """Write a city that no other test has opened: the same files would be the same city."""

    def write(folder):
        city = write_street_city(folder)
        with (city / "city.toml").open("a", encoding="utf-8") as settings:
            settings.write("# worked out ahead\n")
        return city

    return write


def test_accessibility_has_nothing_left_to_work_out(start, monkeypatch):
    once, behind, on_a_page = Memo.once, [], []

    def noted(memo, key, make):
        is_behind = current_thread().name.startswith("yipan")  # there other cities may be, too
        worked_out = behind if is_behind else on_a_page
        return once(memo, key, lambda: worked_out.append(key) or make())

    def at_once(_, submit, work):
        return SimpleNamespace(start=lambda: submit(*work).result())

    monkeypatch.setattr(Memo, "once", noted)
    monkeypatch.setattr(cities, "Timer", at_once)
    start("overview")
    assert behind
    on_a_page.clear()
    for mode in ("walk", "drive"):
        start("accessibility", mode=mode)
    assert not on_a_page
