from django.urls import path

from . import views

urlpatterns = [path("sign-in/", views.sign_in_link, name="sign_in_link")]
