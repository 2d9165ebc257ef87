"""GeoPackages read by our own reader, and edited by hand."""

import contextlib
import hashlib
import sqlite3

import pytest

from geo.core.i18n import LANGUAGES
from geo.core.issues import BoundaryError
from geo.formats.source import Source
from geo.formats.vector import geopackage


def read(path, layer=None, crs="", **how):
    with geopackage.opened(Source(path, path.name, crs=crs)) as file:
        return file.read(layer or file.layers()[0], **how)


def refused(path, what):
    """The sentence in both languages; the file is as it was."""
    before = hashlib.sha256(path.read_bytes()).digest()
    with pytest.raises(BoundaryError) as error:
        read(path)
    assert hashlib.sha256(path.read_bytes()).digest() == before
    (issue,) = error.value.issues
    assert issue.what == what
    return [issue.sentence(language) for language in LANGUAGES]


def edited(path, *statements):
    """Carry out statements with the schema open to writing and its triggers gone."""
    with contextlib.closing(sqlite3.connect(path)) as base:
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            base.execute(*([statement] if isinstance(statement, str) else statement))
        base.commit()
    return path


def entered(kind, name, sql, page=0):
    return ("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", (kind, name, name, page, sql))
