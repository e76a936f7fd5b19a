import "server-only";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { HostRule } from "@/lib/auth/host";
import type { Principal } from "@/lib/auth/principal";
import type { LinkTemplate } from "@/lib/domain/links";

/** What a request carries through the API. `incoming` is what the Node server passes; `ip` what anybody else knows. */
export interface ApiEnv {
  Bindings: {
    ip?: string | null;
    incoming?: { socket: { remoteAddress?: string | undefined } };
  };
  Variables: { principal: Principal; requestId: string };
}

export type Api = OpenAPIHono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;

export interface ApiOptions extends HostRule {
  /** `""` or `/tools/jobs`, as in front of `/api/v1` in the addresses this app is asked. */
  readonly basePath: string;
  readonly readOnly: boolean;
  /** Links out of a job. */
  readonly links?: readonly LinkTemplate[];
}

/** The address of the socket, which may be a proxy's. */
export function peerOf(c: ApiContext): { ip: string | null } {
  return { ip: c.env?.incoming?.socket.remoteAddress ?? c.env?.ip ?? null };
}
