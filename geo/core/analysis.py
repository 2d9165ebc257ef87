"""The types of the registry: what an analysis declares of itself, in one place.

References are written ``"module:attribute"`` and loaded on use, so that the command starts lean.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from geo.core.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES, LABELS = HEADERS = ("names", "labels")
"""The headers of tables and layers: those that programs read, or words in a language."""
UNIT_TABLES: Final = ("communities", "subdistricts", "districts")
"""Tables of units: their columns come from all analyses, joined at export."""
ROLES: Final = ("identifier", "count", "ratio", "category", "public")
"""What disclosure control must know. An ``identifier`` says which place, time or case a row is of.
A ``count`` is of people or of their records, and is hidden under the minimum cell. A ``ratio`` is
worked out of counts so that one could be solved from it, and is hidden with them. A ``category``,
or a number of posts or places, comes of counts and only bounds them. ``public`` says nothing of
people, for one of :data:`HARMLESS`."""
HARMLESS: Final = {
    "place": "it describes places: how many there are, their kind, how far apart they lie",
    "posts": "it counts staff, who are not those protected",
    "question": "it is what was asked for, not what was found",
    "agreement": "it is what offices signed, sent and answered",
}
"""Why a column may be public."""
PEOPLE: Final = ("people", "persons", "rows")
"""Units of what is counted of people or of their records."""


@dataclass(frozen=True)
class Column:
    """A column of a table of results.

    Parameters
    ----------
    name
        As in the file.
    dtype
        Of pandas.
    unit
        A key of the units of the docs; empty for what has none.
    disclosure
        One of :data:`ROLES`.
    because
        Why it is ``public``: a key of :data:`HARMLESS`; empty in all other roles.
    zh, en
        What it means.
    decimals
        To be shown with so many; None: as it is.

    Raises
    ------
    ValueError
        Without a role, or in one that its reason or its unit speaks against: a mistake of a
        declaration.
    """

    name: str
    dtype: str
    disclosure: str
    zh: str
    en: str
    unit: str = ""
    decimals: int | None = None
    because: str = ""

    def __post_init__(self) -> None:
        """Refuse a role that nothing speaks for."""
        reasoned = self.because in HARMLESS if self.disclosure == "public" else not self.because
        of_people = self.unit in PEOPLE and self.disclosure not in {"count", "ratio"}
        if self.disclosure not in ROLES or not reasoned or of_people:
            raise ValueError(f"{self.name}: no reasoned role in disclosure: {self.disclosure!r}")


@dataclass(frozen=True)
class Table:
    """A table of a run; its columns are declared in ``columns.toml`` of its analysis.

    Parameters
    ----------
    name
        Of the file, without ``.csv``. One of :data:`UNIT_TABLES`: the columns are those that the
        analysis adds to that table of units.
    rows
        Reference to ``(results) -> DataFrame``, or None where a run was not asked for it; empty
        for tables of units.
    """

    name: str
    rows: str = ""


@dataclass(frozen=True)
class ExportOptions:
    """What is asked of an export, beside its form; a form takes what concerns it.

    Parameters
    ----------
    language
        ``"zh"`` or ``"en"``: the words of workbooks and labels.
    service, mode
        Of travel times; empty: any service, and the mode of the norms.
    minutes
        Their limit; None: what the form has without.
    origins
        Whence they are: ``"communities"``, or ``"places"`` within them.
    district
        Code or name of the district to write; empty: the whole city.
    headers
        One of :data:`HEADERS`. Labels come with states and reasons in words, and names of files
        of place, period and table.
    """

    language: str
    service: str = ""
    mode: str = ""
    minutes: int | None = None
    origins: str = "communities"
    district: str = ""
    headers: str = NAMES


@dataclass(frozen=True)
class Export:
    """A form in which results leave.

    Parameters
    ----------
    name
        The ``--format`` that asks for it.
    write
        Reference to ``(results, folder, options) -> None``, see :class:`ExportOptions`.
    by_district
        Whether it can be written of one district.
    """

    name: str
    write: str
    by_district: bool = False


@dataclass(frozen=True)
class Layer:
    """A layer for GIS that every run leaves.

    Parameters
    ----------
    file
        Its name in the folder of a run.
    write
        Reference to ``(results, path) -> None``.
    """

    file: str
    write: str


@dataclass(frozen=True)
class Remade:
    """A product that is never kept, as it knows single points: it is made anew when it is needed.

    Parameters
    ----------
    product
        Reference to its class.
    make
        Reference to ``(city, results) -> product``.
    """

    product: str
    make: str


@dataclass(frozen=True)
class Priority:
    """A recommended action, as one sentence with the figures that it rests on.

    Parameters
    ----------
    key
        Of its message.
    values
        What the message has in braces: figures of the run, names, or some names. What is called
        ``share`` is one, from 0 to 1.
    page
        Name of the page that shows it.
    place
        Where on that page, as the address says it: ``{"community": "990101001001"}``.
    """

    key: str
    values: Mapping[str, object]
    page: str
    place: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A page of the app.

    Parameters
    ----------
    name
        In the address; its title is the message ``page.<name>``.
    file
        From the root of the repository.
    icon
        A Material symbol, ``:material/groups:``.
    position
        Pages stand in order of it; the app opens on the first.
    """

    name: str
    file: str
    icon: str
    position: int


