"""Objects in the cloud: Amazon S3 and what speaks its language, Google Cloud Storage, Azure.

An address is only ever followed where the user asked for it: see
:class:`geo.formats.file_settings.CityFolder`. Credentials and endpoints come from the environment
and the configuration files of the cloud, never from an address: a city that somebody sent could
lead them elsewhere. An object is read by ranges of bytes, and nothing of it is written to disk.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from pyarrow import fs

from geo.core.issues import Issue, TableError

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES: Final = frozenset({".csv", ".txt", ".tsv", ".parquet", ".geoparquet"})
"""Kinds of files that are read in the cloud, by ranges of bytes."""

AT_ONCE: Final = 16
"""Requests under way at a time, where each waits for little more than an answer."""

_CONNECT_S, _ANSWER_S, _TRIES = 3, 5, 2
_BUFFER_BYTES: Final = 2**20
_SCHEME: Final = re.compile(r"(?:s3a?|gs|gcs|abfss?|az)://", re.IGNORECASE)
_BUCKET: Final = r"[a-z0-9][a-z0-9._-]{1,62}"
_ADDRESS: Final = re.compile(
    rf"(?P<scheme>s3|gs)://(?P<bucket>{_BUCKET})/(?P<key>.+)"
    rf"|(?P<azure>abfss?)://(?P<container>{_BUCKET})@(?P<account>[a-z0-9]+)"
    r"\.(?:dfs|blob)\.core\.(?P<cloud>windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)/(?P<path>.+)"
)
# Of Azure the part before the @ is a container.
_SECRET: Final = re.compile(
    r"://[^/]*:[^/]*@|^(?!abfs)\w+://[^/]*@|\?[^/]*=|\b(?:sig|x-amz-\w+)=", re.IGNORECASE
)
_SHOWN: Final = re.compile(r"(?<=://)[^/]*@|\?[^/]*=.*|#.*")
_PATTERN: Final = re.compile(r"[*?\[]")
_VERSION: Final = ("etag", "last-modified")
# What the clouds say, in the words of their libraries.
_NOTHING_THERE: Final = re.compile(
    r"NO_SUCH_|NOT_FOUND|HTTP status 404|ContainerNotFound|BlobNotFound|does not exist"
)
_DENIED: Final = re.compile(
    r"ACCESS_DENIED|INVALID_ACCESS_KEY|SIGNATURE|TOKEN|CREDENTIAL|HTTP status (?:301|40[0137])"
    r"|PERMISSION_DENIED|UNAUTHENTICATED|OAuth2|Authenticat|Authoriz| 40[13] "
)


@dataclass(frozen=True)
class CloudObject:
    """An object as it was when it was looked up; one that has changed since is not read.

    Parameters
    ----------
    address
        Such as ``s3://bucket/records/2026-10.parquet``.
    size
        Bytes.
    version
        Its ETag, or when it was last changed where the cloud gives none.
    """

    address: str
    size: int
    version: str

    @property
    def suffix(self) -> str:
        """The ending of its name, such as ``.csv``."""
        return PurePosixPath(self.address).suffix

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return PurePosixPath(self.address).stem

    @property
    def digest(self) -> str:
        """The SHA-256 of address, size and version, which stands for the content."""
        state = f"{self.address}\n{self.size}\n{self.version}"
        return hashlib.sha256(state.encode()).hexdigest()

    def open(self, _mode: str = "rb") -> io.BufferedReader:
        """Open it for reading by ranges of bytes.

        Raises
        ------
        TableError
            If it cannot be read, or has changed since it was looked up; so does every reading.
        """
        return io.BufferedReader(self.raw(), _BUFFER_BYTES)

    def raw(self) -> RangeReader:
        """Open it without a buffer, a small one with one request; see :meth:`open`."""
        with _as_issues(self.address):
            store, path = _store_of(self.address)
            file = store.open_input_file(path)
            if _state(store, path, file) != (self.size, self.version):
                raise TableError(_issue("issue.cloud_changed", self.address))
            if self.size <= _BUFFER_BYTES:
                file = pa.BufferReader(file.read_at(self.size, 0))
        return RangeReader(self, file)


class RangeReader(io.RawIOBase):
    """The bytes of an object, asked for by range; errors are issues."""

    def __init__(self, of: CloudObject, file: Any) -> None:
        super().__init__()
        self._object, self._file, self._position = of, file, 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the place of the byte that is read next."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a byte."""
        begins = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._object.size}
        self._position = begins[whence] + offset
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        """Read into a buffer."""
        octets = self.read_at(len(buffer), self._position)
        buffer[: len(octets)] = octets
        self._position += len(octets)
        return len(octets)

    def read_at(self, size: int, offset: int) -> bytes:
        """Read a range; several threads may at once."""
        length = max(min(size, self._object.size - offset), 0)
        with _as_issues(self._object.address):
            octets: bytes = self._file.read_at(length, offset)
        return octets


def is_address(name: str) -> bool:
    """Return whether a name in ``city.toml`` is an address in a cloud.

    Examples
    --------
    >>> is_address("s3://bucket/records.csv"), is_address("https://host/records.csv")
    (True, False)
    """
    return _SCHEME.match(name) is not None


