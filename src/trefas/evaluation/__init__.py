"""Figures that leave a room only as suppressed counts, each counted by the one kind of room that owns it."""
