"""OSL 7 kap. 2 §: the receiver's own primary secrecy, as data."""

from __future__ import annotations

# The receiver's own primary rule. Those that hold everywhere (21:1, 21:3, 21:7) do not count.
OWN_RULE: dict[str, tuple[str, ...]] = {
    "social_services": ("OSL-26-1",),
    "state_youth_care": ("OSL-26-1",),
    "police": ("OSL-35-1",),
    "security_service": ("OSL-35-1",),
    "customs": ("OSL-35-1",),
    "prosecutor": ("OSL-35-1",),
    "prison_and_probation": ("OSL-35-15",),
    "school": ("OSL-23-2",),
    "health_care": ("OSL-25-1",),
    "private_provider": ("SoL-17-11",),
}
