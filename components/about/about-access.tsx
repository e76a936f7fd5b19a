"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorPanel } from "@/components/ui/states";
import { TimeAgo } from "@/components/ui/time-ago";
import { showToast } from "@/components/ui/toast";
import { useFormat } from "@/components/ui/use-format";
import { useEndSessions } from "@/lib/api/mutations/sessions";
import { accessQuery } from "@/lib/api/queries/access";
import { meQuery } from "@/lib/api/queries/sources";
import type { Access, Scope } from "@/lib/domain/access.schema";
import { roleAllows } from "@/lib/domain/permissions";
import { Facts } from "./facts";

/** Who may come in, for those who may end their sessions. */
export function AboutAccess() {
  const me = useQuery(meQuery()).data;
  const allowed = me !== undefined && roleAllows(me.role, "sessions.manage");
  const { data, error, refetch } = useQuery({ ...accessQuery(), enabled: allowed });
  if (!allowed) return null;
  if (data === undefined) return error && <ErrorPanel error={error} onRetry={() => void refetch()} />;
  return (
    <div className="grid grid-cols-2 items-start gap-x-8 gap-y-4 pt-4 max-lg:grid-cols-1">
      <People people={data.people} />
      <Tokens tokens={data.tokens} />
    </div>
  );
}

function People({ people }: Pick<Access, "people">) {
  const t = useTranslations("about.access");
  const role = useTranslations("shell.role");
  const scopeText = useScopeText();
  const end = useEndSessions();
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <>
      <Facts
        title={t("people")}
        facts={people.map((person) => [
          <span key={person.name} className="break-all text-ink">
            {person.name}
          </span>,
          <span key={person.name} className="flex flex-wrap items-center justify-between gap-x-3">
            <span>
              {role(person.role)}, {scopeText(person.scopes)}
            </span>
            <span className="max-sm:-ml-2">
              <Button tone="quiet" size="small" onClick={() => setAsked(person.name)}>
                {t("endSessions")}
              </Button>
            </span>
          </span>,
        ])}
      />
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(open) => open || setAsked(null)}
        title={t("endTitle", { name: asked ?? "" })}
        confirmLabel={t("endSessions")}
        onConfirm={async () => {
          if (asked === null) return;
          await end.mutateAsync(asked);
          showToast({ title: t("ended", { name: asked }) });
        }}
      >
        <p>{t("endHelp")}</p>
      </ConfirmDialog>
    </>
  );
}

function Tokens({ tokens }: Pick<Access, "tokens">) {
  const t = useTranslations("about.access");
  const format = useFormat();
  const scopeText = useScopeText();
  return (
    <Facts
      title={t("tokens")}
      empty={t("noTokens")}
      facts={tokens.map((token) => [
        <span key={token.id} className="break-all text-ink">
          {token.id}
        </span>,
        <span key={token.id}>
          <span className="block">
            {token.grants.join(", ")}; {scopeText(token.scopes)}; {t("until", { day: format.day(token.expiresAtMs) })}
          </span>
          <span className="block text-ink-2 text-small">
            {token.lastUsedAtMs === null ? (
              t("neverUsed")
            ) : (
              <>
                {t("lastUsed")} <TimeAgo atMs={token.lastUsedAtMs} />
                {token.lastUsedIp === null ? null : ` ${t("from", { ip: token.lastUsedIp })}`}
              </>
            )}
          </span>
        </span>,
      ])}
    />
  );
}

function useScopeText(): (scopes: readonly Scope[] | null) => string {
  const t = useTranslations("about.access");
  return (scopes) =>
    scopes === null
      ? t("everything")
      : scopes.map(({ source, queues }) => (queues === null ? source : `${source}/${queues.join(" ")}`)).join(", ");
}
