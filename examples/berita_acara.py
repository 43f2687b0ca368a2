# %% [markdown]
# # Berita acara: minutes from the ledger
#
# A receipt, a count and a destruction each end on paper, with signatures. These three templates
# fill in what the ledger knows; names are written by hand, so that the ledger holds none. Each
# makes a page that prints on A4. The office and its figures are made up.

# %%
from __future__ import annotations

from datetime import date, timedelta
from html import escape
from pathlib import Path
from tempfile import mkdtemp

from dukcapil import Ledger
from dukcapil.blanko import (
    STORE,
    Allocated,
    Counted,
    Destroyed,
    Place,
    Printed,
    Received,
    Spoiled,
    destructions,
    stock_card,
)

DAY = timedelta(days=1)
OFFICE = "Dinas Kependudukan dan Pencatatan Sipil Kota Contoh"

ledger = Ledger(explain_from_cards=1).post_all(
    [
        [Allocated(id="a-1", on=date(2025, 3, 3), cards=4_000, document="BAST 12/2025")],
        [Received(id="r-1", on=date(2025, 3, 5), cards=3_990, document="BAST 12/2025")],
        [Printed(id="p-1", on=date(2025, 3, 7), cards=310)],
        [Spoiled(id="s-1", on=date(2025, 3, 7), cards=6, reason="gagal encode")],
        [
            Counted(
                id="c-1",
                on=date(2025, 3, 10),
                at=STORE,
                counted_cards=3_672,
                document="BA 3/2025",
                reason="dua keping tidak ditemukan",
            )
        ],
        [Destroyed(id="x-1", on=date(2025, 3, 11), cards=5, document="BA 4/2025")],
    ]
)

# %% [markdown]
# ## The page
#
# A title, what happened, a table, and places for names and signatures.

# %%
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def in_words(day: date) -> str:
    """The day of the week and the date in Indonesian."""
    return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def number(cards: int) -> str:
    """A number as Indonesians write it."""
    return f"{cards:,}".replace(",", ".")


def page(title: str, document: str, opening: str, rows: dict[str, str], *signers: str) -> str:
    """A page that prints on A4."""
    lines = "".join(
        f"<tr><td>{escape(what)}</td><td>{escape(value)}</td></tr>" for what, value in rows.items()
    )
    signatures = "".join(
        f"<td>{escape(signer)},<br><br><br><br>(................................)<br>NIP.</td>"
        for signer in signers
    )
    return f"""<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>{escape(title)}</title><style>
@page {{ size: A4; margin: 25mm }}
body {{ font: 12pt/1.5 serif; max-width: 160mm; margin: auto }}
h1 {{ font-size: 14pt; text-align: center; margin: 0 }}
p.number {{ text-align: center; margin-top: 0 }}
table {{ width: 100%; border-collapse: collapse; margin: 1em 0 }}
table.figures td {{ border: 1px solid #111; padding: .3em .6em }}
table.figures td + td {{ text-align: right }}
table.signatures td {{ text-align: center; padding-top: 2em; width: {100 // len(signers)}% }}
</style></head><body>
<h1>{escape(title)}</h1><p class="number">Nomor: {escape(document)}</p>
<p>{escape(opening)}</p>
<table class="figures">{lines}</table>
<p>Demikian berita acara ini dibuat dengan sebenarnya.</p>
<table class="signatures"><tr>{signatures}</tr></table>
</body></html>"""


# %% [markdown]
# ## Three templates


# %%
def receipt(ledger: Ledger, entry_id: str) -> str:
    """Berita acara serah terima: what arrived under a document, and what is still on the way."""
    entry = ledger[entry_id]
    if not isinstance(entry, Received):
        raise TypeError("a receipt is of an entry that received")
    left = ledger.balance(Place.transit(entry.document), on=entry.on)
    return page(
        "BERITA ACARA SERAH TERIMA BLANGKO KTP-EL",
        entry.document,
        f"Pada hari {in_words(entry.on)} telah diterima di {OFFICE} blangko KTP-el:",
        {
            "Diterima (keping)": number(entry.cards),
            "Belum tiba (keping)": number(left),
            "Saldo gudang sesudahnya (keping)": number(ledger.balance(entry.to, on=entry.on)),
        },
        "Yang menyerahkan",
        "Yang menerima",
    )


def count(ledger: Ledger, entry_id: str) -> str:
    """Berita acara stock opname: what the books said, what was counted, and the difference."""
    entry = ledger[entry_id]
    if not isinstance(entry, Counted):
        raise TypeError("minutes of a count are of a count")
    day = stock_card(ledger, entry.at, since=entry.on, until=entry.on + DAY)
    found = next(line for line in day.rows if line.id == entry_id)
    difference = found.in_cards - found.out_cards
    return page(
        "BERITA ACARA STOCK OPNAME BLANGKO KTP-EL",
        entry.document,
        f"Pada hari {in_words(entry.on)} telah dihitung blangko KTP-el di {OFFICE}:",
        {
            "Menurut buku (keping)": number(entry.counted_cards - difference),
            "Hasil hitung (keping)": number(entry.counted_cards),
            "Selisih (keping)": f"{difference:+,}".replace(",", "."),
            "Keterangan": entry.reason,
        },
        "Petugas gudang",
        "Pemeriksa",
    )


def destruction(ledger: Ledger, on: date) -> str:
    """Berita acara pemusnahan: what was destroyed on a day, and what spoiled blanks are left."""
    listed = destructions(ledger, since=on, until=on + DAY)
    left = ledger.balance(Place.spoiled(STORE), on=on)
    return page(
        "BERITA ACARA PEMUSNAHAN BLANGKO KTP-EL RUSAK",
        ", ".join(row.document for row in listed.rows),
        f"Pada hari {in_words(on)} telah dimusnahkan dengan cara dibakar di {OFFICE}:",
        {
            "Dimusnahkan (keping)": number(listed.cards),
            "Masih menunggu pemusnahan (keping)": number(left),
        },
        "Pelaksana",
        "Saksi",
        "Mengetahui",
    )


# %% [markdown]
# ## Filled in
#
# The digest in the file name of the last page ties the paper to the books: `Ledger.verify` finds it
# again as long as nothing before it was changed.

# %%
folder = Path(mkdtemp())
for name, html in {
    "serah-terima": receipt(ledger, "r-1"),
    "stock-opname": count(ledger, "c-1"),
    "pemusnahan": destruction(ledger, date(2025, 3, 11)),
}.items():
    file = folder / f"{name}-{ledger.digest[:8]}.html"
    file.write_text(html, encoding="utf-8")
    print(f"{file.name}: {len(html):,} characters")
print(f"For the minutes: {ledger.digest}")
