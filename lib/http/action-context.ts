import "server-only";
import type { ActionContext, Caller } from "@/lib/actions/context";
import type { Store } from "@/lib/stores/port";
import type { ApiContext } from "./context";
import type { ApiServices } from "./services";

export function callerOf(c: ApiContext, services: ApiServices): Caller {
  return { services, principal: c.get("principal"), source: null, requestId: c.get("requestId") };
}

export function contextOf(c: ApiContext, services: ApiServices, source: string): ActionContext {
  return { ...callerOf(c, services), source };
}

export function storeOf(c: ApiContext, services: ApiServices, source: string): Store {
  return services.registry.open(source, c.get("principal"));
}
