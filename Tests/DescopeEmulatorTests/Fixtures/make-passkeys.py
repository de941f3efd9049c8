#!/usr/bin/env python3
"""Makes passkeys.json: passkeys that others have made and used, and what a relying party makes of them.

From two places, neither of them ours: the test vectors of W3C Web Authentication Level 3 (section "Test Vectors"), read from
the specification's source, and python-fido2, whose classes write client data, authenticator data and attestation objects;
the signatures are those of cryptography. Each is then judged by py_webauthn, an implementation of the relying party that
shares no code with either: `accepted` is its verdict. Keys are made anew each time and their private halves thrown away.

    python3 -m venv .venv && .venv/bin/pip install fido2 webauthn cbor2
    git clone --depth 1 https://github.com/w3c/webauthn
    .venv/bin/python make-passkeys.py webauthn/index.bs
"""

import base64
import hashlib
import json
import os
import pathlib
import re
import sys

import cbor2
import webauthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cose
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm

FLAG = AuthenticatorData.FLAG
# One of each kind: self attestation, a certificate, another format.
WITH_ATTESTATION = [
    "ES256 Credential with Self Attestation",
    "Packed Attestation with ES256 Credential",
    "FIDO U2F Attestation with ES256 Credential",
]
ALGORITHMS = [Algorithm.ECDSA_SHA_256, Algorithm.EDDSA, Algorithm.RSASSA_PKCS1_v1_5_SHA_256]


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def answer(credential_id, **response):
    return json.dumps(
        {
            "id": b64(credential_id),
            "rawId": b64(credential_id),
            "type": "public-key",
            "response": {name: b64(value) for name, value in response.items()},
        }
    )


def judged(case):
    """Adds what py_webauthn says."""
    common = {"expected_rp_id": case["site"], "expected_origin": case["origin"]}
    made, used = case["made"], case["used"]
    challenge = lambda part: base64.urlsafe_b64decode(part["challenge"] + "==")
    try:
        registered = webauthn.verify_registration_response(
            credential=made["answer"],
            expected_challenge=challenge(made),
            require_user_verification=case["requiresUserVerification"],
            supported_pub_key_algs=ALGORITHMS,
            **common,
        )
        made["accepted"] = True
    except Exception as error:
        made["accepted"], made["why"] = False, type(error).__name__
        used["accepted"] = False
        return case
    try:
        webauthn.verify_authentication_response(
            credential=used["answer"],
            expected_challenge=challenge(used),
            credential_public_key=registered.credential_public_key,
            credential_current_sign_count=registered.sign_count,
            require_user_verification=case["requiresUserVerification"],
            **common,
        )
        used["accepted"] = True
    except Exception as error:
        used["accepted"], used["why"] = False, type(error).__name__
    return case


def w3c(path):
    text = pathlib.Path(path).read_text()
    text = text[text.index("{#sctn-test-vectors}") :]
    sections = re.split(r"^## (.+?) ## \{#sctn-test-vectors-[\w-]+\}$", text, flags=re.M)[1:]
    for title, body in zip(sections[::2], sections[1::2]):
        blocks = re.findall(r"<xmp.*?>(.*?)</xmp>", body, flags=re.S)
        if len(blocks) < 2:
            continue
        made, used = (
            {name: bytes.fromhex(value) for name, value in re.findall(r"^(\w+) = h'([0-9a-f]*)'", block, flags=re.M)}
            for block in blocks[:2]
        )
        if "attestationObject" not in made or "signature" not in used:
            continue
        attestation = made["attestationObject"]
        case = lambda name, attestation: {
            "name": name,
            "site": "example.org",
            "origin": "https://example.org",
            "requiresUserVerification": False,
            "made": {
                "challenge": b64(made["challenge"]),
                "answer": answer(
                    made["credential_id"], clientDataJSON=made["clientDataJSON"], attestationObject=attestation
                ),
            },
            "used": {
                "challenge": b64(used["challenge"]),
                "answer": answer(
                    made["credential_id"],
                    clientDataJSON=used["clientDataJSON"],
                    authenticatorData=used["authenticatorData"],
                    signature=used["signature"],
                ),
            },
        }
        parsed = cbor2.loads(attestation)
        if parsed["fmt"] == "none":
            yield case(f"W3C: {title}", attestation)
        else:
            # What an authenticator says of itself is taken away, as a browser does when the site asks for none.
            bare = {"fmt": "none", "attStmt": {}, "authData": parsed["authData"]}
            yield case(f"W3C: {title}, its attestation taken away", cbor2.dumps(bare))
            if title in WITH_ATTESTATION:
                yield case(f"W3C: {title}", attestation)


class Key:
    def __init__(self, kind):
        self.private, self.public, self.sign = {
            "ES256": self.es256,
            "EdDSA": self.eddsa,
            "RS256": self.rs256,
        }[kind]()

    def es256(self):
        key = ec.generate_private_key(ec.SECP256R1())
        return key, cose.ES256.from_cryptography_key(key.public_key()), lambda m: key.sign(m, ec.ECDSA(hashes.SHA256()))

    def eddsa(self):
        key = ed25519.Ed25519PrivateKey.generate()
        return key, cose.EdDSA.from_cryptography_key(key.public_key()), key.sign

    def rs256(self):
        key = rsa.generate_private_key(65537, 2048)
        sign = lambda m: key.sign(m, padding.PKCS1v15(), hashes.SHA256())
        return key, cose.RS256.from_cryptography_key(key.public_key()), sign


