"""People's lists: entries, edits, scores, titles, and their synchronisation with AniList.

Knows neither Discord nor HTTP nor SQL. Its packages and modules, each of which imports only those above it::

    toggled          a favourite, a follow or a like     pure
    errors           why a list does not change          pure
    viewer           a viewer's language and score format  pure
    pages            slices of something long            pure
    cooldown         a rate limit per person
    answer_cache     AniList's public answers, cached
    rules            how an entry is typed, read and changed  pure
    titles           names of titles, and their index    pure
    notify           reminders, feeds and other news, each sent once
    sync             lists fetched from AniList, and cached
    activity         what members do on AniList, heard for many at once
    finding          from typed text to a title
    franchise        the titles around a title, and in which order to watch them
    changes          every write to AniList
    imports          a list from MyAnimeList, moved step by step
    lists            lines of lists, and who sees them   pure
    cast             characters and staff, and their titles
    listing          a list filtered and ordered, page by page
    profile          a person's profile
    strangers        anybody's list, as AniList shows it to strangers
    stats            statistics of a person's lists
    schedule         when episodes air
    browse           AniList's titles by genre, tag and year
    upcoming         titles that begin, sequels, and returns from a break
    crowd            statistics over many people
    following        whom one follows, and what they think of a title
    visible_members  the members who may be shown to each other
    opening          opens all of these
    expiry           forgets what is too old
"""
