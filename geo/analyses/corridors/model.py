"""Cooperation corridors 协作走廊: which places should work together, and do they."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.corridors.methods.spatial_interaction import DOUBLY
from geo.core.analysis import columns_of
from geo.core.no_rows import no_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.core.issues import Issue

DEFAULT: Final = ("prefecture", "district")
"""The units of both ends, if none are asked for."""


def declared(table: str) -> pd.DataFrame:
    """Return the columns of a table as declared, without a row."""
    return no_rows({column.name: column.dtype for column in columns_of(__package__, table)})


def no_corridors() -> pd.DataFrame:
    """Return the columns of :attr:`Corridors.frame` as declared, without a row."""
    columns = columns_of(__package__, "corridors")[1:]  # the first is that of the rest of people
    return no_rows({column.name: column.dtype for column in columns})


@dataclass(frozen=True, eq=False)
class WithinCity:
    """People registered in the city who live in it, by units of both.

    Parameters
    ----------
    level
        One of :data:`geo.analyses.corridors.methods.within_city.LEVELS`.
    frame
        Columns as declared: of :func:`geo.analyses.corridors.methods.within_city.at_level` and
        :func:`geo.analyses.corridors.methods.within_city.compared`, with the names of both units
        and ``level``; flows between two units first, the largest of them first.
    total_flow
        All people, registered elsewhere or not known where too.
    """

    level: str = DEFAULT[1]
    frame: pd.DataFrame = field(default_factory=lambda: declared("within_city_flows"))
    total_flow: float = 0


@dataclass(frozen=True, eq=False)
class Corridors:
    """The corridors of a city at units of both ends.

    Parameters
    ----------
    partner, local
        The units, of :data:`geo.analyses.corridors.methods.flows.PARTNER_LEVELS` and
        :data:`geo.analyses.corridors.methods.flows.LOCAL_LEVELS`.
    between
        Whether both ends are regions elsewhere; then ``local`` is the unit of both.
    frame
        One row per pair of places with people, in order of ``rank``: ``corridor`` (its name),
        ``partner_code``, ``partner_name``, ``partner_province_code``, ``partner_province_name``,
        ``partner_prefecture_code``, ``partner_prefecture_name``, ``local_code``, ``local_name``;
        the columns of :func:`geo.analyses.corridors.methods.ranking.measured`,
        :func:`geo.analyses.corridors.methods.recommendation.judged` and
        :func:`geo.analyses.corridors.methods.ranking.in_order`;
        ``state`` (of :data:`geo.analyses.corridors.methods.agreements.AGREEMENT_STATES`),
        ``agreement``, ``agreement_places``,
        ``agreement_level``, ``agreements_inside`` (in force between parts of both ends),
        ``signed_on``, ``valid_until``; and of the notices between both ends the columns of
        :func:`geo.analyses.corridors.methods.notices.judged`, the ends called ``partner`` and
        ``local``.
    unresolved
        ``direction``, ``state``, ``local_code``, ``local_name``, ``flow``: whose ends are not known
        at these units.
    other_notices
        Notices that are of no corridor, see :func:`geo.analyses.corridors.dealings.notices_of`:
        with those of the corridors they are all, each once.
    total_flow, within_city
        All of the flows, and those whose partner region lies in the local unit: the corridors,
        the unresolved and these add up to all.
    flow_model
        The model of the expectation, see
        :func:`geo.analyses.corridors.methods.spatial_interaction.expected_flows`.
    decay
        By way, the parameter of the deterrence of the model with distance; NaN where none fits.
    tested
        The unit of the city that is tested: its districts, where ``local`` is the city as a whole.
    stability
        ``draws``, ``percent``, ``kept``, ``flipping`` (pairs that are decided otherwise in some
        draw), ``unstable_mean`` (in the mean of the draws); empty without draws.
    notes
        What is to be said beside them.
    day
        The reference date.
    """

    partner: str = DEFAULT[0]
    local: str = DEFAULT[1]
    between: bool = False
    frame: pd.DataFrame = field(default_factory=no_corridors)
    unresolved: pd.DataFrame = field(default_factory=pd.DataFrame)
    other_notices: pd.DataFrame = field(default_factory=pd.DataFrame)
    total_flow: float = 0
    within_city: float = 0
    flow_model: str = DOUBLY
    expected_converged: bool = True
    decay: Mapping[str, float] = field(default_factory=dict)
    tested: str = DEFAULT[1]
    stability: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Issue, ...] = ()
    day: date | None = None


@dataclass(frozen=True, eq=False)
class UnrankedCorridors:
    """The corridors at the usual units before they are ranked: flows and agreements alone.

    Parameters
    ----------
    corridors
        Without notes; the frame in order of both ends, without factors, ``score`` and ``rank``.
    """

    corridors: Corridors
