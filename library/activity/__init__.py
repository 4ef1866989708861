"""What members do with their lists on AniList: heard for many at once, a hint to read a list, and told to feeds."""
