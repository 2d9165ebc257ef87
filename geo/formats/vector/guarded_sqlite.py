"""SQLite that came from outside, opened so that reading it runs nothing and reaches nothing.

A GeoPackage is a database, and what stands in its schema is code: a view or a virtual table can
read any file of the machine where the library that opens it knows how. So the schema is looked
through first, and only plain tables and the R-trees of spatial indexes may stand in it; then an
authorizer lets nothing but reading by. The file itself is never written to.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from geo.core import temporary
from geo.core.i18n import Term
from geo.core.issues import BoundaryError
from geo.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.formats.source import Source

MAGIC: Final = b"SQLite format 3\0"
_HEADER_BYTES: Final = 100
_NAME: Final = (
    r"""(?:"(?P<a>(?:[^"]|"")*)"|'(?P<b>(?:[^']|'')*)'|`(?P<c>[^`]*)`"""
    r"""|\[(?P<d>[^\]]*)\]|(?P<e>\w+))"""
)
_TABLE: Final = re.compile(rf"\s*CREATE\s+TABLE\s+{_NAME}\s*\(", re.IGNORECASE)
_RTREE: Final = re.compile(
    rf"\s*CREATE\s+VIRTUAL\s+TABLE\s+{_NAME}\s+USING\s+rtree\s*\([\w\s,\"]*\)\s*", re.IGNORECASE
)
_INDEX: Final = re.compile(
    rf"\s*CREATE\s+(UNIQUE\s+)?INDEX\s+{_NAME}\s+ON\s+(?P<on>.*)", re.IGNORECASE | re.DOTALL
)
# What is not closed goes on to the end, as for SQLite; else each opening is looked at to the end.
_QUOTED: Final = re.compile(
    r"""\"(?:[^"]|"")*(?:"|\Z)|'(?:[^']|'')*(?:'|\Z)|`[^`]*(?:`|\Z)|\[[^\]]*(?:\]|\Z)"""
)
_WITHOUT_ROWID: Final = re.compile(r"\bWITHOUT\s+ROWID\b", re.IGNORECASE)
_SQL_IN_NAME: Final = re.compile("[\"'`;\0-\x1f]|--|/[*]")
_MOST_ENTRIES: Final = 50_000
# Steps of SQLite's machine: for each byte of a file, and besides. A tree of pages that runs in
# circles has no end.
_STEPS_A_BYTE, _STEPS, _STEPS_AT_A_TIME = 64, 100_000_000, 1_000_000
_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2**28,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_COLUMN: LIMITS.columns,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_FUNCTIONS: Final = frozenset({"count", "lower"})


@contextmanager
def guarded(source: Source) -> Iterator[sqlite3.Connection]:
    """Open a SQLite file whose schema holds plain tables only.

    Yields
    ------
    sqlite3.Connection
        It can select from tables and ask for their columns, and nothing else.

    Raises
    ------
    BoundaryError
        If the file holds anything that is no plain table, is broken, or is being written.
    """
    try:
        with _settled(source) as (path, options), closing(_connected(path, options)) as base:
            _look_through(source, base)
            yield base
    except (sqlite3.Error, sqlite3.Warning, OverflowError, MemoryError) as error:
        issue = source.issue("issue.layer_broken", value=type(error).__name__)
        raise BoundaryError(issue) from error


def plain_name(name: str) -> str:
    """Return a name quoted so that SQL takes it for nothing else.

    Examples
    --------
    >>> print(plain_name('a "b" c'))
    "a ""b"" c"
    """
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _settled(source: Source) -> Iterator[tuple[Path, str]]:
    """Return the file, or a private copy with the log of writes that stands beside it.

    Without its log the file would be read as it was before the last writes; with it, SQLite writes
    beside it. A rollback journal may name other files, which SQLite would look for and remove.
    """
    path = source.path.resolve()
    companions = {end: path.with_name(path.name + end) for end in ("-wal", "-journal")}
    present = [end for end, file in companions.items() if file.exists() and file.stat().st_size]
    if "-journal" in present or any(companions[end].is_symlink() for end in present):
        raise BoundaryError(source.issue("issue.geopackage_open"))
    _check_header(source, path, logged=bool(present))
    if not present:
        yield path, "mode=ro&immutable=1"
        return
    with temporary.folder() as folder:
        copy = folder / "layer.gpkg"
        shutil.copyfile(path, copy)
        shutil.copyfile(companions["-wal"], copy.with_name(copy.name + "-wal"))
        yield copy, "mode=rw"


