"""Key rotation: everything is sealed with a new master key.

If the process is killed at any point, every row opens with the old key or the new key, and both keys still exist.
"""

from pathlib import Path

from redaction import Secret
from store import canary
from store.database import Clock, unix_time
from store.errors import KeyUnusable, Unwritable
from store.keys import KeyRing
from store.links import token_place
from store.looking import look_at
from store.opening import open_store
from store.repositories import Store
from store.seal import seal, unseal
from store.sqlite import refuse_no_database

_TOKENS = "SELECT discord_id, anilist_id, token FROM links"
# Links in progress end: their states were signed with a key that is made of the old one.
_END_PENDING = (
    "DELETE FROM pending_links",
    "UPDATE attempts SET reply_token = NULL, reply_until = NULL",
    "UPDATE imports SET reply_token = NULL, reply_until = NULL",
)


async def rotate(
    folder: Path,
    key_file: Path,
    key_text: Secret | None = None,
    database_url: Secret | None = None,
    *,
    now: Clock = unix_time,
) -> str:
    """Seal everything with a new key and drop the old keys; returns a sentence for the admin. Raises StoreError.

    Only the admin can change the keys in `key_text`: everything is sealed with the newest of them, and then the admin
    can remove the others.
    """
    # Else a new database would replace the only key of the database elsewhere.
    if database_url is None:
        refuse_no_database(folder)
    else:
        await _refuse_no_data(database_url, key_file, key_text)
    async with open_store(folder, key_file=key_file, key_text=key_text, database_url=database_url, now=now) as store:
        await store.processes.refuse_others()  # they would go on to seal with the old key
        if key_text is None:
            return await _rotate_file(store, key_file)
        if len(store.keys) == 1:
            raise KeyUnusable("SECRET_KEY holds one key: put a new one and a space before it, then rotate again.")
        count = await _seal_anew(store, store.keys)
    return f"Sealed with the first key of SECRET_KEY: {count} tokens. Only older backups still need the others."


async def _refuse_no_data(database_url: Secret, key_file: Path, key_text: Secret | None) -> None:
    look = await look_at(database_url, key_file, key_text)
    if look.links is None:
        raise Unwritable(f"There is no data at {look.where}: mend DATABASE_URL.")


async def _rotate_file(store: Store, key_file: Path) -> str:
    keys = store.keys.renewed()
    keys.write(key_file)
    count = await _seal_anew(store, keys)
    keys.newest().write(key_file)
    return f"Sealed with a new key: {count} tokens. Older backups still need the key that was in {key_file} before."


async def _seal_anew(store: Store, keys: KeyRing) -> int:
    async with store.database.transaction() as transaction:
        for row in await transaction.all(_TOKENS):
            place = token_place(row["discord_id"], row["anilist_id"])
            await transaction.execute(
                "UPDATE links SET token = :token WHERE discord_id = :discord_id",
                token=seal(keys, unseal(keys, row["token"], place), place),
                discord_id=row["discord_id"],
            )
        for statement in _END_PENDING:
            await transaction.execute(statement)
        await canary.write(transaction, keys)
        await store.scrubs.request(transaction)  # copies of tokens, sealed with the old key
    return await _verify(store, keys.newest())


async def _verify(store: Store, keys: KeyRing) -> int:
    rows = await store.database.all(_TOKENS)
    for row in rows:
        unseal(keys, row["token"], token_place(row["discord_id"], row["anilist_id"]))
    await canary.check(store.database, keys)
    return len(rows)
