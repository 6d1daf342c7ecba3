"""Count how often each letter comes in a language, in the names that CLDR has for lands, tongues and money.

    python .ci/letters.py > src/veedor/intake/languages.toml

A group holds the letters whose share p of all letters has the same round(-2 ln p), the most usual ones first.
"""

from __future__ import annotations

import json
import math
from collections import Counter

from babel.localedata import load

LANGUAGES = (
    "es pt fr de it ca gl eu nl da sv nb fi is et lv lt pl cs sk sl hr hu ro sq tr az cy ga lb af eo "
    "ru uk be bg sr mk kk ky mn el he ar fa ur th zh zh_Hant ja ko"
)
GROUPS = 23


def letters_of(language: str) -> Counter[str]:
    """Count the letters of the names that CLDR has in a language."""
    data = load(language)
    tables = (data.get(key, {}) for key in ("territories", "languages", "scripts", "currency_names"))
    text = " ".join(name for table in tables for name in table.values() if isinstance(name, str))
    return Counter(letter for letter in text.lower() if letter.isalpha())


def main() -> None:
    """Write one line a language."""
    print("# Made by .ci/letters.py of the Unicode Common Locale Data Repository (https://cldr.unicode.org).")
    for language in LANGUAGES.split():
        found = letters_of(language)
        groups = [""] * GROUPS
        for letter, number in sorted(found.items()):
            group = round(-2 * math.log(number / found.total()))
            if group < GROUPS:
                groups[group] += letter
        print(language, "=", json.dumps(groups, ensure_ascii=False))


if __name__ == "__main__":
    main()
