"""Every word the creator reads, in one place. Plain, short, honest: what is, what it means, what to do."""

from dataclasses import dataclass

from contracts.vocabulary import LapseCause, Outcome, Owner, Stage, Task
from starter.web.actions import Action


@dataclass(frozen=True)
class Message:
    """A page with nothing but a message: something went wrong, or there is nothing to show."""

    title: str
    text: str


IS_ASKED, WAS_ASKED, WAS_AGREED = "What is asked", "What was asked", "What was agreed"
CAN = {
    Task.ADVERTISE: "run ads that appear under your name, from your Page and your Instagram account",
    Task.ANALYZE: "see how those ads and your Page perform",
    Task.CREATE_CONTENT: "publish posts on your Page",
    Task.MANAGE: "manage your Page and its settings",
    Task.MESSAGING: "read and answer messages sent to your Page",
    Task.MODERATE: "answer and delete comments on your Page",
}
CANNOT = {
    Task.CREATE_CONTENT: "publish posts on your Page",
    Task.MANAGE: "change your Page’s settings or give access to others",
    Task.MESSAGING: "read or answer your messages",
    Task.MODERATE: "answer or delete comments",
}
"""Said of the tasks that were not agreed."""
NEVER = "see or change your password, or sign in as you"

STAGE = {
    Stage.AWAITING_AUTHORIZATION: "Waiting for you: connect Facebook so that we can give this access, and take it "
    "back at the end. Nothing is shared yet.",
    Stage.CHECKING: "We are checking that your account can be shared. This takes a moment; nothing is shared yet.",
    Stage.BLOCKED: "Something has to be put right first. Nothing goes on until then.",
    Stage.SCHEDULED: "Everything is ready. Access starts by itself on {starts}. Nothing is shared yet.",
    Stage.GRANTING: "Access is being given right now.",
    Stage.ACTIVE: "{brand} has access. It ends by itself on {ends}.",
    Stage.UNMANAGED: "{brand} still has access, but your Facebook sign-in no longer works for us, so we cannot take "
    "the access back. Please connect Facebook again.",
    Stage.IMPAIRED: "The access no longer works as agreed: it was removed, or the Instagram account is no longer "
    "linked to your Page.",
    Stage.ENDING: "The access is being taken back right now.",
    Stage.REVOKE_BLOCKED: "The term is over, but we could not take the access back yet: {brand} may still have it. "
    "We keep trying. Connecting Facebook again lets us finish.",
    Stage.ENDED: "This collaboration’s access has ended.",
}
ATTESTED = (
    "The access was taken back by hand; an operator has vouched for it. We could not check it on Facebook ourselves."
)

OUTCOME = {
    Outcome.REVOKED: "The access was taken back, and we checked on Facebook that it is gone.",
    Outcome.KEPT_FOR_OTHER: "This collaboration is over. {brand} keeps access because another collaboration of yours "
    "with them is still running; it ends with that one.",
    Outcome.LEFT_FOREIGN: "This collaboration is over. {brand} had access before we came, so we left that as it was. "
    "You can remove it in your Page settings.",
    Outcome.NEVER_GRANTED: "It ended before any access was given.",
    Outcome.UNANSWERED: "The time to answer has passed. No access was given.",
    Outcome.DECLINED: "You declined. No access was given.",
    Outcome.INELIGIBLE: "The account could not be shared. No access was given.",
    Outcome.CANCELLED: "It was cancelled.",
}
LAPSE = {
    LapseCause.EXPIRED: "the sign-in has expired",
    LapseCause.PASSWORD_CHANGED: "the Facebook password was changed",
    LapseCause.LOGGED_OUT: "Facebook ended the session",
    LapseCause.APP_REMOVED: "our app was removed in the Facebook settings",
    LapseCause.CHECKPOINT: "Facebook wants you to confirm something first: open facebook.com and follow what it asks",
    LapseCause.UNCONFIRMED: "the Facebook account is not confirmed yet: open facebook.com and confirm it",
    LapseCause.TWO_FACTOR: "the business asks for two-factor sign-in: switch it on in your Facebook security settings",
    LapseCause.ROLE_LOST: "this Facebook person no longer controls the Page",
    LapseCause.PERMISSION_REMOVED: "a permission was taken away from our app",
    LapseCause.PAGE_DESELECTED: "the Page was not selected for our app",
    LapseCause.DATA_ACCESS_EXPIRED: "Facebook wants you to renew the access to your data",
    LapseCause.UNKNOWN: "Facebook no longer accepts it",
}
OWNER = {
    Owner.CREATOR: "This needs you",
    Owner.BRAND: "This needs the brand",
    Owner.OPERATOR: "This needs us",
    Owner.PLATFORM: "This waits for Facebook",
}

