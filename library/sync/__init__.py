"""Synchronisation with AniList: lists and titles are fetched, cached in the store, and kept fresh."""
