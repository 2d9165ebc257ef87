"""Uploaded files without their personal columns: so they are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from geo.city.recognition import score
from geo.city.schemas import TABLES
from geo.city.settings_editor import KINDS
from geo.formats.header_matching import shown_headers
from geo.formats.preview import looks_at, parts_of
from geo.formats.redaction import copy_layer_without, copy_parquet_without, copy_without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.core.issues import Issue
    from geo.formats.preview import Look
    from geo.formats.source import Source


_TABLES: Final = tuple(name for name, kind in KINDS.items() if not (kind.layer or kind.streets))


@dataclass(frozen=True)
class LeftOut:
    """What of an uploaded file is not kept.

    Parameters
    ----------
    columns
        Headers of the personal columns, as they may be shown.
    sheets
        Whether other sheets or layers of the file were left out, since one has such columns.
    issues
        What was told of the file as a whole when it was copied.
    """

    columns: tuple[str, ...] = ()
    sheets: bool = False
    issues: tuple[Issue, ...] = ()


def redacted(source: Source, kinds: Sequence[str]) -> tuple[Source, LeftOut]:
    """Return a file without its personal columns, and what was left out of it.

    Parameters
    ----------
    source
        The file, in a folder of its own; its ``sheet`` is the part that is meant.
    kinds
        What it may be. A column is personal if it is so for each of them.

    Returns
    -------
    Source
        The file itself where it has none; else a copy beside it: a CSV, or a GeoParquet of
        outlines. Of several sheets only the one that is meant is copied.

    Raises
    ------
    YipanError
        If it is broken.
    """
    kinds = [kind for kind in kinds if not KINDS[kind].streets]
    if not kinds:
        return source, LeftOut()
    parts = parts_of(source, layer=KINDS[kinds[0]].layer)
    if len(parts) < 2:
        looks = {source.sheet: _look(source, kinds)}
    else:  # another sheet may be of another kind
        among = {part: kinds if part == source.sheet else [*kinds, *_TABLES] for part in parts}
        looks = {part: _look(replace(source, sheet=part), among[part]) for part in parts}
    kept = source.sheet or max(looks, key=lambda part: _fit(looks[part][0], kinds[0]))
    look, personal = looks.get(kept, (None, frozenset()))
    if look is None or not any(places for _, places in looks.values()):
        return source, LeftOut()
    columns = [look.headers[place] for place in sorted(personal)]
    left_out = LeftOut(tuple(shown_headers(columns)), len(looks) > 1)
    part = replace(source, sheet=kept)
    if KINDS[kinds[0]].layer:
        target = source.path.with_name("copy.parquet")
        copy_layer_without(part, columns, target)
    elif source.path.suffix == ".parquet":
        target = source.path.with_name("copy.parquet")
        copy_parquet_without(part, columns, target)
    else:
        target = source.path.with_name("copy.csv")
        issues = copy_without(part, TABLES[KINDS[kinds[0]].table], personal, target)
        left_out = replace(left_out, issues=issues)
    source.path.unlink()
    return replace(source, file=target, sheet=""), left_out


def _fit(look: Look | None, kind: str) -> float:
    return score([look.headers], TABLES[KINDS[kind].table]) if look else -1.0


def _look(source: Source, kinds: Sequence[str]) -> tuple[Look | None, frozenset[int]]:
    """Return the first look at a part of a file, and the places that are personal for all kinds."""
    # What can't be read is told when it is read; a sheet may be without a table.
    looks = [
        look
        for layer, of_layer in groupby(kinds, lambda kind: KINDS[kind].layer)
        for look in looks_at(source, [TABLES[KINDS[kind].table] for kind in of_layer], layer=layer)
    ]
    if not looks:
        return None, frozenset()
    first = looks[0]
    of_same = (look.personal for look in looks if look.headers == first.headers)
    return first, first.personal.intersection(*of_same)
