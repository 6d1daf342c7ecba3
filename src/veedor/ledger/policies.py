"""Which logs and witnesses are believed, and how many of them are enough.

Source: C2SP, tlog-policy. Names are octets; here they are text in which an octet that is no UTF-8 is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import InputError, KeyFileError
from veedor.ledger.note_keys import COSIGNATURE, NOTE, VerifierKey, read_vkey
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Container

LARGEST_POLICY = 1 << 20
NONE = "none"


@dataclass(frozen=True, slots=True)
class WitnessGroup:
    """Witnesses or groups of which so many are needed."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class LogPolicy:
    """What a checkpoint needs to be believed.

    Parameters
    ----------
    logs : tuple of VerifierKey
        Keys of the logs, named as their origins.
    witnesses : dict of str to VerifierKey
        Name in the policy -> key.
    groups : dict of str to WitnessGroup
        Name -> whom it needs.
    quorum : str
        Witness or group that is needed; ``none`` where nobody is.
    addresses : dict of str to str
        Witness, or origin of a log -> address.
    content : bytes
        The policy as it is written.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: dict[str, VerifierKey]
    groups: dict[str, WitnessGroup]
    quorum: str
    addresses: dict[str, str]
    content: bytes

    def is_met(self, cosigned: Container[str]) -> bool:
        """Say whether these witnesses are enough."""
        return self.quorum == NONE or self._holds(self.quorum, cosigned)

    def _holds(self, name: str, cosigned: Container[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._holds(member, cosigned) for member in group.members) >= group.needed

    @property
    def colluding(self) -> tuple[str, ...]:
        """The smallest set of witnesses that would have had to sign both of two histories of a log.

        Empty where two histories could each find enough witnesses although none of them lies.
        """
        return () if self.quorum == NONE else self._both(self.quorum)

    def _both(self, name: str) -> tuple[str, ...]:
        group = self.groups.get(name)
        if group is None:
            return (name,)
        twice = max(0, 2 * group.needed - len(group.members))
        cheapest = sorted((self._both(member) for member in group.members), key=len)[:twice]
        return tuple(one for part in cheapest for one in part)


def read_policy(content: bytes, file: str = "policy") -> LogPolicy:
    """Read a policy.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name, for messages.

    Raises
    ------
    InputError
        Where a line is not one of a policy, with its row.
    """
    if len(content) > LARGEST_POLICY or any(
        (byte < 32 and byte not in b"\t\n") or byte == 127 for byte in content
    ):
        raise InputError("This is no policy.", file=file, expected="lines of text")
    return _PolicyReader(file).read(content)


class _PolicyReader:
    """Reads the lines of a policy, each of which names what stands before it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.row = 0
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, WitnessGroup] = {}
        self.addresses: dict[str, str] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def read(self, content: bytes) -> LogPolicy:
        for self.row, line in enumerate(content.decode("utf-8", "surrogateescape").split("\n"), start=1):
            words = [word for word in line.replace("\t", " ").split(" ") if word]
            if not words or words[0].startswith("#"):
                continue
            read = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}
            if words[0] not in read:
                raise self._error("Unknown line.", words[0], "log, witness, group or quorum")
            read[words[0]](words[1:])
        self.row = max(1, self.row)
        if self.quorum is None:
            raise self._error(
                "There is no quorum.",
                None,
                "a line 'quorum NAME', or 'quorum none' where no witness is asked for",
            )
        return LogPolicy(tuple(self.logs), self.witnesses, self.groups, self.quorum, self.addresses, content)

    def _error(self, message: str, value: str | None, expected: str) -> InputError:
        shown = None if value is None else value.encode("utf-8", "replace").decode()
        return InputError(message, file=self.file, row=self.row, value=shown, expected=expected)

    def _key(self, text: str, kind: int, known: list[VerifierKey]) -> VerifierKey:
        try:
            key = read_vkey(text)
        except KeyFileError as error:
            raise self._error(error.message, None, "a verifier key") from None
        if key.kind != kind:
            raise self._error(
                "The key is of another type.",
                text,
                "a key of the type 4 for a witness, of the type 1 for a log",
            )
        if any(one.public == key.public for one in known):
            raise self._error("The key stands twice.", text, "each key once")
        return key

    def _log(self, words: list[str]) -> None:
        if len(words) not in {1, 2}:
            raise self._error("The line has other words.", " ".join(words), "log KEY [ADDRESS]")
        key = self._key(words[0], NOTE, self.logs)
        self.logs.append(key)
        if len(words) == 2:
            self.addresses[key.name] = words[1]

    def _witness(self, words: list[str]) -> None:
        if len(words) not in {2, 3}:
            raise self._error("The line has other words.", " ".join(words), "witness NAME KEY [ADDRESS]")
        self._new_name(words[0])
        self.witnesses[words[0]] = self._key(words[1], COSIGNATURE, list(self.witnesses.values()))
        if len(words) == 3:
            self.addresses[words[0]] = words[2]

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise self._error("The line has other words.", " ".join(words), "group NAME all|any|K MEMBER...")
        name, many, members = words[0], words[1], words[2:]
        self._new_name(name)
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise self._error("The member has no line before this one.", member, "a witness or a group")
            if member in self.members:
                raise self._error("The member is in a group already.", member, "each in one group")
            self.members.add(member)
        needed = {"all": str(len(members)), "any": "1"}.get(many, many)
        if not (
            needed.isascii() and needed.isdigit() and len(needed) < 6 and 1 <= int(needed) <= len(members)
        ):
            raise self._error(
                "So many are not in the group.",
                many,
                sentence("all, any, or 1 to {number_of_members}", number_of_members=len(members)),
            )
        self.groups[name] = WitnessGroup(int(needed), tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.quorum is not None:
            raise self._error(
                "The line stands twice or has other words.", " ".join(words), "quorum NAME, once"
            )
        if words[0] != NONE and words[0] not in self.witnesses and words[0] not in self.groups:
            raise self._error("The name has no line before this one.", words[0], "a witness, a group or none")
        self.quorum = words[0]

    def _new_name(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise self._error("The name is taken.", name, "another name")
