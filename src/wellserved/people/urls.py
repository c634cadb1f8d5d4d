from django.urls import path

from . import views

urlpatterns = [
    path("sign-in/", views.sign_in_link, name="sign_in_link"),
    path("language/", views.set_language, name="set_language"),
]
