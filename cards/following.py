"""What the people whom one follows at AniList think of a title: a card that nobody else ever sees."""

from statistics import fmean

from cards import entries
from cards.card import UPDATED, Card, button, facts, headed, linked, moment, plain, row, small, text
from cards.ids import Action, MediaId
from cards.list_buttons import title as open_title
from cards.media import NOT_ANSWERING, colour_of, cover_of
from cards.who import EntryReader, beside, status_head
from i18n import mark, t, tn
from library.following import FollowedOpinion, FollowedOpinions
from library.viewer import language_of
from store import Link, Media

NOBODY = mark("No one you follow on AniList has this on their list.")
_LATEST = mark("These are the {count} latest. AniList’s page has them all.")
_TITLE, _NAME = 80, 20  # AniList's longest name
_ADDRESS = 60  # of a profile at AniList


class RefreshFollowed(Action, prefix="musubi:followed:latest"):
    """A button that asks AniList again, and shows the same card."""

    media_id: MediaId


def followed_card(media: Media, found: FollowedOpinions, link: Link, *, progress: int) -> Card:
    """`progress` is the follower's own: what lies further is behind spoiler bars."""
    language, reader = language_of(link), EntryReader(media, link.score_format, progress)
    age = NOT_ANSWERING if found.is_unanswered else UPDATED
    as_of = t(age, time=moment(found.as_of))
    latest = t(_LATEST, count=len(found.people)) if found.has_more else ""
    groups = [
        text(
            status_head(status, media.media_type, len(people)),
            *beside(status, [reader.line(_name(person), person) for person in people]),
        )
        for status, people in found.by_status.items()
    ]
    return Card(
        colour_of(media),
        headed(
            t("{title}, by people you follow", title=entries.name(media, language, _TITLE)),
            _mean(found, media, link.score_format),
            picture=media.cover_url,
            described_as=cover_of(media, language),
        ),
        *(groups or [text(t(NOBODY))]),
        text(small(latest), small(as_of)),
        row(open_title(media.id), button(t("Refresh"), RefreshFollowed(media.id))),
    )


def _name(person: FollowedOpinion) -> str:
    has_page = person.url and len(person.url) <= _ADDRESS
    return linked(plain(person.name, _NAME), person.url if has_page else None)


def _mean(found: FollowedOpinions, media: Media, score_format: str) -> str:
    """Their mean, beside AniList's."""
    if not found.scores:
        return ""
    mean = f"**{entries.starred(entries.mean(fmean(found.scores), score_format))}**"
    theirs = entries.average(media, score_format)
    scored = tn("{count} scored it", "{count} scored it", len(found.scores))
    return facts(mean, scored, t("AniList: {score}", score=entries.starred(theirs)) if theirs else "")
