"""XML from strangers: no document type, and so no entities of their own."""

from xml.etree.ElementTree import Element, ParseError, XMLParser

from agency.cv.refusal import CvUnreadable, Reason


def parse(content: bytes) -> Element:
    """Return the root of *content*; CvUnreadable when it is not what a word processor writes."""
    # A document type stands before everything else, and no word processor writes one.
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise CvUnreadable(Reason.BOMB)
    parser = XMLParser()  # noqa: S314  entities are refused above
    try:
        parser.feed(content)
        root: Element = parser.close()
    except (ParseError, UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise CvUnreadable(Reason.DAMAGED) from problem
    return root


def name_of(element: Element) -> str:
    """Return an element's name without its space."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute by its name, whatever its space."""
    for key, value in element.attrib.items():
        if key.rsplit("}", 1)[-1] == name:
            return value
    return None
