"""The figures and lists that tables answer with, a module for each function, or for two alike.

Where a change goes: the module of the function's name.
"""
