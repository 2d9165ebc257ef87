"""Workbooks whose elements have a prefix, as the .NET SDK of Open XML writes them."""

import re
import zipfile

_SPREADSHEET = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
_BEGIN_OF_TAG = re.compile(rb"<(/?)(?=[A-Za-z])(?![\w.-]+:)")
PREFIXES = ("x", "ns-1.a", "表")


def prefixed(path, prefix):
    """Give a prefix to what has none in each part of a workbook, and in its relations."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            own = _SPREADSHEET in content or name.endswith(".rels")
            archive.writestr(name, _with_prefix(content, prefix.encode()) if own else content)
    return path


def _with_prefix(content, prefix):
    content = _BEGIN_OF_TAG.sub(rb"<\1" + prefix + b":", content)
    return content.replace(b" xmlns=", b" xmlns:" + prefix + b"=")
