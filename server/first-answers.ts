import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { CheckedCache } from "@/lib/auth/checked-cache";
import { limits } from "@/lib/config/limits";
import { type Asset, appendVary } from "./asset";

/** Answers of the API's own, asked for this request. @returns the JSON, or null when it is not 200 */
export type Ask = (req: IncomingMessage, path: string) => Promise<string | null>;

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
 * the first page of a list without a filter. Each is what the API answers to this very request.
 * @returns a script element of JSON; null when the store did not answer in time
 */
export function firstAnswers(
  ask: Ask,
  req: IncomingMessage,
  { shell, path, query }: { shell: string; path: string; query: string },
): Promise<Buffer | null> {
  const source = /^\/s\/([a-z0-9][a-z0-9-]{0,39})(?:\/|$)/.exec(path)?.[1];
  if (source === undefined) return Promise.resolve(null);
  const set = query === "" && Object.hasOwn(LISTS, shell) ? LISTS[shell] : undefined;
  const paths = [
    "/me",
    "/sources",
    `/${source}/overview`,
    ...(set === undefined ? [] : [`/${source}/sets/${set}/jobs?limit=25`]),
  ];
  const { host, cookie = "", authorization = "" } = req.headers;
  const who = [host, cookie, authorization, req.socket.remoteAddress, req.headers["x-forwarded-for"]];
  return made.get(
    JSON.stringify([...who, ...paths]),
    () => elementOf(ask, req, paths),
    (element) => element !== null,
  );
}

/** The same question of the same reader is answered once within a moment, as lists are. */
const made = new CheckedCache<Buffer | null>(limits.singleFlightMs, () => performance.now());

async function elementOf(ask: Ask, req: IncomingMessage, paths: readonly string[]): Promise<Buffer | null> {
  const answers = await inTime(Promise.all(paths.map((each) => ask(req, each))));
  if (answers === null || answers.includes(null)) return null;
  const json = paths.map((each, index) => `${JSON.stringify(each)}:${answers[index]}`).join(",");
  // `<` stands in JSON only inside strings; escaped, nothing in a store can end the element.
  const data = `{${json}}`.replaceAll("<", "\\u003c");
  return Buffer.from(
    `<script type="application/json" id="first-answers">${data}</script><script>${FIRST_SCRIPT}</script>`,
  );
}

const BODY_END = Buffer.from("</body>");
const squeeze = promisify(gzip);

/** Sends a page with something more at the end of its body. Made for one reader, so it has no ETag. */
export async function sendPageWith(req: IncomingMessage, res: ServerResponse, page: Asset, more: Buffer) {
  for (const [name, value] of Object.entries(page.headers)) res.setHeader(name, value);
  const at = page.body.lastIndexOf(BODY_END);
  const whole = Buffer.concat([page.body.subarray(0, at), more, page.body.subarray(at)]);
  const zipped = /\bgzip\b(?!;\s*q=0)/.test(String(req.headers["accept-encoding"] ?? ""));
  const body = zipped ? await squeeze(whole, { level: constants.Z_BEST_SPEED }) : whole;
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
