"""Tables in, tables out: what was known, one region, other boundaries.

Where a change goes: what was known, and a region `known`; codes of another day `boundaries`.
"""
