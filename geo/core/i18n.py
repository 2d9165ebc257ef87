"""Every word a user sees, in Chinese and in English.

A package keeps its messages in ``messages.toml`` beside the modules that speak them: ``zh`` and
``en`` side by side under their key, and for English the forms of what is counted, chosen by the
number::

    [card.next_post]
    zh = "再增加{people}人，须多配1名。"
    en = "{people} would require one more staff member."
    plurals.people = { one = "{people} more person", other = "{people} more people" }
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    Message = Mapping[str, Any]

CHINESE: Final = "zh"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)
TAGS: Final = {CHINESE: "zh-CN", ENGLISH: "en"}
"""What HTML calls each language (BCP 47)."""

_ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = (
    *("cli", "core", "city", "formats", "network", "publish", "ui", "app", "scenarios"),
    *sorted(f"analyses/{path.parent.name}" for path in _ROOT.glob("analyses/*/messages.toml")),
)
NOTHING: Final = "—"
"""What is said of a value that nobody knows."""

_HEADING: Final = re.compile(r"^\[([\w.]+)\]$", re.MULTILINE)
_MISSING: Final = frozenset({"<NA>", "nan", "NaT", "None"})


@dataclass(frozen=True)
class Term:
    """A message used as a value of another message, in that message's language.

    Parameters
    ----------
    key
        Key of a message, such as ``"status.compliant"``.
    """

    key: str


def say(key: str, language: str, **values: object) -> str:
    """Return a message in a language.

    Parameters
    ----------
    key
        Key of a message.
    language
        ``"zh"`` or ``"en"``.
    values
        What the message has in braces. Text is said as it is, whatever it says; a :class:`Term` is
        said in the same language.

    Raises
    ------
    KeyError
        If there is no such key, language or value: a mistake of ours, not of a user.

    Examples
    --------
    >>> say("status.compliant", "zh"), say("status.compliant", "en")
    ('达标', 'compliant')
    >>> say("access.judged", "en", minutes=1, kind="status.compliant")
    'With a limit of 1 minute: status.compliant.'
    >>> say("access.judged", "en", minutes=15, kind=Term("status.compliant"))
    'With a limit of 15 minutes: compliant.'
    """
    message = _message(key)
    if message is None:
        raise KeyError(key)
    texts = {name: _in_language(value, language) for name, value in values.items()}
    counted = {
        name: forms[_plural_category(values[name])].format(**texts)
        for name, forms in message.get("plurals", {}).items()
        if language == ENGLISH
    }
    sentence: str = message[language]
    return sentence.format(**(texts | counted))


class _Nothing:
    """A missing value, formatted as a dash whatever the format."""

    def __format__(self, spec: str) -> str:
        """Return the sign for it."""
        return NOTHING


def _in_language(value: object, language: str) -> object:
    if isinstance(value, Term):
        return say(value.key, language)
    # pandas' missing values, without importing pandas.
    missing = not isinstance(value, str) and str(value) in _MISSING
    return _Nothing() if missing else value


def exists(key: str) -> bool:
    """Return whether there is a message of this key."""
    return _message(key) is not None


@cache
def catalogue(package: str) -> Mapping[str, str]:
    """Return the messages of a package by their keys, each as it is written.

    To parse all messages takes as long as starting the command, so each is parsed when it is said.

    Parameters
    ----------
    package
        One of :data:`PACKAGES`.
    """
    text = (_ROOT / package / "messages.toml").read_text(encoding="utf-8")
    keys_and_messages = _HEADING.split(text)[1:]
    return dict(zip(keys_and_messages[::2], keys_and_messages[1::2], strict=True))


@lru_cache(maxsize=4096)
def _message(key: str) -> Message | None:
    for package in PACKAGES:
        if (written := catalogue(package).get(key)) is not None:
            return tomllib.loads(written)
    return None


def _plural_category(count: object) -> str:
    """Return the plural category (Unicode CLDR) of a number, or of a number as written."""
    return "one" if str(count).lstrip("+-−") in {"1", "1.0"} else "other"
