import { better, cost, interleave, row } from "../compare.mjs";

const PEERS = ["7.3", "8.1"];
const API = "/api/v1/bench";

/** Goals 1 to 4: what a page costs the server, against the better of the two Sidekiq Webs. */
export async function pages({ store, ours, limit, peers, rounds, ms, log }) {
  const rows = [];
  const measure = async (spec) => {
    log(spec.name);
    const sides = {
      ours: { url: ours.url, pid: ours.pid, request: ours.asPeople(spec.paths, spec.people) },
      limit: { url: limit.url, pid: limit.pid, request: spec.limit.map((path) => ({ path })) },
    };
    for (const version of PEERS)
      sides[version] = { url: peers[version].url, pid: peers[version].pid, request: { path: spec.peerPath } };
    for (const [conc, target] of Object.entries(spec.targets)) {
      rows.push(await ratioRow(spec, sides, Number(conc), target, { rounds, ms }));
    }
    const spent = {};
    const alone = { ...sides.ours, request: spec.paths.map((path) => ({ path, headers: ours.headers })) };
    for (const name of ["ours", ...PEERS]) spent[name] = await cost(store, name === "ours" ? alone : sides[name]);
    const peer = Math.min(...PEERS.map((version) => spent[version]));
    const mine = spent.ours;
    rows.push(
      row(spec.goal, `${spec.name}: Redis commands a page`, {
        ours: mine,
        peer,
        ratio: peer / mine,
        target: spec.commands ?? "reported",
        met: spec.commandsMax === undefined || mine <= spec.commandsMax,
      }),
    );
  };

  await store.seed({
    dead: 100_000,
    retry: 20_000,
    scheduled: 20_000,
    queues: 5,
    enqueued: 20_000,
    processes: 10,
    busy: 100,
    metrics: 1,
  });
  await measure({
    goal: 1,
    name: "stats JSON, a shared snapshot at most 1 s old",
    paths: ["/stats"],
    people: 160,
    limit: ["/bytes?n=400"],
    peerPath: "/stats",
    targets: { 1: 1.3, 8: 3, 64: 10 },
  });
  await measure({
    goal: 2,
    name: "dashboard: shell with its snapshot",
    paths: ["/s/bench"],
    people: 80,
    limit: ["/bytes?n=40000"],
    peerPath: "/",
    targets: { 64: 8 },
  });
  await measure({
    goal: 3,
    name: "dead set of 100,000, forty different pages, fresh",
    paths: await deadPages(ours, 40),
    people: 41,
    limit: Array.from({ length: 40 }, (_, page) => `/dead?from=${page * 25}`),
    peerPath: "/morgue",
    targets: { 1: 2.5, 8: 4, 64: 4 },
  });
  await store.seed({
    dead: 1_000_000,
    retry: 0,
    scheduled: 0,
    queues: 5,
    enqueued: 0,
    processes: 10,
    busy: 0,
    metrics: 1,
  });
  await measure({
    goal: 3,
    name: "dead set of 1,000,000, forty different pages, fresh",
    paths: await deadPages(ours, 40),
    people: 41,
    limit: Array.from({ length: 40 }, (_, page) => `/dead?from=${page * 25}`),
    peerPath: "/morgue",
    targets: { 8: 4 },
  });
  await store.seed({
    dead: 1_000,
    retry: 0,
    scheduled: 0,
    queues: 200,
    enqueued: 20_000,
    processes: 10,
    busy: 100,
    metrics: 1,
  });
  await measure({
    goal: 4,
    name: "200 queues",
    paths: [`${API}/queues`],
    people: 41,
    limit: ["/bytes?n=60000"],
    peerPath: "/queues",
    targets: { 1: 10 },
    metric: "p50",
  });
  return rows;
}

async function ratioRow(spec, sides, conc, target, options) {
  const metric = spec.metric ?? "rps";
  const result = await interleave(sides, { conc, ...options });
  const more = metric === "rps";
  const peer = better(result, PEERS, metric, more);
  const mine = result.ours[metric];
  const ratio = more ? mine / peer : peer / mine;
  const failed = Object.values(result).reduce((sum, { errors }) => sum + errors, 0);
  return row(spec.goal, `${spec.name}, ${conc} at once (${more ? "pages/s" : "ms p50"})`, {
    ours: mine,
    peer,
    limit: result.limit[metric],
    ratio,
    target: `≥ ${target} ×`,
    met: failed === 0 && ratio >= target,
    reason: failed > 0 ? `${failed} requests failed` : "",
  });
}

/** Addresses of the first pages of the dead set: none is answered by the work of another. */
async function deadPages(ours, count) {
  const path = "/bench/sets/dead/jobs?limit=25";
  const paths = [`/api/v1${path}`];
  for (let page = await ours.api(path); paths.length < count && page.nextCursor; ) {
    const next = `${path}&cursor=${encodeURIComponent(page.nextCursor)}`;
    paths.push(`/api/v1${next}`);
    page = await ours.api(next);
  }
  return paths;
}
