"""What a name that leads to no unit may mean: a question to a person, never an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from geo.core.unit_marks import unmarked
from geo.regions.unit_names import BETWEEN, LEVELS, plain_name, stem_of

if TYPE_CHECKING:
    import pandas as pd

    from geo.regions.unit_names import UnitNames

MOST_PROPOSED: Final = 5
_LEAST_ALIKE: Final = 50.0
_SURE: Final = 70.0
_LEAD: Final = 5.0
_LOOKED_AT: Final = 50
_OWN_WEIGHT: Final = 0.75


@dataclass(frozen=True)
class NameProposal:
    """A unit that a name may mean.

    Parameters
    ----------
    code, name
        Of the unit.
    inside
        The names of what it lies in, the smallest first.
    alike
        How much the names are alike, 0 to 100.
    """

    code: str
    name: str
    inside: tuple[str, ...]
    alike: float


def propose_units(names: UnitNames, level: str, text: str) -> tuple[NameProposal, ...]:
    """Propose the units that a name may mean, the likeliest first.

    Parameters
    ----------
    names
        The city's.
    level
        One of :data:`geo.regions.unit_names.LEVELS`.
    text
        The name, with what it lies in before it where the row says it.

    Notes
    -----
    Alike are names by the share of characters that need no change (normalised indel similarity,
    Levenshtein 1966), without their endings; what they lie in counts a quarter.

    Examples
    --------
    >>> import pandas as pd
    >>> from geo.regions.unit_names import UnitNames
    >>> units = pd.DataFrame({"community_code": ["1", "2"], "subdistrict_code": ["a", "b"],
    ...     "community_name": ["桃源社区", "北坛村"], "subdistrict_name": ["西关街道", "东关街道"],
    ...     "district_code": ["d", "d"], "district_name": ["城区", "城区"]})
    >>> found = propose_units(UnitNames(units), "community", "西关/桃园村")
    >>> [(unit.code, round(unit.alike)) for unit in found]
    [('1', 62)]
    """
    *hints, name = unmarked(text).split(BETWEEN)
    units = names.units_of(level)
    own = _stems(units[f"{level}_name"])
    near = process.extract(
        stem_of(plain_name(name))[0],
        own,
        scorer=fuzz.ratio,
        score_cutoff=_LEAST_ALIKE,
        limit=_LOOKED_AT,
    )
    above = LEVELS[LEVELS.index(level) + 1 :]
    proposals = []
    for _, score, position in near:
        unit = units.iloc[position]
        inside = tuple(
            str(unit[f"{upper_level}_name"])
            for upper_level in above
            if isinstance(unit[f"{upper_level}_name"], str)
        )
        alike = _OWN_WEIGHT * score + (1 - _OWN_WEIGHT) * _inside(hints, inside, score)
        proposals.append(
            NameProposal(str(unit[f"{level}_code"]), str(unit[f"{level}_name"]), inside, alike)
        )
    ordered = sorted(proposals, key=lambda proposal: (-proposal.alike, proposal.code))
    return tuple(ordered[:MOST_PROPOSED])


def likeliest_level(names: UnitNames, text: str) -> str:
    """Return the level of the unit that a name is most like, where the table does not say it."""

    def alike(level: str) -> float:
        proposals = propose_units(names, level, text)
        return proposals[0].alike if proposals else 0.0

    return max(LEVELS, key=alike)


def likeliest(proposals: tuple[NameProposal, ...]) -> NameProposal | None:
    """Return the one proposal that is well ahead of the others, if there is one."""
    if not proposals or proposals[0].alike < _SURE:
        return None
    second = proposals[1].alike if len(proposals) > 1 else 0.0
    return proposals[0] if proposals[0].alike - second >= _LEAD else None


def _stems(names: pd.Series[str]) -> list[str]:
    return [stem_of(plain_name(name))[0] if isinstance(name, str) else "" for name in names]


def _inside(hints: list[str], inside: tuple[str, ...], unsaid: float) -> float:
    """Return how much what a row lies in is like what the unit lies in; the same where unsaid."""
    if not hints or not inside:
        return unsaid
    stems = [stem_of(plain_name(name))[0] for name in inside]
    scores = [
        max(fuzz.ratio(stem_of(plain_name(hint))[0], stem) for stem in stems) for hint in hints
    ]
    return sum(scores) / len(scores)
