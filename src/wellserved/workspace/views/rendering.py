"""What every page of the workspace is rendered by."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from wellserved.people.middleware import PersonRequest


class PageRequest(PersonRequest):
    htmx: HtmxDetails


def page(
    request: PageRequest, name: str, part: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """The page, or for htmx that part of the very same template which changes."""
    fragment = f"#{part}" if request.htmx else ""
    response = render(request, f"workspace/{name}.html{fragment}", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def part_of_page(request: PageRequest, name: str, part: str, context: dict[str, object]) -> HttpResponse:
    """Of a page that stands elsewhere only that part: there is no whole one here for whoever asks without htmx."""
    if not request.htmx:
        raise BadRequest("This is a part of a page, which only that page asks for.")
    return page(request, name, part, context)
