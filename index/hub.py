"""Models by name: found in a folder or in the local cache, fetched only when asked to."""

from dataclasses import dataclass
from pathlib import Path

# The same weights for other frameworks, which nothing here reads.
UNREAD = ("*.h5", "*.msgpack", "*.ot", "*.tflite", "coreml/*", "onnx/*", "openvino/*")
SECONDS = 10.0  # that the hub has for its first answer


class UnknownModel(Exception):
    """A model name that cannot be loaded."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"model {name!r} cannot be loaded: {reason}; "
            f"wanted a folder with a model, or a name that `qa models pull {name}` has fetched"
        )
        self.name, self.reason = name, reason


class CannotFetch(Exception):
    """A model that did not come from the hub."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"model {name!r} cannot be fetched: {reason}; "
            "wanted a name as the hub has it (owner/model), and a way to reach it"
        )
        self.name, self.reason = name, reason


@dataclass(frozen=True)
class Cached:
    """A model that the local cache holds."""

    name: str
    size: int  # bytes


def folder_of(name: str, owner: str = "") -> Path:
    """Return the folder of a model on this machine; UnknownModel if there is none.

    name is a folder, or a name in the local cache; owner is whose a name without one may be.
    """
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    full = [name, f"{owner}/{name}"] if owner and "/" not in name else [name]
    for each in full:
        try:
            return Path(snapshot_download(each, local_files_only=True))
        except (HFValidationError, LocalEntryNotFoundError):
            continue
    raise UnknownModel(name, "there is no such folder, and the local cache does not hold it")


def pull(name: str) -> Path:
    """Fetch a model into the local cache and return its folder; CannotFetch says why not."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

    failures = (HFValidationError, HfHubHTTPError, OfflineModeIsEnabled, OSError)
    try:
        return Path(snapshot_download(name, etag_timeout=SECONDS, ignore_patterns=UNREAD))
    except failures as error:
        raise CannotFetch(name, first_line(error).removeprefix("Got: ")) from error


def cached() -> list[Cached]:
    """Return the models in the local cache, by name."""
    from huggingface_hub import constants, scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repos = scan_cache_dir(constants.HF_HUB_CACHE).repos
    except CacheNotFound:
        return []
    models = [
        Cached(repo.repo_id, repo.size_on_disk) for repo in repos if repo.repo_type == "model"
    ]
    return sorted(models, key=lambda model: model.name)


def first_line(error: Exception) -> str:
    """Return what an error says, without the lines after the first and its last stop."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
