import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest, type Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limits } from "@/lib/config/limits";
import { Pace } from "@/lib/http/pace";
import { SHELL_ROUTES } from "@/lib/runtime/shell-routes";
import { PASSWORD, startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { seed } from "@/lib/testing/seed";
import { loadConsole } from "./console-files";
import { createHandler } from "./handler";
import { refuseUpgrades } from "./lifecycle";
import { COMMON_HEADERS } from "./security-headers";

const BASE = "/tools/jobs";
const SCOPE = [{ source: "default", queues: ["vault"] }];
const INLINE = 'self.base="/__BASE_PATH__"';
const PAGE = `<html><body><nav><a href="/__BASE_PATH__">x</a></nav><h1>x</h1><script>${INLINE}</script>${"<p>filler</p>".repeat(200)}</body></html>`;

let dir: string;
let console_: TestConsole;
let server: Server;
let port: number;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "signalbox-build-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  for (const page of new Set([...SHELL_ROUTES.map((route) => route.shell), "/_not-found"])) {
    write(`pages${page}.html`, PAGE.replace("<h1>x", `<h1>${page}`));
    write(`pages${page}.rsc`, `0:"/__BASE_PATH__${page}"\n`);
    write(`pages${page}.segments/_tree.segment.rsc`, '0:{"tree":1}\n');
  }
  write("static/chunks/a.js", 'fetch("/__BASE_PATH__/api")');
  write("static/chunks/a.js.map", "{}");
  write("public/theme.js", "1");

  console_ = await startConsole({
    users: [testUser("ada", "admin"), testUser("hasty", "viewer"), testUser("vera", "viewer", SCOPE)],
    pace: new Pace(() => 0),
    basePath: BASE,
  });
  await seed(console_.redis.client());
  const { auth, services, api } = console_.runtime;
  server = createServer(
    createHandler({
      basePath: BASE,
      files: loadConsole(dir, BASE),
      auth,
      registry: services.registry,
      snapshots: services.snapshots,
      pace: services.pace,
      api: getRequestListener((request, { incoming }) => api.fetch(request, { incoming })),
      ready: async () => true,
      first: {
        readOnly: false,
        async ask(req, path) {
          const headers = { authorization: req.headers.authorization ?? "" };
          const asked = new Request(`http://x${BASE}/api/v1${path}`, { headers });
          const answer = await api.fetch(asked, { ip: "127.0.0.1" });
          return answer.status === 200 ? answer.text() : null;
        },
      },
      onError: (error) => {
        throw error;
      },
    }),
  );
  refuseUpgrades(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await console_.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Paths go out exactly as written, as an attacker would send them. */
function ask(path: string, options: { as?: string; method?: string; headers?: Record<string, string> } = {}) {
  const { as, method = "GET", headers = {} } = options;
  const authorization = as ? { authorization: `Basic ${Buffer.from(`${as}:${PASSWORD}`).toString("base64")}` } : {};
  return new Promise<Answer>((resolve, reject) => {
    const req = httpRequest({ port, host: "127.0.0.1", path, method, headers: { ...authorization, ...headers } });
    req.on("error", reject);
    req.on("response", (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) }));
    });
    req.end();
  });
}

describe("a wrong password at an address of the hot lane", () => {
  it("is one try, and one line of the record", async () => {
    expect((await ask(`${BASE}/api/v1/default/overview`, { as: "nobody" })).status).toBe(401);
    const { entries } = await console_.runtime.services.audit.page({ cursor: null, limit: 10, q: "nobody" });
    expect(entries.map(({ phase, action }) => [phase, action])).toEqual([["refusal", "sign_in"]]);
  });
});

