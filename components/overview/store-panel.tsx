"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { StoreInfo, StoreWarning } from "@/lib/domain/source.schema";

/** What can lose jobs below us: memory, eviction, persistence, replication. */
export function StorePanel({ store, warnings }: { store: StoreInfo; warnings: readonly StoreWarning[] }) {
  const t = useTranslations("overview");
  const format = useFormat();
  const warned = new Set(warnings.map((warning) => warning.code));
  const used = store.usedMemoryBytes;
  const unknown = <span className="text-ink-3">{t("unknownValue")}</span>;
  const state = (bad: boolean, text: ReactNode) => (bad ? <Status level="bad">{text}</Status> : text);
  return (
    <section>
      <h2 className="flex h-7 items-center gap-2 font-strong text-small">
        {t("store")}
        <span className="font-normal text-ink-3">
          {store.product} {store.version}
        </span>
      </h2>
      <dl className="grid grid-cols-[96px_1fr] gap-x-3 gap-y-1 border-line border-t py-1.5">
        <Fact label={t("memory")}>
          {used === null
            ? unknown
            : state(
                warned.has("memory_nearly_full"),
                store.maxMemoryBytes
                  ? t("ofMemory", { used: format.bytes(used), max: format.bytes(store.maxMemoryBytes) })
                  : format.bytes(used),
              )}
        </Fact>
        <Fact label={t("eviction")}>
          {store.evictionPolicy === null ? unknown : state(warned.has("evicts_keys"), store.evictionPolicy)}
        </Fact>
        <Fact label={t("persistence")}>
          {store.persistence === null
            ? unknown
            : state(store.persistence === "off" || store.persistence === "failing", store.persistence)}
        </Fact>
        <Fact label={t("replication")}>
          {store.role === "replica"
            ? state(true, t("replicaLag", { age: format.duration(store.replicaLagSec ?? 0) }))
            : store.role === null
              ? unknown
              : t("primaryWith", { count: store.replicas ?? 0 })}
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0 truncate" data-tip="">
        {children}
      </dd>
    </>
  );
}
