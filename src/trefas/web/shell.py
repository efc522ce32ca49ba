"""What the frame of every page shows: whose information this is, who is acting, where one can go."""
from typing import Any
from django.http import HttpRequest
def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the frame."""
    return {}
