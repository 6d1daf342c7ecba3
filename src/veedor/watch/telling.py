"""Where alarms are said: a file of lines of JSON, an Atom feed, a program, a webhook.

The file and the feed are written anew from the journal, so that each alarm stands in them once whatever
happened meanwhile. A program and a webhook are asked again where they failed.
"""

from __future__ import annotations

import html
import http.client
import json
import re
import subprocess
import urllib.error
import urllib.request
import uuid
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.bounded import Redirects
from veedor.ledger.leaves import time_of
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from veedor.intake.case_watch import WatchAlarms

ALARMS_FILE = "alarms.jsonl"
FEED = "alarms.atom"
IN_FEED = 100
SECONDS = 20
"""That a program or a webhook may take."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def public_form(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an alarm as others read it: with its time in words, and without what only the journal needs."""
    return {
        "alarm": event["alarm"],
        "at": time_of(event["at"]),
        "capture": event["capture"],
        "says": event["says"],
        "figures": event["figures"],
        "key": event["key"],
    }


def write_alarms(folder: Path, events: Sequence[Mapping[str, Any]], title: str, lang: str) -> None:
    """Write the file and the feed of all alarms, each whole.

    Parameters
    ----------
    folder : Path
        Of the watch; the feed lies in its folder of pages.
    events : sequence of mapping
        The alarms of the journal, in order.
    title : str
        What is watched.
    lang : str
        Language of the feed.
    """
    lines = [json.dumps(public_form(event), ensure_ascii=False) for event in events]
    disk.write(folder / ALARMS_FILE, "".join(f"{line}\n" for line in lines))
    disk.make_folder(folder / "pages")
    disk.write(folder / "pages" / FEED, feed(events, title, lang))


def feed(events: Sequence[Mapping[str, Any]], title: str, lang: str) -> str:
    """Write the alarms as an Atom feed (RFC 4287), newest first."""
    updated = time_of(events[-1]["at"]) if events else "1970-01-01T00:00:00Z"
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"<title>{_xml(title)}</title>",
        f"<id>{_id(title)}</id>",
        f"<updated>{updated}</updated>",
        f'<generator version="{__version__}">Veedor</generator>',
        "<author><name>Veedor</name></author>",
    ]
    for event in reversed(events[-IN_FEED:]):
        parts += [
            "<entry>",
            f"<title>{_xml(event['says'][lang])}</title>",
            f"<id>{_id(title + event['key'])}</id>",
            f"<updated>{time_of(event['at'])}</updated>",
            f'<category term="{event["alarm"]}"/>',
            f"<content>{_xml(event['says'][lang])}</content>",
            "</entry>",
        ]
    return "\n".join([*parts, "</feed>", ""])


def _xml(text: str) -> str:
    return html.escape(_NOT_XML.sub("\ufffd", text))


def _id(text: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}"


def tell(event: Mapping[str, Any], alarms: WatchAlarms, lang: str) -> dict[str, str]:
    """Hand an alarm to the program and the webhook of the case.

    Returns
    -------
    dict of str to str
        ``command`` or ``webhook`` -> why it did not take it; empty where all did.
    """
    failed = {}
    content = json.dumps({"text": event["says"][lang], **public_form(event)}, ensure_ascii=False).encode()
    if alarms.command:
        try:
            done = subprocess.run(  # noqa: S603 - the one whose case it is names the program
                list(alarms.command), input=content + b"\n", timeout=SECONDS, check=False, capture_output=True
            )
            if done.returncode:
                failed["command"] = f"it ended with {done.returncode}"
        except (OSError, subprocess.SubprocessError) as error:
            failed["command"] = str(error)[:300]
    if alarms.webhook:
        request = urllib.request.Request(  # noqa: S310 - the case allows http and https only
            alarms.webhook, data=content, headers={"Content-Type": "application/json", "User-Agent": "veedor"}
        )
        try:
            with urllib.request.build_opener(Redirects(0)).open(request, timeout=SECONDS):
                pass
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            failed["webhook"] = str(getattr(error, "reason", error))[:300]
    return failed
