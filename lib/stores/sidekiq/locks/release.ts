import "server-only";
import { limits } from "@/lib/config/limits";
import type { LockKind, LockOutcome } from "@/lib/domain/lock.schema";
import type { LockRelease } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { releaseDigests, releaseValues } from "../lua/release-digests";
import { isUniquenessKey } from "./uniqueness";

/** In one order; each lock is one atomic step that compares its state with the token. */
export async function releaseLocks(
  ctx: SidekiqContext,
  kind: LockKind,
  locks: readonly LockRelease[],
): Promise<LockOutcome[]> {
  const outcomes: LockOutcome[] = [];
  for (let from = 0; from < locks.length; from += limits.entriesPerScript) {
    const chunk = locks.slice(from, from + limits.entriesPerScript);
    outcomes.push(...(kind === "active_job" ? await values(ctx, chunk) : await digests(ctx, chunk)));
  }
  return outcomes;
}

async function digests({ link, keys }: SidekiqContext, locks: readonly LockRelease[]): Promise<LockOutcome[]> {
  const names = locks.flatMap(({ digest }) =>
    ["", ":LOCKED", ":QUEUED", ":PRIMED", ":INFO"].map((suffix) => keys.any(digest + suffix)),
  );
  const args = locks.flatMap(({ digest, token, jids = [] }) => [digest, token, jids.length, ...jids]);
  return outcomesOf(await link.run(releaseDigests, [keys.digests, keys.expiringDigests, ...names], args), locks.length);
}

async function values({ link, keys }: SidekiqContext, locks: readonly LockRelease[]): Promise<LockOutcome[]> {
  const own = locks.filter(({ digest }) => isUniquenessKey(digest));
  const reply = await link.run(
    releaseValues,
    own.map(({ digest }) => keys.any(digest)),
    own.map(({ token }) => token),
  );
  const outcomes = outcomesOf(reply, own.length);
  return locks.map((lock) => outcomes[own.indexOf(lock)] ?? "refused");
}

const WORDS: Readonly<Record<string, LockOutcome>> = { d: "released", g: "gone", c: "changed", t: "refused" };

function outcomesOf(reply: unknown, count: number): LockOutcome[] {
  const letters: unknown[] = Array.isArray(reply) ? reply : [];
  return Array.from({ length: count }, (_, index) => WORDS[String(letters[index])] ?? "refused");
}
