"""A small but real OpenID Connect provider over HTTP: discovery, PKCE, codes that work once, RS256 tokens, keys, userinfo.

`person` is who is signed in there; nobody is asked anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


class IdentityServer:
    """One provider with one client."""

    def __init__(self) -> None:
        self.client_id, self.secret = "labour-mobility", secrets.token_urlsafe(8)
        self.person: dict[str, Any] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.address = ""

    def discovery(self) -> dict[str, Any]:
        at = self.address
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "userinfo_endpoint": f"{at}/userinfo",
            "jwks_uri": f"{at}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client_id
        assert {"openid", "email"} <= set(asked["scope"].split())
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, said: dict[str, str], credentials: tuple[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(said.get("code", ""), None)
        if asked is None or credentials != (self.client_id, self.secret):
            return None
        digest = hashlib.sha256(said["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        at = int(time.time())
        claims = {"iss": self.address, "aud": self.client_id, "iat": at, "exp": at + 300, **self.person}
        if "nonce" in asked:
            claims["nonce"] = asked["nonce"]
        access = secrets.token_urlsafe(16)
        self.tokens[access] = dict(self.person)
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}


class Answers(BaseHTTPRequestHandler):
    house: IdentityServer

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if path == "/.well-known/openid-configuration":
            self.say(self.house.discovery())
        elif path == "/jwks":
            self.say(self.house.keys())
        elif path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.house.authorize(asked))
            self.end_headers()
        elif path == "/userinfo":
            person = self.house.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            self.say(person or {}, 200 if person else 401)
        else:
            self.say({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        said = {name: values[0] for name, values in parse_qs(body).items()}
        given = (said.get("client_id", ""), said.get("client_secret", ""))
        if (basic := self.headers.get("Authorization", "")).startswith("Basic "):
            name, _colon, secret = base64.b64decode(basic[6:]).decode().partition(":")
            given = (unquote(name), unquote(secret))
        token = self.house.token(said, given)
        self.say(token or {"error": "invalid_grant"}, 200 if token else 400)

    def say(self, what: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the screen of whoever runs the tests."""


@contextmanager
def running() -> Iterator[IdentityServer]:
    house = IdentityServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Answers,), {"house": house}))
    house.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
