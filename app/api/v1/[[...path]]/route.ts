import { makeApi } from "@/lib/http/app";
import type { Api } from "@/lib/http/context";
import { getRuntime } from "@/lib/runtime/runtime";

let api: Api | undefined;

/** Only `next dev` comes this way: it loads this module anew when a route has changed, while stores and sessions stay. */
const answer = async (request: Request): Promise<Response> => {
  const { services, config } = getRuntime();
  api ??= makeApi(services, config);
  return api.fetch(request);
};

export { answer as DELETE, answer as GET, answer as HEAD, answer as PATCH, answer as POST, answer as PUT };
