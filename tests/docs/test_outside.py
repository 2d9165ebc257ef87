"""A site that loads anything from elsewhere is refused; links that a reader clicks are fine."""

import pytest
from tooling.outside import outside_assets

LOADED = [
    '<script src="https://cdn.example/x.js"></script>',
    '<script src="//cdn.example/x.js"></script>',
    '<link rel="stylesheet" href="https://fonts.example/css">',
    '<img src="http://img.example/a.png">',
    '<img srcset="a.png 1x, https://img.example/b.png 2x">',
    '<object data="https://img.example/a.svg"></object>',
    "<iframe src='https://tiles.example/'></iframe>",
    '<p style="background: url(https://img.example/a.png)">',
    "<style>@import 'https://fonts.example/css';</style>",
    "<style>p { background: url(//img.example/a.png) }</style>",
    '<pre class="mermaid">graph</pre>',
]
FINE = [
    '<a href="https://osm.org">streets</a>',
    '<script src="assets/x.js"></script><link href="../a.css"><img src="a.png">',
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>',
    "<p>https://osm.org</p><code>url(https://img.example/a.png)</code>",
    "<style>p { color: red }</style><p>@import 'https://fonts.example/css'</p>",
]


@pytest.mark.parametrize("page", LOADED)
def test_what_is_loaded_from_elsewhere_is_named(tmp_path, page):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "page.html").write_text(page, encoding="utf-8")
    [found] = outside_assets(tmp_path)
    assert found.startswith("sub/page.html: ")


@pytest.mark.parametrize("page", FINE)
def test_what_a_reader_clicks_or_reads_is_fine(tmp_path, page):
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert outside_assets(tmp_path) == []


def test_styles_are_looked_through(tmp_path):
    (tmp_path / "a.css").write_text('@font-face { src: url("https://fonts.example/a.woff") }')
    assert outside_assets(tmp_path) == ["a.css: https://fonts.example/a.woff"]
