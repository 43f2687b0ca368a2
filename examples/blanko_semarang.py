# %% [markdown]
# # Blanks: half a year of an office
#
# From May to October 2017 Kabupaten Semarang received 37,000 blank cards and printed 35,000;
# 2,000 were left (dukcapil.semarangkab.go.id, 19 October 2017). That much is in print. How the
# six months went is made up here, so that every kind of entry has its place: lots that come,
# cards for the 19 kecamatan, spoiled blanks that are burned, an entry that was wrong, and a count
# that finds three cards too few.

# %%
from __future__ import annotations

from datetime import date, timedelta

from dukcapil import Ledger, Month, regions
from dukcapil.allocation import Claim, Method, share
from dukcapil.blanko import (
    MISSING,
    PRINTED,
    SPOILED,
    STORE,
    Allocated,
    Closed,
    Counted,
    Destroyed,
    Distributed,
    Lent,
    Place,
    Printed,
    Received,
    Returned,
    Reversed,
    Spoiled,
    movements,
    provincial_report,
    reconcile,
    stock_card,
    stock_out_days,
    trial_balance,
)
from dukcapil.errors import LedgerError

MAY_1, NOVEMBER_1 = date(2017, 5, 1), date(2017, 11, 1)
SURUH = Place.point("33.22.04 Suruh")

# %% [markdown]
# ## Six months
#
# Six lots, 37,000 cards together. Each is allocated by the ministry, travels under a document,
# and is received. Cards are printed at the office on working days until 35,000 are.

# %%
LOTS = (6_000, 4_000, 8_000, 7_000, 5_000, 7_000)
ledger = Ledger()
for number, (month, cards) in enumerate(
    zip(Month.range(Month(2017, 5), Month(2017, 11)), LOTS, strict=True)
):
    sent, arrived = month.first_day + timedelta(days=1), month.first_day + timedelta(days=4)
    bast = f"BAST {month}"
    ledger = ledger.post(
        Allocated(id=f"allocated-{number}", on=sent, cards=cards, document=bast),
        Received(id=f"received-{number}", on=arrived, cards=cards, document=bast),
    )

# A hundred cards for Suruh, which prints by itself.
ledger = ledger.post(
    Distributed(id="suruh-1", on=date(2017, 6, 7), cards=100, document="SJ 1"),
    Received(id="suruh-2", on=date(2017, 6, 8), cards=100, document="SJ 1", to=SURUH),
    Printed(id="suruh-3", on=date(2017, 6, 9), cards=96, at=SURUH),
    Spoiled(id="suruh-4", on=date(2017, 6, 9), cards=4, at=SURUH),
    # It hands in the spoiled ones, which are burned at the office.
    Returned(id="suruh-5", on=date(2017, 6, 12), cards=4, source=Place.spoiled(SURUH), to=SPOILED),
)

# In August Kota Salatiga, 33.73, ran out and borrowed two hundred, which it gave back in September.
SALATIGA = "33.73"
ledger = ledger.post(
    Lent(id="loan-1", on=date(2017, 8, 7), cards=200, office=SALATIGA, document="BA 470/2"),
    Returned(id="loan-2", on=date(2017, 9, 4), cards=200, source=Place.lent(SALATIGA)),
)

to_print = 35_000 - 96
day = date(2017, 5, 8)
while to_print:
    if day.weekday() < 5:
        on_hand = ledger.balance(STORE, on=day)
        cards = min(to_print, on_hand - 20, 310)  # a few are kept back
        if cards > 0:
            ledger = ledger.post(Printed(id=f"printed-{day}", on=day, cards=cards))
            to_print -= cards
    day += timedelta(days=1)
print(f"{ledger}, the last cards printed on {day - timedelta(days=1):%d %B %Y}")
left = ledger.balance(STORE, on=NOVEMBER_1)
printed, spoiled = (ledger.balance(place, on=NOVEMBER_1) for place in (PRINTED, SPOILED))
print(f"Received {sum(LOTS):,}, printed {printed:,}, spoiled {spoiled}, left {left:,}.")

# %% [markdown]
# Four were spoiled at Suruh, and wait in the store to be burned, so 1,996 are left to print. The
# printed 2,000 is received less printed.
#
# ## What cannot be written
#
# The ledger takes nothing that cannot have been.

