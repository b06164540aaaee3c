"""E-mail addresses: their one canonical form, and the form that people see."""

from email_validator import EmailNotValidError, validate_email
from email_validator.syntax import validate_email_domain_name

from wip.domain.texts import clean_line, without_overrides


def normalised(address: str) -> str | None:
    """The key under which an address is compared and stored once, or None for what is not an address.

    Lower case, Unicode form NFC, the domain in its own script (`süd`, not `xn--sd-xka`). Syntax only: nobody
    is asked over the network, and the domains reserved for examples and tests pass.
    """
    try:
        checked = validate_email(address.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()


def deliverable_domain(domain: str) -> str:
    """The domain as mail servers know it (IDNA 2008, RFC 5891): the same domain as in the key of `normalised`.

    Python's own "idna" codec is IDNA 2003, which turns ß into ss: another domain, with another owner. Raises
    ValueError for what is no domain.
    """
    if domain.isascii():
        return domain.encode("idna").decode()
    return validate_email_domain_name(domain, test_environment=True)["ascii_domain"]


def display(address: str) -> str:
    """The address as its owner typed it, on one line and without invisible characters."""
    return clean_line(without_overrides(address))
