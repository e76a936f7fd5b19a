"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { BulkParams } from "@/components/operations/bulk-dialog";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { Menu } from "@/components/ui/menu";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import { BulkDialog, MoveDialog, RescheduleDialog } from "./later";
import { isDamaging, verbsOfPlace } from "./verbs";

interface Asked {
  set: JobSetName;
  q: string;
  verb: JobVerb;
  /** Null until the time or queue was given. */
  params: BulkParams | null;
}

/** Everything that acts on the whole set, or on all of it that the filter matches. */
export function AllMenu({ source, set, q, total }: { source: string; set: JobSetName; q: string; total: number }) {
  const t = useTranslations("jobs.all");
  const [asked, setAsked] = useState<Asked | null>(null);
  const verbs = verbsOfPlace(set);
  const ask = (verb: JobVerb) =>
    setAsked({ set, q, verb, params: verb === "reschedule" || verb === "move" ? null : {} });
  const close = () => setAsked(null);
  const leaveParams = () => setAsked((before) => (before?.params === null ? null : before));
  const give = (params: BulkParams) => {
    setAsked((before) => (before === null ? null : { ...before, params }));
    return Promise.resolve();
  };
  return (
    <>
      <Menu
        trigger={
          <Button disabled={total === 0}>
            {q === "" ? t("menu", { count: total }) : t("menuMatching")}
            <Glyph name="chevronDown" />
          </Button>
        }
        entries={verbs.map((verb) => ({
          label: q === "" ? t(`verb.${verb}`, { count: total }) : t(`verbMatching.${verb}`),
          danger: isDamaging(verb),
          onSelect: () => ask(verb),
        }))}
      />
      {asked?.params === null && asked.verb === "reschedule" ? (
        <RescheduleDialog count={total} onClose={leaveParams} onSubmit={(atMs) => give({ atMs })} />
      ) : null}
      {asked?.params === null && asked.verb === "move" ? (
        <MoveDialog source={source} count={total} onClose={leaveParams} onSubmit={(queue) => give({ queue })} />
      ) : null}
      {asked === null || asked.params === null ? null : (
        <BulkDialog
          source={source}
          target={asked.q === "" ? { set: asked.set } : { set: asked.set, q: asked.q }}
          verb={asked.verb}
          params={asked.params}
          onClose={close}
        />
      )}
    </>
  );
}
