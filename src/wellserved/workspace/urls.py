from django.urls import path

from .views import map as map_views

app_name = "workspace"
urlpatterns = [
    path("journeys/", map_views.journeys, name="journeys"),
    path("journeys/<slug:journey>/", map_views.journey, name="journey"),
    path(
        "journeys/<slug:journey>/<slug:touchpoint>/<slug:measure>/gap-<int:gap>/", map_views.cell, name="cell"
    ),
]
