from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "wellserved.platform"
