"""The people one may be in the demo, in the order in which to try them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Persona:
    """One persona link: `key` is the first part of the address, `says` what she does."""

    key: str
    says: str


PERSONAS = (
    Persona("bo", "Bo, polisen: för listan och föreslår"),
    Persona("eva", "Eva, polisens chef: godkänner förslag"),
    Persona("amina", "Amina, socialtjänsten Kvarnlunda: möter och erbjuder hjälp"),
    Persona("nora", "Nora, samordnare i Kvarnlunda: kallar till möten"),
    Persona("sven", "Sven, chef i Kvarnlunda: beslutar och läser loggen"),
    Persona("ylva", "Ylva, socialtjänsten Hamnskogen"),
    Persona("disa", "Disa, frivården"),
    Persona("kim", "Kim, avhopparenheten"),
    Persona("sara", "Sara, central samordnare: ser bara siffror"),
    Persona("otto", "Otto, en annan nämnd: ska inget se"),
)
