"""Makes the context known when Django starts."""

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    """The context in which the work answers for itself."""

    name = "trefas.accountability"

    def ready(self) -> None:
        """Let what is disputed stay in the room; register the night's work."""
        from trefas.accountability import jobs
        from trefas.accountability.contested import contested
        from trefas.disclosures import items
        from trefas.rooms import nightly

        items.restrict(contested)
        nightly.register("accountability.due", jobs.propose_erasures)
        nightly.register("accountability.readings", jobs.queue_readings)
        nightly.register("accountability.conflicts", jobs.propose_conflicts)
        nightly.register("accountability.emergencies", jobs.lapse_emergencies)
        nightly.register("accountability.pairs", jobs.finish_pairs)
