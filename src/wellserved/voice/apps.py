from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "wellserved.voice"

    def ready(self) -> None:
        from . import handlers, holdings  # noqa: PLC0415  models may be imported only from here on
        from .queries import subjects  # noqa: PLC0415  as above

        handlers.register()
        holdings.register()
        subjects.register()
