"""Files that visitors bring, read to their end in the process of the tests.

What a process of its own is for is tested in `hostile`, and that the app has one in `app/data`.
"""

import pytest

from geo.city import sandbox_worker, uploads
from geo.core.issues import TableError


@pytest.fixture
def tried_here(monkeypatch):
    """Try files here: to start a process for each takes longer than to read it."""

    def refuse(source, table, *, layer):
        if issues := sandbox_worker.over_limits(source, table, layer=layer):
            raise TableError(*issues)

    def refuse_of(source, kinds):
        if issues := sandbox_worker.over_limits_of(source, kinds):
            raise TableError(*issues)

    monkeypatch.setattr(uploads, "refuse_deadly", refuse)
    monkeypatch.setattr(uploads, "refuse_deadly_of", refuse_of)
