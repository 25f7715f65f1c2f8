// As much of a browser as a link to the server needs, with a clock that goes when it is told to.

class Clock {
  now = 1e12; // of the timers
  ahead = 0; // what Date.now() says beyond that: clocks are set, and timers stand still while a phone sleeps
  #timers = new Map();
  #latest = 0;

  set(call, ms, every = null) {
    this.#timers.set(++this.#latest, { call, at: this.now + ms, every });
    return this.#latest;
  }

  clear(id) {
    this.#timers.delete(id);
  }

  get waiting() {
    return this.#timers.size;
  }

  /** Lets `ms` go by; what is due then happens in its order, and what it leads to at once as well. */
  async go(ms) {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, one], [, other]) => one.at - other.at);
      if (!due.length) break;
      const [id, timer] = due[0];
      this.now = Math.max(this.now, timer.at);
      if (timer.every === null) this.clear(id);
      else timer.at += timer.every;
      timer.call();
      await settled();
    }
    this.now = end;
  }
}

const immediately = globalThis.setImmediate;
const settled = () => new Promise((done) => immediately(done));

/** Takes the place of the browser's names until `leave()`; chance is always in the middle. Each answer to `fetch` is one of `answers`, or never comes. */
export function enterBrowser() {
  const clock = new Clock();
  const browser = { clock, sockets: [], streams: [], asked: [], answers: [] };

  class WebSocket {
    constructor(url) {
      this.url = String(url);
      this.open = true;
      browser.sockets.push(this);
    }

    close() {
      this.open = false;
    }

    tell(data) {
      this.onmessage({ data });
    }

    /** As seen from the server or the network. */
    end() {
      this.open = false;
      this.onclose();
    }
  }

  class EventSource {
    constructor(url) {
      this.url = String(url);
      this.open = true;
      this.heard = {};
      browser.streams.push(this);
    }

    addEventListener(kind, call) {
      this.heard[kind] = call;
    }

    close() {
      this.open = false;
    }

    tell(kind, data) {
      this.heard[kind]({ data });
    }
  }

  const names = {
    WebSocket,
    EventSource,
    location: { href: "https://example.org/polls/pets" },
    setTimeout: (call, ms) => clock.set(call, ms),
    setInterval: (call, ms) => clock.set(call, ms, ms),
    clearTimeout: (id) => clock.clear(id),
    clearInterval: (id) => clock.clear(id),
    fetch(path, { signal }) {
      browser.asked.push(path);
      const text = browser.answers.shift();
      if (text !== undefined) return Promise.resolve({ ok: true, text: () => Promise.resolve(text) });
      return new Promise((_, failed) => {
        signal.addEventListener("abort", () => failed(signal.reason));
      });
    },
  };
  const before = Object.keys(names).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const { now } = Date;
  const { random } = Math;
  Date.now = () => clock.now + clock.ahead;
  Math.random = () => 0.5;
  browser.leave = () => {
    Date.now = now;
    Math.random = random;
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete globalThis[name];
    }
  };
  return browser;
}
