import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const lock: {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string; optional?: boolean }>;
} = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));
const manifest: Record<"dependencies" | "devDependencies", Record<string, string>> = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);

/** Below these stand known holes: routes around the sign-in, a decoder that runs code, sessions that fail open. */
const FLOORS = { next: "16.3.3", "next-auth": "4.24.15" };

const numbers = (version: string) => version.split(".").map((part) => Number.parseInt(part, 10));
const atLeast = (version: string, floor: string): boolean => {
  const [have, need] = [numbers(version), numbers(floor)];
  const index = need.findIndex((part, at) => part !== have[at]);
  return index < 0 || (have[index] ?? 0) > (need[index] ?? 0);
};

it.each(Object.entries(FLOORS))("has no %s older than %s, anywhere in the tree", (name, floor) => {
  const found = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  expect(found).not.toHaveLength(0);
  for (const [path, { version = "0" }] of found) expect([path, atLeast(version, floor)]).toEqual([path, true]);
});

it("names exact versions, and the lock holds a checksum for each that is taken from the registry", () => {
  for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  }
  // `scripts/fix-lock.mjs` adds builds for other platforms that the registry of the lock did not serve.
  const bare = Object.entries(lock.packages).filter(
    ([path, { integrity, resolved, optional }]) => path !== "" && integrity === undefined && !(optional && !resolved),
  );
  expect(bare.map(([path]) => path)).toEqual([]);
});

it("has no parser that makes objects of what a text names: no YAML, no template language", () => {
  const names = Object.keys(manifest.dependencies);
  expect(names.filter((name) => /yaml|ejs|handlebars|pug|mustache|serialize/.test(name))).toEqual([]);
});
