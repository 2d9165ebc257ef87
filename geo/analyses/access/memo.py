"""What has been worked out, by what was asked: once, however many ask for it."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


class Memo:
    """Answers by their key: a name, or a tuple that begins with one.

    Parameters
    ----------
    known
        What is known already.

    Examples
    --------
    >>> memo = Memo()
    >>> memo.once(("square", 3), lambda: 9), memo.once(("square", 3), lambda: 10)
    (9, 9)
    >>> memo.without({"square"}).once(("square", 3), lambda: 10)
    10
    """

    def __init__(self, known: Mapping[Any, Any] | None = None) -> None:
        self._known = dict(known or {})
        self._lock = RLock()

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return the answer of a key, worked out by who asks first."""
        with self._lock:
            if key not in self._known:
                self._known[key] = make()
            return self._known[key]

    def only(self, names: Collection[str]) -> Memo:
        """Return what is known of some names that are keys by themselves."""
        with self._lock:
            return Memo({name: self._known[name] for name in names if name in self._known})

    def but_of(self, parts: Collection[Any]) -> Memo:
        """Return what is known but for answers whose keys have one of these parts in them."""
        with self._lock:
            known = self._known.items()
            return Memo({key: answer for key, answer in known if not _has(key, parts)})

    def without(self, names: Collection[str]) -> Memo:
        """Return what is known but for the answers of some names."""
        with self._lock:
            return Memo(
                {
                    key: answer
                    for key, answer in self._known.items()
                    if (key if isinstance(key, str) else key[0]) not in names
                }
            )


def _has(key: Any, parts: Collection[Any]) -> bool:
    """Return whether a key is one of these parts, or a tuple with one in it."""
    return any(_has(of, parts) for of in key) if isinstance(key, tuple) else key in parts
