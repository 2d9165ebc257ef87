"""The norms of policy documents that every city is held against without a table of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.core.i18n import CHINESE, ENGLISH, say

if TYPE_CHECKING:
    from geo.core.standards import Standards


@dataclass(frozen=True)
class PolicyNorm:
    """A norm of a document.

    Parameters
    ----------
    name
        Key of its name, ``policy_norm.<name>``, and of its role, ``policy_role.<name>``, if it has
        one.
    source
        Key of the document.
    in_force_from
        The day of the document.
    counts, posts, per_people, level, staff_level, dedicated, has_role
        See :func:`geo.city.datasets.norms.read_norms`.
    """

    name: str
    source: str
    in_force_from: date
    counts: str = "floating_population"
    posts: float = 1
    per_people: float = np.nan
    level: str = "community"
    staff_level: str = ""
    dedicated: bool = False
    has_role: bool = False


PEOPLE_PER_STAFF: Final = "people_per_staff"
DEDICATED_POST: Final = "dedicated_post"
POLICY_NORMS: Final = (
    PolicyNorm(
        PEOPLE_PER_STAFF,
        "source.zhengzhou_2010_43_3_2",
        date(2010, 4, 7),
        staff_level="community",
    ),
    PolicyNorm(
        DEDICATED_POST,
        "source.tianjin_2009_3_1",
        date(2009, 11, 2),
        level="subdistrict",
        staff_level="subdistrict",
        dedicated=True,
    ),
    PolicyNorm(
        "community_workers",
        "source.state_council_2021_56",
        date(2021, 12, 27),
        counts="residents",
        posts=18,
        per_people=10_000,
        level="district",
        has_role=True,
    ),
    PolicyNorm(
        "family_doctors",
        "source.health_2018_35",
        date(2018, 9, 29),
        counts="residents",
        per_people=2000,
        level="subdistrict",
        has_role=True,
    ),
)
"""In the order shown. The ratio and the threshold of the first two are those of the standards."""


def policy_norms(standards: Standards, language: str) -> pd.DataFrame:
    """Return the norms of policy as a table of a city would have them.

    Parameters
    ----------
    standards
        Give the ratio of staff, and how many people make a subdistrict large.
    language
        Of names and sources; a role goes by its name in either language.

    Returns
    -------
    pandas.DataFrame
        The columns of :func:`geo.city.datasets.norms.read_norms` without ``file`` and ``row``, and
        ``policy``: the key of the norm. ``min_people`` is NaN where the city has not set it.
    """
    large = standards.dedicated_post_min_population
    per_people = {PEOPLE_PER_STAFF: float(standards.max_population_per_staff)}
    min_people = {DEDICATED_POST: np.nan if large is None else float(large)}
    lines = [
        {
            "norm": say(f"policy_norm.{norm.name}", language),
            "counts": norm.counts,
            "role": role_words(norm) or None,
            "posts": float(norm.posts),
            "per_people": per_people.get(norm.name, norm.per_people),
            "rounding": "up",
            "level": norm.level,
            "staff_level": norm.staff_level or None,
            "dedicated": norm.dedicated,
            "min_people": min_people.get(norm.name, 0.0),
            "document": say(norm.source, language),
            "in_force_from": norm.in_force_from,
            "policy": norm.name,
        }
        for norm in POLICY_NORMS
    ]
    return pd.DataFrame(lines).astype(dict.fromkeys(("role", "staff_level"), "str"))


def role_words(norm: PolicyNorm) -> str:
    """Return a role in both languages, as a roster may write it; "" for every post."""
    if not norm.has_role:
        return ""
    return "/".join(say(f"policy_role.{norm.name}", language) for language in (CHINESE, ENGLISH))
