"""Tamper-evident record of what was done and seen: one append-only chain per room. Imports nothing of ours."""
