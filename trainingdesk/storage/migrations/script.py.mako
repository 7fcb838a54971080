"""${message}."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401 -- for what autogenerate may write
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    raise NotImplementedError("the file from before the upgrade is kept beside the database")
