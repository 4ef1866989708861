"""The reasons why a feed can't be opened, or posts nothing: permissions, kinds of channels, a feed that has ended."""

from collections.abc import Iterable

from cards.card import Card, Colour, button, moment, plain, row, text
from cards.commands import command
from cards.feed_buttons import ShowFeeds
from i18n import listed, mark, t
from library.notify.pauses import last_try
from store import Feed, Pause
from store.feeds import Kind

_FAILED: dict[Kind, str] = {
    "episodes": mark("I can’t post new episodes in {channel} of **{server}** any more, so I stopped."),
    "activity": mark("I can’t post list updates in {channel} of **{server}** any more, so I stopped."),
}
_PAUSED: dict[Kind, str] = {
    "episodes": mark("Discord doesn’t let me post new episodes in {channel} of **{server}**."),
    "activity": mark("Discord doesn’t let me post list updates in {channel} of **{server}**."),
}
PAUSED = mark("⏸️ Paused {time}. I try again {next}, and stop {until} if I still can’t post.")
PAUSED_IDLE = mark("⏸️ Paused {time}. I try again within a minute, or with the next post.")
REFUSED = mark("Discord doesn’t let me post in {channel}. Check what I may do there.")
ALLOWED = mark("Discord refused my last post in {channel}, but I see no permission missing there now.")
_REASONS = {
    50083: mark("{channel} is archived, and I can’t reopen it. Write something in it."),
    160005: mark("{channel} is locked. Unlock it, or allow me **Manage Threads**."),
    160006: mark("This server has as many open threads as Discord allows. Close some."),
    40066: mark("{channel} has no tag that I may use. Allow me **Manage Posts**."),
    40067: mark("{channel} needs a tag on each post. Choose one in {feed}."),
}
ENDED = mark("⚠️ Stopped {time}, because I couldn’t post there. Start it again with {feed}.")
I_LACK = mark("I need more permissions in {channel}: {permissions}. Allow them for me in that channel’s settings.")
LACKING = mark("⚠️ I can’t post there: I need {permissions}.")
YOU_LACK = mark(
    "You need more permissions in {channel}: {permissions}. I do only what you could do there yourself, so ask an "
    "admin who can."
)
DELETED = mark("The channel was deleted.")
TRIED = mark("I tried for a day, and Discord refused each post: I may not see the channel, or not write in it.")
EVERYONE = mark("I never ping @everyone. Choose another role; nothing changed.")
FORUM = mark("A forum can have new episodes, but no list updates. Open one of its posts and run {feed} there.")
MEDIA = mark("In a media channel each post needs a picture or a video of its own, and mine have none. Choose a forum.")
NOWHERE = mark("I can’t post in that kind of channel. Choose a text, announcement or voice channel, a forum, a thread.")
UNSEEN = mark("I can’t see {channel}, so I can’t tell what you may do there. Nothing changed.")


def lacking_card(problem: str) -> Card:
    """The reason why a feed can't be opened."""
    return Card(Colour.AMBER, text(problem), row(button(t("All feeds"), ShowFeeds())))


def unseen(channel_id: int) -> str:
    """The reason why a change of a feed is refused whose channel Musubi can't read."""
    return t(UNSEEN, channel=f"<#{channel_id}>")


def i_lack(channel_id: int, permissions: list[str] | None) -> str:
    """The permissions that Musubi lacks in the channel; empty when it lacks none, or knows of none."""
    return t(I_LACK, channel=f"<#{channel_id}>", permissions=bold(permissions)) if permissions else ""


def you_lack(channel_id: int, permissions: list[str]) -> str:
    """The permissions that the admin lacks in the channel; empty when they lack none.

    Musubi does nothing there on behalf of an admin who may not do it themselves.
    """
    return t(YOU_LACK, channel=f"<#{channel_id}>", permissions=bold(permissions)) if permissions else ""


def lacking_there(permissions: Iterable[str]) -> str:
    """The permissions that Musubi lacks, for a line that names the channel."""
    return t(LACKING, permissions=bold(permissions))


def bold(names: Iterable[str]) -> str:
    """The names of permissions, listed."""
    return listed(f"**{plain(name)}**" for name in names)


def refused(channel_id: int, code: int, lacking: list[str] | None) -> str:
    """The reason for Discord's refusal, as far as Musubi knows it; `code` is Discord's.

    `lacking` is None where Musubi does not know the channel.
    """
    reason = _REASONS.get(code, REFUSED if lacking is None else ALLOWED)
    return i_lack(channel_id, lacking) or t(reason, channel=f"<#{channel_id}>", feed=command("feed"))


def paused(pause: Pause, now: int) -> str:
    """Since when a feed is paused, when its next try is, and until when there are tries."""
    if pause.retry_at <= now:
        return t(PAUSED_IDLE, time=moment(pause.since))
    return t(PAUSED, time=moment(pause.since), next=moment(pause.retry_at), until=moment(last_try(pause.since)))


def ended(ended_at: int) -> str:
    return t(ENDED, time=moment(ended_at), feed=command("feed"))


def paused_notice(feed: Feed, guild_name: str, pause: Pause, lacking: list[str] | None) -> Card:
    """The notice that a feed can't post for now; its admin gets it once."""
    return Card(
        Colour.AMBER,
        text(
            f"### ⏸️ {t('A feed is paused')}",
            t(_PAUSED[feed.kind], channel=f"<#{feed.channel_id}>", server=plain(guild_name)),
            refused(feed.channel_id, pause.refusal, lacking),
            t(
                "I keep trying until {time}. When it works, I post what was missed.",
                time=moment(last_try(pause.since), "f"),
            ),
            f"-# {t('To try at once, run {feed} in that server and open this feed.', feed=command('feed'))}",
        ),
    )


def ended_notice(feed: Feed, guild_name: str, *, is_gone: bool) -> Card:
    """The notice that a feed has ended; its admin gets it once."""
    return Card(
        Colour.AMBER,
        text(
            f"### ⚠️ {t('A feed stopped')}",
            t(_FAILED[feed.kind], channel=f"<#{feed.channel_id}>", server=plain(guild_name)),
            t(DELETED) if is_gone else t(TRIED),
            "" if is_gone else f"-# {t('Run {feed} in that channel to start it again.', feed=command('feed'))}",
        ),
    )
