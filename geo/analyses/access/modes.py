"""Travel modes: ours, and those that a table of travel times names."""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from geo.analyses.access.services import ANY
from geo.city.settings import MODES
from geo.core.i18n import Term, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    class HasModes(Protocol):
        """What has others that answer for modes of their own."""

        def of_mode(self, mode: str | None = None, service: str = ANY, /) -> Any:
            """Return what answers for a mode."""


Model = TypeVar("Model", bound="HasModes")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def in_order(modes: Iterable[str]) -> tuple[str, ...]:
    """Return modes each once, ours first.

    Examples
    --------
    >>> in_order(["cable car", "drive", "walk", "drive"])
    ('walk', 'drive', 'cable car')
    """
    named = tuple(dict.fromkeys(modes))
    return tuple(dict.fromkeys([*(mode for mode in MODES if mode in named), *named]))


def said_mode(mode: str, language: str) -> str:
    """Return how people go, within a sentence.

    Examples
    --------
    >>> said_mode("walk", "en"), said_mode("cable car", "en"), said_mode("索道", "zh")
    ('on foot', 'by cable car', '索道')
    """
    if mode in MODES:
        return say(f"mode.{mode}", language)
    return say("mode_named", language, name=mode)


def mode_of_issue(mode: str) -> Term | str:
    """Return how people go for the sentence of an issue, whatever its language.

    Examples
    --------
    >>> mode_of_issue("walk"), mode_of_issue("cable car")
    (Term(key='mode.walk'), 'cable car')
    """
    return Term(f"mode.{mode}") if mode in MODES else mode


def titled_mode(mode: str, language: str) -> str:
    """Return a mode as a choice of its own.

    Examples
    --------
    >>> titled_mode("walk", "en"), titled_mode("cable car", "en")
    ('Walk', 'cable car')
    """
    return say(f"access.mode.{mode}", language) if mode in MODES else mode


def by_mode(
    method: Callable[Concatenate[Model, Asked], Answer],
) -> Callable[Concatenate[Model, Asked], Answer]:
    """Let the model of the mode that a method is asked for, or of its service, answer."""
    asked = signature(method)

    @wraps(method)
    def answer(model: Model, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        said = asked.bind(model, *args, **kwargs).arguments
        answers = model.of_mode(said.get("mode"), said.get("service", ANY))
        return method(answers, *args, **kwargs)

    return answer
