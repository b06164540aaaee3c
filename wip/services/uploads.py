"""Uploads: files that are kept until something takes them over."""

from typing import Any

from wip.domain.texts import file_name
from wip.models import Attachment, Draft, Upload


def file_of(upload: Upload | Draft | Attachment) -> dict[str, Any]:
    """The columns in which an upload, a draft or an attachment holds its file."""
    return {
        "file_name": file_name(upload.file_name),
        "content_type": upload.content_type,
        "size": upload.size,
        "sha256": upload.sha256,
        "storage_key": upload.storage_key,
        "facts": upload.facts,
    }
