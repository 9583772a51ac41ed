"""The pieces of pages: wired for those who hear or type them, and safe with what people write."""

import re

import pytest

from tests.frontend.conftest import Render


def test_a_fields_error_and_description_are_read_out_with_it(render: Render) -> None:
    html = render('{{ m.text_field("email", "E-mail", "x@", "Shown to all", "Write an address") }}')
    assert 'aria-describedby="email-error email-description"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'<p [^>]*id="email-error">Write an address</p>', html)
    assert '<label for="email"' in html


def test_a_field_that_is_fine_points_at_nothing(render: Render) -> None:
    html = render('{{ m.text_field("name", "Name", none) }}')
    assert "aria-" not in html
    assert 'value=""' in html


def test_what_people_wrote_is_never_html(render: Render) -> None:
    hostile = '"><script>alert(1)</script>'
    for source in (
        '{{ m.text_field("name", "Name", hostile, error=hostile) }}',
        '{{ m.textarea("text", "Text", hostile) }}',
        '{{ m.select("kind", "Kind", [(hostile, hostile)], hostile) }}',
        '{{ m.checkbox_group("areas", "Areas", [(hostile, hostile)], [hostile]) }}',
        "{{ m.row(hostile, hostile) }}{{ m.tag(hostile) }}{{ m.alert(hostile, heading=hostile) }}",
        '{{ m.error_summary({"name": hostile}) }}{{ m.breakable(hostile ~ "@" ~ hostile) }}',
    ):
        assert "<script" not in render(source, hostile=hostile)


def test_the_error_summary_links_to_the_field_and_takes_the_focus_without_script(render: Render) -> None:
    html = render(
        '{{ m.error_summary({"level": "Choose one"}) }}{{ m.radio_group("level", "Level", [("a", "A"), ("b", "B")]) }}'
    )
    assert 'tabindex="-1" autofocus' in html
    assert 'href="#level"' in html
    assert len(re.findall(r'id="level"', html)) == 1


def test_no_errors_make_no_summary(render: Render) -> None:
    assert render("{{ m.error_summary({}) }}").strip() == ""


def test_a_chosen_value_is_chosen_whatever_its_type(render: Render) -> None:
    assert '<option value="11" selected>' in render('{{ m.select("county", "County", [("11", "Rogaland")], 11) }}')
    boxes = render('{{ m.checkbox_group("areas", "Areas", [(1, "One"), (2, "Two")], ["2"]) }}')
    assert re.findall(r'value="(\d)" checked', boxes) == ["2"]


def test_every_form_button_of_one_press_carries_the_token_that_proves_its_origin(render: Render) -> None:
    html = render('{{ m.post_button("Confirm", "/x", fields={"version": 3}) }}')
    assert '<input type="hidden" name="_csrf_token" value="token">' in html
    assert '<input type="hidden" name="version" value="3">' in html


@pytest.mark.parametrize(
    ("current", "total", "shown"),
    [(1, 1, []), (1, 3, ["1", "2", "3"]), (5, 12, ["1", "", "4", "5", "6", "", "12"]), (1, 9, ["1", "2", "", "9"])],
)
def test_long_lists_are_leafed_through_with_gaps(render: Render, current: int, total: int, shown: list[str]) -> None:
    html = render("{{ m.pagination(current, total, link) }}", current=current, total=total, link="?side={}".format)
    items = re.findall(r"<li>(.*?)</li>", html, flags=re.DOTALL)[1:-1]
    assert [re.sub(r"<[^>]+>", "", item).strip() for item in items] == shown


def test_a_counter_says_what_is_left_in_the_language_of_the_page(render: Render) -> None:
    html = render('{{ m.textarea("text", "Text", maxlength=400) }}')
    assert 'data-under="%d characters left"' in html
    assert 'data-over="%d characters too many"' in html
