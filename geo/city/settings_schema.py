"""What ``city.toml`` may say, told: every setting with its meaning, and a JSON schema of it all.

An editor that knows the schema completes keys, shows what they mean and marks what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

from geo.city.settings import CITY_FILE, Settings
from geo.city.settings_reader import settings_type
from geo.core.i18n import exists, say

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Setting:
    """A key of ``city.toml``.

    Parameters
    ----------
    section
        The section it is in; "" for what stands above all sections.
    name
        The key.
    default
        What holds where it is not said.
    choices
        What it may be; empty where it is no choice.
    needed
        Whether its section has to say it.
    """

    section: str
    name: str
    default: Any
    choices: tuple[str, ...]
    needed: bool

    def meaning(self, language: str) -> str:
        """Return what it means."""
        return say(meaning_key(self.section, self.name), language)


def meaning_key(section: str, name: str) -> str:
    """Return the key of what a setting means; in some section it means something of its own.

    Examples
    --------
    >>> meaning_key("streets", "file"), meaning_key("staff", "file")
    ('setting.streets.file', 'setting.file')
    """
    return key if exists(key := f"setting.{section}.{name}") else f"setting.{name}"


def all_settings() -> list[Setting]:
    """List every setting, section by section in the order of :class:`Settings`."""
    schema = settings_type().json_schema()
    listed = []
    for section in fields(Settings):
        described = schema["properties"][section.name]
        if not is_dataclass(section.default):
            listed.append(_setting("", section.name, section.default, described))
            continue
        kind = schema["$defs"][type(section.default).__name__]
        listed += [
            _setting(section.name, name, getattr(section.default, name), key)
            for name, key in kind["properties"].items()
        ]
    return listed


def json_schema(language: str) -> dict[str, Any]:
    """Return a JSON schema of ``city.toml``.

    Parameters
    ----------
    language
        Of what settings mean: ``"zh"`` or ``"en"``.
    """
    schema: dict[str, Any] = settings_type().json_schema()
    schema.pop("description", None)
    document = {
        **schema,
        "$schema": _DIALECT,
        "title": CITY_FILE,
        "required": ["name", "boundaries"],
    }
    sections = {type(field.default).__name__: field.name for field in fields(Settings)}
    for setting in all_settings():
        owner = document
        if setting.section:
            [name] = [kind for kind, section in sections.items() if section == setting.section]
            owner = document["$defs"][name]
            owner["title"] = f"[{setting.section}]"
            owner.pop("description", None)
            if setting.needed:
                owner["required"] = [*owner.get("required", []), setting.name]
        described = owner["properties"][setting.name]
        described.pop("title", None)
        described["description"] = setting.meaning(language)
        if setting.default in ("", ()):  # which nobody would write
            described.pop("default", None)
    for section in sections.values():
        document["properties"][section].pop("default", None)
    return document


def _setting(section: str, name: str, default: Any, described: dict[str, Any]) -> Setting:
    needed = described.get("minLength") == 1
    return Setting(section, name, default, tuple(described.get("enum", ())), needed)
