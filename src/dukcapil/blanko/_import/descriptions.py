"""Descriptions of stock cards: what they say came or went.

The column of a stock card says only that cards came or went (*Masuk*, *Keluar*). What that was is
taken from the description, if it begins with it, says one thing, and nothing turns that around.
Other words may follow: what a school is called does not matter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, final

from dukcapil.blanko._import.points import Points
from dukcapil.blanko._import.vocabulary import (
    AFTER_NAMES,
    AND,
    BEFORE,
    BLANKS,
    CARDS,
    FROM,
    KIND_OF,
    OTHER_CARDS,
    PARTY_OF,
    TITLES,
    TO,
    TURNED_AROUND,
    WITHDRAWN,
)
from dukcapil.blanko._places import MINISTRY, PROVINCE, Place
from dukcapil.errors import Fault

__all__ = [
    "Booking",
    "Said",
    "booking_of_incoming",
    "booking_of_outgoing",
    "contradicts",
    "read_description",
]

_IN_PRODUCTION: Final = (
    "cetak|dicetak|pencetakan|print|printing|encode|encoding|enkode|enkoding|personalisasi|perso"
)
_PHRASES: Final = (
    (
        re.compile(
            rf"\b(?:gagal|rusak|cacat)(?: (?:saat|waktu|ketika|pada|dalam|karena|akibat|hasil"
            rf"|proses|di))* (?:{_IN_PRODUCTION})\b"
        ),
        "gagal",
    ),
    (re.compile(r"\b(?:serah terima|tanda terima|berita acara|surat jalan)\b"), "bast"),
    (re.compile(r"\b(?:e )?ktp(?: el)?\b"), "ktp"),
    (re.compile(r"\bke [0-9]{1,3}\b(?!\.)"), ""),  # "the second", not "to"
)
_TOKEN: Final = re.compile(r"[^\W\d_]+|[0-9]+(?:\.[0-9]+)*|[?,;:/()&+]")
_STOPS: Final = frozenset("?,;:/()&+")


@final
class Said(NamedTuple):
    """The meaning of a description.

    Attributes:
        kinds: everything that it says happened.
        party: `ministry`, `province`, `other`, `office`; empty for none, `several` for more.
        points: the points that it names, as texts.
        is_from: whether it says from where; `is_to`: whether it says to where.
        is_clear: whether it begins with what happened, and nothing turns that around.
        fault: why no figure beside it is read; None if there is nothing.
    """

    kinds: frozenset[str]
    party: str
    points: tuple[str, ...]
    is_from: bool
    is_to: bool
    is_clear: bool
    fault: Fault | None


@final
class Booking(NamedTuple):
    """The booking of a figure: its field, and the place at the other end, if there is one.

    `point` is a point as the description names it.
    """

    field: str
    place: Place | None = None
    point: str = ""


_NOTHING: Final = Said(frozenset(), "", (), is_from=False, is_to=False, is_clear=False, fault=None)


def read_description(text: str, points: Points) -> Said:
    """Return what a description says; nothing for one that is empty."""
    plain = " ".join(_TOKEN.findall(text.casefold()))
    for phrase, word in _PHRASES:
        plain = phrase.sub(word, plain)
    words = plain.split()
    if not words:
        return _NOTHING
    kinds = frozenset(KIND_OF[word] for word in words if word in KIND_OF)
    named, parties = _named(words, points)
    present = frozenset(words)
    is_from, is_to = not present.isdisjoint(FROM), not present.isdisjoint(TO)
    party = next(iter(parties), "") if len(parties) < 2 else "several"
    begins = next((word for word in words if word not in BEFORE and not word[0].isdigit()), "")
    is_clear = (
        begins in KIND_OF or begins in FROM or PARTY_OF.get(begins) == "ministry"
    ) and present.isdisjoint(TURNED_AROUND)
    fault = _fault(words, kinds)
    return Said(kinds, party, named, is_from, is_to, is_clear, fault)


def _fault(words: Sequence[str], kinds: frozenset[str]) -> Fault | None:
    """Return why nothing beside these words is of blanks in stock."""
    present = frozenset(words)
    if not present.isdisjoint(OTHER_CARDS) or {"kartu", "keluarga"} <= present:
        return Fault.OTHER_CARDS
    is_of_cards = bool(present & CARDS) and not present & BLANKS
    in_hand = {*kinds} & {"destroyed", "returned"} or present & {"rusak", *WITHDRAWN}
    if is_of_cards and in_hand:
        return Fault.NOT_BLANKS
    if "lent" in kinds:
        return Fault.LENT
    return Fault.LOST if "lost" in kinds else None


def _named(words: Sequence[str], points: Points) -> tuple[tuple[str, ...], list[str]]:
    """Return the points that are named, and the kinds of the other parties."""
    named: dict[str, None] = {}
    parties: dict[str, None] = {}
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        is_title = word in TITLES
        if word in PARTY_OF:
            parties[PARTY_OF[word]] = None
        if not is_title and word not in {*FROM, *TO, "oleh"}:
            continue
        if word not in TITLES and at < len(words) and words[at] in TITLES:
            continue  # its name follows
        name, after = _name_at(words, at)
        if is_title or (name and points.is_place(name)):
            named[name] = None
            at = after
            if _goes_on(words[after : after + 2]):
                named[""] = None
        elif at < len(words) and words[at] == "kota":
            parties["other"] = None
    if len(parties) > 1:
        parties.pop("office", None)  # "Ditjen Dukcapil" is the ministry
    return tuple(named), list(parties)


def _name_at(words: Sequence[str], at: int) -> tuple[str, int]:
    """Return the name that begins at a word, and where it ends."""
    end = at
    while end < len(words):
        word = words[end]
        if word in _STOPS or word in AFTER_NAMES or word in AND or word in KIND_OF:
            break
        if word[0].isdigit() and "." not in word:
            break
        end += 1
    return " ".join(words[at:end]), end


def _goes_on(words: Sequence[str]) -> bool:
    """Return whether another name follows the one before these words."""
    if not words or words[0] in AND:
        return bool(words)
    is_list = len(words) > 1 and words[0] in {",", "/"}
    return is_list and not (words[1] in AFTER_NAMES or words[1] in KIND_OF or words[1][0].isdigit())


def booking_of_incoming(said: Said, points: Points, *, is_store: bool) -> Booking | Fault:
    """Decide what came, from the description of a figure of cards that came."""
    kinds = said.kinds - {"document"}
    goes_out = kinds & {"printed", "spoiled", "destroyed"}
    fault = _fault_of(said, turns_around=goes_out or (said.is_to and (said.party or said.points)))
    if fault is not None:
        return fault
    point = said.points[0] if said.points else ""
    is_back = is_store and not said.party and (not point or points.is_place(point))
    if "returned" in kinds and kinds <= {"returned", "received"}:
        return Booking("returned", point=point) if is_back else Fault.NOT_SAID
    says_so = said.kinds & {"received", "document"} or (said.is_from and (said.party or point))
    if not kinds <= {"received", "sent"} or not says_so:
        return Fault.NOT_SAID
    if point:
        return Booking("returned", point=point) if is_back and said.is_from else Fault.NOT_SAID
    if said.party == "office" and is_store:
        return Fault.NOT_SAID
    return Booking("received", PROVINCE if said.party == "province" else MINISTRY)


def booking_of_outgoing(said: Said, points: Points, *, is_store: bool) -> Booking | Fault:
    """Decide what left, from the description of a figure of cards that left."""
    kinds = said.kinds - {"document"}
    is_from = said.is_from and (said.party or said.points)
    fault = _fault_of(said, turns_around=kinds & {"received"} or is_from)
    if fault is not None or len(kinds) != 1:
        return fault or Fault.NOT_SAID
    (kind,) = kinds
    if kind == "destroyed":
        return Fault.SPOILED_FIRST
    if kind == "returned":
        return _booking_of_what_went_back(said, is_store=is_store)
    if kind == "sent" and all(map(points.is_place, said.points)) and not said.party:
        return Booking("distributed", point=next(iter(said.points), ""))
    is_here = kind in {"printed", "spoiled"} and not (said.party or said.points)
    return Booking(kind) if is_here else Fault.NOT_SAID


def _fault_of(said: Said, *, turns_around: object) -> Fault | None:
    """Return what is wrong with a description, whichever way the cards went."""
    if said.fault is not None or turns_around:
        return said.fault or Fault.CONTRADICTION
    if not said.is_clear or said.party == "several" or len(said.points) > 1:
        return Fault.NOT_SAID
    return Fault.LENT if said.party == "other" else None


def _booking_of_what_went_back(said: Said, *, is_store: bool) -> Booking | Fault:
    above = {"ministry": MINISTRY, "province": PROVINCE}.get(said.party)
    if is_store:
        is_said = above is not None and said.is_to and not said.points
    else:
        is_said = said.party in {"", "office"} and not said.points
    return Booking("returned", above) if is_said else Fault.NOT_SAID


_COMPATIBLE: Final[Mapping[str, frozenset[str]]] = {
    "received": frozenset({"received", "sent", "document"}),
    "returned": frozenset({"returned", "received", "sent", "document"}),
    "distributed": frozenset({"sent", "document"}),
    "printed": frozenset({"printed"}),
    "spoiled": frozenset({"spoiled"}),
    "destroyed": frozenset({"destroyed", "spoiled", "document"}),
}


def contradicts(said: Said, fields: Iterable[str]) -> bool:
    """Return whether a description says something of which the row has no figure."""
    told = {kind for field in fields for kind in _COMPATIBLE.get(field, ())}
    return bool(told) and not said.kinds <= told
