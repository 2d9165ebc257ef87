"""Who uses a message: the keys that code says, and what is wrong between code and messages."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = [*sorted((ROOT / "geo").rglob("*.py")), ROOT / "app.py"]
# The endings of files, which look like the last part of a key.
SUFFIXES = [
    "osm.pbf",
    "csv",
    "fgb",
    "geojson",
    "gpkg",
    "graphml",
    "js",
    "css",
    "json",
    "new",
    "parquet",
    "py",
    "svg",
    "toml",
    "txt",
    "xlsx",
    "zip",
]
# f-strings with a dot between two blanks that are no keys: files, layers and their columns.
NO_KEYS = {
    ("geo/city/settings_template.py", "*.*"),
    ("geo/city/uploads.py", "*.*"),
    ("geo/network/osm/osmnx_files.py", "*.*"),
}
# Asked for first, and not said where there are none: a column may be called otherwise in a table.
ASKED_FOR = {"column.*.*", "meaning.*.*"}


def sources():
    """Return the code that speaks: path -> text."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in CODE
        if path.name != "i18n.py"
    }


def issues_of(code, keys, made):
    """List what is wrong between code and messages: used and not there, or there and not used.

    Parameters
    ----------
    code
        Path -> text of modules.
    keys
        Keys of all messages.
    made
        Like :data:`support.made_keys.MADE`.
    """
    used, issues, put_together = set(), [], set()
    sections = frozenset(key.split(".")[0] for key in keys)
    for path, text in code.items():
        literals, patterns = _keys_in(text, sections)
        issues += [f"{path}: no message {key}" for key in sorted(literals - keys)]
        put_together |= {(path, pattern) for pattern in patterns} - NO_KEYS
        used |= strings_in(text) & keys
    issues += [f"{path}: {pattern} is not declared" for path, pattern in put_together - set(made)]
    issues += [
        f"{path}: {pattern} is not in the code" for path, pattern in set(made) - put_together
    ]
    for (path, pattern), endings in made.items():
        told = {e if pattern.startswith("*.") else _filled(pattern, e) for e in endings}
        used |= told
        if pattern not in ASKED_FOR:
            issues += [f"{path}: no message {key}" for key in sorted(told - keys)]
    return issues + [f"nobody says {key}" for key in sorted(keys - used)]


def _filled(pattern, ending):
    return pattern.replace("*.*", "*").replace("*", ending)


@cache
def _nodes_of(text):
    """Return the nodes of a text of code that say something: texts, f-strings and calls."""
    speaking = (ast.JoinedStr, ast.Constant, ast.Call)
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, speaking)]


@cache
def strings_in(text):
    """Return the string literals of a text of code, but for those of f-strings."""
    nodes = _nodes_of(text)
    of_f = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in of_f
    }


@cache
def _keys_in(text, sections):
    """Return the literals that are keys, by their look or their place.

    And patterns of f-strings.
    """
    literals, patterns, inside = set(), set(), set()
    for node in _nodes_of(text):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            pattern = "".join(
                part.value if isinstance(part, ast.Constant) else "*" for part in node.values
            )
            section, _, last = pattern.partition(".")
            looks = re.fullmatch(r"[a-z0-9_*]+(\.[a-z0-9_*]+)+", pattern)
            if looks and (section in sections or section == "*") and last not in SUFFIXES:
                patterns.add(pattern)
    for node in _nodes_of(text):
        if isinstance(node, ast.Call) and node.args and id(node.args[0]) not in inside:
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if called in {"say", "Term", "Issue"} and isinstance(first, ast.Constant):
                literals.add(first.value)
            if called in {"say", "Term", "Issue"} and isinstance(first, ast.JoinedStr):
                patterns.add(
                    "".join(p.value if isinstance(p, ast.Constant) else "*" for p in first.values)
                )
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside
        ):
            section, dot, rest = node.value.partition(".")
            looks = dot and section in sections and re.fullmatch(r"[a-z0-9_.]+", rest)
            if looks and rest not in SUFFIXES:
                literals.add(node.value)
    return literals, patterns


def keys_as_values(code, keys):
    """List keys that are given to a sentence as a value without being a Term.

    They would stay keys.
    """
    found = []
    for path, text in code.items():
        for node in _nodes_of(text):
            called = getattr(getattr(node, "func", None), "id", "") or getattr(
                getattr(node, "func", None), "attr", ""
            )
            if called in {"say", "Issue", "issue", "warning", "_issue", "_tell", "replace"}:
                given = [keyword.value for keyword in node.keywords]
                given += [
                    value for told in given if isinstance(told, ast.Dict) for value in told.values
                ]
                found += [f"{path}: {ast.unparse(told)}" for told in given if _is_key(told, keys)]
    return found


def _is_key(node, keys):
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        return (
            any(key.startswith(node.values[0].value) for key in keys)
            and "." in node.values[0].value
        )
    return isinstance(node, ast.Constant) and node.value in keys
