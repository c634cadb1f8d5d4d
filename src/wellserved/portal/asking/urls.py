from django.urls import path

from . import views

urlpatterns = [
    path("a/<str:secret>/no-more", views.no_more, name="ask_no_more"),
    path("ask/<slug:slug>/embed.js", views.embed, name="ask_embed"),
    path("kiosk/worker.js", views.worker, name="kiosk_worker"),
    path("kiosk/<slug:slug>/", views.kiosk, name="kiosk"),
    path("kiosk/<slug:slug>/answers", views.kiosk_answers, name="kiosk_answers"),
]
