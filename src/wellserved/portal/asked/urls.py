from django.urls import path

from . import views

urlpatterns = [
    path("a/<str:secret>", views.personal, name="answer"),
    path("ask/<slug:slug>", views.door, name="ask"),
]
