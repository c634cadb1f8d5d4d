from django.urls import path

from . import views

urlpatterns = [
    path("bring/", views.bring, name="bring_parcels"),
    path("bring/parcels.csv", views.template, name="parcels_template"),
]
