"""Bases of what callers send: nothing unknown passes unnoticed."""

from typing import Annotated, Self

from ninja import Schema
from pydantic import ConfigDict, StringConstraints, ValidationInfo, model_validator

# PostgreSQL's text cannot hold the NUL character.
_NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, StringConstraints(max_length=300, pattern=_NO_NUL)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_NO_NUL)]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]


class Given(Schema):
    """A body, or a part of one. A field that is not known is an error: it is most often a misspelt one."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Asked(Schema):
    """The parameters of a question. One that is not known is an error, lest a misspelt filter filter nothing."""

    @model_validator(mode="after")
    def _nothing_unknown(self, info: ValidationInfo) -> Self:
        request = (info.context or {}).get("request")
        unknown = sorted(set(request.GET) - set(type(self).model_fields)) if request is not None else []
        if unknown:
            known = ", ".join(type(self).model_fields)
            raise ValueError(f"There is no parameter {', '.join(unknown)[:80]!r}; there are {known}.")
        return self
