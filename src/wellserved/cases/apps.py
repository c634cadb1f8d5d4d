from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "wellserved.cases"

    def ready(self) -> None:
        from . import handlers, holdings  # noqa: PLC0415  models may be imported only from here on
        from .contracts import Channel  # noqa: PLC0415  as above
        from .mails.carrying import carry  # noqa: PLC0415  as above
        from .queries import subjects  # noqa: PLC0415  as above
        from .services import register_carrier  # noqa: PLC0415  as above

        handlers.register()
        holdings.register()
        subjects.register()
        register_carrier(Channel.EMAIL, carry)
