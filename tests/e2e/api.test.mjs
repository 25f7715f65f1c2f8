// What /openapi.json says is what the services answer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { inSeconds, optionsOf } from "./polls.mjs";
import { eventually, startStack } from "./stack.mjs";

const pets = {
  id: "pets",
  question: { en: "Cats or Dogs?", fr: "Chats ou chiens\u202f?" },
  options: optionsOf("Cats", "Dogs"),
};
const polls = [
  {
    ...pets,
    options: [
      { id: "a", label: "Cats", colour: "#19f", emoji: "🐈" },
      { id: "b", label: "Dogs" },
    ],
  },
  { ...pets, id: "soon", opens: inSeconds(86400), closes: inSeconds(2 * 86400) },
  { ...pets, id: "over", closes: inSeconds(-86400) },
  { ...pets, id: "final", change: false },
  { ...pets, id: "hidden", results: "hidden" },
  { ...pets, id: "voters", results: "after-vote" },
  { id: "several", question: "Some?", options: optionsOf("A", "B", "C"), min: 2, max: 3 },
];

let stack;
const documents = {};
before(async () => {
  stack = await startStack({ polls });
  for (const name of ["vote", "result"])
    documents[name] = await fetch(`${stack[name]}/openapi.json`).then((answer) => answer.json());
});
after(() => stack?.stop());

/** What may be wrong with an answer, by the document; an operation that was asked is added to `seen`. */
function judge(name, method, template, answer, body, seen) {
  const document = documents[name];
  const where = `${method} ${template}: ${answer.status}`;
  const operation = document.paths?.[template]?.[method.toLowerCase()];
  if (!operation) return `${where}: the document does not have it`;
  const resolve = (node) =>
    node?.$ref
      ? node.$ref
          .slice(2)
          .split("/")
          .reduce((at, key) => at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], document)
      : node;
  const response = resolve(operation.responses[answer.status]);
  if (!response) return `${where} is not in the document`;
  const type = answer.headers.get("Content-Type")?.split(";")[0];
  seen.add(`${method} ${template}`);
  if (!response.content) return body === "" ? "" : `${where}: the document says that there is no body`;
  const content = response.content[type];
  if (!content) return `${where}: the document has no ${type}`;
  if (!/json$/.test(type)) return "";
  if (!content.schema) return `${where}: there is no schema`;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const valid = ajv.compile({ ...content.schema, components: document.components });
  if (!valid(JSON.parse(body))) return `${where}: ${ajv.errorsText(valid.errors)}: ${body.slice(0, 400)}`;
  return "";
}

test("each answer is as the document says", async () => {
  const { receipt, cookies } = await stack.cast("final", "a");
  const wrong = [];
  const seen = { vote: new Set(), result: new Set() };
  const json = { Accept: "application/json" };
  const ask = async (name, method, template, values = {}, more = {}) => {
    const path = Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), template);
    const answer = await fetch(stack[name] + path + (more.query ?? ""), {
      method,
      headers: more.headers ?? json,
      body: more.body && new URLSearchParams(more.body),
      redirect: "manual",
    });
    wrong.push(judge(name, method, template, answer, await answer.text(), seen[name]));
    if (more.status) assert.equal(answer.status, more.status, `${method} ${path}`);
  };

  const post = (id, body, status, headers = json) =>
    ask("vote", "POST", "/polls/{id}", { id }, { body, status, headers });
  await post("pets", [["vote", "a"]], 201);
  await post("pets", [["vote", "a"]], 303, { Accept: "text/html" });
  await post("pets", [["vote", "a"]], 201, { ...json, Cookie: cookies });
  await ask(
    "vote",
    "GET",
    "/polls/{id}",
    { id: "final" },
    { query: "?recorded=x", status: 303, headers: { Accept: "text/html", Cookie: cookies } },
  );
  await post("pets", [["vote", "nothing"]], 400);
  await post("pets", [["vote", "a"]], 403, { ...json, Origin: "http://elsewhere.example" });
  await post("nothing", [["vote", "a"]], 404);
  await post(
    "several",
    [
      ["vote", "a"],
      ["vote", "c"],
    ],
    201,
  );
  await post("several", [["vote", "a"]], 400);
  await post("soon", [["vote", "a"]], 403);
  await post("over", [["vote", "a"]], 403);
  await post("final", [["vote", "b"]], 409, { ...json, Cookie: cookies });
  await stack.redis.cut();
  await post("pets", [["vote", "a"]], 503);
  await stack.redis.mend();
  await eventually("vote is ready again", async () => (await fetch(`${stack.admin("vote")}/readyz`)).ok);
  await ask("vote", "POST", "/", {}, { body: [["vote", "a"]], status: 201 });
  for (const { id } of polls) await ask("vote", "GET", "/api/polls/{id}", { id }, { status: 200 });
  await ask("vote", "GET", "/api/polls/{id}", { id: "nothing" }, { status: 404 });
  for (const path of ["/", "/polls", "/api/polls", "/openapi.json"])
    await ask("vote", "GET", path, {}, { status: 200 });
  await ask("vote", "GET", "/polls/{id}", { id: "pets" }, { status: 200, headers: { Accept: "text/html" } });

  await eventually("the vote counts", async () => (await stack.tally("final")).total === 1);
  for (const { id } of polls) {
    await ask("result", "GET", "/api/polls/{id}/results", { id }, { status: 200 });
    for (const path of ["/polls/{id}", "/polls/{id}/screen", "/polls/{id}/embed"])
      await ask("result", "GET", path, { id }, { status: 200, headers: { Accept: "text/html" } });
    await ask("result", "GET", "/polls/{id}.csv", { id }, { headers: {} });
    await ask("result", "GET", "/polls/{id}.json", { id }, { headers: {} });
  }
  await ask(
    "result",
    "GET",
    "/api/polls/{id}/results",
    { id: "voters" },
    { query: `?receipt=${receipt}`, status: 200 },
  );
  await ask("result", "GET", "/api/polls/{id}/results", { id: "nothing" }, { status: 404 });
  for (const uid of [receipt, receipt.replace(/^./, (digit) => (digit === "0" ? "1" : "0")), "nothing"]) {
    await ask("result", "GET", "/api/receipts/{uid}", { uid });
    await ask("result", "GET", "/receipts/{uid}", { uid }, { headers: { Accept: "text/html" } });
  }
  for (const path of ["/", "/polls", "/api/polls", "/openapi.json"])
    await ask("result", "GET", path, {}, { status: 200 });
  await ask("result", "GET", "/ws", {}, { query: "?poll=pets", status: 426 });

  assert.equal(wrong.filter(Boolean).join("\n"), "");
  // Streams do not end; result.test.mjs listens to them.
  const left = ["vote", "result"].flatMap((name) =>
    Object.entries(documents[name].paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((key) => ["get", "post", "put", "delete"].includes(key))
        .map((key) => `${key.toUpperCase()} ${path}`)
        .filter((line) => !seen[name].has(line)),
    ),
  );
  assert.deepEqual(left, ["GET /events"]);
});

// At the end: the validator computes for seconds, and nothing passes the way between vote and Redis meanwhile.
for (const name of ["vote", "result"]) {
  test(`${name}'s document is one of OpenAPI 3.1`, async () => {
    assert.match(documents[name].openapi, /^3\.1\./);
    const { valid, errors } = await new Validator().validate(structuredClone(documents[name]));
    assert.ok(valid, JSON.stringify(errors, null, 1));
  });
}
