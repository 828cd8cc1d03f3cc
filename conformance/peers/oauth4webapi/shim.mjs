// oauth4webapi, speaking the shim protocol. It writes no JSON bodies, has no exchange of Workfront's kind, and trusts the certificates
// that `fetch` trusts.

import * as oauth from 'oauth4webapi';

import { MILLISECONDS, OAUTH, Refused, isLoopback, serve, withEnd } from '../lines.mjs';
import { refusal } from './refusal.mjs';

const METHODS = { basic: oauth.ClientSecretBasic, body: oauth.ClientSecretPost, none: oauth.None };
// Setting: Workfront's type of token. `Bearer`, which one of its pages prints, is known already.
const recognizedTokenTypes = { sessionid: () => {} };

async function begin(ask) {
  if (ask.body === 'json' || ask.ca_file) throw new Refused('unknown_op', 'oauth4webapi has no setting for this');
  const { base_url, client_id, client_secret, redirect_uri, auth = client_secret ? 'basic' : 'none' } = ask;
  const endpoint = (path) => `${base_url}${OAUTH}${path}`;
  const as = { issuer: base_url, token_endpoint: endpoint('/api/v1/token'), revocation_endpoint: endpoint('/api/v1/revoke') };
  const state = oauth.generateRandomState();
  const query = { client_id, redirect_uri, response_type: 'code', state };
  let verifier = oauth.nopkce;
  if (ask.app !== 'web') {
    verifier = oauth.generateRandomCodeVerifier();
    query.code_challenge = await oauth.calculatePKCECodeChallenge(verifier);
    query.code_challenge_method = 'S256';
  }
  const to = [as, { client_id }, METHODS[auth](client_secret)];
  const options = () => ({
    [oauth.allowInsecureRequests]: isLoopback(base_url),
    signal: AbortSignal.timeout(MILLISECONDS),
  });
  return { url: `${endpoint('/authorize')}?${new URLSearchParams(query)}`, login: { to, state, verifier, redirect_uri, options } };
}

async function redeem({ to, state, verifier, redirect_uri, options }, url) {
  const [as, client] = to;
  const parameters = oauth.validateAuthResponse(as, client, url, state);
  const response = await oauth.authorizationCodeGrantRequest(...to, parameters, redirect_uri, verifier, options());
  return withEnd(await oauth.processAuthorizationCodeResponse(as, client, response, { recognizedTokenTypes }));
}

async function renew({ to, options }, { refresh_token }) {
  const [as, client] = to;
  const response = await oauth.refreshTokenGrantRequest(...to, refresh_token, options());
  const tokens = await oauth.processRefreshTokenResponse(as, client, response, { recognizedTokenTypes });
  return withEnd({ refresh_token, ...tokens });
}

async function revoke({ to, options }, { access_token, refresh_token = access_token }) {
  await oauth.processRevocationResponse(await oauth.revocationRequest(...to, refresh_token, options()));
}

await serve({ name: 'oauth4webapi', begin, redeem, renew, revoke, refusal });
