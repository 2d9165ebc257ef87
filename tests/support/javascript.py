"""A script of the maps, run without a browser by the Node.js that Playwright brings."""

import json
import subprocess
from importlib.resources import files

from playwright._impl._driver import compute_driver_executable

from geo.publish.maps.assets import ASSETS

# As much of a browser as our scripts ask for when they are loaded.
AROUND = """
const window = {};
const part = { extend: (members) => ({ ...part, prototype: members, ...members }) };
const L = { Layer: part, TileLayer: part };
"""


def run_script(names, expression, given):
    """Load scripts that the maps are made of; return an expression of them and of what is given."""
    names = names.split()
    packages = {path: package for package, path in ASSETS["maps.js"]}
    sources = "\n".join(files(packages[name]).joinpath(name).read_text("utf-8") for name in names)
    program = (
        f"const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));{AROUND}{sources}\n"
        f"process.stdout.write(JSON.stringify({expression}))"
    )
    node = compute_driver_executable()[0]
    done = subprocess.run(
        [node, "-e", program], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)
