# %% [markdown]
# # A nation in Parquet
#
# Two tables in files, which may exceed memory: the stays of people, and the events of their records
# and cards. One lazy plan computes coverage at the end of each month, by kecamatan and age; if even
# that is too much at once, people are counted in parts. All data are synthetic.
#
# As a script it takes the number of people: `python nation_in_parquet.py 1000000`.

# %%
import sys
import tempfile
from itertools import islice
from pathlib import Path

import polars as pl

from dukcapil import Month, Register
from dukcapil.coverage import AgeBands
from dukcapil.frames import event_problems, series, stay_problems, to_frames
from dukcapil.regions import Level
from dukcapil.testing import synthetic_people

given = sys.argv[1] if len(sys.argv) > 1 else ""
PEOPLE = int(given) if given.isdigit() else 4_000
PART = 2_000

# %% [markdown]
# ## Write the tables
#
# One part at a time, so that only one part is in memory. An integer of our own identifies the
# person: it joins faster than a NIK, and no answer below can identify anyone.

# %%
folder = tempfile.TemporaryDirectory()
nation = Path(folder.name)
people = synthetic_people(PEOPLE, seed=2020)
for part in range(0, PEOPLE, PART):
    some = list(islice(people, PART))
    register = Register.of(
        [resident for resident, _ in some], [event for _, events in some for event in events]
    )
    number = {resident.nik: part + place for place, resident in enumerate(register)}
    for name, table in zip(("stays", "events"), to_frames(register, backend="polars"), strict=True):
        numbered = pl.col("person").replace_strict(number, return_dtype=pl.Int64)
        table.with_columns(numbered).write_parquet(nation / f"{name}-{part}.parquet")
stays = pl.scan_parquet(nation / "stays-*.parquet")
events = pl.scan_parquet(nation / "events-*.parquet")
for name, scanned in (("stays", stays), ("events", events)):
    print(f"{scanned.select(pl.len()).collect().item():,} {name}")

# %% [markdown]
# ## Check before you count
#
# Problems are reported by row number; nothing personal is shown.

# %%
for name, found in (
    ("stays", stay_problems(stays.with_row_index("row"), row="row").collect()),
    ("events", event_problems(stays, events.with_row_index("row"), row="row").collect()),
):
    print(f"{found.height:,} problems in the {name}")
    for field, fault, rows in found.group_by("field", "fault").len().sort("field").rows():
        print(f"  {field}: {fault} ({rows:,} rows)")

# %% [markdown]
# ## Count
#
# Building the plan reads nothing; `collect` reads the files in streams.

# %%
plan = series(
    stays.filter(pl.col("region").str.starts_with("32.75")),
    events,
    Month.range(Month(2020, 1), Month(2021, 1)),
    by=(Level.KECAMATAN, AgeBands([17, 18, 25, 60])),
)
table = plan.collect(engine="streaming")
print(f"{table.height:,} figures, by kecamatan, age and month, of people who must hold a card")

# %% [markdown]
# ## Count in parts
#
# The plan above keeps a little about each person in memory. A part of the people needs a part of
# it, and the figures of parts add up if all rows of a person are in one part.

# %%
PARTS = 4
counted = [
    series(
        stays.filter(pl.col("region").str.starts_with("32.75"), pl.col("person") % PARTS == part),
        events.filter(pl.col("person") % PARTS == part),
        Month.range(Month(2020, 1), Month(2021, 1)),
        by=(Level.KECAMATAN, AgeBands([17, 18, 25, 60])),
    ).collect(engine="streaming")
    for part in range(PARTS)
]
group = ["kecamatan", "age_band", "on"]
added = pl.concat(counted).group_by(group).agg(pl.col("obliged", "covered").sum())
is_same = added.sort(group).equals(table.sort(group))
print(f"counted in {PARTS} parts, the same figures: {is_same}")

# %% [markdown]
# 17-year-olds of all kecamatan, in the year in which schools closed:

# %%
young = (
    table.filter(pl.col("age_band") == "17-17")
    .group_by("on")
    .agg(pl.col("obliged", "covered").sum())
    .sort("on")
)
print("17-year-olds who must hold a card (wajib KTP), and those who hold one")
for on, obliged, covered in young.rows():
    print(f"{on}  {obliged:>9,}  {covered:>9,}  {covered / obliged:7.2%}")
folder.cleanup()
