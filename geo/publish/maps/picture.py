"""A map as a picture to hand on: SVG with title, legend, scale bar, date, norm and source."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Final

from geo.publish.maps.picture_layers import Frame, draw_labels, draw_painting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.publish.maps.city_map import Painting

WIDTH, MARGIN = 1000.0, 24.0
FLATTEST: Final = 0.62  # of a map's height to its width; the city is in the middle of it
FONT: Final = "'Source Sans 3', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
INK, QUIET = "#1f2937", "#5b6675"
STEPS: Final = (1, 2, 5)  # round lengths of a scale bar, times a power of ten
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
    marks
        Words by the look of a mark over the colours: ``"site"`` or ``"area"``.
    """

    title: str
    legend: str
    notes: Sequence[str] = ()
    marks: Mapping[str, str] = field(default_factory=dict)


def map_picture(outlines: Path, painting: Painting, sheet: Sheet) -> str:
    """Draw a map of a city as SVG.

    Parameters
    ----------
    outlines
        The file of :func:`geo.publish.maps.outlines.write_layer`: the same outlines and names as
        on the screen.
    painting
        The same painting, too.
    sheet
        What stands around it.

    Returns
    -------
    str
        SVG that asks for nothing from elsewhere; all text of users is escaped.
    """
    collection: dict[str, Any] = json.loads(outlines.read_bytes())
    head, top = _head(sheet, painting)
    frame = Frame.around(collection, MARGIN, top, WIDTH - 2 * MARGIN, FLATTEST)
    below = frame.top + frame.height + 26
    notes, bottom = _notes(sheet.notes, below)
    body = [
        *head,
        *draw_painting(collection, painting, frame),
        *draw_labels(collection["labels"], frame),
        *_scale_bar(frame),
        *notes,
    ]
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {bottom:.0f}" '
                f'width="{WIDTH:g}" height="{bottom:.0f}" font-family="{FONT}" role="img">'
            ),
            f"<title>{escape(sheet.title)}</title>",
            f'<rect width="{WIDTH:g}" height="{bottom:.0f}" fill="#ffffff"/>',
            *body,
            "</svg>",
        ]
    )


def wrapped(text: str, ems: float) -> list[str]:
    """Break text into lines so many em wide; a sign of Chinese is one em, others about half.

    Examples
    --------
    >>> wrapped("每500名流动人口", 5), wrapped("one two three", 4)
    (['每500名流', '动人口'], ['one two', 'three'])
    """
    lines, line, width = [], "", 0.0
    for word in _words(text):
        if line and width + _ems(word.rstrip()) > ems:
            lines.append(line.rstrip())
            line, width = "", 0.0
        line, width = line + word, width + _ems(word)
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> Iterator[str]:
    """Split text where a line may end: after a blank, and around each sign of Chinese."""
    word = ""
    for sign in " ".join(text.split()):
        wide = _is_wide(sign)
        if word and (wide or word[-1] == " " or _is_wide(word[-1])):
            yield word
            word = ""
        word += sign
    if word:
        yield word


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _ems(text: str) -> float:
    return sum(1.0 if _is_wide(sign) else 0.54 for sign in text)


def _head(sheet: Sheet, painting: Painting) -> tuple[list[str], float]:
    """Draw title and legend; return where the map may begin."""
    lines, y = [], MARGIN + 16
    for line in wrapped(sheet.title, (WIDTH - 2 * MARGIN) / 24):
        lines.append(_text(MARGIN, y + 8, line, 24, weight=650))
        y += 32
    x, y = MARGIN, y + 6
    if sheet.legend:
        lines.append(_text(x, y, sheet.legend, 14, weight=650))
        x += 14 * _ems(sheet.legend) + 18
    for colour, label in _entries(painting):
        wide = 14 * _ems(label) + 40
        if x + wide > WIDTH - MARGIN:
            x, y = MARGIN, y + 22
        lines.append(
            f'<rect x="{x:.1f}" y="{y - 12:.1f}" width="15" height="15" rx="3" fill="{colour}" '
            'stroke="#9aa3af" stroke-width=".7"/>'
        )
        lines.append(_text(x + 21, y, label, 14))
        x += wide
    for look, label in sheet.marks.items():
        wide = 14 * _ems(label) + 40
        if x + wide > WIDTH - MARGIN:
            x, y = MARGIN, y + 22
        lines.append(_mark(look, x, y))
        lines.append(_text(x + 21, y, label, 14))
        x += wide
    return lines, y + 14


def _entries(painting: Painting) -> list[tuple[str, str]]:
    """Return colours and what each means, as the legend on the page has them."""
    if painting.heat:
        stops = (f"{stop:,.10g}" for stop in painting.heat.stops)
        return list(zip(painting.heat.colours, stops, strict=True))
    drawn = painting.hexagons or painting.choropleth
    classes = drawn.classes if drawn else ()
    return [(entry.colour, f"{entry.label} ({entry.communities:,})") for entry in classes]


def _mark(look: str, x: float, y: float) -> str:
    if look == "site":
        return (
            f'<circle cx="{x + 8:.1f}" cy="{y - 5:.1f}" r="5" fill="#1d4ed8" stroke="#ffffff" '
            'stroke-width="1.5"/>'
        )
    return (
        f'<rect x="{x:.1f}" y="{y - 12:.1f}" width="15" height="14" fill="none" '
        'stroke="#4c1d95" stroke-width="2.5"/>'
    )


def _scale_bar(frame: Frame) -> list[str]:
    """Draw a bar of a round length on the ground."""
    longest = frame.width * _LONGEST_BAR * frame.metres_per_unit
    lengths = (step * 10**power for power in range(7) for step in STEPS)
    metres = max((length for length in lengths if length <= longest), default=1)
    x, y, long = frame.left + 12, frame.top + frame.height - 14, metres / frame.metres_per_unit
    label = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    path = f"M{x:.1f} {y - 7:.1f}v7h{long:.1f}v-7"
    return [
        f'<path d="{path}" fill="none" stroke="#ffffff" stroke-width="4"/>',
        f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.6"/>',
        _text(x + 5, y - 4, label, 12),
    ]


def _notes(notes: Sequence[str], y: float) -> tuple[list[str], float]:
    """Write the paragraphs below the map; return where the picture ends."""
    lines = []
    for note in notes:
        for line in wrapped(note, (WIDTH - 2 * MARGIN) / 13):
            lines.append(_text(MARGIN, y, line, 13, QUIET))
            y += 19
    return lines, y + MARGIN - 14


def _text(x: float, y: float, words: str, size: int, colour: str = INK, weight: int = 400) -> str:
    look: Mapping[str, object] = {"font-size": size, "fill": colour, "font-weight": weight}
    told = " ".join(f'{name}="{value}"' for name, value in look.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" {told}>{escape(words)}</text>'
