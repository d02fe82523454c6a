"""Add follow-up over time. Literal on purpose: later changes of `cardscan.store.schema` must not change the past."""

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import CleanText, JsonText, UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _link(column: str, target: str, on_delete: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(
        column, sa.Integer, sa.ForeignKey(f"{target}.id", ondelete=on_delete), nullable=nullable, index=True
    )


def upgrade() -> None:
    """Add touches, the ledger of promises, and what a person says about when and how to follow up."""
    _letters()  # first: it creates the table anew, and no other table may refer to it yet
    op.create_table(
        "touches",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("contact_id", "contacts", "CASCADE"),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("direction", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", CleanText, nullable=False),
        _link("draft_id", "drafts", "SET NULL", nullable=True),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.CheckConstraint("direction IN ('out', 'in', 'both')", name="direction"),
        sa.CheckConstraint("kind IN ('message', 'talk', 'help', 'referral')", name="kind"),
    )
    op.create_table(
        "promises",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("contact_id", "contacts", "CASCADE"),
        _link("encounter_id", "encounters", "SET NULL", nullable=True),
        sa.Column("whose", sa.String(16), nullable=False),
        sa.Column("text", CleanText, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("made", sa.Date, nullable=False),
        sa.Column("kept_on", sa.Date),
        sa.Column("dropped_on", sa.Date),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.CheckConstraint("whose IN ('mine', 'theirs')", name="whose"),
        sa.CheckConstraint("kept_on IS NULL OR dropped_on IS NULL", name="one_end"),
    )
    op.add_column("contacts", sa.Column("later_until", sa.Date))
    op.add_column("encounters", sa.Column("cadence", CleanText, nullable=False, server_default=""))
    op.add_column("encounters", sa.Column("source", sa.String(16), nullable=False, server_default="files"))
    _promises_noted_so_far()


def _promises_noted_so_far() -> None:
    """Copy promises noted so far into the ledger; the user has to say which of them were kept."""
    met = sa.table(
        "encounters",
        sa.column("id"), sa.column("contact_id"), sa.column("day", sa.Date), sa.column("promises"),
        sa.column("their_promises"), sa.column("created_at", UtcTime),
    )  # fmt: skip
    ledger = sa.table(
        "promises",
        sa.column("contact_id"), sa.column("encounter_id"), sa.column("whose"), sa.column("text", CleanText),
        sa.column("due", sa.Date), sa.column("made", sa.Date), sa.column("created_at", UtcTime),
    )  # fmt: skip
    connection = op.get_bind()
    for row in connection.execute(sa.select(met)).all():
        for whose, text in (("mine", row.promises), ("theirs", row.their_promises)):
            for item in json.loads(text):
                entry = {
                    "contact_id": row.contact_id,
                    "encounter_id": row.id,
                    "whose": whose,
                    "text": item["text"] or "",
                    "due": date.fromisoformat(item["due"]) if item.get("due") else None,
                    "made": row.day or row.created_at.date(),
                    "created_at": row.created_at,
                }
                connection.execute(sa.insert(ledger).values(entry))


def _letters() -> None:
    """Add revision, wording and sources of a draft; an approval names its bytes and ends with any change."""
    held = "state NOT IN ('approved', 'sending', 'sent', 'unknown')"
    op.execute("UPDATE drafts SET approved_at = NULL, approved_by = NULL WHERE state IN ('drafted', 'let_go')")
    with op.batch_alter_table("drafts") as table:
        table.add_column(sa.Column("revision", sa.Integer, nullable=False, server_default="1"))
        table.add_column(sa.Column("variant", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("pieces", JsonText, nullable=False, server_default="[]"))
        table.add_column(sa.Column("edited", sa.Boolean, nullable=False, server_default=sa.false()))
        table.create_check_constraint("approved_bytes", f"{held} OR approved_sha256 IS NOT NULL")
        table.create_check_constraint(
            "withdrawn", "state NOT IN ('needs_context', 'drafted', 'let_go') OR approved_at IS NULL"
        )
