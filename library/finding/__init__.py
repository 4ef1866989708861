"""Title search: from typed text to a title of the person's list, of the cache, or of AniList."""
