"""Graph errors: the envelope and the ones this subset gives, with their documented wording.

Sources: graph-api.md 1.2, 1.9, 2.2, 3.1, 4.1-4.4.
"""

from graph_sandbox.words import Json


class GraphError(Exception):
    """One error answer: HTTP status, code, subcode and text."""

    def __init__(
        self,
        code: int | None,
        message: str,
        *,
        status: int = 400,
        subcode: int | None = None,
        kind: str = "OAuthException",
        challenge: str | None = None,
        **extra: object,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.subcode = subcode
        self.kind = kind
        self.challenge = challenge  # the middle part of WWW-Authenticate
        self.extra = extra

    def body(self, trace_id: str) -> Json:
        error: Json = {"message": self.message, "type": self.kind}
        if self.code is not None:
            error["code"] = self.code
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error.update(self.extra)
        error["fbtrace_id"] = trace_id
        return {"error": error}

    def headers(self) -> dict[str, str]:
        if self.challenge is None:
            return {}
        text = self.message.replace('"', "'")
        return {"WWW-Authenticate": f'OAuth "Facebook Platform" "{self.challenge}" "{text}"'}


def bad_parameter(message: str) -> GraphError:
    return GraphError(100, f"(#100) {message}")


def required(name: str) -> GraphError:
    return bad_parameter(f"The parameter {name} is required")


def no_such_field(field: str, node: str) -> GraphError:
    """One unknown field fails the whole call (graph-api.md 2.1)."""
    return bad_parameter(f"Tried accessing nonexisting field ({field}) on node type ({node})")


def not_found(method: str, object_id: str) -> GraphError:
    """Not there, or not to be seen with this token: the platform does not say which."""
    verb = method.lower()
    return GraphError(
        100,
        f"Unsupported {verb} request. Object with ID '{object_id}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation. Please read the Graph API documentation "
        "at https://developers.facebook.com/docs/graph-api",
        subcode=33,
        kind="GraphMethodException",
    )


def needs_permission(permission: str) -> GraphError:
    return GraphError(200, f"(#200) Requires {permission} permission to manage the object", status=403)


def invalid_token(message: str, subcode: int | None = None) -> GraphError:
    return GraphError(190, message, subcode=subcode, challenge="invalid_token")


def transient() -> GraphError:
    return GraphError(
        2,
        "An unexpected error has occurred. Please retry your request later.",
        status=500,
        is_transient=True,
    )


def duplicate_share() -> GraphError:
    return GraphError(
        3989,
        "Invalid parameter",
        error_user_title="Duplicated asset",
        error_user_msg="You are trying to assign a duplicated asset to this agency.",
        is_transient=False,
    )


def owned_by_business() -> GraphError:
    return GraphError(
        3946,
        "Invalid parameter",
        error_user_title="Asset already belongs to this Business Manager",
        error_user_msg="Asset already belongs to this Business Manager.",
        is_transient=False,
    )


def two_factor_needed() -> GraphError:
    return GraphError(
        415,
        "(#415) Two factor authentication is required to access assets of this business",
        subcode=2859009,
        error_user_title="Two-factor authentication required",
        error_user_msg="Turn on two-factor authentication to go on.",
        is_transient=False,
    )


def page_token_needed() -> GraphError:
    """A user token on /agencies. The text is reported (graph-api.md 2.2); code and subcode are from memory."""
    text = "A Page access token is required for this call for the new Pages experience."
    return GraphError(
        190,
        text,
        subcode=2069032,
        error_user_title="User Access Token Is Not Supported",
        error_user_msg=text,
        is_transient=False,
    )
