// simple-oauth2, speaking the shim protocol. It has no exchange of Workfront's kind.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';

import { AuthorizationCode } from 'simple-oauth2';

import { MILLISECONDS, OAUTH, Refused, serve } from '../lines.mjs';
import { refusal } from './refusal.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest();

function begin({ base_url, client_id: id, client_secret, redirect_uri, app, auth, body = 'form', ca_file }) {
  const isPublic = !client_secret || auth === 'none';
  const agent = ca_file ? new https.Agent({ ca: readFileSync(ca_file) }) : undefined;
  const client = new AuthorizationCode({
    // Setting: an app without a secret would send an empty one, so it is told to send its id for it, under the id's own name.
    client: isPublic ? { id, secret: id, secretParamName: 'client_id' } : { id, secret: client_secret },
    auth: {
      tokenHost: base_url,
      tokenPath: `${OAUTH}/api/v1/token`,
      authorizePath: `${OAUTH}/authorize`,
      revokePath: `${OAUTH}/api/v1/revoke`,
    },
    options: { bodyFormat: body, authorizationMethod: isPublic || auth === 'body' ? 'body' : 'header' },
    http: { timeout: MILLISECONDS, ...(agent && { agent }) },
  });
  const query = { redirect_uri, state: randomBytes(32).toString('base64url') };
  const further = {};
  if (app !== 'web') {
    further.code_verifier = randomBytes(32).toString('base64url');
    query.code_challenge = sha256(further.code_verifier).toString('base64url');
    query.code_challenge_method = 'S256';
  }
  return { url: client.authorizeURL(query), login: { client, ...query, further } };
}

// The library leaves it to its user to compare the state, and to look for an error.
async function redeem(login, { searchParams }) {
  const state = searchParams.get('state');
  if (!state) throw new Refused('state_missing');
  if (!timingSafeEqual(sha256(state), sha256(login.state))) throw new Refused('state_mismatch');
  const error = searchParams.get('error');
  if (error) throw new Refused('access_denied', '', { oauth_error: error });
  const { client, redirect_uri, further } = login;
  return kept(login, await client.getToken({ code: searchParams.get('code'), redirect_uri, ...further }));
}

// The library's own object does the refreshing; it knows a `Date` where the protocol has seconds.
function kept(login, accessToken) {
  login.accessToken = accessToken;
  const { expires_at } = accessToken.token;
  return { ...accessToken.token, expires_at: expires_at ? Math.floor(expires_at / 1000) : null };
}

const renew = async (login) => kept(login, await login.accessToken.refresh());
const revoke = ({ accessToken }) => accessToken.revoke('refresh_token');

await serve({ name: 'simple-oauth2', begin, redeem, renew, revoke, refusal });
