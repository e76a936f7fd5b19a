import { row } from "../compare.mjs";
import { paced } from "../paced.mjs";
import { startPeer } from "../peer/peer.mjs";
import { freePort } from "../store.mjs";

const LOCKS = 1_000_000;
const A_SCRIPT = 5_000;
/** What the gem's own page shows and looks at. */
const A_PAGE = 100;
const SAMPLES = 27;
const NEEDLE = "00000765432";

/** One million locks: a page of them, and one of them found by a part of its digest, against sidekiq-unique-jobs' own page. */
export async function locks({ store, ours, log }) {
  log("a million locks");
  await store.seed({ dead: 0, retry: 0, scheduled: 0, queues: 1, enqueued: 0, processes: 2, busy: 0, metrics: 0 });
  await seedLocks(store);
  const peer = await startPeer("7.3", await freePort(), store.url, "locks7.ru");
  try {
    const api = (query) => ({ path: `/api/v1/bench/locks?limit=${A_PAGE}${query}`, headers: ours.headers });
    const sides = {
      ours: { url: ours.url, request: api("") },
      peer: { url: peer.url, request: { path: `/locks?count=${A_PAGE}` } },
    };
    const page = await paced(sides, SAMPLES);
    const ratio = page.peer / page.ours;
    const found = await search(ours, api);
    const clicks = (page.peer * LOCKS) / A_PAGE;
    return [
      row(17, `a page of ${A_PAGE} of a million locks, beside sidekiq-unique-jobs 8.1 (ms p50, warm)`, {
        ours: page.ours,
        peer: page.peer,
        ratio,
        target: "≥ 1.5 ×",
        met: ratio >= 1.5,
      }),
      row(
        17,
        "all of a million locks looked through for a part of a digest (s; the gem's page looks at 100 a click: 10,000 clicks, multiplied)",
        {
          ours: found.ms / 1_000,
          peer: clicks / 1_000,
          ratio: clicks / found.ms,
          target: "reported",
          met: found.locks === 1,
        },
      ),
    ];
  } finally {
    peer.stop();
  }
}

async function seedLocks(store) {
  const script = `for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
    local digest, jid = 'uniquejobs:' .. string.format('%032d', i), string.format('%024d', i)
    redis.call('SET', digest, jid)
    redis.call('HSET', digest .. ':LOCKED', jid, 1795355549 + i / 1000)
    redis.call('ZADD', 'uniquejobs:digests', 1795355549 + i / 1000, digest)
  end`;
  for (let from = 0; from < LOCKS; from += A_SCRIPT) {
    await store.call("EVAL", script, "0", String(from), String(from + A_SCRIPT - 1));
  }
}

/** Requests until everything was looked at, as a person pressing Next would send them. */
async function search(ours, api) {
  const startedAt = performance.now();
  let found = 0;
  let cursor = "";
  do {
    const { path, headers } = api(`&q=${NEEDLE}${cursor}`);
    const page = await (await fetch(`${ours.url}${path}`, { headers })).json();
    found += page.locks.length;
    cursor = page.nextCursor === null ? "" : `&cursor=${encodeURIComponent(page.nextCursor)}`;
  } while (cursor !== "");
  return { ms: performance.now() - startedAt, locks: found };
}
