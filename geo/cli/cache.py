"""The command ``yipan cache``: list or clear what is kept between runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.core.artifacts import CACHE_VARIABLE, Artifact, user_store
from geo.core.i18n import Term, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ARTIFACT_KINDS: Final = ("index", "streets", "times", "lending", "results", "prepared")


def nothing_kept(language: str) -> str:
    """Return the sentence for a user without a cache."""
    return say("cache.none", language, variable=CACHE_VARIABLE)


def report(city: Path | None, language: str, *, clear: bool) -> dict[str, Any]:
    """List what is kept, by what it is; or remove it.

    Parameters
    ----------
    city
        Only what was made for the city in this folder, which need not be there any more.
    language
        ``"zh"`` or ``"en"``.
    clear
        Whether to remove it.

    Returns
    -------
    dict
        ``lines``, and ``json``: ``folder``, ``cleared``, and of each of ``files`` its ``path``,
        ``kind``, ``bytes``, ``city``.

    Raises
    ------
    OSError
        If a file cannot be removed.
    """
    store = user_store(city)
    artifacts = [
        artifact for artifact in store.artifacts() if city is None or artifact.city == store.city
    ]
    files = [
        {
            "path": str(artifact.path),
            "kind": artifact.kind,
            "bytes": artifact.size,
            "city": artifact.city,
        }
        for artifact in artifacts
    ]
    if clear:
        for artifact in artifacts:
            artifact.path.unlink(missing_ok=True)  # another run may just have removed it
    if store.folder is None:
        return {"lines": [nothing_kept(language)], "json": {"folder": None, "files": files}}
    kinds = {
        kind: [artifact for artifact in artifacts if artifact.kind == kind]
        for kind in ARTIFACT_KINDS
    }
    lines = [
        say("cache.kind", language, kind=Term(f"cache.{kind}"), **_sums(stored))
        for kind, stored in kinds.items()
        if stored
    ]
    verdict = "cache.cleared" if clear else "cache.total"
    lines.append(say(verdict, language, folder=store.folder, **_sums(artifacts)))
    summary = {"folder": str(store.folder), "files": files, "cleared": clear}
    return {"lines": lines, "json": summary}


def _sums(artifacts: Sequence[Artifact]) -> dict[str, float]:
    return {
        "files": len(artifacts),
        "megabytes": sum(artifact.size for artifact in artifacts) / 1e6,
    }
