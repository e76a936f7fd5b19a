import "server-only";
import { logger, safeMessage } from "@/lib/errors/logger";
import type { Trash } from "@/lib/stores/port";

const SWEEP_EVERY_MS = 3_600_000;

/** Unlinks what has aged in the trash, now and every hour; two replicas sweeping at once do no harm. */
export function startSweeper(source: string, trash: () => Trash | undefined): () => void {
  const sweep = () => {
    trash()
      ?.sweep(Date.now())
      .catch((error: unknown) => logger.warn({ source, error: safeMessage(error) }, "trash not swept"));
  };
  sweep();
  const timer = setInterval(sweep, SWEEP_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
