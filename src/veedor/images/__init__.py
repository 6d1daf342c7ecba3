"""What does the paper say? Images of tally sheets: where a case names them, fetched, kept, and shown.

``named`` says which images a sheet has, ``fetching`` asks servers for them, politely, ``register`` keeps
what came under its hash and writes down where and when, ``showing`` gives one to be looked at, and ``kinds``
looks into every one before anybody else does: what it is, by its own bytes, and how large it would unfold.
``reasons`` says why there is none.
"""
