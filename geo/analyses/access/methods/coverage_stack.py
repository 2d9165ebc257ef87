"""Who reaches services, of many questions at once: each step is taken once for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from geo.analyses.access.methods.coverage import (
    bounded,
    cover_communities,
    judge_communities,
    minutes_of_population,
    sum_units,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Deciseconds = NDArray[np.int32]


class Question(NamedTuple):
    """Who reaches a service by a mode within so many minutes."""

    service: str
    mode: str
    minutes: int


class Answer(NamedTuple):
    """How long everybody needs.

    Parameters
    ----------
    minutes
        The limit.
    time_ds
        Deciseconds from each demand point to the nearest site and to the next, two columns.
    known_until
        See :func:`geo.analyses.access.methods.coverage.demand_point_states`.
    """

    minutes: int
    time_ds: Deciseconds
    known_until: Deciseconds


@dataclass(frozen=True, eq=False)
class CoverageStack:
    """The communities of a city under one question after the other.

    Parameters
    ----------
    covered
        Of :func:`geo.analyses.access.methods.coverage.judge_communities`: all communities under the
        first question, then all under the second; the index counts from 0.
    codes
        Of the communities.
    community
        Position of the community of each demand point, -1: of none.
    population
        People of each demand point.
    nearest_ds
        Deciseconds to the nearest site, shape (questions, demand points).
    covered_percent
        See :func:`geo.analyses.access.methods.coverage.judge_communities`.
    """

    covered: pd.DataFrame
    codes: pd.Index[Any]
    community: NDArray[np.int64]
    population: NDArray[np.int64]
    nearest_ds: Deciseconds
    covered_percent: int

    @classmethod
    def of(
        cls,
        population: pd.Series[int],
        demand_points: pd.DataFrame,
        off: NDArray[np.bool_],
        answers: Sequence[Answer],
        *,
        covered_percent: int,
        representative: bool,
    ) -> CoverageStack:
        """Count the people of each community under each question.

        Parameters
        ----------
        population, demand_points, off
            See :func:`geo.analyses.access.methods.coverage.cover_communities`.
        answers
            One a question.
        covered_percent
            See :func:`geo.analyses.access.methods.coverage.judge_communities`.
        representative
            See :func:`geo.analyses.access.methods.coverage.bounded`.
        """
        asked, codes = len(answers), population.index
        community = codes.get_indexer(pd.Index(demand_points["community_code"])).astype(np.int64)
        people = demand_points["floating_population"].to_numpy(np.int64)
        rows = _stacked(community, len(codes), asked)
        counted = cover_communities(
            pd.concat([population] * asked, ignore_index=True),
            pd.DataFrame({"community_code": rows, "floating_population": np.tile(people, asked)}),
            np.concatenate([answer.time_ds for answer in answers]),
            np.tile(off, asked),
            np.repeat([answer.minutes for answer in answers], len(people)),
            np.concatenate([answer.known_until for answer in answers]),
        )
        covered = judge_communities(
            bounded(counted, representative=representative), covered_percent
        )
        nearest_ds = np.stack([answer.time_ds[:, 0] for answer in answers])
        return cls(covered, codes, community, people, nearest_ds, covered_percent)

    @property
    def questions(self) -> int:
        """How many were asked."""
        return len(self.nearest_ds)

    def of_units(self, unit: pd.Series[str] | None = None) -> pd.DataFrame:
        """Sum the communities up to units.

        Parameters
        ----------
        unit
            Of each community, in their order; None: each is one of its own.

        Returns
        -------
        pandas.DataFrame
            ``question``, its position, ``code``, the columns of ``covered``, ``median_minutes`` and
            ``p90_minutes``; question by question, by unit in order of its code; the missing one
            last.
        """
        if unit is None:
            return self._with_minutes(self.covered, self.community, self.codes)
        position, units = pd.factorize(unit, sort=True, use_na_sentinel=False)
        positions = pd.Series(_stacked(position, len(units), self.questions))
        summed = sum_units(self.covered, positions, self.covered_percent)
        of_point = np.where(self.community >= 0, position[self.community], -1)
        return self._with_minutes(summed, of_point, units)

    def _with_minutes(
        self, coverage: pd.DataFrame, unit: NDArray[np.int64], codes: pd.Index[Any]
    ) -> pd.DataFrame:
        minutes = minutes_of_population(unit, len(codes), self.population, self.nearest_ds)
        coverage = coverage.reset_index(drop=True).join(minutes)
        coverage.insert(0, "question", np.repeat(np.arange(self.questions), len(codes)))
        coverage.insert(1, "code", codes.take(np.tile(np.arange(len(codes)), self.questions)))
        return coverage


def _stacked(position: NDArray[np.int64], units: int, questions: int) -> NDArray[np.int64]:
    """Return positions of units under one question after the other, -1 of no unit."""
    begin = np.repeat(np.arange(questions) * units, len(position))
    stacked = np.tile(position, questions)
    return np.where(stacked < 0, -1, stacked + begin)
