"""The canary: a sealed row that shows at the start whether the key is right. Knows nothing of the other rows."""

from redaction import Secret
from store.database import Database
from store.errors import Damaged
from store.keys import KeyRing
from store.seal import SealedColumn, seal, unseal
from store.statements import Statements

_PLACE = SealedColumn("canary", "sealed")


async def exists(database: Database | Statements) -> bool:
    """Whether this database has sealed values. Raises Damaged when there are tokens without a canary."""
    if await database.one("SELECT 1 FROM canary"):
        return True
    if await database.one("SELECT 1 FROM links"):
        raise Damaged("The database has tokens but not the row that shows their key: restore a backup.")
    return False


async def check(database: Database | Statements, keys: KeyRing) -> None:
    """Open the canary with `keys`. Raises KeyWrong, SealBroken."""
    row = await database.one("SELECT sealed FROM canary")
    unseal(keys, row["sealed"] if row else b"", _PLACE)


async def write(database: Database | Statements, keys: KeyRing) -> None:
    """Seal the canary with the newest of `keys`."""
    await database.execute(
        "INSERT INTO canary (one, sealed) VALUES (1, :sealed) ON CONFLICT (one) DO UPDATE SET sealed = excluded.sealed",
        sealed=seal(keys, Secret("musubi"), _PLACE),
    )
