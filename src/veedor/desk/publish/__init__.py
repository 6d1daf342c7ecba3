"""The pages of the desk as files, for any host: nothing is asked of a server but files.

``site`` says what is published and how; ``addresses`` which file an address of the desk becomes; ``render``
asks the desk itself for a page; ``links`` turns its addresses into relative ones; ``sheets`` writes the tally
sheets in pieces, which ``published.js`` draws; ``folder`` writes what changed, and nothing but files of ours;
``whole`` goes from the first page along every link.
"""
