"""Pages for the staff of the centres."""

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from directory.web.staff import desk, entry_form, organisations, replies, review, sign_in
from directory.web.staff.entrance import NotSignedIn, signed_in, to_sign_in

INSIDE = Router(
    "/intern",
    route_handlers=[
        desk.now,
        desk.work_for,
        organisations.listed,
        organisations.shown,
        organisations.publication,
        organisations.status,
        organisations.link,
        organisations.link_letter,
        organisations.revocation,
        entry_form.blank,
        entry_form.add,
        entry_form.filled,
        entry_form.edit,
        review.queue,
        review.one,
        review.decision,
        replies.listed,
        replies.whole,
        replies.confirmation,
        replies.stop,
        replies.done,
    ],
    guards=[signed_in],
    exception_handlers={NotSignedIn: to_sign_in},
)

ROUTES: Sequence[ControllerRouterHandler] = [
    sign_in.form,
    sign_in.ask,
    sign_in.look,
    sign_in.enter,
    sign_in.leave,
    INSIDE,
]
