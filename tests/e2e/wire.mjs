// A line between the browser and a service, that counts what passes, and can lose or keep back answers.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * On a port below those that the kernel gives to connections, so that a wire that was cut finds it free again, and below those
 * that servers of tests are given (tests/support/free_port.cpp); none of these is a bad port to a browser.
 */
async function listen(server) {
  for (let left = 100; ; --left) {
    try {
      server.listen(7000 + Math.floor(3000 * Math.random()), "127.0.0.1");
      return await once(server, "listening");
    } catch (error) {
      if (error.code !== "EADDRINUSE" || left === 0) throw error;
    }
  }
}

/**
 * `target` is a service's address, `url` the wire's own. `received` counts the bytes that came to the browser, headers too;
 * `requests` are lines "GET /path". `fate` says what becomes of the answer to a POST: "pass", "lose" (the service has answered;
 * the connection breaks before a byte of it arrives), "refuse" (the connection breaks before the service hears of it), or
 * "hold" (it waits for `release()`). `blocked` are paths whose connections break at once, `silent` those whose connections stay
 * open and bring nothing any more, for good: a relay that has lost its other side.
 */
export class Wire {
  received = 0;
  requests = [];
  keys = []; // of Idempotency-Key, one a POST
  fate = "pass";
  blocked = null;
  silent = null;
  #held = [];
  #ends = new Set();

  static async open(target) {
    const wire = new Wire();
    const { hostname, port } = new URL(target);
    wire.server = createServer((browser) => wire.#join(browser, connect(Number(port), hostname)));
    await listen(wire.server);
    wire.url = `http://127.0.0.1:${wire.server.address().port}`;
    return wire;
  }

  #join(browser, service) {
    let posted = false;
    let path = "";
    let dead = false;
    const isDead = () => (dead ||= Boolean(this.silent?.test(path)));
    const end = () => {
      browser.destroy();
      service.destroy();
    };
    for (const [side, other] of [
      [browser, service],
      [service, browser],
    ]) {
      this.#ends.add(side);
      side.setNoDelay(true);
      side.on("error", end);
      side.on("close", () => {
        this.#ends.delete(side);
        other.end();
      });
    }
    browser.on("data", (bytes) => {
      const head = bytes.toString("latin1");
      const line = /^(GET|POST|HEAD) (\S+) HTTP\/1\.1\r\n/.exec(head);
      if (line) {
        this.requests.push(`${line[1]} ${line[2]}`);
        path = line[2];
        posted = line[1] === "POST";
        if (posted) this.keys.push(/^Idempotency-Key: (.*)\r$/im.exec(head)?.[1]);
      }
      if (isDead()) return;
      if ((posted && this.fate === "refuse") || (line && this.blocked?.test(line[2]))) end();
      else service.write(bytes);
    });
    service.on("data", (bytes) => {
      if (isDead()) return;
      if (posted && this.fate === "lose") {
        end();
        return;
      }
      const pass = () => {
        this.received += bytes.length;
        if (!browser.destroyed) browser.write(bytes);
      };
      if (posted && this.fate === "hold") this.#held.push(pass);
      else pass();
    });
  }

  /** Nothing passes, as when the service is away, until `mend()`. */
  async cut() {
    for (const side of this.#ends) side.destroy();
    this.server.close();
    await once(this.server, "close");
  }

  async mend() {
    const { port } = new URL(this.url);
    this.server.listen(Number(port), "127.0.0.1");
    await once(this.server, "listening");
  }

  /** From now on answers pass, those that wait too. */
  release() {
    this.fate = "pass";
    for (const pass of this.#held.splice(0)) pass();
  }

  async close() {
    if (this.server.listening) await this.cut();
  }
}
