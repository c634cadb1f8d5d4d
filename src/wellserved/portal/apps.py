from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "wellserved.portal"

    def ready(self) -> None:
        from . import holdings  # noqa: PLC0415  models may be imported only from here on

        holdings.register()
