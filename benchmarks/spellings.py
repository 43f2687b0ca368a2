"""How cells are read as hands spell them: right, refused, or wrong.

Each cell is spelled from a value that the script draws: as offices do, in a way that leaves two
meanings, or with a damage by hand (a sign lost, doubled or replaced by a likely one, a word lost).
The oracle does not read. It spells: what the library makes of a cell is right if that value has
this spelling. Its spellings stand below and share nothing with those of the library.

The counts are the same in every run. The script fails if a cell is read wrong.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Generic, NamedTuple, TypeVar

from _timing import is_quick, print_table, print_versions

from dukcapil import NIK, InvalidRecord, RegionCode, Sex, coverage, parse_residents
from dukcapil.errors import DukcapilWarning

T = TypeVar("T")
SEED = 2020
CELLS = 200 if is_quick() else 20_000
BATCH = 2_000
ON = date(2020, 12, 31)
EVENT = date(2019, 8, 17)
WAYS = ("as offices spell it", "two meanings", "damaged")

MONTHS = (
    *(("januari", "jan", "january"), ("februari", "pebruari", "feb", "peb", "february")),
    *(("maret", "mar", "mrt", "march"), ("april", "apr"), ("mei", "may"), ("juni", "jun", "june")),
    *(("juli", "jul", "july"), ("agustus", "agt", "agst", "agu", "ags", "aug", "august")),
    *(("september", "sep", "sept"), ("oktober", "okt", "oct", "october")),
    *(("november", "nopember", "nov", "nop"), ("desember", "des", "dec", "december")),
)
WEEKDAYS = (
    *(("senin", "sen", "monday", "mon"), ("selasa", "sel", "tuesday", "tue")),
    *(("rabu", "rab", "wednesday", "wed"), ("kamis", "kam", "thursday", "thu")),
    *(("jumat", "jum'at", "jum", "friday", "fri"), ("sabtu", "sab", "saturday", "sat")),
    ("minggu", "min", "ahad", "sunday", "sun"),
)
UNITS = ("", " orang", " jiwa", " keping", " lembar")
WORDS: Mapping[str, Mapping[object, tuple[str, ...]]] = {
    "sex": {
        Sex.MALE: ("l", "lk", "laki-laki", "laki laki", "laki", "pria", "male", "m"),
        Sex.FEMALE: ("p", "pr", "perempuan", "wanita", "female", "f"),
    },
    "ever married": {
        False: ("belum kawin", "belum menikah", "belum nikah", "single"),
        True: (
            *("kawin", "kawin tercatat", "kawin belum tercatat", "menikah", "sudah kawin"),
            *("cerai hidup", "cerai hidup tercatat", "cerai hidup belum tercatat", "cerai mati"),
            *("nikah", "sudah menikah", "married", "divorced", "widowed"),
        ),
    },
    "status": {
        "here": ("hidup", "aktif", "ada", "tetap", "alive"),
        "dead": ("mati", "meninggal", "meninggal dunia", "dead"),
        "gone": (
            *("pindah", "pindah keluar", "pindah ke luar negeri", "pindah luar negeri", "pergi"),
            *("hilang", "moved"),
        ),
    },
    "heading": {
        "birth_date": ("tanggal lahir", "tgl lahir", "tgl lhr", "tanggallahir", "birth date"),
        "sex": ("jenis kelamin", "jk", "l p", "jenis klmin", "jns kelamin", "kelamin", "lp"),
        "died_on": ("tanggal meninggal", "tgl mati", "tanggal kematian", "tgl meninggal"),
        "left_on": ("tanggal pindah", "tgl pindah", "tanggal keluar", "tgl keluar"),
        "resident_since": ("tanggal datang", "tgl datang", "tinggal sejak"),
        "first_married_on": ("tanggal kawin", "tgl kawin", "tanggal perkawinan", "tgl nikah"),
    },
}


class Kind(NamedTuple, Generic[T]):
    """A kind of cells: how a value is drawn, spelled in each way, and read.

    `is_spelled` is the oracle: whether a value has a text among its spellings.
    """

    draw: Callable[[Random], T]
    spell: Callable[[Random, T], str]
    spell_twice: Callable[[Random, T], str] | None
    read: Callable[[Sequence[str]], Sequence[T | None]]
    is_spelled: Callable[[str, T], bool]


# --- spelling, and the oracle ------------------------------------------------------------------


def draw_date(rng: Random) -> date:
    """Draw a date of the last ninety years."""
    return date(1930, 1, 1) + timedelta(days=rng.randrange(90 * 365))


def spell_date(rng: Random, value: date) -> str:
    """Spell a date as hands and systems do."""
    mark = rng.choice(("-", "/", ".", " - ", "\N{NO-BREAK SPACE}/ "))
    name = rng.choice(MONTHS[value.month - 1])
    name = rng.choice((name, name.upper(), name.title()))
    between = rng.choice((" ", "-", "", ". ", "\N{NO-BREAK SPACE}"))
    text = rng.choice(
        (
            f"{value:%d}{mark}{value:%m}{mark}{value:%Y}",
            f"{value.day}{mark}{value.month}{mark}{value.year}",
            f"{value.year}{mark}{value:%m}{mark}{value:%d}",
            f"{value.day}{between}{name}{between}{value.year}",
            f"{rng.choice(WEEKDAYS[value.weekday()])}, {value.day} {name} {value.year}",
        )
    )
    return text + rng.choice(("", "", " ", " 00:00", " 00:00:00"))


def spell_date_twice(rng: Random, value: date) -> str:
    """Spell a date without its century, its month, its day, or as a serial number."""
    year, name = f"{value.year % 100:02}", rng.choice(MONTHS[value.month - 1])
    return rng.choice(
        (
            f"{value:%d/%m}/{year}",
            f"{value.day}-{name}-{year}",
            f"{name} {value.year}",
            f"{value.year}",
            f"00-00-{value.year}",
            str((value - date(1899, 12, 30)).days),
        )
    )


def is_date(text: str, value: date) -> bool:
    """Compare the numbers and words of a text with those of a date, whatever is between them."""
    plain = re.sub(r"[ t]+0{1,2}:00(?::00(?:\.0+)?)?$", "", folded(text))
    found = re.findall(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)?", plain)
    if found and found[0] in WEEKDAYS[value.weekday()]:
        found = found[1:]
    days, months = {str(value.day), f"{value:%d}"}, {str(value.month), f"{value:%m}"}
    year, names = {str(value.year)}, set(MONTHS[value.month - 1])
    orders = (
        *((days, months, year), (year, months, days), (days, names, year), (names, days, year)),
    )
    return any(
        len(found) == 3 and all(one in of for one, of in zip(found, order, strict=True))
        for order in orders
    )


def draw_count(rng: Random) -> int:
    """Draw a count, small ones as often as large ones."""
    return rng.randrange(10 ** rng.randrange(1, 8))


def spell_count(rng: Random, value: int) -> str:
    """Spell a count with separators of thousands, zeros behind a comma, a unit."""
    grouped = f"{value:,}".replace(",", rng.choice((".", " ", "\N{NO-BREAK SPACE}")))
    return rng.choice((str(value), grouped)) + rng.choice(("", "", ",0", ",00")) + rng.choice(UNITS)


def spell_count_twice(rng: Random, value: int) -> str:
    """Spell a number that is another one in another country, or no count."""
    return rng.choice((f"{value + 1_000:,}", f"{value}.{rng.randrange(1, 99)}", f"{value},5"))


def is_count(text: str, value: int) -> bool:
    """Compare a text with a count, leaving out units and zeros."""
    plain = folded(text)
    for unit in ("orang", "jiwa", "keping", "lembar"):
        plain = plain.removesuffix(unit).strip()
    plain = re.sub(",0{1,2}$", "", plain)
    grouped = {f"{value:,}".replace(",", mark) for mark in ". "}
    return plain in grouped or (plain.isdigit() and plain.lstrip("0") == str(value).lstrip("0"))


def spell_word(kind: str) -> Callable[[Random, object], str]:
    """Return what spells a value of a kind by one of its words."""

    def spell(rng: Random, value: object) -> str:
        word = rng.choice(WORDS[kind][value])
        word = word.replace(" ", rng.choice((" ", " ", "  ", "-", "_", " - ")))
        return rng.choice((word, word.upper(), word.title())) + rng.choice(("", "", " "))

    return spell


def draw_word(kind: str) -> Callable[[Random], object]:
    """Return what draws a value of a kind."""
    return lambda rng: rng.choice(tuple(WORDS[kind]))


def is_word(kind: str) -> Callable[[str, object], bool]:
    """Return the oracle of a kind of words."""

    def is_spelled(text: str, value: object) -> bool:
        return letters(text) in map(letters, WORDS[kind][value])

    return is_spelled


def is_heading(text: str, value: str) -> bool:
    """Compare the words alone: a heading may have any punctuation."""
    words = " ".join(re.findall(r"[^\W_]+", folded(text)))
    return words in WORDS["heading"][value]


def draw_nik(rng: Random) -> NIK:
    """Draw a number of kecamatan 32.75.99, which does not exist."""
    sex = rng.choice(tuple(Sex))
    return NIK.build(
        region=RegionCode("32.75.99"),
        birth_date=draw_date(rng),
        sex=sex,
        serial=rng.randrange(1, 9999),
    )


def spell_nik(rng: Random, value: NIK) -> str:
    """Spell a NIK as text, with separators and an apostrophe."""
    digits = str(value)
    mark = rng.choice(("", "", " ", ".", "-", "\N{NO-BREAK SPACE}"))
    return rng.choice(("", "", "'", " ")) + mark.join((digits[:6], digits[6:12], digits[12:]))


def spell_nik_twice(rng: Random, value: NIK) -> str:
    """Spell what a spreadsheet makes of a NIK."""
    digits = str(value)
    return rng.choice(
        (f"{digits}.0", f"{digits[:15]}", f"{digits[0]},{digits[1:6]}E+15", f"{digits[:15]}.0")
    )


def is_nik(text: str, value: NIK) -> bool:
    """Compare sixteen digits, whatever separates them."""
    return re.sub(r"[ .'-]", "", folded(text)) == str(value)


def draw_region(rng: Random) -> RegionCode:
    """Draw the code of a kelurahan that may not exist."""
    return RegionCode(f"32.{rng.randrange(1, 99):02}.{rng.randrange(1, 99):02}.1001")


def spell_region(rng: Random, value: RegionCode) -> str:
    """Spell a code with or without dots."""
    return rng.choice((str(value), str(value).replace(".", ""), f" {value} "))


def is_region(text: str, value: RegionCode) -> bool:
    """Compare a code with and without dots."""
    return folded(text) in {str(value), str(value).replace(".", "")}


def folded(text: str) -> str:
    """Return a text in lower case with single spaces."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").casefold().split())