def fido2(
    name,
    kind="ES256",
    flags=FLAG.UP | FLAG.UV,
    used_flags=None,
    counts=(0, 0),
    extensions=None,
    required=True,
    cross_origin=False,
    made_type="webauthn.create",
    id_size=32,
    attestation="none",
    statement=lambda key, signed: {},
):
    site, origin = "app.example.com", "https://app.example.com:8443"
    key, credential_id = Key(kind), os.urandom(id_size)
    digest = hashlib.sha256(site.encode()).digest()
    first, second = os.urandom(32), os.urandom(32)
    extended = FLAG.ED if extensions else FLAG(0)
    described = AttestedCredentialData.create(bytes(16), credential_id, key.public)
    data = AuthenticatorData.create(digest, flags | FLAG.AT | extended, counts[0], described, extensions)
    client = CollectedClientData.create(made_type, first, origin, cross_origin)
    used_data = AuthenticatorData.create(
        digest, (flags if used_flags is None else used_flags) | extended, counts[1], extensions=extensions
    )
    used_client = CollectedClientData.create("webauthn.get", second, origin, cross_origin)
    return {
        "name": f"fido2: {name}",
        "site": site,
        "origin": origin,
        "requiresUserVerification": required,
        "made": {
            "challenge": b64(first),
            "answer": answer(
                credential_id,
                clientDataJSON=bytes(client),
                attestationObject=bytes(
                    AttestationObject.create(attestation, data, statement(key, bytes(data) + client.hash))
                ),
            ),
        },
        "used": {
            "challenge": b64(second),
            "answer": answer(
                credential_id,
                clientDataJSON=bytes(used_client),
                authenticatorData=bytes(used_data),
                signature=key.sign(bytes(used_data) + used_client.hash),
            ),
        },
    }


def made_here():
    present, verified = FLAG.UP, FLAG.UP | FLAG.UV
    for kind in ["ES256", "EdDSA", "RS256"]:
        yield fido2(kind, kind)
        yield fido2(f"{kind}, counting", kind, counts=(7, 8))
        yield fido2(f"{kind}, standing still", kind, counts=(7, 7))
        yield fido2(f"{kind}, going back", kind, counts=(7, 6))
    yield fido2("counting to the end", counts=(0xFFFFFFFE, 0xFFFFFFFF))
    yield fido2("back to zero", counts=(7, 0))
    yield fido2("synced", flags=verified | FLAG.BE | FLAG.BS)
    yield fido2("on one device yet", flags=verified | FLAG.BE, used_flags=verified | FLAG.BE | FLAG.BS)
    yield fido2("eligible only when made", flags=verified | FLAG.BE | FLAG.BS, used_flags=verified)
    yield fido2("synced without being eligible", flags=verified | FLAG.BS)
    yield fido2("extensions", extensions={"credProtect": 2, "hmac-secret": True})
    yield fido2("user not verified, not asked for", flags=present, required=False)
    yield fido2("user not verified, asked for", flags=present)
    yield fido2("user verified only when made", used_flags=present)
    yield fido2("user not present", flags=FLAG.UV)
    yield fido2("user present only when made", used_flags=FLAG.UV)
    yield fido2("another type", made_type="webauthn.get")
    yield fido2("in another site's frame", cross_origin=True)
    yield fido2("an id of one byte", id_size=1)
    yield fido2("an id of 1023 bytes", id_size=1023)
    for kind, alg in [("EdDSA", -8), ("RS256", -257)]:
        signed = lambda key, data, alg=alg: {"alg": alg, "sig": key.sign(data)}
        yield fido2(f"self attestation, {kind}", kind, attestation="packed", statement=signed)
    other_key = lambda key, data: {"alg": -7, "sig": Key("ES256").sign(data)}
    yield fido2("self attestation, another key's", attestation="packed", statement=other_key)
    other_algorithm = lambda key, data: {"alg": -257, "sig": key.sign(data)}
    yield fido2("self attestation, another algorithm", attestation="packed", statement=other_algorithm)
    other_data = lambda key, data: {"alg": -7, "sig": key.sign(data[:-32])}
    yield fido2("self attestation, not of the client data", attestation="packed", statement=other_data)
    unsigned = lambda key, data: {"alg": -7}
    yield fido2("self attestation, unsigned", attestation="packed", statement=unsigned)
    yield fido2("no attestation, with a statement", statement=unsigned)


cases = [judged(case) for case in [*w3c(sys.argv[1]), *made_here()]]
lines = ",\n".join(json.dumps(case, sort_keys=True) for case in cases)
(pathlib.Path(__file__).parent / "passkeys.json").write_text(f"[\n{lines}\n]\n")
for case in cases:
    print(case["made"]["accepted"], case["used"]["accepted"], case["name"], case["made"].get("why"), case["used"].get("why"))
