"use client";

import "./globals.css";

/** Shown when the root layout itself fails, so it stands without providers and catalogue. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body className="grid min-h-dvh place-content-center gap-3 p-4 text-center">
        <title>Signalbox could not start in this browser</title>
        <h1 className="text-title font-strong">Signalbox could not start in this browser</h1>
        <p className="text-ink-2">
          Your jobs are not affected. Reload the page; if it stays, look at the server's log.
        </p>
        <p>
          <button type="button" className="h-8 rounded-control bg-accent px-3 text-accent-ink" onClick={reset}>
            Try again
          </button>
        </p>
      </body>
    </html>
  );
}
