"""The one register that every tag of ours hangs on."""

from django.template import Library

register = Library()
