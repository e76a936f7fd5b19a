"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { TipLayer } from "@/components/ui/tip-layer";
import { ToastProvider } from "@/components/ui/toast";
import { withBase } from "@/lib/api/base-path";
import { ApiError } from "@/lib/api/client";
import { messages } from "@/lib/i18n/messages";

/** Everything below is the browser's; the shells are prerendered through this with nothing loaded. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeQueryClient);
  return (
    <CSPProvider disableStyleElements>
      <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
        <QueryClientProvider client={client}>
          <NuqsAdapter>
            <ToastProvider>{children}</ToastProvider>
            <TipLayer />
          </NuqsAdapter>
        </QueryClientProvider>
      </NextIntlClientProvider>
    </CSPProvider>
  );
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: signInAgain }),
    defaultOptions: { queries: { retry: worthRetrying, retryDelay: 1_000, gcTime: 10 * 60_000 } },
  });
}

/** A named fault of a store is said at once: the server has tried already, and the page asks again by itself. */
function worthRetrying(failures: number, error: Error): boolean {
  if (!(error instanceof ApiError) || error.code.startsWith("source_")) return false;
  return failures < 1 && (error.status === 0 || error.status >= 500);
}

/** The session ended: sign in and come back to the same address. */
function signInAgain(error: Error): void {
  if (!(error instanceof ApiError) || error.code !== "unauthenticated") return;
  if (window.location.pathname === withBase("/login")) return;
  const back = window.location.pathname.slice(withBase("").length) + window.location.search;
  window.location.assign(`${withBase("/login")}?callbackUrl=${encodeURIComponent(back)}`);
}
