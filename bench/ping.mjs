// PINGs every 2 ms from a process of its own, whose clock no other work of the benchmark holds up.
// Usage: ping.mjs PORT; writes the times in ms as JSON when its input ends.
import { Redis } from "./driver.mjs";

const client = await new Redis(Number(process.argv[2])).connect();
const times = [];
let going = true;
process.stdin.on("end", () => (going = false)).resume();
process.stdout.write("ready\n");
while (going) {
  const startedMs = performance.now();
  await client.call("PING");
  times.push(performance.now() - startedMs);
  await new Promise((resolve) => setTimeout(resolve, 2));
}
process.stdout.write(JSON.stringify(times), () => process.exit(0));
