"""A model by its name on a hub: cached files first, so that a start needs no network."""

from pathlib import Path

WANTED = ["*.json", "*.txt", "*.safetensors", "*.model"]


def config_folder(name: str, revision: str | None) -> Path:
    """The cached folder of one commit, with config.json in it; the folder's name is the commit.

    What the cache has stays in use until ``revision`` names another commit. Raises the hub's own
    errors and OSError.
    """
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        found = hf_hub_download(name, "config.json", revision=revision, local_files_only=True)
    except LocalEntryNotFoundError:
        found = hf_hub_download(name, "config.json", revision=revision)
    return Path(found).parent


def weights_folder(name: str, commit: str) -> Path:
    """The same folder with weights and tokenizer. Raises the hub's own errors and OSError."""
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(name, revision=commit, allow_patterns=WANTED))
