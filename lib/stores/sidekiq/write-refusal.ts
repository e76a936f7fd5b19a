import "server-only";
import { type RefusedVerb, refusedVerb } from "@/lib/domain/source.schema";
import type { RedisLink } from "@/lib/redis/link";
import type { StoreAbout, WriteRefusal } from "@/lib/stores/port";

/** So old an answer is used without asking again. */
const KNOWN_MS = 60_000;
/** A page does not wait longer for it; the next one knows. */
const PATIENCE_MS = 500;

/** Whether the store refuses writes, as the last look at its role and this user's rights told. */
export interface WriteRefusals {
  /** What an about says of it is kept. */
  note(about: StoreAbout): StoreAbout;
  known(): Promise<WriteRefusal | null>;
  /** What the last look told; `known` looks. */
  verbs(): readonly RefusedVerb[];
}

/** @param look asks the store; its answer comes back by `note` */
export function watchRefusals(link: RedisLink, look: () => Promise<unknown>): WriteRefusals {
  let refusal: WriteRefusal | null = null;
  let verbs: readonly RefusedVerb[] = [];
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return {
    note(about) {
      askedAtMs = Date.now();
      refusal = refusalOf(about);
      verbs = refusedVerb.options.filter((verb) => about.missingRights.some(({ turnsOff }) => turnsOff === verb));
      return about;
    },
    verbs: () => verbs,
    async known() {
      if (link.health().state === "down" || Date.now() - askedAtMs < KNOWN_MS) return refusal;
      askedAtMs = Date.now();
      const looked = look().catch(() => {
        askedAtMs = Number.NEGATIVE_INFINITY;
      });
      await Promise.race([looked, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);
      return refusal;
    },
  };
}

function refusalOf({ info, missingRights }: StoreAbout): WriteRefusal | null {
  if (missingRights.some(({ turnsOff }) => turnsOff === "writer")) return "missing_rights";
  return info?.role === "replica" ? "replica" : null;
}
