#!/usr/bin/env python3
"""Makes proofs.json: a DPoP proof (RFC 9449) for each algorithm, with its key's thumbprint (RFC 7638), by joserfc.

Keys are made anew each time and their private halves are thrown away; the proofs' time is fixed, so they are judged at
2026-01-01 00:00:00 UTC.

    python3 -m venv .venv && .venv/bin/pip install joserfc
    .venv/bin/python make-proofs.py
"""

import base64
import hashlib
import json
import pathlib

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

NOW = 1767225600
TOKEN = "header.payload.signature"
KEYS = {
    "RS256": RSAKey.generate_key(2048),
    "RS384": RSAKey.generate_key(3072),
    "RS512": RSAKey.generate_key(4096),
    "PS256": RSAKey.generate_key(2048),
    "PS384": RSAKey.generate_key(2048),
    "PS512": RSAKey.generate_key(4096),
    "ES256": ECKey.generate_key("P-256"),
    "ES384": ECKey.generate_key("P-384"),
    "ES512": ECKey.generate_key("P-521"),
    "EdDSA": OKPKey.generate_key("Ed25519"),
}


def main():
    proofs = {}
    for algorithm, key in KEYS.items():
        header = {"typ": "dpop+jwt", "alg": algorithm, "jwk": key.as_dict(private=False)}
        header["jwk"].pop("kid", None)
        claims = {
            "jti": f"joserfc-{algorithm}",
            "htm": "GET",
            "htu": "https://api.example.com/orders",
            "iat": NOW,
            "ath": base64.urlsafe_b64encode(hashlib.sha256(TOKEN.encode()).digest()).rstrip(b"=").decode(),
        }
        payload = json.dumps(claims).encode()
        registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
        proof = jws.serialize_compact(header, payload, key, algorithms=[algorithm], registry=registry)
        proofs[algorithm] = {"jwk": header["jwk"], "proof": proof, "thumbprint": key.thumbprint()}
    path = pathlib.Path(__file__).parent / "proofs.json"
    path.write_text(json.dumps(proofs, indent=1, sort_keys=True) + "\n")


main()