def letters(text: str) -> str:
    """Return words with single spaces, whatever stood between them."""
    return " ".join(re.split(r"[\s\-_./]+", folded(text))).strip()


CONFUSED = {"0": "O", "1": "l", "l": "1", ".": ",", ",": ".", "i": "j", "k": "h", "5": "S", " ": ""}


def damaged(rng: Random, text: str) -> str:
    """Return a text with one damage, and never a blank one, which would say nothing."""
    place = rng.randrange(len(text))
    sign, words = text[place], text.split(" ")
    lost = rng.randrange(len(words))
    found = rng.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + sign + text[place:],
            text[:place] + CONFUSED.get(sign.lower(), rng.choice("0a?")) + text[place + 1 :],
            " ".join(word for number, word in enumerate(words) if number != lost),
            text + rng.choice(("?", ".0", ",00", "E+15", " *")),
        )
    )
    return found if found.strip() else "?"


# --- reading -----------------------------------------------------------------------------------


def resident_rows(cells: Mapping[str, Sequence[str]]) -> list[dict[str, object]]:
    """Make rows of people of 15, of which some cells are given."""
    length = len(next(iter(cells.values())))
    return [
        {
            "NIK": f"327599010105{number + 1:04}",
            "TANGGAL LAHIR": date(2005, 1, 1),
            "JENIS KELAMIN": "LAKI-LAKI",
            "KODE WILAYAH": "32.75.01",
            **{heading: of[number] for heading, of in cells.items()},
        }
        for number in range(length)
    ]


