from django.urls import path

from . import preview, views

urlpatterns = [
    path("a/<str:secret>", views.personal, name="answer"),
    path("asked/preview/<slug:slug>/", preview.preview, name="questionnaire_preview"),
    path("ask/<slug:slug>", views.door, name="ask"),
]
