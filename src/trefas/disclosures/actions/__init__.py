"""Every write of a disclosure: assessing, deciding, telling, correcting, consenting, registering, seeing to duties."""

from trefas.disclosures.actions.assessing import Facts, answer_questions, drop_assessment, start_assessment
from trefas.disclosures.actions.consenting import Terms, close_expired_consents, give_consent, withdraw_consent
from trefas.disclosures.actions.correcting import Correction, send_correction
from trefas.disclosures.actions.deciding import decide, decide_beforehand, prepare_decision, withdraw_disclosure
from trefas.disclosures.actions.exporting import export_receipt
from trefas.disclosures.actions.noticing import register_notice
from trefas.disclosures.actions.registering import Registration, register
from trefas.disclosures.actions.seeing_to import assess_breach, do_duty, hand_over_duty
from trefas.disclosures.actions.signing import confirm_signature, propose_signature, take_back_signature
from trefas.disclosures.actions.telling import Told, record_oral, review_oral

__all__ = [
    "Correction", "Facts", "Registration", "Terms", "Told", "answer_questions", "assess_breach",
    "close_expired_consents", "confirm_signature", "decide", "decide_beforehand", "do_duty", "drop_assessment",
    "export_receipt", "give_consent", "hand_over_duty", "prepare_decision", "propose_signature", "record_oral",
    "register", "register_notice", "review_oral", "send_correction", "start_assessment", "take_back_signature",
    "withdraw_consent", "withdraw_disclosure",
]  # fmt: skip
