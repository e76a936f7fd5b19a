import "server-only";
import { limits } from "@/lib/config/limits";
import { isAppError } from "@/lib/errors/app-error";
import { pipelined } from "@/lib/redis/pipeline";
import { type Identity, scoreText } from "./identity";
import { hashBytes } from "./ref";
import { pairs, type SetMember, scoreNumber, walkSet } from "./walk";
import type { WriteContext } from "./write-context";

/** What is known of one identity: the member, its `rank` counted within its score, or why there is none. */
export type SetSought = SetMember | "gone" | "unknown";

/** Identities looked up at first; payloads may be megabytes. The rest come together when these are small. */
const LOOK_UP = 10;
const SMALL_BYTES = 4 * 1024;
/** Strangers among the frozen entries that one read of a stretch passes over. */
const STRANGERS = 10;

/** How many members of a score stand before those still to come; only a place to start, never a proof. */
export interface Hint {
  score: number;
  skip: number;
}

const skipOf = (hint: Hint | null, score: number) => (hint?.score === score ? hint.skip : 0);

export interface SeekOptions {
  /** The identities stand in the set's order. */
  readonly ordered: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Looks up as many of the first identities as one stretch may hold. */
export async function seekInSet(
  context: WriteContext,
  key: string,
  identities: readonly Identity[],
  hint: Hint | null,
  options: SeekOptions,
): Promise<SetSought[]> {
  const found: SetSought[] = [];
  let bytes = 0;
  while (found.length < identities.length && bytes < limits.lookBytes) {
    const small = found.length > 0 && bytes / found.length < SMALL_BYTES;
    const some = identities.slice(found.length, small ? identities.length : found.length + LOOK_UP);
    for (const sought of await seekSome(context, key, some, hint, options)) {
      found.push(sought);
      bytes += typeof sought === "string" ? 0 : sought.bytes.length;
    }
  }
  return found;
}

/** Frozen lists keep the set's order: one range mostly holds them all, and what it lacks is looked for by itself. */
async function seekSome(
  context: WriteContext,
  key: string,
  identities: readonly Identity[],
  hint: Hint | null,
  options: SeekOptions,
): Promise<SetSought[]> {
  const stretch = await readStretch(context, key, identities, hint);
  const inOrder = takeInOrder(identities, stretch);
  if (inOrder) return inOrder;
  const near = new Map(stretch.map(({ hash, score, member }) => [nameOf(hash, score), member]));
  const missing = identities.filter(({ hash, score }) => !near.has(nameOf(hash, score)));
  const rest = missing.length > 0 ? await seekEach(context, key, missing, hint, options) : [];
  const sought = new Map(missing.map(({ hash, score }, i) => [nameOf(hash, score), rest[i] ?? "unknown"]));
  return identities.map(({ hash, score }) => {
    const name = nameOf(hash, score);
    return near.get(name) ?? sought.get(name) ?? "unknown";
  });
}

interface Seen extends Identity {
  readonly member: SetMember;
}

/** All of them when they stand in the order in which they are sought, as they nearly always do. */
function takeInOrder(identities: readonly Identity[], seen: readonly Seen[]): SetMember[] | null {
  const taken: SetMember[] = [];
  for (const { hash, score, member } of seen) {
    const wanted = identities[taken.length];
    if (wanted && wanted.score === score && wanted.hash.equals(hash)) taken.push(member);
  }
  return taken.length === identities.length ? taken : null;
}

/** The members from the lowest score of them to the highest, so far as one range shows them. */
async function readStretch(
  { link }: WriteContext,
  key: string,
  identities: readonly Identity[],
  hint: Hint | null,
): Promise<Seen[]> {
  const scores = identities.map(({ score }) => score);
  const first = Math.min(...scores);
  const from = scoreText(first);
  const to = scoreText(Math.max(...scores));
  const limit = identities.length + STRANGERS;
  const skip = skipOf(hint, first);
  const flat = await link.bulk((redis) => redis.zrangebyscoreBuffer(key, from, to, "WITHSCORES", "LIMIT", skip, limit));
  let rank = skip;
  let before = first;
  return pairs(flat, 0).map(({ bytes, score: text }) => {
    const score = scoreNumber(text);
    if (score !== before) rank = 0;
    before = score;
    return { hash: hashBytes(bytes), score, member: { bytes, score: text, rank: rank++ } };
  });
}

/** By score: all members of it when they are few, else the first of them and then a walk through the rest. */
async function seekEach(
  context: WriteContext,
  key: string,
  identities: readonly Identity[],
  hint: Hint | null,
  options: SeekOptions,
): Promise<SetSought[]> {
  const scores = [...new Set(identities.map(({ score }) => score))];
  const take = (score: number) => identities.filter((identity) => identity.score === score).length + 1;
  const replies = await context.link.bulk((redis) =>
    pipelined(
      redis,
      scores.map((score) => [
        "ZRANGEBYSCORE",
        key,
        scoreText(score),
        scoreText(score),
        "WITHSCORES",
        "LIMIT",
        skipOf(hint, score),
        take(score),
      ]),
    ),
  );
  const members = new Map<string, SetMember>();
  const partial = new Set<number>();
  for (const [i, score] of scores.entries()) {
    const reply = replies[i] ?? null;
    if (isAppError(reply)) throw reply;
    const page = Array.isArray(reply) ? pairs(reply.filter(Buffer.isBuffer), skipOf(hint, score)) : [];
    for (const member of page) members.set(nameOf(hashBytes(member.bytes), score), member);
    if (page.length >= take(score) || skipOf(hint, score) > 0) partial.add(score);
  }
  const unsure = new Set<number>();
  for (const score of partial) {
    const names = identities.filter((identity) => identity.score === score).map(({ hash }) => nameOf(hash, score));
    if (names.every((name) => members.has(name))) continue;
    const skip = skipOf(hint, score);
    if (skip > 0) await walkScore(context, key, { score, skip }, names, members, options);
    if (names.every((name) => members.has(name))) continue;
    if (!(await walkScore(context, key, { score, skip: 0 }, names, members, options))) unsure.add(score);
  }
  return identities.map(
    ({ hash, score }) => members.get(nameOf(hash, score)) ?? (unsure.has(score) ? "unknown" : "gone"),
  );
}

const nameOf = (hash: Buffer, score: number) => `${hash.toString("base64url")} ${score}`;

/**
 * Where a frozen list keeps the set's order, meeting one name in a walk from the start proves that those before it
 * are not there; elsewhere all have to be met. @returns whether the walk came to its end within the bound
 */
async function walkScore(
  context: WriteContext,
  key: string,
  { score, skip }: Hint,
  names: readonly string[],
  members: Map<string, SetMember>,
  { ordered, signal }: SeekOptions,
): Promise<boolean> {
  const places = new Map(names.map((name, i) => [name, i]));
  let next = 0;
  let met = 0;
  let looked = 0;
  let base: number | null = null;
  for await (const page of walkSet(context, key, { score: scoreText(score), skip }, "bulk", signal)) {
    base ??= (page[0]?.rank ?? 0) - skip;
    for (const member of page) {
      if (scoreNumber(member.score) !== score) return true;
      const name = nameOf(hashBytes(member.bytes), score);
      const place = places.get(name);
      if (place === undefined) continue;
      members.set(name, { ...member, rank: Math.max(0, member.rank - base) });
      next = Math.max(next, place + 1);
      met++;
      if ((ordered ? next : met) === names.length) return true;
    }
    looked += page.length;
    if (looked >= limits.equalScoreWindow) return false;
  }
  return true;
}
