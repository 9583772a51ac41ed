"""Until when the page asks for an answer: by the wall clock of whoever reads it, not by that of Greenwich."""

from datetime import UTC, datetime

import pytest

from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Visitor

LATE_THAT_EVENING = datetime(2026, 10, 1, 21, 30, tzinfo=UTC)  # 23.30 in Oslo, on the last day
AFTER_MIDNIGHT = datetime(2026, 10, 1, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(("moment", "asked"), [(LATE_THAT_EVENING, True), (AFTER_MIDNIGHT, False)])
async def test_the_deadline_is_told_until_its_day_is_over_where_they_live(
    invited: Invite, visitor: Visitor, clock: MovableClock, moment: datetime, *, asked: bool
) -> None:
    fjord = await invited()
    clock.now = moment
    page = await visitor.opens(fjord)
    assert ("Svar gjerne innan" in page.text) is asked
