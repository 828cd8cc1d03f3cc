// A client for Workfront on Node's standard library, speaking the shim protocol (../../PROTOCOL.md).
//
//     cargo xtask conformance client --exec 'node conformance/peers/node-stdlib/shim.mjs'

import { Client } from './client.mjs';
import { Refusal } from './refusal.mjs';

const OPS = ['login', 'callback', 'refresh', 'api_get', 'jwt_exchange', 'logout', 'dump_tokens', 'set_clock'];

const client = new Client();

function hello() {
  return { protocol: 1, name: 'node-stdlib', version: process.versions.node, ops: ['hello', ...OPS] };
}

// What is said to one line.
async function answer(line) {
  let ask;
  try {
    ask = JSON.parse(line);
  } catch {
    ask = undefined;
  }
  try {
    if (ask?.op === 'hello') return { ok: true, ...hello() };
    if (!OPS.includes(ask?.op)) {
      throw new Refusal('unknown_op', 'the line asks for nothing that is known here');
    }
    return { ok: true, ...(await client[ask.op](ask)) };
  } catch (error) {
    if (error instanceof Refusal) return error.answer();
    // Of the error only its kind: its text may hold what was asked.
    return new Refusal('other', `the request cannot be done (${error.name})`).answer();
  }
}

// Not `readline`, which ends a line at U+2028 too.
let rest = '';
for await (const piece of process.stdin.setEncoding('utf8')) {
  const lines = (rest + piece).split('\n');
  rest = lines.pop();
  for (const line of lines) process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}
