"""The telephone list of a round: who has not answered, whom to ring, what was tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.campaigns.asked import asked
from directory.campaigns.calls import STEPS, Asked, Person, may_be_rung, next_step
from directory.campaigns.reads import find
from directory.campaigns.words import all_tried
from directory.i18n import _
from directory.organisations.canonical import shown_phone
from directory.organisations.wording import place
from directory.settings import Settings

OPEN = ("unanswered", "replied")


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the list, in the language spoken.

    `phones` are (number as people read it, whose; empty: the organisation's own); `tried` a line for each
    letter; `step` a key of calls.STEPS and `next_step` the same in words. `rings` says whether a call is the next
    step; `no_address`, `bounced` and `stopped` are marks.
    """

    organisation: UUID
    name: str
    municipality: str
    phones: tuple[tuple[str, str], ...]
    people: tuple[Person, ...]
    address: str
    tried: tuple[str, ...]
    step: str
    next_step: str
    rings: bool
    no_address: bool
    bounced: bool
    stopped: bool


async def telephone_list(campaign_id: int, settings: Settings, at: datetime) -> Sequence[Call]:
    """Return those who have not answered: first whom to ring, then the others, each by name. Raises NotFound."""
    campaign = await find(campaign_id)
    over = campaign.is_over(settings, at)
    open_ = [one for one in await asked(campaign_id) if one.answer in OPEN]
    calls = [_call(one, over=over) for one in open_]
    return sorted(calls, key=lambda call: not call.rings)


def _call(one: Asked, *, over: bool) -> Call:
    step = next_step(one, over=over)
    return Call(
        organisation=one.organisation,
        name=one.name,
        municipality=place(one.municipality) if one.municipality else "",
        phones=tuple((shown_phone(number), whose) for number, whose in one.phones),
        people=one.people,
        address=one.address,
        tried=tuple(all_tried(one.tries)),
        step=step,
        next_step=_(STEPS[step]),
        rings=may_be_rung(one, over=over),
        no_address=not one.address,
        bounced=one.bounced,
        stopped=one.stopped_at is not None,
    )
