import "server-only";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";

/** A worker hands the string to Process.kill as it is: nothing but these two is ever written. */
const SIGNALS = { quiet: "TSTP", stop: "TERM" } as const;
const MAILBOX_SEC = 60;
/** After these a worker fetches no more; Sidekiq 5 went quiet at USR1, too. */
const LEAVING = new Set(["TSTP", "TERM", "USR1"]);
const MAILBOX_READ = 10;

/** Those with a signal in their mailbox that ends their fetching. */
export function readLeaving({ link, keys }: SidekiqContext, identities: readonly string[]): Promise<Set<string>> {
  return link.read(async (redis) => {
    const mailboxes = await pipelined(
      redis,
      identities.map((identity) => ["LRANGE", keys.signals(identity), 0, MAILBOX_READ - 1]),
    );
    const leaves = (mailbox: unknown) => Array.isArray(mailbox) && mailbox.some((text) => LEAVING.has(String(text)));
    return new Set(identities.filter((_, index) => leaves(mailboxes[index])));
  });
}

/** One signal into the mailbox of a process that has a heartbeat; it takes one a beat, up to ten seconds later. */
export async function sendSignal(
  { link, keys }: SidekiqContext,
  identity: string,
  signal: "quiet" | "stop",
): Promise<"done" | "gone" | "embedded"> {
  const [known, info] = await link.read((redis) =>
    Promise.all([redis.sismember(keys.processes, identity), redis.hget(keys.process(identity), "info")]),
  );
  if (!known || info === null) return "gone";
  if (isEmbedded(info)) return "embedded";
  await link.write((redis) =>
    redis
      .multi()
      .lpush(keys.signals(identity), SIGNALS[signal])
      .expire(keys.signals(identity), MAILBOX_SEC)
      .exec()
      .then((replies) => {
        for (const [error] of replies ?? []) if (error) throw error;
      }),
  );
  return "done";
}

function isEmbedded(info: string): boolean {
  try {
    const parsed: unknown = JSON.parse(info);
    return typeof parsed === "object" && parsed !== null && Reflect.get(parsed, "embedded") === true;
  } catch {
    return false;
  }
}
