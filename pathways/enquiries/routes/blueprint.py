"""The blueprint. An enquiry begins on a page of the directory, so no address stands in front."""

from flask import Blueprint

bp = Blueprint("enquiries", __name__)
