"""How an entry is typed, read, and changed: counts, scores, dates, notes, lists. Pure: no request, no table."""
