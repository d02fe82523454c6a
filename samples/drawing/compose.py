"""Decides what a card says: who, which values, with which labels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from . import people, phones
from .codes import payload
from .lands import chance, land, pick, plain
from .words import CardText, Row, empty_contact

ICONS = {"work": "phone", "mobile": "mobile", "fax": "fax", "toll_free": "phone", "email": "envelope", "web": "globe"}
SERVICES = {
    "linkedin": ["linkedin.com/in/{h}", "in/{h}", "www.linkedin.com/in/{h}", "LinkedIn: {h}"],
    "x": ["@{h}", "x.com/{h}", "twitter.com/{h}", "X: @{h}"],
    "instagram": ["instagram.com/{h}", "Instagram @{h}", "IG: @{h}"],
    "github": ["github.com/{h}", "GitHub: {h}"],
    "facebook": ["facebook.com/{h}", "fb.com/{h}"],
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a card is to hold.

    Attributes:
        phones: Kinds in print order: work, mobile, fax, toll_free, direct.
        labels: "long", "short", "letter", "icon" or "none".
        after: What follows a label: ":", "", "." or " |".
        joined: How many contact rows share a line.
        social: Names of services.
        free_mail: How often a mailbox is at a public provider; never in the kept samples, where it might be someone's.
        url: "www", "bare", "http", "path" or "" for none.
    """

    country: str = "US"
    phones: tuple[str, ...] = ("work", "mobile")
    labels: str = "short"
    after: str = ""
    joined: int = 1
    email: bool = True
    emails: int = 1
    url: str = "www"
    social: tuple[str, ...] = ()
    titles: int = 1
    department: bool = False
    slogan: bool = False
    address: bool = True
    qr: str = ""
    back: bool = False
    people: int = 1
    adorned: float = 0.25
    second_script: bool = False
    capitals: tuple[str, ...] = ()
    free_mail: float = 0.0
    extra: tuple[str, ...] = field(default=())


def random_wishes(rng: np.random.Generator, country: str) -> Wishes:
    """Wishes as varied as the cards people carry."""
    here = land(country)
    kinds = ["work", "mobile", "fax"]
    pattern = pick(
        rng, [(1, 1, 0), (1, 1, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1), (1, 0, 1), (2, 1, 0), (0, 2, 0), (1, 2, 0)]
    )
    wanted = [kind for kind, count in zip(kinds, pattern, strict=True) for _ in range(count)]
    if chance(rng, 0.3):
        rng.shuffle(wanted)
    if here["toll_free"] and chance(rng, 0.08):
        wanted.append("toll_free")
    if chance(rng, 0.04):
        wanted = []
    capitals = tuple(
        group
        for group, p in (("name", 0.2), ("title", 0.15), ("organization", 0.18), ("family", 0.06))
        if chance(rng, p)
    )
    return Wishes(
        country=country,
        phones=tuple(wanted),
        labels=pick(rng, ["long", "short", "short", "letter", "letter", "icon", "icon", "none"]),
        after=pick(rng, [":", ":", "", "", ".", " |"]),
        joined=pick(rng, [1, 1, 1, 1, 1, 2]),
        email=chance(rng, 0.93),
        emails=2 if chance(rng, 0.06) else 1,
        url=pick(rng, ["www", "www", "www", "bare", "bare", "http", "path", ""]),
        social=tuple(pick(rng, list(SERVICES)) for _ in range(1 if chance(rng, 0.22) else 0)),
        titles=pick(rng, [1, 1, 1, 1, 1, 2, 0]),
        department=chance(rng, 0.25),
        slogan=chance(rng, 0.25),
        address=chance(rng, 0.8),
        qr=pick(rng, ["vcard", "url"]) if chance(rng, 0.08) else "",
        back=chance(rng, 0.04),
        people=2 if chance(rng, 0.03) else 1,
        second_script=country == "JP" and chance(rng, 0.35),
        capitals=capitals,
        free_mail=0.1,
    )