describe("pages", () => {
  it.each(SHELL_ROUTES.filter((route) => !route.public))(
    "sends $path to sign in first, then its shell",
    async (route) => {
      const path = `${BASE}${route.path.replaceAll(/:\w+/g, "default")}`;
      const out = await ask(path);
      expect([out.status, out.headers.location]).toEqual([
        302,
        `${BASE}/login?callbackUrl=${encodeURIComponent(path)}`,
      ]);
      expect(out.body).toHaveLength(0);
      if (route.path === "/") return;
      const page = await ask(path, { as: "ada" });
      expect(page.status).toBe(200);
      expect(page.body.toString()).toContain(`<h1>${route.shell}`);
    },
  );

  it("leads from the start to the only source, and from the root to the base path", async () => {
    expect((await ask(`${BASE}/`, { as: "ada" })).headers.location).toBe(`${BASE}/s/default`);
    expect((await ask("/")).headers.location).toBe(`${BASE}/`);
    expect((await ask("/s/default", { as: "ada" })).status).toBe(404);
  });

  it("has the base path in place, and allows exactly the scripts that then stand in the page", async () => {
    const page = await ask(`${BASE}/login`);
    expect(page.body.toString()).toContain(`self.base="${BASE}"`);
    expect(page.body.toString()).toContain(`<a href="${BASE}">`);
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'( 'sha256-[A-Za-z0-9+/=]+'){2};/);
    expect(policy).not.toContain("unsafe");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it("answers the router with the page's stream or the part it asks for", async () => {
    const path = `${BASE}/s/default/queues?_rsc=1`;
    const rsc = await ask(path, { as: "ada", headers: { rsc: "1" } });
    expect([rsc.headers["content-type"], rsc.body.toString()]).toEqual(["text/x-component", `0:"${BASE}/queues"\n`]);
    expect(rsc.headers["x-nextjs-rewritten-path"]).toBe(`${BASE}/queues`);
    const part = { rsc: "1", "next-router-segment-prefetch": "/_tree" };
    expect((await ask(path, { as: "ada", headers: part })).body.toString()).toBe('0:{"tree":1}\n');
    const outside = { ...part, "next-router-segment-prefetch": "/../../secret" };
    expect((await ask(path, { as: "ada", headers: outside })).status).toBe(404);
    expect((await ask(path, { headers: { rsc: "1" } })).status).toBe(302);
  });

  it("says 304 to whom has it, compresses for whom can, and keeps pages out of caches", async () => {
    const page = await ask(`${BASE}/login`, { headers: { "accept-encoding": "gzip, br" } });
    expect(page.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(page.body).toString()).toContain("<h1>/login");
    expect(page.headers["cache-control"]).toBe("private, no-store");
    const again = await ask(`${BASE}/login`, { headers: { "if-none-match": `W/"x", ${page.headers.etag}` } });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect(again.headers["content-security-policy"]).toBe(page.headers["content-security-policy"]);
  });
});

describe("what a page asks first", () => {
  const data = (body: Buffer) => {
    const json = /<script type="application\/json" id="first-answers">(.*?)<\/script>/s.exec(body.toString())?.[1];
    return json === undefined ? null : JSON.parse(json);
  };

  it("comes with it, as the API answers this very reader", async () => {
    const page = await ask(`${BASE}/s/default/dead`, { as: "ada" });
    const first = data(page.body);
    expect(Object.keys(first)).toEqual(["/me", "/sources", "/default/overview", "/default/sets/dead/jobs?limit=25"]);
    expect([first["/me"].name, first["/default/overview"].sizes.dead]).toEqual(["ada", 3]);
    expect(first["/default/sets/dead/jobs?limit=25"].total).toBe(3);
    expect(Object.keys(data((await ask(`${BASE}/s/default/dead?q=x`, { as: "ada" })).body))).toHaveLength(3);
    for (const as of ["ada", "vera"]) {
      const shown = data((await ask(`${BASE}/s/default`, { as })).body);
      for (const path of ["/me", "/sources"]) {
        const own = JSON.parse((await ask(`${BASE}/api/v1${path}`, { as })).body.toString());
        for (const source of [...(own.sources ?? []), ...(shown[path].sources ?? [])]) delete source.health.lastOkAtMs;
        expect(shown[path]).toEqual(own);
      }
    }
    const scoped = await ask(`${BASE}/s/default/queues`, { as: "vera" });
    expect(data(scoped.body)["/me"].name).toBe("vera");
    expect(scoped.body.toString()).not.toContain("mail-in");
  });

  it("ends no element, whatever the store holds, and its script is the only one that was added", async () => {
    const redis = console_.redis.client();
    const hostile = "</script><script>alert(1)</script><!--<script>";
    await redis.zadd("retry", 1, JSON.stringify({ class: hostile, args: [hostile], jid: hostile, queue: hostile }));
    await new Promise((resolve) => setTimeout(resolve, limits.singleFlightMs));
    const page = await ask(`${BASE}/s/default/retries`, { as: "ada" });
    await redis.zremrangebyscore("retry", 1, 1);
    const jobs: { class: string }[] = data(page.body)["/default/sets/retry/jobs?limit=25"].jobs;
    expect(jobs.map((job) => job.class)).toContain(hostile);
    expect(page.body.toString().match(/<script/g)).toHaveLength(3);
    const policy = String(page.headers["content-security-policy"]);
    for (const [, script = ""] of page.body.toString().matchAll(/<script>([^<]*)<\/script>/g)) {
      expect(policy).toContain(`'sha256-${createHash("sha256").update(script).digest("base64")}'`);
    }
  });

  it("is left out for those whom it would tell nothing, and for parts of a page", async () => {
    expect(data((await ask(`${BASE}/login`)).body)).toBeNull();
    expect(data((await ask(`${BASE}/s/elsewhere`, { as: "ada" })).body)).toBeNull();
    expect(data((await ask(`${BASE}/s/default`, { as: "ada", headers: { rsc: "1" } })).body)).toBeNull();
    const zipped = await ask(`${BASE}/s/default`, { as: "ada", headers: { "accept-encoding": "gzip" } });
    expect([zipped.headers["content-encoding"], data(gunzipSync(zipped.body))["/me"].name]).toEqual(["gzip", "ada"]);
    const bare = (await ask(`${BASE}/s/default`, { as: "ada" })).body.toString();
    const unzipped = gunzipSync(zipped.body).toString();
    const around = (page: string) => [page.slice(0, page.indexOf('{"/me"')), page.slice(page.indexOf("}</script>"))];
    expect(around(unzipped)).toEqual(around(bare));
    expect(around(unzipped).join("")).toContain("</body></html>");
  });
});

describe("files", () => {
  it("sends hashed files for ever, with the base path in place, and no source maps", async () => {
    const chunk = await ask(`${BASE}/_next/static/chunks/a.js`);
    expect(chunk.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(chunk.body.toString()).toBe(`fetch("${BASE}/api")`);
    expect((await ask(`${BASE}/theme.js`)).status).toBe(200);
    expect((await ask(`${BASE}/_next/static/chunks/a.js.map`)).status).toBe(404);
  });
});

describe("old links of Sidekiq Web", () => {
  it.each([
    ["/morgue", "/s/default/dead"],
    ["/morgue?substr=a%20b", "/s/default/dead?q=%22a%20b%22"],
    ["/retries/1700000000.123-8b14c4", "/s/default/jobs/8b14c4"],
    ["/scheduled/1e9-j%2Fid", "/s/default/jobs/j%2Fid"],
    ["/queues/default", "/s/default/queues/default"],
    ["/queues/a%2Fb", "/s/default/queues/~YS9i"],
    ["/busy", "/s/default/busy"],
    ["/metrics/Billing::ChargeJob?period=4h", "/s/default/metrics/Billing%3A%3AChargeJob?range=4h"],
    ["/metrics/a%2Fb?period=72h", "/s/default/metrics/~YS9i"],
    ["/profiles", "/s/default/profiles"],
    ["/batches/mctkvcGymRmc6A", "/s/default/batches/mctkvcGymRmc6A"],
    ["/cron", "/s/default/cron"],
    ["/recurring-jobs", "/s/default/cron"],
    ["/cron/namespaces/shop", "/s/default/cron"],
    ["/cron/namespaces/shop/jobs/nightly%20report", "/s/default/cron?entry=c%3Ashop%3Anightly%20report"],
    ["/dashboard/stats", "/stats"],
  ])("leads %s to %s", async (old, twin) => {
    const answer = await ask(`${BASE}${old}`, { as: "ada" });
    expect([answer.status, answer.headers.location]).toEqual([302, `${BASE}${twin}`]);
    expect((await ask(`${BASE}${old}`)).headers.location).toContain("/login?");
  });

  it("answers /stats and /stats/queues themselves, to those who may", async () => {
    expect((await ask(`${BASE}/stats`)).status).toBe(401);
    const stats = JSON.parse((await ask(`${BASE}/stats`, { as: "ada" })).body.toString());
    expect(stats.sidekiq.enqueued).toBe(9);
    const sizes = JSON.parse((await ask(`${BASE}/stats/queues`, { as: "ada" })).body.toString());
    expect(sizes).toEqual({ default: 3, "mail-in": 3, vault: 3 });
  });
});

describe("the hot lane", () => {
  it("answers what the API answers, to the same people", async () => {
    const path = `${BASE}/api/v1/default/overview`;
    const fast = await ask(path, { as: "ada" });
    expect([fast.status, JSON.parse(fast.body.toString()).sizes.enqueued]).toEqual([200, 9]);
    const slow = await ask(`${path}?`, { as: "ada" });
    expect(Object.keys(JSON.parse(slow.body.toString()))).toEqual(Object.keys(JSON.parse(fast.body.toString())));
    expect((await ask(path)).status).toBe(401);
    expect((await ask(path, { as: "nobody" })).status).toBe(401);
    expect((await ask(`${BASE}/api/v1/elsewhere/overview`, { as: "ada" })).status).toBe(404);
  });

  it.each(["/stats", "/stats/queues", "/api/v1/stats", "/api/v1/default/overview"])(
    "answers %s to those alone whom the API would answer, with what it would",
    async (path) => {
      const told = async (as: string, search: string) => {
        const { status, headers, body } = await ask(`${BASE}${path}${search}`, { as });
        const { atMs: _at, seq: _seq, server_utc_time: _time, ...rest } = JSON.parse(body.toString());
        return { status, type: headers["content-type"], rest };
      };
      expect(await told("ada", "")).toEqual(await told("ada", "?"));
      const scoped = await told("vera", "");
      expect([scoped.status, JSON.stringify(scoped.rest)]).toEqual([200, expect.not.stringContaining("mail-in")]);
      expect((await ask(`${BASE}${path}`)).status).toBe(401);
      expect((await ask(`${BASE}${path}`, { as: "ada", method: "POST" })).status).toBe(403);
    },
  );

  it("bounds whoever asks without a pause, costs the store nothing more for it, and lets others by", async () => {
    const commands = async () => {
      const info = await console_.redis.client().info("stats");
      return Number(/total_commands_processed:(\d+)/.exec(info)?.[1]);
    };
    const before = await commands();
    const startedMs = performance.now();
    const answers: Answer[] = [];
    while (answers.length < limits.requestsBurst + 60) {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => ask(`${BASE}/stats`, { as: "hasty" })))));
    }
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(limits.requestsBurst);
    expect(refused).toHaveLength(60);
    expect(refused[0]?.headers["retry-after"]).toBe("1");
    expect(JSON.parse(refused[0]?.body.toString() ?? "").code).toBe("too_many_requests");
    // What one viewer costs: a snapshot a second, whatever the number of requests.
    const seconds = (performance.now() - startedMs) / 1_000;
    expect((await commands()) - before).toBeLessThan(100 + 60 * seconds);
    expect((await ask(`${BASE}/stats`, { as: "ada" })).status).toBe(200);
  });
});

