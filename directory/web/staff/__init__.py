"""Pages for the staff of the centres."""

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from directory.settings import Settings
from directory.web.staff import (
    calls,
    campaign_moves,
    campaigns,
    centre,
    desk,
    entry_form,
    import_files,
    imports,
    letter,
    letters,
    live,
    members,
    organisations,
    outlook,
    replies,
    review,
    round_before,
    round_new,
    sign_in,
)
from directory.web.staff.entrance import NotSignedIn, signed_in, to_sign_in

INSIDE = [
    desk.now,
    desk.work_for,
    organisations.listed,
    organisations.shown,
    organisations.publication,
    organisations.status,
    organisations.telephone_answer,
    organisations.link,
    organisations.link_letter,
    organisations.revocation,
    entry_form.blank,
    entry_form.add,
    entry_form.blank_again,
    entry_form.filled,
    entry_form.edit,
    entry_form.again,
    review.queue,
    review.one,
    review.decision,
    replies.listed,
    replies.whole,
    replies.confirmation,
    replies.other_address,
    replies.stop,
    replies.other_language,
    replies.done,
    imports.start,
    imports.one,
    imports.undoing,
    import_files.report_xlsx,
    import_files.report_csv,
    import_files.template,
    campaigns.listed,
    campaigns.one,
    round_new.blank,
    round_new.create,
    round_before.domains,
    round_before.schedule,
    round_before.unschedule,
    round_before.test_letter,
    outlook.calendar,
    calls.telephone,
    calls.csv,
    calls.xlsx,
    live.figures,
    live.stream,
    campaign_moves.ask_start,
    campaign_moves.start,
    campaign_moves.pause,
    campaign_moves.ask_resumption,
    campaign_moves.resumption,
    campaign_moves.ask_closing,
    campaign_moves.ask_cancelling,
    campaign_moves.closing,
    campaign_moves.cancelling,
    letters.asked,
    letters.letters,
    letter.doubtful,
    letter.one,
    letter.settlement,
    letter.body,
    letters.sample,
    centre.settings,
    centre.change,
    centre.sending,
    centre.switch,
    members.listed,
    members.add,
    members.leave,
]
OUTSIDE = [sign_in.form, sign_in.ask, sign_in.look, sign_in.enter, sign_in.leave]


def routes(settings: Settings) -> Sequence[ControllerRouterHandler]:
    """Return the pages of the desk and its door; there is room for a larger file where a list is imported."""
    most = imports.room(settings)
    desk_routes = Router(
        "/intern",
        route_handlers=[*INSIDE, Router("/", route_handlers=imports.LARGE, request_max_body_size=most)],
        guards=[signed_in],
        exception_handlers={NotSignedIn: to_sign_in},
    )
    return [*OUTSIDE, desk_routes]
