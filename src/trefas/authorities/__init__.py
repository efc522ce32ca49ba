"""Authorities, their independent branches and units, the people who work there, and what they have agreed."""
