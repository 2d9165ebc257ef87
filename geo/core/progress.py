"""Progress of work that takes more than a second."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A callback that long work calls with its stage and share done.

    Parameters
    ----------
    stage
        Key of :mod:`geo.core.i18n` that names the work, such as ``"stage.records"``.
    share
        Share done, 0 to 1.
    """

    def __call__(self, stage: str, share: float) -> None:
        """Take note of how far the work is."""


def silent(stage: str, share: float) -> None:
    """Ignore progress."""
