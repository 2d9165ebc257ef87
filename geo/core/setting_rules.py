"""How a setting of ``city.toml`` is declared: its type, and what its value is checked for."""

from __future__ import annotations

from dataclasses import field
from typing import Any

# What a value is checked for, besides its type.
FILE, FILES, COLUMNS, MONTH = "file", "files", "columns", "month"
TEXTS, FILE_WORDS, YEAR, AREA = "texts", "file_words", "year", "area"
URL, SPEEDS = "url", "speeds"


def text_setting(default: str = "", **rule: Any) -> Any:
    """Declare a setting of text; ``rule`` may name choices, a check, or that it is needed."""
    return field(default=default, metadata={"type": str, **rule})


def file_setting(**rule: Any) -> Any:
    """Declare a setting that names a file of the city."""
    return text_setting(check=FILE, **rule)


def yes_no_setting() -> Any:
    """Declare a setting that is true or false; false, if it is not said."""
    return field(default=False, metadata={"type": bool})
