from django.urls import path

from . import views

urlpatterns = [
    path("measurement/", views.measured_journeys, name="measurement"),
    path("measurement/<slug:journey>/", views.measured, name="measured_journey"),
    path("measurement/<slug:journey>/<slug:touchpoint>/", views.measured, name="measured_touchpoint"),
]
