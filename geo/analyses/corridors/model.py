"""Cooperation corridors 协作走廊: which places should work together, and do they."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.corridors.methods.spatial_interaction import DOUBLY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.core.issues import Fault

DEFAULT: Final = ("prefecture", "district")
"""The units of both ends, if none are asked for."""


@dataclass(frozen=True, eq=False)
class Corridors:
    """The corridors of a city at units of both ends.

    Parameters
    ----------
    far, near
        The units, of :data:`geo.analyses.corridors.methods.flows.FAR` and
        :data:`geo.analyses.corridors.methods.flows.NEAR`.
    between
        Whether both ends are regions elsewhere; then ``near`` is the unit of both.
    frame
        A row a pair of places with people, in order of ``rank``: ``corridor`` (its name),
        ``far_code``, ``far_name``, ``far_province_code``, ``far_province_name``,
        ``far_prefecture_code``, ``far_prefecture_name``, ``near_code``, ``near_name``; the columns
        of :func:`geo.analyses.corridors.methods.ranking.measured` and
        :func:`geo.analyses.corridors.methods.ranking.in_order`;
        ``state`` (of :data:`geo.analyses.corridors.methods.agreements.STATES`), ``agreement``,
        ``agreement_places``,
        ``agreement_level``, ``agreements_inside`` (in force between parts of both ends),
        ``signed_on``, ``valid_until``, :data:`geo.analyses.corridors.methods.agreements.COUNTS`,
        ``on_time_share`` and ``meets_norm``.
    unresolved
        ``way``, ``state``, ``near_code``, ``near_name``, ``people``: whose ends are not known at
        these units.
    people_all, within_city
        Everybody of the flows, and those whose far end lies in the near one: the corridors, the
        unresolved and these add up to all.
    expected_by
        The model of the expectation, see
        :func:`geo.analyses.corridors.methods.spatial_interaction.expected_flows`.
    stability
        ``draws``, ``percent``, ``kept``, ``flipping`` (pairs that are decided otherwise in some
        draw), ``flips_mean`` (in the mean of the draws); empty without draws.
    notes
        What is to be said beside them.
    day
        The day of reckoning.
    """

    far: str = DEFAULT[0]
    near: str = DEFAULT[1]
    between: bool = False
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    unresolved: pd.DataFrame = field(default_factory=pd.DataFrame)
    people_all: float = 0
    within_city: float = 0
    expected_by: str = DOUBLY
    expected_converged: bool = True
    stability: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Fault, ...] = ()
    day: date | None = None
