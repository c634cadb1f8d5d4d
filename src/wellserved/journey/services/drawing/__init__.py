"""Drawing a map: edits, undo and redo, whole maps, personas."""

from .editing import edit_map
from .personas import remove_persona, set_persona
from .undoing import redo, undo
from .whole import copy_as_to_be, new_journey, remove_journey

__all__ = [
    "copy_as_to_be",
    "edit_map",
    "new_journey",
    "redo",
    "remove_journey",
    "remove_persona",
    "set_persona",
    "undo",
]