ACTION = {
    Action.AUTHORIZE: "Connect Facebook",
    Action.REAUTHORIZE: "Connect again",
    Action.RECHECK: "Check again",
    Action.END: "End the access now",
    Action.DECLINE: "Decline",
}
ACTION_NOTE = {
    Action.AUTHORIZE: "Sign in as the person who controls the Facebook Page linked to @{account}, and select that "
    "Page. You sign in on Facebook; we never see your password. One sign-in serves later collaborations too.",
    Action.REAUTHORIZE: "Sign in as the person who controls the Facebook Page linked to @{account}, and keep every "
    "Page and permission selected. We go on by ourselves afterwards.",
    Action.RECHECK: "Press this when you have put it right; we also look again by ourselves.",
    Action.END: "{brand} loses the access before the agreed end. Their ads from your account stop.",
    Action.DECLINE: "{brand} will be told that you do not give this access.",
}

PERMISSION = {
    "pages_show_list": "see which Pages you control",
    "pages_manage_metadata": "give and take back access to your Page",
    "pages_read_engagement": "read your Page’s details",
    "business_management": "share a Page that belongs to a business",
    "instagram_basic": "see which Instagram account is linked to your Page",
}

DONE = {
    "recheck": "We are checking again. Reload this page in a moment to see the result.",
    "end": "The access is being ended. Reload this page in a moment to see the proof.",
    "decline": "You declined. Thank you for telling us.",
    "changed": "Things have changed since you opened this page, so nothing was done. Here is how it stands now.",
    "cancelled": "You cancelled the sign-in on Facebook. Nothing was changed; you can try again at any time.",
    "failed": "Facebook did not complete the sign-in. Nothing was changed; please try again.",
    "unfinished": "The sign-in could not be completed. Please connect Facebook again.",
}
"""Said at the top of the page after something was done; the key is in the address."""

FINISHING = "Your sign-in arrived and is kept safe, but it is not finished yet. Reload this page in a minute, or press:"
FINISH = "Finish the sign-in"

LINK_FORGED = Message(
    "This link does not open anything", "Open the complete link exactly as it was sent to you, or ask for a new one."
)
LINK_EXPIRED = Message("This link is too old", "Ask whoever sent it to you for a new one.")
UNKNOWN = Message(
    "There is nothing here", "This link belongs to no collaboration that we know. Ask whoever sent it to you."
)
NOT_FOUND = Message("There is no such page", "Open the link that was sent to you.")
NOT_ALLOWED = Message("This does not work here", "Go back to the link that was sent to you and use its buttons.")
NOT_ANSWERING = Message(
    "We cannot show this right now", "Our service does not answer at the moment. Nothing was changed. Please try again."
)
NOT_CONFIRMED = Message(
    "We could not confirm this",
    "Our service does not answer at the moment. Look at your page again to see whether it was done.",
)
BROKEN = Message(
    "Something went wrong",
    "That is our fault. Please try again; if it stays like this, tell whoever sent you the link.",
)
FORM_REFUSED = Message(
    "This page was open for too long",
    "Nothing was done. Go back to your link and try again; if this happens again, allow cookies for this site.",
)
STATE_REFUSED = {
    "used": Message(
        "This sign-in was already used",
        "Nothing was changed by this. Go back to your link; it shows how things stand.",
    ),
    "expired": Message(
        "This sign-in took too long", "Nothing was changed. Go back to your link and connect Facebook again."
    ),
    "other_browser": Message(
        "This sign-in was started in another browser",
        "Nothing was changed. Go back to your link in the browser you want to use, and connect Facebook from there.",
    ),
    "unknown": Message(
        "We do not know this sign-in", "Nothing was changed. Go back to your link and connect Facebook from there."
    ),
}
