import "server-only";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { AppError } from "@/lib/errors/app-error";
import type { Api, ApiEnv, ApiOptions } from "./context";
import { auditRefusals } from "./middleware/audit-refusals";
import { authenticated } from "./middleware/authenticate";
import { csrf } from "./middleware/csrf";
import { securityHeaders } from "./middleware/headers";
import { allowedHost } from "./middleware/host";
import { paced } from "./middleware/paced";
import { requestId } from "./middleware/request-id";
import { seeOwnChanges } from "./middleware/see-own-changes";
import { respondProblem } from "./problem";
import { registerAbout } from "./routes/about";
import { registerAccess } from "./routes/access";
import { registerAudit } from "./routes/audit";
import { registerCron } from "./routes/cron";
import { registerErrors } from "./routes/errors";
import { registerExport } from "./routes/export";
import { registerHealth } from "./routes/health";
import { registerJobActions } from "./routes/job-actions";
import { registerJobEdit } from "./routes/job-edit";
import { registerJobLife } from "./routes/job-life";
import { registerJobs } from "./routes/jobs";
import { registerLocks } from "./routes/locks";
import { registerMe } from "./routes/me";
import { registerMetrics } from "./routes/metrics";
import { registerOpenApi } from "./routes/openapi";
import { registerOperations } from "./routes/operations";
import { registerOverview } from "./routes/overview";
import { registerPlugins } from "./routes/plugins";
import { registerProcesses } from "./routes/processes";
import { registerProfiles } from "./routes/profiles";
import { registerQueues } from "./routes/queues";
import { registerSearch } from "./routes/search";
import { registerSources } from "./routes/sources";
import { registerStats } from "./routes/stats";
import { registerTrash } from "./routes/trash";
import type { ApiServices } from "./services";
import { SingleFlight } from "./single-flight";
import { Turns } from "./turns";

const LARGEST_BODY = 128 * 1024;
/** A read has none, and asking it for one makes a whole `Request` of it. */
const WITH_BODY = ["POST", "PUT", "PATCH", "DELETE"];
const PREFIX = "/api/v1";

/**
 * The whole HTTP API as one fetch handler, mounted by the production server and by Next alike. Everything needs a principal, unknown addresses included.
 */
export function makeApi(services: ApiServices, options: ApiOptions): Api {
  const { publicUrl } = options;
  const app: Api = new OpenAPIHono<ApiEnv>({ getPath: pathBelow(options.basePath) });
  app.use("*", requestId);
  app.use("*", securityHeaders(publicUrl?.protocol === "https:"));
  app.use("*", allowedHost(options));
  app.use("*", authenticated(services.auth));
  app.use("*", paced(services.pace));
  app.use("*", auditRefusals(services.audit));
  app.use("*", csrf(publicUrl));
  app.on(WITH_BODY, "*", bodyLimit({ maxSize: LARGEST_BODY, onError: refuseBody }));
  const lists = new SingleFlight();
  app.use("*", seeOwnChanges(lists, services.snapshots));
  app.onError(respondProblem);
  app.notFound((c) => respondProblem(new AppError("not_found", {}), c));

  const searches = new Turns();
  registerMe(app, services, options);
  registerAccess(app, services);
  registerHealth(app, services);
  registerStats(app, services);
  registerOverview(app, services, lists);
  registerErrors(app, services, lists, searches);
  registerAbout(app, services, lists);
  registerSources(app, services);
  registerAudit(app, services);
  registerQueues(app, services, lists, searches);
  registerJobs(app, services, lists, searches);
  registerSearch(app, services);
  registerJobActions(app, services);
  registerJobEdit(app, services);
  registerJobLife(app, services, searches, options);
  registerExport(app, services, searches);
  registerLocks(app, services, lists, searches);
  registerMetrics(app, services, lists);
  registerProfiles(app, services, lists);
  registerPlugins(app, services, lists, searches);
  registerProcesses(app, services, lists);
  registerCron(app, services, lists);
  registerOperations(app, services);
  registerTrash(app, services, lists);
  registerOpenApi(app, options);
  return app;
}

/** Whoever sends on is not listened to. */
function refuseBody(c: Context): Response {
  c.header("Connection", "close");
  return respondProblem(new AppError("too_large", { maxBytes: LARGEST_BODY }), c);
}

/** The path below the API's own, still encoded, whether or not somebody has taken the base path off; `/-` matches nothing. */
function pathBelow(basePath: string): (request: Request) => string {
  const prefixes = [...new Set([`${basePath}${PREFIX}`, PREFIX])];
  return ({ url }) => {
    const start = url.indexOf("/", url.indexOf("//") + 2);
    const query = url.search(/[?#]/);
    const path = start < 0 ? "/" : url.slice(start, query < 0 ? undefined : query);
    const prefix = prefixes.find((candidate) => path.startsWith(`${candidate}/`));
    return prefix === undefined ? "/-" : path.slice(prefix.length);
  };
}
