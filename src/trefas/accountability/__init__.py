"""How the work answers for itself: retention, extracts, review of reads, break-glass. Reads the other contexts."""
