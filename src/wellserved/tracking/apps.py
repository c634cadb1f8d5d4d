from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "wellserved.tracking"

    def ready(self) -> None:
        from . import holdings, notice_holdings  # noqa: PLC0415  models may be imported only from here on

        holdings.register()
        notice_holdings.register()
        from .queries import subjects  # noqa: PLC0415  as above

        subjects.register()
