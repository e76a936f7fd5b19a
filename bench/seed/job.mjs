import { ALIAS, BT, ERR } from "./errors.mjs";
import { CLASSES, LOREM, NAMES, QN, TAGS } from "./names.mjs";
import { A, F8 } from "./options.mjs";
import { hex, int, jid, rnd, ts, u32, uuid } from "./random.mjs";

let rareLeft = 0;
/** How many of the next failed jobs are to carry the needle. */
export function setRare(count) {
  rareLeft = count;
}

export function job(t, opts) {
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
