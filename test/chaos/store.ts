import type { SourceConfig } from "@/lib/config/source-config";
import type { RedisLink, Script } from "@/lib/redis/link";
import type { Store } from "@/lib/stores/port";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { SOURCE } from "./model";

/** The real store over a link that is open already. */
export function openChaosStore(url: string, link: RedisLink, moveScript?: Script): Store {
  const config: SourceConfig = {
    id: SOURCE,
    label: SOURCE,
    kind: "sidekiq",
    url,
    namespace: null,
    environment: null,
    color: "slate",
    readOnly: false,
    tls: null,
  };
  return openSidekiqStore(config, { link, ...(moveScript ? { moveScript } : {}) });
}
