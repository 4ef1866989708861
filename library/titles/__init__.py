"""Titles' names, and an index over them in memory. Pure: no request, no table."""
