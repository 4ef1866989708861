"""One person's commands, presses and keystrokes are bounded; nobody else's, and no person's of flesh and blood."""

import pytest

from cards.errors import TOO_FAST
from library.cooldown import Cooldown
from library.errors import TooFast
from tests.kit.library import AOI, REN
from tests.kit.lists import told
from tests.kit.world import World, says, words


class Now:
    """A clock that is set."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_twenty_at_once_then_one_a_second_for_each_person() -> None:
    now = Now()
    cooldown = Cooldown(20, 1, now=now)
    for _ in range(20):
        cooldown.charge(AOI)
    for _ in range(3):
        with pytest.raises(TooFast) as refused:
            cooldown.charge(AOI)
        assert refused.value.retry_after == 1
    cooldown.charge(REN)
    now.at = 1
    cooldown.charge(AOI)
    with pytest.raises(TooFast):
        cooldown.charge(AOI)
    now.at = 21
    for _ in range(20):
        cooldown.charge(AOI)


def test_a_script_has_its_share_and_no_more() -> None:
    now = Now()
    cooldown = Cooldown(20, 1, now=now)
    served = 0
    for tick in range(10 * 600):
        now.at = tick / 10
        try:
            cooldown.charge(AOI)
        except TooFast:
            continue
        served += 1
    assert served == pytest.approx(600 + 20, abs=1)


def test_people_who_are_gone_are_forgotten() -> None:
    now = Now()
    cooldown = Cooldown(20, 1, now=now)
    for person in range(5000):
        now.at = person
        cooldown.charge(person)
    assert len(cooldown) < 10


async def test_too_many_commands_are_told_when_there_may_be_more(world: World) -> None:
    world.bot.cooldown = Cooldown(at_once=2, a_second=0.1)
    member = world.guild.add_member(world.env.create_user("hasty"))
    *_, second, third = [told(await member.slash(world.general, "link")) for _ in range(3)]
    assert not says(second, TOO_FAST)
    assert third.ephemeral
    assert says(third, TOO_FAST) and "<t:" in words(third)


async def test_whoever_types_faster_than_anybody_can_is_offered_nothing(world: World) -> None:
    world.bot.keystrokes = Cooldown(at_once=2, a_second=0.1)
    member = world.guild.add_member(world.env.create_user("script"))
    offers = [await member.autocomplete(world.general, "remind", "zone", "Europe/B") for _ in range(3)]
    assert [bool(offered) for offered in offers] == [True, True, False]
