"""What lasts as long as a server is not looked through again; the rest is as before."""

import gc
from contextlib import suppress

import pytest

from geo.core.garbage import lasting

USUAL = (700, 10, 10)


@pytest.fixture(autouse=True)
def usual():
    """Begin as Python does, whatever was run in this process before."""
    before = gc.get_threshold()
    gc.set_threshold(*USUAL)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_what_lasts_is_set_aside_and_what_comes_after_is_collected_as_ever():
    with lasting():
        assert gc.get_threshold()[0] > USUAL[0]
        made = [[] for _ in range(1000)]
    assert gc.get_freeze_count() > len(made)
    assert not any(thing is made for thing in gc.get_objects())
    assert gc.get_threshold() == USUAL
    after = []
    after.append(after)
    del after
    assert gc.collect() >= 1


def test_a_failure_inside_leaves_the_usual_behind():
    with suppress(ZeroDivisionError), lasting():
        1 // 0  # noqa: B018
    assert gc.get_threshold() == USUAL
