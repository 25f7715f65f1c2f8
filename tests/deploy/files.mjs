// Files of the tree, by their path from its root.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parse as parseYaml, parseAllDocuments } from "yaml";

export const root = new URL("../..", import.meta.url).pathname;
export const load = (path) => readFileSync(root + path, "utf8");
export const parse = (path) => parseYaml(load(path), { merge: true });

/** All documents of a YAML file. */
export function documents(path) {
  const found = parseAllDocuments(load(path));
  for (const { errors } of found) if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  return found.map((one) => one.toJS()).filter(Boolean);
}

/** What git knows of a folder, or is about to know. */
export function ourFiles(folder) {
  const args = [
    "-c",
    `safe.directory=${root.replace(/\/$/, "")}`,
    "ls-files",
    "-co",
    "--exclude-standard",
    "--deduplicate",
    "--",
    folder,
  ];
  return execFileSync("git", args, { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((path) => path && existsSync(root + path));
}
