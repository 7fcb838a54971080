"""Write the migration that brings the newest schema to the tables of today; read it before it is committed.

``python build/make_migration.py 0002 "what changed"``; ``--again`` makes the newest script anew while it is not released.
"""

from __future__ import annotations

import argparse
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from trainingdesk.storage.upgrade import SCRIPTS

VERSIONS = Path(SCRIPTS) / "versions"


def make(revision: str, message: str) -> Path:
    """Write the script of ``revision`` from the difference between the scripts before it and the tables."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(":memory:"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        if any(VERSIONS.glob("*.py")):
            command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True, rev_id=revision)
    (written,) = VERSIONS.glob(f"{revision}_*.py")
    return written


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="four digits")
    parser.add_argument("message")
    parser.add_argument("--again", action="store_true", help="replace the script of this revision")
    options = parser.parse_args()
    if options.again:
        for script in VERSIONS.glob(f"{options.revision}_*.py"):
            script.unlink()
    print(make(options.revision, options.message))


if __name__ == "__main__":
    main()
