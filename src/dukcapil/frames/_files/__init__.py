"""Registers in files of columns.

Where a change goes: the tables and their columns `layout`; columns of Arrow `arrow`; the file
around the tables, its digests and its refusals `container`; a register as tables `writing`, and
tables as a register `reading`; the two functions `registers`.
"""
