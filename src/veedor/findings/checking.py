"""Questions of the sheets: which do not add up, and which patterns are odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from veedor.findings.opened import Opened

if TYPE_CHECKING:
    from veedor.checks import ChecksResult, Material, SheetCard
    from veedor.forensics import ForensicsResult


class Checking(Opened):
    """What does not add up."""

    def check(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        pack: str | None = None,
        only: tuple[str, ...] = (),
    ) -> ChecksResult:
        """Which sheets do not add up, and whether that could change the outcome.

        Parameters
        ----------
        count : str, optional
            ``official``, or ``preliminary@<snapshot>``; by default the count that counts in the end.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        pack : str, optional
            Country pack of tolerances and legal grounds, by name or path; by default that of the country.
        only : tuple of str
            Ids of the checks to ask; by default all.

        Raises
        ------
        QuestionError
            Where there is no such count, contest, pack or check.
        """
        from veedor.checks import decision_of, run_checks

        key = ("check", count, contest, pack, only)
        if key not in self._kept:
            material = self._material(count, contest, pack)
            command = self.command("check", count=count, contest=contest, pack=pack)
            decision = decision_of(self.election, material.sheets)
            self._kept[key] = run_checks(material, decision, only=only, command=command)
        return cast("ChecksResult", self._kept[key])

    def card(
        self,
        sheet: str,
        count: str | None = None,
        *,
        contest: str | None = None,
        pack: str | None = None,
    ) -> SheetCard:
        """All that is known of one sheet: its figures in every count, its neighbours, what names it.

        Parameters
        ----------
        sheet : str
            Its id.
        count, contest, pack : str, optional
            As for :meth:`check`.

        Raises
        ------
        QuestionError
            Where no count has such a sheet.
        """
        from veedor.checks import card, decision_of

        material = self._material(count, contest, pack)
        return card(
            material,
            sheet,
            decision_of(self.election, material.sheets),
            self.check(count, contest=contest, pack=pack),
            command=self.command("check", count=count, contest=contest, pack=pack, sheet=sheet),
        )

    def cards(
        self, limit: int, count: str | None = None, *, contest: str | None = None
    ) -> tuple[SheetCard, ...]:
        """Cards of the flagged sheets of most consequence, heaviest first.

        Parameters
        ----------
        limit : int
            How many.
        count, contest : str, optional
            As for :meth:`check`.
        """
        from veedor.checks import decision_of, of_consequence

        material = self._material(count, contest, None)
        decision = decision_of(self.election, material.sheets)
        chosen = of_consequence(self.check(count, contest=contest), material, decision, limit)
        return tuple(self.card(sheet, count, contest=contest) for sheet in chosen)

    def _material(self, count: str | None, contest: str | None, pack: str | None) -> Material:
        from veedor.checks import material_of, pack_of

        key = ("material", count, contest, pack)
        if key not in self._kept:
            chosen = pack_of(self.election, pack)
            self._kept[key] = material_of(self.election, chosen, count=count, contest=contest)
        return cast("Material", self._kept[key])

    def forensics(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        seed: int = 1,
        simulations: int = 1000,
        controls: int = 20,
    ) -> ForensicsResult:
        """Which patterns of the whole count are odd, and how often the same tests cry wolf on clean ones.

        Parameters
        ----------
        count : str, optional
            ``official``, or ``preliminary@<snapshot>``; by default the count that counts in the end.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        seed : int
            Seed of everything random.
        simulations : int
            Clean twins for each test.
        controls : int
            Clean elections of each kind for the negative controls; 0 for none.

        Raises
        ------
        QuestionError
            Where there is no such count or contest.
        """
        from veedor.forensics import run_forensics

        key = ("forensics", count, contest, seed, simulations, controls)
        if key not in self._kept:
            name, snapshot = self.election.state(count) if count is not None else (None, None)
            sheets = self.election.sheets(name, contest=contest, snapshot=snapshot)
            command = self.command(
                "check", "--forensics", count=count, contest=contest, seed=seed, simulations=simulations,
                controls=controls,
            )  # fmt: skip
            self._kept[key] = run_forensics(
                sheets, seed=seed, simulations=simulations, controls=controls, command=command
            )
        return cast("ForensicsResult", self._kept[key])
