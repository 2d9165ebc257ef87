"""Which corridors are recommended for an agreement, and who would sign it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.core.standards import Standards

CRITERIA: Final = ("concentrated", "significant", "above_expected")
"""Of a recommended corridor: many of all people, statistically significant, over expectation."""
GRAVITY, MARGINS = EXPECTATIONS = ("gravity", "margins")
"""What is expected: by margins and distance, or by margins alone."""
SIGNING_UNITS: Final = {
    "city": ("prefecture", "city"),
    "district": ("county", "district"),
    "subdistrict": ("county", "subdistrict"),
}
"""By who signs for the city, the largest first: the units of the partner region and of the city."""
_NO_ROUNDING: Final = 1e-6


def judged(pairs: pd.DataFrame, standards: Standards, total_flow: float) -> pd.DataFrame:
    """Judge pairs by every criterion, and by all that the rule asks for.

    Parameters
    ----------
    pairs
        ``flow``, ``flow_ratio``, ``flow_ratio_gravity``, ``significant``.
    standards
        ``corridor_min_share``, ``corridor_expectation``, ``corridor_rule``.
    total_flow
        All people, those of no corridor too.

    Returns
    -------
    pandas.DataFrame
        ``pairs`` with ``flow_share`` (of all people, 0 to 1), ``concentrated`` (流向集中: that
        share is at least ``corridor_min_share``), ``above_expected`` (observed over expected flow
        is more than 1; where distance is not known, by margins alone) and ``recommended`` (all of
        the rule holds).
    """
    share = pairs["flow"].astype("float64") / total_flow if total_flow else pairs["flow"] * 0.0
    ratio = pairs["flow_ratio"]
    if standards.corridor_expectation == GRAVITY:
        ratio = pairs["flow_ratio_gravity"].fillna(ratio)
    above = (ratio > 1.0 + _NO_ROUNDING).fillna(value=False)
    table = pairs.assign(
        flow_share=share.astype("float64"),
        concentrated=share >= standards.corridor_min_share * (1.0 - _NO_ROUNDING),
        above_expected=above.astype(bool),
    )
    return table.assign(recommended=table[standards.corridor_rule.split()].all(axis=1))


def merged(
    due: pd.DataFrame, parents: pd.Series[str], larger: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Let one agreement of larger units stand for several of their parts.

    Parameters
    ----------
    due
        Agreements: ``covers`` (how many corridors each is for).
    parents
        On the index of ``due``: the name of the corridor of larger units that each lies in.
    larger
        The corridors of the larger units: ``corridor``.

    Returns
    -------
    tuple of pandas.DataFrame
        The agreements that stay by themselves, and the rows of ``larger`` that stand for two or
        more of the others, with ``covers``.
    """
    several = parents.isin(larger["corridor"]) & parents.duplicated(keep=False)
    covers = due.loc[several, "covers"].groupby(parents[several]).sum()
    above = larger[larger["corridor"].isin(covers.index)]
    return due[~several], above.assign(covers=above["corridor"].map(covers))


def larger_units(level: str) -> Sequence[str]:
    """Return who may sign instead of a level, the next larger one first.

    Examples
    --------
    >>> larger_units("subdistrict")
    ['district', 'city']
    """
    levels = list(SIGNING_UNITS)
    return levels[: levels.index(level)][::-1]
