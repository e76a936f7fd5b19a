import "server-only";
import NextAuth from "next-auth";
import { claimNextAuthEnv } from "@/lib/config/env";
import type { AuthService, Peer } from "./authenticator";
import { cookieNames } from "./cookies";
import { hostAllowed, originOf } from "./host";
import { defaultOf } from "./interop";
import { nextAuthOptions } from "./next-auth-options";
import { bodyFields, cookiesOf, ResponseRecorder } from "./pages-adapter";

const ACTIONS = new Set(["csrf", "session", "signin", "signout", "callback", "providers", "error"]);
const LARGEST_BODY = 16 * 1024;

/**
 * Answers `/api/auth/*` (any base path) with next-auth, in any server: Request in, Response out.
 * The origin is made from what we checked, never from the forwarded headers of the request.
 */
export async function handleAuth(auth: AuthService, request: Request, peer: Peer): Promise<Response> {
  if (!hostAllowed(request, auth.config)) return plain(421);
  const { basePath, publicUrl } = auth.config;
  const segments = new URL(request.url).pathname.split("/api/auth/")[1]?.split("/") ?? [];
  const [action = "", provider] = segments;
  if (!ACTIONS.has(action) || segments.length > 2) return plain(404);
  if (request.method !== "GET" && request.method !== "POST") return plain(405);
  claimNextAuthEnv();
  const secure = auth.isSecure(request, peer);
  const origin = originOf(request, publicUrl, secure);
  const names = cookieNames(auth.config.secret, basePath, secure);
  const recorder = new ResponseRecorder();
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const adapted = {
    method: request.method,
    query: { ...query, nextauth: provider === undefined ? [action] : [action, provider] },
    cookies: cookiesOf(request, [names.session, names.csrf]),
    body: await bodyFields(request, LARGEST_BODY),
    headers: {
      "x-forwarded-host": `${origin.replace(/^https?:\/\//, "")}${basePath}/api/auth`,
      "x-forwarded-proto": origin.startsWith("https:") ? "https" : "http",
    },
  };
  const handler: (req: typeof adapted, res: ResponseRecorder) => Promise<void> = defaultOf(NextAuth)(
    nextAuthOptions(auth, request, peer, origin),
  );
  await handler(adapted, recorder);
  return recorder.response();
}

function plain(status: number): Response {
  return new Response(null, { status, headers: { "Cache-Control": "private, no-store" } });
}
