import "server-only";
import { z } from "zod";
import type { SourceConfig } from "./source-config";

/** Ids that stand for something else in an address. */
const RESERVED = new Set(
  "sources me audit health healthz readyz metrics stats auth login logout api s openapi about sessions docs all state errors".split(
    " ",
  ),
);
const COLORS = ["slate", "red", "orange", "amber", "green", "teal", "blue", "violet", "pink"] as const;
const file = z.string().min(1).nullable().default(null);

export const storeUrl = z.string().superRefine((text, context) => {
  const problem = urlProblem(text);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

const sourceEntry = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "an id is 1 to 40 of a-z 0-9 -, not starting with -")
    .refine((id) => !RESERVED.has(id), "that id is reserved"),
  kind: z.literal("sidekiq").default("sidekiq"),
  url: storeUrl,
  label: z.string().min(1).max(80).optional(),
  namespace: z.string().min(1).max(200).nullable().default(null),
  environment: z.string().min(1).max(40).nullable().default(null),
  color: z.enum(COLORS).default("slate"),
  readOnly: z.boolean().default(false),
  tls: z.strictObject({ caFile: file, certFile: file, keyFile: file }).nullable().default(null),
});

/** JSON: an array of sources. @throws Error that names the place in the array, never a URL. */
export function parseSources(json: string): SourceConfig[] {
  const parsed = z.array(sourceEntry).min(1).safeParse(parseJson(json));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`${issue?.path.join(".") || "value"}: ${issue?.message ?? "not valid"}`);
  }
  const ids = parsed.data.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw new Error(`the id ${twice} is used twice`);
  return parsed.data.map((entry) => ({ ...entry, label: entry.label ?? entry.id }));
}

/** The one source that `REDIS_URL` alone makes. */
export function defaultSource(url: string): SourceConfig {
  const base = { id: "default", label: "Sidekiq", kind: "sidekiq", color: "slate", readOnly: false } as const;
  return { ...base, url, namespace: null, environment: null, tls: null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("is no valid JSON");
  }
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** @returns a sentence without the URL itself (it may carry a password), or null when it is fine. */
function urlProblem(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "is no URL; expected redis://HOST:PORT/DB, rediss:// or unix:///PATH";
  }
  if (!["redis:", "rediss:", "unix:"].includes(url.protocol)) return "must start with redis://, rediss:// or unix://";
  if (url.protocol !== "unix:" && url.hostname === "") return "names no host";
  if (!isDecodable(url.username) || !isDecodable(url.password)) return "has a % that must be written %25";
  if (url.protocol !== "unix:" && !/^\/?\d{0,5}$/.test(url.pathname)) return "the part after / must be a DB number";
  return null;
}
