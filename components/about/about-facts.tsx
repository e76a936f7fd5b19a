"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { SourceAbout, StoreInfo } from "@/lib/domain/source.schema";
import { Facts } from "./facts";

/** Everything the store and this console say of themselves, in four lists. */
export function AboutFacts({ about }: { about: SourceAbout }) {
  const t = useTranslations("about");
  const format = useFormat();
  const { store, state, history, trash } = about;
  return (
    <div className="grid grid-cols-2 items-start gap-x-8 gap-y-4 max-lg:grid-cols-1">
      {store === null ? null : <StoreFacts store={store} />}
      <Facts
        title={t("console")}
        facts={[
          [t("source"), about.source.label],
          [t("environment"), about.source.environment ?? t("none")],
          [t("yourRole"), about.source.role],
          [t("stateKept"), t(`state.${state.kind}`)],
          [t("replicas"), format.count(state.replicas)],
          [
            t("history"),
            history.sinceMs === null
              ? t("noHistory")
              : t("historySince", { time: format.exact(history.sinceMs), size: format.bytes(history.bytes) }),
          ],
          [
            t("trash"),
            t("trashUse", {
              entries: format.count(trash.entries),
              max: format.count(trash.maxEntries),
              size: format.bytes(trash.bytes),
              maxSize: format.bytes(trash.maxBytes),
            }),
          ],
        ]}
      />
      <Facts
        title={t("missingRights")}
        empty={t("noMissingRights")}
        facts={about.missingRights.map(({ command, turnsOff }) => [
          <code key={command} className="text-small uppercase">
            {command.replace("|", " ")}
          </code>,
          <Feature key={turnsOff} name={turnsOff} />,
        ])}
      />
      <Facts
        title={t("turnedOff")}
        empty={t("nothingTurnedOff")}
        facts={about.turnedOff.map(({ feature, reason }) => [
          <Feature key={feature} name={feature} />,
          <Reason key={reason} name={reason} />,
        ])}
      />
    </div>
  );
}

function StoreFacts({ store }: { store: StoreInfo }) {
  const t = useTranslations("about");
  const format = useFormat();
  const bytes = (value: number | null) => (value === null ? t("unknown") : format.bytes(value));
  return (
    <Facts
      title={t("store")}
      facts={[
        [t("product"), `${store.product} ${store.version ?? ""}`],
        [
          t("url"),
          <code key="url" className="break-all text-small">
            {store.url}
          </code>,
        ],
        [t("database"), String(store.db)],
        [t("namespace"), store.namespace ?? t("none")],
        [t("user"), store.user ?? t("defaultUser")],
        [t("workerVersions"), store.workerVersions.length === 0 ? t("noWorkers") : store.workerVersions.join(", ")],
        [t("uptime"), store.uptimeSec === null ? t("unknown") : format.duration(store.uptimeSec)],
        [t("clients"), store.clients === null ? t("unknown") : format.count(store.clients)],
        [t("memory"), t("memoryUse", { used: bytes(store.usedMemoryBytes), peak: bytes(store.peakMemoryBytes) })],
        [t("maxMemory"), store.maxMemoryBytes ? format.bytes(store.maxMemoryBytes) : t("noLimit")],
        [t("eviction"), store.evictionPolicy ?? t("unknown")],
        [t("persistence"), store.persistence ?? t("unknown")],
        [t("replication"), replication(store)],
        [t("roundTrip"), store.roundTripMs === null ? t("unknown") : t("ms", { ms: store.roundTripMs.toFixed(1) })],
      ]}
    />
  );

  function replication({ role, replicas, replicaLagSec }: StoreInfo): string {
    if (role === null) return t("unknown");
    if (role === "replica") return t("replicaBehind", { age: format.duration(replicaLagSec ?? 0) });
    return t("primaryWith", { count: replicas ?? 0 });
  }
}

/** A part of the console by its own name; one without words yet is shown as it is. */
function Feature({ name }: { name: string }) {
  const t = useTranslations("about.feature");
  const key = name as Parameters<typeof t>[0];
  return t.has(key) ? t(key) : name;
}

function Reason({ name }: { name: string }) {
  const t = useTranslations("about.reason");
  const key = name as Parameters<typeof t>[0];
  return t.has(key) ? t(key) : name;
}
