"""Lets what stands in a plan be disclosed: its kinds are registered when the house starts."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans: offers, support, contacts, measures, the threat picture, custody and reviews."""

    name = "trefas.plans"

    def ready(self) -> None:
        """Register the kinds of item that a disclosure may pick."""
        from trefas.plans.actions.ordering import note_given
        from trefas.plans.items import register_kinds

        register_kinds(note_given)
