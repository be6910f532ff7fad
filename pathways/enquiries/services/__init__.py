"""What is written of enquiries: asking, answering, marking."""

from pathways.enquiries.services.answering import Reply, give_answer, mark_answered
from pathways.enquiries.services.asking import ForBrief, Sender, keep_enquiries

__all__ = ["ForBrief", "Reply", "Sender", "give_answer", "keep_enquiries", "mark_answered"]
