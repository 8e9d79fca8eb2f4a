"""The papers of a matter as documents: plan and checklist, combined application, specimen, slip of handing in."""

from kiosk.forms.papers.application import application
from kiosk.forms.papers.authority import authority
from kiosk.forms.papers.checklist import checklist
from kiosk.forms.papers.handing_in import slip
from kiosk.forms.papers.imprint import Filing, Imprint, code_payload
from kiosk.forms.papers.on_a_roll import plan_payload, plan_slip
from kiosk.forms.papers.specimen import specimen

__all__ = [
    "Filing", "Imprint", "application", "authority", "checklist", "code_payload", "plan_payload", "plan_slip", "slip",
    "specimen",
]
