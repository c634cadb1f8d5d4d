from django.urls import path

from . import views

urlpatterns = [
    path("<int:lot_id>/", views.lot, name="lot"),
    path("<int:lot_id>/cases/", views.lot_cases, name="lot_cases"),
]
