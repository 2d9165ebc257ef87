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

LEAFLET: Final = "xstatic.pkg.leaflet"
OURS: Final = (
    *("gcj02_tiles", "ground", "density", "labels", "areas", "controls", "sites", "swipe"),
    *("full_screen", "city_map", "mount"),
)
OF_FLOWS: Final = ("flow_curve", "flow_labels", "graticule", "flow_map")
ASSETS: Final = {
    "maps.css": ((LEAFLET, "data/leaflet.css"), ("geo.publish.maps", "city_map.css")),
    "images/layers.png": ((LEAFLET, "data/images/layers.png"),),
    "images/layers-2x.png": ((LEAFLET, "data/images/layers-2x.png"),),
    "maps.js": (
        (LEAFLET, "data/leaflet.js"),
        *(("geo.publish.maps", f"{name}.js") for name in OURS),
        *(("geo.analyses.corridors", f"{name}.js") for name in OF_FLOWS),
    ),
}
"""What is served: by its name the packages that have its parts, and where in each."""


def copy_assets(static: Path = STATIC) -> list[Path]:
    """Copy the front-end files into ``vendor/`` of a folder; those that are the same stay.

    Returns
    -------
    list of Path
        The files that were written anew.
    """
    written = []
    for name, parts in ASSETS.items():
        content = b"\n".join(resource(*part).read_bytes() for part in parts)
        target = static / VENDOR / name
        if target.exists() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(target)
    return written


def asset_url(name: str, static: Path = STATIC) -> str:
    """Return the address of a copied file as the app's pages see it.

    The address ends in a mark of the content, so that a browser never keeps an old file after an
    update.
    """
    mark = hashlib.sha256((static / VENDOR / name).read_bytes()).hexdigest()[:8]
    return f"app/static/{VENDOR}/{name}?{mark}"


def resource(package: str, path_in_package: str) -> Traversable:
    """Return a file of an installed package."""
    return files(package).joinpath(path_in_package)


def main() -> None:
    """Copy the files and say how many were new."""
    written = copy_assets()
    print(f"front-end files: {len(written)} copied, {len(ASSETS) - len(written)} already there")  # noqa: T201


if __name__ == "__main__":
    main()
