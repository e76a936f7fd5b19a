#!/usr/bin/env node
// Deterministic Sidekiq store generator. Node 20 built-ins only (raw RESP pipelining over net).
//   node seed.mjs --url redis://127.0.0.1:6394/0 --flush --dead 100000 --retry 20000 --scheduled 20000 \
//     --queues 5 --enqueued 50000 --processes 10 --busy 100 --format 7 --seed 42 [--now EPOCH_SECONDS]
// Same --seed and --now => byte-identical store. --now defaults to the current minute.
import { job, setRare } from "./seed/job.mjs";
import { CLASSES, QN } from "./seed/names.mjs";
import { A, F8, NOW } from "./seed/options.mjs";
import { hex, int, rnd } from "./seed/random.mjs";
import { cmd, errors, flush, isFull, sock, U, UNIX } from "./seed/resp.mjs";

const T0 = process.hrtime.bigint();
let bytes = 0;
const pw = U.password;
if (pw) cmd(["AUTH", decodeURIComponent(pw)]);
cmd(["SELECT", UNIX ? U.searchParams.get("db") || "0" : U.pathname.slice(1) || "0"]);
if (A.flush) cmd(["FLUSHDB"]);

async function zfill(key, n, gen) {
  const B = 200;
  for (let i = 0; i < n; i += B) {
    const m = Math.min(B, n - i),
      args = ["ZADD", key];
    for (let k = 0; k < m; k++) {
      const [s, o] = gen(i + k);
      const v = JSON.stringify(o);
      bytes += v.length;
      args.push(s, v);
    }
    cmd(args);
    if (isFull()) await flush();
  }
  await flush(true);
}

setRare(A.rare);
const rareEvery = Math.max(1, Math.floor(A.dead / A.rare));
await zfill("dead", A.dead, (i) => {
  const die = NOW - 60 - ((A.dead - i) / A.dead) * 90 * 86400 + rnd() * 5;
  const t = die - (600 + rnd() * 86400 * 20);
  return [die.toFixed(6), job(t, { enq: 1, err: 1, dead: 1, rc: 25, last: die, i, rareEvery })];
});
setRare(0);
await zfill("retry", A.retry, (i) => {
  const at = NOW + 3600 + rnd() * 86400 * 3;
  const t = NOW - rnd() * 86400 * 4;
  return [at.toFixed(6), job(t, { enq: 1, err: 1, rc: int(14), last: NOW - rnd() * 3600, i, rareEvery: 1 })];
});
await zfill("schedule", A.scheduled, (_i) => {
  const at = NOW + 3600 + rnd() * 86400 * 14;
  return [at.toFixed(6), job(NOW - rnd() * 86400, { enq: 0 })];
});
if (A.queues) {
  cmd(["SADD", "queues", ...QN]);
  const per = QN.map(() => []);
  for (let i = 0; i < A.enqueued; i++) {
    const o = job(NOW - ((A.enqueued - i) / A.enqueued) * 1800, { enq: 1 });
    const qi = A.queues > 5 ? int(QN.length) : QN.indexOf(o.queue);
    o.queue = QN[qi];
    per[qi].push(JSON.stringify(o));
    if (per[qi].length >= 100) {
      bytes += 1;
      cmd(["LPUSH", `queue:${QN[qi]}`, ...per[qi]]);
      per[qi] = [];
      if (isFull()) await flush();
    }
  }
  QN.forEach((q, k) => {
    if (per[k].length) cmd(["LPUSH", `queue:${q}`, ...per[k]]);
  });
  await flush(true);
}
// processes + busy
for (let p = 0; p < A.processes; p++) {
  const hostn = `worker-${1 + (p >> 1)}.prod.example.com`,
    pid = 100 + int(30000),
    id = `${hostn}:${pid}:${hex(12)}`,
    nb = Math.floor(A.busy / A.processes) + (p < A.busy % A.processes ? 1 : 0),
    conc = Math.max(10, nb);
  const weights = Object.fromEntries(QN.slice(0, 12).map((q, i) => [q, i ? 1 : 0]));
  const info = {
    hostname: hostn,
    started_at: NOW - 86400 * rnd() * 5,
    pid,
    tag: "shop",
    concurrency: conc,
    queues: QN.slice(0, 12),
    weights: [weights],
    labels: p % 3 ? [] : ["reliable"],
    identity: id,
    version: F8 ? "8.1.7" : "7.3.10",
    embedded: false,
  };
  if (F8) info.capsules = { default: { concurrency: conc, mode: "strict", weights } };
  cmd(["SADD", "processes", id]);
  cmd([
    "HSET",
    id,
    "info",
    JSON.stringify(info),
    "concurrency",
    conc,
    "busy",
    nb,
    "beat",
    NOW + 30 + rnd(),
    "rtt_us",
    200 + int(900),
    "quiet",
    p === 3 ? "true" : "false",
    "rss",
    180000 + int(600000),
  ]);
  for (let k = 0; k < nb; k++) {
    const o = job(NOW - 60 - rnd() * 60, { enq: 1 });
    cmd([
      "HSET",
      `${id}:work`,
      (k + 1).toString(36) + hex(3),
      JSON.stringify({ queue: o.queue, payload: JSON.stringify(o), run_at: Math.floor(NOW - rnd() * 60) }),
    ]);
  }
}
await flush(true);
// stats: 90 days
let tp = 0,
  tf = 0;
