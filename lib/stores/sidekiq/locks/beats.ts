import "server-only";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { setMembers } from "../work";

/**
 * Whether every live process has reported again. A process writes what it runs and then its `beat`, within moments of
 * each other (`Sidekiq::Launcher#❤`): a beat that changed stands for a report not much older than when it was first read.
 */
export class Beats {
  private readonly ctx: SidekiqContext;
  private readonly silent: Map<string, string>;

  private constructor(ctx: SidekiqContext, silent: Map<string, string>) {
    this.ctx = ctx;
    this.silent = silent;
  }

  static async begin(ctx: SidekiqContext): Promise<Beats> {
    const identities = await ctx.link.bulk((redis) => setMembers(redis, ctx.keys.processes));
    return new Beats(ctx, await beatsOf(ctx, identities));
  }

  /** A process that went away reports nothing any more. */
  async allChanged(): Promise<boolean> {
    const now = await beatsOf(this.ctx, [...this.silent.keys()]);
    for (const [identity, beat] of this.silent) if (now.get(identity) !== beat) this.silent.delete(identity);
    return this.silent.size === 0;
  }
}

/** Of those that have one. */
async function beatsOf({ link, keys }: SidekiqContext, identities: readonly string[]): Promise<Map<string, string>> {
  const replies = await link.bulk((redis) =>
    pipelined(
      redis,
      identities.map((identity) => ["HGET", keys.process(identity), "beat"]),
    ),
  );
  const beats = new Map<string, string>();
  for (const [index, identity] of identities.entries()) {
    const beat = replies[index];
    if (Buffer.isBuffer(beat)) beats.set(identity, beat.toString("latin1"));
  }
  return beats;
}
