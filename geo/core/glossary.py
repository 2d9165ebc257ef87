"""The glossary: what the words of the figures mean, for tooltips, the Help page and the docs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Entry:
    """A word and its meaning in one language."""

    term: str
    meaning: str


def glossary(language: str) -> dict[str, Entry]:
    """Return all entries by key, in the order of the file.

    Examples
    --------
    >>> glossary("en")["staff_surplus"].term
    'surplus staff'
    """
    return {
        key: Entry(words[language], words[f"meaning_{language}"]) for key, words in _words().items()
    }


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("geo.core") / "glossary.toml").read_text(encoding="utf-8"))
