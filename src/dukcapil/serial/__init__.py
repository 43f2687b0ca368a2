"""JSON that lasts: every public value as a document, and back.

A document is an envelope with the version of the format and one value, or a list of values. Every
object says its `type`, the public path of its class. Dates are ISO 8601, fractions pairs of a
numerator and a denominator, decimals text, members of enumerations their words. What one
release writes, every later release reads; a later version of the format is refused.

Where a change goes: the form of a kind of values (a union, a tuple, an enumeration) `_forms`, of
values with fields and of what may be anything `_objects`, of ledgers and registers `_wholes`;
which form a type has `_rules`; names of types `_names`; the envelope `_documents`; cattrs
`_converter`; Pydantic `_pydantic`, and errors of FastAPI `_http`. A new class needs no change.
"""

from dukcapil._shared.publishing import publish
from dukcapil.serial._converter import converter
from dukcapil.serial._documents import (
    FORMAT_VERSION,
    from_json,
    from_plain,
    schema,
    to_json,
    to_plain,
)
from dukcapil.serial._http import MODEL_SETTINGS, add_error_handlers

__all__ = [
    "FORMAT_VERSION",
    "MODEL_SETTINGS",
    "add_error_handlers",
    "converter",
    "from_json",
    "from_plain",
    "schema",
    "to_json",
    "to_plain",
]

publish(__name__)
