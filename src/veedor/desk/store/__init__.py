"""What the desk keeps: jobs, and results by the hash of the data and the question.

``address`` says where the database is, ``ready`` brings its tables to this version, ``models`` has them.
A desk that only shows (``--public``) has no database at all.
"""
