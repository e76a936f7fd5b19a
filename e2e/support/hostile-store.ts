import type { Redis } from "ioredis";

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
  pipeline.zadd("dead", String(now - 100), '{"class":"<script>alert(17)</script>","args":[1');
  await pipeline.exec();
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
