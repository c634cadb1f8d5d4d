from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "wellserved.cases"

    def ready(self) -> None:
        from . import holdings  # noqa: PLC0415  models may be imported only from here on
        from .queries import subjects  # noqa: PLC0415  as above

        holdings.register()
        subjects.register()