describe("whoever is not signed in", () => {
  const odd = [
    "//dead",
    "/DEAD",
    "/s/default.rsc",
    "/s//default",
    "/s/default/../default/dead",
    "/s/%64efault/dead",
    "/_next/data/x/overview.json",
    "/_next/image?url=/x&w=64&q=75",
    "/_next/static/../../pages/overview.html",
    "/_next/static/%2e%2e/%2e%2e/package.json",
    "/..%2f..%2fetc/passwd",
    "/overview",
    "/overview.html",
    "/api/auth/../v1/default/overview",
    "/api/v1/default/overview/",
    "/api/auth/%2e%2e/v1/default/overview",
  ];
  it.each(odd)("learns nothing from %s", async (path) => {
    for (const headers of [{}, { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" }, { rsc: "1" }]) {
      const answer = await ask(`${BASE}${path}`, { headers });
      expect([path, [302, 400, 401, 404].includes(answer.status)]).toEqual([path, true]);
      expect(answer.body.toString()).not.toMatch(/<h1>|HardJob|mail-in|root:/);
    }
  });

  it("finds no image optimizer, nor does anybody else", async () => {
    for (const as of [{}, { as: "ada" }]) {
      const { status, headers } = await ask(`${BASE}/_next/image?url=%2Ftheme.js&w=64&q=75`, as);
      expect([status, headers["content-type"]]).toEqual([404, expect.stringMatching(/^text\/plain/)]);
    }
  });

  it("reaches no action, no other method, no upgrade", async () => {
    expect((await ask(`${BASE}/login`, { method: "POST", headers: { "next-action": "x" } })).status).toBe(404);
    expect((await ask(`${BASE}/login`, { method: "POST" })).status).toBe(405);
    expect((await ask(`${BASE}/theme.js`, { method: "DELETE" })).status).toBe(405);
    const upgraded = await new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.write(`GET ${BASE}/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      });
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("close", () => resolve(text));
    });
    expect(upgraded).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe("every answer", () => {
  it("keeps other windows out only where browsers heed it: over https or on this machine", async () => {
    const policyAt = async (host: string) =>
      (await ask(`${BASE}/login`, { headers: { host } })).headers["cross-origin-opener-policy"];
    expect(await policyAt("jobs.example.com")).toBeUndefined();
    expect(await policyAt("127.0.0.1.example.com")).toBeUndefined();
    for (const host of ["localhost:7433", "127.0.0.1:7433", "[::1]:7433"]) {
      expect([host, await policyAt(host)]).toEqual([host, "same-origin"]);
    }
  });

  it("answers probes below the base path too", async () => {
    for (const [path, text] of [
      ["/healthz", "ok"],
      ["/readyz", "ready"],
    ]) {
      const answers = await Promise.all([ask(`${path}`), ask(`${BASE}${path}`)]);
      expect(answers.map(({ status, body }) => [status, body.toString().trim()])).toEqual([
        [200, text],
        [200, text],
      ]);
    }
  });

  it.each(["/healthz", "/readyz", `${BASE}/login`, `${BASE}/s/default`, `${BASE}/api/v1/me`, `${BASE}/_next/x`, "/x"])(
    "%s carries the headers",
    async (path) => {
      const { headers } = await ask(path);
      for (const name of Object.keys(COMMON_HEADERS))
        expect([name, headers[name.toLowerCase()]]).not.toContain(undefined);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["x-powered-by"]).toBeUndefined();
    },
  );

  it("is not for another host than the public one", async () => {
    expect((await ask(`${BASE}/login`, { headers: { host: "a b" } })).status).toBe(421);
    expect((await ask(`${BASE}/login`, { headers: { host: "x/../y" } })).status).not.toBe(200);
  });
});
