"""English: the messages on the overview."""

NOTICE = {
    "invited": "{brand} asks for access to @{account}.",
    "reminder": "{brand} still waits for your answer about @{account}.",
    "blocked": "Something holds up the access of {brand} to @{account}.",
    "scheduled": "Everything is ready for {brand} and @{account}. Access starts by itself.",
    "granted": "{brand} now has access to @{account}.",
    "lapsed": "Your Facebook sign-in no longer works for us, so {brand} and @{account} are held up.",
    "resumed": "Everything goes on for {brand} and @{account}.",
    "impaired": "The access of {brand} to @{account} no longer works as agreed.",
    "expires_soon": "Your Facebook sign-in ends soon. Connect again before that, so that nothing is held up.",
    "revoke_blocked": "{brand} may still have access to @{account}: we could not take it back yet.",
    "removed_by_hand": "You told us that you removed the access of {brand} to @{account} on Facebook.",
    "revoke_overdue": "{brand} may still have access to @{account}, and should not have it any more.",
    "ended": "The collaboration of {brand} with @{account} has ended.",
    "audit": "We looked at the access of {brand} to @{account} again.",
}

NOTICE_MORE = {
    "held_up": "{brand} and @{account} are held up.",
    "because": "Why: {cause}.",
    "connect": "Connect again: without it we can neither give nor take back access.",
    "how": "Its page shows how to put it right.",
    "settled": "This has been settled since then.",
    "ended_term_over": "The agreed time was over.",
    "ended_creator": "You ended it.",
    "ended_brand": "{brand} ended it.",
    "ended_operator": "We ended it for you and {brand}.",
    "ended_other": "It was ended by {by}.",
    "reason": "Reason given: “{reason}”.",
    "put_right": "Put it right",
    "answer": "Answer",
}

OVERVIEW = {
    "overview_all": "All my collaborations",
    "overview_keep": "Everything that is yours on one page: messages, every record, ending everything, deleting your "
    "data. Keep its address to yourself: whoever has it can do all of that.",
    "overview_connect": "A page with all your collaborations, your messages and the deletion of your data is offered "
    "here right after you have connected with the Facebook login that controls all your accounts. Or ask whoever sent "
    "you this link.",
    "overview_ask": "There is a page with all your collaborations, your messages and the deletion of your data. Ask "
    "whoever sent you this link for it.",
    "tried": "We last looked on Facebook on {when}.",
    "was_given": "given on {when}",
    "page_checked": "asked for; you have full control of the Page",
    "page_no_control": "asked for, but you do not have full control of the Page",
    "page_not_asked": "not asked for",
}
"""More headings, labels and sentences: the way to the overview, and what else its neighbours say."""
