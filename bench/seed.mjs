#!/usr/bin/env node
// Deterministic Sidekiq store generator. Node 20 built-ins only (raw RESP pipelining over net).
//   node seed.mjs --url redis://127.0.0.1:6394/0 --flush --dead 100000 --retry 20000 --scheduled 20000 \
//     --queues 5 --enqueued 50000 --processes 10 --busy 100 --format 7 --seed 42 [--now EPOCH_SECONDS]
// Same --seed and --now => byte-identical store. --now defaults to the current minute.
import net from "node:net";
import zlib from "node:zlib";

const A = {
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
const F8 = A.format === 8,
  NOW = A.now;

// ---- PRNG (sfc32) ----
let a = 0x9e3779b9 ^ A.seed,
  b = 0x243f6a88,
  c = 0xb7e15162,
  d = (A.seed * 2654435761) >>> 0;
function u32() {
  const t = (((a + b) | 0) + d) | 0;
  d = (d + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = (c << 21) | (c >>> 11);
  c = (c + t) | 0;
  return t >>> 0;
}
for (let i = 0; i < 20; i++) u32();
const rnd = () => u32() / 4294967296,
  int = (n) => u32() % n,
  pick = (arr) => arr[u32() % arr.length];
const HEX = Array.from({ length: 65536 }, (_, i) => i.toString(16).padStart(4, "0"));
const h8 = () => {
  const x = u32();
  return HEX[x >>> 16] + HEX[x & 65535];
};
const hex = (n) => {
  let s = "";
  while (s.length < n) s += h8();
  return s.slice(0, n);
};
const jid = () => h8() + h8() + h8();
const uuid = () => {
  const x = h8() + h8() + h8() + h8();
  return `${x.slice(0, 8)}-${x.slice(8, 12)}-4${x.slice(13, 16)}-a${x.slice(17, 20)}-${x.slice(20)}`;
};
const ts = (sec) => (F8 ? Math.round(sec * 1000) : Math.round(sec * 1e6) / 1e6);

// ---- 40 classes ----
export const CLASSES = [
  "Billing::ChargeCardJob",
  "Billing::InvoicePdfJob",
  "Billing::RefundJob",
  "Billing::DunningJob",
  "Mail::WelcomeJob",
  "Mail::DigestJob",
  "Mail::ReceiptJob",
  "Mail::BounceJob",
  "Search::ReindexJob",
  "Search::DeleteDocumentJob",
  "Search::SuggestJob",
  "Webhooks::DeliverJob",
  "Webhooks::RetryJob",
  "Webhooks::SignJob",
  "Import::CsvRowJob",
  "Import::XlsxSheetJob",
  "Import::ValidateJob",
  "Export::ReportJob",
  "Export::ZipJob",
  "Export::S3UploadJob",
  "Images::ThumbnailJob",
  "Images::OptimizeJob",
  "Video::TranscodeJob",
  "Video::ProbeJob",
  "Geo::GeocodeAddressJob",
  "Geo::TileJob",
  "Crm::SyncContactJob",
  "Crm::MergeContactJob",
  "Crm::ScoreLeadJob",
  "Push::ApnsJob",
  "Push::FcmJob",
  "Sms::SendJob",
  "Analytics::TrackEventJob",
  "Analytics::RollupJob",
  "Cache::WarmJob",
  "Cache::ExpireJob",
  "Users::DeleteAccountJob",
  "Users::ExportDataJob",
  "Orders::FulfilJob",
  "Orders::ReserveStockJob",
];
const QN = ["default", "mailers", "critical", "low", "webhooks"];
for (let i = QN.length; i < A.queues; i++) QN.push(`tenant_${String(i).padStart(3, "0")}`);
QN.length = Math.max(1, A.queues);
const NAMES = [
  "Zoë Müller",
  "José Álvarez",
  "Łukasz Żółć",
  "山田太郎",
  "Анна Каренина",
  "Jane O'Neil",
  "Ağca Şen",
  "René 😀 Dupont",
  "Ola Nordmann",
  'Sean "Q" Brien',
];
const host = () => `app-${1 + int(12)}.prod.example.com`;

// ---- 60 error fingerprints (class, message with varying ids) ----
export const ERR = [
  [
    "Net::ReadTimeout",
    () =>
      `Net::ReadTimeout with #<TCPSocket:(closed)> while calling https://api.partner-${int(4)}.example.com/v2/orders/${int(9e6)}`,
  ],
  ["Net::OpenTimeout", () => `execution expired opening connection to 10.2.${int(255)}.${int(255)}:443`],
  ["ActiveRecord::RecordNotFound", () => `Couldn't find User with 'id'=${int(5e6)}`],
  ["ActiveRecord::RecordNotFound", () => `Couldn't find Order with 'uuid'=${uuid()}`],
  ["ActiveRecord::RecordInvalid", () => `Validation failed: Email user${int(1e6)}@example.com has already been taken`],
  [
    "ActiveRecord::Deadlocked",
    () =>
      `PG::TRDeadlockDetected: ERROR:  deadlock detected\nDETAIL:  Process ${int(32000)} waits for ShareLock on transaction ${int(4e8)}; blocked by process ${int(32000)}.`,
  ],
  [
    "ActiveRecord::LockWaitTimeout",
    () =>
      `PG::LockNotAvailable: ERROR:  canceling statement due to lock timeout\nCONTEXT:  while locking tuple (${int(9000)},${int(60)}) in relation "orders"`,
  ],
  [
    "ActiveRecord::StatementInvalid",
    () =>
      `PG::UndefinedColumn: ERROR:  column users.legacy_${int(9)} does not exist\nLINE 1: SELECT "users".* FROM "users" WHERE "users"."id" = ${int(5e6)}`,
  ],
  [
    "ActiveRecord::ConnectionTimeoutError",
    () =>
      `could not obtain a connection from the pool within 5.000 seconds (waited 5.${100 + int(900)} seconds); all pooled connections were in use`,
  ],
  ["NoMethodError", () => `undefined method \`amount_cents' for nil:NilClass`],
  ["NoMethodError", () => `undefined method \`full_name' for #<Contact:0x0000${hex(12)}>`],
  ["ArgumentError", () => `wrong number of arguments (given ${1 + int(4)}, expected ${int(3)})`],
  ["ArgumentError", () => `invalid date: "${2020 + int(6)}-${13 + int(9)}-${10 + int(18)}"`],
  ["KeyError", () => `key not found: "customer_${hex(8)}"`],
  ["TypeError", () => `no implicit conversion of nil into String`],
  [
    "JSON::ParserError",
    () => `unexpected token at '<html><head><title>502 Bad Gateway</title></head>' (request ${hex(16)})`,
  ],
  ["Faraday::TimeoutError", () => `Net::ReadTimeout with #<Socket:fd ${10 + int(90)}> (req ${uuid()})`],
  [
    "Faraday::ServerError",
    () =>
      `the server responded with status 50${int(5)} - method and url are not available due to include_request: false (trace ${hex(32)})`,
  ],
  ["Faraday::TooManyRequestsError", () => `the server responded with status 429, retry after ${int(600)}s`],
  [
    "Faraday::ConnectionFailed",
    () =>
      `Failed to open TCP connection to svc-${int(20)}.internal:8080 (Connection refused - connect(2) for 10.0.${int(255)}.${int(255)}:8080)`,
  ],
  ["Stripe::CardError", () => `Your card was declined. (Request req_${hex(14)})`],
  ["Stripe::RateLimitError", () => `Too many requests hit the API too quickly. (Request req_${hex(14)})`],
  ["Stripe::InvalidRequestError", () => `(Status 404) (Request req_${hex(14)}) No such customer: 'cus_${hex(14)}'`],
  ["Aws::S3::Errors::NoSuchKey", () => `The specified key does not exist: uploads/${uuid()}/original.jpg`],
  ["Aws::S3::Errors::SlowDown", () => `Please reduce your request rate. (RequestId ${hex(16).toUpperCase()})`],
  ["Aws::SQS::Errors::ServiceError", () => `The security token included in the request is expired (${hex(20)})`],
  ["Redis::CannotConnectError", () => `Connection refused - connect(2) for 10.1.0.${int(255)}:6379`],
  ["RedisClient::ReadTimeoutError", () => `Waited 1.0 seconds (redis://cache-${int(6)}.internal:6379)`],
  [
    "Elastic::Transport::Transport::Errors::NotFound",
    () => `[404] {"_index":"products_v${int(9)}","_id":"${int(9e6)}","result":"not_found"}`,
  ],
  [
    "Elastic::Transport::Transport::Errors::TooManyRequests",
    () =>
      `[429] {"error":{"type":"es_rejected_execution_exception","reason":"rejected execution of coordinating operation [coordinating_and_primary_bytes=${int(9e8)}]"}}`,
  ],
  [
    "OpenSSL::SSL::SSLError",
    () =>
      `SSL_connect returned=1 errno=0 peeraddr=104.18.${int(255)}.${int(255)}:443 state=error: certificate verify failed (certificate has expired)`,
  ],
  ["Errno::ECONNRESET", () => `Connection reset by peer @ io_fillbuf - fd:${int(200)} (smtp-${int(5)}.example.com)`],
  ["Errno::ENOSPC", () => `No space left on device @ rb_sysopen - /tmp/report-${int(1e6)}.xlsx`],
  ["Errno::EPIPE", () => `Broken pipe`],
  [
    "Net::SMTPServerBusy",
    () => `450 4.7.1 <user${int(1e6)}@example.org>: Recipient address rejected: Greylisted for ${int(600)} seconds`,
  ],
  ["Net::SMTPFatalError", () => `550 5.1.1 <user${int(1e6)}@example.org>: Recipient address rejected: User unknown`],
  [
    "MiniMagick::Error",
    () => `\`identify /tmp/magick-${hex(12)}.png\` failed with status: 1 and error: identify: improper image header`,
  ],
  ["Timeout::Error", () => `execution expired after ${10 + int(50)}s on job step ${int(9)}`],
  ["Zip::Error", () => `Zip end of central directory signature not found (${int(9e6)} bytes)`],
  ["CSV::MalformedCSVError", () => `Unquoted fields do not allow new line <"\\r"> in line ${int(90000)}.`],
  ["Encoding::UndefinedConversionError", () => `"\\x${hex(2).toUpperCase()}" from ASCII-8BIT to UTF-8`],
  ["ActionView::Template::Error", () => `undefined method \`name' for nil:NilClass (invoice ${int(1e6)})`],
  [
    "ActiveJob::DeserializationError",
    () => `Error while trying to deserialize arguments: Couldn't find Order with 'id'=${int(5e6)}`,
  ],
  ["GlobalID::Identification::Missing", () => `gid://shop/Product/${int(9e5)} is gone`],
  ["Pundit::NotAuthorizedError", () => `not allowed to ExportPolicy#create? this Account #${int(50000)}`],
  ["HTTP::TimeoutError", () => `Timed out after using the allocated ${5 + int(25)} seconds (host ${host()})`],
  [
    "Twilio::REST::RestError",
    () =>
      `[HTTP 400] 21211 : Unable to create record. The 'To' number +1555${1000000 + int(8999999)} is not a valid phone number.`,
  ],
  ["Apnotic::DeviceTokenError", () => `BadDeviceToken: ${hex(64)}`],
  [
    "Google::Apis::RateLimitError",
    () => `rateLimitExceeded: Quota exceeded for quota metric 'Queries' of project 'project_number:${int(9e8)}'`,
  ],
  ["Google::Apis::AuthorizationError", () => `Unauthorized (token ya29.${hex(24)})`],
  [
    "Shopify::Errors::ThrottledError",
    () => `Throttled: cost ${int(1000)} exceeds available ${int(1000)} for shop ${hex(8)}.myshopify.example`,
  ],
  ["SystemStackError", () => `stack level too deep`],
  ["FloatDomainError", () => `NaN`],
  ["ZeroDivisionError", () => `divided by 0`],
  ["RuntimeError", () => `Transcode failed for asset ${uuid()}: exit ${1 + int(254)}`],
  ["RuntimeError", () => `Ürün bulunamadı: stok kodu ŞK-${int(90000)} — depo №${int(40)} 📦`],
  ["StandardError", () => `外部API呼び出しに失敗しました (注文番号 ${int(9e6)})`],
  ["Sidekiq::JobRetry::Skip", () => `Lease ${hex(24)} lost at step ${int(12)}/${12 + int(4)}`],
  ["Custom::QuotaExceeded", () => `Account acct_${hex(10)} used ${int(9e5)} of ${int(9)}00000 credits`],
  [
    "Custom::UpstreamError",
    () =>
      `upstream ${pick(["eu", "us", "ap"])}-${int(4)} said: {"code":"E${1000 + int(20)}","id":"${uuid()}","at":"2025-0${1 + int(9)}-1${int(9)}T0${int(9)}:00:00Z"}`,
  ],
];
// skewed weights: fingerprint 0 ≈ 10 %, long tail
const W = ERR.map((_, i) => 1 / (i + 4));
const WS = W.reduce((x, y) => x + y);
const CUM = [];
W.reduce((s, w, i) => (CUM[i] = s + w / WS), 0);
const ALIAS = new Uint8Array(4096);
for (let i = 0, k = 0; i < 4096; i++) {
  while (k < 59 && CUM[k] * 4096 <= i) k++;
  ALIAS[i] = k;
}
// pre-compressed backtraces: 4 variants per fingerprint (Sidekiq stores base64(zlib(json)))
const FR = [
  "app/jobs",
  "app/services",
  "app/models",
  "lib/clients",
  "/usr/local/bundle/gems/activerecord-7.2.4/lib/active_record",
  "/usr/local/bundle/gems/faraday-2.9.0/lib/faraday",
  "/usr/local/bundle/gems/net-http-0.4.1/lib/net",
  "/usr/local/bundle/gems/sidekiq-7.3.10/lib/sidekiq",
];
const BT = ERR.map((_, e) =>
  Array.from({ length: 4 }, () => {
    const n = 8 + int(12),
      L = [];
    for (let i = 0; i < n; i++)
      L.push(
        `${FR[(i + e) % FR.length]}/${pick(["charge", "client", "adapter", "processor", "relation", "sync", "http"])}_${int(30)}.rb:${1 + int(900)}:in \`${pick(["perform", "call", "block in call", "execute", "transaction", "request", "with_retry"])}'`,
      );
    return zlib.deflateSync(JSON.stringify(L)).toString("base64");
  }),
);
const TAGS = [["vip"], ["import", "v2"], ["tenant:acme"], ["eu", "gdpr"], ["nightly"], ["p1"]];
const LOREM =
  "Payment captured for order, shipping label printed, customer notified by e-mail; awaiting carrier scan. Zażółć gęślą jaźń. ".repeat(
    4,
  );

let rareLeft = 0;
function job(t, opts) {
  // t = created seconds; opts.err 0/1; opts.rc retry_count
  const ci = int(40),
    cls = CLASSES[ci],
    q = QN[ci % QN.length],
    aj = ci & 1,
    j = jid(); // 50 % Active Job
  let _args;
  const kind = int(5);
  const inner =
    kind === 0
      ? [int(5e6), NAMES[int(10)]]
      : kind === 1
        ? [{ account_id: int(50000), order: uuid(), note: LOREM.slice(0, 40 + int(200)) }]
        : kind === 2
          ? [uuid(), [`sku-${int(9999)}`, int(40)], { dry_run: false, customer: NAMES[int(10)] }]
          : kind === 3
            ? [int(5e6), `https://cdn.example.com/u/${hex(20)}.jpg`, { w: 640, h: 480, q: 0.8 }]
            : [
                {
                  payload: {
                    event: "order.updated",
                    id: `evt_${hex(20)}`,
                    data: {
                      object: {
                        id: int(9e6),
                        total: int(90000) / 100,
                        currency: "EUR",
                        lines: [int(99), int(99), int(99)],
                      },
                    },
                  },
                },
              ];
  const o = aj
    ? {
        retry: true,
        queue: q,
        wrapped: cls,
        class: F8 ? "Sidekiq::ActiveJob::Wrapper" : "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper",
        args: [
          {
            job_class: cls,
            job_id: uuid(),
            provider_job_id: null,
            queue_name: q,
            priority: null,
            arguments: kind === 0 ? [{ _aj_globalid: `gid://shop/Order/${int(5e6)}` }] : inner,
            executions: 0,
            exception_executions: {},
            locale: "en",
            timezone: "UTC",
            enqueued_at: new Date(t * 1000).toISOString(),
            scheduled_at: null,
          },
        ],
        jid: j,
        created_at: ts(t),
      }
    : { retry: true, queue: q, class: cls, args: inner, jid: j, created_at: ts(t) };
  if (opts.enq) o.enqueued_at = ts(t + rnd());
  if (u32() % 100 < 20) o.tags = TAGS[int(6)];
  if (u32() % 100 < 10) o.bid = `b-${hex(11)}`;
  if (u32() % 100 < 15) o.trace_propagation_headers = { traceparent: `00-${hex(32)}-${hex(16)}-01` };
  if (opts.err) {
    const e = ALIAS[u32() & 4095];
    o.error_message = ERR[e][1]();
    if (rareLeft > 0 && opts.i % opts.rareEvery === opts.rareEvery >> 1) {
      o.error_message += ` [rare-needle-${A.seed}]`;
      rareLeft--;
    }
    o.error_class = ERR[e][0];
    o.failed_at = ts(t + 1 + rnd());
    o.retry_count = opts.rc;
    if (opts.rc > 0) o.retried_at = ts(opts.last);
    if (u32() % 100 < 30) o.error_backtrace = BT[e][int(4)];
    if (opts.dead && F8) o.discarded_at = ts(opts.last);
  }
  return o;
}

// ---- raw RESP writer ----
const U = new URL(A.url);
const UNIX = U.protocol === "unix:"; // unix:///path/to.sock?db=2
const sock = UNIX ? net.connect(U.pathname) : net.connect(Number(U.port || 6379), U.hostname);
sock.setNoDelay(true);
let _pending = 0,
  sent = 0,
  replies = 0,
  errs = 0,
  out = [],
  outLen = 0,
  waiter = null;
// count replies: every reply here is a simple one-line (+OK, :n, $.. not used, -ERR)
sock.on("data", (buf) => {
  for (let i = 0; i < buf.length; i++) {
    if (buf[i] === 10) {
      replies++;
    } else if (buf[i] === 45 && (i === 0 || buf[i - 1] === 10)) {
      errs++;
      if (errs < 4) console.error(buf.subarray(i, i + 200).toString());
    }
  }
  if (waiter && (replies >= sent || sent - replies < 64)) {
    const w = waiter;
    waiter = null;
    w();
  }
});
sock.on("error", (e) => {
  console.error(e);
  process.exit(1);
});
const big = (s) => {
  const n = Buffer.byteLength(s);
  return `$${n}\r\n${s}\r\n`;
};
function cmd(args) {
  let s = `*${args.length}\r\n`;
  for (const x of args) {
    if (Buffer.isBuffer(x)) {
      out.push(Buffer.from(`${s}$${x.length}\r\n`), x);
      outLen += x.length;
      s = "\r\n";
    } else s += big(String(x));
  }
  out.push(s);
  outLen += s.length;
  sent++;
}
async function flush(all) {
  if (out.length) {
    const buf = Buffer.concat(out.map((x) => (typeof x === "string" ? Buffer.from(x) : x)));
    out = [];
    outLen = 0;
    if (!sock.write(buf)) await new Promise((r) => sock.once("drain", r));
  }
  if (all ? replies < sent : sent - replies > 64)
    await new Promise((r) => {
      waiter = r;
      if (all) {
        const t = setInterval(() => {
          if (replies >= sent) {
            clearInterval(t);
            r();
          }
        }, 1);
      }
    });
}
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
    if (outLen > 1 << 20) await flush();
  }
  await flush(true);
}

rareLeft = A.rare;
const rareEvery = Math.max(1, Math.floor(A.dead / A.rare));
await zfill("dead", A.dead, (i) => {
  const die = NOW - 60 - ((A.dead - i) / A.dead) * 90 * 86400 + rnd() * 5;
  const t = die - (600 + rnd() * 86400 * 20);
  return [die.toFixed(6), job(t, { enq: 1, err: 1, dead: 1, rc: 25, last: die, i, rareEvery })];
});
rareLeft = 0;
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
      if (outLen > 1 << 20) await flush();
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
  if (outLen > 1 << 20) await flush();
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
      errors: errs,
      avg_payload: Math.round(bytes / (A.dead + A.retry + A.scheduled || 1)),
    }),
  );
sock.end();
process.exit(errs ? 1 : 0);
