"""Progress of work that takes more than a second, and the processor time it takes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final, Protocol

OTHER: Final = "stage.other"
"""All work outside the stages: starting, analyses of moments."""


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


@dataclass
class StageTimes:
    """A callback that adds up the processor time of each stage, and passes progress on.

    Parameters
    ----------
    progress
        Is told what this one is.
    seconds
        Stage -> user and system time of all threads since the process began, in order.
    """

    progress: Progress = silent
    seconds: dict[str, float] = field(default_factory=dict)
    _stage: str = OTHER
    _until: float = 0.0

    def __call__(self, stage: str, share: float) -> None:
        """Count the time since the last call to the stage that was in work."""
        self._count()
        self._stage = stage if share < 1 else OTHER
        self.progress(stage, share)

    def add(self, stage: str, seconds: float) -> None:
        """Add what other processes took."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds

    def total(self) -> dict[str, float]:
        """Return the seconds of all stages up to now."""
        self._count()
        return dict(self.seconds)

    def _count(self) -> None:
        now = time.process_time()
        self.add(self._stage, now - self._until)
        self._until = now
