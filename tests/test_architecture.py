"""The house: rooms, floors and walls are as `.importlinter` says, and a break in one is noticed."""

import ast
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from support.longest import IN_BROWSER, LONGEST
from support.paths import GEO, ROOT

from geo.analyses import ANALYSES
from geo.core.analysis import in_order

MODULES = sorted(GEO.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
KINDS = {"browser", "docs", "hostile", "real", "sample", "support"}
MOST_LINES, MOST_LINES_OF_FUNCTION = 400, 60
TABLE_OF_WORDS = GEO / "core" / "i18n.py"  # read by key
CONTRACTS = (ROOT / ".importlinter").read_text("utf-8").count("[importlinter:contract:")
LINT = Path(sys.executable).with_name("lint-imports")


@dataclass(frozen=True)
class Code:
    """What these tests ask of a text of code: each is read once, and let go."""

    imported: frozenset[str]
    functions: tuple[tuple[str, int], ...]
    late: frozenset[str]


@cache
def code_of(text):
    """Return what a text imports, its functions with their lines, and what these import."""
    nodes = [*ast.walk(ast.parse(text))]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    late = [it for of in functions for it in ast.walk(of)]
    return Code(
        frozenset(name for node in nodes for name in imported_by(node)),
        tuple((node.name, lines_of(node)) for node in functions),
        frozenset(name for node in late for name in imported_by(node, whole=False)),
    )


def imported_by(node, *, whole=True):
    """List the modules that a node imports; as a whole, what it may import of one too."""
    if isinstance(node, ast.Import):
        yield from (name.name for name in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""
        if whole:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def lines_of(function):
    """Return the lines of a function, without its docstring."""
    told = (ast.get_docstring(function, clean=False) or "").count("\n")
    return function.end_lineno - function.lineno + 1 - told


def lint(folder):
    """Hold the contracts against the modules of a folder; what is told of those that are broken."""
    command = [LINT, "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    told = re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*)?$", done.stdout, re.MULTILINE)
    broken = {name for name, state in told if state == "BROKEN"}
    assert len(told) == CONTRACTS, done.stdout + done.stderr
    assert bool(broken) == bool(done.returncode)
    _, *parts = re.split(r"^(\S.+)\n-{5,}\n", done.stdout, flags=re.MULTILINE)
    told_of = dict(zip(parts[::2], parts[1::2], strict=True))
    return {name: told_of[name] for name in broken}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Copy the modules, to be changed."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(GEO, folder / "geo", ignore=shutil.ignore_patterns("__pycache__", "*.csv"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def test_every_wall_stands(copy):
    assert lint(copy) == {}


FLOORS = "The floors of the house"
INSIDE = "Methods, model, tables, page: within one analysis"
PURE = "Methods face neither files nor screens"
CIRCLES = "No circles between siblings"
COVERAGE = "geo/analyses/access/methods/coverage.py"
METHOD = "geo.analyses.access.methods.coverage"
TYPES = "\nif TYPE_CHECKING:\n    "
# The module, what is added to it, the contract that this breaks, and what is told of it.
MUTANTS = {
    "a method draws a page": (
        COVERAGE, "\ndef f():\n    from geo.analyses.access import page\n", INSIDE,
        f"{METHOD} -> geo.analyses.access.page",
    ),
    "a method knows the shell": (
        COVERAGE, "\ndef f():\n    from geo import app\n", PURE, f"{METHOD} -> geo.app",
    ),
    "a method runs the pipeline": (
        COVERAGE, "\nimport geo.pipeline\n", FLOORS, f"{METHOD} -> geo.pipeline",
    ),
    "a method runs it by the facade": (
        COVERAGE, "\nfrom geo import run\n", FLOORS, rf"{METHOD} -> geo \(l.\d+\)\n +geo -> geo.pipeline",
    ),
    "a method reads a file": (
        COVERAGE, "\nfrom geo.formats import tables\n", PURE, f"{METHOD} -> geo.formats.tables",
    ),
    "a method names a type of the shell": (
        COVERAGE, TYPES + "from geo.app import sessions\n", PURE, f"{METHOD} -> geo.app.sessions",
    ),
    "a circle by types": (
        "geo/spatial/gcj02.py", TYPES + "from geo.spatial import coordinates\n", CIRCLES,
        ".gcj02 -> .coordinates",
    ),
    "a circle of rooms": (
        "geo/network/cache.py", TYPES + "from geo.city import settings\n", FLOORS,
        "geo.network.cache -> geo.city.settings",
    ),
    "core knows a city": (
        "geo/core/issues.py", TYPES + "from geo.city.folder import City\n", FLOORS,
        "geo.core.issues -> geo.city.folder",
    ),
    "maps face the screen": (
        "geo/publish/maps/outlines.py", "\ndef f():\n    import streamlit\n",
        "Streamlit stays on the screen", "geo.publish.maps.outlines -> streamlit",
    ),
    "a page draws with folium": (
        "geo/analyses/access/page/map.py", "\nimport folium\n",
        "Maps are drawn by folium in one place", "geo.analyses.access.page.map -> folium",
    ),
    "a city opens GDAL": (
        "geo/city/uploads.py", "\nimport pyogrio\n",
        "GDAL reads in formats and writes layers", "geo.city.uploads -> pyogrio",
    ),
    "a page asks OpenStreetMap": (
        "geo/app/data/upload.py", "\nimport osmnx\n",
        "OpenStreetMap is read and asked in network/osm", "geo.app.data.upload -> osmnx",
    ),
    "a room nobody declared": ("geo/misc.py", "", FLOORS, "geo.misc"),
}  # fmt: skip


@pytest.fixture(scope="module")
def told_of_breaks(copy):
    """Return what is told of a house with all breaks at once."""
    before = {}
    for path, text, *_ in MUTANTS.values():
        module = copy / path
        before.setdefault(module, module.read_bytes() if module.exists() else None)
        content = module.read_text("utf-8") if module.exists() else '"""A module."""\n'
        module.write_text(content + text, "utf-8")
    yield lint(copy)
    for module, content in before.items():
        module.unlink() if content is None else module.write_bytes(content)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_break_in_a_wall_is_noticed(told_of_breaks, name):
    """As one step of its own, not on the way of another."""
    *_, contract, told = MUTANTS[name]
    assert re.search(rf"^- +{told}( \(.*\))?\n(\n|- )", told_of_breaks[contract], re.MULTILINE)


def beyond_needs(folder):
    """List which analyses know another that they do not need, and those nobody declared."""
    needs = {}
    for analysis in in_order(ANALYSES):
        needs[analysis.name] = set(analysis.needs).union(*(needs[of] for of in analysis.needs))
    for path in (folder / "geo" / "analyses").glob("*/**/*.py"):
        own = path.relative_to(folder / "geo" / "analyses").parts[0]
        for name in code_of(path.read_text("utf-8")).imported:
            match name.split("."):
                case ["geo", "analyses", other, *_] if other not in {own, *needs.get(own, ())}:
                    yield own, other
    known = {"__init__.py", "__pycache__", *needs}
    yield from {path.name for path in (folder / "geo" / "analyses").iterdir()} - known


def test_an_analysis_knows_only_those_it_needs(copy):
    assert set(beyond_needs(ROOT)) == set()
    workbook, other = copy / "geo/analyses/staffing/workbook.py", copy / "geo/analyses/misc.py"
    before = workbook.read_text("utf-8")
    workbook.write_text(before + TYPES + "import geo.analyses.corridors.model\n", "utf-8")
    other.write_text("", "utf-8")
    try:
        assert set(beyond_needs(copy)) == {("staffing", "corridors"), "misc.py"}
    finally:
        workbook.write_text(before, "utf-8")
        other.unlink()


WIDE = re.compile(r"\bresults\.(communities|subdistricts|districts|city_total)\b")


def test_only_what_leaves_reads_the_joined_tables():
    """Pages, workbooks and analyses name the products that they read."""
    allowed = {GEO / "export.py", GEO / "__init__.py", *(GEO / "cli").glob("*.py")}
    reading = {path for path in MODULES if WIDE.search(path.read_text("utf-8"))}
    assert reading <= allowed


def test_every_package_says_what_lives_there():
    folders = {path.parent for path in MODULES}
    for folder in sorted(folders):
        told = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
        first = told.splitlines()[0] if told else ""
        assert len(first.split()) > 4, folder
        assert first[-1] in ".:", folder


def test_no_folder_is_left_without_modules():
    for folder in (path for path in GEO.rglob("*") if path.is_dir() and path.name != "__pycache__"):
        assert (folder / "__init__.py").is_file(), folder
        assert len([path for path in folder.rglob("*.py") if path.name != "__init__.py"]) > 0, (
            folder
        )


def test_files_and_functions_stay_small():
    long = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in MODULES
        if path != TABLE_OF_WORDS
    }
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}
    functions = {
        (path.stem, name): lines
        for path in MODULES
        for name, lines in code_of(path.read_text("utf-8")).functions
    }
    assert {
        name: lines for name, lines in functions.items() if lines > MOST_LINES_OF_FUNCTION
    } == {}
    app = ROOT / "app.py"
    assert len(app.read_text("utf-8").splitlines()) <= 80


