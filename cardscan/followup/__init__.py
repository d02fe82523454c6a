"""Plan follow-ups from a contact and an encounter, and write the planned letters.

    folder = read_events(path)                      # event.toml -> FolderEvents
    encounter = folder.encounter_for("IMG_1.jpg")   # -> Encounter | None
    dirs = template_dirs(settings.templates)
    next_letter = plan.plan(details, encounter, cadences=load_cadences(dirs), ...)   # -> Plan | NeedsContext
    letter = render(next_letter, details, encounter, sender, templates_dirs=dirs, token=uuid4().hex)

The decision itself is the function `plan` in the module `plan`; exporting it here would hide the module.
"""

from cardscan.followup.letters.draft import message_id, render
from cardscan.followup.letters.letter_process import write_shut_in as write
from cardscan.followup.notes.beside import note_beside, read_note, spellings
from cardscan.followup.notes.events import read_events
from cardscan.followup.notes.folder_events import EVENT_FILES, FolderEvents
from cardscan.followup.notes.folder_names import event_of_folders
from cardscan.followup.notes.note_reading import combine, parse_note
from cardscan.followup.notes.note_text import decode_name
from cardscan.followup.planning.plan import FollowupSettings, Plan
from cardscan.followup.templates.cadence import Cadence, Step, load_cadences, template_dirs

__all__ = [
    "EVENT_FILES",
    "Cadence",
    "FolderEvents",
    "FollowupSettings",
    "Plan",
    "Step",
    "combine",
    "decode_name",
    "event_of_folders",
    "load_cadences",
    "message_id",
    "note_beside",
    "parse_note",
    "read_events",
    "read_note",
    "render",
    "spellings",
    "template_dirs",
    "write",
]
