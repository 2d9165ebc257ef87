"""The places at both ends of flows, agreements and notices, and which are unknown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.core.columns import ROW
from geo.core.i18n import Term
from geo.formats.checked import shortened
from geo.regions.city_places import OWN
from geo.regions.origins import AMBIGUOUS, MISSING, RESOLVED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.core.issues import Issue
    from geo.core.losses import LossLimit
    from geo.formats.checked import Checked
    from geo.formats.source import Source
    from geo.regions.city_places import CityPlaces

FLOW_ENDS: Final = ("origin", "destination")
DEALING_ENDS: Final = ("place_a", "place_b")
LISTED: Final = ("flow", "agreement", "notice")
"""What the rows of a table with two places are: people by their number, the others by rows."""

_MOST_LISTED: Final = 10
_MOST: Final = 0.5


@dataclass(frozen=True)
class KnownPlaces:
    """Finds the places of tables with two of them.

    Parameters
    ----------
    places
        The city's units, and the regions elsewhere.
    limit
        How many people of a table of flows may be of places that nobody knows.
    """

    places: CityPlaces
    limit: LossLimit

    def of_flows(
        self, table: Checked[pd.DataFrame], source: Source, year: int
    ) -> Checked[pd.DataFrame]:
        """Return a table of flows in which the city's own units, and regions, are codes.

        Parameters
        ----------
        table
            See :func:`geo.city.datasets.od_flows.read_flows`.
        source
            Its file.
        year
            The year of its codes, 0 where it is not known.
        """
        frame = table.frame
        if frame.empty:
            return table
        places = self.places.at_ends(frame, FLOW_ENDS, year)
        issues = self._unknown(frame.assign(amount=frame["flow"]), places, source, "flow")
        own = {
            end: places[end].where(places[f"{end}_state"] == OWN, frame[end]) for end in FLOW_ENDS
        }
        coded = frame.assign(**own)
        lost = places[[f"{end}_lost" for end in FLOW_ENDS]].any(axis=1)
        if self.places.abroad:
            return replace(table, frame=coded, issues=(*table.issues, *issues))
        people, total = float(frame["flow"][lost].sum()), float(frame["flow"].sum())
        if self.limit.exceeded(people, total):
            issues.append(self._loss(frame, places, (people, total), source))
        return replace(table, frame=coded, issues=(*table.issues, *issues))

    def of_dealings(
        self, table: Checked[pd.DataFrame], source: Source, listed: str
    ) -> Checked[pd.DataFrame]:
        """Return agreements or notices with the code of each place beside it.

        Returns
        -------
        Checked
            Of the table, with ``code_a``, ``code_b`` (str): of the city's unit, or of the region of
            today; the text where nobody knows it.
        """
        frame = table.frame
        places = self.places.at_ends(frame, DEALING_ENDS, dealings=True)
        coded = frame.assign(code_a=places["place_a"], code_b=places["place_b"])
        issues = self._unknown(frame.assign(amount=1.0), places, source, listed)
        return replace(table, frame=coded, issues=(*table.issues, *issues))

    def _unknown(
        self, frame: pd.DataFrame, places: pd.DataFrame, source: Source, listed: str
    ) -> list[Issue]:
        """Report unknown names, and names of several places."""
        ends = FLOW_ENDS if listed == LISTED[0] else DEALING_ENDS
        if self.places.abroad:
            return self._elsewhere(frame, places, ends, source)
        issues = []
        for end in ends:
            lost, ambiguous = places[f"{end}_lost"], places[f"{end}_state"] == AMBIGUOUS
            for key, chosen in (
                ("issue.places_ambiguous", lost & ambiguous),
                ("issue.places_unknown", lost & ~ambiguous),
            ):
                if chosen.any():
                    issues.append(_named(frame[chosen], end, source.warning(key, end), listed))
        return issues

    def _elsewhere(
        self, frame: pd.DataFrame, places: pd.DataFrame, ends: Sequence[str], source: Source
    ) -> list[Issue]:
        """Report that places elsewhere are not known, but for those that the city lists."""
        states = places[[f"{end}_state" for end in ends]]
        rows = (~states.isin([OWN, RESOLVED, MISSING])).any(axis=1)
        if not rows.any():
            return []
        issue = source.warning("issue.places_abroad", elsewhere=int(rows.sum()))
        return [replace(issue, row=int(frame.loc[rows, ROW].min()))]

    def _loss(
        self,
        frame: pd.DataFrame,
        places: pd.DataFrame,
        amounts: tuple[float, float],
        source: Source,
    ) -> Issue:
        people = {end: frame["flow"][places[f"{end}_lost"]].sum() for end in FLOW_ENDS}
        end = max(FLOW_ENDS, key=lambda end: people[end])
        lost = frame[places[f"{end}_lost"]]
        most = lost.groupby(end)["flow"].sum().sort_values(kind="stable").index[-1]
        lost_ambiguous = places[f"{end}_state"][places[f"{end}_lost"]] == AMBIGUOUS
        several = lost_ambiguous.mean() > _MOST
        return self.limit.issue(
            "issue.loss_flows",
            *amounts,
            file=source.name,
            row=int(lost[ROW].min()),
            rows=int(places[[f"{end}_lost" for end in FLOW_ENDS]].any(axis=1).sum()),
            column=end,
            header=source.layout.headers.get(end, ""),
            value=shortened(most),
            cause=Term("loss_cause.ambiguous" if several else "loss_cause.places"),
        )


def _named(frame: pd.DataFrame, end: str, issue: Issue, listed: str) -> Issue:
    """List names in one issue, those of most people or rows first."""
    summed = frame.groupby(end)["amount"].sum().reset_index()
    ordered = summed.sort_values(["amount", end], ascending=[False, True], kind="stable")
    examples = [f"{shortened(name)} ({amount:,.12g})" for name, amount in
            ordered.head(_MOST_LISTED).itertuples(index=False)]  # fmt: skip
    placeholders = {
        "names": len(ordered),
        "amount": f"{frame['amount'].sum():,.12g}",
        "of": Term(f"places.of_{listed}"),
        "listed": ", ".join(examples) + (", …" if len(ordered) > _MOST_LISTED else ""),
    }
    return replace(issue, row=int(frame[ROW].min()), rows=len(frame), more=placeholders)
