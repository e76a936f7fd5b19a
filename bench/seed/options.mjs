/** What the store is to hold, from the command line. */
export const A = {
  url: "redis://127.0.0.1:6394/0",
  dead: 10000,
  retry: 2000,
  scheduled: 2000,
  queues: 5,
  enqueued: 5000,
  processes: 5,
  busy: 25,
  format: 7,
  seed: 1,
  now: Math.floor(Date.now() / 60000) * 60,
  flush: false,
  quiet: false,
  rare: 5,
  metrics: 480,
};
for (let i = 2; i < process.argv.length; i++) {
  const k = process.argv[i].replace(/^--/, "");
  if (k === "flush" || k === "quiet") {
    A[k] = true;
    continue;
  }
  if (!(k in A)) {
    console.error(`unknown option --${k}`);
    process.exit(2);
  }
  const v = process.argv[++i];
  A[k] = k === "url" ? v : Number(v);
}
export const F8 = A.format === 8,
  NOW = A.now;
