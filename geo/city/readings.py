"""What any reading of records has to say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from geo.core.issues import Issue
    from geo.core.row_account import RowAccount
    from geo.formats.checked import Dropped


class Told(Protocol):
    """What reading records told of them."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was wrong."""

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What was not read."""

    @property
    def rows(self) -> tuple[RowAccount, ...]:
        """Where the rows of the files went."""
