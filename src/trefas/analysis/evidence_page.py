"""The evidence register as a page: each method with its studies, their limits and what is missing."""

from collections import Counter
from textwrap import fill

from trefas.analysis.effect.estimate import in_language
from trefas.analysis.evidence import EFFECT_DESIGNS, Finding, Method, Register
from trefas.analysis.reading import Language
from trefas.analysis.wording import figure, interval, whole

WIDTH = 100

_OPENING = (
    "Metoderna är olika väl undersökta. Att en metod saknar studier betyder att ingen vet, inte att den "
    "saknar verkan; att en annan har studier från andra länder betyder inte att den verkar här. "
    "Metoderna står i bokstavsordning och jämförs inte med varandra: studierna mäter olika saker på "
    "olika platser.",
    "The methods are not equally well studied. That a method has no studies means that nobody knows, not "
    "that it has no effect; that another has studies from other countries does not mean that it works "
    "here. The methods stand in alphabetical order and are not compared with each other: the studies "
    "measure different things in different places.",
)


def as_page(register: Register, language: Language) -> str:
    """The whole register in words."""
    methods = [_method(method, register, language) for method in register.methods]
    return "\n\n".join([fill(in_language(_OPENING, language), WIDTH), *methods])


def _method(method: Method, register: Register, language: Language) -> str:
    name = in_language(method.name, language)
    head = [name, "=" * len(name), fill(in_language(method.what, language), WIDTH)]
    head += [fill(in_language(method.sweden, language), WIDTH), fill(_count(method, register, language), WIDTH)]
    return "\n".join([*head, *(_finding(finding, register, language) for finding in method.findings)])


def _count(method: Method, register: Register, language: Language) -> str:
    if not method.studies:
        return in_language(
            (
                "Studier som jämför med något: inga. Det går inte att säga om metoden verkar.",
                "Studies that compare with something: none. It cannot be told whether the method works.",
            ),
            language,
        )
    numbers = Counter(finding.design for finding in method.studies)
    listed = "; ".join(
        f"{in_language(register.designs[design], language)}: {numbers[design]}"
        for design in EFFECT_DESIGNS
        if numbers[design]
    )
    opening = ("Studier som jämför med något", "Studies that compare with something")
    return f"{in_language(opening, language)}: {len(method.studies)} ({listed})."


def _finding(finding: Finding, register: Register, language: Language) -> str:
    design = in_language(register.designs[finding.design], language)
    where = ", ".join(part for part in (in_language(finding.place, language), finding.years) if part)
    words = {"result": ("Fann", "Found"), "limits": ("Begränsning", "Limits"), "source": ("Källa", "Source")}
    lines = [
        f"* {in_language(finding.who, language)}. {where}. {design}{_size(finding, language)}.",
        f"{in_language(words['result'], language)}: {in_language(finding.result, language)}"
        f"{_estimate(finding, language)}",
        f"{in_language(words['limits'], language)}: {in_language(finding.limits, language)}",
        f"{in_language(words['source'], language)}: {in_language(finding.source, language)}",
    ]
    first, *others = lines
    wrapped = [fill(first, WIDTH, subsequent_indent="  ")]
    wrapped += [fill(line, WIDTH, initial_indent="  ", subsequent_indent="  ") for line in others]
    return "\n" + "\n".join(wrapped)


def _size(finding: Finding, language: Language) -> str:
    return "" if finding.n is None else f", n = {whole(finding.n)}"


def _estimate(finding: Finding, language: Language) -> str:
    if finding.percent is None:
        return ""
    share = f"{figure(finding.percent, language, 0)}\N{NO-BREAK SPACE}%"
    if finding.interval is None:
        return in_language((f" ({share}, intervall saknas)", f" ({share}, no interval)"), language)
    span = interval(*finding.interval, language, 0)
    return in_language(
        (f" ({share}, 95-procentsintervall {span})", f" ({share}, 95 per cent interval {span})"), language
    )
