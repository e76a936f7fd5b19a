import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { constants } from "node:zlib";
import { can, type Principal } from "@/lib/auth/principal";
import { limits } from "@/lib/config/limits";
import { meOf } from "@/lib/http/me";
import type { Pace } from "@/lib/http/pace";
import type { Registry, Snapshots } from "@/lib/http/services";
import { type Asset, appendVary } from "./asset";
import { gzipOf, PagePart } from "./page-parts";

/** An answer of the API's own, asked for this request. @returns the JSON, or null when it is not 200 */
export type Ask = (req: IncomingMessage, path: string) => Promise<string | null>;

/** @returns what is to stand in the element; null when there is nothing, or the store did not answer in time */
export type FirstAnswers = (
  req: IncomingMessage,
  principal: Principal,
  page: { shell: string; path: string; query: string },
) => Promise<readonly PagePart[] | null>;

interface Deps {
  readonly ask: Ask;
  readonly readOnly: boolean;
  readonly registry: Registry;
  readonly snapshots: Snapshots;
  readonly pace: Pace | undefined;
}

/** The store may be slow; the page is not. */
const WITHIN_MS = 80;

const LISTS: Readonly<Record<string, string>> = { "/dead": "dead", "/retries": "retry", "/scheduled": "scheduled" };

/** Writes the sizes of the snapshot into the elements that wait for them; its hash stands in each page's policy. */
export const FIRST_SCRIPT =
  '(()=>{const d=JSON.parse(document.getElementById("first-answers").textContent);' +
  'const k=Object.keys(d).find(k=>k.endsWith("/overview"));if(!k)return;' +
  'for(const e of document.querySelectorAll("[data-first]")){const v=d[k].sizes[e.dataset.first];' +
  'if(typeof v==="number")e.textContent=v.toLocaleString("en")+e.dataset.unit}})()';

/**
 * What a page asks first, so that its numbers need no second journey: who one is, the sources, the snapshot, and
 * the first page of a list without a filter. Each is what the API answers to this very request, with the same
 * rights, scope and pace; what readers of one role without a narrower scope all see is made once for them.
 */
export function createFirstAnswers(deps: Deps): FirstAnswers {
  const shared = sharedAnswers(deps);
  return async (req, principal, { shell, path, query }) => {
    const source = /^\/s\/([a-z0-9][a-z0-9-]{0,39})(?:\/|$)/.exec(path)?.[1];
    if (source === undefined || !can(principal, "read")) return null;
    if (deps.pace && !deps.pace.take(principal.name)) return null;
    const set = query === "" && Object.hasOwn(LISTS, shell) ? LISTS[shell] : undefined;
    const list = set === undefined ? null : `/${source}/sets/${set}/jobs?limit=25`;
    const answers = await inTime(
      Promise.all([shared(source, principal), list === null ? null : deps.ask(req, list).then(orThrow)]),
    );
    if (answers === null) return null;
    const [common, jobs] = answers;
    const me = new PagePart(`"/me":${safe(JSON.stringify(meOf(principal, deps.readOnly)))},`);
    return [me, common, ...(list === null || jobs === null ? [] : [new PagePart(safe(`,"${list}":${jobs}`))])];
  };
}

/** Sources and snapshot as one part, which stays the same while they do. */
function sharedAnswers({ registry, snapshots }: Deps) {
  const kept = new Map<string, { sources: string; body: Buffer; part: PagePart }>();
  const sourcesByRole = new Map<string, { json: Promise<string>; untilMs: number }>();
  const sourcesOf = async (principal: Principal) => JSON.stringify({ sources: await registry.summaries(principal) });
  const sharedSources = (principal: Principal): Promise<string> => {
    const known = sourcesByRole.get(principal.role);
    if (known && known.untilMs > performance.now()) return known.json;
    const json = sourcesOf(principal);
    sourcesByRole.set(principal.role, { json, untilMs: performance.now() + limits.singleFlightMs });
    json.catch(() => sourcesByRole.delete(principal.role));
    return json;
  };
  return async (source: string, principal: Principal): Promise<PagePart> => {
    if (principal.scopes !== null || principal.only) {
      const [sources, snapshot] = await Promise.all([sourcesOf(principal), snapshots.current(source, principal)]);
      return partOf(source, sources, snapshots.encode(snapshot).body);
    }
    const [sources, { body }] = await Promise.all([sharedSources(principal), snapshots.currentBytes(source)]);
    const key = `${principal.role} ${source}`;
    const known = kept.get(key);
    if (known?.body === body && known.sources === sources) return known.part;
    const part = partOf(source, sources, body);
    kept.set(key, { sources, body, part });
    return part;
  };
}

const partOf = (source: string, sources: string, snapshot: Buffer) =>
  new PagePart(safe(`"/sources":${sources},"/${source}/overview":${snapshot.toString()}`));

/** `<` stands in JSON only inside strings; escaped, nothing in a store can end the element. */
const safe = (json: string) => json.replaceAll("<", "\\u003c");

function orThrow(answer: string | null): string {
  if (answer === null) throw new Error("the API did not answer with 200");
  return answer;
}

const BODY_END = Buffer.from("</body>");
const OPEN = Buffer.from('<script type="application/json" id="first-answers">{');
const CLOSE = Buffer.from(`}</script><script>${FIRST_SCRIPT}</script>`);
const frames = new WeakMap<Asset, { head: PagePart; tail: PagePart }>();

/** The page before and behind the answers. */
function frameOf(page: Asset) {
  const known = frames.get(page);
  if (known) return known;
  const at = page.body.lastIndexOf(BODY_END);
  const level = constants.Z_BEST_COMPRESSION;
  const made = {
    head: new PagePart(Buffer.concat([page.body.subarray(0, at), OPEN]), level),
    tail: new PagePart(Buffer.concat([CLOSE, page.body.subarray(at)]), level),
  };
  frames.set(page, made);
  return made;
}

/** Sends a page with the answers at the end of its body. Made for one reader, so it has no ETag. */
export function sendPageWith(req: IncomingMessage, res: ServerResponse, page: Asset, answers: readonly PagePart[]) {
  for (const [name, value] of Object.entries(page.headers)) res.setHeader(name, value);
  const { head, tail } = frameOf(page);
  const parts = [head, ...answers, tail];
  const zipped = /\bgzip\b(?!;\s*q=0)/.test(String(req.headers["accept-encoding"] ?? ""));
  const body = zipped ? gzipOf(parts) : Buffer.concat(parts.map(({ plain }) => plain));
  res.setHeader("Content-Type", page.type);
  res.setHeader("Content-Length", body.length);
  appendVary(res, "Accept-Encoding");
  if (zipped) res.setHeader("Content-Encoding", "gzip");
  res.writeHead(200).end(body);
}

async function inTime<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), WITHIN_MS);
  });
  const answer = await Promise.race([work.catch(() => null), late]);
  clearTimeout(timer);
  return answer;
}
