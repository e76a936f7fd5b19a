import "server-only";
import type { SourceHealth } from "@/lib/domain/source.schema";
import type { AppError } from "@/lib/errors/app-error";
import { DOWN_CODES } from "./errors";

export type LaneName = "read" | "write" | "bulk";

/** A refusal (read-only, full, a missing right) that nobody met again is forgotten after this long; other commands that work say nothing of it. */
const REFUSAL_KEPT_MS = 30_000;

export interface HealthTracker {
  ok(lane: LaneName): void;
  failed(lane: LaneName, error: AppError): void;
  /** Lanes that do not answer now; somebody should try them again. */
  silent(): LaneName[];
  current(): SourceHealth;
}

/** What the lanes last met, as one state; `onChange` hears of every change of state or code. */
export function createHealth(onChange: (health: SourceHealth) => void): HealthTracker {
  const problems = new Map<LaneName, { error: AppError; atMs: number }>();
  let lastOkAtMs: number | null = null;
  let shown: SourceHealth = { state: "connecting", code: null, params: {}, sinceMs: Date.now(), lastOkAtMs };

  const worst = () => {
    const live = [...problems.values()];
    return live.find((p) => DOWN_CODES.has(p.error.code)) ?? live[0];
  };
  const update = () => {
    for (const [lane, problem] of problems) {
      const fades = !DOWN_CODES.has(problem.error.code);
      if (fades && Date.now() - problem.atMs > REFUSAL_KEPT_MS) problems.delete(lane);
    }
    const problem = worst();
    const state = problem ? stateOf(problem.error) : lastOkAtMs === null ? "connecting" : "ok";
    const code = problem?.error.code ?? null;
    if (state === shown.state && code === shown.code) {
      shown = { ...shown, lastOkAtMs };
      return;
    }
    shown = { state, code, params: problem?.error.params ?? {}, sinceMs: Date.now(), lastOkAtMs };
    onChange(shown);
  };
  return {
    ok(lane) {
      lastOkAtMs = Date.now();
      const problem = problems.get(lane);
      if (problem && DOWN_CODES.has(problem.error.code)) problems.delete(lane);
      if (problem || shown.state !== "ok") update();
    },
    failed(lane, error) {
      problems.set(lane, { error, atMs: Date.now() });
      update();
    },
    silent: () => [...problems].filter(([, p]) => DOWN_CODES.has(p.error.code)).map(([lane]) => lane),
    current() {
      update();
      return { ...shown, lastOkAtMs };
    },
  };
}

const stateOf = (error: AppError) => (DOWN_CODES.has(error.code) ? "down" : "degraded");
