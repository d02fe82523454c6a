"""Write letters as .eml files for a person's mail program; nothing is sent from here.

raw = to_eml(letter, sender, now=now)
path = write_draft(raw, folder, due=letter.due, recipient=letter.recipient_name, draft_id=draft.id)
"""

from cardscan.mail.draft_files import write_draft
from cardscan.mail.eml import fingerprint, to_eml, valid_address
from cardscan.mail.preview import Preview, preview

__all__ = ["Preview", "fingerprint", "preview", "to_eml", "valid_address", "write_draft"]
