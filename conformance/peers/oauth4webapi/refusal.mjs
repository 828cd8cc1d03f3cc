// What the exceptions of oauth4webapi mean in the protocol's words. openid-client is built on it, and wraps some of them once more.

export function refusal(error) {
  const inner = error.name === 'ClientError' && error.cause instanceof Error ? error.cause : error;
  switch (inner.code) {
    case 'OAUTH_AUTHORIZATION_RESPONSE_ERROR':
      return { error: 'access_denied', oauthError: inner.error };
    case 'OAUTH_RESPONSE_BODY_ERROR':
      return { status: inner.status, oauthError: inner.error, retryAfter: inner.response.headers.get('retry-after') };
    case 'OAUTH_WWW_AUTHENTICATE_CHALLENGE':
      return { status: inner.status };
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON': {
      const response = inner.cause;
      return { status: response.status, retryAfter: response.headers.get('retry-after') };
    }
    case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
      return { error: 'insecure' };
    case 'OAUTH_UNSUPPORTED_OPERATION':
      return { error: /token_type/.test(inner.message) ? 'bad_token_type' : 'other' };
    case 'OAUTH_INVALID_RESPONSE':
      return { error: invalid(inner.message) };
    case 'OAUTH_PARSE_ERROR':
      return { error: 'bad_response' };
  }
  // What `fetch` throws: its cause says why, and what it could not know goes by the name of a certificate.
  const reason = inner.cause?.code ?? '';
  if (/CERT|SELF_SIGNED|ERR_TLS|ERR_SSL/.test(reason)) return { error: 'insecure' };
  const lost = inner instanceof TypeError || ['TimeoutError', 'AbortError'].includes(inner.name);
  return { error: lost || inner.code === 'OAUTH_TIMEOUT' ? 'transport' : 'other' };
}

// One code stands for all that is wrong with a callback or a token response.
function invalid(message) {
  if (/"state" missing/.test(message)) return 'state_missing';
  if (/"state"/.test(message)) return /only once/.test(message) ? 'bad_callback' : 'state_mismatch';
  if (/"iss"/.test(message)) return /only once/.test(message) ? 'bad_callback' : 'issuer_mismatch';
  return /only once|no authorization code/.test(message) ? 'bad_callback' : 'bad_response';
}
