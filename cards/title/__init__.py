"""The tabs of a title's card, one module each; :mod:`cards.media` is the card around them.

A tab is a function from a :class:`cards.title.tabs.TitleView`, and from what `cogs/title.py` has loaded for it, to the
parts between the card's head and its buttons. It is offered once it stands in :data:`cards.title.tabs.TABS`.
"""
