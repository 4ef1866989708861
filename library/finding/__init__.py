"""From what a person types to a title: their list, then what is remembered, then AniList’s search."""
