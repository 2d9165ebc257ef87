r"""A Markdown extension: formulas become MathML when the site is built; no script is needed.

A block is fenced as ``math``; a formula within a line stands in ``$`x^2`$``. Both are also how
common code hosts write them.

>>> import markdown
>>> markdown.markdown("$`a < b`$", extensions=[FormulaExtension()])  # doctest: +ELLIPSIS
'<p><math xmlns=...<mo>&#x0003C;</mo>...</math></p>'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from latex2mathml.converter import convert
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor

if TYPE_CHECKING:
    from markdown import Markdown

_BLOCK: Final = re.compile(r"^```math\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE: Final = r"\$`([^`]+)`\$"
_AFTER_CLEANING, _BEFORE_CODE = 28, 200
"""Priorities: cleaning of white space (30) would spoil what is stored; fences come next (25)."""


class _Blocks(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return _BLOCK.sub(self._stored, "\n".join(lines)).split("\n")

    def _stored(self, block: re.Match[str]) -> str:
        formula = convert(block[1].strip(), display="block")
        stored = self.md.htmlStash.store(f'<div class="formula">{formula}</div>')
        return f"\n{stored}\n"


class _Inline(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # noqa: ARG002, N802
        return self.md.htmlStash.store(convert(m[1])), m.start(0), m.end(0)


class FormulaExtension(Extension):
    """Formulas of LaTeX as MathML."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Markdown's own name)
        """Register both forms ahead of code."""
        md.preprocessors.register(_Blocks(md), "formula-blocks", _AFTER_CLEANING)
        md.inlinePatterns.register(_Inline(_INLINE, md), "formulas", _BEFORE_CODE)


def makeExtension(**options: Any) -> FormulaExtension:  # noqa: N802  (Markdown's own name)
    """Return the extension; Markdown asks for it by this name."""
    return FormulaExtension(**options)
