"""People's lists: entries, edits, scores, titles, and keeping in step with AniList.

Knows neither Discord nor HTTP nor SQL. Pure are :mod:`library.scores`, :mod:`library.dates`, :mod:`library.titles`,
:mod:`library.manners`, :mod:`library.outcomes`, :mod:`library.forms`, :mod:`library.lists`, :mod:`library.circle`,
:mod:`library.notices`, :mod:`library.pages` and :mod:`library.search`; why a list does not change is in
:mod:`library.errors`.
"""
