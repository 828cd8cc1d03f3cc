// The lines of the shim protocol (../PROTOCOL.md), and what an application does around its OAuth library.
//
// A shim for a library hands `serve` the library's use: `begin`, `redeem`, `renew`, and if there is one, `revoke`.

import { readFileSync } from 'node:fs';

export const OAUTH = '/integrations/oauth2';
export const MILLISECONDS = 3_000;

export class Refused extends Error {
  constructor(error, message = '', more = {}) {
    super(message);
    this.answer = { ok: false, error, message, ...more };
  }
}

// The version of a package that is installed beside this file.
export function version(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
}

// Whether plain http may be allowed: the machine talks to itself.
export function isLoopback(baseUrl) {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(baseUrl).hostname);
}

// `library` has `name`, `begin(ask)`, which gives `{ url, login }`, `redeem(login, url)`, `renew(login, tokens)` and maybe
// `revoke(login, tokens)`; `refusal(error)` reads its exceptions: `{ error }`, or `{ status, oauthError, retryAfter }`, or nothing.
export async function serve(library) {
  // Log-ins by browser, as an application keeps them in the browser's session.
  const begun = new Map();
  let login, tokens;

  function refused(error, refreshing) {
    const said = library.refusal(error) ?? { error: 'other' };
    if (said.error) return new Refused(said.error, error.name, said.oauthError ? { oauth_error: said.oauthError } : {});
    const { status, oauthError, retryAfter } = said;
    const more = { status, oauth_error: oauthError };
    const wait = seconds(retryAfter);
    if (status < 300) return new Refused('bad_response', error.name, more);
    if (status < 400) return new Refused('redirect_refused', error.name, more);
    if (status === 429 || (status === 503 && wait !== undefined)) {
      return new Refused('rate_limited', error.name, { ...more, retry_after: wait });
    }
    if (refreshing && oauthError === 'invalid_grant') {
      tokens = undefined;
      return new Refused('reauthorize', error.name, more);
    }
    return new Refused('token_refused', error.name, more);
  }

  async function guarded(use, refreshing = false) {
    try {
      return await use();
    } catch (error) {
      throw error instanceof Refused ? error : refused(error, refreshing);
    }
  }

  function held() {
    if (!tokens) throw new Refused('no_tokens');
    return tokens;
  }

  const operations = {
    hello: () => ({ protocol: 1, name: library.name, version: version(library.name) }),

    async login(ask) {
      const { url, login } = await guarded(() => library.begin(ask));
      begun.set(ask.session, { ...login, baseUrl: ask.base_url });
      return { authorize_url: String(url) };
    },

    async callback(ask) {
      const answered = begun.get(ask.session);
      if (!answered) throw new Refused('state_mismatch', 'this browser has begun no log-in');
      tokens = await guarded(() => library.redeem(answered, new URL(ask.url)));
      begun.delete(ask.session);
      login = answered;
    },

    async refresh() {
      if (!held().refresh_token) throw new Refused('no_tokens');
      tokens = await guarded(() => library.renew(login, tokens), true);
    },

    // Workfront's sessions end without notice, so that a 401 is the time to refresh: once, for all calls. Setting for each library:
    // the token goes into a header of Workfront's own, so that `fetch` does what the libraries' own calls would do with Bearer.
    async api_get({ path, parallel = 1 }) {
      const call = () =>
        fetch(login.baseUrl + path, {
          headers: { sessionID: held().access_token },
          redirect: 'manual',
          signal: AbortSignal.timeout(MILLISECONDS),
        });
      held();
      const calls = (count) =>
        Promise.all(Array.from({ length: count }, call)).catch(() => {
          throw new Refused('transport');
        });
      let answers = await calls(parallel);
      const dead = answers.filter(({ status }) => status === 401).length;
      if (dead) {
        await operations.refresh();
        answers = answers.filter(({ status }) => status !== 401).concat(await calls(dead));
      }
      const statuses = answers.map(({ status }) => status);
      if (statuses.includes(401)) throw new Refused('reauthorize', '', { status: 401, statuses });
      if (statuses.some((status) => status >= 300 && status < 400)) throw new Refused('redirect_refused', '', { statuses });
      for (const { status, headers } of answers.filter(({ status }) => status === 429 || status === 503)) {
        const wait = seconds(headers.get('retry-after'));
        if (status === 429 || wait !== undefined) throw new Refused('rate_limited', '', { status, retry_after: wait, statuses });
      }
      return { statuses };
    },

    async logout() {
      const last = tokens;
      tokens = undefined;
      if (last) await guarded(() => library.revoke(login, last));
    },

    dump_tokens() {
      if (!tokens?.access_token) return { tokens: null };
      const { access_token, refresh_token = null, token_type = null, expires_at = null } = tokens;
      return { tokens: { access_token, refresh_token, token_type, expires_at } };
    },
  };
  if (!library.revoke) delete operations.logout;

  // Not `readline`, which ends a line at U+2028 too.
  let rest = '';
  for await (const piece of process.stdin.setEncoding('utf8')) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const ask = JSON.parse(line);
      const operation = Object.hasOwn(operations, ask.op) ? operations[ask.op] : () => Promise.reject(new Refused('unknown_op'));
      const answer = await Promise.resolve()
        .then(() => operation(ask))
        .then((done) => ({ ok: true, ...done }))
        .catch((error) => (error instanceof Refused ? error : new Refused('other', error.name)).answer);
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    }
  }
}

// `Retry-After`: seconds, or a date.
function seconds(value) {
  if (/^[0-9]{1,9}$/.test(value ?? '')) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.round((date - Date.now()) / 1000));
}

// When tokens expire, for those libraries that only pass `expires_in` on.
export function withEnd(tokens) {
  return { ...tokens, expires_at: tokens.expires_in ? Math.floor(Date.now() / 1000) + tokens.expires_in : null };
}