def read_column(
    heading: str, value_of: Callable[..., object]
) -> Callable[[Sequence[str]], list[object]]:
    """Read a column of residents; None for rows that are refused."""

    def read(texts: Sequence[str]) -> list[object]:
        rows = resident_rows({heading: texts})
        parsed = parse_residents(rows, on=ON)
        value_by_nik = {str(one.nik): value_of(one) for one in parsed.residents}
        return [value_by_nik.get(str(row["NIK"])) for row in rows]

    return read


def read_niks(texts: Sequence[str]) -> list[object]:
    """Read NIKs; the name tells of which row."""
    rows = resident_rows({"NIK": texts, "NAMA": [str(number) for number in range(len(texts))]})
    parsed = parse_residents(rows, on=ON)
    nik_by_name = {one.name: one.nik for one in parsed.residents}
    return [nik_by_name.get(str(number)) for number in range(len(texts))]


def read_statuses(texts: Sequence[str]) -> list[object]:
    """Read a status without a date: the dead and the gone are problems that say so."""
    rows = resident_rows({"STATUS DASAR": texts})
    parsed = parse_residents(rows, on=ON)
    missing = {"died_on": "dead", "left_on": "gone", "status": None}
    by_row = {problem.row: missing[problem.column] for problem in parsed.problems}
    undone = {problem.row for problem in parsed.remarks if problem.column == "status"}
    return [
        None if number in undone else by_row.get(number, "here")
        for number in range(1, len(texts) + 1)
    ]


