from django.urls import path

from . import views

urlpatterns = [
    path("a/<str:secret>/no-more", views.no_more, name="ask_no_more"),
]
