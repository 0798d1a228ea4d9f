"""Front ends: what lives in the notebook's page, above a picture and a text that stay when nothing lives there."""

from .base import Front
from .words import language, set_language

__all__ = ["Front", "language", "set_language"]
