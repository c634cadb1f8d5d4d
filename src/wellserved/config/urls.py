"""Every address of the server."""

from django.urls import include, path

from wellserved.config.api import api

urlpatterns = [
    path("", include("wellserved.portal.urls")),
    path("", include("wellserved.people.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("wellserved.workspace.urls")),
    path("api/v1/", api.urls),
]
