"""What MkDocs calls while it builds: generated pages, and files that both languages share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mkdocs.structure.files import File, Files

from tooling.pages import DOCS, generated_pages

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

_ROLE: Final = re.compile(r":(?:func|class|mod|data|meth|attr):(<code>)(?:[\w.]+\.)?(\w+</code>)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, the pictures of the app and the notebooks."""
    language = config.theme["language"]
    for name, text in generated_pages(language).items():
        files.append(File.generated(config, name, content=text))
    files.append(File.generated(config, "site.css", abs_src_path=str(DOCS / "site.css")))
    for picture in sorted(DOCS.glob(f"*.{language}.png")):
        name = f"pictures/{picture.name.split('.')[0]}.png"
        files.append(File.generated(config, name, abs_src_path=str(picture)))
    for notebook in sorted((DOCS / "notebooks").glob("*.ipynb")):
        name = f"notebooks/{notebook.name}"
        files.append(File.generated(config, name, abs_src_path=str(notebook)))
    return files


def on_page_context(_: object, page: Page, config: MkDocsConfig, **__: object) -> None:
    """Let the choice of a language lead to the same page."""
    for language in config.extra["alternate"]:
        language["link"] = f"../{language['lang']}/{page.file.dest_uri}"


def on_page_content(html: str, **_: object) -> str:
    """Show the cross-references of docstrings by their last name."""
    return _ROLE.sub(r"\1\2", html)
