"""Tables in, tables out: what was known, one region, other boundaries, numbers for persons.

Where a change goes: what was known, and a region `known`; codes of another day `boundaries`;
persons as numbers `numbers`.
"""
