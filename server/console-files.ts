import "server-only";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SHELL_ROUTES } from "@/lib/runtime/shell-routes";
import { type Asset, makeAsset, typeOf } from "./asset";
import { FIRST_SCRIPT } from "./first-answers";
import { rebase, unmovableRow } from "./rebase";
import { pagePolicy } from "./security-headers";

/** One prerendered page in the forms that a browser asks for. */
export interface Shell {
  readonly html: Asset;
  /** The whole page for the router on a soft navigation. */
  readonly rsc: Asset;
  /** Parts of it that the router fetches ahead, by the value of `Next-Router-Segment-Prefetch`. */
  readonly segments: ReadonlyMap<string, Asset>;
}

/** Everything of the build that is sent as it is. Nothing is read from disk after the start. */
export interface ConsoleFiles {
  /** By path below the base path, for example `/_next/static/chunks/a.js`. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** By page, as in `SHELL_ROUTES`. */
  readonly shells: ReadonlyMap<string, Shell>;
  readonly notFound: Asset;
}

const IMMUTABLE = { "Cache-Control": "public, max-age=31536000, immutable" };
const SHORT = { "Cache-Control": "public, max-age=3600" };
const RSC_VARY = "rsc, next-router-state-tree, next-router-prefetch, next-router-segment-prefetch";

/**
 * @param dir what `scripts/build.mjs` collected: `static/`, `public/` and `pages/`
 * @throws Error when a page of the table was not prerendered, or cannot be moved to a base path
 */
export function loadConsole(dir: string, basePath: string): ConsoleFiles {
  const assets = new Map<string, Asset>();
  for (const name of filesUnder(join(dir, "static"))) {
    assets.set(`/_next/static/${name}`, load(join(dir, "static", name), name, basePath, IMMUTABLE));
  }
  for (const name of filesUnder(join(dir, "public"))) {
    assets.set(`/${name}`, load(join(dir, "public", name), name, basePath, SHORT));
  }
  const pages = new Set(SHELL_ROUTES.map((route) => route.shell));
  return {
    assets,
    shells: new Map([...pages].map((page) => [page, loadShell(join(dir, "pages"), page, basePath)])),
    notFound: loadHtml(join(dir, "pages", "_not-found.html"), basePath),
  };
}

function loadShell(pages: string, page: string, basePath: string): Shell {
  const file = join(pages, page);
  const headers = {
    Vary: RSC_VARY,
    "X-Nextjs-Prerender": "1",
    "X-Nextjs-Rewritten-Path": `${basePath}${page}`,
  };
  const segments = new Map<string, Asset>();
  for (const name of filesUnder(`${file}.segments`)) {
    const asset = loadRsc(join(`${file}.segments`, name), basePath, { ...headers, "X-Nextjs-Postponed": "2" });
    segments.set(`/${name.replace(/\.segment\.rsc$/, "")}`, asset);
  }
  return {
    html: loadHtml(`${file}.html`, basePath),
    rsc: loadRsc(`${file}.rsc`, basePath, { ...headers, "X-Nextjs-Stale-Time": "300" }),
    segments,
  };
}

function loadHtml(path: string, basePath: string): Asset {
  const html = rebase(readFileSync(path, "utf8"), basePath);
  const headers = { "Content-Security-Policy": pagePolicy(`${html}<script>${FIRST_SCRIPT}</script>`), Vary: RSC_VARY };
  return makeAsset(Buffer.from(html), "text/html; charset=utf-8", headers);
}

function loadRsc(path: string, basePath: string, headers: Record<string, string>): Asset {
  const bytes = readFileSync(path);
  const row = unmovableRow(bytes);
  if (row !== null) throw new Error(`${path}: text row ${row} holds the base path and cannot be moved`);
  return makeAsset(Buffer.from(rebase(bytes.toString("utf8"), basePath)), "text/x-component", headers);
}

function load(path: string, name: string, basePath: string, headers: Record<string, string>): Asset {
  const bytes = readFileSync(path);
  const text = /\.(?:js|css|json|txt|webmanifest)$/.test(name) && bytes.includes("__BASE_PATH__");
  return makeAsset(text ? Buffer.from(rebase(bytes.toString("utf8"), basePath)) : bytes, typeOf(name), headers);
}

/** Paths below `dir` with `/`; empty when there is no such folder. Source maps stay at home. */
function filesUnder(dir: string): string[] {
  let entries: ReturnType<typeof readDir>;
  try {
    entries = readDir(dir);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".map"))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dir.length + 1)
        .replaceAll("\\", "/"),
    );
}

const readDir = (dir: string) => readdirSync(dir, { recursive: true, withFileTypes: true });
