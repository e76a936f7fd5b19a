import type { ArgFact, JobFacts } from "@/lib/domain/filter";
import { maskedText } from "./detail";
import type { Spot } from "./filter-facts";
import { MASK } from "./masking";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a filter asks, read in the plainest way from what is shown: no bytes, no scanning, no laziness. */
export function plainFacts(bytes: Buffer, spot: Spot, nowMs: number): JobFacts {
  const shown = maskedText(bytes);
  const job: { [key: string]: Json } = JSON.parse(shown);
  const text = (value: Json | undefined) => (typeof value === "string" ? value : null);
  const ms = (value: Json | undefined) => (typeof value === "number" ? Math.round(value * 1_000) : null);
  const wrapped = text(job.class)?.endsWith("JobWrapper") === true;
  const [first] = Array.isArray(job.args) ? job.args : [];
  const active = wrapped && first !== null && typeof first === "object" && !Array.isArray(first) ? first : null;
  const args = (active ? active.arguments : job.args) ?? [];
  const pieces = (value: string) => value.split(MASK);
  const score = "set" in spot ? Number(spot.score) : null;
  return {
    nowMs,
    set: "set" in spot ? spot.set : "queue",
    class: wrapped ? text(job.wrapped) : text(job.class),
    queue: text(job.queue),
    error: text(job.error_class),
    message: typeof job.error_message === "string" ? pieces(job.error_message) : [],
    jids: [text(job.jid), text(active?.job_id)].filter((id) => id !== null),
    tags: (Array.isArray(job.tags) ? job.tags : []).flatMap((tag) =>
      typeof tag === "string" && !tag.includes(MASK) ? [tag] : [],
    ),
    bid: text(job.bid),
    process: null,
    crons: [],
    lock: text(job.lock_digest),
    retries: typeof job.retry_count === "number" ? job.retry_count + 1 : null,
    createdAtMs: ms(job.created_at),
    enqueuedAtMs: ms(job.enqueued_at),
    atMs: score === null ? (ms(job.enqueued_at) ?? ms(job.created_at)) : Math.round(score * 1_000),
    group: () => null,
    args: (path) => (path === null ? leaves(args) : at(args, path)),
    texts: () => [
      ...pieces(shown),
      ...pieces(shown).map(readable),
      ...(text(job.wrapped) ? [text(job.wrapped) ?? ""] : []),
    ],
  };
}

const readable = (json: string) =>
  json.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, hex, char) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : ({ n: "\n", t: "\t" }[String(char)] ?? char),
  );

function leafFact(value: Json): ArgFact {
  if (value === null) return { text: "nil", masked: false };
  if (typeof value === "object") return { text: null, masked: false };
  return String(value).includes(MASK) ? { text: null, masked: true } : { text: String(value), masked: false };
}

function leaves(value: Json): ArgFact[] {
  if (value === null || typeof value !== "object") return [leafFact(value)];
  return Object.values(value).flatMap(leaves);
}

function at(value: Json, path: readonly string[]): ArgFact[] {
  const [name, ...rest] = path;
  const own = leafFact(value);
  if (name === undefined || own.masked) return [own];
  if (Array.isArray(value)) {
    const chosen = /^\d+$/.test(name) ? value[Number(name)] : undefined;
    if (chosen !== undefined) return at(chosen, rest);
    return value.filter((each) => !Array.isArray(each)).flatMap((each) => at(each, path));
  }
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, name)) return [];
  return at(value[name] ?? null, rest);
}