def _check_header(source: Source, path: Path, *, logged: bool) -> None:
    """Refuse a file that is not as long as it says."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    page = int.from_bytes(header[16:18], "big")
    page = 65_536 if page == 1 else page
    pages = int.from_bytes(header[28:32], "big")
    size = path.stat().st_size
    is_complete = len(header) == _HEADER_BYTES and header.startswith(MAGIC)
    if not is_complete or page < 512 or page & (page - 1):
        raise BoundaryError(source.issue("issue.layer_broken", value="SQLite"))
    counted = header[24:28] == header[92:96]  # by a program that keeps count of pages
    if not logged and (size % page or (counted and pages * page != size)):
        raise BoundaryError(source.issue("issue.geopackage_pages", value=pages))


def _connected(path: Path, options: str) -> sqlite3.Connection:
    name = f"file:{quote(str(path))}?{options}"
    # Batches may be read ahead by another thread, one at a time.
    base = sqlite3.connect(name, uri=True, isolation_level=None, check_same_thread=False)
    for limit, most in _LIMITS.items():
        base.setlimit(limit, most)
    if sys.version_info >= (3, 12):
        base.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # noqa: FBT003
        base.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)  # noqa: FBT003
        base.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)  # noqa: FBT003
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON"):
        base.execute(f"PRAGMA {pragma}")
    base.set_authorizer(_authorized)
    steps_left = _STEPS + _STEPS_A_BYTE * path.stat().st_size

    def stepped() -> bool:
        nonlocal steps_left
        steps_left -= _STEPS_AT_A_TIME
        return steps_left < 0

    base.set_progress_handler(stepped, _STEPS_AT_A_TIME)
    return base


def _authorized(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Refuse all but reading tables; a refusal ends the statement."""
    allowed = (
        action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
        or (action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo")
        or (action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _look_through(source: Source, base: sqlite3.Connection) -> None:
    """Refuse a schema in which anything but tables, R-trees and plain indexes stands."""
    entries = base.execute("SELECT type, name, sql FROM sqlite_schema").fetchmany(_MOST_ENTRIES + 1)
    if len(entries) > _MOST_ENTRIES:
        raise BoundaryError(source.issue("issue.geopackage_pages", value=len(entries)))
    names = set()
    for kind, name, sql in entries:
        key = _strange(str(kind), name, sql)
        if kind == "table" and str(name).casefold() in names:
            key = "sqlite.name"
        if key:
            raise BoundaryError(source.issue("issue.geopackage_holds", value=name, kind=Term(key)))
        names.add(str(name).casefold())


def _strange(kind: str, name: object, sql: object) -> str:
    """Classify an entry of a schema that is no plain table, by a key; "" if it is one."""
    if not isinstance(name, str) or _SQL_IN_NAME.search(name):
        return "sqlite.name"
    if kind == "trigger":
        return ""  # runs where something is written; nothing is
    if kind == "index":
        return "" if sql is None or _plain_index(str(sql)) else "sqlite.index"
    return _strange_table(name, sql) if kind == "table" and sql else "sqlite.view"


def _strange_table(name: str, sql: object) -> str:
    begin = _TABLE.match(str(sql))
    if not begin:
        return "" if _RTREE.fullmatch(str(sql)) else "sqlite.virtual"
    own = next(filter(None, begin.group(*"abcde")), "")
    if own.casefold() != name.casefold():
        return "sqlite.name"
    without = _WITHOUT_ROWID.search(_QUOTED.sub("x", str(sql)).rpartition(")")[2])
    return "sqlite.without_rowid" if without else ""


def _plain_index(sql: str) -> bool:
    """Return whether an index is one of columns: no expression, no condition."""
    statement = _INDEX.fullmatch(sql)
    bare = _QUOTED.sub("x", statement["on"]) if statement else ""
    return bare.count("(") == 1 and not re.search(r"\bWHERE\b", bare, re.IGNORECASE)
