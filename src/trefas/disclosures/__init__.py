"""Disclosure (utlämnande): the only way from room to room. Assessment, decision, envelope, receipt, received items."""
