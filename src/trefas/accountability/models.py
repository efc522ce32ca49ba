"""What the work keeps in order to answer for itself."""

from trefas.accountability.rights_models import Notice, RightsRequest, Withheld

__all__ = ["Notice", "RightsRequest", "Withheld"]
