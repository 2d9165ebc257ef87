"""The command `yipan plan`."""

import json

from click.testing import CliRunner
from support.street_city import write_street_city

from geo.analyses.planning import plan as planning_plan
from geo.analyses.planning.page import rounds as page_rounds
from geo.city import rounds_settings
from geo.cli import plan as cli_plan
from geo.cli import plan_rounds
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
    assert sorted(plan["files"]) == sorted(map(str, out.iterdir()))


def test_all_that_the_page_asks_can_be_asked():
    assert set(cli_plan.QUESTIONS) == {*planning_plan.QUESTIONS, planning_plan.ROUNDS}
    assert plan_rounds.NUMBERS == page_rounds.NUMBERS
    choices = {"visits": rounds_settings.PATTERNS, "stop_places": rounds_settings.PLACES}
    assert choices == plan_rounds.CHOICES
