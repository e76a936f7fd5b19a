import "server-only";
import { createHash, randomBytes } from "node:crypto";
import type { CronEntry, CronResult } from "@/lib/domain/cron.schema";
import { hideSecrets } from "../masking";
import { parseJson } from "../payload-parse";

const ARGS_CHARS = 2_000;

/** Of what is stored; any other bytes give another one. */
export function versionOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
}

/** Arguments as they may be seen: secrets masked, long ones clipped. */
export function shownArgs(text: string): Pick<CronEntry, "args" | "argsHidden"> {
  const parsed = parseJson(text, hideSecrets);
  let shown = text;
  for (const { start, end, text: mask } of [...(parsed?.hidden ?? [])].reverse()) {
    shown = shown.slice(0, start) + mask + shown.slice(end);
  }
  const hidden = (parsed?.hidden.length ?? 0) > 0 || shown.length > ARGS_CHARS;
  return { args: shown.slice(0, ARGS_CHARS), argsHidden: hidden };
}

/** `2026-11-22 13:52:37 +0000`, as Ruby prints a time, and what JavaScript reads besides. */
export function rubyTimeMs(text: string | null | undefined): number | null {
  if (!text) return null;
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?) ?(UTC|Z|[+-]\d\d:?\d\d)$/.exec(text.trim());
  const [, date, time, zone = ""] = match ?? [];
  const offset = zone === "UTC" ? "Z" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  const ms = Date.parse(match ? `${date}T${time}${offset}` : text);
  return Number.isFinite(ms) ? ms : null;
}

export const newJid = () => randomBytes(12).toString("hex");

const NOTHING = { jid: null, queue: null, undo: null };
export const done = (id: string): CronResult => ({ status: "done", reason: null, id, ...NOTHING });
export const gone = (id: string): CronResult => ({ status: "gone", reason: null, id, ...NOTHING });
export const refused = (id: string, reason: CronResult["reason"]): CronResult => ({
  status: "refused",
  reason,
  id,
  ...NOTHING,
});

/** What a script answered: `d` or a letter of why not. */
export function resultOf(id: string, reply: unknown): CronResult {
  switch (String(reply)) {
    case "d":
      return done(id);
    case "g":
      return gone(id);
    case "c":
      return refused(id, "changed");
    case "r":
      return refused(id, "ran");
    case "x":
      return refused(id, "exists");
    case "t":
      return refused(id, "wrong_type");
    case "f":
      return refused(id, "store_full");
    default:
      return { status: "unknown", reason: null, id, ...NOTHING };
  }
}
