"""Columns as offices write them, read into the words that figures need.

Where a change goes: a single column `columns`, names of regions `region_names`, a whole table of
current statuses `statuses`.
"""
