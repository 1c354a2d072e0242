"""Every rule has its words in both languages, and its codes where it denies."""

import ast
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from coverwell.kernel.claims.codes import CODES
from coverwell.kernel.reasons.finding import Finding
from coverwell.kernel.vocabulary.money import ZERO, dollars
from coverwell.services.rulebook.load import rulebook, say
from coverwell.services.rulebook.sentences import SentenceError, read_languages
from coverwell.services.rulebook.text import RulebookError


BOOK = rulebook()
KERNEL = Path(__file__).resolve().parents[2] / "coverwell" / "kernel"
RULE = re.compile(r"[a-z]+(_[a-z0-9]+)+")
# Written like rules, but names of something else.
NOT_RULES = {"out_of_pocket", "drug_out_of_pocket", "_out_of_network", "sequence_number"}
NOT_RULES |= {"add_ons", "timely_filing"}  # topics of sheets
COMPUTED = {f"second_payer_{rule}" for rule in ("standard", "non_duplication", "maintenance")}
SINGLE = {"covered", "care", "emergency", "deductible", "copay", "coinsurance", "worth"}


def kernel_rules():
    """Every text in the kernel that is written like a rule id, docstrings left out."""
    found = set(COMPUTED | SINGLE)
    for path in KERNEL.rglob("*.py"):
        tree = ast.parse(path.read_text())
        slots = {text for node in ast.walk(tree) if is_slots(node) for text in texts(node)}
        found |= {text for text in texts(tree) if RULE.fullmatch(text)} - slots
    return found - NOT_RULES


def texts(tree):
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {node.value for node in nodes if isinstance(node.value, str)}


def is_slots(node):
    """Whether it names the attributes of a class, which are no rules."""
    return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__slots__"


def test_every_rule_of_the_kernel_has_words_in_both_languages():
    for language in BOOK.languages.values():
        assert sorted(kernel_rules() - set(language.rules)) == []


def test_both_languages_name_the_same_facts():
    english, spanish = BOOK.languages["en"], BOOK.languages["es"]

    assert set(english.rules) == set(spanish.rules)
    for rule, sentence in english.rules.items():
        assert sentence.names == spanish.rules[rule].names, rule
        assert sentence.says != spanish.rules[rule].says, rule


def test_whoever_is_denied_is_told_what_to_do_next():
    free = {"provider_capitated"}
    for rule in set(BOOK.adjustments) - free:
        assert BOOK.languages["en"].rules[rule].next, rule


def test_every_release_has_its_words():
    for codes in BOOK.adjustments.values():
        assert not codes.release or codes.release in BOOK.languages["en"].rules


def test_the_rules_that_the_kernel_codes_itself_have_the_same_codes_here():
    for rule, codes in CODES.items():
        assert tuple(BOOK.adjustments[rule]) == tuple(codes), rule


def finding(rule, **facts):
    return Finding(rule, ZERO, facts, "plan")


@pytest.mark.parametrize(
    ("said", "english", "spanish"),
    [
        (finding("copay", taken=dollars("35")), "Your copay is $35.", "Su copago es $35."),
        (
            finding("not_yet_covered", first=date(2026, 3, 1), day=date(2026, 2, 9)),
            "Coverage began on March 1, 2026, after this service on February 9, 2026.",
            "La cobertura empezó el 1 de marzo de 2026, después de este servicio del "
            "9 de febrero de 2026.",
        ),
        (
            finding("care_not_covered", care="chiropractic care"),
            "Your plan does not cover chiropractic care.",
            "Su plan no cubre atención quiropráctica.",
        ),
        (
            finding("precertification_missing_out_of_network", care="advanced imaging"),
            "Advanced imaging (CT, PET or MRI) needs approval before the service, and there was "
            "none.",
            "Imágenes avanzadas (tomografía, PET o resonancia magnética) necesita aprobación "
            "antes del servicio, y no la hubo.",
        ),
        (
            finding("price_modifier", modifiers="AS", percent=Decimal("13.60")),
            "Modifier AS makes it 13.6% of the full price.",
            "El modificador AS lo deja en el 13.6% del precio completo.",
        ),
        (
            finding(
                "limit_reached", limit="60 visits per year", claims="C1", beyond=dollars("90")
            ),
            "The limit of 60 visits per year is used up by claims C1: $90 is beyond it.",
            "El límite de 60 visitas por año se agotó con las reclamaciones C1: $90 lo superan.",
        ),
        (
            finding("other_payer_first", payer="Acme", order="cob_birthday", day=date(2026, 1, 1)),
            "Acme pays first: the plan of the parent whose birthday is earlier in the year pays "
            "first.",
            "Acme paga primero: paga primero el plan del padre o la madre que cumple años antes "
            "en el año.",
        ),
    ],
)
def test_a_finding_is_said_in_both_languages(said, english, spanish):
    assert say(said, "en") == english
    assert say(said, "es") == spanish


def test_a_limit_that_rows_share_is_said_in_spanish():
    shared = finding(
        "limit_reached",
        limit="60 visits per 12 months with speech therapy",
        claims="C1",
        beyond=dollars("90"),
    )

    assert "60 visitas por 12 meses junto con terapia del habla" in say(shared, "es")


def test_what_to_do_next_is_said_too():
    late = finding("filed_late", received=date(2026, 9, 1), due=date(2026, 8, 1), days=180)

    assert "proof" in BOOK.next_step(late)
    assert "prueba" in BOOK.next_step(late, "es")
    assert BOOK.next_step(finding("copay", taken=ZERO)) == ""


def test_a_missing_fact_is_named():
    with pytest.raises(SentenceError, match="rule 'copay' names the fact 'taken'"):
        say(finding("copay"))


def test_a_rule_without_words_is_named():
    with pytest.raises(SentenceError, match="Rule 'unheard_of' has no sentence"):
        say(finding("unheard_of"))


HEAD = 'source: "x"\nsays: "x"\neffective: 2025-01-01\nchecked: 2026-01-01\n'


@pytest.mark.parametrize(
    ("english", "spanish", "told"),
    [
        ("{a: {says: x}}", "{}", "said in one language only"),
        ('{a: {says: "{x}"}}', '{a: {says: "{y}"}}', "names other facts"),
        ("{a: {says: x, next: y}}", "{a: {says: x}}", "names other facts"),
        ("{a: {say: x}}", "{a: {says: x}}", "Did you mean 'says'"),
    ],
)
def test_languages_that_differ_are_refused(tmp_path, english, spanish, told):
    (tmp_path / "sentences").mkdir()
    for code, rules in (("en", english), ("es", spanish)):
        (tmp_path / "sentences" / f"{code}.yaml").write_text(f"{HEAD}rules: {rules}\n")

    with pytest.raises(RulebookError, match=told):
        read_languages(tmp_path, {"en": {}, "es": {}})
