"""What goes wrong around a call (no such address, no such method, a broken server) is a problem as well."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .problems import CONTENT_TYPE, Problem

PREFIX = "/api/"
_DETAILS = {
    404: "There is nothing at this address. See /api/v1/docs for what there is.",
    405: "This address does not take this method; the Allow header says which it takes.",
    500: "Something failed here, not at your side. Try again; if it stays, tell who runs this server.",
}


class ProblemMiddleware:
    """Outermost but for TLS, so that it sees the answers that Django makes of errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith(PREFIX):
            return response
        if response.headers.get("Content-Type") == CONTENT_TYPE:
            return response
        problem = Problem(
            response.status_code, _DETAILS.get(response.status_code, response.reason_phrase + ".")
        )
        if "Allow" in response.headers:
            problem.headers["Allow"] = response.headers["Allow"]
        return problem.response()
