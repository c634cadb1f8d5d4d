"""What every page of the workspace is rendered by."""

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
