"""The names of a city's own units, to find the code of a community that a table only names.

A name is read as it stands, then by the endings that offices write one for another; a name that
leads to several units, or to none, leads to no code. Nothing is matched by likeness here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.categoricals import of_few
from geo.core.unit_marks import AMBIGUOUS_NAME, UNKNOWN_NAME
from geo.regions.spellings import simplified

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

LEVELS: Final = ("community", "subdistrict", "district")
BETWEEN: Final = "/"
"""Stands between the names of a district, a subdistrict and a community, the largest first."""

# Endings that offices write one for another; those of different lines are different kinds of unit.
_ENDINGS: Final = (
    "社区居民委员会 社区居委会 社区居委 居民委员会 居委会 居委 社区 residentscommittee community",
    "村村民委员会 村民委员会 村村委会 村委会 行政村 村委 村 villagecommittee village",
    "街道办事处 街道办 街办 街道 subdistrictoffice subdistrict",
    "镇人民政府 镇政府 镇 town",
    "乡人民政府 乡政府 乡 township",
    "区人民政府 区政府 区 district",
    "县人民政府 县政府 县 county",
    "市人民政府 市政府 市 city",
)
_KIND_OF: Final = dict(
    sorted(
        ((ending, kind) for kind, line in enumerate(_ENDINGS) for ending in line.split()),
        key=lambda pair: -len(pair[0]),
    )
)
_ANY_KIND: Final = -1
_SHORTEST_BARE: Final = 2  # characters of a name without its ending
_BETWEEN: Final = re.compile(r"[\s_\-·•.,，、:()\[\]【】〔〕《》'\"’`]+")
# What is a code by its look: no name is looked for, and none is missed.
_CODE: Final = r"[0-9A-Za-z.\-]*\d[0-9A-Za-z.\-]*|[A-Z]{1,3}"


@lru_cache(maxsize=1 << 16)
def plain_name(name: str) -> str:
    """Reduce a name to what is read of it: no width, case, spaces, marks or traditional characters.

    Examples
    --------
    >>> plain_name("　桃 源（社區）"), plain_name("Saint-Denis")
    ('桃源社区', 'saintdenis')
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", name).casefold())
    return plain if plain.isascii() else plain.translate(simplified())


def stem_of(plain: str) -> tuple[str, int]:
    """Strip the ending of a plain name; return its stem and the kind of the ending, -1 = none.

    Examples
    --------
    >>> stem_of("桃源社区居委会"), stem_of("桃源社区"), stem_of("桃源")
    (('桃源', 0), ('桃源', 0), ('桃源', -1))
    """
    for ending, kind in _KIND_OF.items():
        if plain.endswith(ending) and len(plain) > len(ending):
            return plain[: -len(ending)], kind
    return plain, _ANY_KIND


@dataclass(frozen=True, eq=False)
class _Names:
    """The names of the units of one level.

    Parameters
    ----------
    names
        A name of a unit, by its number; a unit has several where it may be written with what it
        lies in. The first ones are plain.
    """

    names: Sequence[Iterable[tuple[str, int]]]

    @cached_property
    def _exact(self) -> list[dict[str, set[int]]]:
        tiers: list[dict[str, set[int]]] = []
        for names in self.names:
            tier: dict[str, set[int]] = {}
            for name, unit in names:
                tier.setdefault(name, set()).add(unit)
            tiers.append(tier)
        return tiers

    @cached_property
    def _by_stem(self) -> dict[str, set[tuple[int, int]]]:
        stems: dict[str, set[tuple[int, int]]] = {}
        for tier in self._exact:
            for name, units in tier.items():
                stem, kind = stem_of(name)
                stems.setdefault(stem, set()).update((unit, kind) for unit in units)
        return stems

    def candidates(self, name: str) -> Iterable[set[int]]:
        """Find the units that a plain name may mean, the surest first."""
        for tier in self._exact:
            yield tier.get(name, set())
        stem, kind = stem_of(name)
        yield {
            unit
            for unit, own_kind in self._by_stem.get(stem, ())
            if own_kind == kind or (_ANY_KIND in (own_kind, kind) and len(stem) >= _SHORTEST_BARE)
        }


