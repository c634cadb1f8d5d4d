from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "wellserved.insight"

    def ready(self) -> None:
        from wellserved.platform.checkup.registry import register  # noqa: PLC0415  apps must be loaded

        from .checkup import lake_lag  # noqa: PLC0415  as above

        register("lake", lake_lag)
