"""English."""

from starter.web.texts import connecting
from starter.web.texts.en_by_hand import BY_HAND, GIVE_AGAIN, MANUAL, TASK
from starter.web.texts.en_findings import CHECK, HINDRANCE, LAPSE
from starter.web.texts.en_notices import NOTICE, NOTICE_MORE, OVERVIEW
from starter.web.texts.en_pages import ACTION, ACTION_NOTE, DONE, MESSAGE, UI, WAY, WAY_NOTE
from starter.web.texts.interface import Dates, Texts

_MONTHS = "January February March April May June July August September October November December"

EN = Texts(
    code="en",
    name="English",
    day=Dates(tuple(_MONTHS.split()), "{day} {month} {year}, {time} UTC"),
    ui={**UI, **BY_HAND, **connecting.EN, **OVERVIEW},
    can={
        "ADVERTISE": "run ads that appear under your name, from your Page and your Instagram account",
        "ANALYZE": "see how those ads and your Page perform",
        "CREATE_CONTENT": "publish posts on your Page",
        "MANAGE": "manage your Page and its settings",
        "MESSAGING": "read and answer messages sent to your Page",
        "MODERATE": "answer and delete comments on your Page",
    },
    cannot={
        "CREATE_CONTENT": "publish posts on your Page",
        "MANAGE": "change your Page’s settings or give access to others",
        "MESSAGING": "read or answer your messages",
        "MODERATE": "answer or delete comments",
    },
    stage={
        "awaiting_authorization": "{brand} asks to run ads from @{account}, from {starts} until {ends}. "
        "Nothing is shared yet: it is up to you.",
        "checking": "We are checking that your account can be shared. This takes a moment; nothing is shared yet.",
        "blocked": "Nothing is shared yet: something has to be put right first.",
        "scheduled": "Everything is ready. Access starts by itself on {starts}. Nothing is shared yet.",
        "granting": "Access is being given right now.",
        "active": "{brand} has access. It ends by itself on {ends}.",
        "unmanaged": "{brand} had access when we last saw it on Facebook, on {seen}. We can neither look nor take it "
        "back now: your Facebook sign-in no longer works for us.",
        "impaired": "The access no longer works as agreed: it was removed, or the Instagram account is no longer "
        "linked to your Page.",
        "ending": "The access is being taken back right now.",
        "revoke_blocked": "This collaboration is over, but we could not take the access back yet: {brand} may still "
        "have it. We last saw it on Facebook on {seen}. We keep trying and do not give up.",
        "ended": "This collaboration’s access has ended.",
        "lapsed": "Nothing is shared yet, and we cannot go on: your Facebook sign-in no longer works for us.",
        "uncovered": "{brand} had access when we last saw it on Facebook, on {seen}. We can neither look nor take it "
        "back now: your Facebook sign-in does not cover the Page linked to @{account}.",
        "lapsed_uncovered": "Nothing is shared yet, and we cannot go on: your Facebook sign-in does not cover the Page "
        "linked to @{account}.",
    },
    stage_name={
        "awaiting_authorization": "Waiting for you",
        "checking": "Being checked",
        "blocked": "On hold",
        "scheduled": "Ready, not started",
        "granting": "Access is being given",
        "active": "Has access",
        "unmanaged": "Needs your sign-in",
        "impaired": "Not as agreed",
        "ending": "Being taken back",
        "revoke_blocked": "Could not be taken back yet",
        "ended": "Ended",
    },
    nothing_to_do={
        "checking": "Nothing to do: this takes a moment, and the result appears here.",
        "blocked": "Nothing for you to do right now. We look again by ourselves.",
        "scheduled": "Nothing to do. Access starts and ends by itself.",
        "granting": "Nothing to do: this takes a moment.",
        "active": "Nothing to do. The access ends by itself on {ends}, and you can end it at any time.",
        "ending": "Nothing to do: we take it back and then look on Facebook whether it is gone. This takes a moment.",
        "ended": "Nothing to do. It is over, and {brand} is told.",
        "left_foreign": "You do not have to do anything. {brand} keeps the access that it had before. If you do not "
        "want that, remove it as described here.",
    },
    why_again={
        "awaiting_authorization": "Held up by this: {brand} waits for the access from {starts} on. If you do nothing, "
        "nothing is shared, and the request ends on {answer_by}.",
        "unmanaged": "Held up by this: taking the access back. If you do nothing, {brand} keeps it even after {ends}, "
        "until you connect again or remove it yourself on Facebook.",
        "ending": "Held up by this: taking the access back. If you do nothing, {brand} keeps it until you connect "
        "again or remove it yourself on Facebook.",
        "revoke_blocked": "Held up by this: taking the access back. If you do nothing, {brand} keeps it until you "
        "connect again or remove it yourself on Facebook.",
    },
    outcome={
        "revoked": "The access was taken back, and we checked on Facebook that it is gone.",
        "kept_for_other": "This collaboration is over. {brand} keeps access because another collaboration of yours "
        "with them is still running; it ends with that one.",
        "left_foreign": "This collaboration is over. {brand} had access before we came, so we left that as it was. "
        "You can remove it in your Page settings.",
        "never_granted": "It ended before any access was given.",
        "unanswered": "The time to answer has passed. No access was given.",
        "declined": "You declined. No access was given, and {brand} is told.",
        "ineligible": "The account could not be shared. No access was given.",
        "cancelled": "It was cancelled. No access was given.",
        "attested": "The access was taken back by hand; an operator has vouched for it. We could not check it on "
        "Facebook ourselves.",
    },
    lapse=LAPSE,
    owner={
        "creator": "This needs you",
        "brand": "This needs the brand",
        "operator": "This needs us",
        "platform": "This waits for Facebook",
    },
    action=ACTION,
    action_note=ACTION_NOTE,
    way=WAY,
    way_note=WAY_NOTE,
    permission={
        "pages_show_list": "see which Pages you control",
        "pages_manage_metadata": "give and take back access to your Page",
        "pages_read_engagement": "read your Page’s details",
        "business_management": "share a Page that belongs to a business",
        "instagram_basic": "see which Instagram account is linked to your Page",
    },
    done=DONE,
    hindrance=HINDRANCE,
    check=CHECK,
    manual=MANUAL,
    give_again=GIVE_AGAIN,
    task=TASK,
    notice=NOTICE,
    notice_more=NOTICE_MORE,
    message=MESSAGE,
)
