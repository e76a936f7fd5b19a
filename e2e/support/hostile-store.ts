import type { ChainableCommander, Redis } from "ioredis";

/** Markup that must appear as text, wherever a field shows; each would call `alert`, or break out of an attribute. */
export const CORPUS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(2)>',
  "'><svg onload=alert(3)>",
  "javascript:alert(4)",
  "</title><script>alert(5)</script>",
  "<iframe srcdoc='<script>alert(6)</script>'>",
  "{{constructor.constructor('alert(7)')()}}",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the braces are the attack
  "${alert(8)}",
  "<a href=javascript:alert(9)>click</a>",
  "<math><mtext></mtext><mglyph><style></math><img src onerror=alert(10)>",
  "\u202E<b onmouseover=alert(11)>gnp.exe",
  "\u0000\u001b[31m<body onload=alert(12)>",
  "<details open ontoggle=alert(13)>",
  "--><script>alert(14)</script><!--",
  "]]><script>alert(15)</script>",
  "&lt;script&gt;alert(16)&lt;/script&gt;",
  "<img src=x onerror=alert(18)//",
  "<svg><animate onbegin=alert(19) attributeName=x></svg>",
  "<svg><script>alert(20)</script></svg>",
  "<object data=javascript:alert(21)>",
  "<embed src=javascript:alert(22)>",
  "<form action=javascript:alert(23)><button>go</button></form>",
  "<input autofocus onfocus=alert(24)>",
  "<video><source onerror=alert(25)></video>",
  "<base href=javascript:alert(26)//>",
  "<meta http-equiv=refresh content='0;url=javascript:alert(27)'>",
  "<link rel=stylesheet href=javascript:alert(28)>",
  "<style>@import 'javascript:alert(29)'</style>",
  "<template><img src=x onerror=alert(30)></template>",
  "<noscript><p title='</noscript><img src=x onerror=alert(31)>'>",
  "<textarea></textarea><img src=x onerror=alert(32)>",
  "<xmp><img src=x onerror=alert(33)></xmp>",
  "<div style='background:url(javascript:alert(34))'>",
  "data:text/html,<script>alert(35)</script>",
  "JaVaScRiPt:alert(36)",
  "\u0001javascript:alert(37)",
  "\uFEFF<script\u2028>alert(38)</script\u2029>",
  "\uFF1Cscript\uFF1Ealert(39)\uFF1C/script\uFF1E",
  "`-alert(40)-`",
  '\\";alert(41);//',
] as const;

/** One job for each text, the text in every field that a page shows, in every set and in a queue; processes likewise. */
export async function hostileStore(redis: Redis): Promise<void> {
  const now = Date.now() / 1000;
  const pipeline = redis.pipeline();
  for (const [index, text] of CORPUS.entries()) {
    const payload = (place: string) => JSON.stringify(job(`${place}${index}`, text, now));
    const queue = `q${index}${text}`;
    pipeline.zadd("dead", String(now - index), payload("dead"));
    pipeline.zadd("retry", String(now + 3600 + index), payload("retry"));
    pipeline.zadd("schedule", String(now + 7200 + index), payload("scheduled"));
    pipeline.sadd("queues", queue, "default");
    pipeline.lpush(`queue:${queue}`, payload("queue"));
    pipeline.lpush("queue:default", payload("default"));
    const identity = `host${index}${text}:${index + 1}:abc`;
    const info = { hostname: `host${text}`, pid: index + 1, tag: text, identity, labels: [text], queues: [queue] };
    const further = { started_at: now - 60, concurrency: 5, weights: [{ [queue]: 1 }], version: text, embedded: false };
    const entry = `cron_job:default:${text}`;
    const schedule = { cron: index % 2 === 0 ? text : "0 3 * * *", description: text, args: JSON.stringify([text]) };
    pipeline.sadd("cron_jobs:default", entry);
    pipeline.hset(entry, {
      name: text,
      namespace: text,
      klass: text,
      ...schedule,
      message: payload("cron"),
      status: text,
    });
    pipeline.sadd("processes", identity);
    pipeline.hset(identity, {
      info: JSON.stringify({ ...info, ...further }),
      busy: "1",
      beat: String(now),
      quiet: "false",
      rss: "1000",
      rtt_us: "100",
    });
    pipeline.hset(`${identity}:work`, `t${index}${text}`, work(queue, payload("running"), now));
  }
  for (const [index, text] of CORPUS.entries()) hostilePlugins(pipeline, text, index, now);
  pipeline.zadd("dead", String(now - 100), '{"class":"<script>alert(17)</script>","args":[1');
  await pipeline.exec();
}

/** What plug-ins keep beside Sidekiq: schedules, unique locks, batches, limiters, recorded failures, metrics. */
function hostilePlugins(pipeline: ChainableCommander, text: string, index: number, now: number): void {
  const cron = `cron_job:${text}`;
  pipeline.sadd("cron_jobs", cron);
  pipeline.hset(cron, {
    name: text,
    klass: `Hostile${text}`,
    cron: "*/5 * * * *",
    description: text,
    message: text,
    args: JSON.stringify([text]),
    queue_name: text,
    status: "enabled",
  });
  const digest = `uniquejobs:${text}`;
  pipeline.zadd("uniquejobs:digests", String(now - index), digest);
  pipeline.hset(`${digest}:LOCKED`, `jid-${text}`, String(now - index));
  pipeline.set(`${digest}:INFO`, JSON.stringify({ worker: `Hostile${text}`, queue: text, lock: "until_executed" }));
  const batch = `B${index}`;
  pipeline.zadd("batches", String(now - index), batch);
  pipeline.hset(`b-${batch}`, { description: text, total: "3", pending: "1", created_at: String(now), failures: "1" });
  pipeline.hset(`lmtr-${text}`, text, text);
  pipeline.zadd(`throttled:${text}:concurrency.v2`, String(now + 900), text);
  pipeline.zadd("failed", String(now - index), JSON.stringify({ ...job(`f${index}`, text, now), processor: text }));
  pipeline.hset(`sidekiq:status:s${index}${text}`, { status: text, worker: text, args: text, message: text });
  const minute = new Date(now * 1000).toISOString().replace(/^..(..)-(..)-(..)T(..):(..).*/, "$1$2$3|$4:$5");
  pipeline.hset(`j|${minute}`, `Hostile${text}|p`, "3", `Hostile${text}|f`, "1", `Hostile${text}|ms`, "120");
}

const work = (queue: string, payload: string, now: number) =>
  JSON.stringify({ queue, payload, run_at: Math.floor(now - 30) });

function job(jid: string, text: string, now: number): Record<string, unknown> {
  return {
    retry: true,
    queue: text,
    class: `Hostile${text}`,
    args: [text, { [text]: text }, [text]],
    jid: `${jid}-${text}`,
    created_at: now - 60,
    enqueued_at: now - 50,
    failed_at: now - 40,
    retry_count: 1,
    error_class: `Error${text}`,
    error_message: `message ${text}`,
    error_backtrace: [`app/jobs/${text}.rb:1:in \`perform'`],
    tags: [text],
    bid: text,
    locale: text,
    lock: "until_executed",
    lock_digest: `uniquejobs:${text}`,
    [text]: text,
  };
}
