"""How values that are not made of their fields are taken apart and put together again."""

from collections.abc import Mapping
from operator import methodcaller
from typing import Any, final

from dateutil.rrule import rrule, rrulestr

from dukcapil._shared.sentences import SENTENCES, Sentence
from dukcapil.blanko import Ledger
from dukcapil.register import Register
from dukcapil.register._faults import Faults
from dukcapil.register._state import State
from dukcapil.serial._forms import Form, Plain, Refused, Schema, Schemas, Thing, found, gather

__all__ = [
    "RuleForm",
    "SentenceForm",
    "ledger_of",
    "part_of_ledger",
    "part_of_register",
    "register_of",
]


def part_of_ledger(ledger: Ledger, part: str) -> Thing:
    """Return a part of a ledger: what it was begun with, its entries or its digest."""
    if part == "entries":
        return tuple(ledger)
    return ledger.keeps_serials if part == "serials" else getattr(ledger, part)


def ledger_of(parts: Mapping[str, Any]) -> Ledger:
    """Return the ledger of its parts; raise for a digest that is not that of the entries."""
    begun = {part: parts[part] for part in ("years", "explain_from_cards") if part in parts}
    empty = Ledger(serials=parts["serials"], **begun)
    again = methodcaller("__reduce__")(empty)[0]  # as pickles are read
    ledger: Ledger = again(parts["entries"])
    if parts.get("digest", ledger.digest) != ledger.digest:
        raise ValueError("expected the entries of the digest, found others: something was changed")
    return ledger


def part_of_register(register: Register, part: str) -> Thing:
    """Return a part of a register: people and events of a view alone, and the rest of it."""
    if part == "residents":
        return tuple(register._entries())  # noqa: SLF001  with all snapshots
    return tuple(register.events()) if part == "events" else getattr(register, part)


def register_of(parts: Mapping[str, Any]) -> Register:
    """Return the register of its parts, checked if it had been."""
    state = State.of(
        parts["residents"], parts["events"], Faults(), strict=parts.get("is_checked", True)
    )
    scope, set_aside = parts.get("scope"), parts.get("set_aside_people", 0)
    return Register._made(state, scope=scope, set_aside=set_aside)  # noqa: SLF001  as pickles do


@final
class RuleForm(Form):
    """A rule for days: a list of dates, a rule of RFC 5545, an `OpenDays`, or null."""

    def __init__(self, any_value: Form, days: Form) -> None:
        self._any, self._days = any_value, days

    def write(self, thing: Thing) -> Plain:
        """Return the rule as plain data; a function has none."""
        if type(thing) is tuple:
            return self._days.write(thing)
        if type(thing) is rrule:
            return {"type": "rrule", "value": str(thing)}
        return self._any.write(thing)

    def read(self, data: Plain) -> Thing:
        """Return the rule."""
        if type(data) is list:
            return self._days.read(data)
        if type(data) is dict and data.get("type") == "rrule":
            return _read_rule(data.get("value"))
        thing = self._any.read(data)
        if thing is not None and not callable(thing):
            raise Refused.at_top("dates, a rule of days or null", data)
        return thing

    def schema(self, schemas: Schemas) -> Schema:
        """Return the schema of any of them."""
        text = {"type": {"const": "rrule"}, "value": {"type": "string"}}
        rule = {"type": "object", "properties": text, "required": ["type", "value"]}
        named = {"type": {"const": "outreach.OpenDays"}}
        open_days = {"type": "object", "properties": named, "required": ["type"]}
        return {"anyOf": [self._days.schema(schemas), rule, open_days, {"type": "null"}]}


def _read_rule(text: Plain) -> rrule:
    if type(text) is str:
        try:
            rule = rrulestr(text)
        except (ValueError, KeyError, TypeError, AttributeError):
            rule = None
        if type(rule) is rrule:
            return rule
    raise Refused([(".value", f"expected a rule of RFC 5545, found {found(text)}")])


@final
class SentenceForm(Form):
    """A sentence with figures: its text, and what is needed to say it in Indonesian."""

    def __init__(self, any_value: Form) -> None:
        self._any = any_value

    def write(self, thing: Thing) -> Plain:
        """Return the text, the kind of the sentence and its parts."""
        kind, parts = _taken_apart(thing)
        written = {name: self._any.write(part) for name, part in parts.items()}
        return {"type": "sentence", "text": str(thing), "kind": kind, "parts": written}

    def read(self, data: Plain) -> Thing:
        """Return the sentence; of a kind that this release does not say, the text alone."""
        text, kind, parts = data.get("text"), data.get("kind"), data.get("parts")
        if data.keys() != {"type", "text", "kind", "parts"} or type(parts) is not dict:
            raise Refused.at_top("a sentence of text, kind and parts", data)
        things = gather((".parts", self._any, one) for one in parts.values())
        if type(text) is not str:
            raise Refused([(".text", f"expected text, found {found(text)}")])
        if type(kind) is not str or kind not in SENTENCES:
            return text
        try:
            sentence = Sentence(kind, **dict(zip(parts, things, strict=True)))
        except (KeyError, ValueError, TypeError):
            return text
        return sentence if sentence == text else text

    def schema(self, schemas: Schemas) -> Schema:  # noqa: ARG002  of a form without types
        """Return the schema of such an object."""
        texts = {name: {"type": "string"} for name in ("text", "kind")}
        properties = {"type": {"const": "sentence"}, **texts, "parts": {"type": "object"}}
        return {"type": "object", "properties": properties, "required": [*properties]}


def _taken_apart(sentence: Sentence) -> tuple[str, Mapping[str, Any]]:
    again = methodcaller("__reduce__")(sentence)[0]  # as pickles are written
    return again.args[0], again.keywords
