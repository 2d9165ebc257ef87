"""A map as a picture to hand on: SVG with title, legend, scale bar, date, norm and source."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

from geo.publish.maps.city_map import Painting
from geo.publish.maps.lettering import FONT, INK, QUIET, svg_text, width_of, wrapped
from geo.publish.maps.picture_layers import Frame, bounds_of, draw_labels, draw_painting
from geo.publish.maps.sites import NEW_SITE_COLOUR, SITE_COLOUR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.publish.maps.city_map import Before

WIDTH, MARGIN = 1000.0, 24.0
FLATTEST: Final = 0.62  # of a map's height to its width; the city is in the middle of it
STEPS: Final = (1, 2, 5)  # round lengths of a scale bar, times a power of ten
SITE_COLOURS: Final = {"site": SITE_COLOUR, "new_site": NEW_SITE_COLOUR}
_LONGEST_BAR: Final = 0.2  # of the width of the map


@dataclass(frozen=True)
class Sheet:
    """What stands around a map: plain text.

    Parameters
    ----------
    title
        Such as the page, the city and the period.
    legend
        What the colours are.
    notes
        Below the map: the day, the norm, its source, who made it; a paragraph each.
    """

    title: str
    legend: str
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Key:
    """An entry of a legend.

    Parameters
    ----------
    symbol
        SVG, 15 wide and as high, its corner at 0, 0.
    label
        What it means: plain text.
    """

    symbol: str
    label: str


@dataclass(frozen=True)
class Plane:
    """A map without what stands around it.

    Parameters
    ----------
    frame
        Where the ground lies; its top is at 0.
    body
        SVG of what is drawn, the lowest first.
    keys
        What it means.
    """

    frame: Frame
    body: Sequence[str]
    keys: Sequence[Key] = ()


def frame_around(bounds: tuple[float, float, float, float]) -> Frame:
    """Return the frame of a picture that holds west, south, east and north, in degrees."""
    return Frame.around(bounds, MARGIN, WIDTH - 2 * MARGIN, FLATTEST)


def city_plane(outlines: Path, painting: Painting) -> Plane:
    """Draw a map of a city, all of it.

    Parameters
    ----------
    outlines
        The file of :func:`geo.publish.maps.outlines.write_layer`: the same outlines and names as
        on the screen.
    painting
        The same painting, too; where it has a divider, the two sides stand beside each other, for
        on paper nobody can move it.
    """
    collection: dict[str, Any] = json.loads(outlines.read_bytes())
    marks = [Key(_mark(look), label) for look, label in painting.marks.items()]
    if painting.before is not None:
        plane = _side_by_side(collection, painting, painting.before)
        return replace(plane, keys=[*plane.keys, *marks])
    frame = frame_around(bounds_of(collection))
    return Plane(frame, _ground(collection, painting, frame), [*_classes(painting), *marks])


def _side_by_side(collection: dict[str, Any], painting: Painting, before: Before) -> Plane:
    """Draw what was on the left and what is on the right, both whole."""
    sides = Painting(before.choropleth, places=before.places), painting
    wide = (WIDTH - 3 * MARGIN) / 2
    body: list[str] = []
    keys: list[Key] = []
    for left, side, name in zip((MARGIN, 2 * MARGIN + wide), sides, before.names, strict=True):
        frame = Frame.around(bounds_of(collection), left, wide, FLATTEST)
        body += _ground(collection, side, frame)
        body.append(svg_text(left + 12, 24, name, 15, weight=650))
        keys += [Key("", name), *_classes(side)]
    return Plane(frame, body, keys)


def _ground(collection: dict[str, Any], painting: Painting, frame: Frame) -> list[str]:
    return [
        *draw_painting(collection, painting, frame),
        *draw_labels(collection["labels"], frame),
    ]


def picture(plane: Plane, sheet: Sheet) -> str:
    """Draw a map with what stands around it.

    Returns
    -------
    str
        SVG that asks for nothing from elsewhere; all text of users is escaped.
    """
    head, top = _head(sheet, plane.keys)
    notes, bottom = _notes(sheet.notes, top + plane.frame.height + 26)
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {bottom:.0f}" '
                f'width="{WIDTH:g}" height="{bottom:.0f}" font-family="{FONT}" role="img">'
            ),
            f"<title>{escape(sheet.title)}</title>",
            f'<rect width="{WIDTH:g}" height="{bottom:.0f}" fill="#ffffff"/>',
            *head,
            f'<g transform="translate(0 {top:.1f})">',
            *plane.body,
            *_scale_bar(plane.frame),
            "</g>",
            *notes,
            "</svg>",
        ]
    )


def colour_key(colour: str, label: str) -> Key:
    """Return the entry of a legend of a colour."""
    square = f'<rect width="15" height="15" rx="3" fill="{colour}" stroke="#9aa3af" '
    return Key(f'{square}stroke-width=".7"/>', label)


def _head(sheet: Sheet, keys: Sequence[Key]) -> tuple[list[str], float]:
    """Draw title and legend; return where the map may begin."""
    lines, y = [], MARGIN + 16
    for line in wrapped(sheet.title, (WIDTH - 2 * MARGIN) / 24):
        lines.append(svg_text(MARGIN, y + 8, line, 24, weight=650))
        y += 32
    x, y = MARGIN, y + 6
    if sheet.legend:
        lines.append(svg_text(x, y, sheet.legend, 14, weight=650))
        x += 14 * width_of(sheet.legend) + 18
    for key in keys:
        wide = 14 * width_of(key.label) + 40
        if x + wide > WIDTH - MARGIN:
            x, y = MARGIN, y + 22
        lines.append(f'<g transform="translate({x:.1f} {y - 12:.1f})">{key.symbol}</g>')
        lines.append(svg_text(x + 21, y, key.label, 14))
        x += wide
    return lines, y + 14


def _classes(painting: Painting) -> list[Key]:
    """Return colours and what each means, as the legend on the page has them."""
    if painting.heat:
        stops = (f"{stop:,.10g}" for stop in painting.heat.stops)
        return [colour_key(*entry) for entry in zip(painting.heat.colours, stops, strict=True)]
    drawn = painting.hexagons or painting.choropleth
    classes = drawn.classes if drawn else ()
    return [colour_key(entry.colour, f"{entry.label} ({entry.communities:,})") for entry in classes]


def _mark(look: str) -> str:
    if look in SITE_COLOURS:
        fill = f'fill="{SITE_COLOURS[look]}"'
        return f'<circle cx="8" cy="7" r="5" {fill} stroke="#ffffff" stroke-width="1.5"/>'
    return '<rect width="15" height="14" fill="none" stroke="#4c1d95" stroke-width="2.5"/>'


def _scale_bar(frame: Frame) -> list[str]:
    """Draw a bar of a round length on the ground."""
    longest = frame.width * _LONGEST_BAR * frame.metres_per_unit
    lengths = (step * 10**power for power in range(8) for step in STEPS)
    metres = max((length for length in lengths if length <= longest), default=1)
    x, y, long = frame.left + 12, frame.height - 14, metres / frame.metres_per_unit
    label = f"{metres / 1000:,g} km" if metres >= 1000 else f"{metres:g} m"
    path = f"M{x:.1f} {y - 7:.1f}v7h{long:.1f}v-7"
    return [
        f'<path d="{path}" fill="none" stroke="#ffffff" stroke-width="4"/>',
        f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.6"/>',
        svg_text(x + 5, y - 4, label, 12),
    ]


def _notes(notes: Sequence[str], y: float) -> tuple[list[str], float]:
    """Write the paragraphs below the map; return where the picture ends."""
    lines = []
    for note in notes:
        for line in wrapped(note, (WIDTH - 2 * MARGIN) / 13):
            lines.append(svg_text(MARGIN, y, line, 13, QUIET))
            y += 19
    return lines, y + MARGIN - 14
