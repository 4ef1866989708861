"""Browsing AniList's titles by genre, tag, year and so on. Knows nothing of Discord, of HTTP or of SQL."""
