import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The product itself, without tests and tools. */
const sources = ["app", "components", "lib", "server"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.startsWith("testing/"))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(`${root}${folder}/${name}`, "utf8") })),
);

const whereFound = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

describe("nowhere in the product", () => {
  it("is all of it looked at", () => expect(sources.length).toBeGreaterThan(400));

  it.each([
    ["markup made of text", /dangerouslySetInnerHTML|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write\b/],
    ["text run as code", /\beval\(|new Function\(|node:vm|setTimeout\(\s*["'`]/],
    ["a scheme that runs or carries markup in a link", /href=.{0,5}["'`{]+(?:javascript|data|vbscript):/i],
    ["a Server Action", /["']use server["']/],
    ["a pattern made of somebody's text", /new RegExp\((?:q|query|text|value|filter|input|pattern|needle|request)\b/],
    ["objects merged with a payload's", /Object\.assign\(\{\}?,?\s*(?:payload|job|JSON)|\.\.\.JSON\.parse\((?!fields)/],
    ["objects made of what bytes name", /"(?:node:)?v8"/],
    ["an answer for other origins", /Access-Control-Allow/i],
    ["an e-mail sign-in or another open provider", /next-auth\/providers\/(?!credentials)/],
  ])("%s", (_what, pattern) => expect(whereFound(pattern)).toEqual([]));

  it("is a library used that the manifest does not name: what others bring along may be a parser of YAML", () => {
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
      readFileSync(`${root}package.json`, "utf8"),
    );
    const imported = /^(?:import |.*\bfrom |.*\bimport\()"((?:@[\w-]+\/)?[\w.-]+)(?:\/[\w./-]+)?"/gm;
    const used = new Set(sources.flatMap(({ text }) => [...text.matchAll(imported)].map((match) => match[1] ?? "")));
    expect(used.size).toBeGreaterThan(15);
    const proofs = ["vitest", "fast-check"];
    expect(
      [...used].filter((name) => !name.startsWith(".") && !(name in dependencies) && !proofs.includes(name)),
    ).toEqual([]);
  });

  it("is the environment read but in one place, and nothing is sent anywhere but to stores and the own API", () => {
    expect(whereFound(/process\.env\b(?!\.(?:NODE_ENV|SIGNALBOX_BUILD_BASE_PATH)\b)/).sort()).toEqual([
      "lib/config/env.ts",
    ]);
    const calls = whereFound(/(?<![.\w])fetch\(|node:https|from "node:http"/);
    expect(calls.filter((name) => !/^(?:server|components|app|lib\/api)\//.test(name))).toEqual([]);
  });
});
