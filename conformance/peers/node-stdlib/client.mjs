// An OAuth client for Workfront: log-ins, tokens and calls, for one user at a time.

import { createHash, createPrivateKey, randomBytes, sign, timingSafeEqual } from 'node:crypto';

import { readCallback, codeOf } from './callback.mjs';
import { Refusal } from './refusal.mjs';
import { failure, readDate, readTokens } from './token-response.mjs';
import { Transport } from './transport.mjs';

const AUTHORIZE = '/integrations/oauth2/authorize';
const TOKEN = '/integrations/oauth2/api/v1/token';
const EXCHANGE = '/integrations/oauth2/api/v1/jwt/exchange';
const REVOKE = '/integrations/oauth2/api/v1/revoke';
const MOST_CALLS = 256;
// A revocation refused with one of these will be refused again.
const NEVER = [400, 401, 403, 405];

// One application at one server, and how it says who it is there.
class Application {
  constructor(ask) {
    this.transport = new Transport(text(ask.base_url), ask.ca_file);
    this.baseUrl = this.transport.baseUrl;
    this.clientId = text(ask.client_id);
    this.redirectUri = ask.redirect_uri;
    const isPublic = ask.app === 'spa';
    this.secret = isPublic ? undefined : ask.client_secret;
    this.auth = isPublic ? 'none' : (ask.auth ?? (this.secret ? 'basic' : 'none'));
    this.body = ask.body ?? (this.secret ? 'json' : 'form');
    if (this.auth !== 'none' && !this.secret) {
      throw new Refusal('other', 'there is no client_secret to authenticate with');
    }
    this.tenant = { domain: ask.domain, lane: ask.lane };
  }

  // Sends a request with the application's credentials.
  post(path, members) {
    const headers = { Accept: 'application/json' };
    const all = { ...members };
    if (this.auth === 'basic') {
      const pair = Buffer.from(`${this.clientId}:${this.secret}`);
      headers.Authorization = `Basic ${pair.toString('base64')}`;
    } else {
      all.client_id = this.clientId;
    }
    if (this.auth === 'body') all.client_secret = this.secret;
    const json = this.body === 'json';
    headers['Content-Type'] = json ? 'application/json' : 'application/x-www-form-urlencoded';
    const body = json ? JSON.stringify(all) : new URLSearchParams(all).toString();
    return this.transport.send('POST', path, headers, body);
  }
}

export class Client {
  constructor() {
    // By log-in begun; each has one callback.
    this.attempts = [];
    this.application = null;
    this.tokens = null;
    this.unrevoked = [];
    this.clock = null;
  }

  now() {
    return this.clock ?? Math.floor(Date.now() / 1000);
  }

  login(ask) {
    const application = new Application(ask);
    const state = randomBytes(32).toString('base64url');
    const query = {
      response_type: 'code',
      client_id: application.clientId,
      redirect_uri: text(ask.redirect_uri),
      state,
    };
    let verifier;
    if (ask.app !== 'web') {
      verifier = randomBytes(32).toString('base64url');
      query.code_challenge = sha256(verifier).toString('base64url');
      query.code_challenge_method = 'S256';
    }
    this.attempts.push({ application, state, verifier, session: ask.session, used: false });
    return { authorize_url: `${application.baseUrl}${AUTHORIZE}?${new URLSearchParams(query)}` };
  }

  async callback(ask) {
    const said = readCallback(text(ask.url));
    const { application, verifier } = this.attempt(said.state, ask.session);
    const members = {
      grant_type: 'authorization_code',
      code: codeOf(said, application),
      redirect_uri: application.redirectUri,
    };
    if (verifier) members.code_verifier = verifier;
    // Once: when the answer is lost, nobody knows whether the code is spent.
    this.tokens = readTokens(await application.post(TOKEN, members), this.now());
    this.application = application;
  }

  // The attempt that a callback answers, from now on used.
  attempt(state, session) {
    if (!state) throw new Refusal('state_missing', 'the callback has no state, and one was sent');
    // All of them, so that the time taken does not tell which one came close.
    const [found] = this.attempts.filter((attempt) => timingSafeEqual(sha256(attempt.state), sha256(state)));
    if (!found) throw new Refusal('state_mismatch', "the callback's state is none that was sent");
    if (found.used) throw new Refusal('state_used', "the callback's state has been used");
    if (found.session !== session) {
      throw new Refusal('session_mismatch', 'the log-in was begun in another browser');
    }
    found.used = true;
    return found;
  }

  held() {
    if (!this.tokens) throw new Refusal('no_tokens', 'no tokens are stored');
    return this.tokens;
  }

