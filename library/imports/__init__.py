"""Moving a list over from MyAnimeList: its export is read, matched to AniList, planned, and written step by step."""
