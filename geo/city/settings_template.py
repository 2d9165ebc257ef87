"""The ``city.toml`` of a new city: what most cities need, with what each setting means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.city.settings_schema import all_settings
from geo.core.i18n import CHINESE, ENGLISH, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    # Section -> key -> value, as TOML has it.
    Values = Mapping[str, Mapping[str, str]]

SET: Final[Values] = {
    "boundaries": {"communities": '"boundaries/communities.gpkg"', "coordinates": '"wgs84"'},
    "records": {"files": '["records/records.csv"]'},
    "staff": {"file": '"staff.csv"'},
}
"""What stands in it from the first day on."""
OFFERED: Final[Values] = {
    "records": {
        "crs": '"EPSG:4547"',
        "period": '"2026-10"',
        "columns": '{ lon = "X", lat = "Y" }',
        "largest_loss_percent": "5",
    },
    "sites": {"file": '"sites.csv"', "coordinates": '"wgs84"'},
    "streets": {"file": '"streets.graphml"', "download": "true"},
    "agreements": {"file": '"agreements.csv"'},
    "access": {"demand": '"all"', "service_minutes": '{ "family" = 10 }'},
    "standards": {"max_population_per_staff": "500"},
    "basemap": {
        "kind": '"xyz"',
        "url": '"https://tiles.example/{z}/{x}/{y}.png"',
        "attribution": '"…"',
        "coordinates": '"gcj02"',
    },
}
"""What stands in it as a comment."""
_SYSTEM: Final = {CHINESE: '"gcj02"', ENGLISH: '"wgs84"'}  # in which records mostly are
_COMMENT_AT: Final = 46


def city_template(language: str) -> str:
    """Return the text of ``city.toml``.

    Parameters
    ----------
    language
        Of the comments, and of the results.
    """
    name = f'"{say("template.name", language)}"'
    written = {
        **SET,
        "": {"name": name, "language": f'"{language}"'},
        "records": {**SET["records"], "coordinates": _SYSTEM[language]},
    }
    lines = [f"# {say('template.first', language)}"]
    section = ""
    for setting in all_settings():
        value = written.get(setting.section, {}).get(setting.name)
        offered = OFFERED.get(setting.section, {}).get(setting.name)
        if value is None and offered is None:
            continue
        if setting.section != section:
            section = setting.section
            lines += ["", f"[{section}]" if section in written else f"# [{section}]"]
        assignment = f"{setting.name} = {value}" if value else f"# {setting.name} = {offered}"
        choices = f" ({', '.join(setting.choices)})" if setting.choices else ""
        lines.append(f"{assignment:<{_COMMENT_AT}} # {setting.meaning(language)}{choices}")
    return "\n".join([*lines, "", f"# {say('template.more', language)}", ""])