# %%
print()
for entry in (
    Printed(id="too-many", on=date(2017, 5, 31), cards=9_000),
    Destroyed(id="burned-5", on=date(2017, 6, 30), cards=5, document="BA 3"),
    Received(id="out-of-nothing", on=date(2017, 6, 30), cards=500, document="BAST 9"),
):
    try:
        ledger.post(entry)
    except LedgerError as error:
        print(f"{type(entry).__name__}: {error}")

# %% [markdown]
# ## A wrong entry, a count, and the books closed
#
# On 12 July somebody entered ten spoiled blanks twice. The second entry is reversed, and stays.
# At the end of October the store is counted: three cards are missing. From then on nobody can
# change what was counted, and the books of the half year are closed.

# %%
ledger = ledger.post(
    Spoiled(id="spoiled-1", on=date(2017, 7, 12), cards=10),
    Spoiled(id="spoiled-2", on=date(2017, 7, 12), cards=10),
    Reversed(id="wrong-1", on=date(2017, 7, 14), reverses="spoiled-2", reason="entered twice"),
    Destroyed(id="burned-1", on=date(2017, 9, 29), cards=14, document="BA 470/3"),
)
expected = ledger.balance(STORE, on=date(2017, 10, 31))
ledger = ledger.post(
    Counted(id="count-1", on=date(2017, 10, 31), at=STORE, counted_cards=expected - 3),
    Closed(id="closed-1", on=NOVEMBER_1, until=NOVEMBER_1),
)
digest = ledger.digest
print(f"\nThe count found {ledger.balance(MISSING, on=NOVEMBER_1)} cards too few.")
print(f"For the minutes of the closing: {digest[:16]}...")
try:
    ledger.post(Printed(id="late", on=date(2017, 10, 30), cards=1))
except LedgerError as error:
    print(f"An entry for 30 October, written now: {error}")

# %% [markdown]
# ## The reports

# %%
print("\nTrial balance at the end of October:")
print(trial_balance(ledger, on=date(2017, 10, 31)))

# %%
print("\nThe half year, reconciled:")
print(reconcile(ledger, since=MAY_1, until=NOVEMBER_1))

# %%
print("\nMovements:")
print(movements(ledger, [Month(2017, 5), Month(2017, 6), Month(2017, 7)]))

# %%
print("\nThe stock card of Suruh:")
card = stock_card(ledger, SURUH, since=MAY_1, until=NOVEMBER_1)
print(card)

# %% tags=["active-ipynb"]
# card.plot();

# %%
print("\nDays on which Suruh ended with nothing:")
print(stock_out_days(ledger, SURUH, since=MAY_1, until=NOVEMBER_1))

# %% [markdown]
# Twice a month the province asks. On 19 October 754,453 had to hold a card, 51,644 were not
# recorded and 92,675 waited for a print (the same source).

# %%
print("\nReport to the province:")
report = provincial_report(
    ledger,
    on=date(2017, 10, 19),
    obliged_people=754_453,
    recorded_people=754_453 - 51_644,
    print_ready_people=92_675,
    suket_people=0,
)
print(report)

# %% [markdown]
# ## The next lot
#
# In April 10,000 blanks had been shared among the 19 kecamatan by the number recorded: 827 to
# Ungaran Timur, 768 to Ungaran Barat, 131 to Kaliwungu (news.republika.co.id/berita/oonl83348).
# Say that the next 10,000 come in boxes of 50, and that the kecamatan have these queues and
# stocks, which are made up. Four methods, side by side:

# %%
KECAMATAN = [region.name for region in regions.children("33.22")]
claims = [
    Claim(key=name, weight=1_000 + 700 * (number % 7), on_hand_cards=40 * (number % 5))
    for number, name in enumerate(KECAMATAN)
]
methods = (Method.MONTHS_OF_STOCK, Method.HAMILTON, Method.EQUAL, Method.MAX_MIN)
shares = [share(10_000, claims, method=method, box_cards=50) for method in methods]
print(f"\n{'':15}" + "".join(f"{method.value:>17}" for method in methods))
for name in KECAMATAN:
    print(f"{name:15}" + "".join(f"{lot[name].cards:17,}" for lot in shares))
print(f"{'left over':15}" + "".join(f"{lot.left_over_cards:17,}" for lot in shares))
