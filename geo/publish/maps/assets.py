"""The front-end files of maps, copied from the installed packages.

Maps must draw with the network cut off, so nothing is asked of a CDN: Streamlit serves these files
itself from ``static/`` beside ``app.py``. Nothing of others is kept in the repository.
``python -m geo.publish.maps.assets`` copies them; the app does so too when they are missing.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STATIC: Final = Path(__file__).resolve().parents[3] / "static"
"""The folder that Streamlit serves: ``static/`` beside ``app.py``."""

VENDOR: Final = "vendor"

# What is copied: the name it is served under, the package that has it, and where in the package.
ASSETS: Final = (
    ("leaflet.js", "xstatic.pkg.leaflet", "data/leaflet.js"),
    ("leaflet.css", "xstatic.pkg.leaflet", "data/leaflet.css"),
    ("images/layers.png", "xstatic.pkg.leaflet", "data/images/layers.png"),
    ("images/layers-2x.png", "xstatic.pkg.leaflet", "data/images/layers-2x.png"),
    ("gcj02_tiles.js", "geo.publish.maps", "gcj02_tiles.js"),
    ("ground.js", "geo.publish.maps", "ground.js"),
    ("density.js", "geo.publish.maps", "density.js"),
    ("labels.js", "geo.publish.maps", "labels.js"),
    ("areas.js", "geo.publish.maps", "areas.js"),
    ("controls.js", "geo.publish.maps", "controls.js"),
    ("city_map.js", "geo.publish.maps", "city_map.js"),
    ("sites.js", "geo.publish.maps", "sites.js"),
    ("swipe.js", "geo.publish.maps", "swipe.js"),
    ("flow_curve.js", "geo.analyses.corridors", "flow_curve.js"),
    ("flow_labels.js", "geo.analyses.corridors", "flow_labels.js"),
    ("graticule.js", "geo.analyses.corridors", "graticule.js"),
    ("flow_map.js", "geo.analyses.corridors", "flow_map.js"),
)


def copy_assets(static: Path = STATIC) -> list[Path]:
    """Copy the front-end files into ``vendor/`` of a folder; those that are the same stay.

    Returns
    -------
    list of Path
        The files that were written anew.
    """
    written = []
    for name, package, path_in_package in ASSETS:
        content = _resource(package, path_in_package).read_bytes()
        target = static / VENDOR / name
        if target.exists() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(target)
    return written


def asset_url(name: str, static: Path = STATIC) -> str:
    """Return the address of a copied file as a map's frame sees it.

    The map stands in a frame at ``<base>/component/streamlit_folium.st_folium/``. The address ends
    in a mark of the content, so that a browser never keeps an old file after an update.
    """
    mark = hashlib.sha256((static / VENDOR / name).read_bytes()).hexdigest()[:8]
    return f"../../app/static/{VENDOR}/{name}?{mark}"


def _resource(package: str, path_in_package: str) -> Traversable:
    return files(package).joinpath(path_in_package)


def main() -> None:
    """Copy the files and say how many were new."""
    written = copy_assets()
    print(f"front-end files: {len(written)} copied, {len(ASSETS) - len(written)} already there")  # noqa: T201


if __name__ == "__main__":
    main()
