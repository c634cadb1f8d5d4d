"""Addresses of the customers' pages; their names stand in the workspace's namespace. They carry the random key alone."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.find, name="customers"),
    path("<uuid:key>/", views.customer, name="customer"),
    path("<uuid:key>/consent/", views.consent, name="customer_consent"),
    path("<uuid:key>/export/", views.export, name="export_customer"),
    path("<uuid:key>/erase/", views.erase, name="erase_customer"),
]
