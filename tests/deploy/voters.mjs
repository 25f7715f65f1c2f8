// A crowd that votes while containers die. Each vote has a key of its own and is posted again until it is answered "recorded",
// so that exactly as many must count as there are voters who have got that answer.
import { randomUUID } from "node:crypto";

export class Voters {
  constructor(address, atOnce = 8) {
    this.address = address;
    this.recorded = { a: 0, b: 0 };
    this.again = 0;
    this.going = true;
    this.loops = Array.from({ length: atOnce }, (_, at) => this.loop(at % 2 === 0 ? "a" : "b"));
  }

  async loop(choice) {
    while (this.going) {
      const key = randomUUID();
      while (!(await this.post(choice, key))) {
        this.again += 1;
        await new Promise((done) => setTimeout(done, 100));
      }
      this.recorded[choice] += 1;
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  async post(choice, key) {
    try {
      const answer = await fetch(`${this.address}/`, {
        method: "POST",
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          Accept: "application/json",
          "Idempotency-Key": key,
          Connection: "close",
        },
        body: `vote=${choice}`,
        signal: AbortSignal.timeout(5000),
      });
      await answer.text();
      return answer.status === 201;
    } catch {
      return false;
    }
  }

  /** Lets each voter have their answer, then says how many got it. */
  async end() {
    this.going = false;
    await Promise.all(this.loops);
    return this.recorded;
  }
}
