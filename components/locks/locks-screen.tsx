"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
import { Skeleton } from "@/components/ui/states";
import { LockList } from "./lock-list";

/** Every unique lock, whether its job exists, and the way to let it go. */
export function LocksScreen() {
  const t = useTranslations("locks");
  const source = useSource() ?? "";
  return (
    <Suspense
      fallback={
        <>
          <PageHeader title={t("title")} />
          <Skeleton className="h-64 w-full" />
        </>
      }
    >
      <LockList source={source} />
    </Suspense>
  );
}
