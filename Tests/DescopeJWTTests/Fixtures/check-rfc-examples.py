#!/usr/bin/env python3
"""Checks rfc-examples.json with jwcrypto: every example that has a key verifies with it, also those that we refuse.

So what we refuse is refused because we decided so, and not because it was copied wrongly. Encrypted and unsigned examples
have no key here, and are counted only.

    python3 -m venv .venv && .venv/bin/pip install jwcrypto
    .venv/bin/python check-rfc-examples.py
"""

import json
import pathlib

from jwcrypto import jwk, jws

EXAMPLES = json.loads((pathlib.Path(__file__).parent / "rfc-examples.json").read_text())


def main():
    for example in EXAMPLES["keys"]:
        jwk.JWK(**example["jwk"])

    verified = 0
    signed = [example for example in EXAMPLES["tokens"] if "key" in example]
    for example in signed:
        token, detached = example["token"], example.get("detached")
        reader = jws.JWS()
        reader.deserialize(token if isinstance(token, str) else json.dumps(token))
        # jwcrypto takes a payload that stands in the JSON object from there.
        own = None if detached is None or isinstance(token, dict) else detached.encode()
        reader.verify(jwk.JWK(**example["key"]), detached_payload=own)
        if "payload" in example and reader.payload.decode() != example["payload"]:
            raise SystemExit(f"{example['source']}: another payload")
        verified += 1
    others = len(EXAMPLES["tokens"]) - len(signed)
    print(f"{len(EXAMPLES['keys'])} keys read, {verified} tokens verified, {others} encrypted or unsigned")


if __name__ == "__main__":
    main()