@dataclass(frozen=True, eq=False)
class UnitNames:
    """The codes and names of a city's units.

    Parameters
    ----------
    units
        The communities: ``community_code``, ``subdistrict_code``, ``district_code`` and the names
        of each (str, may be missing).
    chosen
        By level, as in :data:`LEVELS`: name -> code, as a person has matched them.
    old_codes
        What the crosswalk knows, codes or names: left as they are.
    above
        What may stand before a name, such as the city's, the longest first; see
        :func:`geo.regions.city_places.names_above`.

    Examples
    --------
    >>> units = pd.DataFrame({"community_code": ["1", "2"], "community_name": ["桃源社区"] * 2,
    ...     "subdistrict_code": ["a", "b"], "subdistrict_name": ["西关街道", "东关街道"],
    ...     "district_code": ["d", "d"], "district_name": ["城区", "城区"]})
    >>> names = UnitNames(units)
    >>> given = pd.Series(["桃源居委会", "桃源居委会", "2", "桃园"])
    >>> near = pd.Series(["东关街道办事处", None, None, "东关街道"])
    >>> names.codes("community", given, {"subdistrict": near}).tolist()
    ['2', '≟桃源居委会', '2', '≠东关街道/桃园']
    """

    units: pd.DataFrame
    chosen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    old_codes: Collection[str] = frozenset()
    above: Sequence[str] = ()

    def units_of(self, level: str) -> pd.DataFrame:
        """Return a row a unit of a level, with its code and names."""
        return self._units[level]

    @property
    def astray(self) -> list[tuple[str, str, str]]:
        """List names matched to codes that do not exist: level, name, code."""
        return [
            (level, name, code)
            for level, names in self.chosen.items()
            for name, code in names.items()
            if code not in self._known[level]
        ]

    def knows(self, level: str, codes: pd.Series[Any]) -> pd.Series[bool]:
        """Return which codes a unit of a level has ("" = of any), or had by the crosswalk."""
        return codes.isin(
            [
                code
                for unit_level in LEVELS
                if level in {unit_level, ""}
                for code in self._known[unit_level]
            ]
        )

    def codes(
        self, level: str, texts: pd.Series[Any], within: Mapping[str, pd.Series[Any]] | None = None
    ) -> pd.Series[Any]:
        """Turn names into codes; see :meth:`each`, for columns of text."""
        columns = {name: of_few(column) for name, column in (within or {}).items()}
        codes = self.each(level, of_few(texts), columns)
        return pd.Series(codes, texts.index).astype("str")

    def each(
        self, level: str, names: pd.Categorical, within: Mapping[str, pd.Categorical] | None = None
    ) -> pd.Categorical:
        """Turn names into codes, each different name once.

        Parameters
        ----------
        level
            Of what is named: one of :data:`LEVELS`.
        names
            Codes or names, in one column.
        within
            By level: code or name of what the same row lies in; where it has it, the unit is
            looked for there only.

        Returns
        -------
        pandas.Categorical
            Codes as they are; names as codes; a name that leads to several units, or to none,
            behind a mark of :mod:`geo.core.unit_marks` and what the row lies in.
        """
        if not len(names.categories):
            return names
        texts = pd.Series(names.categories).astype("str")
        is_name = ~texts.isin(self._known[level]) & ~texts.str.fullmatch(_CODE, na=True)
        is_name |= texts.isin(list(self._chosen[level]))
        if self._numeric_names[level]:
            is_name |= texts.isin(self._numeric_names[level]) & ~texts.isin(self._known[level])
        rows = np.flatnonzero(np.append(is_name.to_numpy(bool), False)[names.codes])
        if not rows.size:
            return names
        combined = names.codes[rows].astype(np.int64)
        order = [name for name in LEVELS[::-1] if name in (within or {})]
        parts = [(within or {})[name] for name in order]
        for part in parts:
            combined = combined * (len(part.categories) + 1) + part.codes[rows].astype(np.int64) + 1
        number, first = (
            pd.factorize(combined),
            pd.Series(combined).drop_duplicates().index.to_numpy(),
        )
        resolved = []
        for row in rows[first].tolist():
            hints = {
                name: str(part.categories[part.codes[row]])
                for name, part in zip(order, parts, strict=True)
                if part.codes[row] >= 0
            }
            resolved.append(self.find(level, str(texts.iloc[int(names.codes[row])]), hints))
        values, texts_of = pd.factorize(pd.Series([*texts, *resolved], dtype="str"))
        codes = np.append(values[: len(texts)], -1)[names.codes].astype(np.int32)
        codes[rows] = values[len(texts) :][number[0]]
        of_rows: pd.Categorical = pd.Categorical.from_codes(codes, pd.Index(texts_of, dtype="str"))
        return of_rows

    def find(self, level: str, name: str, within: Mapping[str, str]) -> str:
        """Find the code of one unit; see :meth:`each`."""
        path = BETWEEN.join([within[upper] for upper in LEVELS[::-1] if upper in within] + [name])
        for text in (path, name):
            if code := self._chosen[level].get(_path(text)):
                return code
        inside = self._inside(level, within)
        codes = self._codes[level]
        for tier in self._candidates(level, name):
            fitting = {codes[unit] for unit in tier if inside is None or unit in inside}
            if len(fitting) == 1:
                return fitting.pop()
            if fitting:
                return f"{AMBIGUOUS_NAME}{path}"
        return f"{UNKNOWN_NAME}{path}"

    def matched(self, text: str) -> str:
        """Return the code that a person has matched a name to, at any level; "" = none."""
        return next(
            (names[_path(text)] for names in self._chosen.values() if _path(text) in names), ""
        )

    def called(self, text: str) -> tuple[set[tuple[str, str]], bool]:
        """Find the units of any level that a name may mean, as a flow or an agreement names them.

        Parameters
        ----------
        text
            A name, not a code.

        Returns
        -------
        units
            Level and code of each.
        exact
            Whether they are called so, ending and all.

        Examples
        --------
        >>> units = pd.DataFrame({"community_code": ["1"], "community_name": ["桃源社区"],
        ...     "subdistrict_code": ["a"], "subdistrict_name": ["西关街道"],
        ...     "district_code": ["d"], "district_name": ["城区"]})
        >>> UnitNames(units).called("城区西关街道"), UnitNames(units).called("西关街道办事处")
        (({('subdistrict', 'a')}, True), ({('subdistrict', 'a')}, False))
        """
        units_found: tuple[set[tuple[str, str]], ...] = (set(), set())
        for level in LEVELS if re.fullmatch(_CODE, text) is None else ():
            if code := self._chosen[level].get(_path(text)):
                return {(level, code)}, True
            *exact, alike = self._names[level].candidates(plain_name(text))
            for units, into in zip(
                (next(filter(None, exact), set()), alike), units_found, strict=True
            ):
                into.update((level, self._codes[level][unit]) for unit in units)
        return units_found[not units_found[0]], bool(units_found[0])

    def _candidates(self, level: str, name: str) -> Iterable[set[int]]:
        """Find the units that a name may mean, the surest first; also behind what lies above."""
        plain = plain_name(name)
        for before in ("", *self.above):
            if plain.startswith(before):
                yield from self._names[level].candidates(plain[len(before) :])

    def _inside(self, level: str, within: Mapping[str, str]) -> set[int] | None:
        """Return the units of a level that lie in what a row names; None: it names nothing."""
        inside: set[int] | None = None
        for upper, name in within.items():
            units = self._members(level, upper, name)
            inside = units if inside is None else inside & units
        return inside

    def _members(self, level: str, upper: str, name: str) -> set[int]:
        members = self._memory.setdefault((level, upper, name), None)
        if members is None:
            members = self._found_members(level, upper, name)
            self._memory[level, upper, name] = members
        return members

    def _found_members(self, level: str, upper: str, name: str) -> set[int]:
        frame, code = self._units[level], self._chosen[upper].get(_path(name), name)
        codes = _without_zeros(code) & set(self._codes[upper])
        if not codes:
            tiers = self._candidates(upper, name)
            codes = {self._codes[upper][unit] for unit in next(filter(None, tiers), set())}
        return set(np.flatnonzero(frame[f"{upper}_code"].isin(list(codes))).tolist())

    @cached_property
    def _memory(self) -> dict[tuple[str, str, str], set[int] | None]:
        return {}

    @cached_property
    def _units(self) -> dict[str, pd.DataFrame]:
        """Return a row a unit of each level."""
        frames = {}
        for level in LEVELS:
            code = f"{level}_code"
            first = self.units[code].notna() & ~self.units[code].duplicated()
            frames[level] = pd.DataFrame(self.units)[first].reset_index(drop=True)
        return frames

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        return {
            level: [str(code) for code in self._units[level][f"{level}_code"]] for level in LEVELS
        }

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        return {level: [*self._codes[level], *self.old_codes] for level in LEVELS}

    @cached_property
    def _chosen(self) -> dict[str, dict[str, str]]:
        return {
            level: {_path(name): code for name, code in self.chosen.get(level, {}).items()}
            for level in LEVELS
        }

    @cached_property
    def _numeric_names(self) -> dict[str, list[str]]:
        """Return the names that look like codes, such as ``101``."""
        numeric = {}
        for level in LEVELS:
            names = self._units[level][f"{level}_name"].dropna().astype("str")
            numeric[level] = names[names.str.fullmatch(_CODE)].unique().tolist()
        return numeric

    @cached_property
    def _names(self) -> dict[str, _Names]:
        return {level: _Names(_written(self._units[level], level)) for level in LEVELS}


def _written(units: pd.DataFrame, level: str) -> list[list[tuple[str, int]]]:
    """List the names of units: by themselves, then with those of what they lie in before them."""
    above = LEVELS[LEVELS.index(level) + 1 :]
    own = _plain(units[f"{level}_name"])
    written = [[(name, unit) for unit, name in enumerate(own) if name]]
    before = [_plain(units[f"{upper}_name"]) for upper in above]
    joined = ["".join(parts) for parts in zip(*reversed(before), strict=True)] if before else []
    for prefix in (*before, joined):
        pairs = enumerate(zip(prefix, own, strict=True)) if prefix else ()
        written.append([(one + name, unit) for unit, (one, name) in pairs if one and name])
    return written


def _plain(names: pd.Series[str]) -> list[str]:
    return ["" if name is None or name != name else plain_name(str(name)) for name in names]  # noqa: PLR0124


def _path(text: str) -> str:
    return BETWEEN.join(map(plain_name, text.split(BETWEEN)))


def _without_zeros(code: str) -> set[str]:
    """List what a code may be that is written with zeros to twelve digits, the code too."""
    return {code} | {code[:digits] for digits in (6, 9) if not code[digits:].strip("0")}
