"""The card of a partner region 双向考核: what both ends see, the same whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.corridors.agreement_drafts import RENEW, SIGN, drafts
from geo.analyses.corridors.agreement_inputs import ENDS as AGREEMENT_ENDS
from geo.analyses.corridors.dealings import ENDS, LOCAL, PARTNER, unit_pairs
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.agreements import (
    AGREED,
    LAPSED,
    LAPSING,
    PARTNER_COLUMNS,
    UNKNOWN_TERM,
)
from geo.analyses.corridors.methods.flows import (
    BETWEEN,
    IN,
    LOCAL_LEVELS,
    OUT,
    PARTNER_LEVELS,
    RESOLVED,
    at_units,
)
from geo.analyses.corridors.methods.notices import OF_END, judged
from geo.analyses.corridors.methods.recommendation import SIGNING_UNITS
from geo.analyses.corridors.model import Corridors
from geo.core.admin_units import unit_names
from geo.publish.maps.choropleth import ROUND_TO
from geo.regions.gazetteer import place_names
from geo.regions.hierarchy import region_ancestors, region_names

if TYPE_CHECKING:
    from datetime import date

    from geo.core.results import Results

CITY_UNIT, DISTRICT = LOCAL_LEVELS[:2]
CLARIFY, ANSWER = "clarify", "answer"
DUE: Final = (SIGN, RENEW, CLARIFY, ANSWER)
"""What is to be done: sign an agreement; renew it; say until when it holds; answer notices."""
_ACTIONS: Final = {LAPSING: RENEW, LAPSED: RENEW, UNKNOWN_TERM: CLARIFY}

_PLACES: Final = ("place_a", "place_b", "ancestors_a", "ancestors_b")
FLOW_COLUMNS: Final = (
    *("partner_name", "local_name", "inflow", "outflow", "gross", "net_migration"),
    "effectiveness",
)


@dataclass(frozen=True, eq=False)
class PartnerCard:
    """What is between the city and a region elsewhere.

    Parameters
    ----------
    code, name, province
        The region; ``province`` is the name of its province, "" for a province.
    city
        What the city is called.
    day
        The reference date.
    flows
        A row for the region and the whole city, one for each district, and one for each part of the
        region with the city: ``partner_name``, ``local_name``; ``inflow`` to the city, ``outflow``
        from it, ``gross`` (both together), ``net_migration`` (people, rounded to 5; missing where
        not known, or fewer than ``min_cell``); ``effectiveness``, the migration effectiveness index
        (net over gross, -1 to 1), where both ways are shown; ``inflow_small``, ``outflow_small``:
        which are hidden for being small.
    agreements
        Those of the region, of regions it lies in and of its parts, with the city or its units, in
        order of rank: :data:`geo.analyses.corridors.methods.agreements.PARTNER_COLUMNS` and
        ``places``, what both are called.
    ends
        By ``partner`` and ``local``: ``name``, and how the end answers the notices between the
        region and the city (:data:`geo.analyses.corridors.methods.notices.OF_END`).
    months
        The same notices by ``month`` (missing: of a table that does not say) with the columns of
        :func:`geo.analyses.corridors.methods.notices.judged`.
    due
        What is to be done: ``action`` (:data:`DUE`), ``places``, ``until`` (the last day of an
        agreement), ``notices`` (how many).
    """

    code: str
    name: str
    province: str
    city: str
    day: date | None
    flows: pd.DataFrame
    agreements: pd.DataFrame
    ends: pd.DataFrame
    months: pd.DataFrame
    due: pd.DataFrame


@dataclass(frozen=True, eq=False)
class PartnerCards:
    """The cards of a run: one for each partner region of its corridors.

    Parameters
    ----------
    results
        Of which these are; its corridors say what a partner region is.

    Notes
    -----
    A card has nothing that is the city's alone, such as its staff: it is handed to the other end.
    There is none where both ends are regions elsewhere.
    """

    results: Results

    @property
    def codes(self) -> list[str]:
        """The partner regions, those with the most people first; then those of dealings alone."""
        if self._corridors.between:
            return []
        unit = self._corridors.partner
        agreed = [
            ancestors[unit]
            for end in AGREEMENT_ENDS
            for ancestors in self._register[f"ancestors_{end}"]
            if unit in ancestors
        ]
        return list(dict.fromkeys([*self._by_people["partner_code"], *agreed]))

    def of(self, code: str) -> PartnerCard:
        """Return the card of a partner region."""
        names = {PARTNER: self._name(code), LOCAL: self.results.city.name}
        is_province = self._corridors.partner == PARTNER_LEVELS[0]
        is_listed = code in self._listed_names
        ends = self._ends(code).assign(name=[names[end] for end in ENDS])
        agreements = self._agreements(code)
        return PartnerCard(
            code,
            names[PARTNER],
            "" if is_province or is_listed else self._name(code[:2] + "0000"),
            names[LOCAL],
            self._corridors.day,
            self._shown[self._shown["whole"] == code].reset_index(drop=True),
            agreements,
            ends,
            self._months[self._months["partner_code"] == code].reset_index(drop=True),
            self._due(code, agreements, ends),
        )

    @property
    def _corridors(self) -> Corridors:
        return self.results[Corridors]

    @cached_property
    def _by_people(self) -> pd.DataFrame:
        pairs = self._pairs(self._corridors.partner, CITY_UNIT)
        return pairs.assign(all=pairs[[IN, OUT]].sum(axis=1)).sort_values(
            ["all", "partner_code"], ascending=[False, True]
        )

    @cached_property
    def _shown(self) -> pd.DataFrame:
        """Flows with the city, with its districts, and of parts of the region with the city."""
        unit = self._corridors.partner
        finer = PARTNER_LEVELS[PARTNER_LEVELS.index(unit) + 1 :][:1]
        units = [(unit, CITY_UNIT), (unit, DISTRICT), *((part, CITY_UNIT) for part in finer)]
        tables, listed = [], self.results[Flows].places
        for partner, local in units:
            pairs = self._pairs(partner, local)
            codes = pairs["partner_code"]
            named = pairs.assign(
                whole=region_ancestors(codes, partner)[unit],
                partner_name=listed.named(codes, region_names(codes)),
                local_name=pairs["local_code"].map(self._own_names).fillna(pairs["local_code"]),
            )
            tables.append(named)
        every = pd.concat(tables, ignore_index=True)
        return shown_flows(every, self.results.standards.min_cell).assign(whole=every["whole"])

    def _pairs(self, partner: str, local: str) -> pd.DataFrame:
        """Sum flows by both ends: a column a way, missing where nothing is known of it."""
        flows = self.results[Flows]
        elsewhere = flows.frame["prefecture_code"] != flows.city_code
        summed = at_units(flows.frame[elsewhere], flows.hierarchy, partner, local)
        known = summed[(summed["state"] == RESOLVED) & (summed["direction"] != BETWEEN)]
        table = known.pivot_table(
            index=["partner_code", "local_code"], columns="direction", values="flow", aggfunc="sum"
        ).reindex(columns=[IN, OUT])
        for way in (IN, OUT):
            table[way] = table[way].fillna(0.0) if way in flows.directions else table[way]
        return table.reset_index()

    @cached_property
    def _notices(self) -> pd.DataFrame:
        """Notices between the city and each partner region, or parts of it."""
        flows = self.results[Flows]
        notices = flows.dealings.notices
        pairs = unit_pairs(flows, (self._corridors.partner, CITY_UNIT))
        both = notices.drop(columns="answers").join(pairs)
        return both[both["partner_code"].notna() & both["local_code"].notna()]

    @cached_property
    def _answers(self) -> pd.DataFrame:
        return judged(self._notices, ["partner_code"], ENDS, self._percent)

    @cached_property
    def _months(self) -> pd.DataFrame:
        return judged(self._notices, ["partner_code", "month"], ENDS, self._percent).reset_index()

    @property
    def _percent(self) -> int:
        return self.results.standards.answer_on_time_percent

    def _ends(self, code: str) -> pd.DataFrame:
        """Return how each end answers, a row an end."""
        row = self._answers.reindex([code]).iloc[0]
        by_end = {end: [row[f"{name}_{end}"] for name in OF_END] for end in ENDS}
        return pd.DataFrame.from_dict(by_end, orient="index", columns=list(OF_END))

    @cached_property
    def _register(self) -> pd.DataFrame:
        partners = self.results[Flows].dealings.partners
        names = [*PARTNER_COLUMNS, "ancestors_a", "ancestors_b", "rank"]
        return partners.reindex(columns=names).sort_values("rank", ignore_index=True)

    def _agreements(self, code: str) -> pd.DataFrame:
        """Return the agreements between the city and a region: whole, parts, or what holds it."""
        flows, unit, register = self.results[Flows], self._corridors.partner, self._register
        holding = _holding(code, unit)
        rows = [
            (place, [self._place(*ends) for ends in ((a, of_a["code"]), (b, of_b["code"]))])
            for place, (a, b, of_a, of_b) in enumerate(
                zip(*(register[name] for name in _PLACES), strict=True)
            )
            if any(
                own["code"] in flows.hierarchy.index
                and (other["code"] in holding or other.get(unit) == code)
                for own, other in ((of_a, of_b), (of_b, of_a))
            )
        ]
        return register.iloc[[place for place, _ in rows]].assign(
            places=["–".join(names) for _, names in rows]
        )

    @cached_property
    def _to_sign(self) -> list[tuple[set[str], str]]:
        """List what the city should sign, as its list says: all regions of each, and who signs."""
        names = ["action", "level", "partner_code", "partner_name", "local_name"]
        due = drafts(self.results).frame.reindex(columns=names)
        due = due[due["action"] == SIGN]
        return [
            (
                _holding(row["partner_code"], SIGNING_UNITS[row["level"]][0]),
                f"{row['local_name']}–{row['partner_name']}",
            )
            for row in due.to_dict("records")
        ]

    def _due(self, code: str, agreements: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
        holding = _holding(code, self._corridors.partner)
        rows: list[dict[str, object]] = [
            {"action": SIGN, "places": places}
            for regions, places in self._to_sign
            if code in regions or holding >= regions
        ]
        rows += _agreements_due(agreements)
        late = (ends["notices_due"] - ends["notices_answered"]).astype("Int64")
        rows += [
            {"action": ANSWER, "places": ends.loc[end, "name"], "notices": late[end]}
            for end in ENDS
            if pd.notna(late[end]) and late[end] > 0
        ]
        return pd.DataFrame(rows, columns=["action", "places", "until", "notices"])

    def _place(self, written: str, code: str) -> str:
        """Return what a place of an agreement is called: its name, where the table has a code."""
        if not written.isascii():
            return written
        return self._own_names.get(code) or self._name(code)

    @cached_property
    def _own_names(self) -> dict[str, str]:
        """Names of the city's units by their codes."""
        names = pd.concat([unit_names(self.results, level) for level in LOCAL_LEVELS[:0:-1]])
        own = {str(code): str(name) for code, name in names.dropna().items()}
        return own | {self.results[Flows].city_code: self.results.city.name}

    def _name(self, code: str) -> str:
        return self._listed_names.get(code) or place_names().get(code, code)

    @cached_property
    def _listed_names(self) -> dict[str, str]:
        listed = self.results[Flows].places.frame
        return dict(zip(listed["place_code"], listed["place_name"], strict=True))


