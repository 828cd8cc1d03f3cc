// Reading what a token endpoint answers, strictly where tokens hang on it and patiently elsewhere.

import { Refusal } from './refusal.mjs';

// The tokens of an answer.
export function readTokens(answer, now, { typeRequired = true } = {}) {
  const { status } = answer;
  if (status < 200 || status >= 300) throw failure(answer, now);
  const bad = (why, more, error = 'bad_response') =>
    new Refusal(error, `the token response ${why}`, { status, ...more });

  const read = readObject(answer.body);
  if (!read) throw bad('is not a JSON object');
  if (read.repeated) throw bad('has a member twice');
  const { error, access_token, refresh_token, token_type, expires_in } = read.members;
  if (error !== undefined && error !== null && error !== false) {
    throw bad('is an error', typeof error === 'string' ? { oauth_error: error } : {});
  }
  if (typeof access_token !== 'string' || !/^[\x21-\x7e]+$/.test(access_token)) {
    throw bad('has no access_token that a header can carry');
  }
  const type = token_type ?? null;
  if ((refresh_token ?? '') !== '' && typeof refresh_token !== 'string') {
    throw bad('has a refresh_token that is not text');
  }
  if (type === null && typeRequired) throw bad('has no token_type');
  if (type !== null && !(typeof type === 'string' && /^(sessionid|bearer)$/i.test(type))) {
    throw bad('has a token_type that is not known here', {}, 'bad_token_type');
  }
  return { access_token, refresh_token: refresh_token || null, token_type: type, expires_at: endOf(expires_in, now) };
}

// What an answer that is no success comes to.
export function failure({ status, headers, body }, now) {
  const more = { status };
  const oauthError = readObject(body)?.members.error;
  if (typeof oauthError === 'string') more.oauth_error = oauthError;
  const wait = retryAfter(headers['retry-after'], now);
  if (wait !== null) more.retry_after = wait;
  if (status >= 300 && status < 400) {
    return new Refusal('redirect_refused', 'the server redirects a request that carries a secret', more);
  }
  if (status === 429 || (status === 503 && wait !== null)) {
    return new Refusal('rate_limited', 'the server asks to wait', more);
  }
  return new Refusal('token_refused', 'the server refused the request', more);
}

// Seconds since 1970 of an HTTP date, or `null`.
export function readDate(value) {
  const date = /GMT$/.test(value ?? '') ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? null : Math.floor(date / 1000);
}

// The members of a JSON object, and whether one of them comes twice; nothing for anything else.
function readObject(body) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    const members = JSON.parse(text);
    if (members === null || typeof members !== 'object' || Array.isArray(members)) return undefined;
    // `JSON.parse` keeps the last of two.
    return { members, repeated: memberNames(text).length > Object.keys(members).length };
  } catch {
    return undefined;
  }
}

// The names of an object's own members, as they stand in a text that is JSON.
function memberNames(text) {
  const names = [];
  let depth = 0;
  for (const [piece, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (piece === '{' || piece === '[') depth += 1;
    else if (piece === '}' || piece === ']') depth -= 1;
    else if (colon && depth === 1) names.push(piece);
  }
  return names;
}

// When a lifetime ends, or `null`: the 0 that Workfront's page prints says nothing.
function endOf(expiresIn, now) {
  const seconds = ['number', 'string'].includes(typeof expiresIn) ? Number(expiresIn) : NaN;
  return seconds >= 1 && seconds <= LONGEST_LIFETIME ? now + Math.floor(seconds) : null;
}

// Seconds from now: the header has seconds, or a date (RFC 9110 section 10.2.3).
function retryAfter(value, now) {
  if (/^[0-9]{1,9}$/.test(value ?? '')) return Number(value);
  const date = readDate(value);
  return date === null ? null : Math.max(0, date - now);
}

// A hundred thousand years: later than that is not known.
const LONGEST_LIFETIME = 3.2e12;
