import "server-only";
import { randomUUID } from "node:crypto";
import type { AuthService } from "./authenticator";

/** Writes down who came in, or was turned away. A record that cannot be kept keeps nobody out: stdout has it. */
export async function recordSignIn(auth: AuthService, name: string, ip: string | null, error: string | null) {
  const entry = {
    phase: error === null ? ("event" as const) : ("refusal" as const),
    requestId: randomUUID(),
    actor: name.slice(0, 64),
    method: "session" as const,
    ip,
    action: "sign_in",
    source: null,
    targets: [],
    targetTotal: 0,
    targetHash: null,
    outcome: null,
    error,
    reason: null,
    durationMs: null,
  };
  await auth.audit?.write(entry).catch(() => {});
}
