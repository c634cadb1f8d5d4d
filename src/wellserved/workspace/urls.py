from django.urls import path

from . import views

app_name = "workspace"
urlpatterns = [
    path("journeys/", views.journeys, name="journeys"),
    path("journeys/<slug:journey>/", views.journey, name="journey"),
    path("journeys/<slug:journey>/<slug:touchpoint>/<slug:measure>/gap-<int:gap>/", views.cell, name="cell"),
]
