"""What can go wrong with the hub."""

from tito.errors import TitoError


class HubError(TitoError):
    """The hub cannot be started, or a server cannot, as things stand."""

    @property
    def jupyterhub_message(self) -> str:
        """What JupyterHub shows to whoever tried to start a server."""
        return str(self)
