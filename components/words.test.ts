import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { messages } from "@/lib/i18n/messages";

const root = dirname(import.meta.dirname);

interface Module {
  imports: string[];
  uses: string[];
  /** Namespaces that a `words.tsx` imported here brings. */
  brings: string[];
}

const known = new Map<string, Module>();

function moduleOf(file: string): Module {
  const before = known.get(file);
  if (before !== undefined) return before;
  const text = readFileSync(file, "utf8");
  const values = text.replace(/^import type [^;]*;$/gm, "");
  const imports = [...values.matchAll(/ from "([^"]+)"|import\("([^"]+)"\)/g)].flatMap(
    ([, first, lazily]) => resolve(file, first ?? lazily ?? "") ?? [],
  );
  const made = {
    imports,
    uses: [...text.matchAll(/useTranslations\("(\w+)/g)].map(([, name = ""]) => name),
    brings: imports.filter((each) => each.endsWith("/words.tsx")).flatMap(namespacesOf),
  };
  known.set(file, made);
  return made;
}

function namespacesOf(words: string): string[] {
  return [...readFileSync(words, "utf8").matchAll(/i18n\/messages\/en\/(\w+)\.json/g)].map(([, name = ""]) => name);
}

function resolve(from: string, name: string): string | null {
  if (!name.startsWith("@/") && !name.startsWith(".")) return null;
  const path = name.startsWith("@/") ? join(root, name.slice(2)) : join(dirname(from), name);
  return [".tsx", ".ts", "/index.ts"].map((end) => path + end).find((file) => existsSync(file)) ?? null;
}

/** Every way from a page to a component, with the words put in on that way. */
function lacking(page: string, always: readonly string[]): string[] {
  const seen = new Set<string>();
  const found = new Set<string>();
  const walk = (file: string, had: readonly string[]) => {
    const { imports, uses, brings } = moduleOf(file);
    const has = [...new Set([...had, ...brings])].sort();
    const step = `${file} ${has}`;
    if (seen.has(step)) return;
    seen.add(step);
    for (const name of uses) if (!has.includes(name)) found.add(`${file.slice(root.length + 1)}: ${name}`);
    for (const each of imports) walk(each, has);
  };
  walk(page, always);
  return [...found];
}

it("gives every page the words of all that it may show", () => {
  const pages = readdirSync(join(root, "app"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /(page|layout|error|not-found)\.tsx$/.test(name),
  );
  expect(pages.length).toBeGreaterThan(30);
  const always = Object.keys(messages);
  expect(pages.flatMap((page) => lacking(join(root, "app", page), always).map((one) => `${page} ${one}`))).toEqual([]);
});

it("would see a page without its words", () => {
  const screen = join(root, "components/cron/cron-screen.tsx");
  expect(lacking(screen, Object.keys(messages))).toContain("components/cron/cron-screen.tsx: cron");
});
