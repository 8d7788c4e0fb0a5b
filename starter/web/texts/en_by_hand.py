"""English: what the creator does on Facebook by hand, and what they tell us of it."""

MANUAL = (
    "Open facebook.com and switch to the Page linked to @{account}{page}.",
    "Open Settings, then Page access (in some accounts: Page setup, Page access).",
    "Look under “Business account access” or “Partners” for {business} (number {business_id}).",
    "Choose Remove next to it and confirm.",
    "Come back here and press “I have removed it”. We look on Facebook once more; if we cannot look without your "
    "sign-in, one of us confirms it.",
)

GIVE_AGAIN = (
    "Open facebook.com and switch to the Page linked to @{account}{page}.",
    "Open Settings, then Page access (in some accounts: Page setup, Page access).",
    "Under “Business account access” or “Partners”, add {business} by its number: {business_id}. If it is still in "
    "the list, change what it may do instead.",
    "Tick what was agreed, and nothing else: {tasks}.",
    "Come back here and press “Check again”.",
)

TASK = {
    "ADVERTISE": "Ads",
    "ANALYZE": "Insights",
    "CREATE_CONTENT": "Content",
    "MANAGE": "Full control",
    "MESSAGING": "Messages",
    "MODERATE": "Community activity",
}

BY_HAND = {
    "said_removed": "You told us on {when} that you removed it. Connecting again proves it at once; otherwise one of "
    "us confirms it, and this page then says “Ended”.",
    "said_removed_looking": "You told us on {when} that you removed it. We look on Facebook again by ourselves; as "
    "soon as we see that it is gone, or one of us has confirmed it, this page says “Ended”.",
    "removed_ends": "This also ends the collaboration with {brand} now, before {ends}.",
    "can_agreed": "You had agreed that {brand} can",
    "others_alone": "What you can also do",
    "answer_by": "Please answer by",
}
