"""What ``city.toml`` may say of the plan that a run makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, with_config

from geo.core.setting_rules import SECTION, Otherwise

MOST_POSTS: Final = 100_000
MOST_SITES: Final = 1000
MOST_SECONDS: Final = 3600

Posts = Annotated[
    int,
    Field(strict=True, ge=0, le=MOST_POSTS),
    Otherwise("issue.setting_most", (("most", str(MOST_POSTS)),)),
]
Sites = Annotated[
    int,
    Field(strict=True, ge=0, le=MOST_SITES),
    Otherwise("issue.setting_most", (("most", str(MOST_SITES)),)),
]
Seconds = Annotated[
    int,
    Field(strict=True, ge=0, le=MOST_SECONDS),
    Otherwise("issue.setting_most", (("most", str(MOST_SECONDS)),)),
]


@with_config(SECTION)
@dataclass(frozen=True)
class PlanningSettings:
    """``[planning]``: what there is to give.

    ``posts``: new posts, ``sites``: new sites; 0: none are placed. ``seconds``: how long the proof
    of the best sites may take, 0: a good answer without a bound.
    """

    posts: Posts = 0
    sites: Sites = 0
    seconds: Seconds = 60
