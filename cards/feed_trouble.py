"""The reasons why a feed can't be opened, or posts nothing: permissions, kinds of channels, a feed that has ended."""

from cards.card import Card, Colour, button, moment, plain, row, text
from cards.commands import command
from cards.feed_buttons import ShowFeeds
from i18n import listed, mark, t
from store import Feed
from store.feeds import Kind

_FAILED: dict[Kind, str] = {
    "episodes": mark("I can’t post new episodes in {channel} of **{server}** any more, so I stopped."),
    "activity": mark("I can’t post list updates in {channel} of **{server}** any more, so I stopped."),
}
ENDED = mark("⚠️ Stopped {time}, because I couldn’t post there. Start it again with {feed}.")
I_LACK = mark("I need more permissions in {channel}: {permissions}. Allow them for me in that channel’s settings.")
YOU_LACK = mark(
    "You need more permissions in {channel}: {permissions}. I only post and ping where you could, so ask an admin who "
    "can."
)
EVERYONE = mark("I never ping @everyone. Choose another role; nothing changed.")
FORUM = mark("A forum can’t have a feed, but its posts can: open one and run {feed} there.")
VOICE = mark("Voice and stage channels can’t have feeds. Choose a text channel, an announcement channel or a thread.")


def lacking_card(problem: str) -> Card:
    """The reason why a feed can't be opened."""
    return Card(Colour.AMBER, text(problem), row(button(t("All feeds"), ShowFeeds())))


def no_place_card(*, is_forum: bool) -> Card:
    """The reason why a channel of that kind can't have a feed."""
    return lacking_card(t(FORUM, feed=command("feed")) if is_forum else t(VOICE))


def i_lack(channel_id: int, permissions: list[str]) -> str:
    """The permissions that Musubi lacks in the channel; empty when it lacks none."""
    return t(I_LACK, channel=f"<#{channel_id}>", permissions=_bold(permissions)) if permissions else ""


def you_lack(channel_id: int, permissions: list[str]) -> str:
    """The permissions that the admin lacks in the channel; empty when they lack none.

    Musubi does nothing there on behalf of an admin who may not do it themselves.
    """
    return t(YOU_LACK, channel=f"<#{channel_id}>", permissions=_bold(permissions)) if permissions else ""


def _bold(names: list[str]) -> str:
    return listed(f"**{plain(name)}**" for name in names)


def ended(ended_at: int) -> str:
    return t(ENDED, time=moment(ended_at), feed=command("feed"))


def ended_notice(feed: Feed, guild_name: str) -> Card:
    """The notice that a feed has ended; its admin gets it once."""
    return Card(
        Colour.AMBER,
        text(
            f"### ⚠️ {t('A feed stopped')}",
            t(_FAILED[feed.kind], channel=f"<#{feed.channel_id}>", server=plain(guild_name)),
            t("The channel was deleted or locked, or I lost the permission to see it or write in it."),
            f"-# {t('Run {feed} in that channel to start it again.', feed=command('feed'))}",
        ),
    )
