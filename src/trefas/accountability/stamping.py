"""A trusted time (RFC 3161) over a checkpoint; the address is configuration, and rfc3161-client does no networking."""

import httpx
from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerificationError, Verifier, VerifierBuilder
from rfc3161_client import decode_timestamp_response as decode

from trefas.rooms.errors import TrefasError

SECONDS = 20


class StampError(TrefasError):
    """The stamper could not be reached, or what it gave does not verify."""


def stamp(message: bytes, url: str, roots: bytes) -> bytes:
    """Return the stamper's response over `message`, verified against `roots` (PEM). Raises StampError."""
    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).build()
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False) as client:
            headers = {"Content-Type": "application/timestamp-query"}
            answer = client.post(url, content=request.as_bytes(), headers=headers)
        answer.raise_for_status()
        response = decode(answer.content)
        _verifier(roots, request.nonce).verify_message(response, message)
    except (httpx.HTTPError, ValueError, VerificationError) as error:
        raise StampError(f"The time stamp was not given or does not verify: {type(error).__name__}.") from error
    return response.as_bytes()


def stamped_at(message: bytes, response: bytes, roots: bytes) -> str:
    """Return the time a stored response says, in ISO form, once it verifies over `message`. Raises StampError."""
    try:
        read = decode(response)
        _verifier(roots, None).verify_message(read, message)
    except (ValueError, VerificationError) as error:
        raise StampError("The stored time stamp does not verify.") from error
    return read.tst_info.gen_time.isoformat()


def _verifier(roots: bytes, nonce: int | None) -> Verifier:
    return VerifierBuilder(roots=x509.load_pem_x509_certificates(roots), nonce=nonce).build()
