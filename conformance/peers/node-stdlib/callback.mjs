// What the browser brings back, checked before anything is sent.

import { Refusal } from './refusal.mjs';

// What a callback may say once only.
const ONCE = ['code', 'state', 'error', 'error_description', 'error_uri', 'iss', 'domain', 'lane'];

// The parameters of a callback. Empty ones count as none (RFC 6749 section 3.1).
export function readCallback(url) {
  const query = /\?([^#]*)/.exec(url.split('#', 1)[0])?.[1];
  if (query === undefined) throw new Refusal('bad_callback', 'the callback has no query');
  const parameters = new URLSearchParams(query);
  const said = {};
  for (const name of ONCE) {
    const [value, second] = parameters.getAll(name);
    if (second !== undefined) throw new Refusal('bad_callback', `the callback has ${name} twice`);
    if (/[\p{Cc}\ufffd]/u.test(value ?? '')) {
      throw new Refusal('bad_callback', `the callback's ${name} is no readable text`);
    }
    if (value) said[name] = value;
  }
  return said;
}

// The code of a callback that comes from the application's own server.
export function codeOf(said, application) {
  if (said.iss !== undefined && said.iss !== application.baseUrl) {
    throw new Refusal('issuer_mismatch', "the callback's iss is another server's");
  }
  if (said.error && !said.code) {
    throw new Refusal('access_denied', 'the server sent the user back with an error', { oauth_error: said.error });
  }
  if (said.error || !said.code) {
    throw new Refusal('bad_callback', 'the callback has both a code and an error, or neither');
  }
  for (const [name, ours] of Object.entries(application.tenant)) {
    if (ours && said[name] && plain(said[name]) !== plain(ours)) {
      throw new Refusal('host_mismatch', `the callback's ${name} is another tenant's`);
    }
  }
  return said.code;
}

// Without the prefix of hosts that go past the content delivery network.
function plain(label) {
  return label.toLowerCase().replace(/^origin-/, '');
}
