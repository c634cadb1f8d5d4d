from django.urls import path

from . import views

urlpatterns = [
    path("you-said/", views.you_said, name="you_said"),
    path("helped/<str:secret>", views.helped, name="helped"),
]
