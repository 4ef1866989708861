"""The tab Opinions: scores and lists at AniList and in the server, and the most helpful review."""

from collections import Counter

from cards import entries
from cards import visible_members as circles
from cards.card import Gallery, Picture, linked, plain, row, small, text
from cards.charts.letters import drawable
from cards.charts.opinions import Opinion
from cards.description import described
from cards.list_buttons import people_i_follow
from cards.title.tabs import NOT_TOLD, Part, TitleView
from i18n import mark, number, t
from library.crowd.who import Who
from library.titles.details import Review, TitleDetails
from library.visible_members import VisibleMembers

ANILIST = "AniList"
NO_OPINIONS = mark("AniList shows no scores and no lists for this yet.")
NO_REVIEW = mark("AniList shows no review of this yet.")
HERE = mark("This server")
_SUMMARY, _NAME = 240, 40


def opinions_on(view: TitleView, here: tuple[Who, VisibleMembers] | None) -> list[Opinion]:
    """AniList's opinion, and that of the server where the card is shown, on the viewer's scale."""
    media, details = view.shown.media, view.shown.details or TitleDetails()
    theirs = Opinion(ANILIST, entries.average(media, view.score_format), details.scores, details.statuses)
    if here is None:
        return [theirs]
    found, circle = here
    mean = entries.mean(found.mean, view.score_format) if found.mean else ""
    statuses = {status: len(people) for status, people in found.groups.items()}
    return [theirs, Opinion(drawable(circle.guild_name, t(HERE)), mean, Counter(found.scores), statuses)]


def opinions(view: TitleView, picture: Picture | None, circle: VisibleMembers | None) -> list[Part]:
    """The tab's parts: `picture` is the chart of :func:`opinions_on`, and `circle` are the members in it, if any."""
    return [
        *([Gallery(picture)] if picture else []),
        text(*_told(view, has_picture=picture is not None)),
        *([circles.foot(circle)] if circle else []),
        row(people_i_follow(view.place.media_id)),
    ]


def _told(view: TitleView, *, has_picture: bool) -> list[str]:
    """The review, and what AniList does not show."""
    details = view.shown.details
    if details is None:
        return [t(NOT_TOLD)]
    scores = "" if has_picture else t(NO_OPINIONS)
    return [scores, *(_review(details.review, view.score_format) if details.review else [t(NO_REVIEW)])]


def _review(review: Review, score_format: str) -> list[str]:
    """The review's summary in its author's words, and where the whole of it is."""
    votes = t("{number} of {total} found it helpful", number=number(review.helpful), total=number(review.votes))
    by = t("by {name}", name=plain(review.by, _NAME))
    return [
        f"**{linked(t('Most helpful review'), review.site_url)}**",
        small(by, entries.scored(review.score or 0, score_format), votes if review.votes else ""),
        f"> {described(review.summary, _SUMMARY)}",
    ]
