"""Answering the page that asks before what cannot be undone."""

import html
import re

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


def is_question(answer) -> bool:
    """Whether the answer is the page that asks."""
    return answer.status_code == 200 and b'name="confirmation"' in answer.content


def fields_of(answer) -> dict:
    """What the page would send with its button."""
    assert is_question(answer), answer.status_code
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(answer.content.decode()):
        fields.setdefault(html.unescape(name), []).append(html.unescape(value))
    return fields


def post_and_confirm(client, address, data, **more):
    """Post, read the page that asks, and press its button."""
    asked = client.post(address, data)
    reason = {"reason": data["reason"]} if "reason" in data else {}
    return client.post(address, fields_of(asked) | reason, **more)
