// Our vote page beside others: nginx with the same bytes, and a page by Flask that does the original sample's work.
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optionsOf } from "../tests/e2e/polls.mjs";
import { freePort, startProxy } from "../tests/e2e/proxy.mjs";
import { eventually, Process } from "../tests/e2e/stack.mjs";
import { startDeployment } from "./deployment.mjs";
import { ratioLine } from "./table.mjs";
import { wrk } from "./wrk.mjs";

const polls = [{ id: "pets", question: "Cats or dogs?", options: optionsOf("Cats", "Dogs") }];
const gzip = { "Accept-Encoding": "gzip" };

/** The bytes as they are on the way: fetch() would unpack them. */
async function bytesOf(address) {
  const [answer] = await once(request(address, { headers: gzip }).end(), "response");
  const parts = [];
  for await (const part of answer) parts.push(part);
  return { bytes: Buffer.concat(parts), packed: answer.headers["content-encoding"] === "gzip" };
}

/** Both in turn. */
async function alternate(rounds, ours, other, tell) {
  const seen = { ours: [], other: [] };
  for (let round = 1; round <= rounds; ++round) {
    seen.other.push(await other());
    seen.ours.push(await ours());
    tell(`round ${round} of ${rounds}: ${Math.round(seen.ours.at(-1))}, against ${Math.round(seen.other.at(-1))}`);
  }
  return seen;
}

export async function pageLines({ rounds, seconds, tell }) {
  const stack = await startDeployment({ polls, env: { SCRUTIN_VOTE_WORKERS: "1" } });
  const port = await freePort();
  let nginx;
  try {
    const { bytes, packed } = await bytesOf(`${stack.vote}/`);
    nginx = await startProxy("nginx", port, (folder) => {
      // The folder is its maker's alone.
      return `${process.getuid() === 0 ? "user root;" : ""}
worker_processes 1;
pid ${folder}/pid;
events { worker_connections 1024; }
http {
  access_log off;
  root ${folder};
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port};
    location = /page { default_type text/html; ${packed ? "add_header Content-Encoding gzip;" : ""} }
  }
}
`;
    });
    await writeFile(join(nginx.folder, "page"), bytes);
    const ask = (address) => () => wrk(address, { connections: 64, seconds, headers: gzip });
    const seen = await alternate(rounds, ask(`${stack.vote}/`), ask(`http://127.0.0.1:${port}/page`), tell);
    const name = `vote page, ${bytes.length} bytes${packed ? ", gzip" : ""}, one loop`;
    return [ratioLine({ name, unit: "pages/s", against: "nginx, a file, one worker", ...seen, goal: 0.8 })];
  } finally {
    await nginx?.stop();
    await stack.stop();
  }
}

export async function flaskLines({ rounds, seconds, tell }) {
  const folder = await mkdtemp(join(tmpdir(), "scrutin-flask-"));
  const stack = await startDeployment({ polls });
  const port = await freePort();
  const place = new URL("./", import.meta.url).pathname;
  const args = ["-w", "4", "-b", `127.0.0.1:${port}`, "--chdir", place, "--worker-tmp-dir", folder, "flask_page:app"];
  const env = { ...process.env, REDIS_PORT: new URL(stack.redis).port, PYTHONDONTWRITEBYTECODE: "1" };
  const flask = new Process("gunicorn", "gunicorn", args, env);
  flask.keepLog();
  try {
    await eventually("the Flask page answers", async () => {
      if (!flask.runs) throw new Error(`gunicorn ended: ${flask.log}`);
      return (await fetch(`http://127.0.0.1:${port}/`).catch(() => null))?.ok;
    });
    const vote = (address, status) => () => wrk(address, { connections: 64, seconds, form: "vote=a", status });
    const seen = await alternate(rounds, vote(`${stack.vote}/`, 303), vote(`http://127.0.0.1:${port}/`, 200), tell);
    const against = "a Flask page, gunicorn, 4 workers";
    return [ratioLine({ name: "vote, all cores, 64 connections", unit: "votes/s", against, ...seen, goal: 30 })];
  } finally {
    await flask.stop();
    await stack.stop();
    await rm(folder, { recursive: true });
  }
}
