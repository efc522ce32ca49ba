"""The file (akt) each room hangs on its own person: proposal, notes, timeline, co-operation, meetings, commitments."""
