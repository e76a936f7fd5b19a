import zlib from "node:zlib";
import { host } from "./names.mjs";
import { hex, int, pick, uuid } from "./random.mjs";

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
export const W = ERR.map((_, i) => 1 / (i + 4));
export const WS = W.reduce((x, y) => x + y);
export const CUM = [];
W.reduce((s, w, i) => (CUM[i] = s + w / WS), 0);
export const ALIAS = new Uint8Array(4096);
for (let i = 0, k = 0; i < 4096; i++) {
  while (k < 59 && CUM[k] * 4096 <= i) k++;
  ALIAS[i] = k;
}
// pre-compressed backtraces: 4 variants per fingerprint (Sidekiq stores base64(zlib(json)))
export const FR = [
  "app/jobs",
  "app/services",
  "app/models",
  "lib/clients",
  "/usr/local/bundle/gems/activerecord-7.2.4/lib/active_record",
  "/usr/local/bundle/gems/faraday-2.9.0/lib/faraday",
  "/usr/local/bundle/gems/net-http-0.4.1/lib/net",
  "/usr/local/bundle/gems/sidekiq-7.3.10/lib/sidekiq",
];
export const BT = ERR.map((_, e) =>
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
