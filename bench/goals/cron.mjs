import { row } from "../compare.mjs";
import { paced } from "../paced.mjs";
import { startPeer } from "../peer/peer.mjs";
import { freePort } from "../store.mjs";

const SAMPLES = 27;

/** All recurring jobs with their last runs, against the page of sidekiq-cron. */
export async function cron({ store, ours, log }) {
  const rows = [];
  for (const entries of [50, 1_000]) {
    log(`${entries} recurring jobs`);
    await store.seed({ dead: 0, retry: 0, scheduled: 0, queues: 1, enqueued: 0, processes: 2, busy: 0, metrics: 0 });
    await seedCron(store, entries);
    const peer = await startPeer("7.3", await freePort(), store.url, "cron7.ru");
    try {
      const measured = await paced(
        {
          ours: { url: ours.url, request: { path: "/api/v1/bench/cron", headers: ours.headers } },
          peer: { url: peer.url, request: { path: "/cron" } },
        },
        SAMPLES,
      );
      const ratio = measured.peer / measured.ours;
      rows.push(
        row(16, `${entries} recurring jobs with their last ten runs, beside sidekiq-cron 2.4 (ms p50, warm)`, {
          ours: measured.ours,
          peer: measured.peer,
          ratio,
          target: "reported",
          met: true,
        }),
      );
    } finally {
      peer.stop();
    }
  }
  return rows;
}

async function seedCron(store, entries) {
  const script = `for i = 1, tonumber(ARGV[1]) do
    local key = 'cron_job:default:entry ' .. i
    redis.call('SADD', 'cron_jobs:default', key)
    redis.call('HSET', key, 'name', 'entry ' .. i, 'namespace', 'default', 'klass', 'ReportJob', 'status', 'enabled',
      'cron', (i % 60) .. ' ' .. (i % 24) .. ' * * *', 'args', '[' .. i .. ']', 'source', 'schedule', 'active_job', '0',
      'message', '{"queue":"default","class":"ReportJob","args":[' .. i .. ']}', 'last_enqueue_time', '2026-11-22 05:30:00 +0000')
    for run = 1, 10 do
      redis.call('LPUSH', key .. ':jid_history',
        '{"jid":"' .. string.format('%024d', i * 10 + run) .. '","enqueued":"2026-11-' .. (10 + run) .. ' 05:30:00 UTC"}')
    end
  end`;
  await store.call("EVAL", script, "0", String(entries));
}
