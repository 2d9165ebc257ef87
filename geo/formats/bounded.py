"""Processes that read files with bounded memory and time, and why such a process ended.

Where the system cannot bound a process, as on Windows, the counts that readers keep have to do.
"""

from __future__ import annotations

import re
import signal
from typing import IO, TYPE_CHECKING, Final

from geo.formats.limits import size_words

if TYPE_CHECKING:
    from geo.core.issues import Issue
    from geo.formats.limits import Limits
    from geo.formats.source import Source

OVER_LIMITS: Final = frozenset(
    {
        *("issue.limit_memory", "issue.limit_time", "issue.too_large", "issue.too_many_rows"),
        *("issue.too_many_columns", "issue.too_many_values", "issue.too_deep", "issue.xml_deep"),
        *("issue.cell_too_long", "issue.row_too_long", "issue.workbook_swells"),
        *("issue.zip_members", "issue.zip_ratio", "issue.streets_refs"),
    }
)
"""Issues that say which limit a file is over."""

# What libraries say when there is no more memory to be had, each in its words.
_NO_MEMORY: Final = re.compile(r"bad_?alloc|\balloc|malloc|memory", re.IGNORECASE)
_LAST_WORDS: Final = 4096


def bound(limits: Limits) -> None:
    """Bound this process from now on; on systems without such limits, do nothing."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.processor_seconds),
        (resource.RLIMIT_FSIZE, limits.layer_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        soft, hard = resource.getrlimit(kind)
        finite = [limit for limit in (most, soft, hard) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(kind, (min(finite), hard))


def lacks_memory(words: str) -> bool:
    """Return whether a library's words say that there was no more memory.

    Examples
    --------
    >>> lacks_memory("std::bad_alloc"), lacks_memory("malloc of size 128 failed"), lacks_memory("x")
    (True, True, False)
    """
    return bool(_NO_MEMORY.search(words))


def memory_issue(source: Source, limits: Limits) -> Issue:
    """Return the issue of a file that takes more memory than a process is given."""
    return source.issue("issue.limit_memory", most=size_words(limits.memory_bytes))


def time_issue(source: Source, limits: Limits) -> Issue:
    """Return the issue of a file that takes more time than a process is given."""
    return source.issue("issue.limit_time", most=limits.processor_seconds)


def end_issue(source: Source, limits: Limits, code: int, errors: IO[bytes]) -> Issue | None:
    """Return the limit that ended a process, by its exit code and last words; None if unknown."""
    issues = {"time": time_issue, "memory": memory_issue}
    over = reached(code, errors)
    return issues[over](source, limits) if over else None


def reached(code: int, errors: IO[bytes]) -> str:
    """Return whether ``time`` or ``memory`` ended a process, by its exit code and last words."""
    errors.seek(0, 2)
    errors.seek(max(errors.tell() - _LAST_WORDS, 0))
    if code == -getattr(signal, "SIGXCPU", 0):
        return "time"
    return "memory" if lacks_memory(errors.read().decode("utf-8", "replace")) else ""
