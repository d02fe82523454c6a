"""Fill the CSV columns of HubSpot's contacts and Salesforce's leads, as their import pages name them.

Sources: HubSpot knowledge base, "Set up your import files" and its default contact properties; Salesforce help, "Field
Mapping for Importing Leads".
"""

from __future__ import annotations

from collections.abc import Callable

from cardscan.contacts.formats.vcard import address_parts, labelled, leftovers
from cardscan.model.contact import Contact
from cardscan.model.reading import ContactDetails, Phone, PhoneType

HUBSPOT = (
    *("First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number", "Fax Number", "Company Name"),
    *("Job Title", "Website URL", "Street Address", "City", "State/Region", "Postal Code", "Country/Region"),
)
SALESFORCE = (
    *("First Name", "Last Name", "Company", "Title", "Email", "Phone", "Mobile Phone", "Fax", "Website", "Street"),
    *("City", "State", "Postal Code", "Country", "Lead Source", "Description"),
)
# Salesforce accepts no lead without a firm; this is what it writes itself where the firm is missing.
NO_COMPANY = "[not provided]"


def hubspot(contact: Contact, written: Callable[[Phone], str]) -> dict[str, str]:
    """Return one value of each kind; HubSpot's contacts have no columns for more values or for notes."""
    details = contact.details
    given, family = _names(contact)
    street, city, region, code, country = _address(details)
    return {
        "First Name": given,
        "Last Name": family,
        "Email": _first(details.emails),
        **_phones(details, written, ("Phone Number", "Mobile Phone Number", "Fax Number")),
        "Company Name": details.organization or "",
        "Job Title": ", ".join(details.titles),
        "Website URL": _first(details.urls),
        "Street Address": street,
        "City": city,
        "State/Region": region,
        "Postal Code": code,
        "Country/Region": country,
    }


def salesforce(contact: Contact, written: Callable[[Phone], str]) -> dict[str, str]:
    """Return one value of each kind; all other values go into the description."""
    details, name = contact.details, contact.details.name
    given, family = _names(contact)
    street, city, region, code, country = _address(details)
    phones = _phones(details, written, ("Phone", "Mobile Phone", "Fax"))
    more = [
        f"{phone.type.value}: {written(phone)}" for phone in details.phones if written(phone) not in phones.values()
    ]
    more += [*details.departments, *details.emails[1:], *details.urls[1:]]
    more += [address.printed for address in details.addresses[1:]]
    more += [f"{profile.service}: {profile.handle}" for profile in details.social]
    if name:
        more += [part for part in (name.honorific, name.suffix, *name.post_nominals, name.other_script) if part]
    return {
        "First Name": given,
        "Last Name": family or contact.display_name,
        "Company": details.organization or NO_COMPANY,
        "Title": ", ".join(details.titles),
        "Email": _first(details.emails),
        **phones,
        "Website": _first(details.urls),
        "Street": street,
        "City": city,
        "State": region,
        "Postal Code": code,
        "Country": country,
        "Lead Source": "Business card",
        "Description": "\n".join([*more, *labelled(details), *leftovers(details)]),
    }


def _names(contact: Contact) -> tuple[str, str]:
    """Return given and family name; an unsplit name counts as the family name, which both programs require."""
    name = contact.details.name
    if name is None:
        return "", ""
    return (name.given or "", name.family or "") if name.given or name.family else ("", name.full)


def _phones(details: ContactDetails, written: Callable[[Phone], str], columns: tuple[str, str, str]) -> dict[str, str]:
    work, mobile, fax = columns
    cells: dict[str, str] = {}
    for phone in details.phones:
        column = {PhoneType.MOBILE: mobile, PhoneType.FAX: fax}.get(phone.type, work)
        cells.setdefault(column, written(phone))
    return cells


def _address(details: ContactDetails) -> tuple[str, str, str, str, str]:
    return address_parts(details.addresses[0]) if details.addresses else ("", "", "", "", "")


def _first(values: tuple[str, ...]) -> str:
    return next(iter(values), "")
