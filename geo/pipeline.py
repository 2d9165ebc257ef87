"""The whole way on one screen: from a city's files to its issues, and to its results."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

from geo.analyses import ANALYSES
from geo.analyses.validation.model import check_files
from geo.core.admin_units import unit_tables
from geo.core.analysis import in_order, load
from geo.core.digests import file_digest
from geo.core.issues import BoundaryError, TableError
from geo.core.progress import Progress, silent
from geo.core.results import CITY, CityDescription, Product, Results, SignOff

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.analyses.population.model import Count
    from geo.analyses.validation.model import Validation
    from geo.city.folder import City
    from geo.core.analysis import Analysis
    from geo.core.issues import Issue
    from geo.core.standards import Standards


def run(
    city: City,
    standards: Standards | None = None,
    progress: Progress = silent,
    count: Count | None = None,
    analyses: Sequence[Analysis] = ANALYSES,
) -> Results:
    """Run all analyses of a city and compare it with its standards.

    Parameters
    ----------
    city
        The city, opened.
    standards
        Norms to use instead of the city's own, for a what-if.
    progress
        Is told how far the work is.
    count
        How records are counted, if not in this process; see
        :class:`geo.analyses.population.cluster.Cluster`.
    analyses
        What to find.

    Raises
    ------
    YipanError
        If an input has an issue that stops a run; the error carries all of them.
    """
    standards = standards or city.standards
    with ThreadPoolExecutor(1) as executor:
        digests = executor.submit(input_digests, city)
        results = _run(city, standards, progress, count, analyses)
        return replace(results, input_digests=digests.result())


def check(
    city: City, progress: Progress = silent, analyses: Sequence[Analysis] = ANALYSES
) -> Validation:
    """Read everything a city has and gather every issue, with those that a run would tell.

    Parameters
    ----------
    city
        The city, opened.
    progress
        Is told how far the work is.
    analyses
        Whose :attr:`~geo.core.analysis.Analysis.checks` to ask, once the records are counted.
    """
    validation = check_files(city, progress)
    if (record_counts := validation.record_counts) is None:
        return validation
    issues = list(validation.issues)
    for analysis in in_order(analyses):
        if analysis.checks:
            issues += load(analysis.checks)(city, record_counts)
    return replace(validation, issues=tuple(dict.fromkeys(issues)))


def _run(
    city: City,
    standards: Standards,
    progress: Progress,
    count: Count | None,
    analyses: Sequence[Analysis],
) -> Results:
    """Run all analyses, without the digests of the inputs."""
    communities = city.communities.usable(BoundaryError)
    ordered = in_order(analyses)
    settings = city.settings
    results = Results(
        city=CityDescription(
            settings.name,
            settings.note,
            settings.language,
            city.code or CITY,
            SignOff(**asdict(settings.report)),
        ),
        periods=(),
        period="",
        standards=standards,
        units=unit_tables(communities),
    )
    options = {"population": {"count": count}} if count else {}
    add = partial(_with_products, city, results, progress=progress, options=options)
    if stopping := _stopping(city, ordered):
        try:  # what is wrong with one file hides nothing of the records
            add([analysis for analysis in ordered if not analysis.needs])
        except TableError as error:
            stopping += error.issues
        raise TableError(*dict.fromkeys(stopping))
    results = add(ordered)
    products = [
        result.kept() if isinstance(result, Product) else result
        for result in results.products.values()
    ]
    return results.having(*products)


def _stopping(city: City, analyses: Sequence[Analysis]) -> list[Issue]:
    """List what stops a run in all tables that the analyses read."""
    names = dict.fromkeys(name for analysis in analyses for name in analysis.reads)
    tables = filter(None, (getattr(city, name) for name in names))
    return [issue for table in tables for issue in table.stopping]


def _with_products(
    city: City,
    results: Results,
    analyses: Iterable[Analysis],
    progress: Progress,
    options: Mapping[str, Mapping[str, Count]],
) -> Results:
    """Return the results with the products of analyses, each made from those before it."""
    for analysis in analyses:
        if not analysis.run:
            continue
        arguments = options.get(analysis.name, {})
        for product in load(analysis.run)(city, results, progress, **arguments):
            results = (
                product.added_to(results)
                if isinstance(product, Product)
                else results.having(product)
            )
    return results


def input_digests(city: City) -> dict[str, str]:
    """Return the SHA-256 of every file of a city by its name in the folder.

    That of an object in the cloud is one of its address, its size and its version.
    """
    digests = {name: file_digest(path) for name, path in city.files.items()}
    digests |= {name: stored.digest for name, stored in city.objects.items()}
    return dict(sorted(digests.items()))
