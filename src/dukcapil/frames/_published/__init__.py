"""Answers as the tables of `coverage`, which print, plot, decompose and suppress.

Where a change goes: reading of answers `reading`; each kind of table `tables`; suppression within
a frame `suppression`.
"""
