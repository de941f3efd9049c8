#!/usr/bin/env python3
"""Makes keys.json and tokens.json: tokens that other implementations have signed.

Two signers, neither of them ours: PyJWT, and the openssl tool alone (no JWT library: header and claims are written out
as text here, the signature comes from `openssl dgst -sign` or `openssl pkeyutl -sign`). Keys are made anew each time
and their private halves are thrown away; times are fixed, so the tokens are judged at 2026-01-01 00:00:00 UTC.

    python3 -m venv .venv && .venv/bin/pip install 'pyjwt[crypto]'
    .venv/bin/python make-fixtures.py
"""

import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import tempfile

import jwt
from cryptography.hazmat.primitives import serialization

HERE = pathlib.Path(__file__).parent
NOW = 1767225600
PROJECT = "P2fixtures"

KEYS = {
    # Key id: how openssl makes it, the algorithm of its JWK.
    "SK2rsa": (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "RS256"),
    "SK2rs384": (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"], "RS384"),
    "SK2rs512": (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "RS512"),
    "SK2ps256": (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "PS256"),
    "SK2ps384": (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "PS384"),
    "SK2ps512": (["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "PS512"),
    "SK2es256": (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "ES256"),
    "SK2es384": (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "ES384"),
    "SK2es512": (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "ES512"),
    "SK2eddsa": (["-algorithm", "ED25519"], "EdDSA"),
}

SESSION = {
    "amr": ["email", "mfa"],
    "drn": "DS",
    "exp": NOW + 540,
    "iat": NOW - 60,
    "iss": PROJECT,
    "rexp": "2026-01-29T00:00:00Z",
    "sub": "U2fixtureAda",
    "email": "ada@example.com",
    "name": "Ada Lövelace 🚀",
    "permissions": ["invoices.read", "invoices.write", "projects.read", "reports.export"],
    "roles": ["auditor", "editor"],
    "tenants": {
        "T2acme": {"permissions": ["invoices.read", "invoices.write", "users.invite"], "roles": ["admin", "billing"]},
        "T2empty": {},
        "T2globex": {"permissions": ["reports.export"], "roles": ["viewer"]},
    },
    "dct": "T2acme",
    "plan": {"name": "enterprise", "seats": 250, "price": 19.5, "trial": False, "coupon": None},
    "nsec": {"region": "eu-central-1", "flags": ["beta-search", "dark-launch", "new-billing"]},
}


def but(claims, **changes):
    """The claims with some changed; None takes one away."""
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


REFRESH = but(SESSION, drn="DSR", exp=NOW + 2419200, rexp=None, amr=["email"], plan=None, nsec=None, tenants=None)
SMALL = {"iss": PROJECT, "sub": "U2fixtureAda", "drn": "DS", "iat": NOW, "exp": NOW + 600}


def openssl(*arguments, text=None):
    return subprocess.run(["openssl", *arguments], input=text, check=True, capture_output=True).stdout


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def der_to_raw(der, size):
    """An ECDSA signature as JWS wants it: r and s, each `size` bytes long, out of the two INTEGERs of openssl's."""
    lines = openssl("asn1parse", "-inform", "DER", text=der).splitlines()
    numbers = [line.split(b":")[-1] for line in lines if b"INTEGER" in line]
    return b"".join(int(number, 16).to_bytes(size, "big") for number in numbers)


def signed_by_openssl(folder, key_id, header, claims):
    """A token made of two texts and a signature of the openssl tool."""
    signed = f"{b64(header.encode())}.{b64(claims.encode())}".encode()
    (folder / "signed").write_bytes(signed)
    key, alg = str(folder / f"{key_id}.pem"), KEYS[key_id][1]
    if alg == "EdDSA":
        signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", str(folder / "signed"))
    else:
        padding = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"] if alg[0] == "P" else []
        signature = openssl("dgst", "-sha" + alg[2:], "-sign", key, *padding, str(folder / "signed"))
    if alg[0] == "E" and alg != "EdDSA":
        signature = der_to_raw(signature, {"ES256": 32, "ES384": 48, "ES512": 66}[alg])
    return f"{signed.decode()}.{b64(signature)}"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        private, jwks = {}, []
        for key_id, (how, alg) in KEYS.items():
            openssl("genpkey", *how, "-out", str(folder / f"{key_id}.pem"))
            private[key_id] = serialization.load_pem_private_key((folder / f"{key_id}.pem").read_bytes(), None)
            jwk = jwt.get_algorithm_by_name(alg).to_jwk(private[key_id].public_key(), as_dict=True)
            jwk.pop("key_ops", None)
            jwks.append({**jwk, "alg": alg, "kid": key_id, "use": "sig"})
        openssl("genpkey", *KEYS["SK2rsa"][0], "-out", str(folder / "other.pem"))

        def by_pyjwt(claims, key_id="SK2rsa", **header):
            return jwt.encode(claims, private[key_id], KEYS[key_id][1], headers={"kid": key_id, **header})

        def by_openssl(key_id):
            header = '{ "typ": "JWT",\r\n  "alg": "%s",\n\t"kid": "%s" }' % (KEYS[key_id][1], key_id)
            claims = '{\n  "iss": "https://api.descope.com/%s",\n' % PROJECT
            claims += '  "sub": "U2fixtureAda", "name": "Ada Lövelace 🚀",\n'
            claims += '  "exp": %d.5, "iat": %d,\n  "drn": "DS", "path": "a\\/b\\u00e9"\n}\n' % (NOW + 600, NOW)
            return signed_by_openssl(folder, key_id, header, claims)

        def with_shared_secret(secret):
            signed = b64(b'{"alg":"HS256","kid":"SK2rsa","typ":"JWT"}') + "." + b64(json.dumps(SMALL).encode())
            return signed + "." + b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())

        other = serialization.load_pem_private_key((folder / "other.pem").read_bytes(), None)
        public_pem = openssl("pkey", "-in", str(folder / "SK2rsa.pem"), "-pubout")
        tokens = {
            "session": by_pyjwt(SESSION),
            "refresh": by_pyjwt(REFRESH),
            "accessKey": by_pyjwt(but(SMALL, sub="K2fixtureKey", dsub="K2fixtureOwner", permissions=["invoices.read"])),
            "issuerURL": by_pyjwt(but(SMALL, iss=f"https://api.descope.com/{PROJECT}")),
            "issuerTenant": by_pyjwt(but(SMALL, iss=f"https://auth.example.com/v1/apps/{PROJECT}/T2acme")),
            "expired": by_pyjwt(but(SMALL, exp=NOW - 5)),
            "expiredWithinLeeway": by_pyjwt(but(SMALL, exp=NOW - 4)),
            "notYetValid": by_pyjwt(but(SMALL, nbf=NOW + 6)),
            "notYetValidWithinLeeway": by_pyjwt(but(SMALL, nbf=NOW + 5)),
            "issuedInTheFuture": by_pyjwt(but(SMALL, iat=NOW + 6)),
            "neverExpires": by_pyjwt(but(SMALL, exp=None)),
            "otherProject": by_pyjwt(but(SMALL, iss="P2somebodyElse")),
            "otherProjectURL": by_pyjwt(but(SMALL, iss="https://api.descope.com/P2somebodyElse")),
            "audienceText": by_pyjwt(but(SMALL, aud="https://shop.example.com")),
            "audienceList": by_pyjwt(but(SMALL, aud=["https://blog.example.com", "https://shop.example.com"])),
            "otherKey": jwt.encode(SMALL, other, "RS256", headers={"kid": "SK2rsa"}),
            "otherAlgorithm": jwt.encode(SMALL, private["SK2rsa"], "PS256", headers={"kid": "SK2rsa"}),
            "unknownKey": jwt.encode(SMALL, other, "RS256", headers={"kid": "SK2gone"}),
            "noKeyId": jwt.encode(SMALL, private["SK2rsa"], "RS256"),
            "hs256WithPublicPEM": with_shared_secret(public_pem),
            "hs256WithPublicJWK": with_shared_secret(json.dumps(jwks[0]).encode()),
            "unsigned": jwt.encode(SMALL, None, "none", headers={"kid": "SK2rsa"}),
            "embeddedKey": jwt.encode(SMALL, other, "RS256", headers={
                "kid": "SK2rsa", "jwk": jwt.get_algorithm_by_name("RS256").to_jwk(other.public_key(), as_dict=True)}),
            **{"pyjwt" + alg: by_pyjwt(SMALL, key_id) for key_id, (_, alg) in KEYS.items()},
            **{"openssl" + alg: by_openssl(key_id) for key_id, (_, alg) in KEYS.items()},
        }
        (HERE / "keys.json").write_text(json.dumps({"keys": jwks}, indent=2) + "\n")
        (HERE / "tokens.json").write_text(json.dumps(tokens, indent=2) + "\n")


if __name__ == "__main__":
    main()
