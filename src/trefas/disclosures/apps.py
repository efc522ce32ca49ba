"""Makes the kinds of item known when Django starts."""

from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    """The context of disclosures."""

    name = "trefas.disclosures"

    def ready(self) -> None:
        """Register what can be disclosed from here."""
        from trefas.disclosures import jobs, kinds
        from trefas.rooms import nightly

        kinds.register()
        nightly.register("disclosures.consents", jobs.close_consents)