def label(rng: np.random.Generator, country: str, kind: str, style: str, after: str) -> str:
    """A printed label, or "" where the style has none."""
    if style in ("icon", "none"):
        return ""
    known = land(country)["labels"].get({"direct": "work"}.get(kind, kind)) or []
    letters = [mark for mark in known if len(mark.strip(".")) == 1]
    longest = [mark for mark in known if len(mark.strip(".")) > 4]
    shorter = [mark for mark in known if 1 < len(mark.strip(".")) <= 6]
    choice = {"letter": letters, "long": longest, "short": shorter}[style] or known
    if not choice:
        return ""
    mark = str(pick(rng, choice))
    if after == "." and mark.endswith("."):
        return mark
    if after == "." and len(mark) > 4:
        return mark
    return mark.rstrip(".") + after if after == ":" and len(mark) < 3 else mark + after


def contact_rows(
    rng: np.random.Generator,
    wishes: Wishes,
    who: people.Person,
    firm: people.Firm,
    city: list[str],
    truth: dict[str, Any],
) -> list[Row]:
    """Phone, e-mail, web and social rows; fills `truth`."""
    country = wishes.country
    form, grouping = phones.form_for(rng, country), int(rng.integers(3))
    labelled = wishes.labels != "none"
    phone_rows = []
    for kind in wishes.phones:
        printed, value = phones.phone(rng, country, kind, city, form, grouping)
        value["labelled"] = labelled
        if value["e164"] in [known["e164"] for known in truth["phones"]]:
            continue
        truth["phones"].append(value)
        mark = label(rng, country, kind, wishes.labels, wishes.after)
        value["labelled"] = labelled and (bool(mark) or wishes.labels == "icon")
        phone_rows.append(Row(printed, "phone", mark, ICONS.get(kind, "phone") if wishes.labels == "icon" else ""))
    web_rows = []
    mail_labels = wishes.labels if wishes.labels in ("icon", "none") or chance(rng, 0.75) else "none"
    if wishes.email:
        used = set()
        for _ in range(wishes.emails):
            host = (
                firm.domain
                if not chance(rng, wishes.free_mail)
                else pick(rng, ["gmail.com", "outlook.com", "posteo.net"])
            )
            address = f"{people.mailbox(rng, who, country)}@{host}"
            if address in used:
                continue
            used.add(address)
            truth["emails"].append(address)
            shown = address if chance(rng, 0.95) else address.capitalize()
            web_rows.append(
                Row(
                    shown,
                    "email",
                    label(rng, country, "email", mail_labels, wishes.after),
                    "envelope" if wishes.labels == "icon" else "",
                )
            )
    if wishes.url:
        shown = {
            "www": f"www.{firm.domain}",
            "bare": firm.domain,
            "http": f"https://{pick(rng, ['www.', ''])}{firm.domain}",
            "path": f"{firm.domain}/{pick(rng, ['team', 'contact', 'shop'])}",
        }[wishes.url]
        truth["urls"].append(shown)
        web_rows.append(
            Row(
                shown,
                "url",
                label(rng, country, "web", mail_labels, wishes.after),
                "globe" if wishes.labels == "icon" else "",
            )
        )
    for service in wishes.social:
        handle = plain(who.full, country).replace(" ", pick(rng, ["", "", "-", "_"])).strip("-_")
        handle += pick(rng, ["", "", str(int(rng.integers(2, 99)))])
        truth["social"].append({"service": service, "handle": handle})
        web_rows.append(
            Row(pick(rng, SERVICES[service]).format(h=handle), "social", "", "at" if wishes.labels == "icon" else "")
        )
    return [*phone_rows, *web_rows] if chance(rng, 0.85) else [*web_rows, *phone_rows]


