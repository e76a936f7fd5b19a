import { startStack } from "./stack";

/** Started once for all tests; the addresses reach the test processes through the environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const stack = await startStack();
  process.env.E2E_BASE_URL = stack.baseUrl;
  process.env.E2E_REDIS_PORT = String(stack.redisPort);
  process.env.E2E_OUTAGE_PORT = String(stack.outagePort);
  return () => stack.stop();
}
