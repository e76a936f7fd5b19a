"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/ui/states";
import { Notice, Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import { ApiError } from "@/lib/api/client";
import type { SourceAbout, StoreWarning } from "@/lib/domain/source.schema";

const SERIOUS: readonly StoreWarning["code"][] = ["evicts_keys", "persistence_failing", "memory_nearly_full"];

/** What is wrong with the store or turned off because of it, each with what to do. */
export function AboutWarnings({ about }: { about: SourceAbout }) {
  const t = useTranslations("about");
  const { health } = about.source;
  const problem = useErrorText(new ApiError(0, { code: health.code ?? "internal", params: health.params }));
  const calm = about.warnings.length === 0 && health.state === "ok";
  return (
    <section className="grid gap-2 pb-4">
      <h2 className="sr-only">{t("warnings")}</h2>
      {health.state === "ok" ? null : (
        <Notice level={health.state === "down" ? "bad" : "warn"}>
          <p className="font-strong">{t(`health.${health.state}`)}</p>
          {health.code === null ? null : <p>{problem}</p>}
        </Notice>
      )}
      {about.warnings.map((warning) => (
        <Notice key={warning.code} level={SERIOUS.includes(warning.code) ? "bad" : "warn"}>
          <Warning warning={warning} about={about} />
        </Notice>
      ))}
      {calm ? <Status level="good">{t("calm")}</Status> : null}
    </section>
  );
}

function Warning({ warning, about }: { warning: StoreWarning; about: SourceAbout }) {
  const t = useTranslations("about");
  const words = useTranslations("verdict.warning");
  const format = useFormat();
  const bare = (about.store?.namespace ?? null) === null ? "placeDb" : "placeBare";
  const places = about.foundElsewhere.map(({ db, namespace }) =>
    namespace === null ? t(bare, { db }) : t("placeNamespace", { db, namespace }),
  );
  const values: Record<string, string> = { places: places.length === 0 ? t("nowhere") : places.join(", ") };
  for (const [name, value] of Object.entries(warning.params)) {
    values[name] = typeof value === "number" ? format.count(value) : String(value ?? "");
  }
  return (
    <>
      <p className="font-strong">{words(warning.code)}</p>
      <p className="text-ink-2">{t(`advice.${warning.code}`, values)}</p>
    </>
  );
}
