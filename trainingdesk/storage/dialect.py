"""The SQL that every file of a desk is spoken to in: a statement is compiled once in a process, not once for each file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import CompiledCacheType, DBAPIModule

#: What an engine of this dialect is asked for by.
URL: Final = "sqlite+sqlcipher3://"
#: What an engine takes as ``compiled_cache``. A desk reads and writes by an engine each, and opens its file again after
#: a restore or a new key; compiling costs up to ten times what such a statement takes to run.
COMPILED: Final[CompiledCacheType] = LRUCache(1000)


class SqlcipherDialect(SQLiteDialect_pysqlite):
    """SQLite by the driver that encrypts. All instances say the same, and are equal: the cache goes by it."""

    driver = "sqlcipher3"
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> DBAPIModule:
        """The driver."""
        return cast("DBAPIModule", sqlcipher)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.sqlcipher3", __name__, SqlcipherDialect.__name__)
