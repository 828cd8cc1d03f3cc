// openid-client, speaking the shim protocol. It writes no JSON bodies, has no exchange of Workfront's kind, and trusts the certificates
// that `fetch` trusts.

import * as client from 'openid-client';

import { MILLISECONDS, OAUTH, Refused, isLoopback, serve, withEnd } from '../lines.mjs';
import { refusal } from '../oauth4webapi/refusal.mjs';

const METHODS = { basic: client.ClientSecretBasic, body: client.ClientSecretPost, none: client.None };

// Setting: it knows Bearer and DPoP alone, and has no place for a further type; so Workfront's is given the name of one it knows.
async function asBearer(url, options) {
  const response = await fetch(url, options);
  const body = await response.text();
  const { status, headers } = response;
  return new Response(body.replace(/("token_type"\s*:\s*)"sessionID"/i, '$1"Bearer"') || null, { status, headers });
}

async function begin(ask) {
  if (ask.body === 'json' || ask.ca_file) throw new Refused('unknown_op', 'openid-client has no setting for this');
  const { base_url, client_id, client_secret, redirect_uri, auth = client_secret ? 'basic' : 'none' } = ask;
  const endpoint = (path) => `${base_url}${OAUTH}${path}`;
  const config = new client.Configuration(
    {
      issuer: base_url,
      authorization_endpoint: endpoint('/authorize'),
      token_endpoint: endpoint('/api/v1/token'),
      revocation_endpoint: endpoint('/api/v1/revoke'),
    },
    client_id,
    client_secret,
    METHODS[auth](client_secret),
  );
  config[client.customFetch] = asBearer;
  config.timeout = MILLISECONDS / 1000;
  if (isLoopback(base_url)) client.allowInsecureRequests(config);
  const checks = { expectedState: client.randomState() };
  const query = { redirect_uri, state: checks.expectedState };
  if (ask.app !== 'web') {
    checks.pkceCodeVerifier = client.randomPKCECodeVerifier();
    query.code_challenge = await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier);
    query.code_challenge_method = 'S256';
  }
  return { url: client.buildAuthorizationUrl(config, query), login: { config, checks } };
}

const redeem = async ({ config, checks }, url) => withEnd(await client.authorizationCodeGrant(config, url, checks));

async function renew({ config }, { refresh_token }) {
  return withEnd({ refresh_token, ...(await client.refreshTokenGrant(config, refresh_token)) });
}

const revoke = ({ config }, { access_token, refresh_token = access_token }) => client.tokenRevocation(config, refresh_token);

await serve({ name: 'openid-client', begin, redeem, renew, revoke, refusal });
