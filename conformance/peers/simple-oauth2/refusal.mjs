// What the exceptions of simple-oauth2 mean in the protocol's words: those of its HTTP client, which bring an HTTP status of their own.

export function refusal(error) {
  const { data, output, message } = error;
  if (data?.res) {
    const { statusCode: status, headers } = data.res;
    const oauthError = data.payload?.error;
    return { status, oauthError: typeof oauthError === 'string' ? oauthError : undefined, retryAfter: headers['retry-after'] };
  }
  if (/CERT|SELF_SIGNED|ERR_TLS|ERR_SSL/.test(error.code ?? data?.code)) return { error: 'insecure' };
  const lost = ([502, 504].includes(output?.statusCode) && !data?.payload) || /prematurely/.test(message);
  return { error: lost ? 'transport' : 'bad_response' };
}
