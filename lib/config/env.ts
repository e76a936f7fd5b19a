import "server-only";
import { BlockList, isIP } from "node:net";
import { z } from "zod";
import type { LinkTemplate } from "@/lib/domain/links";
import { type AccessConfig, readAccess } from "./access";
import { ConfigProblems } from "./config-error";
import { type PlainVariable, SECRET_VARIABLES, type SecretVariable, unknownVariables } from "./env-names";
import { parseLinks } from "./links";
import { readPrivateFile } from "./private-files";
import type { SourceConfig } from "./source-config";
import { defaultSource, parseSources, storeUrl } from "./sources";

/** All that the process was told, checked once. */
export interface Config extends AccessConfig {
  readonly host: string;
  readonly port: number;
  /** The public address; null = the request's Host is believed for links. */
  readonly publicUrl: URL | null;
  /** `""` or `/tools/jobs`. */
  readonly basePath: string;
  readonly readOnly: boolean;
  readonly trustedProxies: BlockList;
  readonly sources: readonly SourceConfig[];
  readonly stateUrl: string | null;
  readonly dataDir: string;
  /** Links out of a job. */
  readonly links?: readonly LinkTemplate[];
}

export interface EnvReader {
  plain(name: PlainVariable): string | null;
  /** The variable, or the content of the file that `NAME_FILE` names. */
  secret(name: SecretVariable): string | null;
  /** Whether it was given at all, readable or not. */
  isSet(name: SecretVariable): boolean;
  /** What `NAME_FILE` names. */
  fileOf(name: SecretVariable): string | null;
  readonly problems: ConfigProblems;
}

/** The only reader of the environment. @throws ConfigError with every bad variable, one line each */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, nowMs = Date.now()): Config {
  const problems = new ConfigProblems();
  for (const { name, nearest } of unknownVariables(Object.keys(env))) {
    problems.add(name, `is not a variable of Signalbox; did you mean ${nearest}?`);
  }
  const reader = envReader(env, problems);
  const host = reader.plain("HOST") ?? "127.0.0.1";
  const dataDir = reader.plain("SIGNALBOX_DATA_DIR") ?? ".signalbox";
  const config = {
    host,
    port: check(reader, "PORT", port, 3000),
    publicUrl: check(reader, "SIGNALBOX_URL", publicUrl, null),
    basePath: readBasePath(reader),
    readOnly: check(reader, "SIGNALBOX_READ_ONLY", flag, false),
    trustedProxies: problems.attempt("SIGNALBOX_TRUSTED_PROXIES", () => readProxies(reader), new BlockList()),
    sources: readSources(env, reader),
    stateUrl: checkValue(problems, "SIGNALBOX_STATE_URL", reader.secret("SIGNALBOX_STATE_URL"), storeUrl, null),
    dataDir,
    links: readLinks(reader),
    ...readAccess(reader, { host, dataDir, nowMs }),
  };
  problems.throwIfAny();
  return config;
}

/**
 * next-auth reads the environment by itself: makes it take its origin from the headers that
 * `lib/auth/handler.ts` sets, and from nowhere else.
 */
export function claimNextAuthEnv(): void {
  delete process.env.NEXTAUTH_URL;
  delete process.env.VERCEL;
  process.env.AUTH_TRUST_HOST = "1";
}

const PORT = "must be a whole number from 0 to 65535";
const port = z
  .string()
  .regex(/^\d{1,5}$/, PORT)
  .transform(Number)
  .pipe(z.number().max(65_535, PORT));
const flag = z
  .enum(["1", "true", "yes", "0", "false", "no", ""], "must be 1 or 0")
  .transform((text) => ["1", "true", "yes"].includes(text));
const publicUrl = z
  .url({ protocol: /^https?$/, message: "must be an http:// or https:// address" })
  .transform((text) => new URL(text))
  .refine((url) => url.pathname === "/" && !url.search && !url.username, {
    message: "must be an origin without a path; a path goes to SIGNALBOX_BASE_PATH",
  });
const basePath = z
  .string()
  .regex(/^(\/[A-Za-z0-9._~-]+)+$/, "must look like /tools/jobs")
  .refine((path) => !path.split("/").some((part) => part === "." || part === ".."), "must look like /tools/jobs");

function envReader(env: NodeJS.ProcessEnv, problems: ConfigProblems): EnvReader {
  const plain = (name: string) => env[name]?.trim() || null;
  const read = (name: SecretVariable): string | null => {
    const path = plain(`${name}_FILE`);
    if (path && plain(name)) problems.add(name, `is set, and so is ${name}_FILE; keep one of them`);
    return path ? problems.attempt(`${name}_FILE`, () => readPrivateFile(path), null) : (env[name] ?? null);
  };
  const known = new Map(SECRET_VARIABLES.map((name) => [name, read(name)]));
  return {
    problems,
    plain,
    secret: (name) => known.get(name) ?? null,
    fileOf: (name) => plain(`${name}_FILE`),
    isSet: (name) => env[name] !== undefined || plain(`${name}_FILE`) !== null,
  };
}

function check<T>(reader: EnvReader, name: PlainVariable, schema: z.ZodType<T>, fallback: T): T {
  return checkValue(reader.problems, name, reader.plain(name), schema, fallback);
}

function checkValue<T>(problems: ConfigProblems, name: string, text: string | null, schema: z.ZodType<T>, fallback: T) {
  if (text === null || text === "") return fallback;
  const parsed = schema.safeParse(text);
  if (!parsed.success) problems.add(name, parsed.error.issues[0]?.message ?? "is not valid");
  return parsed.success ? parsed.data : fallback;
}

function readBasePath(reader: EnvReader): string {
  const text = reader.plain("SIGNALBOX_BASE_PATH")?.replace(/\/+$/, "");
  return checkValue(reader.problems, "SIGNALBOX_BASE_PATH", text ?? null, basePath, "");
}

function readSources(env: NodeJS.ProcessEnv, reader: EnvReader): readonly SourceConfig[] {
  const listed = reader.secret("SIGNALBOX_SOURCES");
  if (listed?.trim()) {
    const inline = /^[[{]/.test(listed.trim());
    return reader.problems.attempt(
      "SIGNALBOX_SOURCES",
      () => parseSources(inline ? listed : readPrivateFile(listed.trim())),
      [],
    );
  }
  const provider = reader.plain("REDIS_PROVIDER");
  const url = provider ? (env[provider]?.trim() ?? "") : (reader.secret("REDIS_URL")?.trim() ?? "");
  if (provider && url === "") reader.problems.add("REDIS_PROVIDER", `names ${provider}, which is not set`);
  const name = provider ?? "REDIS_URL";
  return [defaultSource(checkValue(reader.problems, name, url, storeUrl, "redis://127.0.0.1:6379/0"))];
}

function readLinks(reader: EnvReader): readonly LinkTemplate[] {
  const text = reader.secret("SIGNALBOX_LINKS");
  return text?.trim() ? reader.problems.attempt("SIGNALBOX_LINKS", () => parseLinks(text), []) : [];
}

function readProxies(reader: EnvReader): BlockList {
  const list = new BlockList();
  for (const entry of (reader.plain("SIGNALBOX_TRUSTED_PROXIES") ?? "").split(",")) {
    const text = entry.trim();
    if (text === "") continue;
    const [address = "", prefix, extra] = text.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0 || extra !== undefined || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) {
      throw new Error(`"${text}" is no address and no network such as 10.0.0.0/8`);
    }
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
