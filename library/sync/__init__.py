"""What AniList has of people and titles, fetched, remembered, and kept in step."""