def refused_address(address: str) -> str:
    """Return what is wrong with an address, by itself; "" = nothing. Nobody is asked.

    Examples
    --------
    >>> refused_address("s3://key:secret@bucket/a.csv"), refused_address("s3://bucket/a.xlsx")
    ('issue.cloud_secret', 'issue.cloud_kind')
    >>> refused_address("abfss://box@account.dfs.core.windows.net/a.csv")
    ''
    """
    match = _ADDRESS.fullmatch(address)
    if _SECRET.search(address):
        return "issue.cloud_secret"
    if not match or {"", ".", ".."} & {*(match["key"] or match["path"]).split("/")}:
        return "issue.cloud_address"
    return "" if PurePosixPath(address).suffix.lower() in SUFFIXES else "issue.cloud_kind"


def without_secrets(name: str) -> str:
    """Return an address without what may be secret in it.

    Examples
    --------
    >>> without_secrets("s3://key:secret@bucket/a.csv?token=1"), without_secrets("a@b.csv")
    ('s3://bucket/a.csv', 'a@b.csv')
    """
    return _SHOWN.sub("", name) if "://" in name and _SECRET.search(name) else name


def objects_of(address: str) -> dict[str, CloudObject]:
    """Look up the objects that an address means, by ``*``, ``?`` and ``[…]`` several; in order.

    Raises
    ------
    TableError
        If there is none, or the cloud does not answer.
    """
    with _as_issues(address):
        store, path = _store_of(address)
        paths = _matching(store, path) if _PATTERN.search(path) else _at(store, path)
        begin = address.removesuffix(path.partition("/")[2])

        def looked_up(found: str) -> CloudObject:
            at = begin + found.partition("/")[2]
            with _as_issues(at), store.open_input_file(found) as file:
                return CloudObject(at, *_state(store, found, file))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            objects = [*pool.map(looked_up, paths)]
    if not objects:
        raise TableError(_issue("issue.cloud_missing", address))
    return {looked_up.address: looked_up for looked_up in objects}


def _state(store: Any, path: str, file: Any) -> tuple[int, str]:
    """Return the size of an object that was opened, and its version."""
    metadata = {name.lower(): value.decode() for name, value in (file.metadata() or {}).items()}
    version = next((metadata[name] for name in _VERSION if metadata.get(name)), "")
    return file.size(), version or str(store.get_file_info(path).mtime_ns)


def _at(store: Any, path: str) -> list[str]:
    """Return an object's path; none if it is not there.

    It is asked for before it is opened: to open it, the library of Azure ends the process where
    there are no credentials.
    """
    return [path] if store.get_file_info(path).type == fs.FileType.File else []


def _matching(store: Any, pattern: str) -> list[str]:
    """List the objects that a pattern means, folder by folder; folders are passed over."""
    parts = pattern.split("/")
    first = next(number for number, part in enumerate(parts) if _PATTERN.search(part))
    folders = ["/".join(parts[:first])]
    for number, part in enumerate(parts[first:], start=first + 1):
        kind = fs.FileType.File if number == len(parts) else fs.FileType.Directory
        folders = [
            info.path
            for folder in folders
            for info in store.get_file_info(fs.FileSelector(folder))
            if info.type == kind and fnmatchcase(info.base_name, part)
        ]
    return sorted(folders)


def _store_of(address: str) -> tuple[Any, str]:
    """Return the file system of an address, and where the object lies in it."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise TableError(_issue("issue.cloud_address", without_secrets(address)))
    if match["azure"]:
        return _azure(match["account"], match["cloud"]), f"{match['container']}/{match['path']}"
    store = _s3(match["bucket"]) if match["scheme"] == "s3" else _google()
    return store, f"{match['bucket']}/{match['key']}"


@lru_cache(maxsize=8)
def _s3(bucket: str) -> Any:
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    scheme, _, host = endpoint.rstrip("/").rpartition("://")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region and not endpoint:
        region = fs.resolve_s3_region(bucket)
    return fs.S3FileSystem(
        region=region,
        scheme=scheme or "https",
        endpoint_override=host or None,
        connect_timeout=_CONNECT_S,
        request_timeout=_ANSWER_S,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=_TRIES),
    )


@lru_cache(maxsize=1)
def _google() -> Any:
    return fs.GcsFileSystem(retry_time_limit=timedelta(seconds=_ANSWER_S))


@lru_cache(maxsize=8)
def _azure(account: str, cloud: str) -> Any:
    return fs.AzureFileSystem(
        account,
        blob_storage_authority=f".blob.core.{cloud}",
        dfs_storage_authority=f".dfs.core.{cloud}",
    )


@contextmanager
def _as_issues(address: str) -> Iterator[None]:
    """Turn errors of a cloud into issues; its own words may name what nobody should read."""
    try:
        yield
    except FileNotFoundError as error:
        raise TableError(_issue("issue.cloud_missing", address)) from error
    except ImportError as error:  # pyarrow is built without it on some systems
        raise TableError(_issue("issue.cloud_library", address)) from error
    except (OSError, pa.ArrowException) as error:
        words = str(error)
        kinds = {"issue.cloud_missing": _NOTHING_THERE, "issue.cloud_denied": _DENIED}
        key = next((key for key, kind in kinds.items() if kind.search(words)), "issue.cloud_silent")
        raise TableError(_issue(key, address)) from error


def _issue(key: str, address: str) -> Issue:
    return Issue(key, severity="error", file=address)
