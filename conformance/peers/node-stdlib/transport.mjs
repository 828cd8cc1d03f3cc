// One HTTP request: over https, or plain http to this machine; no redirect followed, and an end to waiting.

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

import { Refusal } from './refusal.mjs';

const MILLISECONDS = 3_000;
const LONGEST_BODY = 4 << 20;
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

export class Transport {
  // Trusts the certificates of `caFile` alone, or those that Node brings.
  constructor(baseUrl, caFile) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    const url = URL.canParse(this.baseUrl) ? new URL(this.baseUrl) : {};
    this.plain = url.protocol === 'http:' && LOOPBACK.includes(url.hostname);
    if (url.username || url.password || !(this.plain || url.protocol === 'https:')) {
      throw new Refusal('insecure', 'the address is neither https nor this machine');
    }
    this.ca = caFile === undefined ? undefined : certificates(caFile);
  }

  // Sends to a path of this server, and to no other. Gives status, headers and body.
  send(method, target, headers, body) {
    const url = new URL(this.baseUrl + target);
    // Node does not follow redirects by itself. A new connection each time, so that none is found dead.
    const options = { method, headers, agent: false, ca: this.ca, signal: AbortSignal.timeout(MILLISECONDS) };
    return new Promise((resolve, reject) => {
      const request = (this.plain ? http : https).request(url, options);
      const fail = (error) => reject(meaning(error, request));
      request.on('error', fail);
      request.on('response', (response) => {
        const pieces = [];
        let length = 0;
        response.on('error', fail);
        response.on('data', (piece) => {
          pieces.push(piece);
          length += piece.length;
          if (length > LONGEST_BODY) response.destroy(new Error('too long'));
        });
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) });
        });
      });
      request.end(body);
    });
  }
}

function certificates(file) {
  try {
    const pem = readFileSync(file);
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new Refusal('other', 'the ca_file cannot be used');
  }
}

function meaning(error, request) {
  const untrusted = request.socket?.authorizationError || /^ERR_(TLS|SSL)/.test(error.code);
  return untrusted
    ? new Refusal('insecure', "the server's certificate is not to be trusted")
    : new Refusal('transport', 'no whole answer came');
}
