"""What is known of a file that was brought, and what has still to be asked about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.city import uploads
from geo.city.coordinate_proposals import system_in_headers, system_of_layer
from geo.city.recognition import needs
from geo.city.schemas import TABLES
from geo.city.settings_editor import KINDS, set_setting, settings, stated_columns
from geo.core.issues import YipanError
from geo.formats.header_proposals import CHOSEN, CONTENT, SYNONYM, propose

if TYPE_CHECKING:
    from geo.city.uploads import OwnCity
    from geo.core.issues import Issue
    from geo.formats.header_proposals import Proposal
    from geo.formats.preview import Look


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file.

    Parameters
    ----------
    kind
        Key of :data:`KINDS`.
    look
        Its headers and first rows; None for streets, and where it cannot be read as it is.
    proposals
        Which header is which column.
    issues
        Why it cannot be read, such as that a sheet is to be chosen.
    """

    kind: str
    look: Look | None = None
    proposals: tuple[Proposal, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def matched(self) -> tuple[str, ...]:
        """The columns that are read."""
        return tuple(
            proposal.column
            for proposal in self.proposals
            if proposal.sure in {CHOSEN, SYNONYM} and proposal.position is not None
        )

    @property
    def guessed(self) -> tuple[str, ...]:
        """The columns that only what stands in the cells tells: nothing is read until confirmed."""
        return tuple(it.column for it in self.proposals if it.sure == CONTENT)

    @property
    def is_complete(self) -> bool:
        """Whether no column is missing; a matrix of flows has none."""
        table = TABLES.get(KINDS[self.kind].table)
        is_matrix = self.kind == "flows" and not self.matched
        return table is None or is_matrix or all(need & {*self.matched} for need in needs(table))

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody has to look at its columns."""
        return bool(self.issues) or not self.is_complete

    @property
    def has_coordinates(self) -> bool:
        """Whether the system of its coordinates has to be known."""
        if "coordinates" not in KINDS[self.kind].asks:
            return False
        return KINDS[self.kind].layer or "lon" in {*self.matched, *self.guessed}


def facts_of(own: OwnCity, kind: str, name: str) -> FileFacts:
    """Look at a file of a city folder; one that was not touched is not looked at again."""
    if KINDS[kind].streets:
        return FileFacts(kind)
    stated = stated_columns(own.folder, kind)
    state = (own.folder / name).stat()
    part = settings(own.folder, kind).get(KINDS[kind].part, "")
    key = (kind, name, state.st_size, state.st_mtime_ns, part, str(stated))
    known: FileFacts | None = own.looks.get(key)
    if known is None:
        known = own.looks[key] = _looked_at(own, kind, name)
    return known


def _looked_at(own: OwnCity, kind: str, name: str) -> FileFacts:
    try:
        look = uploads.look(own, kind, name)
    except YipanError as error:
        return FileFacts(kind, issues=error.issues)
    table = TABLES[KINDS[kind].table]
    stated = stated_columns(own.folder, kind)
    proposals = propose(look.headers, look.rows, table, stated, look.personal)
    return FileFacts(kind, look, proposals)


def fill_in_system(own: OwnCity, kind: str, name: str) -> str:
    """Write down the system of coordinates that a file says itself; return it, "" if none.

    What has been chosen stays.
    """
    facts = facts_of(own, kind, name)
    if not facts.has_coordinates or settings(own.folder, kind).get("coordinates"):
        return ""
    if KINDS[kind].layer:
        part = settings(own.folder, kind).get(KINDS[kind].part, "")
        system = system_of_layer(own.source(name, part))
    else:
        headers = facts.look.headers if facts.look else ()
        places = [it.position for it in facts.proposals if it.column in {"lon", "lat"}]
        system = system_in_headers(headers[place] for place in places if place is not None)
    if system:
        set_setting(own.folder, kind, "coordinates", system)
    return system
