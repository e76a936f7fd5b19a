import "server-only";
import { SYSTEM } from "@/lib/auth/principal";
import type { ApiServices } from "@/lib/http/services";

const ANSWER_WITHIN_MS = 1_000;
const KEEP_MS = 2_000;

/** `/readyz`: whether any source answers within a second; asked at most every two. Never after `stop`. */
export function createReadiness({ registry, snapshots }: Pick<ApiServices, "registry" | "snapshots">) {
  let stopped = false;
  let known: { answer: Promise<boolean>; untilMs: number } | null = null;

  async function answers(source: string): Promise<true> {
    const snapshot = await Promise.race([snapshots.current(source, SYSTEM), late()]);
    if (snapshot.health.state === "down") throw new Error("down");
    return true;
  }
  return {
    stop() {
      stopped = true;
    },
    async ready(): Promise<boolean> {
      if (stopped) return false;
      const now = performance.now();
      if (known === null || known.untilMs <= now) {
        const answer = Promise.any(registry.ids().map(answers)).catch(() => false);
        known = { answer, untilMs: now + KEEP_MS };
      }
      return known.answer;
    },
  };
}

function late(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("late")), ANSWER_WITHIN_MS).unref();
  });
}