  async refresh() {
    const { refresh_token } = this.held();
    if (!refresh_token) throw new Refusal('no_tokens', 'no refresh token is stored');
    const answer = await this.application.post(TOKEN, { grant_type: 'refresh_token', refresh_token });
    try {
      const tokens = readTokens(answer, this.now());
      this.tokens = { ...tokens, refresh_token: tokens.refresh_token ?? refresh_token };
    } catch (refusal) {
      const refused = answer.status >= 400 && answer.status < 500;
      if (!refused || refusal.more?.oauth_error !== 'invalid_grant') throw refusal;
      this.tokens = null;
      throw new Refusal('reauthorize', 'the grant is dead: log in again', refusal.more);
    }
  }

  async api_get(ask) {
    const { path, parallel = 1 } = ask;
    if (!text(path).startsWith('/') || !(parallel >= 1 && parallel <= MOST_CALLS)) {
      throw new Refusal('other', 'the path leads elsewhere, or parallel is out of range');
    }
    let answers = await this.calls(path, parallel);
    const refused = answers.filter(({ status }) => status === 401).length;
    if (refused) {
      // One refresh for all of them, and one more try.
      answers = answers.filter(({ status }) => status !== 401);
      await this.refreshForApi();
      answers = answers.concat(await this.calls(path, refused));
    }
    const statuses = answers.map(({ status }) => status);
    for (const answer of answers.filter(({ status }) => status >= 300)) {
      const refusal =
        answer.status === 401
          ? new Refusal('reauthorize', 'the API refuses the token', { status: 401 })
          : failure(answer, this.now());
      if (refusal.error !== 'token_refused') {
        refusal.more.statuses = statuses;
        throw refusal;
      }
    }
    return { statuses };
  }

  // The answers to as many calls at the same time.
  calls(path, count) {
    const headers = { sessionID: this.held().access_token };
    const call = () => this.application.transport.send('GET', path, headers);
    return Promise.all(Array.from({ length: count }, call));
  }

  // A new token, because the API did not take the one at hand.
  async refreshForApi() {
    try {
      await this.refresh();
    } catch (refusal) {
      if (refusal.error !== 'no_tokens') throw refusal;
      throw new Refusal('reauthorize', 'the API refuses the token, and there is no other', { status: 401 });
    }
  }

  async jwt_exchange(ask) {
    const application = new Application({ ...ask, auth: 'body', body: 'form' });
    const now = ask.now ?? this.now();
    const exchange = (at) => application.post(EXCHANGE, { jwt_token: jwt(ask, at) });
    let answer = await exchange(now);
    const theirs = readDate(answer.headers.date);
    const refused = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
    if (refused && theirs !== null && Math.abs(theirs - now) > 30) {
      // Their clock is another one, so the JWT may be too old there, or not valid yet.
      answer = await exchange(theirs);
    }
    this.tokens = readTokens(answer, this.now(), { typeRequired: false });
    this.application = application;
  }

  // Forgets at once, and revokes now or at the next occasion.
  async logout() {
    const waiting = this.unrevoked;
    this.unrevoked = [];
    if (this.tokens) waiting.push({ application: this.application, tokens: this.tokens });
    this.tokens = null;
    let refused;
    for (const one of waiting) {
      try {
        await revoke(one, this.now());
      } catch (refusal) {
        refused ??= refusal;
        if (!NEVER.includes(refusal.more?.status)) this.unrevoked.push(one);
      }
    }
    if (refused) throw refused;
  }

  dump_tokens() {
    return { tokens: this.tokens };
  }

  set_clock(ask) {
    this.clock = ask.now;
  }
}

// Ends a grant at the server.
async function revoke({ application, tokens }, now) {
  const members = tokens.refresh_token
    ? { refresh_token: tokens.refresh_token }
    : { token: tokens.access_token };
  if (application.redirectUri) members.redirect_uri = application.redirectUri;
  const answer = await application.post(REVOKE, members);
  // 200 also for a token that was none; 404 where there is no such endpoint.
  if ((answer.status >= 200 && answer.status < 300) || answer.status === 404) return;
  const refusal = failure(answer, now);
  if (refusal.error === 'token_refused') refusal.error = 'other';
  throw refusal;
}

// A new JWT for each exchange, good for three minutes.
function jwt(ask, now) {
  let key;
  try {
    key = createPrivateKey(text(ask.private_key_pem).replaceAll('\\n', '\n'));
  } catch {
    key = undefined;
  }
  if (key?.asymmetricKeyType !== 'rsa') throw new Refusal('other', 'the key is no RSA private key in PEM');
  const claims = {
    iss: ask.customer_id,
    sub: ask.user_id,
    exp: now + 180,
    iat: now,
    jti: randomBytes(16).toString('base64url'),
  };
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

function sha256(value) {
  return createHash('sha256').update(value).digest();
}

function text(value) {
  if (typeof value !== 'string') throw new Refusal('other', 'a member of the request is missing');
  return value;
}
