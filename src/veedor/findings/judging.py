"""Questions of consequence: stakes, audit, claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.findings.opened import Opened

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit import Outlook
    from veedor.claims import ClaimsResult
    from veedor.stakes import Doubt, Flips, NamedSet
    from veedor.stakes.of_case import Asked


class Judging(Opened):
    """What it means: could doubt change the outcome, what audit would settle it, which claims hold."""

    def stakes(
        self,
        asked: Asked | None = None,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        variant: str | None = None,
        words: tuple[str, ...] = (),
    ) -> Flips | Doubt | NamedSet:
        """Whether what is in doubt could change the outcome.

        Parameters
        ----------
        asked : veedor.stakes.of_case.Asked, optional
            Treatments, units, a named set or a number; by default the smallest number of sheets under every
            treatment.
        count, contest, snapshot, variant : str, optional
            Which count, as for :meth:`outcome`.
        words : tuple of str
            Options that the command line had and the question no longer shows (names of files).

        Raises
        ------
        QuestionError
            Where sheets, units or choices are named that do not exist.
        MissingDataError
            Where the case names no rule, or a treatment needs what was not published.
        """
        from veedor.stakes.of_case import Asked, stakes

        question = Asked() if asked is None else asked
        options = {"of": count, "contest": contest, "snapshot": snapshot, "variant": variant}
        command = self.command("stakes", *words, *question.options(), **options)
        which = {"contest": contest, "snapshot": snapshot, "variant": variant}
        return stakes(self.election, question, count, **which, command=command)

    def audit(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        variant: str | None = None,
        **options: Any,  # noqa: ANN401 - passed on as they are
    ) -> Outlook:
        """What audit would settle the outcome, and what it would cost.

        Parameters
        ----------
        count : str, optional
            Which count; by default the one that counts in the end.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        variant : str, optional
            Another reading of the rule.
        **options
            ``risk_limit``, ``cap``, ``unauditable``, ``errors``, ``seed``, ``runs``, ``progress``: see
            :func:`veedor.audit.outlook`.

        Raises
        ------
        QuestionError
            Where the outcome rests on nothing that ballots can confirm.
        MissingDataError
            Where nothing says how many ballots some counted sheet can hold.
        """
        from veedor.audit import Expected, outlook

        decision = self.election.decision(count, contest=contest, variant=variant)
        expected = Expected.of(self.election.states(count, contest=contest), decision.rule.divisions)
        command = self.command("audit", count=count, contest=contest, variant=variant)
        return outlook(expected, decision, command=command.replace("audit", "audit plan", 1), **options)

    def claims(
        self, file: Path | None = None, *, articles: Path | None = None, lang: str = "en"
    ) -> ClaimsResult:
        """Which reported claims hold against the count.

        Parameters
        ----------
        file : Path, optional
            Claims file; by default ``claims.toml`` of the case.
        articles : Path, optional
            Folder of the articles; by default that of the case or of its data.
        lang : str
            Language of the texts.

        Raises
        ------
        MissingDataError
            Where the case has no claims file.
        InputError, InputErrors
            Where the file cannot be used, or a quotation is not verbatim.
        """
        from veedor.claims import judge_claims

        command = self.command("claims").replace("claims", "claims check", 1)
        return judge_claims(self.election, file, articles=articles, lang=lang, command=command)
