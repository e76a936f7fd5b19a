import "server-only";
import { randomUUID } from "node:crypto";
import type { AuditLog } from "@/lib/http/services";

export interface SignInFacts {
  readonly action: "sign_in" | "sign_out" | "token_use";
  readonly name: string;
  readonly method: "session" | "basic" | "token";
  readonly ip: string | null;
  /** Null for who came in, or went. */
  readonly error: string | null;
}

/** Writes down who came in or went, or was turned away. A record that cannot be kept keeps nobody out: stdout has it. */
export async function recordSignIn(audit: AuditLog | null, facts: SignInFacts): Promise<void> {
  const { action, name, method, ip, error } = facts;
  const entry = {
    phase: error === null ? ("event" as const) : ("refusal" as const),
    requestId: randomUUID(),
    actor: name.slice(0, 64),
    method,
    ip,
    action,
    source: null,
    targets: [],
    targetTotal: 0,
    targetHash: null,
    outcome: null,
    error,
    reason: null,
    durationMs: null,
  };
  await audit?.write(entry).catch(() => {});
}
