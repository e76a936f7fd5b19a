"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import trash from "@/lib/i18n/messages/en/trash.json";

const OWN = { trash };

export function TrashWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
