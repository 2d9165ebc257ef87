"""A session is over when its browser has been gone for a while, and all it owned ends with it."""

from types import SimpleNamespace

import pytest

from geo.app import lifetimes


class Thing:
    closed = 0

    def close(self):
        self.closed += 1


@pytest.fixture
def visit(monkeypatch):
    """Draw a page for a session, at a time."""
    monkeypatch.setattr(lifetimes, "_sessions", {})

    def draw(name, at=0.0, thing=None):
        context = SimpleNamespace(session_id=name)
        monkeypatch.setattr(lifetimes, "get_script_run_ctx", lambda: context)
        monkeypatch.setattr(lifetimes.time, "monotonic", lambda: at)
        lifetimes.note()
        if thing:
            lifetimes.own(thing)

    return draw


def test_who_comes_back_in_time_keeps_all(visit):
    visit("a")
    there = {"a"}
    assert lifetimes.over(there.__contains__, 10, 100) == []
    there.clear()
    assert lifetimes.over(there.__contains__, 10, 109) == []
    there.add("a")
    assert lifetimes.over(there.__contains__, 10, 112) == []
    there.clear()
    assert lifetimes.over(there.__contains__, 10, 121) == []
    assert lifetimes.over(there.__contains__, 10, 123) == ["a"]


def test_only_what_the_session_owned_ends(visit):
    mine, others = Thing(), Thing()
    visit("a", thing=mine)
    visit("b", thing=others)
    lifetimes.end("a")
    lifetimes.end("a")
    assert (mine.closed, others.closed) == (1, 0)
    lifetimes.end_all()
    assert others.closed == 1


def test_nothing_is_held_that_the_session_let_go(visit):
    visit("a", thing=Thing())
    assert not list(lifetimes._sessions["a"].owned)


def test_a_session_ends_before_streamlit_forgets_it():
    assert 1 <= lifetimes.grace() < 120
