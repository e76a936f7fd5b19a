/** How a query keeps itself fresh. `live` follows the stream and polls only while there is none. */
export const refresh = {
  /** What the stream delivers; the poll is the fallback. */
  live: (streaming: boolean) => every(streaming ? false : 2_000),
  /** Lists a person works in. */
  list: () => every(3_000),
  /** Charts: one sample each 10 s. */
  samples: () => every(10_000),
  /** What changes with a deploy or a configuration. */
  slow: () => every(60_000),
};

function every(refetchInterval: number | false) {
  return {
    refetchInterval,
    refetchOnWindowFocus: refetchInterval !== false,
    refetchOnReconnect: true,
    refetchIntervalInBackground: false,
  } as const;
}