def read_headings(texts: Sequence[str]) -> list[object]:
    """Read each heading in a table of its own."""
    return [read_heading(text) for text in texts]


def read_heading(text: str) -> object:
    """Return the field that a heading is read as: the one that has the value of its cell."""
    (row,) = resident_rows({"NAMA": ["A"]})
    for heading, field, cell in (
        ("", "", EVENT),
        ("TANGGAL LAHIR", "birth_date", EVENT),
        ("JENIS KELAMIN", "sex", "PEREMPUAN"),
    ):
        cells = {name: of for name, of in row.items() if name != heading}
        try:
            parsed = parse_residents([{**cells, text: cell}], on=ON)
        except (InvalidRecord, ExceptionGroup):
            continue
        if field and parsed.residents:
            return field
        for one in parsed.residents:
            stay = one.residences[0]
            for name, found in (
                ("died_on", one.died_on),
                ("left_on", stay.until),
                ("first_married_on", one.first_married_on),
                ("resident_since", stay.since),
            ):
                if found == EVENT:
                    return name
    return None


def read_counts(texts: Sequence[str]) -> list[object]:
    """Read the obliged of a table; what is not one region's figure is refused."""
    codes = [f"32.75.99.{1001 + number}" for number in range(len(texts))]
    rows = [
        {"KODE": code, "WAJIB KTP": text, "REKAM": 0}
        for code, text in zip(codes, texts, strict=True)
    ]
    table = coverage.parse_table(rows, on=ON).recorded
    obliged_of = {str(row.key): row.coverage.obliged for row in table}
    return [obliged_of.get(code) for code in codes]


KINDS: dict[str, Kind[Any]] = {
    "date": Kind(
        *(draw_date, spell_date, spell_date_twice),
        *(read_column("TANGGAL LAHIR", lambda one: one.birth_date), is_date),
    ),
    "count": Kind(draw_count, spell_count, spell_count_twice, read_counts, is_count),
    "NIK": Kind(draw_nik, spell_nik, spell_nik_twice, read_niks, is_nik),
    "region": Kind(
        *(draw_region, spell_region, None),
        *(read_column("KODE WILAYAH", lambda one: one.residences[0].region), is_region),
    ),
    "sex": Kind(
        *(draw_word("sex"), spell_word("sex"), None),
        *(read_column("JENIS KELAMIN", lambda one: one.sex), is_word("sex")),
    ),
    "ever married": Kind(
        *(draw_word("ever married"), spell_word("ever married"), None),
        read_column("STATUS KAWIN", lambda one: one.first_married_on is not None),
        is_word("ever married"),
    ),
    "status": Kind(
        draw_word("status"), spell_word("status"), None, read_statuses, is_word("status")
    ),
    "heading": Kind(draw_word("heading"), spell_word("heading"), None, read_headings, is_heading),
}


# --- counting ----------------------------------------------------------------------------------


def judged(kind: Kind[T], way: str, rng: Random) -> Iterator[tuple[str, str]]:
    """Yield for each cell whether it is read right, refused or read wrong, and the cell."""
    for begin in range(0, CELLS, BATCH):
        values = [kind.draw(rng) for _ in range(begin, min(CELLS, begin + BATCH))]
        spell = (way == "two meanings" and kind.spell_twice) or kind.spell
        texts = [spell(rng, value) for value in values]
        if way == "damaged":
            texts = [damaged(rng, text) for text in texts]
        for value, text, found in zip(values, texts, kind.read(texts), strict=True):
            if found is None:
                yield "refused", text
            elif way == "two meanings" or not kind.is_spelled(text, found):
                yield "wrong", text
            else:
                is_it = way == "damaged" or found == value
                yield ("right" if is_it else "wrong"), text


def main() -> None:
    """Print the counts of each kind and way."""
    warnings.simplefilter("ignore", DukcapilWarning)
    print_versions("dukcapil")
    rows = []
    wrong: list[tuple[str, str]] = []
    for name, kind in KINDS.items():
        for way in WAYS:
            if way == "two meanings" and kind.spell_twice is None:
                continue
            rng = Random(f"{SEED} {name} {way}")  # noqa: S311  the same cells in every run
            found = list(judged(kind, way, rng))
            counts = Counter(verdict for verdict, _ in found)
            wrong += [(name, text) for verdict, text in found if verdict == "wrong"]
            verdicts = [f"{counts[verdict]:,}" for verdict in ("right", "refused", "wrong")]
            rows.append((f"{name}, {way}", f"{CELLS:,}", *verdicts))
    print_table(("cells", "number", "read right", "refused", "read wrong"), rows)
    if "--show" in sys.argv:
        for name, text in wrong:
            print(f"{name}: {text!r}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
