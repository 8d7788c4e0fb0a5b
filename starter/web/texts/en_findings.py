"""English: what can be wrong, how it is put right, and why a sign-in no longer works."""

from starter.web.texts.interface import Check, Hindrance

HINDRANCE = {
    "login_or_page": Hindrance(
        "Your sign-in does not show @{account}. Either its Page was not ticked in "
        "Facebook’s dialog, or it belongs to another Facebook login.",
        "Choose your Pages again and tick the one linked to @{account}. "
        "If it is not in the list, use another Facebook login.",
    ),
    "wrong_facebook_login": Hindrance(
        "The Facebook login that you used does not show @{account}.",
        "Connect with the Facebook login that controls the Page linked to @{account}.",
    ),
    "page_not_selected": Hindrance(
        "The Page linked to @{account} was not ticked in Facebook’s dialog.",
        "Choose your Pages again and tick the one that is linked to @{account}.",
    ),
    "permission_declined": Hindrance(
        "A permission that we need was not granted.", "Connect again and leave all permissions switched on."
    ),
    "permission_named": Hindrance(
        "You did not grant the permission to {permissions}.", "Connect again and leave all permissions switched on."
    ),
    "instagram_not_linked": Hindrance(
        "None of the Facebook Pages you showed us has @{account} linked to it.",
        "Link @{account} to your Facebook Page as described below, then check again.",
    ),
    "instagram_not_professional": Hindrance(
        "@{account} is not connected to the Page as a professional account.",
        "Switch @{account} to a Business or Creator account and link it to the Page, then check again.",
    ),
    "page_role_missing": Hindrance(
        "The Facebook login that you used does not have full control of the Page.",
        "Have somebody with full control of the Page give it to you, then check again. "
        "Or connect with that person’s Facebook login.",
    ),
    "page_not_published": Hindrance("The Page is not published.", "Publish the Page, then check again."),
    "page_owned_by_other_business": Hindrance(
        "The Page belongs to a business portfolio, and the login that you used may not share it.",
        "Ask an administrator of that business to give you full control of the Page, then check again. "
        "Or let the administrator connect.",
    ),
    "two_factor_required": Hindrance(
        "The brand’s business asks everybody who shares with it to use two-factor authentication on Facebook.",
        "Switch two-factor authentication on in your Facebook account, then check again.",
    ),
    "account_checkpoint": Hindrance(
        "Facebook wants you to confirm something about your account first.",
        "Open facebook.com, log in and do what it asks there. Then connect again.",
    ),
    "business_not_found": Hindrance(
        "There is no business with the number that the brand gave us.",
        "The brand has to send a new request with the right number.",
    ),
    "business_owns_page": Hindrance(
        "The brand’s business owns the Page itself, so it has access already.", "Nothing is shared or taken back."
    ),
    "app_not_approved": Hindrance(
        "Facebook has not yet approved our service for sharing Pages.", "We have been told, and see to it."
    ),
    "platform_unavailable": Hindrance(
        "We get no answer from Facebook at the moment. Nothing is known to be wrong on your side.",
        "We try again by ourselves.",
    ),
    "foreign_share_too_narrow": Hindrance(
        "The brand has access to your Page already, given by somebody else, and to less than was agreed.",
        "Remove that access on Facebook, then check again. We then give what was agreed.",
    ),
    "share_pending": Hindrance(
        "Facebook shows the brand’s access as waiting for approval.",
        "Approve it on Facebook (your Page’s settings, Page access), then check again.",
    ),
    "authorization_lapsed": Hindrance(
        "Your Facebook sign-in no longer works for us.", "Connect Facebook again. We then go on by ourselves."
    ),
    "page_deselected": Hindrance(
        "Your Facebook sign-in works, but does not cover the Page linked to @{account}. Most likely that Page is not "
        "ticked for our app.",
        "Choose your Pages again and tick the one that is linked to @{account}. "
        "If it is not in the list, use the Facebook login that controls it.",
    ),
    "other_login": Hindrance(
        "The Facebook login that you used last is another one than before, and does not show @{account}.",
        "Use the Facebook login from before, or any other that controls the Page linked to @{account}.",
    ),
    "role_lost": Hindrance(
        "The Facebook person who connected no longer has full control of the Page linked to @{account}.",
        "First get full control of the Page back from somebody who has it. Then connect again.",
    ),
    "share_removed": Hindrance(
        "The brand’s access was removed on Facebook, outside of our service, or is less now than was agreed.",
        "If you meant that, end the access below. If not, give it again on Facebook, then check again. We do not give "
        "again by ourselves what somebody removed.",
    ),
    "instagram_unlinked": Hindrance(
        "@{account} is no longer linked to the shared Page as a professional account.",
        "Link @{account} to the Page again, then check again.",
    ),
    "platform_refused": Hindrance(
        "Facebook refuses, for a reason that we do not know yet.", "We have been told, look into it, and keep trying."
    ),
    "workflow_stopped": Hindrance(
        "Our service was told to stop looking after this collaboration.",
        "If it left any access that nobody else needs, we take it back at our next regular check.",
    ),
    "internal_error": Hindrance("A part of our service does not work.", "We have been told, and keep trying."),
}

