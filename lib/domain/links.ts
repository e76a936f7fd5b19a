import { checkJson, decodeToken, type JsonSpan } from "@/lib/domain/json/check";
import { matchesGlob } from "@/lib/domain/queue-glob";

/** A link out of a job: to its traces, its logs, the record it is about. */
export interface LinkTemplate {
  readonly label: string;
  /** `https://logs.example/search?q={jid}`: placeholders stand behind the host alone. */
  readonly url: string;
  /** Globs of `*`; all classes when absent. */
  readonly classes?: readonly string[] | undefined;
}

/** What a template may name, beside `{arg.PATH}`. */
export const LINK_FACTS = ["jid", "class", "queue", "job_id", "bid", "error", "source"] as const;
export type LinkFact = (typeof LINK_FACTS)[number];
export type LinkFacts = Readonly<Record<LinkFact, string | null>>;

const PLACEHOLDER = /\{([^{}]*)\}/g;
const ARG = /^arg(?:\.[^.{}]{1,100}){1,20}$/;
/** What pages show for a masked value. */
const MASK = "[FILTERED]";
const VALUE_CHARS = 500;

/** @returns what is wrong with a template, as words for who configures it; null when nothing is */
export function linkProblem(url: string): string | null {
  const origin = /^https?:\/\/[^/?#\\@{}\s]+(?=[/?#]|$)/i.exec(url)?.[0];
  if (origin === undefined) return "must begin with http:// or https:// and a host without placeholders";
  if (!URL.canParse(url.replace(PLACEHOLDER, "x"))) return "is no address";
  for (const [, name = ""] of url.matchAll(PLACEHOLDER)) {
    if (!isFact(name) && !ARG.test(name)) return `knows no {${name}}`;
  }
  return /[{}]/.test(url.replace(PLACEHOLDER, "")) ? "has a bracket without its twin" : null;
}

/**
 * The address of a link for one job, every value encoded. @param payload as it is shown, masked
 * @returns null when something it names is absent, masked or no plain value
 */
export function expandLink(template: LinkTemplate, facts: LinkFacts, payload: string): string | null {
  if (template.classes && !template.classes.some((glob) => matchesGlob(facts.class ?? "", glob))) return null;
  let missing = false;
  const address = template.url.replace(PLACEHOLDER, (_, name: string) => {
    const value = isFact(name) ? facts[name] : argument(payload, name.split(".").slice(1));
    if (value === null || value === "" || value.length > VALUE_CHARS || value.includes(MASK) || /\p{Cs}/u.test(value)) {
      missing = true;
      return "";
    }
    return encodeURIComponent(value);
  });
  return missing || linkProblem(template.url) !== null ? null : address;
}

const isFact = (name: string): name is LinkFact => LINK_FACTS.some((fact) => fact === name);

/** `0.user_id`, or `user_id` in the first argument that has it. */
function argument(payload: string, path: readonly string[]): string | null {
  const check = checkJson(payload, 100);
  if (!check.ok) return null;
  const args = memberOf(check.root, "args");
  const inner = args?.items[0] && memberOf(args.items[0], "arguments");
  const list = inner?.kind === "array" ? inner : args;
  const [first, ...rest] = path;
  if (list?.kind !== "array" || first === undefined) return null;
  if (/^\d+$/.test(first)) return scalar(payload, follow(list.items[Number(first)], rest));
  return scalar(
    payload,
    follow(
      list.items.find((item) => memberOf(item, first)),
      path,
    ),
  );
}

function follow(start: JsonSpan | undefined, path: readonly string[]): JsonSpan | undefined {
  return path.reduce<JsonSpan | undefined>(
    (span, name) => span && (span.kind === "array" ? span.items[Number(name)] : memberOf(span, name)),
    start,
  );
}

function scalar(text: string, span: JsonSpan | undefined): string | null {
  if (span?.kind === "string") return decodeToken(text, span.start, span.end);
  if (span?.kind === "object" && span.members.length === 1) return scalar(text, memberOf(span, "_aj_globalid"));
  const raw = span && text.slice(span.start, span.end);
  return raw === undefined || raw === "null" || span?.kind === "array" || span?.kind === "object" ? null : raw;
}

const memberOf = (span: JsonSpan, key: string) => span.members.find((member) => member.key === key)?.value;