for (let dd = 0; dd < 90; dd++) {
  const day = new Date((NOW - dd * 86400) * 1000).toISOString().slice(0, 10),
    p = 400000 + int(300000),
    f = int(9000);
  tp += p;
  tf += f;
  cmd(["SET", `stat:processed:${day}`, p]);
  cmd(["SET", `stat:failed:${day}`, f]);
}
cmd(["SET", "stat:processed", tp]);
cmd(["SET", "stat:failed", tf]);
// metrics: A.metrics minutes x 40 classes, in the key layout of the chosen version
const mid = new Map();
for (let m = 0; m < A.metrics; m++) {
  const dt = new Date((NOW - m * 60) * 1000),
    Y = dt.getUTCFullYear(),
    M = String(dt.getUTCMonth() + 1).padStart(2, "0"),
    D = String(dt.getUTCDate()).padStart(2, "0"),
    H = dt.getUTCHours(),
    mi = dt.getUTCMinutes();
  const key = F8 ? `j|${String(Y).slice(2)}${M}${D}|${H}:${String(mi).padStart(2, "0")}` : `j|${Y}${M}${D}|${H}:${mi}`;
  const args = ["HSET", key],
    mk = F8 ? key.slice(0, -1) : null;
  for (let k = 0; k < 40; k++) {
    const p = 1 + int(60),
      f = int(10) ? 0 : 1 + int(3),
      ms = p * (20 + k * 15) + int(500);
    args.push(`${CLASSES[k]}|p`, p, `${CLASSES[k]}|ms`, ms);
    if (f) args.push(`${CLASSES[k]}|f`, f);
    if (mk) {
      const mm = mid.get(mk) || mid.set(mk, {}).get(mk);
      mm[`${CLASSES[k]}|p`] = (mm[`${CLASSES[k]}|p`] || 0) + p;
      mm[`${CLASSES[k]}|ms`] = (mm[`${CLASSES[k]}|ms`] || 0) + ms;
    }
    const hb = Buffer.alloc(52);
    for (let z = 0; z < 3; z++) hb.writeUInt16BE(1 + int(p), 2 * ((k % 20) + z));
    const hk = F8
      ? `h|${CLASSES[k]}-${dt.getUTCDate()}-${H}:${mi}`
      : `${CLASSES[k]}-${D}-${String(H).padStart(2, "0")}:${mi}`;
    cmd(["SET", hk, hb, "EX", 28800]);
  }
  cmd(args);
  cmd(["EXPIRE", key, 28800]);
  if (isFull()) await flush();
}
for (const [k, v] of mid) {
  cmd(["HSET", k, ...Object.entries(v).flat()]);
  cmd(["EXPIRE", k, 259200]);
}
const day = new Date(NOW * 1000).toISOString().slice(0, 10).replaceAll("-", "");
cmd(["HSET", `${day}-marks`, new Date((NOW - 1200) * 1000).toISOString(), `deploy ${hex(7)}`]);
await flush(true);
const sec = Number(process.hrtime.bigint() - T0) / 1e9;
if (!A.quiet)
  console.log(
    JSON.stringify({
      ...A,
      seconds: +sec.toFixed(2),
      zset_chars: bytes,
      errors: errors(),
      avg_payload: Math.round(bytes / (A.dead + A.retry + A.scheduled || 1)),
    }),
  );
sock.end();
process.exit(errors() ? 1 : 0);
