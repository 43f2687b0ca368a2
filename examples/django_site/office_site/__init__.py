"""A site of an office in Django: people who ask for a card, with checked fields, in the admin.

Take `fields.py` and `reports.py` into a site of your own; the rest shows how they are used.
"""
