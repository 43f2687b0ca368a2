"""Sentences with figures, in English and Indonesian: the one table of them."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Final, Self, final

__all__ = ["SENTENCES", "Part", "Sentence"]

# Where a word of the office stands in both languages (LK, PR, JML), tables print it so.
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "above recorded": (
        "print ready {ready} + holding {holding} is more than recorded, {recorded}",
        "siap cetak {ready} + memiliki KTP-el {holding} lebih dari sudah rekam, {recorded}",
    ),
    "above whole": (
        "{covered} of only {obliged} obliged",
        "{covered} dari hanya {obliged} wajib KTP",
    ),
    "demand by default": (
        (
            "By {method}: no other method is better by two standard errors in a back-test of "
            "{count} forecasts."
        ),
        (
            "Dengan {method}: tidak ada metode lain yang lebih baik sebesar dua galat baku dalam "
            "uji balik {count} prakiraan."
        ),
    ),
    "demand by score": (
        (
            "By {method}, which is better than {other} by two standard errors or more in a "
            "back-test of {count} forecasts."
        ),
        (
            "Dengan {method}, yang lebih baik daripada {other} sebesar dua galat baku atau lebih "
            "dalam uji balik {count} prakiraan."
        ),
    ),
    "demand together": (
        "All months together: {low} to {high} cards with {share} %, {mean} on average.",
        "Semua bulan bersama: {low} s.d. {high} keping dengan {share} %, rata-rata {mean}.",
    ),
    "demand untested": (
        "By {method}; the history is too short for a back-test.",
        "Dengan {method}; riwayat terlalu pendek untuk uji balik.",
    ),
    "forecast answer": (
        (
            "Everyone has a card at some month's end by {month} with probability {cleared}; people "
            "have waited for blanks at some month's end by then with probability {out}."
        ),
        (
            "Semua memiliki KTP-el pada suatu akhir bulan s.d. {month} dengan peluang {cleared}; "
            "orang pernah menunggu blangko pada akhir bulan s.d. saat itu dengan peluang {out}."
        ),
    ),
    "forecast assumes": (
        (
            "Assumed a month: {blanks} blanks, {replacements} replacements, {joining} newly "
            "obliged; deliveries of different months are {dependence}."
        ),
        (
            "Asumsi per bulan: {blanks} blangko, {replacements} penggantian, {joining} wajib KTP "
            "baru; kiriman antarbulan {dependence}."
        ),
    ),
    "forecast branch": (
        (
            "with probability {chance}; then everyone has a card at some month's end by {month} "
            "with probability {cleared}, and people have waited for blanks with {out}."
        ),
        (
            "dengan peluang {chance}; bila terjadi, semua memiliki KTP-el pada suatu akhir bulan "
            "s.d. {month} dengan peluang {cleared}, dan orang pernah menunggu blangko dengan {out}."
        ),
    ),
    "forecast by branch": (
        "By branch: exactly one of the scenarios comes true, and these are all together.",
        "Menurut cabang: tepat satu dari skenario terjadi; angka di atas gabungan semuanya.",
    ),
    "forecast exact": (
        "The numbers are exact but for rounding to the digits shown.",
        "Angka-angka tepat, kecuali pembulatan.",
    ),
    "forecast lattice": (
        "Computed in steps of {step}: the true number is in the range, or rounds to the one shown.",
        "Dihitung dengan langkah {step}: angka sebenarnya dalam rentang, atau dibulatkan sama.",
    ),
    "forecast simulated": (
        (
            "From {paths} simulated trajectories: ± is one standard error, and numbers of people "
            "and cards are quantiles of them."
        ),
        (
            "Dari {paths} lintasan simulasi: ± ialah satu galat baku; jumlah orang dan blangko "
            "ialah kuantilnya."
        ),
    ),
    "forecast simulated by": (
        "Probabilities by then are from {paths} simulated trajectories: ± is one standard error.",
        "Peluang s.d. bulan itu dari {paths} lintasan simulasi: ± ialah satu galat baku.",
    ),
    "moved": (
        "obliged {old} on {since} and {new} on {until}: a change of {share} %, more than {most} %",
        "wajib KTP {old} per {since} dan {new} per {until}: berubah {share} %, lebih dari {most} %",
    ),
    "moved from none": (
        (
            "obliged {old} on {since} and {new} on {until}: a change of {new} from none, "
            "more than {most} %"
        ),
        (
            "wajib KTP {old} per {since} dan {new} per {until}: berubah {new} dari nol, lebih "
            "dari {most} %"
        ),
    ),
    "no obliged": (
        "in no coverage: the obliged are not given",
        "tidak masuk cakupan: wajib KTP tidak disebut",
    ),
    "no stage": (
        "in no coverage: neither the recorded nor the holders are given",
        "tidak masuk cakupan: yang sudah rekam maupun yang memiliki KTP-el tidak disebut",
    ),
    "parts": (
        "{stage} {there} + {others} {elsewhere} = {both}, but obliged is {obliged}",
        "{stage} {there} + {others} {elsewhere} = {both}, tetapi wajib KTP {obliged}",
    ),
    "percentage": (
        "{printed} % is printed, but {covered} of {obliged} is {computed} %",
        "tercetak {printed} %, tetapi {covered} dari {obliged} adalah {computed} %",
    ),
    "percentage of nobody": (
        "{printed} % is printed, but nobody is obliged",
        "tercetak {printed} %, tetapi tidak ada wajib KTP",
    ),
    "place": ("{kind} {name}", "{kind} {name}"),
    "place of a blank": ("{place} ({blank})", "{place} ({blank})"),
    "place of the spoiled": ("spoiled at {place}", "rusak di {place}"),
    "region missing": (
        "{found} of the {expected} {kind} of {region} on {day}; missing: {missing}",
        "{found} dari {expected} {kind} di {region} per {day}; tidak ada: {missing}",
    ),
    "regions inside": (
        "the {count} regions inside add up to {people}, but {region} has {printed}",
        "{count} wilayah di dalamnya berjumlah {people}, tetapi {region} tertulis {printed}",
    ),
    "sexes": (
        "LK {male} + PR {female} = {both}, but JML is {total}",
        "LK {male} + PR {female} = {both}, tetapi JML {total}",
    ),
    "spelling": (
        "{region} is {name} in the table of regions, not as written here",
        "{region} adalah {name} dalam tabel wilayah, tidak seperti tertulis di sini",
    ),
    "sum": (
        "the rows above add up to {people}, but the sum is {printed}",
        "baris di atasnya berjumlah {people}, tetapi jumlahnya tertulis {printed}",
    ),
    "sum of a block": (
        "the rows above add up to {people} ({block} since the last sum), but the sum is {printed}",
        (
            "baris di atasnya berjumlah {people} ({block} sejak jumlah terakhir), tetapi jumlahnya "
            "tertulis {printed}"
        ),
    ),
    "title": (
        "no figures: read as the title of the rows below",
        "tanpa angka: dibaca sebagai judul baris di bawahnya",
    ),
    "two codes": (
        "row {row} has the same name with the code {region}",
        "baris {row} memakai nama yang sama dengan kode {region}",
    ),
    "two names": (
        "row {row} has another name with the same code",
        "baris {row} memakai nama lain dengan kode yang sama",
    ),
}
"""English and Indonesian sentence of each kind, with the names of its parts."""


Part = str | int | Decimal


@final
class Sentence(str):
    """An English sentence that tables of another language write in that one.

    It is text like any other. Its parts are words, dates as text, and numbers, which have the
    separators of the language.
    """

    __slots__ = ("_kind", "_parts")

    _kind: str
    _parts: dict[str, Part]

    def __new__(cls, kind: str, /, **parts: Part) -> Self:
        """Make the sentence of a kind of `SENTENCES` with its parts."""
        sentence = super().__new__(cls, _filled(SENTENCES[kind][0], parts, _english))
        sentence._kind, sentence._parts = kind, parts
        return sentence

    def in_indonesian(self, write: Callable[[Part], str]) -> str:
        """Return the Indonesian sentence; `write` writes its parts."""
        return _filled(SENTENCES[self._kind][1], self._parts, write)

    def __reduce__(self) -> tuple[object, ...]:
        return partial(Sentence, self._kind, **self._parts), ()


def _filled(template: str, parts: dict[str, Part], write: Callable[[Part], str]) -> str:
    return template.format_map({name: write(part) for name, part in parts.items()})


def _english(part: Part) -> str:
    return part if isinstance(part, str) else f"{part:,}"
