"""The command `yipan scenario`, and a run of one."""

import pytest
from click.testing import CliRunner
from support.worlds import write_city

from geo.city.scenarios.changes import NormChange, Scenario
from geo.city.scenarios.files import write_scenario
from geo.cli.main import main


@pytest.fixture
def folder(tmp_path):
    folder = write_city(tmp_path / "city")
    write_scenario(
        folder, Scenario("strict", changes=(NormChange("max_population_per_staff", 100),))
    )
    return folder


def yipan(*arguments):
    done = CliRunner().invoke(main, [*map(str, arguments), "--language", "en"])
    assert done.exit_code == 0, done.output
    return done.output


def test_scenarios_are_listed_shown_and_compared(folder):
    assert "strict" in yipan("scenario", "list", folder)
    assert "value = 100" in yipan("scenario", "show", folder, "strict")
    lines = yipan("scenario", "compare", folder, "strict").splitlines()
    header = next(line for line in lines if "strict" in line)
    required = next(line for line in lines if line.startswith("Required staff"))
    assert required.split()[-2:] == ["5", "17"]
    at = header.index("strict")
    assert required[at:].split() == ["17"]


@pytest.mark.long
def test_a_run_of_a_scenario_has_the_tables_of_a_city_that_was_changed(folder, tmp_path):
    yipan("run", folder, "--out", tmp_path / "what-if", "--scenario", "strict")
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[standards]\nmax_population_per_staff = 100\n")
    yipan("run", folder, "--out", tmp_path / "changed")
    for path in (tmp_path / "changed").glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "what-if" / path.name).read_bytes(), path.name
    assert (tmp_path / "what-if" / "comparison.csv").is_file()
