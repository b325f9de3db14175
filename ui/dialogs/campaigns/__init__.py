"""专项行动: a list of them beside the form, their opening figures, and what the office itself hands in."""

from ui.dialogs.campaigns.dialog import CampaignsDialog

__all__ = ["CampaignsDialog"]
