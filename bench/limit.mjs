// What nothing can beat on this machine: node:http and raw RESP without a framework, a session, a check or a shape.
//   node bench/limit.mjs PORT REDIS_PORT      /bytes?n=400 · /dead?from=0
import { createServer } from "node:http";
import { Redis } from "./driver.mjs";

const [port, redisPort] = process.argv.slice(2).map(Number);
const redis = await new Redis(redisPort).connect();
const bodies = new Map();

function bytes(count) {
  if (!bodies.has(count)) bodies.set(count, Buffer.alloc(count, "x"));
  return bodies.get(count);
}

createServer(async (req, res) => {
  const { pathname, searchParams } = new URL(req.url, "http://x");
  if (pathname === "/bytes") return res.end(bytes(Number(searchParams.get("n"))));
  const from = Number(searchParams.get("from"));
  const [jobs, total] = await Promise.all([
    redis.call("ZREVRANGE", "dead", from, from + 24, "WITHSCORES"),
    redis.call("ZCARD", "dead"),
  ]);
  res.setHeader("Content-Type", "application/json");
  res.end(JSON.stringify({ total, jobs }));
}).listen(port, "127.0.0.1");
