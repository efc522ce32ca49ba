"""What the work keeps in order to answer for itself."""

from trefas.accountability.breaking_models import Beforehand, Break
from trefas.accountability.erasure_models import Erasure, ErasureState, Keeping
from trefas.accountability.review_models import ReadReview
from trefas.accountability.rights_models import Notice, RightsRequest, Withheld

__all__ = [
    "Beforehand", "Break", "Erasure", "ErasureState", "Keeping", "Notice", "ReadReview", "RightsRequest", "Withheld",
]  # fmt: skip
