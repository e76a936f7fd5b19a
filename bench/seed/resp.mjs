import net from "node:net";
import { A } from "./options.mjs";

// ---- raw RESP writer ----
export const U = new URL(A.url);
export const UNIX = U.protocol === "unix:"; // unix:///path/to.sock?db=2
export const sock = UNIX ? net.connect(U.pathname) : net.connect(Number(U.port || 6379), U.hostname);
sock.setNoDelay(true);
let sent = 0,
  replies = 0,
  errs = 0,
  out = [],
  outLen = 0,
  waiter = null;
/** Whether so much is waiting that it should be sent. */
export const isFull = () => outLen > 1 << 20;
/** Error replies so far. */
export const errors = () => errs;
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
export const big = (s) => {
  const n = Buffer.byteLength(s);
  return `$${n}\r\n${s}\r\n`;
};
export function cmd(args) {
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
export async function flush(all) {
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