def shown_flows(pairs: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return people both ways as they may leave the city: small counts hidden, others rounded.

    Parameters
    ----------
    pairs
        ``partner_name``, ``local_name``, ``in``, ``out`` (people, missing where not known).
    least
        Counts under this are hidden, and the index with them: either could be solved from it.

    Returns
    -------
    pandas.DataFrame
        :data:`FLOW_COLUMNS`, ``inflow_small``, ``outflow_small``.

    Examples
    --------
    >>> pairs = pd.DataFrame({"partner_name": "a", "local_name": ["x", "y"], "in": [812.0, 40.0],
    ...                       "out": [203.0, 9.0]})
    >>> shown = shown_flows(pairs, 10)
    >>> shown[["inflow", "outflow", "gross", "net_migration"]].values.tolist()
    [[810, 205, 1015, 610], [40, <NA>, 50, 30]]
    >>> shown["effectiveness"].tolist(), shown["outflow_small"].tolist()
    ([0.6, <NA>], [False, True])
    """
    people = pairs[[IN, OUT]].astype("Float64")
    gross = people.sum(axis=1, skipna=False)
    net = people[IN] - people[OUT]
    small = (people < least).fillna(value=False)
    index = (net / gross.where(gross > 0)).round(2).mask(small.any(axis=1))
    return pd.DataFrame(
        {
            "partner_name": pairs["partner_name"],
            "local_name": pairs["local_name"],
            "inflow": _rounded(people[IN]).mask(small[IN]),
            "outflow": _rounded(people[OUT]).mask(small[OUT]),
            "gross": _rounded(gross).mask(gross < least),
            "net_migration": _rounded(net).mask(small.all(axis=1)),
            "effectiveness": index,
            "inflow_small": small[IN].astype(bool),
            "outflow_small": small[OUT].astype(bool),
        }
    )


def _rounded(people: pd.Series) -> pd.Series:
    return ((people / ROUND_TO).round() * ROUND_TO).astype("Int64")


def _holding(code: str, unit: str) -> set[str]:
    """Return the codes of a region and of all it lies in."""
    return set(region_ancestors(pd.Series([code]), unit).iloc[0])


def _agreements_due(agreements: pd.DataFrame) -> list[dict[str, object]]:
    """List agreements to renew, or of which the term is to be said, unless another is in force."""
    in_force, waiting = set(), []
    for row in agreements.to_dict("records"):
        ends = frozenset(row[f"ancestors_{end}"]["code"] for end in AGREEMENT_ENDS)
        if row["state"] == AGREED:
            in_force.add(ends)
        elif row["state"] in _ACTIONS:
            waiting.append((ends, row))
    return [
        {
            "action": _ACTIONS[row["state"]],
            "places": row["places"],
            "until": row["valid_until"],
        }
        for ends, row in waiting
        if ends not in in_force
    ]
