"""The questions to a person, one for each field that could be shown, and what was answered to them."""

from collections.abc import Collection
from dataclasses import dataclass

from directory.i18n import _
from directory.organisations import consent_text
from directory.organisations.canonical import shown_phone
from directory.organisations.reads_consents import Asked
from directory.web.forms import Form

YES, NO = "ja", "nei"


@dataclass(frozen=True, slots=True)
class Question:
    """One field: `value` is what would be shown, `seen` the same as it is stored; `answer` what was said before."""

    field: str
    text: str
    value: str
    seen: str
    answer: str


def questions(asked: Asked) -> list[Question]:
    """Return what a person can be asked; a field without a value is not."""
    return [
        Question(
            one.field,
            consent_text.question(one.field),
            shown_phone(one.value) if one.field == "phone" else one.value,
            one.value,
            {"yes": YES, "no": NO}.get(one.answer, ""),
        )
        for one in asked.said
        if one.value
    ]


def answers(form: Form) -> tuple[dict[str, bool], dict[str, str], str]:
    """Return what was answered, the values it was answered to, and what is wrong with it (empty when nothing is)."""
    typed = {field: form.typed(f"answer-{field}") for field in consent_text.FIELDS}
    if any(word not in (YES, NO, "") for word in typed.values()) or not any(typed.values()):
        return {}, {}, _("Choose yes or no.")
    said = {field: word == YES for field, word in typed.items() if word}
    return said, {field: form.typed(f"seen-{field}") for field in said}, ""


def in_words(shown: Collection[str]) -> str:
    """Return in one sentence what everybody sees of a person now."""
    if not shown:
        return _("Saved. Only the organisation and we see your name, telephone and e-mail.")
    return _("Saved. What you said yes to is shown now, the rest is not.")
