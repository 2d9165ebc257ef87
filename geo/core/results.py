"""The results of a run: one frozen container of products, indexed by their class."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import pandas as pd

from geo.core.columns import CODES_FIRST, NAMES_LAST
from geo.core.memo import kept_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import geopandas as gpd

    from geo.core.issues import Issue
    from geo.core.standards import Standards

P = TypeVar("P")

_CODES: Final = {
    "communities": "community_code",
    "subdistricts": "subdistrict_code",
    "districts": "district_code",
}

CITY: Final = "city"
"""The code of a city whose districts do not tell it."""


@dataclass(frozen=True)
class SignOff:
    """Who hands a table in, and when; what is empty is left as a line to fill in by hand.

    Parameters
    ----------
    unit
        填报单位, the reporting unit; empty: the place that the table is of.
    date
        填报日期, ``YYYY-MM-DD``. Never the clock's: the same inputs give the same files.
    prepared_by, reviewed_by
        制表人 and 审核人.
    """

    unit: str = ""
    date: str = ""
    prepared_by: str = ""
    reviewed_by: str = ""


@dataclass(frozen=True)
class CityDescription:
    """A city as ``city.toml`` describes it.

    Parameters
    ----------
    name, note, language
        As ``city.toml`` says.
    code
        The city's own code; ``"city"`` where its districts do not tell it.
    sign_off
        Who hands its tables in.
    """

    name: str
    note: str = ""
    language: str = "zh"
    code: str = CITY
    sign_off: SignOff = SignOff()


@dataclass(frozen=True, eq=False)
class UnitTables:
    """The administrative units of a city: codes, names and boundaries. No analysis widens them.

    Parameters
    ----------
    communities
        GeoDataFrame, EPSG:4326, a row a community: ``community_code``, ``community_name``,
        ``subdistrict_code``, ``district_code``, ``subdistrict_name``, ``district_name``, ``kind``,
        ``registered`` (Int64), ``geometry`` (None without a boundary).
    subdistricts
        ``subdistrict_code``, ``subdistrict_name``, ``district_code``, ``district_name``;
        communities in no subdistrict have a row without a code.
    districts
        ``district_code``, ``district_name``.
    second_names
        Names of units in a second language, by code, those there are.
    """

    communities: gpd.GeoDataFrame
    subdistricts: pd.DataFrame
    districts: pd.DataFrame
    second_names: pd.Series[str] = field(default_factory=lambda: pd.Series(dtype="str"))

    @cached_property
    def by_code(self) -> Mapping[str, pd.DataFrame]:
        """The tables by their codes, under ``community``, ``subdistrict`` and ``district``."""
        tables = {code: pd.DataFrame(getattr(self, level)) for level, code in _CODES.items()}
        return {
            code.removesuffix("_code"): table.dropna(subset=code).set_index(code)
            for code, table in tables.items()
        }


@dataclass(frozen=True, eq=False, kw_only=True)
class Product:
    """The results of one analysis, by administrative unit.

    Parameters
    ----------
    communities, subdistricts, districts
        By code, a row a unit of :class:`UnitTables`; without columns where the analysis says
        nothing at that level.
    city
        One row.
    issues
        Warnings about the inputs.
    """

    communities: pd.DataFrame = field(default_factory=pd.DataFrame)
    subdistricts: pd.DataFrame = field(default_factory=pd.DataFrame)
    districts: pd.DataFrame = field(default_factory=pd.DataFrame)
    city: pd.DataFrame = field(default_factory=pd.DataFrame)
    issues: tuple[Issue, ...] = ()

    def added_to(self, results: Results) -> Results:
        """Return the results of a run with this product and its issues."""
        return replace(results.having(self), issues=(*results.issues, *self.issues))

    def of_units(self, units: UnitTables) -> Self:
        """Return the product of these units only; the row of the city is that of their district.

        Parameters
        ----------
        units
            Of one district.
        """
        codes = {level: getattr(units, level)[code].tolist() for level, code in _CODES.items()}
        tables = {
            level: table[table.index.isin(codes[level])] if len(table.columns) else table
            for level in _CODES
            for table in [getattr(self, level)]
        }
        whole = tables["districts"] if len(self.city.columns) else self.city
        return replace(self, **tables, city=whole.reset_index(drop=True))

    def kept(self) -> Self:
        """Return what outlives the run: all but what only other analyses of the run need."""
        return self


class Deferred:
    """A product that is made when it is first asked for, once.

    Parameters
    ----------
    make
        Returns the product.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[Any] = []

    def get(self) -> Any:
        """Return the product; who asks meanwhile waits for it."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]


@dataclass(frozen=True, eq=False)
class Results:
    """The results of a run: a city compared with its standards.

    Parameters
    ----------
    city
        The city described.
    periods
        All periods of the records, ``YYYY-MM``, in order.
    period
        The period reported; empty where the records have none.
    standards
        The norms used.
    units
        Codes, names and boundaries.
    products
        What analyses found, by class: ``results[Staffing].communities["staff_shortfall"]``; one
        that is :class:`Deferred` is made when it is asked for.
    issues
        Warnings about the inputs.
    input_digests
        SHA-256 of every input by its name in the city folder.
    district
        The code of the district that the units are of; empty: the whole city.
    scenario
        The name of the scenario that the results are of; empty: the city as it is.
    """

    city: CityDescription
    periods: tuple[str, ...]
    period: str
    standards: Standards
    units: UnitTables
    products: Mapping[type[Any], Any] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    input_digests: Mapping[str, str] = field(default_factory=dict)
    district: str = ""
    scenario: str = ""

    def __getitem__(self, kind: type[P]) -> P:
        """Return the product of a class.

        Raises
        ------
        KeyError
            If the run has none.
        """
        if kind not in self.products:
            names = ", ".join(sorted(product.__name__ for product in self.products))
            message = f"the run has no {kind.__name__}, only {names or 'nothing'}; see get()"
            raise KeyError(message)
        product: P = _made(self.products[kind])
        return product

    def get(self, kind: type[P]) -> P | None:
        """Return the product of a class; None if the run has none."""
        product: P | None = _made(self.products.get(kind))
        return product

    def complete(self) -> None:
        """Make every product that is deferred."""
        for product in self.products.values():
            _made(product)

    def having(self, *products: object) -> Results:
        """Return the results with these products, in place of those of the same classes."""
        return replace(
            self, products={**self.products, **{type(product): product for product in products}}
        )

    def of_district(self, code: str) -> Results:
        """Return the results of one district: its units, and what is said of them.

        What is not by unit, as the account of the records, stays that of the city.

        Parameters
        ----------
        code
            One of ``units.districts``.
        """
        of_code = {
            level: table[table["district_code"] == code].reset_index(drop=True)
            for level in _CODES
            for table in [getattr(self.units, level)]
        }
        units = UnitTables(**of_code, second_names=self.units.second_names)
        products = {
            kind: product.of_units(units) if isinstance(product, Product) else product
            for kind, product in self.products.items()
        }
        return replace(self, units=units, products=products, district=code)

    def communities_with(self, *kinds: type[Product]) -> gpd.GeoDataFrame:
        """Join what products of these classes say of communities between their codes and names.

        A class of which the run has no product adds nothing; nor does it in the tables below.
        """
        return self._communities_with(kinds).copy(deep=False)

    @kept_with
    def _communities_with(self, kinds: tuple[type[Product], ...]) -> gpd.GeoDataFrame:
        """Join communities, as pages do again and again."""
        units = self.units.communities
        joined = self._joined(units, CODES_FIRST, "communities", kinds)
        joined |= {name: units[name].array for name in NAMES_LAST}
        return type(units)(joined, units.index, geometry="geometry", crs=units.crs)

    def subdistricts_with(self, *kinds: type[Product]) -> pd.DataFrame:
        """Join what products of these classes say of subdistricts to their codes and names."""
        units = self.units.subdistricts
        columns = self._joined(units, units.columns, "subdistricts", kinds)
        return pd.DataFrame(columns, units.index)

    def districts_with(self, *kinds: type[Product]) -> pd.DataFrame:
        """Join what products of these classes say of districts to their codes and names."""
        units = self.units.districts
        columns = self._joined(units, units.columns, "districts", kinds)
        return pd.DataFrame(columns, units.index)

    def city_with(self, *kinds: type[Product]) -> pd.DataFrame:
        """Join what products of these classes say of the city: one row."""
        parts = [
            product.city.reset_index(drop=True)
            for product in self._having(kinds)
            if len(product.city.columns)
        ]
        return pd.concat(parts, axis=1) if parts else pd.DataFrame(index=[0])

    @cached_property
    def communities(self) -> gpd.GeoDataFrame:
        """Join what all products say of communities, for export; so do the tables below."""
        return self.communities_with(*self._kinds())

    @cached_property
    def subdistricts(self) -> pd.DataFrame:
        """Join what all products say of subdistricts."""
        return self.subdistricts_with(*self._kinds())

    @cached_property
    def districts(self) -> pd.DataFrame:
        """Join what all products say of districts."""
        return self.districts_with(*self._kinds())

    @cached_property
    def city_total(self) -> pd.DataFrame:
        """Join what all products say of the city: one row."""
        return self.city_with(*self._kinds())

    def _kinds(self) -> list[type[Product]]:
        return [kind for kind in self.products if issubclass(kind, Product)]

    def _having(self, kinds: Sequence[type[Product]]) -> list[Product]:
        return [self.products[kind] for kind in kinds if kind in self.products]

    def _joined(
        self, units: pd.DataFrame, first: Iterable[str], level: str, kinds: Sequence[type[Product]]
    ) -> dict[str, Any]:
        """Return columns of units, and of the tables of their level in order of the classes."""
        columns = {name: units[name].array for name in first}
        codes = pd.Index(units[_CODES[level]])
        for product in self._having(kinds):
            table: pd.DataFrame = getattr(product, level)
            of_units = table if table.index.equals(codes) else table.reindex(codes)
            columns |= {str(name): column.array for name, column in of_units.items()}
        return columns


def _made(product: Any) -> Any:
    return product.get() if isinstance(product, Deferred) else product
