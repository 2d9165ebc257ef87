"""Answers that are kept as long as what they are of."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

Source = TypeVar("Source")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def kept_with(
    function: Callable[Concatenate[Source, Asked], Answer],
) -> Callable[Concatenate[Source, Asked], Answer]:
    """Let a function of an object that never changes work out each answer once.

    Answers go with the object. They are shared: who gets one leaves it as it is.

    Parameters
    ----------
    function
        Its first argument is hashed by identity, such as :class:`geo.core.results.Results`; the
        others by value. What it returns does not hold the first.

    Examples
    --------
    >>> class City:
    ...     pass
    >>> @kept_with
    ... def area(city, unit):
    ...     print("working it out")
    ...     return {"ha": 100.0, "km2": 1.0}[unit]
    >>> city = City()
    >>> area(city, "ha"), area(city, "ha")
    working it out
    (100.0, 100.0)
    """
    answers: WeakKeyDictionary[Source, dict[Any, Answer]] = WeakKeyDictionary()

    @wraps(function)
    def answer(source: Source, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        known = answers.setdefault(source, {})
        asked = (args, tuple(kwargs.items()))
        if asked not in known:
            known[asked] = function(source, *args, **kwargs)
        return known[asked]

    return answer
