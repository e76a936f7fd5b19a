// Closed-loop HTTP/1.1 keep-alive driver on raw sockets; Node 20 built-ins only.

import fs from "node:fs";
import net from "node:net";

const CRLF2 = Buffer.from("\r\n\r\n");
export class Conn {
  constructor(host, port) {
    this.host = host;
    this.port = port;
    this.sock = null;
  }
  open() {
    return new Promise((res, rej) => {
      const s = net.connect(this.port, this.host);
      s.setNoDelay(true);
      s.once("connect", () => {
        this.sock = s;
        s.removeAllListeners("error");
        s.on("error", (e) => this._fail(e));
        s.on("close", () => this._fail(new Error("closed")));
        s.on("data", (b) => this._data(b));
        res();
      });
      s.once("error", rej);
    });
  }
  _fail(e) {
    this.sock = null;
    const p = this.p;
    this.p = null;
    if (p) {
      if (this.untilClose && this.st) {
        this._finish(p);
      } else p.rej(e);
    }
  }
  // resolves {status, bytes(body), headerBytes, headers(raw), body?, ttfb}
  async request(buf, keepBody = false) {
    if (!this.sock) await this.open();
    return new Promise((res, rej) => {
      this.p = { res, rej };
      this.st = 0;
      this.hdr = null;
      this.got = 0;
      this.left = -1;
      this.chunk = null;
      this.keep = keepBody ? [] : null;
      this.t0 = process.hrtime.bigint();
      this.ttfb = 0;
      this.untilClose = false;
      this.sock.write(buf);
    });
  }
  _data(b) {
    if (!this.p) return;
    let o = 0;
    if (this.hdr === null || typeof this.hdr !== "string") {
      if (!this.ttfb) this.ttfb = Number(process.hrtime.bigint() - this.t0) / 1e6;
      const all = this.hdr ? Buffer.concat([this.hdr, b]) : b;
      const i = all.indexOf(CRLF2);
      if (i < 0) {
        this.hdr = all;
        return;
      }
      this.hdr = all.toString("latin1", 0, i);
      this.hbytes = i + 4;
      b = all;
      o = i + 4;
      this.st = parseInt(this.hdr.slice(9, 12), 10);
      const cl = /\r\ncontent-length: *(\d+)/i.exec(this.hdr);
      if (/\r\ntransfer-encoding: *chunked/i.test(this.hdr)) this.chunk = { s: 0, line: "", left: 0 };
      else if (cl) this.left = +cl[1];
      else if (this.st === 204 || this.st === 304) this.left = 0;
      else {
        this.untilClose = true;
        this.left = Infinity;
      }
      this.closing = /\r\nconnection: *close/i.test(this.hdr);
      if (this.head) this.left = 0;
    }
    if (this.chunk) {
      const c = this.chunk;
      while (o < b.length) {
        if (c.s === 0) {
          const n = b.indexOf(10, o);
          if (n < 0) {
            c.line += b.toString("latin1", o);
            o = b.length;
            break;
          }
          c.line += b.toString("latin1", o, n);
          o = n + 1;
          c.left = parseInt(c.line, 16);
          c.line = "";
          c.s = c.left === 0 ? 3 : 1;
        } else if (c.s === 1) {
          const n = Math.min(c.left, b.length - o);
          if (this.keep) this.keep.push(b.subarray(o, o + n));
          this.got += n;
          c.left -= n;
          o += n;
          if (c.left === 0) {
            c.s = 2;
            c.left = 2;
          }
        } else if (c.s === 2) {
          const n = Math.min(c.left, b.length - o);
          c.left -= n;
          o += n;
          if (!c.left) c.s = 0;
        } else {
          const n = b.indexOf(10, o);
          if (n < 0) {
            c.line += b.toString("latin1", o);
            o = b.length;
            break;
          }
          c.line += b.toString("latin1", o, n);
          o = n + 1;
          if (c.line === "" || c.line === "\r") {
            this.left = 0;
            break;
          }
          c.line = "";
        }
      }
      if (this.left !== 0) return;
    } else {
      const n = b.length - o;
      if (n && this.keep) this.keep.push(b.subarray(o));
      this.got += n;
      this.left -= n;
      if (this.left > 0) return;
    }
    const p = this.p;
    this.p = null;
    this._finish(p);
  }
  _finish(p) {
    const r = {
      status: this.st,
      bytes: this.got,
      headerBytes: this.hbytes,
      headers: this.hdr,
      ttfb: this.ttfb,
      body: this.keep ? Buffer.concat(this.keep) : null,
    };
    if (this.closing && this.sock) {
      this.sock.removeAllListeners("close");
      this.sock.destroy();
      this.sock = null;
    }
    p.res(r);
  }
  close() {
    if (this.sock) {
      this.sock.removeAllListeners("close");
      this.sock.destroy();
      this.sock = null;
    }
  }
}
export function build(base, req) {
  const u = new URL(base);
  const body = req.body == null ? null : Buffer.from(req.body);
  const h = { host: u.host, accept: "*/*", "user-agent": "perf", "accept-language": "en", ...(req.headers || {}) };
  if (body) {
    h["content-length"] = body.length;
    h["content-type"] ??= "application/x-www-form-urlencoded";
  }
  const prefix = u.pathname.replace(/\/$/, "");
  const head = `${req.method || (body ? "POST" : "GET")} ${prefix}${req.path} HTTP/1.1\r\n${Object.entries(h)
    .map(([k, v]) => `${k}: ${v}\r\n`)
    .join("")}\r\n`;
  return {
    host: u.hostname,
    port: +(u.port || 80),
    buf: body ? Buffer.concat([Buffer.from(head), body]) : Buffer.from(head),
  };
}
export async function one(base, req, keepBody = true) {
  const { host, port, buf } = build(base, req);
  const c = new Conn(host, port);
  const t = process.hrtime.bigint();
  const r = await c.request(buf, keepBody);
  r.ms = Number(process.hrtime.bigint() - t) / 1e6;
  c.close();
  return r;
}
export const q = (arr, p) => (arr.length ? arr[Math.min(arr.length - 1, Math.floor(arr.length * p))] : NaN);
export const median = (a) => {
  const s = [...a].sort((x, y) => x - y);
  const m = s.length >> 1;
  return s.length % 2 ? s[m] : (s[m - 1] + s[m]) / 2;
};
// closed loop: `conc` clients, each sends next request as soon as the reply is complete
export async function closedLoop(base, req, { conc = 1, ms = 1000, warmup = 0, max = Infinity, expect = [200] } = {}) {
  const reqs = (Array.isArray(req) ? req : [req]).map((r) => build(base, r));
  const conns = Array.from({ length: conc }, () => new Conn(reqs[0].host, reqs[0].port));
  const lat = [];
  let errors = 0,
    bytes = 0,
    started = 0,
    i = 0;
  const statuses = {};
  const t0 = performance.now();
  const tW = t0 + warmup,
    tE = tW + ms;
  await Promise.all(
    conns.map(async (c) => {
      while (performance.now() < tE && started < max) {
        started++;
        const t = performance.now();
        try {
          const r = await c.request(reqs[i++ % reqs.length].buf);
          const e = performance.now();
          statuses[r.status] = (statuses[r.status] || 0) + 1;
          if (!expect.includes(r.status)) errors++;
          if (t >= tW) {
            lat.push(e - t);
            bytes += r.bytes;
          }
        } catch (_e) {
          errors++;
          if (errors > 50) break;
        }
      }
      c.close();
    }),
  );
  const wall = performance.now() - Math.max(t0, tW);
  lat.sort((a, b) => a - b);
  return {
    n: lat.length,
    errors,
    statuses,
    p50: q(lat, 0.5),
    p90: q(lat, 0.9),
    p99: q(lat, 0.99),
    max: lat.at(-1),
    rps: (lat.length / wall) * 1000,
    bytes: lat.length ? Math.round(bytes / lat.length) : 0,
  };
}
function withChildren(pid, measure) {
  const pids = [pid];
  try {
    for (const task of fs.readdirSync(`/proc/${pid}/task`))
      pids.push(...fs.readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean));
  } catch {}
  let sum = 0;
  for (const each of pids) {
    try {
      sum += measure(each);
    } catch {}
  }
  return sum;
}
/** MiB of a process and its children; what has ended counts nothing. */
export function rss(pid) {
  const one = (each) => +/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${each}/status`, "utf8"))[1] / 1024;
  return Math.round(withChildren(pid, one));
}
/** CPU milliseconds (user and system) of a process and its children so far: hardly moved by a noisy neighbour. */
export function cpuMs(pid) {
  return withChildren(pid, (each) => {
    const fields = fs.readFileSync(`/proc/${each}/stat`, "utf8").split(") ")[1].split(" ");
    return (+fields[11] + +fields[12]) * 10;
  });
}
// minimal Redis client (INFO/CONFIG etc.) so nothing needs npm
export class Redis {
  constructor(port, db = 0) {
    this.port = port;
    this.db = db;
    this.buf = Buffer.alloc(0);
    this.wait = [];
  }
  async connect() {
    await new Promise((r, j) => {
      this.s = typeof this.port === "string" ? net.connect(this.port, r) : net.connect(this.port, "127.0.0.1", r);
      this.s.once("error", j);
    });
    this.s.setNoDelay(true);
    this.s.on("data", (d) => {
      this.buf = this.buf.length ? Buffer.concat([this.buf, d]) : d;
      this._drain();
    });
    if (this.db) await this.call("SELECT", this.db);
    return this;
  }
  call(...a) {
    const parts = [Buffer.from(`*${a.length}\r\n`)];
    for (const x of a) {
      const b = Buffer.isBuffer(x) ? x : Buffer.from(String(x));
      parts.push(Buffer.from(`$${b.length}\r\n`), b, Buffer.from("\r\n"));
    }
    return new Promise((res, rej) => {
      this.wait.push({ res, rej });
      this.s.write(Buffer.concat(parts));
    });
  }
  _parse(o) {
    const b = this.buf;
    const n = b.indexOf("\r\n", o);
    if (n < 0) return null;
    const t = b[o],
      line = b.toString("utf8", o + 1, n);
    let p = n + 2;
    if (t === 43) return [line, p];
    if (t === 45) return [new Error(line), p];
    if (t === 58) return [Number(line), p];
    if (t === 36) {
      const l = +line;
      if (l < 0) return [null, p];
      if (b.length < p + l + 2) return null;
      return [this.raw ? b.subarray(p, p + l) : b.toString("utf8", p, p + l), p + l + 2];
    }
    if (t === 42) {
      const l = +line,
        out = [];
      for (let i = 0; i < l; i++) {
        const r = this._parse(p);
        if (!r) return null;
        out.push(r[0]);
        p = r[1];
      }
      return [out, p];
    }
    throw new Error(`resp ${t}`);
  }
  _drain() {
    let o = 0;
    while (this.wait.length && o < this.buf.length) {
      const r = this._parse(o);
      if (!r) break;
      o = r[1];
      const w = this.wait.shift();
      r[0] instanceof Error ? w.rej(r[0]) : w.res(r[0]);
    }
    this.buf = this.buf.subarray(o);
  }
  close() {
    this.s.end();
  }
}
export async function commandCost(r, fn) {
  await r.call("CONFIG", "RESETSTAT");
  await fn();
  const info = await r.call("INFO", "commandstats");
  const out = {};
  let calls = 0,
    usec = 0;
  for (const m of info.matchAll(/cmdstat_([^:]+):calls=(\d+),usec=(\d+)/g)) {
    if (/config|^info/.test(m[1]) && m[1] !== "info") continue;
    out[m[1]] = +m[2];
    calls += +m[2];
    usec += +m[3];
  }
  return { calls, usec, out };
}
