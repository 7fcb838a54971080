"""How a new desk begins with what a centre holds: over the line by a one-time code, or out of a file of the centre."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from threading import Event
from typing import TYPE_CHECKING, Final

import typer

from trainingdesk import bootstrap
from trainingdesk.bootstrap import Founder
from trainingdesk.cli.invocation import password
from trainingdesk.cli.qr_code import draw
from trainingdesk.cli.sync import first_copy
from trainingdesk.domain.errors import Refused
from trainingdesk.settings.divisions import counties
from trainingdesk.storage import vault
from trainingdesk.wire.joining import Flaw, Joining, read_joining

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.bootstrap import FirstDesk
    from trainingdesk.cli.invocation import Invocation
    from trainingdesk.domain.errors import Unavailable

#: How often a first copy goes on after the line broke, each time after a longer pause.
_ATTEMPTS: Final = 8


def joining_of(*words: str | None) -> Joining:
    """The invitation that these words are, however they are divided; raises Refused with what is wrong."""
    found = read_joining(" ".join(word for word in words if word))
    if isinstance(found, Joining):
        return found
    raise Refused("desk.join_needs_both" if found.flaw is Flaw.NO_CODE else f"joining.{found.flaw}")


def show_joining(invocation: Invocation, joining: Joining) -> None:
    """The text, and a QR code of it for a reader that types what it reads."""
    invocation.say("centre.joining", joining=joining.text)
    draw(invocation, joining.text)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a new desk, of the centre and of whoever signs in first; one that was not given is empty."""

    center: str
    user: str


def make_desk(invocation: Invocation, names: Names, county: str) -> FirstDesk:
    """A desk of a county, alone; raises Refused where none is named, or a name is missing."""
    wanted = {"desk.no_county": county, "desk.no_name": names.center, "account.name_missing": names.user}
    for missing, given in wanted.items():
        if not given.strip():
            raise Refused(missing)
    first = bootstrap.create_desk(
        invocation.folder,
        county_code=county,
        county_name=names.center,
        admin_name=names.user,
        password=password(invocation.sentences, twice=True),
        clock=invocation.clock,
    )
    _tell(invocation, first)
    return first


def make_desk_of(invocation: Invocation, names: Names, join: str, code: str | None) -> FirstDesk:
    """A desk that belongs to a centre from the beginning, and has what its user may see, or is not there at all.

    ``join`` is a file of the centre, its address, or a whole invitation with the code in it. Whoever is not named signs in
    by the name that the centre has. Raises Refused for a code that does not hold.
    """
    file = Path(join)
    if not file.is_file():
        first = _over_the_line(invocation, names, joining_of(join, code))
    elif code is None:
        raise Refused("desk.join_needs_both")
    else:
        first = _out_of_a_file(invocation, names, file, code)
    _tell(invocation, first)
    invocation.say("sync.done", sent=0, received=first.rows)
    return first


def _out_of_a_file(invocation: Invocation, names: Names, file: Path, code: str) -> FirstDesk:
    from trainingdesk.sync.invitation import letter_of  # noqa: PLC0415 -- only where there is one

    letter = letter_of(file, code, now=invocation.clock())
    return bootstrap.create_desk_from(
        invocation.folder,
        file,
        code=code,
        founder=_founder(invocation, names, letter.county, letter.user),
        watch=first_copy(invocation),
        clock=invocation.clock,
    )


def _over_the_line(invocation: Invocation, names: Names, joining: Joining) -> FirstDesk:
    from trainingdesk.sync.client import enroll, invited  # noqa: PLC0415 -- the network only where it is used

    whom = invited(joining)
    founder = _founder(invocation, names, whom.county, whom.user)  # before the code is used up
    return bootstrap.create_desk_joined(
        invocation.folder,
        enroll(joining.address, code=joining.code, county=joining.county),
        founder=founder,
        watch=first_copy(invocation),
        again=_patience(invocation),
        clock=invocation.clock,
    )


def _founder(invocation: Invocation, names: Names, county: str, user: str) -> Founder:
    """Whoever joins; raises Refused for a weak password, and where neither they nor the centre say who it is."""
    known = counties().get(county)
    proposed = invocation.sentences.of("entry.center_proposed", {"county": known.name if known else county})
    name = names.user or user
    if not name.strip():
        raise Refused("desk.no_user")
    invocation.say("desk.signs_in_as", name=name)
    secret = password(invocation.sentences, twice=True)
    vault.require_strong(secret, name)
    return Founder(names.center or proposed, name, secret)  # until the name of the centre comes with the copy


def _patience(invocation: Invocation) -> Callable[[Unavailable], bool]:
    """Says on standard error why it waits; the code is used up, so that to begin anew would need another one."""
    from trainingdesk.sync.exchange import Pace  # noqa: PLC0415

    pace = Pace(SystemRandom())

    def again(failure: Unavailable) -> bool:
        if pace.failures == _ATTEMPTS:
            return False
        typer.echo(invocation.sentences.of(failure.key, failure.values), err=True)
        Event().wait(pace.after(failure, usual=0))
        return True

    return again


def _tell(invocation: Invocation, first: FirstDesk) -> None:
    invocation.say("desk.made", folder=invocation.folder)
    invocation.say("desk.recovery_code", code=first.recovery_code)
