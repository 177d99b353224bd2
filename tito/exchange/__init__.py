"""Releasing, handing in, collecting and returning over HTTP, with the hub saying who is who."""

URL, TOKEN = "TITO_EXCHANGE_URL", "JUPYTERHUB_API_TOKEN"
"""Environment variables of each user's server: where the exchange is, and who asks."""
