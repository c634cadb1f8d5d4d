from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.yours, name="yours"),
    path("me/download/", views.download, name="yours_download"),
    path("me/erase/", views.erase, name="yours_erase"),
]
