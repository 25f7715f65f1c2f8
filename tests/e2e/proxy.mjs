// nginx, HAProxy and Caddy in front of the services, each with a configuration of the test's own.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually, Process } from "./stack.mjs";

/** A free port that connections are not given, and that no other test asks for (wire.mjs has those below). */
export async function freePort() {
  for (let left = 100; left; --left) {
    const server = createServer();
    const port = 5000 + Math.floor(1000 * Math.random());
    const found = once(server, "listening").catch(() => null);
    server.listen(port, "127.0.0.1");
    if (!(await found)) continue;
    server.close();
    await once(server, "close");
    if (port !== 5060 && port !== 5061) return port; // browsers refuse these
  }
  throw new Error("no free port");
}

const commands = {
  nginx: (folder) => ["nginx", ["-p", folder, "-e", "stderr", "-c", join(folder, "conf"), "-g", "daemon off;"]],
  haproxy: (folder) => ["haproxy", ["-db", "-f", join(folder, "conf")]],
  caddy: (folder) => ["caddy", ["run", "--adapter", "caddyfile", "--config", join(folder, "conf")]],
};

/**
 * Starts `kind`, and waits until it answers at `port`. `configuration` is given the folder with `cert.pem`, `key.pem` and, of both
 * together, `both.pem`, for vote.example and localhost.
 */
export async function startProxy(kind, port, configuration) {
  const folder = await mkdtemp(join(tmpdir(), "scrutin-proxy-"));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=vote.example", "-addext", "subjectAltName=DNS:vote.example,DNS:localhost"],
    ...["-out", cert, "-keyout", key],
  ]);
  await promisify(execFile)("sh", ["-c", `cat "${cert}" "${key}" > "${join(folder, "both.pem")}"`]);
  await writeFile(join(folder, "conf"), configuration(folder));
  const [command, args] = commands[kind](folder);
  const path = `${process.env.PATH}:/usr/sbin`;
  const env = { ...process.env, PATH: path, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const proxy = new Process(kind, command, args, env);
  proxy.keepLog();
  await eventually(`${kind} listens`, async () => {
    if (!proxy.runs) throw new Error(`${kind} ended: ${proxy.log}`);
    return await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      (error) => error.cause?.code !== "ECONNREFUSED",
    );
  });
  return {
    folder,
    log: () => proxy.log,
    async stop() {
      await proxy.stop("SIGTERM", 5000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
