"""Tells disclosures what of a file can be disclosed and who heeds consents, when the application starts."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files, with notes as a kind of item that can be disclosed."""

    name = "trefas.files"

    def ready(self) -> None:
        """Register the kinds of items."""
        from trefas.disclosures.actions import consenting
        from trefas.disclosures.items import register
        from trefas.files import jobs, meeting_items
        from trefas.files.actions.consenting import heed
        from trefas.files.items import describe_notes
        from trefas.rooms import nightly

        register("note", describe_notes)
        consenting.heed(heed)
        meeting_items.register()
        nightly.register("files.derive", jobs.derive_anew)
        nightly.register("files.spine", jobs.forget_left_co_operations)
