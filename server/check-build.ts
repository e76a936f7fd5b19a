import "server-only";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SHELL_ROUTES } from "@/lib/runtime/shell-routes";
import { unmovableRow } from "./rebase";

/**
 * What must hold of a collected build: every page of the table was prerendered with its navigation and a
 * heading in the HTML itself (a search-parameter hook above them would empty it), every page can be moved, and
 * all words are compiled.
 * @returns one sentence a problem
 */
export function checkBuild(dir: string): string[] {
  const pages = join(dir, "pages");
  const files = readdirSync(pages, { recursive: true, encoding: "utf8" });
  const missing = [...new Set(SHELL_ROUTES.map((route) => route.shell))]
    .filter((page) => !files.includes(`${page.slice(1)}.html`))
    .map((page) => `app/(console)${page}/page.tsx was not prerendered as a static page`);
  const empty = SHELL_ROUTES.filter((route) => files.includes(`${route.shell.slice(1)}.html`)).flatMap((route) => {
    const html = readFileSync(join(pages, `${route.shell}.html`), "utf8");
    return [
      ...(route.public || html.includes("<nav") ? [] : [`${route.shell}: no <nav> in the prerendered HTML`]),
      ...(/<h[12][\s>]/.test(html) ? [] : [`${route.shell}: no <h1> or <h2> in the prerendered HTML`]),
    ];
  });
  const fixed = files
    .filter((file) => file.endsWith(".rsc"))
    .flatMap((file) => {
      const row = unmovableRow(readFileSync(join(pages, file)));
      return row === null ? [] : [`${file}: text row ${row} of a server component holds the base path`];
    });
  const chunks = join(dir, "static/chunks");
  const raw = readdirSync(chunks, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".js") && readFileSync(join(chunks, file), "utf8").includes(", plural, "))
    .map((file) => `${file}: words that were not compiled, and their parser is not in the page`);
  return [...missing, ...empty, ...fixed, ...raw];
}
