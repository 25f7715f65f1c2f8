// Behind nginx, HAProxy and Caddy, as their manuals set them up: votes, live results, cookies, links and the log.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { after, before, test } from "node:test";
import { launch, openPage } from "./browser.mjs";
import { optionsOf } from "./polls.mjs";
import { freePort, startProxy } from "./proxy.mjs";
import { eventually, startStack } from "./stack.mjs";

const polls = [
  { id: "pets", question: { en: "Which animal?", fr: "Quel animal ?" }, options: optionsOf("Cats", "Dogs") },
];

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** The addresses of both services without their scheme, as a proxy's configuration names them. */
const places = (stack) => ({ vote: new URL(stack.vote).host, result: new URL(stack.result).host });

/** One request from `from`, another address of this machine. */
async function ask(address, { method = "GET", headers = {}, body = "", from = "127.0.0.9" } = {}) {
  const url = new URL(address);
  const make = url.protocol === "https:" ? secure : plain;
  const options = { method, headers: { Host: url.host, ...headers }, localAddress: from, rejectUnauthorized: false };
  const question = make({ host: "127.0.0.1", port: url.port, path: url.pathname + url.search, ...options });
  question.end(body);
  const [answer] = await once(question, "response");
  let text = "";
  for await (const bytes of answer.setEncoding("utf8")) text += bytes;
  return { status: answer.statusCode, headers: answer.headers, text };
}

const votesOf = async (stack, id) => (await stack.tally("pets")).options.find((one) => one.id === id).votes;

/** Votes by a click and by a form, changes the vote, and sees both live. */
async function voteAndWatch(stack, { vote, result, https, sockets = true }) {
  const home = ["127.0.0.1", "localhost", new URL(vote).hostname, new URL(result).hostname];
  const pages = [];
  const open = async (options) => {
    pages.push(await openPage(browser, { home, ignoreHTTPSErrors: true, ...options }));
    return pages.at(-1);
  };
  try {
    const before = await votesOf(stack, "b");
    const watching = await open();
    const carried = [];
    watching.on("websocket", (socket) => socket.on("framereceived", () => carried.push(socket.url())));
    if (!sockets) watching.expects(/WebSocket connection/);
    await watching.goto(`${result}/polls/pets`);
    await watching.locator("#main[data-live=true]").waitFor({ timeout: 30000 });
    assert.equal(carried.length > 0, sockets, `frames by ${carried}`);
    for (const js of [true, false]) {
      const page = await open({ js });
      await page.goto(`${vote}/polls/pets`);
      await page.locator("[name=vote][value=a]").click();
      await page.locator("#status[data-state=recorded]").waitFor();
      await page.reload();
      await page.locator("[name=vote][value=b]").click();
      await page.locator("[name=vote][value=b][data-mark=mine]").waitFor();
      await page.locator("#status[data-state=recorded]").waitFor();
      const kept = (await page.context().cookies(vote)).filter(({ name }) => /vote/.test(name));
      assert.equal(kept.length, 2);
      for (const { name, secure: guarded } of kept) {
        assert.equal(guarded, https, name);
        assert.equal(name.startsWith("__Host-"), https, name);
      }
      const links = await page.$$eval("a[href], link[href], script[src], form", (all) =>
        all.map((one) => one.href || one.src || one.action),
      );
      for (const link of links) assert(link.startsWith(`${vote}/`) || link.startsWith(`${result}/`), link);
      await page.locator(".brand").click();
      await page.locator("#ballot").waitFor();
    }
    await eventually("both votes are counted", async () => (await votesOf(stack, "b")) === before + 2);
    await watching.locator("#tally li[data-id=b] .votes", { hasText: String(before + 2) }).waitFor();
    assert.equal(pages.flatMap((page) => page.complaints).join("\n"), "");
  } finally {
    await Promise.all(pages.map((page) => page.context().close()));
  }
}

