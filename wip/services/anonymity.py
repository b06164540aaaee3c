"""Anonymity: whether a file for blind review gives its authors away."""

from collections.abc import Sequence

from wip.adapters.anonymity import look
from wip.adapters.files import DOCX, PDF
from wip.domain import anonymity
from wip.domain.anonymity import Advice, Contents, Passage
from wip.domain.papers import AuthorFacts
from wip.settings import Settings

_WORD = (
    "In Word: File, Info, Check for Issues, Inspect Document; remove properties, comments and accepted changes; "
    "save, and choose the file again."
)
_LATEX = "In LaTeX: leave pdfauthor out of \\hypersetup, compile again, and choose the new file."
_WORD_PDF = "In Word: File, Info, Inspect Document, remove the properties; save as PDF again."
_WRITER = "In LibreOffice: File, Properties, Reset Properties; export as PDF again."
_ACROBAT = "In Acrobat: File, Properties, Description; or empty the author in your writing program and save as PDF again."
_PDF_MAKERS = {"tex": _LATEX, "word": _WORD_PDF, "libreoffice": _WRITER}


def findings(
    settings: Settings,
    storage_key: str,
    content_type: str,
    names: Sequence[AuthorFacts],
    *,
    file_name: str = "",
) -> list[str]:
    """A plain sentence for each thing in the stored file that gives one of `names` away, with how to remove it.

    Reads at most 150 pages and about two seconds, apart from the server, and never fails on a bad file. A file that
    cannot be checked has a sentence that says so. The file's own name is looked at only if given: reviewers of blind
    calls get the file under a neutral one.
    """
    contents = look(settings, storage_key, content_type)
    return anonymity.findings(contents, names, _advice(content_type, contents.made_by), file_name)


def findings_in_text(title: str, abstract: str, names: Sequence[AuthorFacts]) -> list[str]:
    """A sentence for each thing in the typed title and abstract, which reviewers of blind calls read too."""
    typed = Contents((Passage("the title", title), Passage("the abstract", abstract)))
    return anonymity.findings(typed, names, Advice(""))


def _advice(content_type: str, made_by: str) -> Advice:
    if content_type == DOCX:
        return Advice(_WORD)
    maker = made_by.casefold() if content_type == PDF else ""
    return Advice(next((told for mark, told in _PDF_MAKERS.items() if mark in maker), _ACROBAT))
