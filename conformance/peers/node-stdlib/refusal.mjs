// What is answered instead of `ok`: one of the protocol's words, and what goes with it.

export class Refusal extends Error {
  constructor(error, message, more = {}) {
    super(message);
    this.error = error;
    this.more = more;
  }

  answer() {
    return { ok: false, error: this.error, message: this.message, ...this.more };
  }
}