/** Starts a proxy of `kind` and the services behind it; `body` is given the stack and both addresses as browsers know them. */
function behind(name, kind, { scheme = "http", path = false, env = {}, configuration }, body) {
  test(name, { timeout: 120000 }, async () => {
    const ports = { vote: await freePort(), result: await freePort() };
    const at = (service) => `${scheme}://vote.example:${ports[service]}${path ? `/${service}` : ""}`;
    const front = { vote: at("vote"), result: at("result"), https: scheme === "https" };
    const links = { SCRUTIN_VOTE_RESULT_URL: front.result, SCRUTIN_RESULT_VOTE_URL: front.vote };
    const files = { SCRUTIN_VOTE_ACCESS_LOG: "-", SCRUTIN_RESULT_ACCESS_LOG: "-" };
    const stack = await startStack({ polls, env: { ...links, ...files, ...env(front) } });
    let proxy;
    try {
      const to = places(stack);
      proxy = await startProxy(kind, ports.vote, (folder) => configuration({ folder, ports, to }));
      await body(stack, front);
    } catch (error) {
      error.message += `\n${proxy?.log() ?? ""}`;
      throw error;
    } finally {
      await proxy?.stop();
      await stack.stop();
    }
  });
}

/** That vote's access log has the client's address. */
async function logs(stack, client) {
  const wanted = new RegExp(`^${client.replaceAll(".", "\\.")} - - \\[.*"GET /polls/pets\\?mark HTTP`, "m");
  await eventually(`the log names ${client}`, () => wanted.test(stack.processes.vote.log));
}

const nginx = ({ folder, ports, to }, server) => `
worker_processes 1;
pid ${folder}/pid;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
  uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  ${["vote", "result"].map((service) => `server { listen 127.0.0.1:${ports[service]}${server(service, to[service])} }`).join("\n  ")}
}`;

const plainly = (service, to) => `; location / { proxy_pass http://${to}; }`;

behind(
  "nginx's plain proxy_pass, the public address in the settings",
  "nginx",
  {
    env: ({ vote, result }) => ({ SCRUTIN_VOTE_PUBLIC_URL: vote, SCRUTIN_RESULT_PUBLIC_URL: result }),
    configuration: (about) => nginx(about, plainly),
  },
  async (stack, front) => {
    await voteAndWatch(stack, { ...front, sockets: false });
    const foreign = { Origin: "http://evil.example", "Content-Type": "application/x-www-form-urlencoded" };
    const refused = await ask(`${front.vote}/polls/pets`, { method: "POST", headers: foreign, body: "vote=a" });
    assert.equal(refused.status, 403);
  },
);

behind(
  "nginx's plain proxy_pass without it: a form of a page by plain HTTP is refused, with what to set",
  "nginx",
  { env: () => ({}), configuration: (about) => nginx(about, plainly) },
  async (stack, { vote }) => {
    const headers = { Origin: new URL(vote).origin, "Content-Type": "application/x-www-form-urlencoded" };
    const refused = await ask(`${vote}/polls/pets`, { method: "POST", headers, body: "vote=a" });
    assert.equal(refused.status, 403);
    const told = /vote\.example.*vote\.public_url/; // the log comes by another way than the answer
    await eventually("the log says what to set", () => told.test(stack.processes.vote.log));
  },
);

const trusting = () => ({ SCRUTIN_VOTE_TRUSTED_PROXIES: "127.0.0.1", SCRUTIN_RESULT_TRUSTED_PROXIES: "127.0.0.1" });

