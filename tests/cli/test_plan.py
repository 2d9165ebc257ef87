"""The command `yipan plan`."""

import json

from click.testing import CliRunner
from support.street_city import write_street_city

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
