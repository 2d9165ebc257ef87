"""What ``city.toml`` may say of sharing between neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, with_config

from geo.core.setting_rules import SECTION, Otherwise, YesNo
from geo.core.standards import MOST_MINUTES

MOST_NO_SITE_MINUTES: Final = 10_000

Minutes = Annotated[
    int,
    Field(strict=True, ge=0, le=MOST_MINUTES),
    Otherwise("issue.setting_cutoff", (("most", str(MOST_MINUTES)),)),
]
NoSiteMinutes = Annotated[
    int,
    Field(strict=True, ge=MOST_MINUTES, le=MOST_NO_SITE_MINUTES),
    Otherwise(
        "issue.setting_no_site_minutes",
        (("least", str(MOST_MINUTES)), ("most", str(MOST_NO_SITE_MINUTES))),
    ),
]


@with_config(SECTION)
@dataclass(frozen=True)
class SharingSettings:
    """``[sharing]``: what an exchange of sites may ask of people.

    ``allow_losses``: whether people may lose their site, or be sent to a farther one, where that
    shortens all ways together; ``minutes``: farther than so many nobody is sent, 0: the limit of
    accessibility; ``no_site_minutes``: what a person without a site is reckoned at in the optimum,
    which is no less than any limit, so that nobody is better off without.
    """

    allow_losses: YesNo = False
    minutes: Minutes = 0
    no_site_minutes: NoSiteMinutes = MOST_MINUTES
