"""Uploads: files that are kept until something takes them over."""

from typing import Any

from wip.domain.texts import file_name
from wip.models import Upload


def file_of(upload: Upload) -> dict[str, Any]:
    """The columns in which a draft or an attachment holds the upload's file."""
    return {
        "file_name": file_name(upload.file_name),
        "content_type": upload.content_type,
        "size": upload.size,
        "sha256": upload.sha256,
        "storage_key": upload.storage_key,
        "facts": upload.facts,
    }
