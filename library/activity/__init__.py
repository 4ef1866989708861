"""What members do with their lists on AniList: heard for many at once, and a hint to read a list again."""
