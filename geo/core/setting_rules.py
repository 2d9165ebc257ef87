"""How settings of ``city.toml`` are declared: as types that pydantic reads and describes.

A type says what a value must be. What a check of ours refuses is told by the key of its message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, LiteralString

from pydantic import AfterValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError, core_schema

from geo.core.i18n import Term

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

SECTION: Final = ConfigDict(extra="forbid")
"""How a section is read: a key that it does not know is an issue."""


def refused(key: LiteralString, **placeholders: object) -> PydanticCustomError:
    """Return an error of the message with this key.

    Parameters
    ----------
    key
        Key of a message.
    placeholders
        What the message has in braces, besides the place and the value.
    """
    return PydanticCustomError(key, key, placeholders)


@dataclass(frozen=True)
class OneOf:
    """A text that is one of given choices."""

    choices: tuple[str, ...]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Return how it is checked."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return how it is described."""
        return handler(schema) | {"enum": list(self.choices)}

    def _check(self, value: str) -> str:
        if value not in self.choices:
            raise refused("issue.setting_choice", choices=", ".join(self.choices))
        return value


@dataclass(frozen=True)
class Between:
    """A whole number from one to another."""

    least: int
    most: int

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Return how it is checked."""
        rule = core_schema.int_schema(strict=True, ge=self.least, le=self.most)
        return core_schema.no_info_wrap_validator_function(self._check, rule)

    def _check(self, value: Any, handler: core_schema.ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            ends = {"least": str(self.least), "most": str(self.most)}
            raise refused("issue.setting_between", **ends) from None


@dataclass(frozen=True)
class Otherwise:
    """The message for a value that is not of its type."""

    what: LiteralString
    more: tuple[tuple[str, str], ...] = ()

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Return how it is checked."""
        return core_schema.no_info_wrap_validator_function(self._check, handler(source))

    def _check(self, value: Any, handler: core_schema.ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            raise refused(self.what, **dict(self.more)) from None


def _address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise refused("issue.setting_url")
    return value


def _word(value: str) -> str:
    if not value.strip():
        raise refused("issue.setting_type", wanted=Term("type.text"))
    return value


Needed = Field(min_length=1, validate_default=True)
"""A section that is given has to give it."""
YesNo = Annotated[bool, Field(strict=True)]
Word = Annotated[str, AfterValidator(_word)]
Address = Annotated[str, AfterValidator(_address), Field(json_schema_extra={"format": "uri"})]