CHECK = {
    "instagram_not_professional": Check(
        "@{account} is a professional account (Business or Creator)",
        (
            "Open Instagram as @{account}: Settings, then Account type and tools.",
            "Choose “Switch to professional account”, then Creator or Business. It costs nothing.",
            "Look whether it is still linked to your Page: on Facebook, the Page’s Settings, Linked accounts, "
            "Instagram.",
        ),
    ),
    "instagram_not_linked": Check(
        "@{account} is linked to a Facebook Page",
        (
            "A Facebook Page is not your personal profile. If you have none, create one first.",
            "On Facebook, switch to your Page and open Settings, then Linked accounts.",
            "Choose Instagram, press Connect account, and log in as @{account}.",
            "Only if this linking step fails: switch two-factor authentication off on Instagram, link, and switch "
            "it on again right after. It has to be off for the linking step only, never for anything else here.",
        ),
    ),
    "wrong_facebook_login": Check(
        "You connected with the Facebook login that controls that Page",
        (
            "Press “Use another Facebook login”. Facebook then asks for the password again.",
            "Log in as the person who manages the Page linked to @{account}, even if that is somebody else.",
        ),
    ),
    "account_checkpoint": Check(
        "Facebook does not hold your account up",
        ("Open facebook.com and log in.", "Do what Facebook asks there, then come back and connect again."),
    ),
    "permission_declined": Check(
        "All permissions were granted",
        ("Press “Grant the missing permission”. Facebook asks for it again; leave everything switched on.",),
    ),
    "page_not_selected": Check(
        "The Page was ticked in Facebook’s dialog",
        (
            "Press “Choose other Pages”. In Facebook’s dialog choose “Edit settings”.",
            "Tick the Page linked to @{account}, its Instagram account, and everything that was ticked before.",
        ),
    ),
    "page_role_missing": Check(
        "You have full control of the Page",
        (
            "Ask whoever has full control: on Facebook, in the Page’s settings, Page access.",
            "They add you there with full control; you accept it on Facebook.",
        ),
    ),
    "page_owned_by_other_business": Check(
        "You may share the Page, though it belongs to a business",
        ("Ask an administrator of that business for full control of the Page, or let the administrator connect.",),
    ),
    "page_not_published": Check(
        "The Page is published",
        ("On Facebook, switch to your Page: Settings, Privacy, Page visibility.", "Choose that it is published."),
    ),
    "two_factor_required": Check(
        "Two-factor authentication is on in your Facebook account",
        (
            "On Facebook: Settings, Accounts Centre, Password and security, Two-factor authentication. Switch it on.",
            "It stays on. (Only linking Instagram to the Page can need it off, on Instagram, for that one step.)",
        ),
    ),
    "business_not_found": Check("The brand’s business is known to Facebook", ("Only the brand can put this right.",)),
    "business_owns_page": Check("The brand’s business owns the Page already", ("There is nothing to do.",)),
    "app_not_approved": Check("Our service is approved by Facebook", ("Only we can put this right.",)),
    "platform_unavailable": Check("Facebook answers", ("We try again by ourselves.",)),
    "foreign_share_too_narrow": Check(
        "The brand has no other, smaller access to the Page",
        (
            "Open facebook.com, switch to the Page linked to @{account}{page}, and open Settings, Page access.",
            "Look under “Business account access” or “Partners” for {business} (number {business_id}). Choose Remove.",
            "Come back here and press “Check again”. We then give what was agreed: {tasks}.",
        ),
    ),
    "share_pending": Check(
        "The brand’s access is approved on Facebook",
        ("On Facebook, in your Page’s settings, Page access: approve the brand’s access.",),
    ),
}

LAPSE = {
    "expired": "the sign-in has expired",
    "password_changed": "the Facebook password was changed",
    "logged_out": "Facebook ended the session",
    "app_removed": "our app was removed in the Facebook settings",
    "checkpoint": "Facebook wants you to confirm something first: open facebook.com and follow what it asks",
    "unconfirmed": "the Facebook account is not confirmed yet: open facebook.com and confirm it",
    "two_factor": "the business asks for two-factor authentication: switch it on in your Facebook security settings",
    "role_lost": "this Facebook person no longer controls the Page",
    "permission_removed": "a permission was taken away from our app",
    "page_deselected": "the Page was not selected for our app",
    "data_access_expired": "Facebook wants you to renew the access to your data",
    "unknown": "Facebook no longer accepts it",
}
