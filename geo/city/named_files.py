"""The files that ``city.toml`` names: on this machine, and in the cloud."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from geo.formats.cloud import is_address, objects_of
from geo.formats.paths import beside, files_of, located
from geo.formats.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.formats.cloud import CloudObject


@dataclass(frozen=True)
class NamedFiles:
    """The files of a city folder by their names; an address is looked up once.

    Names come from checked settings: these hold addresses only where they may be followed.

    Parameters
    ----------
    folder
        The city folder.
    """

    folder: Path
    _looked_up: dict[str, dict[str, CloudObject]] = field(
        default_factory=dict, init=False, repr=False
    )

    def files(self, names: Iterable[str]) -> dict[str, Path | CloudObject]:
        """Find the files that names, patterns and addresses mean, in order, each once.

        Raises
        ------
        TableError
            If nothing is found at an address, or nobody answers there.
        """
        found: dict[str, Path | CloudObject] = {}
        for name in names:
            of_name = self._objects_at(name) if is_address(name) else files_of(self.folder, [name])
            found |= of_name
        return found

    def on_disk(self, names: Iterable[str]) -> dict[str, Path]:
        """Find those on this machine, and what is read beside them, by their names."""
        named = files_of(self.folder, names)
        with_them = {
            str(PurePath(name).with_name(part.name)): part
            for name, path in named.items()
            for part in beside(path)
        }
        return named | with_them

    def objects(self, names: Iterable[str]) -> dict[str, CloudObject]:
        """Find those that lie in the cloud; see :meth:`files`."""
        found: dict[str, CloudObject] = {}
        for address in filter(is_address, names):
            found |= self._objects_at(address)
        return found

    def sources(self, names: Iterable[str], sheet: str = "") -> list[Source]:
        """Return the files as readers take them; see :meth:`files`."""
        return [Source(file, name, sheet) for name, file in self.files(names).items()]

    def source(self, name: str, sheet: str = "") -> Source:
        """Return one file, looked at anew.

        Raises
        ------
        TableError
            If it is refused, or not there any more.
        """
        if is_address(name):
            return Source(self._objects_at(name)[name], name, sheet)
        return Source(located(self.folder, name), name, sheet)

    def _objects_at(self, address: str) -> dict[str, CloudObject]:
        if address not in self._looked_up:
            self._looked_up[address] = objects_of(address)
        return self._looked_up[address]
