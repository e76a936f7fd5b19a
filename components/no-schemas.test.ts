import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** A schema brings zod with it: 60 KiB for the browser, and a try to evaluate code that the page's policy reports. */
it("takes nothing but types from schemas into the browser", () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = ["components", "lib/api", "lib/format"].flatMap((dir) =>
    readdirSync(`${root}${dir}`, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
      .map((name) => `${dir}/${name}`),
  );
  expect(files.length).toBeGreaterThan(100);
  const values = files.filter((file) =>
    [
      ...readFileSync(`${root}${file}`, "utf8").matchAll(
        /import (type )?\{([^}]*)\} from "@\/lib\/domain\/[\w/-]+\.schema"/g,
      ),
    ].some(
      ([, onlyTypes, names = ""]) =>
        onlyTypes === undefined && names.split(",").some((name) => name.trim() !== "" && !/^\s*type /.test(name)),
    ),
  );
  expect(values).toEqual([]);
});
