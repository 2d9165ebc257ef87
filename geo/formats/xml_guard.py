"""XML is looked through before anything reads it: it may declare no type and no entity.

An entity can name another file or swell without end, and none of the kinds of XML that offices send
needs one.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

from geo.formats.limits import LIMITS, size_words

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE = 2**16
_INCLUDE = "http://www.w3.org/2001/XInclude "


class XmlRefusedError(Exception):
    """XML that declares a type, includes, or is over a limit: an issue's key, and what it needs."""

    def __init__(self, key: str, **placeholders: object) -> None:
        super().__init__(key)
        self.more: dict[str, Any] = placeholders


def look_through(file: IO[bytes], start: Callable[[str], None] | None = None) -> None:
    """Parse XML to its end, keeping nothing.

    Parameters
    ----------
    file
        The XML, open for reading.
    start
        Called with the name of every element, without its namespace.

    Raises
    ------
    XmlRefusedError
        If it declares a type or an entity, includes another file, or is over the limits.
    xml.parsers.expat.ExpatError
        If it is no XML.

    Examples
    --------
    >>> from io import BytesIO
    >>> look_through(BytesIO(b"<a><b/></a>"))
    >>> look_through(BytesIO(b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"))
    Traceback (most recent call last):
    geo.formats.xml_guard.XmlRefusedError: issue.xml_entities
    """
    read_through(file, lambda name, _: start(name) if start else None)


def read_through(
    file: IO[bytes],
    begin: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Parse XML to its end, handing on what it holds.

    Parameters
    ----------
    file
        The XML, open for reading.
    begin
        Called with the name of every element, without its namespace, and its attributes.
    end
        Called with the name of every element when it is over.
    text
        Called with what stands between tags.

    Raises
    ------
    XmlRefusedError
        If it declares a type or an entity, includes another file, or is over the limits.
    xml.parsers.expat.ExpatError
        If it is no XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = read = elements = 0

    def refuse(*_: object) -> None:
        raise XmlRefusedError("issue.xml_entities")

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if elements > LIMITS.xml_elements:
            raise XmlRefusedError("issue.too_many_values", most=LIMITS.xml_elements)
        if depth > LIMITS.xml_depth:
            raise XmlRefusedError("issue.xml_deep", most=LIMITS.xml_depth)
        if name.startswith(_INCLUDE):
            raise XmlRefusedError("issue.xml_include")
        begin(name.rpartition(" ")[2], attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name.rpartition(" ")[2])

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    if text:
        parser.CharacterDataHandler = text
        parser.buffer_text = True
    while piece := file.read(_PIECE):
        read += len(piece)
        if read > LIMITS.xml_bytes:
            raise XmlRefusedError("issue.too_large", most=size_words(LIMITS.xml_bytes))
        parser.Parse(piece, False)  # noqa: FBT003  # expat takes no keyword
        # Expat keeps a tag until it has the whole of it, and looks through it anew each time.
        if read - parser.CurrentByteIndex > LIMITS.block_bytes:
            raise XmlRefusedError("issue.row_too_long", most=size_words(LIMITS.block_bytes))
    parser.Parse(b"", True)  # noqa: FBT003
