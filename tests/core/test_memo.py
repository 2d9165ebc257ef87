"""Answers that are kept as long as what they are of."""

import gc
import weakref

from geo.core.memo import kept_with


class Thing:
    pass


def test_each_answer_is_worked_out_once_and_goes_with_its_object():
    asked = []

    @kept_with
    def twice(thing, number):
        asked.append((thing.name, number))
        return [number, number]

    one, other = Thing(), Thing()
    one.name, other.name = "one", "other"
    assert twice(one, 3) is twice(one, 3)
    assert [twice(one, 4), twice(other, 3)] == [[4, 4], [3, 3]]
    assert asked == [("one", 3), ("one", 4), ("other", 3)]
    asked.clear()
    answer = weakref.ref(one)
    del one
    gc.collect()
    assert answer() is None
