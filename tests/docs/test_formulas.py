"""Formulas are MathML when a page is built: nothing is left to a script."""

import markdown
import pytest
from tooling.formulas import FormulaExtension

EXTENSIONS = [FormulaExtension(), "pymdownx.superfences", "tables"]


def html(text):
    return markdown.markdown(text, extensions=EXTENSIONS)


def test_a_block_stands_by_itself():
    told = html("before\n\n```math\n\\frac{a}{b}\n```\n\nafter")
    assert told.startswith('<p>before</p>\n<div class="formula"><math')
    assert "<mfrac>" in told
    assert 'display="block"' in told
    assert told.endswith("</math></div>\n<p>after</p>")


@pytest.mark.parametrize("text", ["so $`x_1 < y`$ holds", "| a |\n|---|\n| $`x_1 < y`$ |"])
def test_a_formula_within_a_line(text):
    told = html(text)
    assert "<msub>" in told
    assert "&#x0003C;" in told
    assert "$" not in told


def test_code_stays_code():
    told = html("`$x$`\n\n```python\nprint('math')\n```")
    assert "<math" not in told
    assert "<code>$x$</code>" in told
