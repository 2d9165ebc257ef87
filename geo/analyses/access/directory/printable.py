"""The directory of sites as a page to print or to hang out: one file, nothing from outside."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.access.directory.listing import by_district, services_told
from geo.core.i18n import say
from geo.core.periods import period_name
from geo.publish.printable import printable
from geo.publish.spreadsheet_safety import one_line
from geo.publish.titles import place_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.core.results import Results

_LONGEST: Final = 300
_LINES: Final = ("address", "phone", "hours")

_STYLE: Final = """
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 24px 16px; max-width: 1000px; color: #1f2937;
        font: 15px/1.6 "Source Sans 3", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
        sans-serif; }
    h1 { margin: 0; font-size: 26px; line-height: 1.3; overflow-wrap: anywhere; }
    h2 { margin: 26px 0 10px; padding-bottom: 4px; border-bottom: 2px solid #1f4e79;
        font-size: 19px; overflow-wrap: anywhere; }
    h2 small, .quiet { color: #5b6472; font-weight: 400; font-size: 14px; }
    ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 10px;
        margin: 0; padding: 0; list-style: none; }
    li { padding: 10px 14px; border: 1px solid #d5dae1; border-radius: 8px; break-inside: avoid;
        overflow-wrap: anywhere; }
    h3 { margin: 0 0 2px; font-size: 16px; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 10px; margin: 4px 0 0; }
    dt { color: #5b6472; }
    dd { margin: 0; }
    @media (max-width: 640px) { ul { grid-template-columns: 1fr; } }
    @page { size: A4; margin: 15mm 12mm; }
    @media print {
        body { padding: 0; max-width: none; font-size: 10.5pt; }
        ul { grid-template-columns: 1fr 1fr; }
        h2 { break-after: avoid; }
    }
"""


def directory_page(listed: pd.DataFrame, results: Results, language: str) -> bytes:
    """Write a directory as one HTML file.

    Parameters
    ----------
    listed
        From :func:`geo.analyses.access.directory.listing.site_directory`.
    results
        For the place, the period and the city's own note, such as that it is invented.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    bytes
        UTF-8: sites in cards under their districts, two in a row on A4. All text of users is
        escaped; the page has no script and asks for nothing.
    """
    title = say("directory.title", language, city=place_name(results, language))
    note = results.city.note
    count = say("directory.sites", language, sites=len(listed))
    below = [count, period_name(one_line(results.period, 60), language)]
    if listed.empty:
        below.append(say("directory.none", language))
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<div class="quiet">{escape(" · ".join(filter(None, below)))}</div>',
        *_districts(listed, language),
        *([f'<p class="quiet">{escape(one_line(note, 2000))}</p>'] if note.strip() else []),
    ]
    return printable(title, body, _STYLE, language)


def _districts(listed: pd.DataFrame, language: str) -> Iterator[str]:
    for district, sites in by_district(listed, language):
        count = say("directory.sites", language, sites=len(sites))
        yield f"<h2>{escape(district)} <small>{escape(count)}</small></h2>"
        yield "<ul>"
        for site in sites.to_dict("records"):
            yield _card(site, language)
        yield "</ul>"


def _card(site: dict[Any, Any], language: str) -> str:
    """Draw a site; what is not known of it has no line."""
    details = {"services": services_told(site["services"], language)}
    details |= {name: site[name] for name in _LINES if pd.notna(site[name])}
    lines = "".join(
        f"<dt>{escape(say(f'directory.{name}', language))}</dt>"
        f"<dd>{escape(one_line(value, _LONGEST))}</dd>"
        for name, value in details.items()
        if value
    )
    places = [site["subdistrict_name"], site["community_name"]]
    where = " · ".join(one_line(name) for name in places if pd.notna(name))
    return (
        f"<li><h3>{escape(one_line(site['site_name']))}</h3>"
        f'<div class="quiet">{escape(where)}</div><dl>{lines}</dl></li>'
    )
