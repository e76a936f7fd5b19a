import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { PAGE_PARAMS } from "../e2e/support/page-params";

it("lists every parameter that a page reads from its address", () => {
  const dir = fileURLToPath(new URL(".", import.meta.url));
  const sources = readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .map((name) => readFileSync(`${dir}${name}`, "utf8"));
  const read = sources.flatMap((text) =>
    [...text.matchAll(/\b(\w+): parseAs|useQueryState\(\s*"(\w+)"|searchParams\.get\("(\w+)"\)/g)].map(
      ([, inObject, alone, plain]) => inObject ?? alone ?? plain ?? "",
    ),
  );
  expect(read.length).toBeGreaterThan(10);
  expect([...new Set(read)].filter((name) => !(PAGE_PARAMS as readonly string[]).includes(name))).toEqual([]);
});
