"""The command `yipan plan`."""

import json

from click.testing import CliRunner
from support.street_city import write_street_city

from geo.analyses.planning import plan as planning_plan
from geo.analyses.planning.page import rounds as page_rounds
from geo.city import rounds_settings
from geo.city.scenarios.changes import SiteAdded
from geo.city.scenarios.files import read_scenario_file
from geo.cli import plan as cli_plan
from geo.cli import plan_rounds
from geo.cli.commands import USAGE
from geo.cli.main import main


def test_a_plan_is_told_and_written(tmp_path):
    folder, out = write_street_city(tmp_path / "city"), tmp_path / "plan"
    options = ["--question", "new_sites", "--sites", "1", "--minutes", "4", "--json"]
    done = CliRunner().invoke(main, ["plan", str(folder), "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    plan = json.loads(done.output)
    assert plan["question"] == "new_sites"
    assert plan["proven"]
    assert plan["figures"]["sites"] == 1
    assert plan["figures"]["after"] == plan["figures"]["before"] + plan["figures"]["people"]
    assert plan["figures"]["people"] > 0
    assert plan["steps"][0]["population"] == plan["figures"]["people"]
    assert sorted(plan["files"]) == sorted(map(str, out.iterdir()))
    scenario = read_scenario_file(out / "plan_new_sites.toml")
    assert [type(change) for change in scenario.changes] == [SiteAdded]


def test_what_says_nothing_is_refused(tmp_path):
    folder = str(write_street_city(tmp_path / "city"))
    asked = ["plan", folder, "--out", str(tmp_path / "plan"), "--quiet", "--question"]
    for options, remedy in (
        (["new_sites", "--may-close"], "--priced"),
        (["fair_sites", "--limited"], "fair_sites"),
        (["new_sites", "--closed", "没有的站"], "没有的站"),
        (["fair_sites", "--alternative", "9"], "9"),
    ):
        done = CliRunner().invoke(main, [*asked, *options])
        assert done.exit_code == USAGE, done.output
        assert remedy in done.output


def test_all_that_the_page_asks_can_be_asked():
    assert set(cli_plan.QUESTIONS) == {*planning_plan.QUESTIONS, planning_plan.ROUNDS}
    assert plan_rounds.NUMBERS == page_rounds.NUMBERS
    choices = {"visits": rounds_settings.PATTERNS, "stop_places": rounds_settings.PLACES}
    assert choices == plan_rounds.CHOICES
