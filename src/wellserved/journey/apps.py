from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "wellserved.journey"

    def ready(self) -> None:
        from .holdings import register  # noqa: PLC0415  models may be imported only from here on

        register()
