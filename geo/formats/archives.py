"""Zips: looked through before anything is unpacked, and read member by member."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.core.issues import Issue, YipanError
from geo.formats.limits import LIMITS, size_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.formats.source import Source

# What zipfile raises at zips that are cut off, packed in a way it does not know, or made by hand.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
)

_LOCAL_BYTES, _PIECE = 30, 2**20


@contextmanager
def opened(
    source: Source, error: type[YipanError], broken: str = "issue.zip_broken"
) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose members are few and small enough; no name in it becomes a path.

    Parameters
    ----------
    source
        The file.
    error
        What to raise.
    broken
        Key of the sentence if the zip cannot be opened or a member not be unpacked.

    Raises
    ------
    YipanError
        The error given, if the zip is broken, has a password, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            if issue := _bomb(source, archive.infolist()):
                raise error(issue)
            yield archive
    except YipanError:
        raise
    except BROKEN as cause:
        raise error(source.issue(broken, value=type(cause).__name__)) from cause


def tells_its_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Return whether a member unpacks to no more than the zip's table states.

    Python's reader stops there; others unpack all there is.
    """
    packed = archive.fp
    assert packed is not None
    packed.seek(member.header_offset)
    header = packed.read(_LOCAL_BYTES)
    if len(header) < _LOCAL_BYTES:
        return False
    packed.seek(sum(struct.unpack_from("<HH", header, _LOCAL_BYTES - 4)), 1)
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size <= member.file_size
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return False  # Excel and WPS know no other
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    size, remaining = 0, member.compress_size
    while not unpacking.eof and size <= member.file_size:
        piece = unpacking.unconsumed_tail
        if not piece:
            piece = packed.read(min(remaining, _PIECE))
            remaining -= len(piece)
            if not piece:
                break
        size += len(unpacking.decompress(piece, _PIECE))
    return size <= member.file_size


def _bomb(source: Source, members: list[zipfile.ZipInfo]) -> Issue | None:
    """Return what is too much by the zip's own table; no member gives out more than that states."""
    if any(stat.S_ISLNK(member.external_attr >> 16) for member in members):
        return source.issue("issue.zip_link")
    if len(members) > LIMITS.zip_members:
        return source.issue("issue.zip_members", value=len(members), most=LIMITS.zip_members)
    if sum(member.file_size for member in members) > LIMITS.unzipped_bytes:
        return source.issue("issue.too_large", most=size_words(LIMITS.unzipped_bytes))
    swelling = [
        member
        for member in members
        if member.file_size > LIMITS.ratio_from_bytes
        and member.file_size > LIMITS.zip_ratio * member.compress_size
    ]
    return source.issue("issue.zip_ratio", most=LIMITS.zip_ratio) if swelling else None