@dataclass(frozen=True)
class Analysis:
    """What an analysis declares of itself.

    Parameters
    ----------
    name
        What others need it by.
    package
        Where its ``columns.toml`` lies.
    needs
        Names of the analyses whose products it takes.
    reads
        Tables of the city that must be usable if they are there; tried before the work begins.
    run
        Reference to ``(city, results, progress) -> tuple of products``, empty where the city does
        not have what it takes; empty for an analysis that only shows.
    checks
        Reference to ``(city, record_counts) -> tuple of issues``: what a run tells of inputs held
        together, so that the check of a city's files can tell it first.
    norms
        The fields of :class:`geo.core.standards.Standards` it is the first to use.
    uses, norms_used
        Other tables of the city, and other norms, that its products depend on: where one of them
        changes, a what-if works the products out again.
    rerun
        Reference to ``(city, results, base) -> tuple of products``: works them out again with what
        of those of ``base`` stays as it is; empty: ``run`` does. It returns None where it cannot.
    on_demand
        Reference to the class of its one product, if a what-if is to make it when it is asked for.
    of_files
        Whether it only tells of the city's files, which a what-if leaves as they are.
    tables
        What it has to say, as tables of a run.
    exports, layers, page
        How it leaves and is shown.
    priorities
        Reference to ``(results) -> tuple of Priority``: what it has to be decided next.
    manifest
        Reference to ``(results) -> dict``: what it adds to the manifest, by section.
    kept
        References to the dataclasses of its products, and to those in them: what may be kept from
        one run to the next, see :mod:`geo.kept_results`.
    remade
        Its products that are not kept.
    """

    name: str
    package: str
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    run: str = ""
    checks: str = ""
    norms: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    norms_used: tuple[str, ...] = ()
    rerun: str = ""
    on_demand: str = ""
    of_files: bool = False
    tables: tuple[Table, ...] = ()
    exports: tuple[Export, ...] = ()
    layers: tuple[Layer, ...] = ()
    page: Page | None = None
    priorities: str = ""
    manifest: str = ""
    kept: tuple[str, ...] = ()
    remade: tuple[Remade, ...] = ()

    def title(self, language: str) -> str:
        """Return what it is called: the message ``analysis.<name>``."""
        return say(f"analysis.{self.name}", language)


def load(reference: str) -> Any:
    """Return what a reference ``"module:attribute"`` names.

    Examples
    --------
    >>> load("geo.core.results:CITY")
    'city'
    """
    module, attribute = reference.split(":")
    return getattr(import_module(module), attribute)


def in_order(analyses: Iterable[Analysis]) -> list[Analysis]:
    """Sort analyses so that each comes after those it needs, else as they are listed.

    Raises
    ------
    ValueError
        For two of one name, a need that is not listed, or needs in a circle: mistakes of a
        declaration.
    """
    listed = {analysis.name: analysis for analysis in analyses}
    ordered: dict[str, Analysis] = {}

    def place(name: str, above: tuple[str, ...] = ()) -> None:
        if name in ordered:
            return
        if name in above:
            message = f"analyses need each other in a circle: {' -> '.join((*above, name))}"
            raise ValueError(message)
        if name not in listed:
            message = f"{above[-1]!r} needs {name!r}, which is not among {', '.join(listed)}"
            raise ValueError(message)
        for need in listed[name].needs:
            place(need, (*above, name))
        ordered[name] = listed[name]

    for name in listed:
        place(name)
    return list(ordered.values())


def columns_of(package: str, table: str) -> tuple[Column, ...]:
    """Return the columns that a package declares of a table, in the order of the file."""
    declared = _declared_columns(package).get(table, {})
    return tuple(Column(name, **attributes) for name, attributes in declared.items())


def meaning_of(package: str, table: str) -> Mapping[str, str]:
    """Return what a row of a table of a package is, in both languages."""
    meaning: Mapping[str, str] = _declared_columns(package)["about"][table]
    return meaning


@cache
def _declared_columns(package: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((files(package) / "columns.toml").read_text(encoding="utf-8"))