def compose(rng: np.random.Generator, wishes: Wishes, *, works_for: people.Firm | None = None) -> CardText:  # noqa: C901 - one branch a part of a card
    """The text and truth of one card; of somebody at a firm that is there already, or at a new one."""
    country = wishes.country
    here = land(country)
    who = people.person(rng, country, adorned=wishes.adorned)
    firm = people.firm(rng, country, None if country == "JP" else who.family, unlikely=not wishes.free_mail)
    firm = works_for or firm
    city = pick(rng, here["cities"])
    truth = empty_contact()
    card = CardText(country, contact=truth, joined=wishes.joined, glue=pick(rng, [" | ", "  •  ", " · ", "   "]))
    organization = firm.name
    if wishes.second_script and not wishes.back:
        organization = pick(rng, here["second_script"]["organizations"])
    truth["organization"] = organization
    shown = (
        organization.upper()
        if "organization" in wishes.capitals and not any("." in w and w != w.upper() for w in organization.split())
        else organization
    )
    card.groups["organization"] = [Row(shown, "organization")]
    if wishes.slogan or wishes.back:
        card.groups["slogan"] = [Row(firm.slogan, "other")]
    if wishes.back:
        card.side = "back"
        if wishes.url and chance(rng, 0.6):
            truth["urls"] = [firm.domain]
            card.groups["slogan"].append(Row(firm.domain, "url"))
        return card
    titles = list(dict.fromkeys(people.gendered(pick(rng, here["titles"]), who.female) for _ in range(wishes.titles)))
    if wishes.second_script:
        titles = [pick(rng, here["second_script"]["titles"])]
    truth["titles"] = titles
    family = who.family.upper() if "family" in wishes.capitals else who.family
    name = f"{who.given} {family}"
    name = name.upper() if "name" in wishes.capitals else name
    if wishes.second_script:
        truth.update(
            name=who.other_script,
            name_alt=[who.full],
            given=who.other_script.split()[1],
            family=who.other_script.split()[0],
        )
        card.groups["name"] = [Row(str(who.other_script), "name"), Row(name, "name")]
    else:
        # An honorific is part of the name as people print it, and as `full` of a reading holds it.
        full = " ".join(filter(None, (who.prefix, who.full)))
        truth.update(name=full, given=who.given, family=who.family, prefix=who.prefix, suffix=who.suffix)
        adorned = " ".join(filter(None, (who.prefix, name))) + (f", {who.suffix}" if who.suffix else "")
        card.groups["name"] = [Row(adorned, "name")]
    truth["name_printed"] = card.groups["name"][0].text
    roles = [Row(title.upper() if "title" in wishes.capitals else title, "title") for title in titles]
    if wishes.titles > 1 and len(titles) > 1 and chance(rng, 0.3):
        roles = [Row(" / ".join(row.text for row in roles), "title")]
    if wishes.department:
        truth["departments"] = [pick(rng, here["departments"])]
        roles.insert(0 if chance(rng, 0.25) else len(roles), Row(truth["departments"][0], "department"))
    card.groups["role"] = roles
    card.groups["contact"] = contact_rows(rng, wishes, who, firm, city, truth)
    if wishes.address:
        lines, place = people.address(rng, country, city)
        truth["addresses"] = [place]
        card.groups["address"] = [
            Row(line, "address", icon=("blank" if n else "pin") if wishes.labels == "icon" else "")
            for n, line in enumerate(lines)
        ]
    if wishes.people > 1:
        add_second_person(rng, wishes, card, firm, city)
    card.groups["extra"] = [Row(text, "other") for text in wishes.extra]
    if wishes.qr:
        card.qr = payload(wishes.qr, truth, firm.domain)
        if wishes.qr == "url" and not truth["urls"]:
            truth["urls"] = [firm.domain]
    return card


def add_second_person(
    rng: np.random.Generator, wishes: Wishes, card: CardText, firm: people.Firm, city: list[str]
) -> None:
    """A second name with a title, a mobile and an e-mail of their own."""
    other = people.person(rng, wishes.country, adorned=0)
    if other.full == card.contact["name"]:
        return
    title = people.gendered(pick(rng, land(wishes.country)["titles"]), other.female)
    here = empty_contact()
    own = replace(wishes, phones=("mobile",), url="", social=(), emails=1, email=True, joined=1)
    rows = contact_rows(rng, own, other, firm, city, here)
    known = {value["e164"] for value in card.contact["phones"]}
    rows = [row for row in rows if row.label != "phone" or here["phones"][0]["e164"] not in known]
    card.contact["other_names"] = [other.full]
    card.contact["titles"] = list(dict.fromkeys([*card.contact["titles"], title]))
    card.contact["phones"] += [value for value in here["phones"] if value["e164"] not in known]
    card.contact["emails"] = list(dict.fromkeys([*card.contact["emails"], *here["emails"]]))
    card.groups["second"] = [Row(other.full, "name"), Row(title, "title"), *rows]
