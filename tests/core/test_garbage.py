"""What lasts as long as a server is not looked through again; the rest is as before."""

import gc
from contextlib import suppress

from geo.core.garbage import lasting


def test_what_lasts_is_set_aside_and_what_comes_after_is_collected_as_ever():
    usual = gc.get_threshold()
    try:
        with lasting():
            assert gc.get_threshold()[0] > usual[0]
            made = [[] for _ in range(1000)]
        assert gc.get_freeze_count() > len(made)
        assert not any(thing is made for thing in gc.get_objects())
        assert gc.get_threshold() == usual
        after = []
        after.append(after)
        del after
        assert gc.collect() >= 1
    finally:
        gc.unfreeze()


def test_a_failure_inside_leaves_the_usual_behind():
    usual = gc.get_threshold()
    try:
        with suppress(ZeroDivisionError), lasting():
            1 // 0  # noqa: B018
        assert gc.get_threshold() == usual
    finally:
        gc.unfreeze()
