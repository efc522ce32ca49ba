"""What keeps real people safe here, by code, in words for people; `trefas doctor` looks at each (cli/safeguards.py)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SAFEGUARDS: dict[str, Promise] = {
    "database": _("The database keeps each unit's data apart"),
    "read_log": _("Whoever reads is logged, and somebody reads the log"),
    "checkpoints": _("Others confirm the log"),
    "erasure": _("What must go is erased, by two people"),
    "keys": _("The main secret lies outside the database"),
    "protected": _("Protected identity and conflicts of interest"),
    "emergencies": _("Emergencies are reviewed"),
    "rights": _("Everybody can get her own data"),
    "login": _("Login at the authority's own identity provider"),
    "shell": _("A hard surface towards the network"),
    "backup": _("Backup, and a restore that was tried"),
    "apart": _("Other authorities' installations are known by a signed list"),
    "agreements": _("Agreements and impact assessments"),
    "night": _("The night's work is done"),
}
