"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import batches from "@/lib/i18n/messages/en/batches.json";

const OWN = { batches };

export function BatchWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
