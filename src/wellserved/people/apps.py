from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wellserved.people"

    def ready(self) -> None:
        from .holdings import register_holding  # noqa: PLC0415  models may be imported only from here on
        from .services.rights.own import erase_own, own_rows  # noqa: PLC0415  as above

        register_holding(
            name="people", held=own_rows, erase=erase_own, stays=("customer.json", "history.json")
        )
