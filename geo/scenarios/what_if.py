"""The results of a scenario: only what depends on its changes is worked out again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from geo.analyses import ANALYSES
from geo.analyses.population.context import grid_of
from geo.city.scenarios.changed_city import TABLES, changed_city
from geo.core.analysis import in_order, load
from geo.core.i18n import say
from geo.core.issues import BoundaryError
from geo.core.progress import Progress, silent
from geo.core.results import Deferred, Product, Results
from geo.core.standards import norms_that_differ
from geo.pipeline import run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from geo.city.folder import City
    from geo.city.scenarios.changes import Scenario
    from geo.core.analysis import Analysis


def what_if(
    city: City,
    base: Results,
    scenario: Scenario,
    progress: Progress = silent,
    analyses: Sequence[Analysis] = ANALYSES,
) -> Results:
    """Return the results that a city would have under a scenario.

    Parameters
    ----------
    city
        The city, opened.
    base
        Its results as it is.
    scenario
        What would be changed.
    progress
        Is told how far the work is.
    analyses
        What was run.

    Returns
    -------
    Results
        Those of a run of a city whose files have the changes. Products that do not depend on a
        change are the very objects of ``base``, which stays as it is; those of
        :attr:`~geo.core.analysis.Analysis.on_demand` are made when they are asked for.

    Raises
    ------
    ScenarioError
        With all changes that cannot be made.
    YipanError
        If the changed city cannot be run.

    Examples
    --------
    >>> import geo
    >>> from geo.city.scenarios.changes import NormChange
    >>> city = geo.City.open("data")
    >>> base = geo.run(city)
    >>> scenario = geo.Scenario("400", changes=(NormChange("max_population_per_staff", 400),))
    >>> after = geo.what_if(city, base, scenario)
    >>> from geo.analyses.population.model import Population
    >>> after[Population] is base[Population]
    True
    >>> bool((base.city_total < after.city_total)["required_staff"].item())
    True
    """
    changed = changed_city(city, scenario)
    stale = stale_analyses(city, changed, analyses)
    results: Results | None = None
    if "population" not in stale:
        results = _anew(changed, base, stale, progress, analyses)
    if results is None:
        results = run(changed, progress=progress, analyses=analyses)
    note = say("scenario.note", base.city.language, name=scenario.name)
    note = " ".join(filter(None, [note, base.city.note]))
    return replace(
        results,
        city=replace(base.city, note=note),
        input_digests=base.input_digests,
        scenario=scenario.name,
    )


def stale_analyses(
    city: City, changed: City, analyses: Sequence[Analysis] = ANALYSES
) -> frozenset[str]:
    """Return the names of the analyses whose products depend on what is changed.

    Parameters
    ----------
    city, changed
        The city, and as a scenario would change it.
    analyses
        Those of the registry: their tables, norms and needs say what they depend on.
    """
    tables = {name for name in TABLES if getattr(changed, name) is not getattr(city, name)}
    norms = norms_that_differ(city.standards, changed.standards)
    stale: set[str] = set()
    if tables & {"sites", "streets"} and _counted_otherwise(city, changed):
        stale.add("population")
    for analysis in in_order(analyses):
        touched = (
            tables & {*analysis.reads, *analysis.uses}
            or norms & {*analysis.norms, *analysis.norms_used}
            or stale & set(analysis.needs)
        )
        if touched and not analysis.of_files:
            stale.add(analysis.name)
    return frozenset(stale)


def _counted_otherwise(city: City, changed: City) -> bool:
    """Return whether people are counted by other cells, as there are other ways to sites."""
    communities = city.communities.usable(BoundaryError)
    return grid_of(city, communities) != grid_of(changed, communities)


def _anew(
    city: City,
    base: Results,
    stale: Collection[str],
    progress: Progress,
    analyses: Sequence[Analysis],
) -> Results | None:
    """Return results in which stale products are made anew; None where all have to be."""
    again = [analysis for analysis in in_order(analyses) if analysis.name in stale]
    outdated = {kind for analysis in again for kind in _kinds_of(analysis)}
    untouched = {kind: of for kind, of in base.products.items() if kind not in outdated}
    results = replace(base, standards=city.standards, products=untouched, issues=())
    for analysis in again:
        if not analysis.run:
            continue
        if analysis.on_demand:
            kind = load(analysis.on_demand)
            make = Deferred(partial(_only, load(analysis.run), city, results))
            results = replace(results, products={**results.products, kind: make})
            continue
        products = (
            load(analysis.rerun)(city, results, base)
            if analysis.rerun
            else load(analysis.run)(city, results, progress)
        )
        if products is None:
            return None
        results = results.having(
            *(product.kept() if isinstance(product, Product) else product for product in products)
        )
    return _in_order_of(base, results)


def _only(
    make: Callable[[City, Results, Progress], tuple[Any]], city: City, results: Results
) -> Any:
    (product,) = make(city, results, silent)
    return product


def _kinds_of(analysis: Analysis) -> list[type[Any]]:
    made = [product.product for product in analysis.remade]
    return [load(reference) for reference in (*analysis.kept, *made)]


def _in_order_of(base: Results, results: Results) -> Results:
    """Return results with products, and their issues, in the order of a run."""
    order = [*base.products, *(kind for kind in results.products if kind not in base.products)]
    products = {kind: results.products[kind] for kind in order if kind in results.products}
    told = (of.issues for of in products.values() if isinstance(of, Product))
    issues = tuple(issue for issues in told for issue in issues)
    return replace(results, products=products, issues=issues)
