"""The results of a city, kept from one run of the same files to the next.

They lie in the city's store (see :func:`geo.city.store.store_of`) under the hash of all they were
made from: the bytes of its files, the norms, the day, the code of Yipan and the versions of the
libraries that count. No person's row is in them: what knows single points is made anew.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import astuple, replace
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from geo.analyses import ANALYSES
from geo.analyses.corridors.agreement_inputs import reference_date
from geo.core.analysis import load
from geo.core.artifacts import key_of
from geo.core.progress import Progress, silent
from geo.core.results import Deferred, Results
from geo.core.serialization import deserialize, serialize
from geo.pipeline import input_digests, run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from geo.analyses.population.model import Count
    from geo.city.folder import City

T = TypeVar("T")

MOST_BYTES: Final = 2**28
"""Results that take more are not kept: the store has room for some, and for what else it holds."""

_DTYPES: Final = {"content": np.uint8}
_CORE: Final = (
    "geo.core.i18n:Term",
    "geo.core.issues:Issue",
    "geo.core.results:CityDescription",
    "geo.core.results:Results",
    "geo.core.results:SignOff",
    "geo.core.results:UnitTables",
    "geo.core.standards:Standards",
)
_LIBRARIES: Final = (
    *("geopandas", "numba", "numpy", "pandas", "pyarrow", "pyogrio", "pyproj", "scipy", "shapely"),
)


def of_period(city: City, period: str) -> City:
    """Return a city as its ``city.toml`` would have it with another period to report.

    Parameters
    ----------
    period
        One of its records, ``YYYY-MM``; "" leaves the city as it is.
    """
    if not period:
        return city
    settings = city.settings
    return replace(
        city, settings=replace(settings, records=replace(settings.records, period=period))
    )


def results_of(city: City, progress: Progress = silent) -> Results:
    """Return the results of a city as it is: those that are kept, or else those of a new run.

    Parameters
    ----------
    city
        The city, opened.
    progress
        Is told how far the work is.

    Raises
    ------
    YipanError
        If an input has an issue that stops a run; the error carries all of them.
    """
    with suppress(OSError, LookupError):  # what cannot be read is told by the run
        kept = _load(city, _key(city, input_digests(city)), Results, classes_kept())
        return _with_deferred(city, kept)
    return run_and_keep(city, progress)


def run_and_keep(city: City, progress: Progress = silent, count: Count | None = None) -> Results:
    """Run all analyses of a city, and keep the results unless its files change meanwhile.

    Parameters
    ----------
    city, progress, count
        As :func:`geo.pipeline.run` takes them.

    Raises
    ------
    YipanError
        If an input has an issue that stops a run; the error carries all of them.
    """
    before = _state(city)
    results = run(city, progress=progress, count=count)
    if before is not None and _state(city) == before:
        key = _key(city, results.input_digests)
        _save(city, key, _without_remade(results), classes_kept())
    return results


def kept_beside(
    city: City, results: Results, expected: type[T], classes: Collection[str], make: Callable[[], T]
) -> T:
    """Return what is made of results, kept as they are and for as long as they hold.

    Parameters
    ----------
    city, results
        The city, and its results as they are.
    expected
        Its class, which names its kind.
    classes
        The dataclasses it is made of, see :func:`geo.core.serialization.serialize`.
    make
        Makes it.
    """
    key = _key(city, results.input_digests)
    with suppress(LookupError):
        return _load(city, key, expected, classes)
    made = make()
    _save(city, key, made, classes)
    return made


def classes_kept() -> frozenset[str]:
    """Return the classes that kept results are made of: all that the analyses declare."""
    declared = (reference for analysis in ANALYSES for reference in analysis.kept)
    return frozenset((*_CORE, *declared, *_remade()))


def _remade() -> dict[str, str]:
    """Return what makes each product that is not kept, by its class."""
    return {made.product: made.make for analysis in ANALYSES for made in analysis.remade}


def _without_remade(results: Results) -> Results:
    """Return results that know which products are to be made anew, but have none of them."""
    remade = [load(reference) for reference in _remade()]
    products = {
        kind: None if kind in remade else product for kind, product in results.products.items()
    }
    return replace(results, products=products)


def _with_deferred(city: City, results: Results) -> Results:
    """Return results that make such products when they are asked for."""
    made = {load(product): make for product, make in _remade().items()}
    deferred = {
        kind: Deferred(partial(_make, made[kind], city, results))
        for kind, product in results.products.items()
        if product is None
    }
    return replace(results, products={**results.products, **deferred})


def _make(reference: str, city: City, results: Results) -> Any:
    return load(reference)(city, results)


def _save(city: City, key: str, value: object, classes: Collection[str]) -> None:
    with suppress(TypeError):  # what cannot be written is made anew
        node, content = serialize(value, classes)
        if content.nbytes <= MOST_BYTES:
            city.store.save(_kind_of(type(value)), key, {"content": content}, node)


def _load(city: City, key: str, expected: type[T], classes: Collection[str]) -> T:
    """Load what is kept under a key.

    Raises
    ------
    LookupError
        If there is nothing of this class that can be trusted.
    """
    if loaded := city.store.load(_kind_of(expected), key, _DTYPES):
        with suppress(ValueError):
            value = deserialize(loaded[1], loaded[0]["content"], classes)
            if isinstance(value, expected):
                return value
    raise LookupError(key)


def _kind_of(kept: type) -> str:
    return kept.__name__.lower()


def _key(city: City, digests: Mapping[str, str]) -> str:
    """Return the key of a city's results: the hash of all they are made from."""
    libraries = [sys.version, *(version(name) for name in _LIBRARIES)]
    made_from: list[Any] = [
        sorted(digests.items()),
        astuple(city.standards),
        city.accept_loss,
        city.settings.records.period,
        reference_date(city).isoformat(),
        libraries,
    ]
    return key_of("results", json.dumps(made_from))


def _state(city: City) -> dict[str, tuple[int, int]] | None:
    """Return size and time of each file of a city; None where one cannot be read.

    Objects in the cloud are never read once they have changed: a run ends.
    """
    try:
        states = {name: path.stat() for name, path in city.files.items()}
    except OSError:
        return None
    return {name: (state.st_size, state.st_mtime_ns) for name, state in states.items()}
