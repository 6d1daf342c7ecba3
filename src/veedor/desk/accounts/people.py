"""The accounts themselves. What is kept is Django's: users, groups (one a role), and hashes of passwords."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.desk.accounts.roles import ROLES
from veedor.errors import QuestionError, nearest
from veedor.sentence import sentence

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

SHORTEST = 12
"""Signs of a password."""
LONGEST = 1000
"""Signs of a password that are looked at."""
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that looks like another."""


@dataclass(frozen=True)
class Account:
    """Somebody who may use the desk.

    Parameters
    ----------
    name : str
        Under which they log in.
    role : str
        One of :data:`veedor.desk.accounts.roles.ROLES`; empty where it is not one of them.
    since : datetime
        When it was added.
    seen : datetime, optional
        When they logged in last.
    """

    name: str
    role: str
    since: datetime
    seen: datetime | None


def accounts() -> list[Account]:
    """Return all accounts, by name."""
    found = _users().objects.filter(is_active=True).prefetch_related("groups").order_by("username")
    return [Account(one.username, role_of(one), one.date_joined, one.last_login) for one in found]


def role_of(user: User) -> str:
    """Return the role of a user; empty where they have none."""
    held = {group.name for group in user.groups.all()}
    return next((role for role in reversed(ROLES) if role in held), "")


def add(name: str, role: str, password: str) -> None:
    """Add an account.

    Raises
    ------
    QuestionError
        Where there is one of that name, the name is none, or the password is too weak.
    """
    from django.contrib.auth.validators import UnicodeUsernameValidator
    from django.core.exceptions import ValidationError
    from django.db import transaction

    users = _users()
    name = users.normalize_username(name)
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError:
        raise _no_name(name) from None
    if not name or len(name) > 150:
        raise _no_name(name)
    if name.casefold() in {known.casefold() for known in users.objects.values_list("username", flat=True)}:
        raise QuestionError(
            sentence("There is an account {name!r} already.", name=name),
            remedy="Take another name, or change it with `veedor accounts role` or "
            "`veedor accounts password`.",
        )
    check_password(password, name)
    with transaction.atomic():
        user = users.objects.create_user(name, password=password)
        _give(user, role)


def set_role(name: str, role: str) -> None:
    """Give an account another role; it holds from its next request on.

    Raises
    ------
    QuestionError
        Where there is none of that name.
    """
    _give(_user(name), role)


def set_password(name: str, password: str) -> None:
    """Give an account another password, which ends all of its sessions.

    Raises
    ------
    QuestionError
        Where there is none of that name, or the password is too weak.
    """
    user = _user(name)
    check_password(password, name)
    user.set_password(password)
    user.save()


def remove(name: str) -> None:
    """Remove an account, which ends all of its sessions.

    Raises
    ------
    QuestionError
        Where there is none of that name.
    """
    _user(name).delete()


def check_password(password: str, name: str) -> None:
    """Refuse a password that is easy to guess.

    Raises
    ------
    QuestionError
        With what is wrong with it; the password is not repeated.
    """
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password, _users()(username=name))
    except ValidationError as error:
        too_short = any(one.code == "password_too_short" for one in error.error_list)
        raise QuestionError(
            sentence("The password has fewer than {shortest} signs.", shortest=SHORTEST)
            if too_short
            else sentence("The password is easy to guess."),
            remedy="Take four words that have nothing to do with each other, or --generate.",
        ) from None
    if len(password) > LONGEST:
        raise QuestionError(
            sentence("The password has more than {longest:,} signs.", longest=LONGEST),
            remedy="Take a shorter one, or --generate.",
        )


def new_password() -> str:
    """Return a password that nobody guesses: 98 bits, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(5))


def _users() -> Any:  # noqa: ANN401 - Django is published without types
    from django.contrib.auth.models import User

    return User


def _user(name: str) -> Any:  # noqa: ANN401 - Django is published without types
    users = _users()
    found = users.objects.filter(username=users.normalize_username(name)).first()
    if found is None:
        known = [account.name for account in accounts()]
        raise QuestionError(sentence("There is no account {name!r}.", name=name), remedy=nearest(name, known))
    return found


def _give(user: Any, role: str) -> None:  # noqa: ANN401 - Django is published without types
    from django.contrib.auth.models import Group

    user.groups.set([Group.objects.get_or_create(name=role)[0]])


def _no_name(name: str) -> QuestionError:
    return QuestionError(
        sentence("{name!r} is no name of an account.", name=name[:60]),
        remedy="Take letters, figures and . _ - + @, at most 150 of them, without spaces.",
    )
