"""Which Meta app we are and where its platform answers."""

from dataclasses import dataclass

from pydantic import SecretStr


@dataclass(frozen=True)
class MetaApp:
    """Our app at Meta, as the App Dashboard shows it.

    ``graph_url`` and ``dialog_url`` carry no version and no trailing slash; the sandbox has both at one address.
    ``timeout_seconds`` bounds one HTTP call from first byte sent to last byte read.
    """

    app_id: str
    app_secret: SecretStr
    graph_url: str = "https://graph.facebook.com"
    dialog_url: str = "https://www.facebook.com"
    api_version: str = "v26.0"
    timeout_seconds: float = 10.0

    @property
    def token(self) -> SecretStr:
        """The app access token, which is simply ``id|secret`` (Meta: access-tokens guide)."""
        return SecretStr(f"{self.app_id}|{self.app_secret.get_secret_value()}")
