"""Errors of FastAPI as problem details (RFC 9457) that show nothing of what was sent.

Pydantic keeps what it refuses in every error, and FastAPI sends it back: the body of a whole
sibling field, the name of an unknown key, the tag of a union. A type cannot prevent that, so the
answer is made anew of what is known to be safe.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from dukcapil._shared import adapters
from dukcapil.errors import DukcapilError, LedgerError

if TYPE_CHECKING:
    from pydantic import ConfigDict

__all__ = ["MODEL_SETTINGS", "add_error_handlers"]

MODEL_SETTINGS: "Final[ConfigDict]" = {"hide_input_in_errors": True}
"""Settings of a Pydantic model whose errors are not to show its input when they are printed.

`ConfigDict(**MODEL_SETTINGS)`. They cover `str(error)` alone: `error.errors()`, `error.json()` and
the answers of FastAPI carry the input nevertheless, see `add_error_handlers`.
"""

_PLACES: Final = frozenset({"body", "query", "path", "header", "cookie"})
_HIDDEN: Final = "(hidden)"
_QUOTING: Final = re.compile("{(?:error|encoding_error|tag)}")
"""Parts of the messages of Pydantic that may quote what was sent, or are somebody's own."""
_QUOTED_END: Final = re.compile("[,:] {(?:error|encoding_error)}$")


_ANOTHER: Final = "$.type: expected "


def add_error_handlers(app: Any) -> None:  # noqa: ANN401  an application of FastAPI
    """Answer refused requests with problem details that show nothing of what was sent.

    * A request that does not fit is status 422, with the place and the reason of each fault.
      Places are the names of fields and parameters that the interface declares; every other
      name, such as an unknown key, is hidden.
    * Refusals of this library that an endpoint does not catch are 409 where they are of the
      ledger, and 422 otherwise.
    * What the service itself got wrong, such as an answer that does not fit its model, is 500
      without a word of the data, in the answer and in the log.

    Raises:
        MissingExtra: where FastAPI is not installed.

    Examples:
        >>> from fastapi import FastAPI
        >>> from dukcapil.serial import add_error_handlers
        >>> app = FastAPI()
        >>> add_error_handlers(app)
    """
    exceptions = adapters.load("fastapi.exceptions", extra="fastapi")
    pydantic = adapters.load("pydantic", extra="fastapi")
    core = adapters.load("pydantic_core._pydantic_core", extra="fastapi")
    response = adapters.load("fastapi.responses", extra="fastapi").JSONResponse
    templates = {one["type"]: one["message_template_python"] for one in core.list_all_errors()}

    def answer(status: int, title: str, errors: Iterable[Mapping[str, object]] = ()) -> Any:  # noqa: ANN401  of FastAPI
        problem: dict[str, object] = {"title": title, "status": status}
        found = [*errors]
        content = {**problem, "errors": found} if found else problem
        return response(content, status, media_type="application/problem+json")

    def unfit(_: object, error: Any) -> Any:  # noqa: ANN401  of FastAPI
        names = _PLACES | frozenset(_names(app.openapi()))
        faults = [_fault(one, names, templates) for one in error.errors()]
        return answer(422, "the request does not fit", _of_the_type_meant(faults))

    def refused(_: object, error: Exception) -> Any:  # noqa: ANN401  of FastAPI
        status = 409 if isinstance(error, LedgerError) else 422
        return answer(status, "the data are refused", [{"why": str(error)}])

    def failed(_: object, __: object) -> Any:  # noqa: ANN401  of FastAPI
        return answer(500, "the service has made a mistake")

    handlers: dict[type[Exception], Callable[[Any, Any], Any]] = {
        exceptions.RequestValidationError: unfit,
        exceptions.ResponseValidationError: failed,
        pydantic.ValidationError: failed,
        DukcapilError: refused,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _fault(
    error: Mapping[str, Any], names: frozenset[str], templates: Mapping[str, str]
) -> dict[str, object]:
    """Return an error of Pydantic without what was sent."""
    at = [one if type(one) is int or one in names else _HIDDEN for one in error["loc"]]
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, DukcapilError):
        return {"at": at, "why": str(cause)}
    template = templates.get(error["type"], "{error}")
    if not _QUOTING.search(template):
        return {"at": at, "why": error["msg"]}
    said = _QUOTED_END.sub("", template)
    return {"at": at, "why": "not valid" if _QUOTING.search(said) else said}


def _of_the_type_meant(faults: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Return faults without those of the other types of a union; what is of no type, once."""
    found: list[dict[str, object]] = []
    for at, same in groupby(faults, key=lambda fault: fault["at"]):
        every = list(same)
        meant = [fault for fault in every if not str(fault["why"]).startswith(_ANOTHER)]
        if len(every) > 1 and not meant:
            types = ", ".join(str(fault["why"]).split("'")[1] for fault in every)
            meant = [{"at": at, "why": f"{_ANOTHER}one of {types}"}]
        found += meant or every
    return found


def _names(openapi: object) -> Iterator[str]:
    """Yield the names of the parameters and fields that an interface declares."""
    if isinstance(openapi, Mapping):
        properties = openapi.get("properties")
        yield from properties if isinstance(properties, Mapping) else ()
        if "in" in openapi and isinstance(openapi.get("name"), str):
            yield openapi["name"]
        for inner in openapi.values():
            yield from _names(inner)
    elif isinstance(openapi, list):
        for inner in openapi:
            yield from _names(inner)