def test_tests_lie_where_what_they_test_lies():
    for path in (path for path in TESTS if path.name.startswith("test_")):
        room = path.parent.relative_to(ROOT / "tests")
        if room.parts and room.parts[0] not in KINDS:
            assert (GEO / room / "__init__.py").is_file(), path


def test_tests_import_no_test():
    for path in TESTS:
        parts = {
            part for name in code_of(path.read_text("utf-8")).imported for part in name.split(".")
        }
        assert not {part for part in parts if part.startswith("test_") or part == "conftest"}, path


def test_the_longest_files_are_there():
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
    drive = {path.relative_to(ROOT).as_posix() for path in TESTS if "browser/test_" in str(path)}
    assert drive <= set(IN_BROWSER)


# Why a module is imported inside a function; CONTRIBUTING.md names the kinds.
SLOW = {"altair", "numba", "pyvrp", "scipy", "xlsxwriter"}
NOT_EVERYWHERE = {"dask", "distributed", "fcntl", "osmium", "osmnx", "requests", "resource"}
AFTER_DRIVERS_ARE_RESTRICTED = {"pyogrio"}
ON_USE = {
    "geo/__init__.py",
    "geo/cli/main.py",
    "geo/cli/opening.py",
    "geo/cli/plan.py",
    "geo/cli/plan_rounds.py",
    "geo/cli/plan_sites.py",
    "geo/cli/scenario.py",
    "geo/cli/terminal.py",
    "geo/sample/__init__.py",
}


def reasoned(path, name):
    """Return whether a kind of late import holds for a module imported by another."""
    file, compiled = path.relative_to(ROOT).as_posix(), name.endswith(("_kernels", "index.cover"))
    libraries = SLOW | NOT_EVERYWHERE | AFTER_DRIVERS_ARE_RESTRICTED
    return name.split(".")[0] in libraries or compiled or file in ON_USE


def test_imports_inside_functions_have_a_reason():
    late = {(path, name) for path in MODULES for name in code_of(path.read_text("utf-8")).late}
    assert {(str(path), name) for path, name in late if not reasoned(path, name)} == set()
    assert not reasoned(GEO / "export.py", "geo.publish.csv")
    assert not reasoned(GEO / "city" / "folder.py", "pandas")


def test_the_command_starts_lean():
    heavy = {"numba", "pandas", "geopandas", "pyogrio", "streamlit", "osmnx"}
    command = f"import sys, geo.cli.main; print(*{heavy!r} & {{*sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
