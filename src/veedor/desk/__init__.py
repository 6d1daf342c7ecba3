"""The same program in the browser: a front for cases, results, findings and catalogues, with no arithmetic.

It needs the extra ``veedor[desk]`` (Django and waitress). A request comes over a connection that lets go of
who only holds it (``channel``), passes ``security`` (host, limits, headers) and, where there are accounts,
their door (``accounts``), finds its room in ``urls``, asks ``library`` a question of a case by the name under
which it is served, and is answered by ``pages`` in a language of the catalogues.

How to add a room
-----------------
A room is one subject: ``look``, ``bring``, ``ask``. It is a folder ``desk/<room>/`` whose ``__init__`` has

- ``ROLE``: what an account needs to enter, where there are accounts (``accounts.roles``); it is asked in
  one place, ``accounts.door``,
- ``PUBLIC``: whether it is there where the desk only shows (``veedor serve --public``),
- ``ENTRY``: the name of its first page, for the bar at the top; empty for none there,
- ``TAKES_FILES``: names of its views that take files; none by default. No other request may be larger than
  a form,
- ``urlpatterns``: its addresses, below ``/<lang>/``; every view takes ``request`` and ``lang``.

Name it in :data:`veedor.desk.rooms.ROOMS`. Its templates go into ``desk/templates/<room>/`` and extend
``base.html``; its words into ``desk.po`` of each language, under ``desk.<room>.``, with the word of the bar
as ``desk.<room>``. A view:

- never makes a path of what a request says: :meth:`~veedor.desk.library.Library.ask` takes the name of a
  case;
- gives what takes long to ``ask``, whose answers are kept by the hash of the data and the question; while
  one is still being made the reader sees a page that says so and comes back by itself; what takes minutes,
  or reads what strangers wrote, is a job (:mod:`veedor.desk.jobs`);
- answers with :func:`veedor.desk.pages.page`; ``part="answer"`` lets htmx ask for that part alone (its
  template is ``<page>_answer.html``); the page must do without, by the same links and forms;
- names files by ``asset``; scripts of others lie in ``static/vendor``, pinned by its manifest;
- has ``{{ csrf }}`` in its forms, which are sent by POST;
- lets errors of Veedor pass: they become a page with their remedy.
"""
