"""Between tables and registers: conversions, and answers that need both.

Where a change goes: from a register to tables `to_frames`; from tables to a register `from_frames`;
why a published figure changed `revisions`.
"""
