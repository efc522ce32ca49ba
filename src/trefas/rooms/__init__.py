"""Rooms, the pass, row security, keys and sealed fields: the only code that decides what is visible."""
