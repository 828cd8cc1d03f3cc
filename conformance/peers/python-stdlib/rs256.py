"""Signing JWTs with RS256, for which Python's standard library has hashes and big numbers, and no RSA.

Good for a client under test. It signs in variable time, so a service that others can time should sign with a library.
"""

import base64
import hashlib
import json


class KeyUnreadable(Exception):
    """The key is no RSA private key in PEM."""


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def jwt(claims, private_key_pem):
    """The compact form of a signed JWT."""
    parts = ({"alg": "RS256", "typ": "JWT"}, claims)
    signed = ".".join(base64url(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{signed}.{base64url(sign(signed.encode('ascii'), read_key(private_key_pem)))}"


def sign(message, key):
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2.1)."""
    modulus, public_exponent, private_exponent = key
    length = (modulus.bit_length() + 7) // 8
    digest_info = SHA256_PREFIX + hashlib.sha256(message).digest()
    padding = length - len(digest_info) - 3
    if padding < 8:
        raise KeyUnreadable("the key is too short")
    encoded = int.from_bytes(b"\x00\x01" + b"\xff" * padding + b"\x00" + digest_info, "big")
    signature = pow(encoded, private_exponent, modulus)
    # A signature that does not verify can give the key away.
    if pow(signature, public_exponent, modulus) != encoded:
        raise KeyUnreadable("the key's numbers do not belong together")
    return signature.to_bytes(length, "big")


def read_key(pem):
    """Modulus, public and private exponent of a key in PKCS#8 or PKCS#1."""
    lines = [line.strip() for line in pem.replace("\\n", "\n").strip().splitlines()]
    if len(lines) < 3 or lines[0] not in LABELS or lines[-1] != lines[0].replace("BEGIN", "END"):
        raise KeyUnreadable("the key is neither PKCS#8 nor PKCS#1 in PEM")
    try:
        der = base64.b64decode("".join(lines[1:-1]), validate=True)
        if "RSA" not in lines[0]:
            # PrivateKeyInfo: version, algorithm, and the PKCS#1 key as an octet string (RFC 5208 section 5).
            _, algorithm, (tag, der) = fields(der)[:3]
            if tag != OCTET_STRING or fields(algorithm[1], whole=False)[0] != (OBJECT_ID, RSA_ENCRYPTION):
                raise KeyUnreadable("the key is not an RSA key")
        # RSAPrivateKey: version, modulus, public exponent, private exponent, and what makes signing quicker.
        numbers = fields(der)
        if len(numbers) < 9 or any(tag != INTEGER for tag, _ in numbers[:9]):
            raise KeyUnreadable("the key is not an RSA private key")
    except (ValueError, IndexError) as error:
        raise KeyUnreadable("the key's bytes cannot be read") from error
    return tuple(int.from_bytes(value, "big") for _, value in numbers[1:4])


def fields(der, whole=True):
    """Tag and contents of each element; of those inside the sequence that `der` is, if it is to be a whole one."""
    if whole:
        ((tag, der),) = fields(der, whole=False)
        if tag != SEQUENCE:
            raise ValueError("not a sequence")
    found = []
    while der:
        tag, length, start = der[0], der[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(der[2:start], "big")
        if length > len(der) - start:
            raise ValueError("an element is cut off")
        found.append((tag, der[start : start + length]))
        der = der[start + length :]
    return found


INTEGER, OCTET_STRING, OBJECT_ID, SEQUENCE = 0x02, 0x04, 0x06, 0x30
# 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1).
RSA_ENCRYPTION = bytes.fromhex("2a864886f70d010101")
# The DigestInfo of SHA-256, up to the hash (RFC 8017 section 9.2, note 1).
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
LABELS = ("-----BEGIN PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----")
