import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AuthService } from "@/lib/auth/authenticator";
import { hostAllowed, isLoopback } from "@/lib/auth/host";
import type { Principal } from "@/lib/auth/principal";
import type { RequestHead } from "@/lib/auth/request-head";
import { isAppError } from "@/lib/errors/app-error";
import type { Pace } from "@/lib/http/pace";
import type { Registry, Snapshots } from "@/lib/http/services";
import { API_ALIASES, matchShell } from "@/lib/runtime/shell-routes";
import { type Asset, sendAsset } from "./asset";
import type { ConsoleFiles, Shell } from "./console-files";
import { type Ask, createFirstAnswers, type FirstAnswers, sendPageWith } from "./first-answers";
import { hotLane } from "./hot-lane";
import { oldLink } from "./old-links";
import { headOf, peerOf, plain, redirect } from "./request";
import { COMMON_HEADERS, HSTS, OPENER_POLICY } from "./security-headers";

export interface HandlerDeps {
  readonly basePath: string;
  readonly files: ConsoleFiles;
  readonly auth: AuthService;
  readonly registry: Registry;
  readonly snapshots: Snapshots;
  readonly pace?: Pace | undefined;
  /** Answers `BASE_PATH/api/…`. */
  readonly api: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  /** Whether this replica can serve; asked by `/readyz`. */
  readonly ready: () => Promise<boolean>;
  /** For what a page asks first; absent = pages come without it. */
  readonly first?: { readonly ask: Ask; readonly readOnly: boolean };
  readonly onError: (error: unknown) => void;
}

/** Answers everything the process is asked. */
export function createHandler(given: HandlerDeps): (req: IncomingMessage, res: ServerResponse) => void {
  const { first, registry, snapshots, pace } = given;
  const firstAnswers = first ? createFirstAnswers({ ...first, registry, snapshots, pace }) : null;
  const deps = { ...given, firstAnswers };
  return (req, res) => {
    answer(deps, req, res).catch((error: unknown) => {
      deps.onError(error);
      if (res.headersSent) res.destroy();
      else plain(res, 500, "Something went wrong here. The log says more.");
    });
  };
}

interface Deps extends HandlerDeps {
  readonly firstAnswers: FirstAnswers | null;
}

async function answer(deps: Deps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  for (const name in COMMON_HEADERS) res.setHeader(name, COMMON_HEADERS[name] ?? "");
  const [fullPath = "", query = ""] = split(req.url ?? "", "?");
  const path = withoutBase(fullPath, deps.basePath);
  if (fullPath === "/healthz" || path === "/healthz") return plain(res, 200, "ok");
  if (fullPath === "/readyz" || path === "/readyz") {
    return (await deps.ready()) ? plain(res, 200, "ready") : plain(res, 503, "not ready");
  }
  if (!fullPath.startsWith("/")) return plain(res, 400, "bad request");
  if ("next-action" in req.headers) return plain(res, 404, "not found");

  if (path === null) {
    return fullPath === "/" ? redirect(res, `${deps.basePath}/`) : plain(res, 404, "not found");
  }
  const head = headOf(req);
  if (!hostAllowed(head, deps.auth.config)) {
    return plain(res, 421, "This host name is not served here: set SIGNALBOX_URL to the address people use.");
  }
  const secure = deps.auth.isSecure(head, peerOf(req));
  if (secure) res.setHeader("Strict-Transport-Security", HSTS);
  if (secure || isLoopback(head)) res.setHeader(OPENER_POLICY.name, OPENER_POLICY.value);

  const asset = deps.files.assets.get(path);
  if (asset) return isRead(req) ? sendAsset(req, res, asset) : plain(res, 405, "method not allowed");
  if (path.startsWith("/_next/")) return plain(res, 404, "not found");

  const apiPath = Object.hasOwn(API_ALIASES, path) ? API_ALIASES[path] : path;
  if (apiPath?.startsWith("/api/")) return answerApi(deps, req, res, { head, path: apiPath, query });
  if (!isRead(req)) return plain(res, 405, "method not allowed");
  return answerPage(deps, req, res, { head, path, query });
}

