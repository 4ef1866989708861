"""The post of a title in a forum: its first message, below which new episodes are posted."""

from cards import entries, list_buttons
from cards.card import Card, headed, linked, row
from cards.media import colour_of, cover_of, facts_of
from i18n import mark, t
from store import Media

STARTED = mark("New episodes are posted here.")


def title_post(media: Media, language: str) -> Card:
    body = headed(
        linked(entries.name(media, language), media.site_url),
        facts_of(media),
        t(STARTED),
        picture=media.cover_url,
        described_as=cover_of(media, language),
    )
    return Card(colour_of(media), body, row(list_buttons.title(media.id)))
