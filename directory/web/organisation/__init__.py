"""Pages behind an organisation's own link."""

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from directory.web.organisation import (
    branches,
    coming_back,
    competence,
    consent,
    drafts,
    entrance,
    former,
    letters,
    new_address,
    new_link,
    other_answers,
    overview,
    preview,
    sections,
    several,
    thanks,
    umbrella,
    undoing,
)
from directory.web.organisation.opened import DeadLink

ROUTES: Sequence[ControllerRouterHandler] = [
    Router(
        "/",
        route_handlers=[
            entrance.open_by_link,
            entrance.no_link,
            entrance.code_form,
            entrance.open_by_code,
            new_link.new_link_form,
            new_link.new_link,
            new_link.new_link_sent,
            several.several,
            branches.branches,
            branches.addresses,
            umbrella.umbrella,
            umbrella.belongs,
            letters.letters,
            letters.choose_language,
            letters.stop,
            overview.overview,
            overview.confirmation,
            thanks.thanks,
            preview.preview,
            preview.unsaved,
            sections.screen,
            sections.again,
            sections.save,
            sections.confirm,
            drafts.draft,
            drafts.throw_away,
            competence.search,
            consent.answer_here,
            former.former,
            former.former_form,
            former.not_here,
            other_answers.wrong_person,
            other_answers.name_right_person,
            other_answers.pause,
            other_answers.pause_said,
            other_answers.withdrawal,
            other_answers.withdraw,
            coming_back.active_again,
            coming_back.list_again,
            coming_back.reply,
            coming_back.reply_sent,
            new_address.new_address,
            new_address.confirm,
            undoing.undo_page,
            undoing.undo,
        ],
        exception_handlers={DeadLink: entrance.dead_link},
    )
]
