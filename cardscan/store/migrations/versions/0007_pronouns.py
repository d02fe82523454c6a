"""Allow pronouns as values. Literal on purpose: later changes of the schema must not change the past."""

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import CleanText, JsonText, UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = "id, contact_id, kind, value, value_key, origin, confidence, card_id, position, created_at, withdrawn_at"

KINDS = (
    "kind IN ('name', 'title', 'department', 'organization', 'phone', 'email', 'url', 'social', 'address', 'pronouns', "
    "'other_name', 'unassigned')"
)


def upgrade() -> None:
    """Add pronouns to the kinds that the table accepts."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_contact_values_kind"), "contact_values", type_="check")
        op.create_check_constraint(op.f("ck_contact_values_kind"), "contact_values", KINDS)
        return
    # SQLite cannot change a constraint. No table refers to this one, so dropping it empties no other.
    op.create_table(
        "new_contact_values",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("contact_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", JsonText, nullable=False),
        sa.Column("value_key", CleanText, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("card_id", sa.Integer),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("withdrawn_at", UtcTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_values")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], ondelete="CASCADE", name=op.f("fk_contact_values_contact_id")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], ondelete="SET NULL", name=op.f("fk_contact_values_card_id")),
        sa.CheckConstraint(KINDS, name=op.f("ck_contact_values_kind")),
        sa.CheckConstraint("origin IN ('card', 'qr', 'imported', 'human')", name=op.f("ck_contact_values_origin")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_contact_values_confidence")),
    )
    # The names of columns are this module's own.
    op.execute(f"INSERT INTO new_contact_values ({COLUMNS}) SELECT {COLUMNS} FROM contact_values")  # noqa: S608
    op.drop_table("contact_values")
    op.rename_table("new_contact_values", "contact_values")
    for column in ("contact_id", "card_id"):
        op.create_index(op.f(f"ix_contact_values_{column}"), "contact_values", [column])