behind(
  "nginx with TLS, sockets, its X-Forwarded fields, and a path before ours",
  "nginx",
  {
    scheme: "https",
    path: true,
    env: trusting,
    configuration: (about) =>
      nginx(
        about,
        (service, to) => ` ssl;
    ssl_certificate ${about.folder}/cert.pem; ssl_certificate_key ${about.folder}/key.pem;
    location /${service}/ {
      proxy_pass http://${to}/;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Prefix /${service};
    }`,
      ),
  },
  async (stack, front) => {
    await voteAndWatch(stack, front);
    await ask(`${front.vote}/polls/pets?mark`, { headers: { "X-Forwarded-For": "6.6.6.6" } });
    await logs(stack, "127.0.0.9");
    const moved = await ask(`${front.vote}/polls/pets/`);
    assert.equal(moved.headers.location, "/vote/polls/pets");
    const json = { Accept: "application/json", "Content-Type": "application/json" };
    const recorded = await ask(`${front.vote}/polls/pets`, { method: "POST", headers: json, body: '{"vote":"a"}' });
    assert.match(JSON.parse(recorded.text).page, /^\/vote\/polls\/pets|^\/vote\//);
  },
);

const haproxy = ({ folder, ports, to }, { mode = "http", bind = "", options = "", server = "" }) => `
global
  maxconn 256
  stats socket ${folder}/stats
defaults
  mode ${mode}
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
${["vote", "result"]
  .map(
    (service) => `frontend ${service}
  bind 127.0.0.1:${ports[service]} ${bind}
  ${options}
  default_backend to_${service}
backend to_${service}
  server one ${to[service]} ${server}
`,
  )
  .join("")}`;

behind(
  "HAProxy with TLS and its forwarded fields",
  "haproxy",
  {
    scheme: "https",
    env: trusting,
    configuration: (about) =>
      haproxy(about, {
        bind: `ssl crt ${about.folder}/both.pem`,
        options: "option forwardfor\n  http-request set-header X-Forwarded-Proto https if { ssl_fc }",
      }),
  },
  async (stack, front) => {
    await voteAndWatch(stack, front);
    await ask(`${front.vote}/polls/pets?mark`, { headers: { "X-Forwarded-For": "6.6.6.6" } });
    await logs(stack, "127.0.0.9");
  },
);

for (const [version, server] of [
  [1, "send-proxy"],
  [2, "send-proxy-v2-ssl"],
]) {
  const https = version === 2;
  behind(
    `HAProxy passing connections on, with the PROXY protocol's version ${version}${https ? " and TLS" : ""}`,
    "haproxy",
    {
      scheme: https ? "https" : "http",
      env: () => ({
        ...trusting(),
        SCRUTIN_VOTE_PROXY_PROTOCOL: "on",
        SCRUTIN_RESULT_PROXY_PROTOCOL: "on",
      }),
      configuration: (about) =>
        haproxy(about, { mode: "tcp", bind: https ? `ssl crt ${about.folder}/both.pem` : "", server }),
    },
    async (stack, front) => {
      await ask(`${front.vote}/polls/pets?mark`, { headers: { "X-Forwarded-For": "6.6.6.6" } });
      await logs(stack, "127.0.0.9");
      const page = await ask(`${front.vote}/polls/pets`);
      assert.match(
        page.headers["set-cookie"].join(),
        https ? /^__Host-voter-\d+=.*Secure/ : /^voter-\d+=[^;]*;(?!.*Secure)/,
      );
    },
  );
}

const caddy = ({ folder, ports, to }, { tls, path }) => `{
  admin off
  auto_https off
  skip_install_trust
}
${["vote", "result"]
  .map(
    (service) => `:${ports[service]} {
  bind 127.0.0.1
  ${tls ? `tls ${folder}/cert.pem ${folder}/key.pem` : ""}
  ${path ? `handle_path /${service}/* {` : ""}
  reverse_proxy ${to[service]} ${path ? `{\n    header_up X-Forwarded-Prefix /${service}\n  }\n  }` : ""}
}
`,
  )
  .join("")}`;

behind(
  "Caddy as it comes, with TLS",
  "caddy",
  { scheme: "https", env: trusting, configuration: (about) => caddy(about, { tls: true }) },
  async (stack, front) => {
    await voteAndWatch(stack, front);
    await ask(`${front.vote}/polls/pets?mark`, { headers: { "X-Forwarded-For": "6.6.6.6" } });
    await logs(stack, "127.0.0.9");
  },
);

behind(
  "Caddy that takes the path off, its public address in the settings",
  "caddy",
  {
    path: true,
    env: ({ vote, result }) => ({ ...trusting(), SCRUTIN_VOTE_PUBLIC_URL: vote, SCRUTIN_RESULT_PUBLIC_URL: result }),
    configuration: (about) => caddy(about, { path: true }),
  },
  voteAndWatch,
);

test("a browser is told to use HTTPS alone where the public address is one", async () => {
  const stack = await startStack({ polls, env: { SCRUTIN_VOTE_PUBLIC_URL: "https://vote.example" } });
  try {
    const page = await ask(`${stack.vote}/polls/pets`);
    assert.equal(page.headers["strict-transport-security"], "max-age=31536000");
    assert.match(page.headers["set-cookie"].join(), /^__Host-voter=/);
    assert.equal((await ask(`${stack.result}/`)).headers["strict-transport-security"], undefined);
  } finally {
    await stack.stop();
  }
});
