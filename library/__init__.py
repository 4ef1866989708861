"""People's lists: entries, edits, scores, titles, and keeping in step with AniList.

Knows neither Discord nor HTTP nor SQL. Its packages, each of which imports only those above it::

    rules     how an entry is typed, read and changed      pure
    titles    what titles are called, found by name        pure
    sync      what AniList has, fetched and remembered
    finding   from what a person types to a title
    changes   every write to AniList
    schedule  when episodes air
    notify    who is told, once
    crowd     statistics over many people

Why a list does not change is in :mod:`library.errors`.
"""
