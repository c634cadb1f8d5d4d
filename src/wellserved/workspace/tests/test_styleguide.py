"""The style page shows every part, and to those who work here alone."""

import re
from pathlib import Path

import pytest
from django.test import Client

from wellserved.workspace.styleguide_page import FOLDER, GROUPS

from .conftest import Visitors

COMPONENTS = Path(__file__).parents[2] / "platform/templates/cotton"
OF_THE_FRAME = {
    "account_menu": "in the header of every page",
    "base": "the document itself",
    "mark": "in the header of every page",
    "more": "in the header of every page, where it is too narrow for all its entries",
    "palette": "on every page of the workspace, by Ctrl K",
    "portal_pages": "the entries of the customers' header",
    "toasts": "on every page; the specimen `toast` makes it speak",
    "workspace_pages": "the entries of the staff's header",
}


def written() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.html"))


def test_every_part_has_its_specimen() -> None:
    there = {file.stem for file in COMPONENTS.glob("*.html")} - OF_THE_FRAME.keys()
    assert there - set(re.findall(r"<c-(\w+)", written())) == set()


def test_every_specimen_is_shown_and_none_twice() -> None:
    shown = [name for _title, _words, names in GROUPS for name in names]
    assert sorted(shown) == sorted(file.stem for file in FOLDER.glob("*.html"))


@pytest.mark.django_db
def test_staff_see_each_part_with_how_it_is_written(visitors: Visitors) -> None:
    for role in ("manager", "agent"):
        page = visitors.staff(role).get("/styleguide/").content.decode()
        assert "&lt;c-button&gt;Set a promise&lt;/c-button&gt;" in page
        assert page.count('class="specimen"') == len(list(FOLDER.glob("*.html")))
        assert "<c-" not in page


@pytest.mark.django_db
def test_errors_stand_beside_their_field_and_are_said_with_it(visitors: Visitors) -> None:
    page = visitors.staff().get("/styleguide/").content.decode()
    (field,) = re.findall(r'<input type="number"[^>]*>', page)
    assert 'aria-invalid="true"' in field
    (described,) = re.findall(r'aria-describedby="([^"]+)"', field)
    assert f'id="{described}"' in page
    assert "A level of days is 0 or more" in page


@pytest.mark.django_db
def test_no_id_stands_twice(visitors: Visitors) -> None:
    ids = re.findall(r'\sid="([^"]+)"', visitors.staff().get("/styleguide/").content.decode())
    assert sorted(one for one in set(ids) if ids.count(one) > 1) == []


@pytest.mark.django_db
def test_customers_and_nobody_do_not_find_it(visitors: Visitors) -> None:
    assert visitors.customer().get("/styleguide/").status_code == 404
    assert Client().get("/styleguide/").status_code == 302
