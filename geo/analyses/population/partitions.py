"""The records in parts, each counted by itself, anywhere and in any order.

A part is a file, some row groups of a Parquet file, or a range of bytes of a CSV.
:func:`count_partition` is a pure function: it reads, returns sums, and touches nothing, so that a
part counted twice is counted once. :func:`count_parts` is given a way to run it over many parts,
and makes of what they return the same tally as one pass over all records.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.population.context import content_of, context_of
from geo.city.datasets.pseudonyms import Secret
from geo.city.datasets.records import Records
from geo.core.hash_sets import HashSet
from geo.core.progress import silent
from geo.formats.parts import parts_of
from geo.formats.sniffing import TEXT, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from geo.analyses.population.record_counts import RecordCounts
    from geo.city.folder import City
    from geo.core.issues import Issue
    from geo.core.row_account import RowAccount
    from geo.core.standards import Standards
    from geo.formats.checked import Dropped
    from geo.formats.source import Source

    Hashes = NDArray[np.uint64]

PART_ROWS = 10_000_000
"""Rows of a Parquet file that one part has at least, where the file has more."""

PART_BYTES = 2**27
"""Bytes of a CSV that one part has at least, where the file has twice as many."""


@dataclass(frozen=True, eq=False)
class Job:
    """One part of a city's records, with all that it takes to count it; small, and picklable.

    Parameters
    ----------
    city
        The city, of which only folder and settings go along.
    standards
        The norms used.
    content
        Hash of the files that the communities are made of, see
        :func:`geo.analyses.population.context.content_of`.
    source
        The file, or some of its rows.
    secret
        What keys of persons are made with: one for all parts of a run.
    met
        Hashes of record numbers that earlier parts have too.
    areas
        Polygons in which records are counted.
    """

    city: City
    standards: Standards
    content: str
    source: Source
    secret: Secret
    met: Hashes = field(default_factory=lambda: np.empty(0, np.uint64), repr=False)
    areas: NDArray[np.object_] | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Part:
    """The counts of a part, with the issues of its records.

    Parameters
    ----------
    record_counts
        The sums, not settled.
    issues, dropped, rows
        As of :class:`geo.city.datasets.records.Records`.
    numbers
        Hashes of the record numbers met, ascending.
    lines
        Whether the part has lines that are no records, such as totals; they can only be checked
        against the whole file.
    processor_s
        Seconds of processor time that it took, where somebody measured.
    """

    record_counts: RecordCounts
    issues: tuple[Issue, ...]
    dropped: tuple[Dropped, ...]
    numbers: Hashes = field(repr=False)
    lines: bool
    rows: tuple[RowAccount, ...] = ()
    processor_s: float = 0.0


def count_partition(job: Job) -> Part:
    """Read, locate and count one part of the records.

    Raises
    ------
    YipanError
        If the part, or the boundaries, have an issue that stops a run.
    """
    context = context_of(job.city.folder, job.city.settings, job.content)
    record_counts = context.new_record_counts(job.city, job.standards, job.areas)
    settings = job.city.settings.records
    records = Records(
        [job.source],
        settings,
        met=job.met,
        secret=job.secret,
        names=context.names,
        abroad=context.origins.abroad,
    )
    for batch in records.coded(silent):
        record_counts.add(batch)
    record_counts.sum_up()
    facts = records.issues, records.dropped, records.numbers, records.has_lines, records.rows
    return Part(record_counts, *facts)


def count_parts(
    jobs: Sequence[Job],
    run: Callable[[Sequence[Job]], Iterable[Part]],
    total: RecordCounts,
) -> list[Part]:
    """Count all parts, no record number twice, and merge them into one count.

    Parameters
    ----------
    jobs
        The parts in order: of records that share a number, the first one counts.
    run
        Applies :func:`count_partition` to jobs, wherever, and gives the parts in their order.
    total
        A new tally of the whole; to be settled afterwards.

    Returns
    -------
    list of Part
        In order, for what they tell.
    """
    parts = dict(zip(jobs, run(jobs), strict=True))
    torn = _torn(parts)
    if torn:
        whole_files = {
            job.source.name: replace(job, source=job.source.whole())
            for job in jobs
            if job.source.name in torn
        }
        again = dict(zip(whole_files.values(), run(list(whole_files.values())), strict=True))
        ordered = dict.fromkeys(whole_files.get(job.source.name, job) for job in jobs)
        parts = {job: again[job] if job in again else parts[job] for job in ordered}
    twice = dict(_met_before(parts))
    recounted = [replace(job, met=met) for job, met in twice.items()]
    parts.update(zip(twice, run(recounted) if recounted else (), strict=True))
    for part in parts.values():
        total.merge(part.record_counts)
    return list(parts.values())


def partitions(
    city: City,
    standards: Standards,
    areas: NDArray[np.object_] | None = None,
    part_rows: int = PART_ROWS,
    part_bytes: int = PART_BYTES,
) -> list[Job]:
    """Part the records of a city.

    Raises
    ------
    TableError
        With the issues of all files that cannot be read, or that are not what they should be.
    """
    secret = Secret()
    tables = Records(city.record_sources, city.settings.records).check()
    content = content_of(city)
    return [
        Job(city, standards, content, source, secret, areas=areas)
        for table in tables
        for source in parts_of(table, part_rows, part_bytes)
    ]


def undivided(jobs: Iterable[Job], part_bytes: int = PART_BYTES) -> tuple[Issue, ...]:
    """List the CSV that are large enough to be shared out, but whose rows may be of many lines."""
    whole = [job.source for job in jobs if not job.source.is_part]
    return tuple(
        source.note("issue.csv_undivided")
        for source in whole
        if kind_of(source) == TEXT and source.size >= 2 * part_bytes
    )


def _torn(parts: dict[Job, Part]) -> set[str]:
    """Return the files that must be read as a whole to know what is wrong with them.

    Those with lines that are no records, and those without any record.
    """
    divided = {job: part for job, part in parts.items() if job.source.is_part}
    filled = {job.source.name for job, part in divided.items() if any(a.used for a in part.rows)}
    return {
        job.source.name
        for job, part in divided.items()
        if part.lines or job.source.name not in filled
    }


def _met_before(parts: dict[Job, Part]) -> Iterable[tuple[Job, Hashes]]:
    """Return the parts that share record numbers with earlier ones, and these numbers."""
    met = HashSet()
    for job, part in parts.items():
        shared = part.numbers[met.add(part.numbers)]
        if len(shared):
            yield job, shared