async function answerApi(
  deps: HandlerDeps,
  req: IncomingMessage,
  res: ServerResponse,
  asked: PageRequest,
): Promise<void> {
  const { auth, snapshots, pace, registry } = deps;
  if (await hotLane(req, res, asked, { auth, snapshots, pace, sources: registry.ids() })) return;
  const { path, query } = asked;
  req.url = `${deps.basePath}${path}${query === "" ? "" : `?${query}`}`;
  await deps.api(req, res);
}

interface PageRequest {
  readonly head: RequestHead;
  readonly path: string;
  readonly query: string;
}

/** A console page, an old link of Sidekiq Web, or nothing; for those who have signed in. */
async function answerPage(deps: Deps, req: IncomingMessage, res: ServerResponse, page: PageRequest) {
  const { head, path, query } = page;
  const route = matchShell(path);
  const shell = route ? deps.files.shells.get(route.shell) : undefined;
  if (route?.public && shell) return sendShell(req, res, shell);

  const principal = await whoAsks(deps, req, res, page);
  if (principal === null) return;
  const cookie = await deps.auth.renew(head, peerOf(req));
  if (cookie !== null) res.setHeader("Set-Cookie", cookie);

  if (path === "/" || route === null) {
    const sources = await deps.registry.summaries(principal);
    const first = sources[0]?.id;
    if (path === "/" && first !== undefined && sources.length === 1) {
      return redirect(res, `${deps.basePath}/s/${first}${query === "" ? "" : `?${query}`}`);
    }
    if (path === "/dashboard/stats") return redirect(res, `${deps.basePath}/stats`);
    const twin = first === undefined ? null : oldLink(path, new URLSearchParams(query), first);
    if (twin !== null) return redirect(res, `${deps.basePath}${twin}`);
  }
  if (!shell) return sendAsset(req, res, deps.files.notFound, 404);
  const first = isWholePage(req)
    ? await deps.firstAnswers?.(req, principal, { shell: route?.shell ?? "", path, query })
    : null;
  return first ? sendPageWith(req, res, shell.html, first) : sendShell(req, res, shell);
}

/** Not a part of it for the router, and not a question whether it has changed. */
const isWholePage = (req: IncomingMessage) =>
  req.method === "GET" && req.headers.rsc === undefined && req.headers["if-none-match"] === undefined;

/** Null when the request was answered: nobody signed in goes to the sign-in page and comes back after it. */
async function whoAsks(
  deps: HandlerDeps,
  req: IncomingMessage,
  res: ServerResponse,
  { head, path, query }: PageRequest,
): Promise<Principal | null> {
  try {
    return await deps.auth.authenticate(head, peerOf(req));
  } catch (error) {
    if (isAppError(error, "unauthenticated")) {
      const back = `${deps.basePath}${path}${query === "" ? "" : `?${withoutRsc(query)}`}`;
      redirect(res, `${deps.basePath}/login?callbackUrl=${encodeURIComponent(back)}`);
    } else if (isAppError(error)) {
      plain(res, error.status, `Signing in is not possible now (${error.code}).`);
    } else throw error;
    return null;
  }
}

function sendShell(req: IncomingMessage, res: ServerResponse, shell: Shell): Promise<void> {
  const form = formOf(req, shell);
  return form === null ? Promise.resolve(plain(res, 404, "not found")) : sendAsset(req, res, form);
}

function formOf(req: IncomingMessage, shell: Shell): Asset | null {
  if (req.headers.rsc === undefined) return shell.html;
  const segment = req.headers["next-router-segment-prefetch"];
  if (segment === undefined) return shell.rsc;
  return shell.segments.get(String(segment)) ?? null;
}

function withoutBase(path: string, basePath: string): string | null {
  if (basePath === "") return path;
  if (path === basePath) return "/";
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : null;
}

function withoutRsc(query: string): string {
  const params = new URLSearchParams(query);
  params.delete("_rsc");
  return params.toString();
}

const isRead = (req: IncomingMessage) => req.method === "GET" || req.method === "HEAD";

function split(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}
