import type { Redis } from "ioredis";

/** Everything Redis is told while `work` runs, by anybody but the monitor: `[command, ...arguments]`. */
export async function recordCommands(redis: Redis, work: () => Promise<void>): Promise<string[][]> {
  const monitor = await redis.monitor();
  const commands: string[][] = [];
  monitor.on("monitor", (_time: string, args: string[]) => commands.push(args));
  try {
    await work();
    await new Promise((resolve) => setTimeout(resolve, 100));
  } finally {
    monitor.disconnect();
  }
  return commands;
}
