"""A plain Django view that answers 'hello': no middleware, no database, no template.

Over WSGI, where Django answers such a view many times faster than over ASGI: its ASGI handler crosses to a thread for
every request's signals.
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import re_path


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [re_path("", hello)]
settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)  # noqa: S106  signs nothing
application = get_wsgi_application()
