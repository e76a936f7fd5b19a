import fc from "fast-check";

export const NOW_MS = Date.UTC(2026, 10, 22, 15, 0, 0);
const NOW = NOW_MS / 1_000;

const WORDS = [
  "Billing::ChargeJob",
  "HardJob",
  "eu",
  "nightly",
  "4411",
  "timeout",
  "a b",
  'quo"te',
  "café",
  "x/y",
  "<tag>",
  "5",
  "Über",
];
const word = fc.constantFrom(...WORDS);
const since = fc.integer({ min: 0, max: 10_000 }).map((seconds) => NOW - seconds);
const value = fc.oneof(word, fc.integer({ min: 0, max: 5_000 }), fc.constantFrom(null, true, 4411, "4411"));
const argument = fc.oneof(
  value,
  fc.array(value, { maxLength: 3 }),
  fc.record(
    { user: fc.record({ id: value, token: word }), amount: fc.integer({ min: 0, max: 9 }) },
    { requiredKeys: [] },
  ),
);

const plainJob = fc.record(
  {
    class: fc.constantFrom("Billing::ChargeJob", "HardJob", "Mail::SendJob"),
    queue: fc.constantFrom("default", "low", "critical"),
    jid: fc.stringMatching(/^[0-9a-f]{24}$/),
    args: fc.array(argument, { maxLength: 3 }),
    created_at: since,
    enqueued_at: since,
    error_class: fc.constantFrom("Net::ReadTimeout", "RuntimeError"),
    error_message: fc.constantFrom(
      "execution expired",
      "undefined method 'x' for \"y\"",
      "bad password=hunter2 for café",
      "timeout <a>",
    ),
    retry_count: fc.integer({ min: 0, max: 25 }),
    tags: fc.array(word, { maxLength: 2 }),
    bid: fc.constantFrom("b1", "b2"),
    lock_digest: fc.constant("uniquejobs:9f86d081"),
  },
  { requiredKeys: ["class", "queue", "jid", "args"] },
);

/** A payload in one of the ways JSON can be written. */
export const anyJob: fc.Arbitrary<Buffer> = fc
  .tuple(plainJob, fc.boolean(), fc.constantFrom("plain", "escaped", "rails"))
  .map(([job, active, style]) => {
    const text = JSON.stringify(active ? asActiveJob(job) : job);
    return Buffer.from(
      style === "plain" ? text : style === "rails" ? escaped(text, /[<>&]/g) : escaped(text, /[^\x20-\x7e]|[cx]/g),
    );
  });

function asActiveJob(job: { class: string; args: unknown[]; jid: string }) {
  const inner = { job_class: job.class, job_id: `aj-${job.jid.slice(0, 6)}`, arguments: job.args, executions: 0 };
  return { ...job, class: "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper", wrapped: job.class, args: [inner] };
}

/** As `\u0063`; what is part of an escape already stays. */
function escaped(json: string, which: RegExp): string {
  return json.replace(/\\.|[\s\S]/gu, (char) =>
    char.length === 1 && char.match(which) ? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}` : char,
  );
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;
const asked = fc.oneof(
  word.map(quoted),
  word.map((text) => `${quoted(text.slice(0, 3))}*`),
  fc.constantFrom("*", "*job", "b*job", "default", "hunter2", '"uniquejobs:"*', "b1"),
);
const condition = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        "class",
        "queue",
        "error",
        "message",
        "arg",
        "jid",
        "tag",
        "bid",
        "lock",
        "arg.user.id",
        "arg.0",
        "arg.user.token",
        "arg.amount",
      ),
      asked,
    )
    .map(([key, text]) => `${key}:${text}`),
  asked,
  fc.constantFrom(
    "age>1h",
    "age<=30m",
    "latency>2m",
    "retries>=5",
    "retries:3",
    "at<14:05",
    "at>10m",
    "died>1h",
    "next<10m",
    "enqueued>1h",
    "enqueued>=2026-11-22T14:00",
    "arg.amount>4",
    "arg.0<100",
    "set:dead",
    "set:queue",
    "at:2026-11-22",
  ),
);

/** A filter that parses, about jobs as `anyJob` makes them. */
export const anyFilterText: fc.Arbitrary<string> = fc.oneof(
  condition,
  condition.map((text) => `-${text}`),
  fc.tuple(condition, condition).map(([a, b]) => `${a} ${b}`),
  fc.tuple(condition, condition).map(([a, b]) => `${a} OR ${b}`),
  fc.tuple(condition, condition, condition).map(([a, b, c]) => `${a} -(${b} OR ${c})`),
  fc.tuple(condition, condition, condition).map(([a, b, c]) => `(${a} -${b}) OR ${c}`),
  fc.constant(""),
);
