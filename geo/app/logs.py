"""What the server's log tells of an error: where it happened and its kind, never its message.

A message of pandas or GDAL may quote the cell that was read, and a cell may be about a person.
What a browser sent is told in short, and steers no terminal in which the log is read.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any, Final

from geo.core.control_characters import visible

_LONGEST: Final = 500  # of a text within a message, in characters


def keep_messages_out() -> None:
    """Leave the messages of exceptions out of every log record of this process, and long texts."""
    make = logging.getLogRecordFactory()
    if getattr(make, "without_messages", False):
        return

    def record(*args: Any, **others: Any) -> logging.LogRecord:
        entry = make(*args, **others)
        if isinstance(entry.args, tuple):
            entry.args = tuple(map(_shown, entry.args))
        if entry.exc_info and entry.exc_info[1]:
            entry.exc_text = told(entry.exc_info[1])  # a formatter takes it as it is
        return entry

    record.without_messages = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(record)


def _shown(value: Any) -> Any:
    """Shorten a text to one line; numbers stay as they are."""
    return visible(value[:_LONGEST]).replace("\n", "\\n") if isinstance(value, str) else value


def told(error: BaseException) -> str:
    """Return kind and place of an error and of those that led to it, without their messages.

    Examples
    --------
    >>> told(KeyError("王小明"))
    'KeyError'
    """
    lines: list[str] = []
    visited: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in visited:
        visited.add(id(current))
        lines.insert(
            0, "".join([*traceback.format_tb(current.__traceback__), type(current).__name__])
        )
        current = current.__cause__ or current.__context__
    return "\n\n".join(lines)
